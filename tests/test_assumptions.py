import datetime as dt

import pytest

from prioritise.assumptions import Assumption


@pytest.mark.parametrize(
    ("value", "unit", "digits", "words"),
    [
        (2026.0, "financial year (2026 is 2026/27)", "2026", "2026 financial year (2026 is 2026/27)"),
        (2027.0, "calendar year it starts in", "2027", "2027 calendar year it starts in"),
        (2_000_000.0, "£ a year", "£2,000,000", "£2,000,000 a year"),
        (0.3, "£ a patient a year", "£0.30", "£0.30 a patient a year"),
        (5224.0, "£ a m2", "£5,224", "£5,224 a m²"),
        (1750.0, "weighted patients", "1,750", "1,750 weighted patients"),
        (0.98, "probability", "0.98", "0.98 probability"),
        (0.5, "share of its floor area", "0.5", "0.5 (share of its floor area)"),
        (5.26, "contacts a patient a year", "5.26", "5.26 contacts a patient a year"),
        (0.0, "years", "0", "0 years"),
        (1.0, "years", "1", "1 year"),
        (1.0, "per class", "1", "1 per class"),
        (-0.0, "share", "0", "0 (share)"),
        (0.0000001, "per minute", "0.0000001", "0.0000001 per minute"),
        (-0.00000012345, "per minute", "-0.000000123", "-0.000000123 per minute"),
        (0.000001, "per minute", "0.000001", "0.000001 per minute"),
    ],
)
def test_a_value_is_written_as_people_write_it(value, unit, digits, words):
    assumption = Assumption("a", "A value", value, unit, dt.date(2024, 1, 1), "D", "nobody")
    assert (assumption.digits(), assumption.words()) == (digits, words)
