"""One turn of a conversation: who spoke, inside which unit of work, and what is answered."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta, tzinfo
from pathlib import Path

from fulfillment.shop import Person, Shop
from handlers.incoming import Incoming
from handlers.screens.screen import Button, Invoice, Picture, PictureKind, Screen
from locales.loader import Words
from store import outbox
from store.tables import Customer
from store.unit_of_work import UnitOfWork
from support.desk import Desk
from support.office import OfficeHours

CHANNEL = "telegram"
SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class Front:
    """What the conversation tells about the shop."""

    api_base_url: str
    console_url: str
    support_email: str
    reply_within: timedelta
    zone: tzinfo
    staff_chat: str | None
    staff_language: str
    hours: OfficeHours | None = None
    canned: Path = Path("canned.toml")

    def desk(self, shop: Shop) -> Desk:
        """Return the help desk in the staff's group, which must be set."""
        return Desk(
            CHANNEL,
            self.staff_chat or "",
            shop.encryption,
            promised=self.reply_within,
            hours=self.hours,
        )


@dataclass(slots=True)
class Turn:
    """What a handler works with. It knows no messenger: answers are screens, toasts and outbox rows.

    `thread` is the topic of the staff's group that it takes place in, `incoming` the message it answers, if it is
    one, `shown` what was answered so far.
    """

    shop: Shop
    front: Front
    unit: UnitOfWork
    customer: Customer
    words: Words
    recipient: str
    tapped_message: int | None = None
    tapped_picture: bool = False
    toast: str | None = None
    toast_alert: bool = False
    busy: bool = False
    thinking: bool = False
    thread: int | None = None
    incoming: Incoming | None = None
    shown: list[str] = field(default_factory=list)
    error: BaseException | None = field(default=None, repr=False)

    async def show(self, screen: Screen, *, new: bool = False) -> None:
        """Answer with a screen: in place of the tapped one where that is text, else as a new message."""
        sealed = self.shop.encryption.seal(self.recipient, pack(screen))
        self.shown.append(screen.text)
        await outbox.write(
            self.unit,
            channel=self.customer.channel,
            recipient=self.recipient,
            kind=SCREEN,
            arguments=self.place(new=new),
            sealed_screen=sealed,
        )

    def place(self, *, new: bool = False) -> dict[str, int]:
        """Return where an answer goes: which message it takes the place of, and which topic it belongs to."""
        place = {} if self.thread is None else {"thread": self.thread}
        if self.tapped_message is not None and not self.tapped_picture and not new:
            place["edit"] = self.tapped_message
        return place

    @property
    def person(self) -> Person:
        """Who acts, as the services know people."""
        return Person(self.customer.channel, self.customer.external_id)

    @property
    def desk(self) -> Desk | None:
        """The help desk, or None where the shop has no staff's group."""
        return self.front.desk(self.shop) if self.front.staff_chat is not None else None

    def say(self, text: str, *, alert: bool = False) -> None:
        """Answer a tap with a short notice over the chat, or with one that has to be dismissed."""
        self.toast, self.toast_alert = text, alert


Handler = Callable[[Turn, tuple[str, ...]], Awaitable[None]]


def pack(screen: Screen) -> str:
    """Write a screen as text, for the outbox."""
    return json.dumps(asdict(screen), ensure_ascii=False, separators=(",", ":"))


def unpack(text: str) -> Screen:
    """Read a screen from the outbox."""
    fields = json.loads(text)
    picture, invoice = fields["picture"], fields["invoice"]
    return Screen(
        text=fields["text"],
        buttons=tuple(tuple(Button(**button) for button in row) for row in fields["buttons"]),
        picture=Picture(**{**picture, "kind": PictureKind(picture["kind"])}) if picture else None,
        invoice=Invoice(**invoice) if invoice else None,
    )
