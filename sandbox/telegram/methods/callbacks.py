"""answerCallbackQuery."""

from typing import TYPE_CHECKING

from sandbox.telegram.errors import bad_request
from sandbox.telegram.methods.registry import method
from sandbox.telegram.models import Json
from sandbox.telegram.parameters import Parameters

if TYPE_CHECKING:
    from sandbox.telegram.telegram import Telegram

_TEXT_LENGTH = 200


@method("answerCallbackQuery")
async def answer_callback_query(telegram: "Telegram", p: Parameters) -> bool:
    """Stop the progress bar on a button, with a toast or an alert."""
    query_id = p.text("callback_query_id")
    callback = telegram.callbacks.get(query_id)
    if callback is None or telegram.clock() - callback.asked_at > telegram.callback_lifetime:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = p.text("text")
    if len(text) > _TEXT_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    url = p.text("url")
    own_link = f"https://t.me/{telegram.bot['username']}?start=".lower()
    if url and not url.lower().startswith((own_link, "tg://")):
        raise bad_request("URL_INVALID")
    if callback.answer is None:
        answer: Json = {"text": text, "show_alert": p.boolean("show_alert"), "url": url}
        callback.answer = {name: value for name, value in answer.items() if value or name == "show_alert"}
        telegram.events.publish(
            "callback_answered",
            callback.chat_id,
            callback_query_id=query_id,
            user_id=callback.user_id,
            **callback.answer,
        )
    return True
