"""Help desk"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bot_trail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_chat", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sealed_turns", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bot_trail")),
        sa.UniqueConstraint("customer_chat", name=op.f("uq_bot_trail_customer_chat")),
    )
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("mode", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("claimed_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("claimed_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("awaiting_since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("first_reply_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("last_customer_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("last_staff_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("closed_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("closings", sa.Integer(), nullable=False),
        sa.Column("banned_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("banned_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("flood_warned_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("staff_chat", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("topic", sa.Integer(), nullable=False),
        sa.Column("topic_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("card_message_id", sa.BigInteger(), nullable=True),
        sa.Column("refresh_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_ticket_customer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_ticket_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("customer_id", name=op.f("uq_ticket_customer_id")),
        sa.UniqueConstraint("staff_chat", "thread_id", name=op.f("uq_ticket_staff_chat_thread_id")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_awaiting_since"), ["awaiting_since"], unique=False)

    op.create_table(
        "desk_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("side", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("author", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("author_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("content", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sealed_text", sa.Text(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("customer_chat", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("customer_message_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_chat", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("staff_message_id", sa.BigInteger(), nullable=True),
        sa.Column("reply_to_id", sa.Integer(), nullable=True),
        sa.Column("album", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("redelivered", sa.Boolean(), nullable=False),
        sa.Column("lease_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("delivered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("edited_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reply_to_id"], ["desk_message.id"], name=op.f("fk_desk_message_reply_to_id")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_desk_message_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_message")),
        sa.UniqueConstraint(
            "customer_chat",
            "customer_message_id",
            name=op.f("uq_desk_message_customer_chat_customer_message_id"),
        ),
        sa.UniqueConstraint(
            "staff_chat", "staff_message_id", name=op.f("uq_desk_message_staff_chat_staff_message_id")
        ),
    )
    with op.batch_alter_table("desk_message", schema=None) as batch_op:
        batch_op.create_index("ix_desk_message_ticket", ["ticket_id", "id"], unique=False)

    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("priority", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_column("priority")

    with op.batch_alter_table("desk_message", schema=None) as batch_op:
        batch_op.drop_index("ix_desk_message_ticket")

    op.drop_table("desk_message")
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_awaiting_since"))

    op.drop_table("ticket")
    op.drop_table("bot_trail")
