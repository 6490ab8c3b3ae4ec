"""What a client finds in a plain text: commands, mentions, links, addresses, hashtags."""

import re

from sandbox.telegram.formatting import Entity, utf16_length

_ENDINGS = """
         com org net edu gov int io ai app dev co me tv info biz name pro xyz online site shop store
    cloud tech top vip club     live wiki blog chat bot link page work world today email cn hk tw jp
    kr sg us uk eu de fr it es ru ua pl nl be ch at     se no fi dk cz pt gr tr il in id vn th my ph
    au nz ca br mx ar cl za ae sa ir py md rs sh so gg to la cc ws im is fm     am gl ly st mobi
    asia jobs travel museum mini bar 中国 中國 香港 公司 网络 рф
"""
_COMMON_ENDINGS = frozenset(_ENDINGS.split())
_COMMAND = re.compile(r"(?<![\w/<>])/([a-zA-Z0-9_]{1,64})(?:@([a-zA-Z0-9_]{3,32}))?(?![\w/<>@])")
_MENTION = re.compile(r"(?<![\w@/.\-])@([a-zA-Z0-9_]{4,32})(?![\w@])")
_HASHTAG = re.compile(r"(?<![\w&·#])#([\w·]{1,256})(?![\w#·])")
_CASHTAG = re.compile(r"(?<![\w$])\$(1INCH|[A-Z]{1,8})(?![\w$])")
_EMAIL = re.compile(
    r"(?<![\w.@+\-])[a-zA-Z0-9][\w.+\-]{0,60}@(?:[a-zA-Z0-9\-]+\.)+[a-zA-Z]{2,8}(?![\w@])", re.ASCII
)
_ADDRESS = re.compile(
    r"(?<![a-zA-Z0-9_@.$/\-:])"
    r"(?P<protocol>(?:https?|ftp|ton|tonsite)://)?"
    r"(?P<user>[^\s@/<>\"'()\[\]{}]{1,64}@)?"
    r"(?P<host>(?:[\w\-]{1,63}\.)+(?P<ending>[\w\-]{1,63}))"
    r"(?P<port>:\d{1,5})?"
    r"(?P<rest>[/?#][^\s<>\"«»“”]*)?(?![\w@。])",
    re.IGNORECASE,
)
_APP_LINK = re.compile(r"(?<![\w@.$/\-:])tg://[a-zA-Z0-9_.\-]+(?:[/?#][^\s<>\"«»“”]*)?", re.IGNORECASE)
_NUMERIC_HOST = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}", re.ASCII)
_HINT = re.compile(r"[/@#$.]")


def find_entities(text: str) -> list[Entity]:
    """Return the entities that every client shows in this text, sorted; offsets in UTF-16 units."""
    if not _HINT.search(text):
        return []
    found = [
        *((m.start(), m.end(), "mention") for m in _MENTION.finditer(text)),
        *((m.start(), m.end(), "bot_command") for m in _COMMAND.finditer(text)),
        *((m.start(), m.end(), "hashtag") for m in _HASHTAG.finditer(text) if re.search(r"[^\d_·]", m[1])),
        *((m.start(), m.end(), "cashtag") for m in _CASHTAG.finditer(text)),
        *((m.start(), m.end(), "email") for m in _EMAIL.finditer(text)),
        *((m.start(), m.end(), "url") for m in _APP_LINK.finditer(text)),
        *((start, end, "url") for start, end in _addresses(text)),
    ]
    entities: list[Entity] = []
    reached = 0
    for start, end, kind in sorted(found):
        if start < reached:
            continue
        reached = end
        entities.append(
            {"type": kind, "offset": utf16_length(text[:start]), "length": utf16_length(text[start:end])}
        )
    return entities


def _addresses(text: str) -> list[tuple[int, int]]:
    return [
        (match.start(), match.start() + len(_without_tail(match[0])))
        for match in _ADDRESS.finditer(text)
        if _is_address(match)
    ]


def _is_address(match: re.Match[str]) -> bool:
    user = match["user"] or ""
    if user and (user.startswith("mailto:") or not (match["protocol"] or ":" in user)):
        return False
    if _NUMERIC_HOST.fullmatch(match["host"]):
        return all(int(part) < 256 for part in match["host"].split("."))
    ending = match["ending"].lower()
    if match["protocol"]:
        return len(ending) > 1 and not ending.isdigit()
    return ending in _COMMON_ENDINGS


def _without_tail(address: str) -> str:
    """Drop the punctuation that belongs to the sentence, and a closing bracket that was opened outside."""
    while address:
        last = address[-1]
        unbalanced = last in ")]}" and address.count(last) > address.count(
            {")": "(", "]": "[", "}": "{"}[last]
        )
        if not unbalanced and last not in ".,:;!?'":
            break
        address = address[:-1]
    return address
