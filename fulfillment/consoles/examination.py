"""What the doctor asks of a console and of the account that issues there, and the complaints that follow."""

from fulfillment.complaints import Complaint, is_readable_on_the_way
from fulfillment.consoles.account import UNITS_PER_DOLLAR, Account, Row
from fulfillment.consoles.detect import Flavor, flavor_of, status
from fulfillment.outcomes import OutsideError, Rejected

STATUS_ENABLED = 1


def unanswered(error: OutsideError) -> Complaint:
    """Return the complaint about a console that does not answer, or not as one."""
    remedy = "Check CONSOLE_URL, and that the console answers there."
    return Complaint(f"{error}.", fatal=True, remedy=remedy)


async def examine_console(account: Account, flavor: Flavor | None) -> list[Complaint]:
    """Return what is wrong with the console itself. Raises nothing.

    Args:
        account: any account there.
        flavor: what the shop takes it for; None when that does not matter.
    """
    complaints = []
    if is_readable_on_the_way(account.url):
        text = "The console's address is http: access tokens and keys travel in it, readable."
        remedy = "Put HTTPS before the console, then set CONSOLE_URL and API_BASE_URL to it."
        complaints.append(Complaint(text, fatal=False, remedy=remedy))
    try:
        data = await status(account.client, account.url)
    except OutsideError as error:
        return [*complaints, unanswered(error)]
    units = data.fields.get("quota_per_unit")
    if units != UNITS_PER_DOLLAR:
        text = f"The console counts {units} units as 1 USD; the shop's quotas count {UNITS_PER_DOLLAR}."
        remedy = "Put the console's QuotaPerUnit back, or set each quota in CATALOG_FILE by it."
        complaints.append(Complaint(text, fatal=False, remedy=remedy))
    if flavor is not None and flavor_of(data) != flavor:
        text = f"The console is {flavor_of(data)}; the shop takes it for {flavor}."
        complaints.append(Complaint(text, fatal=True, remedy="Set CONSOLE_FLAVOR to auto."))
    return complaints


async def examine_account(account: Account, label: str, variables: str) -> tuple[Row | None, list[Complaint]]:
    """Return the account's row and what is wrong with it; no row when it could not be had. Raises nothing.

    Args:
        account: the one to look at.
        label: what it is called in sentences, such as `sales`.
        variables: how the names of its settings begin, such as `CONSOLE_SALES`.
    """
    try:
        who = await account.who()
        complaints = _against(account, who, label, variables)
    except OutsideError as error:
        if not isinstance(error, Rejected) or not error.auth_lost:
            return None, [unanswered(error)]
        text = f"The console does not accept the {label} account's access token (any more)."
        remedy = f"Make a new one there and set {variables}_TOKEN; New API wants {variables}_USER_ID besides."
        return None, [Complaint(text, fatal=True, remedy=remedy)]
    return who, complaints


def _against(account: Account, who: Row, label: str, variables: str) -> list[Complaint]:
    complaints = []
    if account.user_id is not None and who.whole("id") != account.user_id:
        text = f"The {label} account's access token is of user {who.whole('id')}, not {account.user_id}."
        remedy = f"Set {variables}_USER_ID to {who.whole('id')}, or another {variables}_TOKEN."
        complaints.append(Complaint(text, fatal=False, remedy=remedy))
    if who.whole("status") != STATUS_ENABLED:
        text = f"The {label} account is disabled."
        complaints.append(Complaint(text, fatal=True, remedy="Enable it at the console."))
    return complaints
