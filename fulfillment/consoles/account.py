"""One account at a console, One API or New API: calls with its access token, and what the answers mean.

A refusal is HTTP 200 with `success: false`, and so is, on most versions, an access token that died; the message is
localised and says nothing to a program. Asking who we are tells the two apart.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from fulfillment.outcomes import OutcomeUnknown, Rejected, Retryable
from fulfillment.requests import excerpt, json_object, send

ROLE_ADMIN = 10
UNITS_PER_DOLLAR = 500_000
PAGE_SIZE = 100
MAX_PAGES = 100

_ENDPOINT = re.compile(r"/(v1|api)$")
_NAME = re.compile(r"[!-~]{1,20}")


def base_url(url: str) -> str:
    """Return the console's address without a trailing slash, and without the `/v1` or `/api` pasted along.

    Raises:
        ValueError: it is not an http or https URL.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("the console's address is not an http or https URL")
    return _ENDPOINT.sub("", f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/"))


def check_name(name: str) -> None:
    """Refuse a name that consoles cut, misread, or search by as a pattern.

    Raises:
        ValueError: it is not 1 to 20 plain characters without `_` and `%`.
    """
    if not _NAME.fullmatch(name) or "_" in name or "%" in name:
        raise ValueError("a name at a console is 1 to 20 plain characters without _ and %")


def check_quota(quota: int) -> None:
    """Refuse a quota that consoles take for another: a zero becomes 100, a negative is accepted.

    Raises:
        ValueError: it is not a whole number over zero.
    """
    if isinstance(quota, bool) or not isinstance(quota, int) or quota <= 0:
        raise ValueError("a quota is a whole number of units over zero")


@dataclass(frozen=True, slots=True)
class Row:
    """What the console says of one token or one code, each field read with its type."""

    fields: Mapping[str, object]
    what: str

    def whole(self, name: str) -> int:
        """Return a number.

        Raises:
            OutcomeUnknown: it is absent or not a whole number.
        """
        value = self.fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise OutcomeUnknown(f"{self.what}: the answer has no {name}")
        return value

    def text(self, name: str) -> str:
        """Return a text, empty when it is absent or no text."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""


class Account:
    """An access token at a console, and the calls made with it."""

    def __init__(self, client: httpx.AsyncClient, *, url: str, token: str, user_id: int | None) -> None:
        self.client = client
        self.url = base_url(url)
        self._token = token.strip()
        self._headers = {"Authorization": self._token}
        if user_id is not None:
            self._headers["New-Api-User"] = str(user_id)
        self.user_id = user_id

    async def call(
        self,
        method: str,
        path: str,
        *,
        what: str,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> object:
        """Return the `data` of a call that succeeded.

        Raises:
            Retryable, OutcomeUnknown: see `fulfillment.requests.send`.
            Rejected: the console said no; `auth_lost` when it no longer knows the access token.
        """
        answer = await self._exchange(method, path, what=what, params=params, body=body)
        if answer.get("success") is True:
            return answer.get("data")
        said = excerpt(answer.get("message"), self._token)
        if isinstance(answer.get("data"), list) and answer["data"]:
            raise OutcomeUnknown(f"{what}: refused, yet something was made: {said}")
        raise Rejected(f"{what}: refused: {said}", auth_lost=await self._is_auth_lost())

    async def look_up(self, path: str, what: str) -> Row | None:
        """Return the row at a path, or None when the console, which knows us all the while, has none there.

        Raises:
            Retryable, OutcomeUnknown: see `fulfillment.requests.send`; also when only the answer is there, and not
                who we are to the console: then a row may be there all the same.
            Rejected: the console no longer knows the access token.
        """
        answer = await self._exchange("GET", path, what=what)
        if answer.get("success") is True:
            return row(answer.get("data"), what)
        await self.who()
        return None

    async def who(self) -> Row:
        """Return the account's own row: id, role, status, quota.

        Raises:
            Retryable, OutcomeUnknown: see `fulfillment.requests.send`.
            Rejected: the console no longer knows the access token.
        """
        what = "console account"
        answer = await self._exchange("GET", "/api/user/self", what=what)
        if answer.get("success") is not True:
            said = excerpt(answer.get("message"), self._token)
            raise Rejected(f"{what}: the access token is no longer accepted: {said}", auth_lost=True)
        return row(answer.get("data"), what)

    async def search(self, path: str, name: str, what: str) -> list[Row]:
        """Return the rows of exactly this name, the lowest id first.

        One API answers a search with one list of whatever begins with the name, New API with pages.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `call`.
        """
        seen: dict[int, Row] = {}
        for page in range(1, MAX_PAGES + 1):
            params = {"keyword": name, "p": str(page), "page_size": str(PAGE_SIZE)}
            data = await self.call("GET", path, what=what, params=params)
            items, total = _page(data, what)
            fresh = {item.whole("id"): item for item in items}
            fresh = {remote_id: item for remote_id, item in fresh.items() if remote_id not in seen}
            seen |= fresh
            if not fresh or total is None or len(seen) >= total:
                break
        else:
            raise OutcomeUnknown(f"{what}: there are more pages than can be read")
        return [seen[remote_id] for remote_id in sorted(seen) if seen[remote_id].text("name") == name]

    async def _exchange(
        self,
        method: str,
        path: str,
        *,
        what: str,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> dict[str, object]:
        response = await send(
            self.client, method, self.url + path, what=what, params=params, body=body, headers=self._headers
        )
        if response.status_code == httpx.codes.UNAUTHORIZED:
            raise Rejected(f"{what}: the access token is not accepted (HTTP 401)", auth_lost=True)
        answer = json_object(response, what)
        if response.status_code == httpx.codes.FORBIDDEN:
            raise Rejected(f"{what}: the account may not do this (HTTP 403)", auth_lost=True)
        success = answer.get("success")
        if not isinstance(success, bool) or (success and response.is_error):
            raise OutcomeUnknown(f"{what}: the answer makes no sense (HTTP {response.status_code})")
        return answer

    async def _is_auth_lost(self) -> bool:
        """Say whether a refusal came from a dead access token. When that cannot be told, it did not."""
        try:
            await self.who()
        except Rejected as error:
            return error.auth_lost
        except (Retryable, OutcomeUnknown):
            return False
        return False


def row(data: object, what: str) -> Row:
    """Return one row of an answer.

    Raises:
        OutcomeUnknown: the answer holds no row.
    """
    if not isinstance(data, dict):
        raise OutcomeUnknown(f"{what}: the answer holds no row")
    return Row(data, what)


def _page(data: object, what: str) -> tuple[list[Row], int | None]:
    """Return the rows of an answer, and how many there are in all where the console counts them."""
    if isinstance(data, dict):
        items, total = data.get("items"), Row(data, what).whole("total")
    else:
        items, total = data, None
    if items is None and total == 0:
        items = []
    if not isinstance(items, list):
        raise OutcomeUnknown(f"{what}: the answer holds no list")
    return [row(item, what) for item in items], total
