"""What the Bot API answers when it refuses a call.

ApiError
├── made by bad_request()   400 "Bad Request: …"
├── made by forbidden()     403 "Forbidden: …"
├── made by conflict()      409 "Conflict: …"
└── made by flood()         429 "Too Many Requests: retry after …"

ClientError                 what the people's side of the sandbox answers, `{"error": …}`
"""

from typing import Any


class ApiError(Exception):
    """A refused call: the code is also the HTTP status."""

    def __init__(self, code: int, description: str, parameters: dict[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the JSON body that a bot receives."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


class ClientError(Exception):
    """Something a person cannot do; `status` is the HTTP status, 4xx."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def lower_first(message: str) -> str:
    """Lower-case the first letter, unless the second character shows a constant such as MESSAGE_TOO_LONG."""
    if len(message) > 1 and (message[1].isupper() or message[1] == "_"):
        return message
    return message[:1].lower() + message[1:]


def bad_request(message: str, parameters: dict[str, int] | None = None) -> ApiError:
    """400."""
    return ApiError(400, f"Bad Request: {lower_first(message)}", parameters)


def forbidden(message: str) -> ApiError:
    """403."""
    return ApiError(403, f"Forbidden: {lower_first(message)}")


def conflict(message: str) -> ApiError:
    """409."""
    return ApiError(409, f"Conflict: {message}")


def flood(retry_after: int) -> ApiError:
    """429; `retry_after` in seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
