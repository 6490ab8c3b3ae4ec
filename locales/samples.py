"""The first call in five programming languages, filled with the customer's own values.

The samples are the `.template` files in `samples/`; their placeholders stand inside string literals.
"""

import json
import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "samples"
PROGRAMMING_LANGUAGES: tuple[str, ...] = ("python", "nodejs", "curl", "java", "go")
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
KEY_PLACEHOLDER = "sk-<your-key>"


def sample(language: str, base_url: str, api_key: str, model: str) -> str:
    """Return the source text of a first call, ready to paste; it is plain text, not HTML.

    Raises:
        KeyError: no sample is written in this programming language.
    """
    if language not in PROGRAMMING_LANGUAGES:
        raise KeyError(f"no sample in {language!r}")
    values = {"base_url": base_url.rstrip("/"), "api_key": api_key, "model": model}
    return _PLACEHOLDER.sub(
        lambda found: _inside_quotes(language, found[1], values[found[1]]), _template(language)
    )


def _inside_quotes(language: str, name: str, value: str) -> str:
    # A JSON string's inside is a valid string's inside in Python, JavaScript, Java and Go alike.
    # In the cURL sample everything is in single quotes of the shell, and the model in JSON in them.
    escaped = value if language == "curl" and name != "model" else json.dumps(value, ensure_ascii=False)[1:-1]
    return escaped.replace("'", r"'\''") if language == "curl" else escaped


@cache
def _template(language: str) -> str:
    return next(_FOLDER.glob(f"{language}.*.template")).read_text(encoding="utf-8").rstrip("\n")
