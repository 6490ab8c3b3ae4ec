"""The stock of redemption codes: importing a file of them, and counting what is left."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fulfillment import notices
from fulfillment.catalog import Catalog
from fulfillment.shop import Shop
from store import alerts, deliveries
from store import stock as codes
from store.database import Database
from store.encryption import Encryption
from store.tables import StockCode
from store.unit_of_work import UnitOfWork

HEADER = ["package", "code"]
LOW_STOCK = 5  # codes left
ALERTS = "stock-"
LOOKED_UP_AT_ONCE = 1000  # codes; each is looked up by its fingerprint under every key


class StockFileError(Exception):
    """The file cannot be read as a list of codes; the message names the line and the reason, never a code."""


@dataclass(slots=True)
class ImportReport:
    """What became of a file: codes taken in by package, and how many were refused as known already."""

    imported: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0


async def import_codes(shop: Shop, path: Path) -> ImportReport:
    """Take in a CSV file `package,code`: all of it, or nothing when a line is wrong. Known codes are refused.

    Raises:
        StockFileError: the file is missing, or a line of it is wrong.
    """
    rows = _read(shop, path)
    report = ImportReport()
    async with shop.database.writing() as unit:
        packages = {code: package for package, code in rows}
        known = await _known(unit, shop.encryption, list(packages))
        report.duplicates = len(rows) - len(packages.keys() - known)
        for code, package in packages.items():
            if code not in known:
                fingerprint = shop.encryption.fingerprint(code)
                sealed = shop.encryption.seal(fingerprint, code)
                unit.session.add(
                    StockCode(
                        package_id=package, sealed_code=sealed, fingerprint=fingerprint, imported_at=unit.now
                    )
                )
                report.imported[package] += 1
        await unit.session.flush()
        free = await codes.counts(unit)
        for package in report.imported:
            await tell_how_much(unit, shop, package, free[package][0])
        await deliveries.retry_refused(unit, "stock")
    return report


def alert_keys(package: str) -> tuple[str, str]:
    """Return what is known by when the stock of a package is low, and when it is empty."""
    return f"{ALERTS}low:{package}", f"{ALERTS}empty:{package}"


async def tell_how_much(unit: UnitOfWork, shop: Shop, package: str, left: int) -> None:
    """Tell the owners once of a stock that is low, and once more when it is filled, or no longer empty."""
    low, empty = alert_keys(package)
    over = {low, empty} if left > LOW_STOCK else {empty} if left else set()
    if any([await alerts.clear(unit, key) for key in sorted(over)]):
        await notices.alert_owners(unit, shop, "stock_filled", package=package)
    elif left <= LOW_STOCK and empty not in await alerts.raised(unit, empty):
        await notices.raise_alert(unit, shop, low, "stock_low", package=package, left=left)


async def counts(database: Database, catalog: Catalog) -> dict[str, tuple[int, int]]:
    """Return for each package on sale how many codes are free and how many are sold."""
    async with database.reading() as unit:
        found = await codes.counts(unit)
    return {package.id: found.get(package.id, (0, 0)) for package in catalog.packages}


async def _known(unit: UnitOfWork, encryption: Encryption, asked: Sequence[str]) -> set[str]:
    """Return which of the codes are in the stock, whichever key was the first when they came."""
    known: set[str] = set()
    for start in range(0, len(asked), LOOKED_UP_AT_ONCE):
        prints = {
            fingerprint: code
            for code in asked[start : start + LOOKED_UP_AT_ONCE]
            for fingerprint in encryption.fingerprints(code)
        }
        known |= {prints[found] for found in await codes.known(unit, list(prints))}
    return known


def _read(shop: Shop, path: Path) -> list[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise StockFileError(f"{path}: cannot be read ({type(error).__name__})") from error
    reader = csv.reader(lines)
    if [cell.strip().lower() for cell in next(reader, [])] != HEADER:
        raise StockFileError(f"{path}:1: the first line must be `package,code`")
    rows: list[tuple[str, str]] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != 2 or not cells[1].strip():
            raise StockFileError(f"{path}:{reader.line_num}: expected a package and a code")
        package, code = cells[0].strip(), cells[1].strip()
        if shop.catalog.package(package) is None:
            raise StockFileError(f"{path}:{reader.line_num}: no package {package!r} in the catalogue")
        rows.append((package, code))
    return rows
