"""The working of an ask while it is made: its steps so far, each with its source and how sure it is."""

from dataclasses import dataclass, field
from fractions import Fraction

from prioritise.ask.model import TAGS, Evidence, Preset, Step, plain
from prioritise.ask.rounding import NOT_ROUNDED, Rounding, pounds
from prioritise.ask.told import Formula, before_rounding, given, short

ENTERED = "entered by the user"
ARITHMETIC = "arithmetic on the steps above"


@dataclass
class Working:
    """The steps so far of an ask by a preset."""

    preset: Preset
    steps: list[Step] = field(default_factory=list)

    def add(self, step_id: str, label: str, formula: Formula, unit: str) -> Fraction:
        """A step that is arithmetic alone; returns its value."""
        self.steps.append(Step(step_id, label, formula.told(short), formula.value, unit, ARITHMETIC, "C"))
        return formula.value

    def entered(self, step_id: str, label: str, words: str, value: Fraction, unit: str) -> None:
        """What the user said."""
        self.steps.append(Step(step_id, label, words, value, unit, ENTERED, "U"))

    def remark(self, step_id: str, label: str, sentence: str) -> None:
        """A remark the reader must see."""
        self.steps.append(Step(step_id, label, sentence, None, "", "", "", warns=True))

    def using(  # noqa: PLR0913 - one argument a column of the working
        self,
        step_id: str,
        label: str,
        formula: Formula,
        unit: str,
        *,
        evidence: Evidence,
        rounding: Rounding = NOT_ROUNDED,
    ) -> Fraction:
        """A step that uses a figure of the preset; returns the rounded value.

        It has that figure's tag and source, and those of the preset's rounding too where that changes the value: the
        less sure of the two tags then, for the step is no surer than its rounding.
        """
        value = formula.value
        rounded = rounding.apply(value)
        source, tag = self.source(evidence), evidence.tag
        if rounded != value and (by := self.preset.rounding_evidence.get(step_id)) is not None:
            source, tag = f"{source}. {self.source(by)}", max(tag, by.tag, key=list(TAGS).index)
        words = _told(formula, rounded, rounding, unit)
        self.steps.append(Step(step_id, label, words, rounded, unit, source, tag, rounding.words))
        return rounded

    def source(self, evidence: Evidence) -> str:
        """What the source says and which it is."""
        where = self.preset.citation(evidence.source)
        return f"{evidence.wording} ({evidence.source}: {where})" if where else evidence.wording


def _told(formula: Formula, rounded: Fraction, rounding: Rounding, unit: str) -> str:
    """The working with what was rounded, true as it stands."""
    if unit == "£":
        words = formula.told(rounding.apply)
        return words if rounded == formula.value else f"{words}, rounded {rounding.words}"
    if rounded == formula.value:
        return formula.told(short)
    middle, places = before_rounding(formula.value, rounding.apply)
    return f"{formula.told(lambda value: plain(value, places))} = {middle}, rounded {rounding.words}"


def money(value: Fraction) -> str:
    """`£1,234` or `£1,234.50`."""
    exact = pounds(value)
    return f"£{exact:,.0f}" if exact == exact.to_integral_value() else f"£{exact:,.2f}"


def rate_words(value: Fraction) -> str:
    """A rate, with all its decimals: `£360`, `£978.34`, `£0.0125`."""
    return money(value) if pounds(value) == value else f"£{given(value)}"
