"""How soon a package can be delivered, as far as the shop knows: buyers learn it before they pay.

A code in the stock is sure. Else it takes a console: what is known of it are the conditions the owner is told of
(it refused, the sales account is empty), and that it did not answer when it was last asked, by a delivery or by the
look at the account. That may be over by now, so such a package is sold all the same, and says that it may take
longer: the next order is the probe. Without any account for a console, and without a code, nothing can come of an
order: such a package is shown, and cannot be chosen.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.shop import Shop
from store import alerts, stock
from store.unit_of_work import UnitOfWork

SILENT = "console-silent"  # known, and told to nobody by itself: orders that wait for it are
QUOTA_EMPTY = "quota-empty"


class Prospect(StrEnum):
    """What becomes of an order of a package, once it is paid."""

    SOON = "soon"
    LATE = "late"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Prospects:
    """What becomes of orders: of the packages with a code in the stock, and of all others."""

    in_stock: Collection[str] = ()
    others: Prospect = Prospect.SOON

    def of(self, package_id: str) -> Prospect:
        """Return what becomes of an order of this package."""
        return Prospect.SOON if package_id in self.in_stock else self.others


ALL_SOON = Prospects()


def refused_key(path: str) -> str:
    """Return what is known by when the console refuses to make what a path delivers."""
    return f"console:{path}"


async def look(unit: UnitOfWork, shop: Shop) -> Prospects:
    """Return what becomes of orders by what is known now; nothing is asked."""
    made = [path for path in shop.paths if path in shop.issuers]
    known = await alerts.known(unit, [SILENT, QUOTA_EMPTY, *map(refused_key, made)])
    trouble = {
        path
        for path in made
        if SILENT in known
        or refused_key(path) in known
        or (path is DeliveryPath.KEY and QUOTA_EMPTY in known)
    }
    counts = await stock.counts(unit) if DeliveryPath.STOCK in shop.paths else {}
    in_stock = {package for package, (free, _sold) in counts.items() if free}
    if not made:
        return Prospects(in_stock, Prospect.NEVER)
    return Prospects(in_stock, Prospect.LATE if len(trouble) == len(made) else Prospect.SOON)


async def note_silence(unit: UnitOfWork) -> None:
    """Take note that the console does not answer."""
    await alerts.raise_once(unit, SILENT)


async def note_answer(unit: UnitOfWork) -> None:
    """Take note that the console answers again."""
    await alerts.clear(unit, SILENT)
