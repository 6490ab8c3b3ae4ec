"""The shop's time in the sandbox: the machine's, and what a person moved it forward there."""

import math
from datetime import datetime, timedelta
from pathlib import Path

from store.database import utc_now


class MovedClock:
    """Tells the time with the seconds added that a file holds; they are looked up again when the file changes.

    Only the sandbox starts the shop with one: no setting leads here, so the time of a real shop is the machine's.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known = (0, 0, 0)
        self._ahead = timedelta()
        self._noticed = self._look()

    def __call__(self) -> datetime:
        """Return the time, aware, in UTC."""
        return utc_now() + self._look()

    def has_moved(self) -> bool:
        """Tell whether the clock was moved since this was asked last."""
        before, self._noticed = self._noticed, self._look()
        return before != self._noticed

    def _look(self) -> timedelta:
        try:
            found = self._file.stat()
            standing = (found.st_ino, found.st_mtime_ns, found.st_size)
            if standing != self._known:
                seconds = float(self._file.read_text(encoding="ascii"))
                self._ahead = timedelta(seconds=seconds if math.isfinite(seconds) else 0.0)
                self._known = standing
        except (OSError, ValueError):
            pass  # the file goes with the sandbox: then the last that was known holds
        return self._ahead
