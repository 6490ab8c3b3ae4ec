"""The time of a test."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 5, 4, 3, 2, 1, 234567, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> datetime:
        """Let time pass, in the words of `timedelta`, and return the new time."""
        self.now += timedelta(**by)
        return self.now
