"""What the bot asked of the server, and the trouble that can be made for it."""

from collections import deque
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sandbox.telegram.errors import ApiError, ClientError, flood, forbidden
from sandbox.telegram.parameters import Parameters

Json = dict[str, Any]
FaultKind = Literal["429", "500", "403", "400", "drop_before", "drop_after", "slow"]


class CallLog:
    """The last Bot API calls, getUpdates left out."""

    def __init__(self, kept: int = 5_000) -> None:
        self._calls: deque[Json] = deque(maxlen=kept)
        self._last = 0

    @property
    def last(self) -> int:
        """The number of the latest call."""
        return self._last

    def add(self, method: str, parameters: Parameters, response: Json, at: float) -> None:
        """Write one call down; `at` in Unix seconds."""
        if method.lower() == "getupdates":
            return
        self._last += 1
        self._calls.append(
            {
                "n": self._last,
                "method": method,
                "parameters": parameters.values,
                "files": list(parameters.files),
                "ok": response["ok"],
                "response": response,
                "at": at,
            }
        )

    def after(self, number: int, method: str = "") -> list[Json]:
        """Return the calls after a number, of one method when one is named."""
        missing = min(max(self._last - number, 0), len(self._calls))
        calls = [self._calls[index] for index in range(-missing, 0)]
        return [call for call in calls if not method or call["method"].lower() == method.lower()]


@dataclass(slots=True)
class Fault:
    """Trouble for the next `times` calls of a method ("*": of any but getUpdates)."""

    method: str
    times: int
    kind: FaultKind
    retry_after: int = 1
    seconds: float = 0.0
    description: str = "Bad Request: the sandbox refused this call"

    def strike(self) -> None:
        """Raise the refusal that takes the place of the call, if it is of that kind."""
        error = self._refusal()
        if error is not None:
            raise error

    def _refusal(self) -> ApiError | None:
        if self.kind == "429":
            return flood(self.retry_after)
        if self.kind == "500":
            return ApiError(500, "Internal Server Error")
        if self.kind == "403":
            return forbidden("bot was blocked by the user")
        if self.kind == "400":
            return ApiError(400, self.description)
        return None


class Faults:
    """The trouble that is to come, first come first served."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, document: Json) -> None:
        """Plan trouble as the client API words it; raises ClientError."""
        if document.get("kind") not in get_args(FaultKind):
            raise ClientError(f"kind must be one of {', '.join(get_args(FaultKind))}")
        try:
            fault = Fault(**{"method": "*", "times": 1, **document})
        except TypeError as error:
            raise ClientError(f"unknown field: {error}") from error
        fault.method = fault.method.lower()
        self._faults.append(fault)

    def clear(self) -> None:
        """Make peace."""
        self._faults.clear()

    def take(self, method: str) -> Fault | None:
        """Return the trouble for a call that is being made, and count it."""
        if not self._faults:
            return None
        method = method.lower()
        for fault in self._faults:
            if fault.method == method or (fault.method == "*" and method != "getupdates"):
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None
