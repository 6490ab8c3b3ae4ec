"""What people wrote, read from `<language>/heard.txt` beside this module: a line each, under its topic.

It teaches the search only. Nobody ever sees it, so it is as rough as people write.
"""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

FILE_NAME = "heard.txt"
ELSEWHERE = "elsewhere"  # the heading of what the shop does not answer
VAGUE = "vague"  # the heading of what one would have to ask back about
NO_TOPIC = (ELSEWHERE, VAGUE)
_HEADING = re.compile(r"\[(?P<topic>\w+)\]")

Mistakes = list[tuple[int, str]]


def read_heard(path: Path, topics: Collection[str]) -> tuple[Mapping[str, tuple[str, ...]], Mistakes]:
    """Return what was written about each topic, `ELSEWHERE` and `VAGUE`; and the mistakes, each with its line.

    A file that is not there has nothing to say. Empty lines, and lines that begin with #, say nothing either.
    """
    heard: dict[str, list[str]] = {}
    mistakes: Mistakes = []
    seen: dict[str, str] = {}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines() if path.exists() else []
    except (OSError, UnicodeDecodeError) as error:
        return {}, [(1, f"cannot be read: {error}")]
    topic = ""
    for number, line in enumerate(map(str.strip, lines), start=1):
        if heading := _HEADING.fullmatch(line):
            topic = heading["topic"]
            if topic not in (*topics, *NO_TOPIC):
                mistakes.append((number, f'there is no topic "{topic}"'))
        elif line and not line.startswith("#"):
            if not topic:
                mistakes.append((number, "this stands under no [topic]"))
            if seen.setdefault(line.casefold(), topic) != topic:
                mistakes.append((number, f'this stands under "{seen[line.casefold()]}" already'))
            heard.setdefault(topic, []).append(line)
    return {topic: tuple(texts) for topic, texts in heard.items()}, mistakes
