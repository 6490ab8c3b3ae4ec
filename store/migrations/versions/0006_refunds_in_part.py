"""Refunds in part"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("refund") as batch_op:
        batch_op.add_column(sa.Column("take_back", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("refund") as batch_op:
        batch_op.drop_column("take_back")
