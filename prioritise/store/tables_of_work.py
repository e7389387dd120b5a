"""The tables of what a forum does with a case: panels and their scores, what-ifs, runs, and lists that were frozen."""

import sqlalchemy as sa

from prioritise.store.tables import METADATA, Moment, of_case, of_person

PANELS = sa.Table(
    "panels",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    of_case(),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("bids", sa.JSON, nullable=False),
    sa.Column("criteria", sa.JSON, nullable=False),
    sa.Column("opened", Moment, nullable=False),
    of_person("opened_by"),
    sa.Column("closed", Moment),
    sa.Column("version", sa.Integer, nullable=False),
)
"""One row a round of scoring: which bids on which criteria, and whether it is open or closed."""
PANEL_MEMBERS = sa.Table(
    "panel_members",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("panel_id", sa.Integer, sa.ForeignKey("panels.id"), nullable=False),
    of_person(),
    sa.UniqueConstraint("panel_id", "person_id"),
)
PANEL_SCORES = sa.Table(
    "panel_scores",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("panel_id", sa.Integer, sa.ForeignKey("panels.id"), nullable=False),
    of_person(),
    sa.Column("bid_id", sa.Text, nullable=False),
    sa.Column("criterion_id", sa.Text, nullable=False),
    sa.Column("score", sa.Double, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("saved", Moment, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.UniqueConstraint("panel_id", "person_id", "bid_id", "criterion_id"),
)
"""One row a member, bid and criterion. Hidden from everybody else until the panel is closed."""
SCENARIOS = sa.Table(
    "scenarios",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    of_case(),
    sa.Column("link", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("changes", sa.JSON, nullable=False),
    of_person("owner"),
    sa.Column("saved", Moment, nullable=False),
    sa.Column("put_away", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.UniqueConstraint("case_id", "name"),
)
"""One row a what-if: only what differs from the case."""
SCENARIO_VERSIONS = sa.Table(
    "scenario_versions",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("scenario_id", sa.Integer, sa.ForeignKey("scenarios.id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("changes", sa.JSON, nullable=False),
    of_person(),
    sa.Column("saved", Moment, nullable=False),
    sa.UniqueConstraint("scenario_id", "version"),
)
"""Every what-if as it was at each save, so that a save can be undone."""
RUNS = sa.Table(
    "runs",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    of_case(),
    sa.Column("scenario_id", sa.Integer, sa.ForeignKey("scenarios.id")),
    sa.Column("at", Moment, nullable=False),
    of_person(),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("value", sa.Double),
    sa.Column("summary", sa.JSON, nullable=False),
)
"""One row a run: what was asked, and what it came to."""
SNAPSHOTS = sa.Table(
    "snapshots",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    of_case(),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    of_person(),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("value", sa.Double),
    sa.Column("fingerprint", sa.Text, nullable=False, unique=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
"""One row a frozen list: the whole file, which tells when it was touched (`record.frozen`)."""
