"""Every table of the shop. Times are aware UTC; amounts are minor units; secrets are sealed (`encryption.py`).

A room of the shop has a file here; what imports a table imports it from this package.
"""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

# Before any table is declared, so that every constraint of every table has a name by this.
SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

from store.tables.desk import BotTrail, DeskMessage, Ticket  # noqa: E402
from store.tables.reminders import Enquiry, KeyWatch, Reminder  # noqa: E402
from store.tables.service import (  # noqa: E402
    DeskAlert,
    DeskQueue,
    DeskRating,
    FirstReply,
    OrderTransfer,
    RecoveryClaim,
)
from store.tables.shop import (  # noqa: E402
    AuditEntry,
    Customer,
    Delivery,
    FailedUpdate,
    HandledUpdate,
    Order,
    OutboxMessage,
    PaymentAttempt,
    RailStanding,
    RaisedAlert,
    RecoveryAttempt,
    Refund,
    StockCode,
)

__all__ = [
    "AuditEntry",
    "BotTrail",
    "Customer",
    "Delivery",
    "DeskAlert",
    "DeskMessage",
    "DeskQueue",
    "DeskRating",
    "Enquiry",
    "FailedUpdate",
    "FirstReply",
    "HandledUpdate",
    "KeyWatch",
    "Order",
    "OrderTransfer",
    "OutboxMessage",
    "PaymentAttempt",
    "RailStanding",
    "RaisedAlert",
    "RecoveryAttempt",
    "RecoveryClaim",
    "Refund",
    "Reminder",
    "StockCode",
    "Ticket",
]
