"""When a payment is asked about: often at first, slower with age, and a few times more after it is over."""

from datetime import datetime, timedelta

SWEEPS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 6 * 60, 23 * 60)
)  # after an attempt ended
LOOK_BACK = 10  # of the shortest intervals: half a minute
RETRY_CREATION = (1.0, 2.0, 4.0, 8.0, 15.0)  # seconds


def next_query(created_at: datetime, now: datetime, poll_seconds: float) -> datetime:
    """Return when to ask again about a waiting payment: 3 s, from one minute on 5 s, from five minutes on 15 s.

    The three are in proportion to `poll_seconds`, the shortest interval (3 s by default).
    """
    age = (now - created_at).total_seconds()
    stretch = 1.0 if age < 60 else 5 / 3 if age < 300 else 5.0
    return now + timedelta(seconds=poll_seconds * stretch)


def next_sweep(ended_at: datetime, now: datetime, sweeps_done: int) -> datetime | None:
    """Return when to look again at something that ended, or None when it was looked at often enough."""
    if sweeps_done >= len(SWEEPS):
        return None
    return max(ended_at + SWEEPS[sweeps_done], now + timedelta(seconds=30))


def sweeps_by(ended_at: datetime, now: datetime) -> int:
    """Return how many of the looks at something that ended are due by now."""
    return sum(ended_at + after <= now for after in SWEEPS)


def next_look_back(now: datetime, newer: int, poll_seconds: float) -> datetime | None:
    """Return when to look again at a QR with so many newer ones, or None when it has none.

    The last one left behind is looked at twice a minute, the one before it once, and so on, in proportion to
    `poll_seconds` as above: however many QRs somebody asks for, those left behind make a few questions a minute.
    """
    return now + timedelta(seconds=newer * LOOK_BACK * poll_seconds) if newer else None


def next_creation(now: datetime, tries: int) -> datetime:
    """Return when to ask a gateway again to make a payment."""
    return now + timedelta(seconds=RETRY_CREATION[min(tries, len(RETRY_CREATION) - 1)])
