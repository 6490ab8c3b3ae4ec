"""Keys at a console whose flavour is not known yet: it is asked once, before the first request."""

import httpx

from fulfillment.complaints import Complaint
from fulfillment.consoles.detect import Flavor, detect
from fulfillment.consoles.examination import unanswered
from fulfillment.consoles.issuer import Balance, DeliveryPath, Issued, Issuer
from fulfillment.consoles.keys import KeyIssuer
from fulfillment.consoles.new_api import NewApiKeys
from fulfillment.consoles.one_api import OneApiKeys
from fulfillment.outcomes import OutsideError

KEYS: dict[Flavor, type[KeyIssuer]] = {"one-api": OneApiKeys, "new-api": NewApiKeys}


class AutomaticKeys(Issuer):
    """Finds out which console answers, then leaves everything to the issuer of that flavour."""

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
        """Keep the account's settings, as `KeyIssuer` does; nothing is sent."""
        self.path = DeliveryPath.KEY
        self._client = client
        self._url = url
        self._candidates: dict[Flavor, KeyIssuer] = {
            flavor: issuer(
                client,
                url=url,
                token=token,
                user_id=user_id,
                base_url=base_url,
                largest_quota=largest_quota,
            )
            for flavor, issuer in KEYS.items()
        }
        self._found: KeyIssuer | None = None

    async def find(self, name: str) -> list[Issued]:
        """Return everything of exactly this name."""
        return await (await self._issuer()).find(name)

    async def issue(self, name: str, quota: int) -> Issued:
        """Create one of this name."""
        return await (await self._issuer()).issue(name, quota)

    async def revoke(self, remote_id: int) -> None:
        """Make it useless."""
        await (await self._issuer()).revoke(remote_id)

    async def verify(self, secret: str) -> None:
        """Try it as the customer would."""
        await (await self._issuer()).verify(secret)

    async def balance(self, remote_id: int) -> Balance:
        """Say what is left of it."""
        return await (await self._issuer()).balance(remote_id)

    async def funds(self) -> int | None:
        """Say what the account holds."""
        return await (await self._issuer()).funds()

    async def check(self) -> list[Complaint]:
        """Return what is wrong with the console or the account. Raises nothing."""
        try:
            issuer = await self._issuer()
        except OutsideError as error:
            return [unanswered(error)]
        return await issuer.check()

    async def _issuer(self) -> KeyIssuer:
        if self._found is None:
            self._found = self._candidates[await detect(self._client, self._url)]
        return self._found
