"""The stock of redemption codes: importing a file of them, and counting what is left."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fulfillment import notices
from fulfillment.catalog import Catalog
from fulfillment.shop import Shop
from store import deliveries
from store import stock as codes
from store.database import Database
from store.encryption import Encryption
from store.tables import StockCode
from store.unit_of_work import UnitOfWork

HEADER = ["package", "code"]
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
        for package in report.imported:
            for level in ("stock-empty", "stock-low"):
                await notices.clear_alert(unit, shop, f"{level}:{package}", "stock_filled", package=package)
        await deliveries.retry_refused(unit, "stock")
    return report


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
