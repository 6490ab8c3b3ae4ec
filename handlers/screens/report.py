"""The owners' daily report: yesterday's figures, and what does not agree with the console."""

from collections.abc import Mapping, Sequence

from fulfillment.money import Money
from fulfillment.report import DIFFERENCES, Comparison, DailyReport
from handlers.screens.pieces import lines, paragraphs
from handlers.screens.screen import Screen
from locales.loader import Words

MOST_NAMED = 10  # orders of one difference
MOST_REMARKS = 6
LONGEST_REMARK = 300


def daily_report(words: Words, report: DailyReport) -> Screen:
    """Show the day in figures, and what the console says of it."""
    figures = lines(
        words("report-orders", placed=report.placed, paid=report.paid),
        *(
            words("report-received", amount=money.display(), payments=report.payments.get(money.currency, 0))
            for money in _amounts(report.received)
        ),
        words(
            "report-delivered",
            total=sum(report.delivered.values()),
            keys=report.delivered.get("key", 0),
            codes=report.delivered.get("code", 0),
            stock=report.delivered.get("stock", 0),
        ),
        *(
            words("report-refunded", amount=money.display(), refunds=report.refunds.get(money.currency, 0))
            for money in _amounts(report.given_back)
        ),
        words("report-waiting", orders=report.waiting),
        words("report-stock", counts=_counts(report.stock)) if report.stock else "",
    )
    return Screen(
        paragraphs(
            words("report-title", day=report.day),
            figures,
            _console(words, report.console),
            lines(
                *(words("report-remark", text=_short(text)) for text in report.console.remarks[:MOST_REMARKS])
            ),
        )
    )


def _console(words: Words, found: Comparison) -> str:
    differences = [
        words("report-difference", kind=kind, references=_named(found.differences[kind]))
        for kind in DIFFERENCES
        if found.differences.get(kind)
    ]
    return lines(
        words("report-compared", orders=found.compared, differences=len(differences))
        if found.compared
        else "",
        *differences,
        *(words("report-silent", reason=_short(reason)) for reason in found.silent),
        words("report-left-out", orders=found.left_out) if found.left_out else "",
    )


def _amounts(minor: Mapping[str, int]) -> list[Money]:
    """Return an amount for each currency, for a line each; nothing at all is no yuan."""
    return [Money(amount, currency) for currency, amount in sorted(minor.items())] or [Money(0)]


def _counts(stock: Mapping[str, int]) -> str:
    return ", ".join(f"{package} {left}" for package, left in stock.items())


def _named(references: Sequence[str]) -> str:
    more = len(references) - MOST_NAMED
    return ", ".join(references[:MOST_NAMED]) + (f" +{more}" if more > 0 else "")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_REMARK else text[: LONGEST_REMARK - 1] + "…"
