"""What a payment rail or an issuer has to say against itself when the doctor asks."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong, as a sentence; it holds no secret. `remedy` says how to mend it.

    `fatal`: nothing can be sold or delivered this way. Else it works, and somebody should look at it.
    """

    text: str
    fatal: bool
    remedy: str = ""


def is_fatal(complaints: list[Complaint]) -> bool:
    """Say whether one of the complaints is fatal."""
    return any(complaint.fatal for complaint in complaints)


def is_readable_on_the_way(url: str) -> bool:
    """Say whether what is sent to an address travels as plain text beyond this machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and not _is_this_machine(parts.hostname or "")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
