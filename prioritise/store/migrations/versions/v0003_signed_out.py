"""When somebody last signed out: whatever they signed in before is over."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it."""
    op.add_column("people", sa.Column("signed_out", sa.DateTime(timezone=True), nullable=True))
