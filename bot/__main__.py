"""`python -m bot`: see `bot.commands`."""

import os
import signal
import sys

_SERVES = sys.argv[1:2] in ([], ["run"], ["sandbox"])


def _end_at_once(number: int, _frame: object) -> None:
    """End while nothing is open yet; what serves was asked to stop and did, any other command did not finish."""
    os._exit(0 if _SERVES else 128 + number)


if __name__ == "__main__":
    # Before anything that takes its time: the shop sets handlers of its own once it can close in good order.
    signal.signal(signal.SIGTERM, _end_at_once)
    signal.signal(signal.SIGINT, _end_at_once)

    from bot.loading import loading

    with loading():
        from bot import commands
    if not _SERVES:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
    commands.app(prog_name="python -m bot")
