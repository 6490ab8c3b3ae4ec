"""What can go wrong, and when: a schedule names the points of input and output at which a fault strikes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Killed(BaseException):
    """The process is gone: nothing that it was doing goes on, not even its error handling."""


class Kind(StrEnum):
    """What happens at a point. BEFORE: the call did not happen. AFTER: it did, and nobody was told."""

    RAISE_BEFORE = "raise before"
    RAISE_AFTER = "raise after"
    LATE = "late"  # no answer, and it happens after all, a while later
    KILL_BEFORE = "kill before"
    KILL_AFTER = "kill after"
    KILL_LATE = "kill late"


class Point(StrEnum):
    """The kinds of points; each knows what can happen there."""

    BEGIN = "begin"
    COMMIT = "commit"
    LOOK = "look"  # a question that changes nothing outside
    CHANGE = "change"  # a call that changes something outside
    SEND = "send"


KILLS = (Kind.KILL_BEFORE, Kind.KILL_AFTER, Kind.KILL_LATE)
LATES = (Kind.LATE, Kind.KILL_LATE)
POSSIBLE: dict[Point, tuple[Kind, ...]] = {
    Point.BEGIN: (Kind.RAISE_BEFORE,),
    Point.COMMIT: (Kind.RAISE_BEFORE, Kind.RAISE_AFTER, Kind.KILL_BEFORE, Kind.KILL_AFTER),
    Point.LOOK: (Kind.RAISE_BEFORE, Kind.RAISE_AFTER, Kind.KILL_BEFORE),
    Point.CHANGE: tuple(Kind),
    Point.SEND: (Kind.RAISE_BEFORE, Kind.RAISE_AFTER, Kind.KILL_BEFORE, Kind.KILL_AFTER),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: at which point, counted from 0, and what.

    After a kill, `held` leaves the leases of the dead process to run out, as they do where several processes
    share PostgreSQL; otherwise the next process releases them, as on SQLite. `delay` is in seconds.
    """

    at: int
    kind: Kind
    held: bool = False
    delay: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.kind} #{self.at}"
            + (" (leases held)" if self.held else "")
            + (f" (+{self.delay:g} s)" if self.delay else "")
        )


EFFECTS = (Point.COMMIT, Point.CHANGE, Point.SEND)  # what a kill can come after

DELAYS = (5.0, 400.0)  # seconds: before and after a second request would have been made


def possible_at(index: int, point: Point) -> list[Fault]:
    """Return every fault that can strike at a point."""
    faults: list[Fault] = []
    for kind in POSSIBLE[point]:
        delays = DELAYS if kind in LATES else (0.0,)
        helds = (False, True) if kind in KILLS else (False,)
        faults += [Fault(index, kind, held, delay) for delay in delays for held in helds]
    return faults


def is_told_by_another(fault: Fault, trace: Sequence[tuple[Point, str]], since: int = 0) -> bool:
    """Say whether to the shop a fault is the same as another one that is tried as well.

    A transaction that does not begin is one that was rolled back; an answer that is lost after a mere look is a
    look that failed; and a kill before a point is the kill after the last point that had an effect, when one
    lies between it and the point `since` which the telling counts from.
    """
    point = trace[fault.at][0]
    return (
        point is Point.BEGIN
        or (point is Point.LOOK and fault.kind is Kind.RAISE_AFTER)
        or (fault.kind is Kind.KILL_BEFORE and any(one in EFFECTS for one, _ in trace[since : fault.at]))
    )


def possible_after(first: Fault, trace: Sequence[tuple[Point, str]], index: int) -> list[Fault]:
    """Return every fault that can strike at a point after a first one, and that no other one tells.

    Leases are held after both kills or after neither, and both requests are as late.
    """
    return [
        fault
        for fault in possible_at(index, trace[index][0])
        if (fault.held == first.held or not {fault.kind, first.kind} <= set(KILLS))
        and (fault.delay == first.delay or not {fault.kind, first.kind} <= set(LATES))
        and not is_told_by_another(fault, trace, since=first.at + 1)
    ]


@dataclass(slots=True)
class Faults:
    """The schedule of one run, and the trace of the points that were passed."""

    schedule: Sequence[Fault] = ()
    active: bool = True
    trace: list[tuple[Point, str]] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    _by_index: dict[int, Fault] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_index = {fault.at: fault for fault in self.schedule}

    def plan(self, faults: Iterable[Fault]) -> None:
        """Add faults while the world goes on, each counted from the next point."""
        begun = len(self.trace)
        for fault in faults:
            self._by_index[begun + fault.at] = Fault(begun + fault.at, fault.kind, fault.held, fault.delay)

    def cease(self) -> None:
        """Let nothing go wrong any more."""
        self.active = False
        self._by_index.clear()

    def strike(self, point: Point, what: str) -> Fault | None:
        """Pass a point; return the fault that strikes there, if one does."""
        if not self.active:
            return None
        index = len(self.trace)
        self.trace.append((point, what))
        fault = self._by_index.pop(index, None)
        if fault is None or fault.kind not in POSSIBLE[point]:
            return None
        self.struck.append(f"{fault} at {what}")
        return fault
