"""Which console answers at an address: One API or New API."""

from typing import Literal

import httpx

from fulfillment.consoles.account import Row, base_url, row
from fulfillment.outcomes import OutcomeUnknown
from fulfillment.requests import json_object, send

Flavor = Literal["one-api", "new-api"]


async def detect(client: httpx.AsyncClient, url: str) -> Flavor:
    """Return the flavour of the console at this address; no account is needed.

    Raises:
        ValueError: the address is not an http or https URL.
        Retryable, Rejected, OutcomeUnknown: also when something else than a console answers.
    """
    return flavor_of(await status(client, url))


async def status(client: httpx.AsyncClient, url: str) -> Row:
    """Return what the console says of itself to anyone: `quota_per_unit`, `version`, `server_address`.

    Raises:
        ValueError: the address is not an http or https URL.
        Retryable, Rejected, OutcomeUnknown: also when something else than a console answers.
    """
    what = "console status"
    response = await send(client, "GET", f"{base_url(url)}/api/status", what=what)
    data = row(json_object(response, what).get("data"), what)
    if "quota_per_unit" not in data.fields:
        raise OutcomeUnknown(f"{what}: what answers is neither One API nor New API")
    return data


def flavor_of(data: Row) -> Flavor:
    """Return the flavour that a console's status gives away: New API alone says how it displays quotas."""
    return "new-api" if "quota_display_type" in data.fields else "one-api"
