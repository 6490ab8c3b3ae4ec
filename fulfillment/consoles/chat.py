"""A chat model behind the Base URL: asked one question, it answers in one piece."""

from fulfillment import requests
from fulfillment.outcomes import OutcomeUnknown, Rejected
from fulfillment.requests import Client

ANSWER_SECONDS = 8.0
MOST_TOKENS = 300


class ChatModel:
    """One model, called with a key of the owner's."""

    def __init__(self, client: Client, *, base_url: str, key: str, model: str) -> None:
        self._client = client
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._key = key
        self._model = model

    async def answer(self, instructions: str, question: str) -> str:
        """Return what the model says to a question, within eight seconds.

        Raises:
            OutsideError: no answer in time, or one that says nothing.
        """
        what = "the assistant's model"
        response = await requests.send(
            self._client,
            "POST",
            self._url,
            what=what,
            body={
                "model": self._model,
                "messages": [
                    {"role": "system", "content": instructions},
                    {"role": "user", "content": question},
                ],
                "temperature": 0,
                "max_tokens": MOST_TOKENS,
            },
            headers={"Authorization": f"Bearer {self._key}"},
            deadline=ANSWER_SECONDS,
        )
        if response.status_code >= 400:
            raise Rejected(f"{what}: HTTP {response.status_code}")
        said = _content(requests.json_object(response, what))
        if not said:
            raise OutcomeUnknown(f"{what}: the answer says nothing")
        return said


def _content(answer: dict[str, object]) -> str:
    choices = answer.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    return content.strip() if isinstance(content, str) else ""
