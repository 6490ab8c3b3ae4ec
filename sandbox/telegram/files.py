"""Uploaded files: their ids, their bytes, and how messages describe them."""

import base64
import binascii
import io
import itertools
import mimetypes
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from PIL import Image, UnidentifiedImageError

from sandbox.documents import Documents
from sandbox.telegram.errors import bad_request

Json = dict[str, Any]

DOWNLOAD_LIMIT = 20 * 1024 * 1024
_PHOTO_LIMIT = 10 * 1024 * 1024
_THUMBNAIL_SIDE = 320
_PREFIXES = {"photo": 2, "voice": 3, "video": 4, "document": 5, "sticker": 8, "audio": 9, "video_note": 13}
_NAMES = {
    "photo": "Photo",
    "voice": "VoiceNote",
    "video": "Video",
    "document": "Document",
    "sticker": "Sticker",
    "video_note": "VideoNote",
    "audio": "Audio",
}


@dataclass(slots=True)
class StoredFile:
    """A file; `thumbnail_of` names the photo that this smaller size was made from. Sizes in pixels and bytes."""

    file_id: str
    file_unique_id: str
    kind: str
    name: str
    mime_type: str
    size: int
    number: int
    width: int = 0
    height: int = 0
    emoji: str = ""
    thumbnail_of: str = ""
    thumbnail_id: str = ""

    @property
    def path(self) -> str:
        """The path under which getFile offers it."""
        _, dot, ending = self.name.rpartition(".")
        return f"{self.kind}s/file_{self.number}{dot}{ending if dot else ''}"


class FileStore:
    """Files by id and by path."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._files: dict[str, StoredFile] = {}
        self._by_path: dict[str, str] = {}
        self._contents: dict[str, bytes] = {}
        for key, saved in documents.load("file").items():
            content = saved.pop("content")
            self._keep(StoredFile(**saved))
            if content:
                self._contents[key] = base64.b64decode(content)
        self._numbers = itertools.count(len(self._files))

    def add(
        self, kind: str, content: bytes, name: str = "", mime_type: str = "", emoji: str = ""
    ) -> StoredFile:
        """Store an upload; raises ApiError when it cannot be what it is said to be."""
        if not content:
            raise bad_request("file must be non-empty")
        width, height = (
            _photo_size(content) if kind == "photo" else (512, 512) if kind == "sticker" else (0, 0)
        )
        name = name or {"photo": "photo.jpg", "sticker": "sticker.webp", "voice": "voice.oga"}.get(
            kind, "file"
        )
        mime_type = mime_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        stored = self._create(kind, name, mime_type, len(content), width=width, height=height, emoji=emoji)
        if kind == "photo" and max(width, height) > _THUMBNAIL_SIDE:
            scale = _THUMBNAIL_SIDE / max(width, height)
            size = {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
            thumbnail = self._create(kind, name, mime_type, 0, **size, thumbnail_of=stored.file_id)
            stored.thumbnail_id = thumbnail.file_id
            self._save(thumbnail, b"")
        self._save(stored, content)
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        """Return a file by its id."""
        return self._files.get(file_id)

    def find_path(self, path: str) -> StoredFile | None:
        """Return a file by the path that getFile gave."""
        return self._files.get(self._by_path.get(path, ""))

    def content(self, stored: StoredFile) -> bytes:
        """Return the bytes; a smaller size of a photo is drawn when it is first looked at."""
        if stored.thumbnail_of and stored.file_id not in self._contents:
            with Image.open(io.BytesIO(self._contents[stored.thumbnail_of])) as image:
                drawn = io.BytesIO()
                image.convert("RGB").resize((stored.width, stored.height)).save(drawn, "JPEG")
            self._contents[stored.file_id] = drawn.getvalue()
        return self._contents[stored.file_id]

    def referenced(self, identifier: str, kind: str) -> StoredFile:
        """Return the file that a bot names in a call, or raise what the real server says of a wrong name."""
        if "." in identifier or "://" in identifier:
            raise bad_request("failed to get HTTP URL content")
        try:
            decoded = base64.urlsafe_b64decode(identifier + "=" * (-len(identifier) % 4))
        except (ValueError, binascii.Error) as error:
            reason = "Wrong string length" if len(identifier) % 4 == 1 else "Wrong character in the string"
            raise bad_request(f"wrong remote file identifier specified: {reason}") from error
        stored = self._files.get(identifier)
        if stored is None and (not decoded or decoded[-1] != 4):
            raise bad_request(
                "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
            )
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {_NAMES[stored.kind]} as {_NAMES[kind]}")
        return self._files[stored.thumbnail_of] if stored.thumbnail_of else stored

    def describe(self, stored: StoredFile) -> Json:
        """Return the part of a Message that holds this file, `{"photo": […]}` and the like."""
        described: Json = {"file_id": stored.file_id, "file_unique_id": stored.file_unique_id}
        if stored.kind == "photo":
            smaller = [self._size(self._files[stored.thumbnail_id])] if stored.thumbnail_id else []
            return {"photo": [*smaller, self._size(stored)]}
        described["file_size"] = stored.size
        if stored.kind == "sticker":
            described |= {"type": "regular", "width": stored.width, "height": stored.height}
            described |= {"is_animated": False, "is_video": False}
            if stored.emoji:
                described["emoji"] = stored.emoji
        elif stored.kind == "voice":
            described |= {"duration": 1, "mime_type": stored.mime_type}
        elif stored.kind == "audio":
            described |= {"duration": 1, "file_name": stored.name, "mime_type": stored.mime_type}
        elif stored.kind == "video_note":
            described |= {"length": 240, "duration": 1}
        elif stored.kind == "video":
            described |= {"width": 320, "height": 240, "duration": 1, "mime_type": stored.mime_type}
        else:
            described |= {"file_name": stored.name, "mime_type": stored.mime_type}
        return {stored.kind: described}

    @staticmethod
    def _size(stored: StoredFile) -> Json:
        size: Json = {"file_id": stored.file_id, "file_unique_id": stored.file_unique_id}
        size |= {"width": stored.width, "height": stored.height}
        if stored.size:
            size["file_size"] = stored.size
        return size

    def _create(self, kind: str, name: str, mime_type: str, size: int, **more: Any) -> StoredFile:
        identifier = bytes([_PREFIXES[kind], 0, 2]) + secrets.token_bytes(50) + b"\x04"
        return StoredFile(
            base64.urlsafe_b64encode(identifier).decode(),
            f"AQAD{secrets.token_urlsafe(8)}",
            kind,
            name,
            mime_type,
            size,
            next(self._numbers),
            **more,
        )

    def _save(self, stored: StoredFile, content: bytes) -> None:
        self._keep(stored)
        if content:
            self._contents[stored.file_id] = content
        saved = {**asdict(stored), "content": base64.b64encode(content).decode()}
        self._documents.save("file", stored.file_id, saved)

    def _keep(self, stored: StoredFile) -> None:
        self._files[stored.file_id] = stored
        self._by_path[stored.path] = stored.file_id


def _photo_size(content: bytes) -> tuple[int, int]:
    if len(content) > _PHOTO_LIMIT:
        raise bad_request("file is too big")
    try:
        with Image.open(io.BytesIO(content)) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height
