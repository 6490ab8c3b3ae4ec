"""HTML and found entities, against Telegram's own library."""

import json
import random
from typing import Any

import pytest

from sandbox.telegram.entities import find_entities
from sandbox.telegram.errors import ApiError
from sandbox.telegram.formatting import FormattingError, parse_html
from sandbox.telegram.text import formatted, tidy

CASES = [
    "plain",
    "<b>bold</b> <i>italic</i> <u>u</u> <s>s</s> <code>c</code> <pre>p</pre>",
    '<pre><code class="language-python">x = 1</code></pre>',
    '<code class="language-py">x</code>',
    '<code class="language-py"><pre>x</pre></code>',
    '<pre><code class="language-py">x</code> </pre>',
    '<a href="https://t.me/x?a=1&amp;b=2">link</a>',
    '<a href="http://localhost:8080/x">no link</a>',
    '<a href="http://127.0.0.1:8080/pay">local</a>',
    '<a href="HTTP://A.B/c d">z</a>',
    "<a>http://x.y</a>",
    '<a href="javascript:alert(1)">z</a>',
    '<a href="tg://user?id=5">somebody</a>',
    '<span class="tg-spoiler">s</span><tg-spoiler>t</tg-spoiler>',
    "<span>s</span>",
    '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
    "<tg-emoji>👍</tg-emoji>",
    "<blockquote>q</blockquote><blockquote expandable>e</blockquote>",
    "<b>😀</b>中 &lt;&gt;&amp;&quot;&nbsp;&apos;&#65;&#x1F600;&#0;&#1114112;",
    "<b>x",
    "a</b>",
    "<b>x</i>",
    "<div>x</div>",
    "a<br>b",
    "5 < 6",
    "<",
    "</",
    "<>",
    "<b/>x",
    "<b / >x",
    '<b x="1>',
    "<b x=>y</b>",
    '<b ="1">z</b>',
    "<a href=http://a.b>z</a>",
    "<B>x</b><b>y</B><b>z</><b>w</b >",
    "<b>x</ b>",
    "<b href=",
    "中文<b>未闭合",
]
KINDS = {
    "PreCode": "pre",
    "TextUrl": "text_link",
    "MentionName": "text_mention",
    "CustomEmoji": "custom_emoji",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "BotCommand": "bot_command",
    "EmailAddress": "email",
}
PIECES = [
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    '<a href="https://x.y">',
    "</a>",
    "<code>",
    "</code>",
    "<pre>",
    "</pre>",
    '<code class="language-py">',
    "<s a=b>",
    "</s>",
    "<blockquote expandable>",
    "</blockquote>",
    '<span class="tg-spoiler">',
    "</span>",
    "x",
    "😀",
    "中",
    "&lt;",
    "&",
    "&#65;",
    "<",
    ">",
    "/",
    '"',
    " ",
    "=",
    "<b ",
    "</>",
]


def ask(request: dict[str, Any]) -> dict[str, Any]:
    tdjson = pytest.importorskip("tdjson", reason="tdjson has no build for this machine")
    tdjson.td_execute(json.dumps({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}).encode())
    answer: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(request).encode()))
    return answer


def as_bot_api(entity: dict[str, Any]) -> dict[str, Any]:
    kind = entity["type"]["@type"].removeprefix("textEntityType")
    converted = {
        "type": KINDS.get(kind, kind.lower()),
        "offset": entity["offset"],
        "length": entity["length"],
    }
    converted |= {k: v for k, v in entity["type"].items() if k in {"url", "language", "custom_emoji_id"}}
    if "user_id" in entity["type"]:
        converted["user"] = {"id": entity["type"]["user_id"]}
    return converted


def library_parses(text: str) -> Any:
    answer = ask({"@type": "parseTextEntities", "text": text, "parse_mode": {"@type": "textParseModeHTML"}})
    if answer["@type"] == "error":
        return answer["message"].removeprefix("Can't parse entities: ")
    return answer["text"], [as_bot_api(entity) for entity in answer["entities"]]


def we_parse(text: str) -> Any:
    try:
        return parse_html(text)
    except FormattingError as error:
        return str(error)


@pytest.mark.parametrize("text", CASES)
def test_html_is_read_and_refused_as_telegram_does(text: str) -> None:
    assert we_parse(text) == library_parses(text)


def test_random_html_is_read_and_refused_as_telegram_does() -> None:
    dice = random.Random(20260508)
    for _ in range(3000):
        text = "".join(dice.choice(PIECES) for _ in range(dice.randint(1, 12)))
        assert we_parse(text) == library_parses(text), text


@pytest.mark.parametrize(
    "text",
    [
        "/start",
        "/start@test_bot hi",
        "a/b /x",
        "/a/b",
        "/order AC7K-2M",
        "//note",
        "/start\n/help",
        "@durov @ab @abc @abcd a@bcdef",
        "#tag #1 #a1 #中文",
        "$USD $usd",
        "see https://t.me.",
        "(https://a.com/x(1))",
        "http://localhost:8080/x",
        "http://127.0.0.1:99/pay?x=1&y=2",
        "http://168.144.39.53:3000/v1",
        "example.com/x",
        "client.chat.completions os.environ node.js",
        "mrwangyanlong2026@outlook.com",
        "mailto:a@b.co",
        "1.5M v1.2.3 a.b",
        "😀 https://a.com/中文 x",
        "tg://resolve?domain=x",
        "https://支付.中国/",
    ],
)
def test_a_client_finds_what_telegram_finds(text: str) -> None:
    theirs = [as_bot_api(e) for e in ask({"@type": "getTextEntities", "text": text})["entities"]]
    assert find_entities(text) == theirs


def test_spaces_around_a_text_are_cut_and_entities_move_along() -> None:
    assert tidy("  \n a 😀 <b>  ", []) == ("a 😀 <b>", [])
    assert formatted("  x <b>😀 y </b>  ", "HTML", None) == (
        "x 😀 y",
        [{"type": "bold", "offset": 2, "length": 4}],
    )


def test_styles_inside_code_vanish_and_a_bare_link_in_code_is_no_link() -> None:
    text, entities = formatted("<code>a <b>https://a.com</b></code> <b>x</b>", "html", None)
    assert [e["type"] for e in entities] == ["code", "bold"]
    assert text == "a https://a.com x"


def test_equal_styles_side_by_side_become_one_and_code_splits_bold() -> None:
    assert formatted("<b>a</b><b>b</b>", "HTML", None)[1] == [{"type": "bold", "offset": 0, "length": 2}]
    kinds = [
        (e["type"], e["offset"], e["length"]) for e in formatted("<b>a<code>b</code>c</b>", "HTML", None)[1]
    ]
    assert kinds == [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]


def test_an_unknown_parse_mode_is_refused() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        formatted("x", "BBcode", None)


def test_more_than_32768_bytes_are_refused_before_anything_else() -> None:
    with pytest.raises(ApiError, match="text is too long"):
        formatted("中" * 10923, "HTML", None)
