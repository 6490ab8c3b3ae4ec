"""What the staff look things up in: the queue, the transcript of a ticket, the replies that are ready."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.screens.pieces import in_pairs, lines, link, paragraphs
from handlers.screens.screen import Button, Screen
from locales.loader import Markup, Words

QUEUE_SHOWN = 20
_SUPERGROUP = "-100"
_PREVIEW = 80


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A ticket in the queue. `status` is waiting or human, `thread` its topic, if it has one by now."""

    number: int
    name: str
    status: str
    awaiting_since: datetime | None
    claimed_by: str
    thread: int | None


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """Something that was said. `side` is customer, staff or note, `content` what it is if it is not text."""

    at: datetime
    side: str
    name: str
    content: str
    text: str
    state: str


def queue_name(words: Words) -> str:
    """Return the name of the queue's topic."""
    return words.plain("desk-queue-name")


def queue(words: Words, waiting: Sequence[QueueLine], chat: str, zone: tzinfo) -> Screen:
    """List the open tickets, the longest waiting first, each with the way to its topic."""
    if not waiting:
        return Screen(words("desk-queue-empty"))
    shown = waiting[:QUEUE_SHOWN]
    listed = [
        words(
            "desk-queue-line",
            sign=words.plain("desk-sign", status=one.status),
            number=str(one.number),
            name=_cut(one.name, 40),
            since=_since(words, one.awaiting_since, zone),
            staff=_cut(one.claimed_by, 40) or words("desk-nobody"),
        )
        for one in shown
    ]
    more = len(waiting) - len(shown)
    ways = [_way(chat, one) for one in shown]
    return Screen(
        paragraphs(
            words("desk-queue", count=len(waiting)),
            lines(*listed),
            words("desk-queue-more", count=more) if more else "",
        ),
        in_pairs([way for way in ways if way is not None]),
    )


def transcript(words: Words, number: int, name: str, said: Sequence[TranscriptLine], zone: tzinfo) -> str:
    """Return everything that was said in a ticket as plain text, notes marked internal."""
    listed = [
        words.plain(
            "desk-transcript-line",
            at=f"{one.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            side=one.side,
            name=one.name,
            state=one.state,
            text=_said(words, one),
        )
        for one in said
    ]
    heading = words.plain("desk-transcript", number=str(number), name=name)
    return "\n".join((heading, "", *listed, ""))


def transcript_caption(words: Words, number: int, count: int) -> Screen:
    """Say whose transcript a file is."""
    return Screen(words("desk-transcript-caption", number=str(number), count=count))


def canned_keys(words: Words, replies: Mapping[str, str], *, unknown: str = "") -> Screen:
    """List the replies that are ready, with how each begins; `unknown` is the key that is not among them."""
    listed = [
        words("desk-canned-line", reply=key, text=_cut(" ".join(text.split()), _PREVIEW))
        for key, text in list(replies.items())[:30]
    ]
    return Screen(
        paragraphs(
            words("desk-canned-unknown", reply=_cut(unknown, 32)) if unknown else "",
            words("desk-canned") if listed else words("desk-canned-none"),
            lines(*listed),
        )
    )


def canned_broken(words: Words, mistake: str) -> Screen:
    """Say what is wrong with the file of replies."""
    return Screen(words("desk-canned-broken", mistake=mistake[:500]))


def _since(words: Words, moment: datetime | None, zone: tzinfo) -> Markup:
    if moment is None:
        return words("desk-queue-answered")
    return words("desk-queue-since", at=f"{moment.astimezone(zone):%m-%d %H:%M}")


def _said(words: Words, one: TranscriptLine) -> str:
    kind = words.plain("desk-content", content=one.content)
    return f"{kind} {one.text}".strip()


def _way(chat: str, one: QueueLine) -> Button | None:
    """Return the link to a ticket's topic, where the group is one that has links."""
    if one.thread is None or not chat.startswith(_SUPERGROUP):
        return None
    return link(
        f"#{one.number} {_cut(one.name, 24)}", f"https://t.me/c/{chat[len(_SUPERGROUP) :]}/{one.thread}"
    )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
