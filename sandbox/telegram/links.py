"""Which links Telegram takes, and how it writes them down."""

import re

_PROTOCOL = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*)://", re.ASCII)
_USER_LINK = re.compile(r"tg:(?://)?user\?(?:.*&)?id=([0-9]+)(?:&|#|$)", re.IGNORECASE | re.ASCII)
_TELEGRAM_LINK = re.compile(r"(tg|ton|tonsite):(?://)?([a-zA-Z0-9_.\-]+)([/?#].*)?", re.IGNORECASE | re.ASCII)


class LinkError(ValueError):
    """The link is refused; the text is Telegram's reason."""


def linked_user(link: str) -> int | None:
    """Return the id in a `tg://user?id=…` link."""
    match = _USER_LINK.match(link)
    return int(match[1]) if match and int(match[1]) > 0 else None


def checked_link(link: str) -> str:
    """Return the link as Telegram keeps it (host in lower case, a path, no blanks), or raise LinkError."""
    link = link.strip()
    if not link:
        raise LinkError("URL is empty")
    match = _TELEGRAM_LINK.fullmatch(link)
    if match:
        scheme, host, rest = match[1].lower(), match[2].lower(), match[3] or ""
        if scheme == "tg":
            return f"tg://{host}{rest}"
        return f"{scheme}://{host}{rest or '/'}"
    return _http_link(link)


def _http_link(link: str) -> str:
    scheme = "http"
    protocol = _PROTOCOL.match(link)
    if protocol:
        scheme = protocol[1].lower()
        if scheme not in {"http", "https"}:
            raise LinkError("Unsupported URL protocol")
        link = link[protocol.end() :]
    end = re.search(r"[/?#]", link)
    authority, rest = (link[: end.start()], link[end.start() :]) if end else (link, "")
    user, at, address = authority.rpartition("@")
    host, port = _host_and_port(address)
    if not rest.startswith("/"):
        rest = "/" + rest
    rest = "".join(f"%{ord(c):02X}" if c <= " " else c for c in rest)
    return f"{scheme}://{user}{at}{host}{port}{rest}"


def _host_and_port(address: str) -> tuple[str, str]:
    host, colon, port = address.rpartition(":")
    if not colon or address.endswith("]"):
        host, port = address, ""
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise LinkError("Wrong port number specified in the URL")
    if not host:
        raise LinkError("URL host is empty")
    if host.startswith("["):
        if not host.endswith("]"):
            raise LinkError("Wrong IPv6 address specified in the URL")
    elif "." not in host or not host.strip("."):
        raise LinkError("Wrong HTTP URL")
    return host.lower(), f":{port}" if port else ""
