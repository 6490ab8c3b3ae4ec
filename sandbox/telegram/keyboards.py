"""Reply markups: which are taken, and what is said about the others."""

from typing import Any

from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.links import LinkError, checked_link

Json = dict[str, Any]

_MAXIMUM_BUTTONS = 100
_MAXIMUM_BYTES = 10_000
_DECORATIONS = {"text", "icon_custom_emoji_id", "style"}
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def read_markup(document: Any) -> tuple[Json | None, Json | None]:
    """Return (inline keyboard, any other markup) of a `reply_markup`; raises ApiError."""
    if document is None:
        return None, None
    if not isinstance(document, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in document:
        rows = _rows(document["inline_keyboard"], "inline_keyboard")
        return _inline_keyboard(rows), None
    if "keyboard" in document:
        rows = _rows(document["keyboard"], "keyboard")
        keyboard = [[_reply_button(button) for button in row] for row in rows]
        return None, {**document, "keyboard": [row for row in keyboard if row]}
    if document.get("remove_keyboard") is True or document.get("force_reply") is True:
        return None, document
    return None, None


def _rows(value: Any, field: str) -> list[list[Any]]:
    if not isinstance(value, list):
        raise bad_request(f'field "{field}" of the ReplyMarkup must be an Array')
    for row in value:
        if not isinstance(row, list):
            raise bad_request(f'field "{field}" of the ReplyMarkup must be an Array of Arrays')
    return value


def _inline_keyboard(rows: list[list[Any]]) -> Json | None:
    keyboard = [[_inline_button(button) for button in row] for row in rows]
    keyboard = [row for row in keyboard if row]
    buttons = [button for row in keyboard for button in row]
    size = sum(len(str(value).encode()) for button in buttons for value in button.values())
    if len(buttons) > _MAXIMUM_BUTTONS or size > _MAXIMUM_BYTES:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": keyboard} if keyboard else None


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise _unreadable('field "text" must be of type String')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    action = next((name for name in _ACTIONS if name in button), None)
    if action is None:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    kept = {name: value for name, value in button.items() if name in _DECORATIONS}
    return {**kept, action: _action(action, button[action])}


def _action(action: str, value: Any) -> Any:
    if action == "callback_data":
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
    elif action == "url":
        try:
            return checked_link(str(value))
        except LinkError as error:
            raise bad_request(f"inline keyboard button URL '{value}' is invalid: {error}") from error
    elif action == "copy_text":
        text = value.get("text") if isinstance(value, dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        return {"text": text}
    elif action == "pay" and value is not True:
        raise _unreadable('field "pay" must be true')
    return value


def _reply_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse keyboard button: KeyboardButton must be an Object or a String")
    if not button["text"].strip():
        raise bad_request("keyboard button text must be non-empty")
    return button
