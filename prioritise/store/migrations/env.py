"""How Alembic reaches the store: on the connection that `upgrade.bring_up` or a test hands over."""

from alembic import context

from prioritise.store import tables_of_work  # noqa: F401 - its tables are part of METADATA
from prioritise.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
