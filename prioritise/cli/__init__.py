"""The command line (contract B)."""

from collections.abc import Sequence

from prioritise.cli.exits import CODES, Exit, fail
from prioritise.cli.options import parser
from prioritise.cli.reports import answer_report, issue_report
from prioritise.errors import DataFault, RuleClash, SolverFault

__all__ = ["CODES", "Exit", "answer_report", "issue_report", "main", "parser"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Faults of the three families become a sentence on stderr; anything else is a defect and is shown as one.
    """
    options = parser().parse_args(arguments)
    try:
        return int(options.call(options))
    except DataFault as fault:
        return fail(Exit.ERRORS, str(fault))
    except RuleClash as fault:
        return fail(Exit.INFEASIBLE, "\n  ".join([str(fault), *fault.rules]))
    except SolverFault as fault:
        return fail(Exit.OURS, str(fault))
    except BrokenPipeError:
        raise
    except OSError as fault:
        return fail(Exit.WRITING, f"{fault.filename or 'a file'}: {fault.strerror or fault}")
