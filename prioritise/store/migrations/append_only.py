"""A table whose rows the database itself refuses to change or delete, whatever program asks."""

from alembic import op

_REFUSED = "rows of {table} are kept for good"
_POSTGRESQL = """
CREATE FUNCTION {table}_is_kept() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '{said}';
END;
$$ LANGUAGE plpgsql
"""


def append_only(table: str) -> None:
    """Refuse every UPDATE and DELETE of a table (and TRUNCATE, where there is one) from now on."""
    said = _REFUSED.format(table=table)
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
        return
    op.execute(_POSTGRESQL.format(table=table, said=said))
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_kept()"
    )
