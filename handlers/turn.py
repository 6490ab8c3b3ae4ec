"""One turn of a conversation: who spoke, inside which unit of work, and what is answered."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta, tzinfo

from fulfillment.shop import Person, Shop
from handlers.screens.screen import Button, Picture, PictureKind, Screen
from locales.loader import Words
from store import outbox
from store.tables import Customer
from store.unit_of_work import UnitOfWork

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


@dataclass(slots=True)
class Turn:
    """What a handler works with. It knows no messenger: answers are screens, toasts and outbox rows."""

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
    error: BaseException | None = field(default=None, repr=False)

    async def show(self, screen: Screen, *, new: bool = False) -> None:
        """Answer with a screen: in place of the tapped one where that is text, else as a new message."""
        in_place = self.tapped_message is not None and not self.tapped_picture and not new
        sealed = self.shop.encryption.seal(self.recipient, pack(screen))
        await outbox.write(
            self.unit,
            channel=self.customer.channel,
            recipient=self.recipient,
            kind=SCREEN,
            arguments={"edit": self.tapped_message} if in_place else {},
            sealed_screen=sealed,
        )

    @property
    def person(self) -> Person:
        """Who acts, as the services know people."""
        return Person(self.customer.channel, self.customer.external_id)

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
    picture = fields["picture"]
    return Screen(
        text=fields["text"],
        buttons=tuple(tuple(Button(**button) for button in row) for row in fields["buttons"]),
        picture=Picture(**{**picture, "kind": PictureKind(picture["kind"])}) if picture else None,
    )
