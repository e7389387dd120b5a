"""One problem, asked many times: the best list under other values, further rules, or another aim.

Every page, sweep and explanation that needs "the best list if ..." asks here, so that what is quick is quick for all of
them, and so that no list leaves this room that cannot be paid to the penny. How a question is answered: `question`.
"""

import threading
from collections.abc import Mapping, Sequence

from prioritise.funding import Problem
from prioritise.funding.rule import Row, Variable
from prioritise.optimise.found import Found, Watch
from prioritise.optimise.matrix import Matrix, write
from prioritise.optimise.model import value_objective
from prioritise.optimise.question import Question
from prioritise.optimise.relax import Relaxation
from prioritise.optimise.solver import Limits


class Engine:
    """The optimiser of one problem, kept between questions; what was asked before changes no answer."""

    def __init__(self, problem: Problem, leave_out: frozenset[str] = frozenset()) -> None:
        """Make it ready; rows of the rule groups in `leave_out` (`Row.group`) do not hold."""
        self.problem = problem
        self.leave_out = leave_out
        self._made: dict[bool, tuple[Matrix, Relaxation]] = {}
        self._making = threading.Lock()

    def best(  # noqa: PLR0913, PLR0917 - one argument a part of a question
        self,
        limits: Limits | None = None,
        rows: Sequence[Row] = (),
        aim: Mapping[Variable, float] | None = None,
        known: Mapping[str, int] | None = None,
        watch: Watch | None = None,
        meanwhile: Mapping[str, int] | None = None,
    ) -> Found:
        """The best list, which can be paid to the penny.

        Args:
            limits: how far to go (None: to the end).
            rows: further rules, for this question only.
            aim: weight by variable, more is better (`Draw` weights are per penny); None: the value of what is funded.
            known: starts of a list thought to keep every rule, to begin from; of no use where it does not.
            watch: told how it stands, and asked whether to stop.
            meanwhile: starts of the last list, say: where they keep every rule still, whoever watches is told of them
                at once. They change no answer but that of a search cut short, which never ends with less than was told.

        Raises:
            SolverFault: nothing the solver offers can be paid, however often it is asked.
        """
        return Question(self.problem, self.place, limits or Limits(), tuple(rows), aim, watch).answer(known, meanwhile)

    def bound(self, rows: Sequence[Row] = (), aim: Mapping[Variable, float] | None = None) -> float | None:
        """What no list is better than, from the relaxation alone; None when nothing keeps the rules."""
        question = Question(self.problem, self.place, Limits(), tuple(rows), aim, None)
        return question.relaxed.worth if question.relax() and question.relaxed is not None else None

    def place(self, keep_draws: bool) -> tuple[Matrix, Relaxation]:
        """The matrix, with a column for each draw or not, and its relaxation; made when first asked for."""
        with self._making:
            if keep_draws not in self._made:
                matrix = write(self.problem, self.leave_out, keep_draws)
                relaxation = Relaxation(matrix, matrix.cost(value_objective(self.problem)))
                self._made[keep_draws] = (matrix, relaxation)
            return self._made[keep_draws]
