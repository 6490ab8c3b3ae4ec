"""The hours in which the staff answer."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """From when to when the staff answer, each day, in the shop's time zone; they may pass midnight."""

    opens: time
    closes: time
    zone: tzinfo

    def closed_since(self, now: datetime) -> datetime | None:
        """Return when the staff went home, or None while they are there."""
        opened, closed = self._last(self.opens, now), self._last(self.closes, now)
        return closed if closed > opened else None

    def opens_next(self, now: datetime) -> datetime:
        """Return when the staff come next."""
        return self._last(self.opens, now + timedelta(days=1))

    def _last(self, at: time, now: datetime) -> datetime:
        local = now.astimezone(self.zone)
        today = datetime.combine(local.date(), at, self.zone)
        return today if today <= local else today - timedelta(days=1)
