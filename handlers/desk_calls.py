"""What the help desk has Telegram do: copy, edit, show, open and rename, each with all that is needed for it."""

from dataclasses import dataclass

from handlers.screens.screen import Screen


class NotYet(Exception):
    """The row has to wait: for a topic, or for another process that sends the rest of its album."""


@dataclass(frozen=True, slots=True)
class OpenTopic:
    """Make a ticket's topic."""

    ticket: int
    name: str


@dataclass(frozen=True, slots=True)
class RenameTopic:
    """Change a topic's name; `opens`: it is one of an open ticket again, and those may write who could not."""

    ticket: int
    thread: int
    name: str
    opens: bool = False


@dataclass(frozen=True, slots=True)
class ShowCard:
    """Post or edit a ticket's card; the fingerprint is of what it will say."""

    ticket: int
    thread: int
    screen: Screen
    fingerprint: str
    edit: int | None


@dataclass(frozen=True, slots=True)
class Copy:
    """Copy messages (each its row and its number in the source) to the other side, in a topic or not."""

    ticket: int
    source: str
    numbers: tuple[tuple[int, int], ...]
    thread: int | None = None
    reply_to: int | None = None
    redelivered: bool = False


@dataclass(frozen=True, slots=True)
class ChangeCopy:
    """Bring the copy of a message up to date: its text, or its caption and what it is of."""

    row: int
    message_id: int
    html: str
    content: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveCopy:
    """Take the customer's copy of a message away."""

    row: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Post:
    """Show a screen in a ticket's topic. `rows` are the messages that are told of by it."""

    ticket: int
    thread: int
    screen: Screen
    reply_to: int | None = None
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Write:
    """Write an answer out in the customer's chat, as plain text."""

    ticket: int
    row: int
    text: str


@dataclass(frozen=True, slots=True)
class SendFile:
    """Put a text file into a ticket's topic."""

    ticket: int
    thread: int
    name: str
    content: str
    screen: Screen


@dataclass(frozen=True, slots=True)
class OpenQueue:
    """Make the queue's topic."""

    topic: int
    name: str


@dataclass(frozen=True, slots=True)
class ShowQueue:
    """Post or edit the list of the queue."""

    thread: int
    screen: Screen
    edit: int | None


Call = (
    OpenTopic
    | RenameTopic
    | ShowCard
    | Copy
    | ChangeCopy
    | RemoveCopy
    | Post
    | Write
    | SendFile
    | OpenQueue
    | ShowQueue
)
