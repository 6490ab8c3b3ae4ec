"""What the doctor asks of a console and of the account that issues there; a sentence for everything wrong."""

from fulfillment.consoles.account import UNITS_PER_DOLLAR, Account, Row
from fulfillment.consoles.detect import Flavor, flavor_of, status
from fulfillment.outcomes import OutsideError, Rejected

STATUS_ENABLED = 1


async def examine_console(account: Account, flavor: Flavor | None) -> list[str]:
    """Return what is wrong with the console itself. Raises nothing.

    Args:
        account: any account there.
        flavor: what the shop takes it for; None when that does not matter.
    """
    try:
        data = await status(account.client, account.url)
    except OutsideError as error:
        return [f"{error}."]
    wrong = []
    units = data.fields.get("quota_per_unit")
    if units != UNITS_PER_DOLLAR:
        wrong.append(
            f"The console counts {units} units as 1 USD; the shop's quotas count {UNITS_PER_DOLLAR}."
        )
    if flavor is not None and flavor_of(data) != flavor:
        wrong.append(f"The console is {flavor_of(data)}; the shop takes it for {flavor}.")
    return wrong


async def who_or_wrong(account: Account, label: str) -> tuple[Row | None, list[str]]:
    """Return the account's row and what is wrong with it; no row when it could not be had. Raises nothing."""
    try:
        who = await account.who()
        wrong = _wrong_with(account, who, label)
    except Rejected as error:
        if not error.auth_lost:
            return None, [f"{error}."]
        return None, [
            f"The console no longer accepts the {label} account's access token: make a new one there."
        ]
    except OutsideError as error:
        return None, [f"{error}."]
    return who, wrong


def _wrong_with(account: Account, who: Row, label: str) -> list[str]:
    wrong = []
    if account.user_id is not None and who.whole("id") != account.user_id:
        wrong.append(
            f"The {label} account's access token is of user {who.whole('id')}, not {account.user_id}."
        )
    if who.whole("status") != STATUS_ENABLED:
        wrong.append(f"The {label} account is disabled.")
    return wrong
