"""What the outside can answer, as three kinds of failure that are never folded into one another.

OutsideError
├── Retryable       nothing happened there; ask again later
├── Rejected        the outside understood and said no; asking again the same way is pointless
└── OutcomeUnknown  it may or may not have happened; look before asking again
"""


class OutsideError(Exception):
    """A gateway or a console did not do what was asked. The message is for the owner and holds no secret."""


class Retryable(OutsideError):
    """Nothing happened outside: the connection was refused, or the limit of requests was reached.

    `retry_after` is the number of seconds the outside asked to wait, if it said so.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Rejected(OutsideError):
    """The outside refused. `auth_lost` is true when it no longer accepts our credentials."""

    def __init__(self, message: str, *, auth_lost: bool = False) -> None:
        super().__init__(message)
        self.auth_lost = auth_lost


class OutcomeUnknown(OutsideError):
    """The request left, and no answer that can be trusted came back (time-out, 5xx, HTML, nonsense)."""
