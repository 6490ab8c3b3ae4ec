"""The gateway's own number of a payment"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column: sa.Column[str] = sa.Column("gateway_number", sqlmodel.sql.sqltypes.AutoString(), nullable=True)
    op.add_column("payment_attempt", column)


def downgrade() -> None:
    with op.batch_alter_table("payment_attempt") as batch_op:
        batch_op.drop_column("gateway_number")
