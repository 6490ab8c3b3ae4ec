"""Path A: API keys, made under the sales account. What One API and New API have in common.

Every call to a model draws down the key's quota and its owner's: the sales account has to be kept filled.
"""

import re
from abc import ABC, abstractmethod

import httpx

from fulfillment.complaints import Complaint
from fulfillment.consoles.account import ROLE_ADMIN, Account, Row, check_name, check_quota, row
from fulfillment.consoles.detect import Flavor
from fulfillment.consoles.examination import examine_account, examine_console, unanswered
from fulfillment.consoles.issuer import Balance, Condition, DeliveryPath, Issued, Issuer
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected
from fulfillment.requests import json_object, send

ENABLED, DISABLED, EXPIRED, EXHAUSTED = 1, 2, 3, 4
PREFIX = "sk-"

_CONDITIONS = {
    DISABLED: Condition.DISABLED,
    EXPIRED: Condition.EXPIRED,
    EXHAUSTED: Condition.EXHAUSTED,
}
_KEY = re.compile(r"[A-Za-z0-9]{48}")


class KeyIssuer(Issuer, ABC):
    """A maker of API keys. A key the customer has used up is still the order's: it counts as live."""

    flavor: Flavor

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        url: str,
        token: str,
        user_id: int | None,
        base_url: str,
        largest_quota: int = 0,
    ) -> None:
        """Keep the account's settings; nothing is sent.

        Args:
            client: what to send with, see `fulfillment.requests.new_client`.
            url: the console's address.
            token: the sales account's access token.
            user_id: its number, which New API wants named in every call.
            base_url: the Base URL that customers get, which keys are tried at.
            largest_quota: of the packages on sale; `check` warns when the account holds less.

        Raises:
            ValueError: the address is not an http or https URL.
        """
        self.path = DeliveryPath.KEY
        self._account = Account(client, url=url, token=token, user_id=user_id)
        self._base_url = base_url.strip().rstrip("/")
        self._largest_quota = largest_quota

    async def find(self, name: str) -> list[Issued]:
        """Return every key of exactly this name, the lowest id first; one that is revoked carries no secret.

        Raises:
            ValueError: the name is not one for a console.
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        check_name(name)
        rows = await self._account.search("/api/token/search", name, "console key search")
        return [await self._issued(found) for found in rows]

    async def issue(self, name: str, quota: int) -> Issued:
        """Create one key that never expires. There is no idempotency key: `find` before any second call.

        Raises:
            ValueError: the name or the quota is not one for a console.
            Retryable, Rejected: no key was made.
            OutcomeUnknown: one may have been, also when its secret could not be read.
        """
        check_name(name)
        check_quota(quota)
        body = {"name": name, "remain_quota": quota, "expired_time": -1, "unlimited_quota": False}
        data = await self._account.call("POST", "/api/token/", what="console key", body=body)
        try:
            issued = await self._created(data, name)
        except OutsideError as error:
            raise OutcomeUnknown(f"console key: made, but it could not be read: {error}") from None
        if issued.name != name or issued.quota != quota or not issued.live:
            raise OutcomeUnknown("console key: what was made is not what was asked for")
        return issued

    async def revoke(self, remote_id: int) -> None:
        """Disable the key; one that is disabled or gone already is success.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        what = "console key revocation"
        found = await self._account.look_up(f"/api/token/{remote_id}", what)
        if found is None or found.whole("status") == DISABLED:
            return
        body = {"id": remote_id, "status": DISABLED}
        params = {"status_only": "1"}
        await self._account.call("PUT", "/api/token/", what=what, params=params, body=body)

    async def verify(self, secret: str) -> None:
        """Try the key as the customer would: list the models at the Base URL.

        Raises:
            Retryable: the models could not be asked for now.
            Rejected: the key is refused.
            OutcomeUnknown: what answers at the Base URL is not a list of models.
        """
        what = "key trial"
        headers = {"Authorization": f"Bearer {secret}"}
        url = f"{self._base_url}/models"
        response = await send(self._account.client, "GET", url, what=what, headers=headers)
        if response.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise Rejected(f"{what}: the key is refused (HTTP {response.status_code})")
        if response.is_error or not isinstance(json_object(response, what).get("data"), list):
            raise OutcomeUnknown(f"{what}: no list of models (HTTP {response.status_code})")

    async def balance(self, remote_id: int) -> Balance:
        """Say what is left of the key, in the console's units; an overdrawn one has nothing left.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        what = "console key balance"
        found = row(await self._account.call("GET", f"/api/token/{remote_id}", what=what), what)
        remaining, used = found.whole("remain_quota"), found.whole("used_quota")
        condition = _CONDITIONS.get(found.whole("status"), Condition.GOOD)
        return Balance(remaining=max(remaining, 0), used=used, live=_is_live(found), condition=condition)

    async def funds(self) -> int | None:
        """Say what the sales account holds, in the console's units: every call draws it down, too.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        return (await self._account.who()).whole("quota")

    async def check(self) -> list[Complaint]:
        """Return what is wrong with the console or the sales account. Raises nothing."""
        complaints = await examine_console(self._account, self.flavor)
        who, against_account = await examine_account(self._account, "sales", "CONSOLE_SALES")
        complaints += against_account
        if who is None:
            return complaints
        try:
            complaints += self._check_means(who)
            complaints += await self._check_room()
        except OutsideError as error:
            complaints.append(unanswered(error))
        return complaints

    def _check_means(self, who: Row) -> list[Complaint]:
        """Return what is wrong with the sales account's role and with what it holds."""
        complaints = []
        if who.whole("role") >= ROLE_ADMIN:
            text = "The sales account is an administrator: holders of its keys can pick upstream channels."
            remedy = "Set CONSOLE_SALES_TOKEN to a plain account's."
            complaints.append(Complaint(text, fatal=False, remedy=remedy))
        quota = who.whole("quota")
        if quota <= 0 or quota < self._largest_quota:
            text = (
                f"The sales account holds {quota} units, less than the largest package: "
                "every key it sold stops when it is empty."
            )
            remedy = "Top the account up at the console."
            complaints.append(Complaint(text, fatal=quota <= 0, remedy=remedy))
        return complaints

    @abstractmethod
    async def _created(self, data: object, name: str) -> Issued:
        """Return the key that a call to create it has just made."""

    @abstractmethod
    async def _key(self, found: Row) -> str:
        """Return the whole key of a row, however the console shows it."""

    async def _check_room(self) -> list[Complaint]:
        """Return what keeps the account from holding more keys."""
        return []

    async def _issued(self, found: Row) -> Issued:
        live = _is_live(found)
        return Issued(
            remote_id=found.whole("id"),
            name=found.text("name"),
            secret=PREFIX + plausible_key(await self._key(found), found.what) if live else "",
            # What was asked for is what is left and what was used; the console keeps no third number.
            quota=found.whole("remain_quota") + found.whole("used_quota"),
            live=live,
        )


def _is_live(found: Row) -> bool:
    return found.whole("status") in {ENABLED, EXHAUSTED}


def is_plausible_key(text: str) -> bool:
    """Say whether a text is a whole key, with its prefix or without; a masked one is not."""
    return _KEY.fullmatch(text.removeprefix(PREFIX)) is not None


def plausible_key(text: str, what: str) -> str:
    """Return a key without its prefix.

    Raises:
        OutcomeUnknown: the text cannot be a key.
    """
    if not is_plausible_key(text):
        raise OutcomeUnknown(f"{what}: what should be a key is none")
    return text.removeprefix(PREFIX)
