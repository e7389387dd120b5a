"""Make the Word template of the committee paper: `python -m prioritise.record.make_template`.

The template is a Word file that a forum may edit in Word: text in double braces is filled in, and a row, cell or
paragraph with `{%tr`, `{%tc` or `{%p` is gone through once for each thing of a list (docxtpl). The names it may use are
those of `record.committee`.
"""

from pathlib import Path

from prioritise.ask.paper import settled
from prioritise.record.template_parts import Template

TEMPLATE = Path(__file__).with_name("templates") / "committee.docx"


def template_bytes() -> bytes:
    """The template; always the same bytes."""
    made = Template()
    _front(made)
    _ranked(made)
    _money(made)
    _people(made)
    _ground(made)
    return settled(made.document)


def _front(made: Template) -> None:
    made.document.add_heading("{{ title }}", 0)
    made.text("{{ case }}, {{ years_said }}", strong=True)
    made.text("{{ edition }}. {{ made }}", small=True)
    made.each("warnings", "{{ item }}", "Intense Quote")
    made.heading("Recommendation")
    made.text("The committee is asked to:")
    made.each("recommendation", "{{ item }}", "List Number")
    made.text("{{ advice }}", small=True)
    made.heading("In short")
    made.each("summary", "{{ item }}", "List Bullet")
    made.table("figures", (("At a glance", "{{ item.label }}", 9.0), (" ", "{{ item.text }}", 8.4)))
    made.mark("if map")
    made.heading("{{ map_heading }}")
    made.mark("endif")
    made.picture("map", titled=False)


def _ranked(made: Template) -> None:
    made.turn(wide=True)
    made.heading("The ranked list: schemes funded")
    made.table(
        "funded",
        (
            ("Rank ", "{{ item.rank }}", 1.0), ("Ref", "{{ item.bid_id }}", 1.9), ("Scheme", "{{ item.title }}", 4.5),
            ("Practices (ODS codes)", "{{ item.practices_said }}", 4.1), ("Cluster", "{{ item.cluster_name }}", 2.3),
            ("Kind; stage", "{{ item.kind_said }}", 2.1), ("Cost ", "{{ item.capital_gbp }}", 1.8),
            ("From which money", "{{ item.paid_said }}", 4.0),
            ("Revenue a year ", "{{ item.revenue_gbp_per_year }}", 1.5),
            ("Value ", "{{ item.value }}", 1.1), ("Starts; opens", "{{ item.when_said }}", 1.8),
        ),
    )  # fmt: skip
    made.heading("What they bring, and what may go wrong", 2)
    made.table(
        "funded",
        (
            ("Rank ", "{{ item.rank }}", 1.0), ("Scheme", "{{ item.title }}", 5.6),
            ("Patients it serves ", "{{ item.patients_served }}", 1.9),
            ("Its practices: now ", "{{ item.list_now }}", 1.9), ("Year five ", "{{ item.list_year_5 }}", 1.7),
            ("m² added ", "{{ item.added_area_m2 }}", 1.5), ("Rooms added ", "{{ item.added_rooms }}", 1.5),
            ("Appoint-ments a year ", "{{ item.appointments_said }}", 1.9),
            ("S.106 agreements; first to expire", "{{ item.s106_said }}", 4.5),
            ("Key risk", "{{ item.risk_said }}", 4.6),
        ),
    )  # fmt: skip
    made.mark("if not_funded")
    made.heading("Bids not funded, and why", 2)
    made.table(
        "not_funded",
        (
            ("Rank ", "{{ item.rank }}", 1.0), ("Decision", "{{ item.decision }}", 1.9),
            ("Ref", "{{ item.bid_id }}", 2.1),
            ("Scheme", "{{ item.title }}", 5.4), ("Practices (ODS codes)", "{{ item.practices_said }}", 4.6),
            ("Kind; stage", "{{ item.kind_said }}", 2.2), ("Cost ", "{{ item.capital_gbp }}", 1.9),
            ("Value ", "{{ item.value }}", 1.2), ("Reason", "{{ item.reason }}", 5.8),
        ),
    )  # fmt: skip
    made.mark("endif")
    made.mark("if point_heads")
    made.heading("Points by criterion", 2)
    made.text("{{ criteria_said }}")
    made.table(
        "schemes",
        (("Rank ", "{{ item.rank }}", 1.0), ("Ref", "{{ item.bid_id }}", 2.1), ("Scheme", "{{ item.title }}", 6.0),
         ("Value ", "{{ item.value }}", 1.6)),
        spread=("point_heads", "item.points", 1.9),
    )  # fmt: skip
    made.mark("endif")


def _money(made: Template) -> None:
    made.turn(wide=False)
    made.heading("Funding by source and year")
    made.text("{{ sums }}")
    made.table(
        "funding", (("Source", "{{ item.source }}", 2.9), ("Total ", "{{ item.total }}", 2.2)),
        spread=("years", "item.cells", 2.05),
    )  # fmt: skip
    made.picture("spend")
    made.heading("The pots that pay")
    made.table(
        "pots",
        (
            ("Kind", "{{ item.kind }}", 2.4), ("Pot", "{{ item.name }}", 4.8),
            ("Agreement", "{{ item.agreement }}", 2.4),
            ("Spend by", "{{ item.spend_by }}", 2.2), ("Counted ", "{{ item.counted }}", 1.9),
            ("Used ", "{{ item.used }}", 1.9), ("Left ", "{{ item.left }}", 1.8),
        ),
    )  # fmt: skip
    made.heading("What would lapse")
    made.text("{{ lapse_said }} Unspent is not misspent: money held may be waiting for its scheme.")
    made.mark("if lapsing")
    made.table(
        "lapsing",
        (
            ("Pot", "{{ item.name }}", 4.4), ("Kind", "{{ item.kind }}", 2.2), ("Lapses ", "{{ item.lapses }}", 2.1),
            ("Spend by", "{{ item.spend_by }}", 2.3), ("Why", "{{ item.note }}", 6.4),
        ),
    )  # fmt: skip
    made.mark("endif")


def _people(made: Template) -> None:
    made.heading("Who the money reaches")
    fields = (
        ("Bids ", "{{ item.bids }}", 1.5), ("Funded ", "{{ item.schemes }}", 1.7),
        ("Capital ", "{{ item.capital }}", 2.6),
        ("Share of capital ", "{{ item.capital_share }}", 2.2), ("Patients ", "{{ item.patients }}", 2.2),
        ("Share of patients ", "{{ item.patient_share }}", 2.2),
    )  # fmt: skip
    made.heading("By cluster", 2)
    made.text("{{ cluster_said }}").paragraph_format.keep_with_next = True
    made.picture("by_cluster")
    made.table("clusters", (("Cluster", "{{ item.group }}", 5.0), *fields))
    made.heading("By deprivation", 2)
    made.text("{{ deprivation_said }}").paragraph_format.keep_with_next = True
    made.mark("if deprivation")
    made.picture("by_deprivation")
    made.table("deprivation", (("Practices of the", "{{ item.group }}", 5.0), *fields))
    made.mark("endif")
    made.text(
        "A scheme of several clusters or practices counts for each in equal parts. Fifths are of the practices of this "
        "case by their deprivation score; patients are today's lists.",
        small=True,
    )
    made.heading("Risks")
    made.table(
        "risks",
        (
            ("Risk", "{{ item.risk }}", 4.6),
            ("How much", "{{ item.figure }}", 5.0),
            ("Schemes, by rank", "{{ item.who }}", 7.8),
        ),
    )
    made.heading("Conflicts of interest")
    made.text("{{ interests_said }}")
    made.mark("if interests")
    made.table(
        "interests",
        (
            ("Rank ", "{{ item.rank }}", 1.1), ("Scheme", "{{ item.title }}", 5.6), ("Who", "{{ item.who }}", 3.0),
            ("Interest", "{{ item.interest }}", 5.3), ("Declared", "{{ item.declared }}", 2.4),
        ),
    )  # fmt: skip
    made.mark("endif")


def _ground(made: Template) -> None:
    made.heading("How the list was made")
    made.heading("Criteria", 2)
    made.table(
        "criteria",
        (
            ("Criterion", "{{ item.name }}", 4.4), ("Weight ", "{{ item.weight }}", 1.5),
            ("Worst ", "{{ item.worst }}", 1.4),
            ("Best ", "{{ item.best }}", 1.4), ("Unit", "{{ item.unit }}", 4.3), ("How", "{{ item.how }}", 4.4),
        ),
    )  # fmt: skip
    made.heading("How sure it is", 2)
    for name in ("moves_said", "equal_said", "ties_said", "checked"):
        made.mark(f"if {name}")
        made.text(f"{{{{ {name} }}}}")
        made.mark("endif")
    made.heading("Money", 2)
    made.each("money_said", "{{ item }}", "List Bullet")
    made.heading("Assumptions", 2)
    made.text("{{ assumptions_said }}")
    made.mark("if assumptions")
    made.table(
        "assumptions",
        (
            ("Assumption", "{{ item.name }}", 5.6),
            ("Value", "{{ item.value }}", 3.4),
            ("Source", "{{ item.source }}", 8.4),
        ),
    )
    made.mark("endif")
    made.heading("Sources", 2)
    made.table("sources", (("What", "{{ item.label }}", 5.0), ("Source", "{{ item.text }}", 12.4)))
    made.heading("What this paper was made from", 2)
    made.mark("if left_out")
    made.text("{{ left_out }}")
    made.mark("endif")
    made.text("Fingerprint of the list: {{ fingerprint }}. {{ same_again }}")
    made.text("Versions: {{ versions }}.", small=True)


if __name__ == "__main__":
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(template_bytes())
