"""A message as the relay sees it: what it is, what it says, what it answers. Read from Telegram's once."""

from dataclasses import dataclass

from telegram import Message

from support.messages import TEXT, Changed, Said

OTHER = "other"
COPYABLE = (
    "photo",
    "video",
    "animation",
    "document",
    "sticker",
    "voice",
    "audio",
    "video_note",
    "venue",
    "location",
    "contact",
    "dice",
)
"""What Telegram copies beside text, the more telling name of two first; anything else is refused in words."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message. `html` is its text or caption with the formatting; `thread` the topic it stands in.

    `file` is the picture, video or file in it, where it is one that an edit can replace.
    """

    message_id: int
    content: str
    text: str = ""
    html: str = ""
    thread: int | None = None
    reply_to: int | None = None
    album: str | None = None
    file: str | None = None

    @property
    def copyable(self) -> bool:
        """Whether Telegram copies a message of this kind."""
        return self.content != OTHER

    def after(self, words: int) -> str:
        """Return the text as it was typed, line breaks and all, behind so many words at its beginning."""
        return "".join(self.text.split(maxsplit=words)[words:])

    def said(self) -> Said:
        """Return the message as the desk keeps it."""
        return Said(self.message_id, self.content, self.text, self.reply_to, self.album)

    def changed(self) -> Changed:
        """Return the message as an edit left it."""
        return Changed(self.content, self.text, self.html, self.file)


def read(message: Message) -> Incoming:
    """Read a message. A reply in General carries a thread that is no topic; only `is_topic_message` tells."""
    return Incoming(
        message_id=message.message_id,
        content=_content(message),
        text=message.text or message.caption or "",
        html=message.text_html if message.text else message.caption_html if message.caption else "",
        thread=message.message_thread_id if message.is_topic_message else None,
        reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
        album=message.media_group_id,
        file=_file(message),
    )


def _file(message: Message) -> str | None:
    if message.photo:
        return message.photo[-1].file_id
    media = message.animation or message.video or message.document or message.audio
    return media.file_id if media is not None else None


def _content(message: Message) -> str:
    if message.text:
        return TEXT
    if message.paid_media or message.poll or message.game or message.story:
        return OTHER
    return next((kind for kind in COPYABLE if getattr(message, kind)), OTHER)
