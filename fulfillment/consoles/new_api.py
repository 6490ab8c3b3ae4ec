"""API keys at New API: a creation answers nothing, lists mask keys, and an account holds a limited number."""

from fulfillment.complaints import Complaint
from fulfillment.consoles.account import Row, row
from fulfillment.consoles.detect import Flavor
from fulfillment.consoles.issuer import Issued
from fulfillment.consoles.keys import KeyIssuer, is_plausible_key
from fulfillment.outcomes import OutcomeUnknown

KEYS_PER_ACCOUNT = 1000
KEYS_TO_WARN_AT = 900


class NewApiKeys(KeyIssuer):
    """A maker of API keys at New API."""

    flavor: Flavor = "new-api"

    async def _created(self, data: object, name: str) -> Issued:
        if isinstance(data, dict) and is_plausible_key(row(data, "console key").text("key")):
            return await self._issued(row(data, "console key"))
        live = [issued for issued in await self.find(name) if issued.live]
        if len(live) != 1:
            raise OutcomeUnknown(f"console key: {len(live)} of this name where one was made")
        return live[0]

    async def _key(self, found: Row) -> str:
        shown = found.text("key")
        if is_plausible_key(shown):
            return shown
        what = "console key reading"
        path = f"/api/token/{found.whole('id')}/key"
        return row(await self._account.call("POST", path, what=what), what).text("key")

    async def _check_room(self) -> list[Complaint]:
        what = "console keys"
        params = {"p": "1", "page_size": "1"}
        count = row(await self._account.call("GET", "/api/token/", what=what, params=params), what).whole(
            "total"
        )
        if count < KEYS_TO_WARN_AT:
            return []
        text = f"The sales account holds {count} keys, and New API allows {KEYS_PER_ACCOUNT} by default."
        remedy = "Delete spent keys there, raise the console's limit, or sell from another account."
        # Who holds more has had the limit raised, and to what the console does not say.
        return [Complaint(text, fatal=count == KEYS_PER_ACCOUNT, remedy=remedy)]
