"""The hours in which the shop reminds nobody."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A range of hours by the clocks of a time zone, which may pass midnight. Its last moment is not of it."""

    first: time
    last: time
    zone: tzinfo

    def hold(self, moment: datetime) -> bool:
        """Say whether it is quiet at a moment."""
        shown = moment.astimezone(self.zone).time()
        if self.first <= self.last:
            return self.first <= shown < self.last
        return shown >= self.first or shown < self.last

    def end(self, moment: datetime) -> datetime:
        """Return the moment itself, or when it is quiet, the first one after it when it no longer is.

        Clocks that are set forward or back while it is quiet do not matter: what they show counts.
        """
        if not self.hold(moment):
            return moment
        local = moment.astimezone(self.zone)
        day = local.date() + timedelta(days=1 if local.time() >= self.last else 0)
        # An hour that the clocks show twice: the one that is yet to come.
        ends = (
            datetime.combine(day, self.last, self.zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)
        )
        return min(end for end in ends if end > moment and not self.hold(end))


def is_quiet(hours: QuietHours | None, moment: datetime) -> bool:
    """Say whether it is quiet at a moment; without such hours it never is."""
    return hours is not None and hours.hold(moment)
