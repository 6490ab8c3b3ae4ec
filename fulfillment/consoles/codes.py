"""Path B: redemption codes, made by an administrator's account; the same at One API and New API."""

import re

import httpx

from fulfillment.complaints import Complaint
from fulfillment.consoles.account import ROLE_ADMIN, Account, Row, check_name, check_quota, row
from fulfillment.consoles.examination import examine_account, examine_console
from fulfillment.consoles.issuer import Balance, Condition, DeliveryPath, Issued, Issuer
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected

UNUSED, DISABLED, USED = 1, 2, 3

_CONDITIONS = {DISABLED: Condition.DISABLED, USED: Condition.EXHAUSTED}
_CODE = re.compile(r"[0-9a-f]{32}")


class CodeIssuer(Issuer):
    """A maker of redemption codes. A code the customer has redeemed is still the order's: it counts as live."""

    def __init__(self, client: httpx.AsyncClient, *, url: str, token: str, user_id: int | None) -> None:
        """Keep the account's settings; nothing is sent.

        Args:
            client: what to send with, see `fulfillment.requests.new_client`.
            url: the console's address.
            token: the administrator account's access token.
            user_id: its number, which New API wants named in every call.

        Raises:
            ValueError: the address is not an http or https URL.
        """
        self.path = DeliveryPath.CODE
        self._account = Account(client, url=url, token=token, user_id=user_id)

    async def find(self, name: str) -> list[Issued]:
        """Return every code of exactly this name, the lowest id first.

        Raises:
            ValueError: the name is not one for a console.
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        check_name(name)
        rows = await self._account.search("/api/redemption/search", name, "console code search")
        return [_issued(found) for found in rows]

    async def issue(self, name: str, quota: int) -> Issued:
        """Create one code. There is no idempotency key: `find` before any second call.

        Raises:
            ValueError: the name or the quota is not one for a console.
            Retryable, Rejected: no code was made.
            OutcomeUnknown: one may have been, also when it could not be read.
        """
        check_name(name)
        check_quota(quota)
        body = {"name": name, "quota": quota, "count": 1}
        data = await self._account.call("POST", "/api/redemption/", what="console code", body=body)
        code = _only_code(data)
        try:
            found = [issued for issued in await self.find(name) if issued.secret == code]
        except OutsideError as error:
            raise OutcomeUnknown(f"console code: made, but it could not be read: {error}") from None
        if len(found) != 1 or found[0].quota != quota or not found[0].live:
            raise OutcomeUnknown("console code: what was made is not what was asked for")
        return found[0]

    async def revoke(self, remote_id: int) -> None:
        """Disable the code; one that is disabled or gone already is success.

        Raises:
            Rejected: also when the customer has redeemed it, and nothing can be taken back any more.
            Retryable, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        what = "console code revocation"
        found = await self._account.look_up(f"/api/redemption/{remote_id}", what)
        if found is None or found.whole("status") == DISABLED:
            return
        if found.whole("status") == USED:
            raise Rejected(f"{what}: the code has been redeemed")
        body = {"id": remote_id, "status": DISABLED}
        params = {"status_only": "1"}
        await self._account.call("PUT", "/api/redemption/", what=what, params=params, body=body)

    async def verify(self, secret: str) -> None:
        """Do nothing: a code can only be tried by redeeming it."""

    async def balance(self, remote_id: int) -> Balance:
        """Say whether the code was redeemed: all of it is left, or all of it is used.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        what = "console code balance"
        found = row(await self._account.call("GET", f"/api/redemption/{remote_id}", what=what), what)
        quota, status = found.whole("quota"), found.whole("status")
        return Balance(
            remaining=quota if status == UNUSED else 0,
            used=quota if status == USED else 0,
            live=status != DISABLED,
            condition=_CONDITIONS.get(status, Condition.GOOD),
        )

    async def check(self) -> list[Complaint]:
        """Return what is wrong with the console or the account. Raises nothing."""
        complaints = await examine_console(self._account, None)
        who, against_account = await examine_account(self._account, "administrator", "CONSOLE_ADMIN")
        role = None if who is None else who.fields.get("role")
        if isinstance(role, int) and role < ROLE_ADMIN:
            text = "The account for redemption codes is no administrator: it cannot make any."
            remedy = "Promote it at the console, or set CONSOLE_ADMIN_TOKEN to an administrator's."
            complaints.append(Complaint(text, fatal=True, remedy=remedy))
        return complaints + against_account


def _issued(found: Row) -> Issued:
    code = found.text("key")
    if not _CODE.fullmatch(code):
        raise OutcomeUnknown(f"{found.what}: what should be a code is none")
    return Issued(
        remote_id=found.whole("id"),
        name=found.text("name"),
        secret=code,
        quota=found.whole("quota"),
        live=found.whole("status") in {UNUSED, USED},
    )


def _only_code(data: object) -> str:
    """Return the one code of an answer.

    Raises:
        OutcomeUnknown: there is none, more than one, or something else.
    """
    if not isinstance(data, list) or len(data) != 1 or not isinstance(data[0], str):
        raise OutcomeUnknown("console code: the answer does not hold exactly one code")
    if not _CODE.fullmatch(data[0]):
        raise OutcomeUnknown("console code: what should be a code is none")
    return data[0]
