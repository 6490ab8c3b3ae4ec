"""API keys at One API: the answer to a creation is the whole row, key included."""

from fulfillment.consoles.account import Row, row
from fulfillment.consoles.detect import Flavor
from fulfillment.consoles.issuer import Issued
from fulfillment.consoles.keys import KeyIssuer


class OneApiKeys(KeyIssuer):
    """A maker of API keys at One API."""

    flavor: Flavor = "one-api"

    async def _created(self, data: object, name: str) -> Issued:
        return await self._issued(row(data, "console key"))

    async def _key(self, found: Row) -> str:
        return found.text("key")
