"""What the points of a criterion's scale mean, in words."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it."""
    op.add_column("criteria", sa.Column("scale_words", sa.Text(), nullable=True))
