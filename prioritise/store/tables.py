"""The tables of the store.

What a forum edits is kept in rows: the tables of the case folder named in `EDITED` get one database table each, made
from the data dictionary (money in whole pence, ids as a list). What it only loads (practices, homes, registrations,
money) is kept as the files of the case, as they came.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from prioritise.case.columns import Column
from prioritise.case.tables import TABLES, key_of

EDITED = (
    "bids", "bid_costs", "bid_cost_parts", "bid_outcomes", "bid_readiness", "bid_evidence", "criteria",
    "weight_profiles", "scores", "interests",
)  # fmt: skip
"""Tables of the case folder that are kept row by row."""
VERSIONED = ("bids", "scores")
"""Those of them whose rows have a version of their own: the rest are saved with a bid or as a whole."""
OTHER = "other"
"""Column that holds what the dictionary does not know of a row: name -> text."""


class Moment(sa.TypeDecorator[dt.datetime]):
    """A moment in UTC, on databases that know of no time zone too."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """To UTC; without the zone where the database keeps none."""
        if value is None:
            return None
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Always with the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def of_case() -> sa.Column[int]:
    """The column that says which case a row is of."""
    return sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False)


def of_person(name: str = "person_id") -> sa.Column[int]:
    """A column that names a person."""
    return sa.Column(name, sa.Integer, sa.ForeignKey("people.id"), nullable=False)


PEOPLE = sa.Table(
    "people",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("email", sa.Text, unique=True),
    sa.Column("issuer", sa.Text),
    sa.Column("subject", sa.Text),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("at_this_computer", sa.Boolean, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("signed_out", Moment),
    sa.UniqueConstraint("issuer", "subject"),
)
CASES = sa.Table(
    "cases",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("created", Moment, nullable=False),
    of_person("created_by"),
)
CASE_FILES = sa.Table(
    "case_files",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    of_case(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.UniqueConstraint("case_id", "name"),
)
CASE_PARTS = sa.Table(
    "case_parts",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    of_case(),
    sa.Column("part", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.UniqueConstraint("case_id", "part"),
)
"""Versions of the parts of a case that are saved as a whole (its criteria, a set of weights, its settings)."""
AUDIT = sa.Table(
    "audit",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    of_person(),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), index=True),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("which", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("before", sa.JSON(none_as_null=True)),
    sa.Column("after", sa.JSON(none_as_null=True)),
    sa.Column("why", sa.Text, nullable=False),
)
APPEND_ONLY = ("audit", "scenario_versions", "runs", "snapshots")
"""Tables whose rows the database itself refuses to change or delete."""


def sql_name(name: str, spec: Column) -> str:
    """Name of a case column in the store: money is in pence and says so."""
    return name.replace("gbp", "pence") if spec.kind == "money" else name


def sql_type(spec: Column) -> sa.types.TypeEngine[Any]:
    """Type of a case column in the store."""
    if spec.kind == "money":
        return sa.BigInteger()
    if spec.kind in ("integer", "year"):
        return sa.Integer()
    if spec.kind in ("number", "share", "lonlat"):
        return sa.Double()
    if spec.kind == "date":
        return sa.Date()
    return sa.JSON(none_as_null=True) if spec.kind == "ids" else sa.Text()


def _rows_of(name: str) -> sa.Table:
    columns = [
        sa.Column(sql_name(c, spec), sql_type(spec), nullable=not spec.required)
        for c, spec in TABLES[name].columns.items()
    ]
    keys = [sql_name(k, TABLES[name].columns[k]) for k in key_of(name)]
    return sa.Table(
        name,
        METADATA,
        sa.Column("id", sa.Integer, primary_key=True),
        of_case(),
        *columns,
        sa.Column(OTHER, sa.JSON(none_as_null=True)),
        *([sa.Column("version", sa.Integer, nullable=False)] if name in VERSIONED else []),
        sa.UniqueConstraint("case_id", *keys),
    )


ROWS: dict[str, sa.Table] = {name: _rows_of(name) for name in EDITED}
"""Table of the case folder -> its table in the store."""
