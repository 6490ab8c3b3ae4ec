"""Service of the help desk"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString
_TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    with op.batch_alter_table("ticket") as batch_op:
        batch_op.add_column(sa.Column("silence_warned_at", _TIME(), nullable=True))
        batch_op.add_column(sa.Column("hours_told_at", _TIME(), nullable=True))
    op.create_table(
        "desk_alert",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("awaiting_since", _TIME(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("at", _TIME(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_desk_alert_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "awaiting_since", "stage", name=op.f("pk_desk_alert")),
    )
    op.create_index(op.f("ix_desk_alert_at"), "desk_alert", ["at"])
    op.create_table(
        "first_reply",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", _TIME(), nullable=False),
        sa.Column("at", _TIME(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_first_reply_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "opened_at", name=op.f("pk_first_reply")),
    )
    op.create_index(op.f("ix_first_reply_at"), "first_reply", ["at"])
    op.create_table(
        "desk_rating",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("closing", sa.Integer(), nullable=False),
        sa.Column("closed_by", _TEXT(), nullable=False),
        sa.Column("asked_at", _TIME(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("rated_at", _TIME(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_desk_rating_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "closing", name=op.f("pk_desk_rating")),
    )
    op.create_index(op.f("ix_desk_rating_rated_at"), "desk_rating", ["rated_at"])
    op.create_table(
        "desk_queue",
        sa.Column("staff_chat", _TEXT(), nullable=False),
        sa.Column("topic", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("refresh_at", _TIME(), nullable=True),
        sa.PrimaryKeyConstraint("staff_chat", name=op.f("pk_desk_queue")),
    )
    _create_recovery()


def _create_recovery() -> None:
    op.create_table(
        "recovery_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("reference", _TEXT(), nullable=False),
        sa.Column("sealed_transaction", sa.Text(), nullable=False),
        sa.Column("state", _TEXT(), nullable=False),
        sa.Column("at", _TIME(), nullable=False),
        sa.Column("decided_at", _TIME(), nullable=True),
        sa.Column("decided_by", _TEXT(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_recovery_claim_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_claim")),
    )
    op.create_index("ix_recovery_claim_customer", "recovery_claim", ["customer_id", "at"])
    op.create_table(
        "order_transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("from_customer_id", sa.Integer(), nullable=False),
        sa.Column("to_customer_id", sa.Integer(), nullable=False),
        sa.Column("by", _TEXT(), nullable=False),
        sa.Column("at", _TIME(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_order_transfer_order_id")),
        sa.ForeignKeyConstraint(
            ["from_customer_id"], ["customer.id"], name=op.f("fk_order_transfer_from_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_customer_id"], ["customer.id"], name=op.f("fk_order_transfer_to_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_transfer")),
    )
    op.create_index(op.f("ix_order_transfer_order_id"), "order_transfer", ["order_id"])


def downgrade() -> None:
    for table in (
        "order_transfer",
        "recovery_claim",
        "desk_queue",
        "desk_rating",
        "first_reply",
        "desk_alert",
    ):
        op.drop_table(table)
    with op.batch_alter_table("ticket") as batch_op:
        batch_op.drop_column("hours_told_at")
        batch_op.drop_column("silence_warned_at")
