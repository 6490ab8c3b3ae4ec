"""What payers pay, where that is in another currency than the price"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("payment_attempt") as batch_op:
        batch_op.add_column(sa.Column("charged_minor", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("charged_currency", sqlmodel.sql.sqltypes.AutoString(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("payment_attempt") as batch_op:
        batch_op.drop_column("charged_currency")
        batch_op.drop_column("charged_minor")
