"""More ways to pay"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customer_order", sa.Column("other_prices", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "rail_standing",
        sa.Column("rail", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("hidden_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("rail", name=op.f("pk_rail_standing")),
    )


def downgrade() -> None:
    op.drop_table("rail_standing")
    with op.batch_alter_table("customer_order") as batch_op:
        batch_op.drop_column("other_prices")
