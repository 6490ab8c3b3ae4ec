"""Reminders, and questions about what was bought"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WAITING = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    time = sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "enquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked_at", time(), nullable=False),
        sa.Column("due_at", time(), nullable=True),
        sa.Column("lease_until", time(), nullable=True),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_enquiry_customer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_enquiry_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry")),
    )
    op.create_index("ix_enquiry_customer", "enquiry", ["customer_id", "asked_at"])
    op.create_index(op.f("ix_enquiry_due_at"), "enquiry", ["due_at"])
    op.create_index(
        "uq_enquiry_waiting",
        "enquiry",
        ["customer_id", "order_id", "kind"],
        unique=True,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("at", time(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_reminder_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("order_id", "stage", name=op.f("uq_reminder_order_id_stage")),
    )
    op.create_table(
        "key_watch",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("looked_at", time(), nullable=False),
        sa.Column("told_at", time(), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_key_watch_delivery_id")),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_key_watch")),
    )
    op.add_column("customer", sa.Column("reminders_off_since", time(), nullable=True))
    op.add_column("customer_order", sa.Column("message_due_at", time(), nullable=True))
    op.create_index(op.f("ix_customer_order_message_due_at"), "customer_order", ["message_due_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_customer_order_message_due_at"), "customer_order")
    with op.batch_alter_table("customer_order") as batch_op:
        batch_op.drop_column("message_due_at")
    with op.batch_alter_table("customer") as batch_op:
        batch_op.drop_column("reminders_off_since")
    for table in ("key_watch", "reminder", "enquiry"):
        op.drop_table(table)
