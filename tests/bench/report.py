"""What was measured, beside what is to be reached: a table for people, JSON for programs."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.runs import Deliveries, Plan, Throughput

LEAST_RATIO = 0.35
MOST_SECONDS = 4.0  # PAYMENT_POLL_SECONDS as shipped, and one more
MOST_MEGABYTES = 150.0
BUSY = 0.9  # of a core: above this, what drives the bots may hold them back
CROWDED = 0.25  # of a core: above this, other programs take what the bots could use
LEGEND = (
    "Shop: from /start to delivery, three updates a purchase. Concurrent: concurrent_updates=True. "
    "Load: the people, Telegram, gateway and console, in one process. Others: every other program."
)


@dataclass(frozen=True, slots=True)
class Round:
    """One run of each bot, one right after the other."""

    echo: Throughput
    concurrent_echo: Throughput
    shop: Throughput

    @property
    def ratio(self) -> float:
        """The shop's updates to those of the echo bot."""
        return self.shop.updates / self.echo.updates


@dataclass(frozen=True, slots=True)
class Measure:
    """One line: the value, the runs it is the median of, and the target where there is one."""

    name: str
    value: float
    unit: str
    runs: Sequence[float] = ()
    at_least: float | None = None
    at_most: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the target was reached; None where there is none."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return self.value <= self.at_most if self.at_most is not None else None

    def target(self) -> str:
        """Return the target in words."""
        if self.at_least is not None:
            return f"≥ {_number(self.at_least)}"
        return f"≤ {_number(self.at_most)}" if self.at_most is not None else ""


def measures(rounds: Sequence[Round], delivered: Deliveries) -> list[Measure]:
    """Return every line of the table."""

    def median(name: str, unit: str, value: Callable[[Round], float]) -> Measure:
        runs = [value(one) for one in rounds]
        return Measure(name, statistics.median(runs), unit, runs)

    rate = "updates/s"
    echo = median("Echo bot, stock", rate, lambda one: one.echo.updates)
    shop = median("Shop", rate, lambda one: one.shop.updates)
    ratios = [one.ratio for one in rounds]
    megabytes = max(delivered.megabytes, *(one.shop.megabytes for one in rounds))
    return [
        echo,
        median("Echo bot, concurrent", rate, lambda one: one.concurrent_echo.updates),
        shop,
        Measure("Shop to stock echo bot", shop.value / echo.value, "", ratios, at_least=LEAST_RATIO),
        median("Shop, purchases", "purchases/s", lambda one: one.shop.purchases),
        Measure("Payment to delivery, p50", delivered.percentile(50), "s"),
        Measure("Payment to delivery, p95", delivered.percentile(95), "s", at_most=MOST_SECONDS),
        Measure("Shop's memory", megabytes, "MB", at_most=MOST_MEGABYTES),
        median("Echo bot, CPU an update", "ms", lambda one: one.echo.cost),
        median("Shop, CPU an update", "ms", lambda one: one.shop.cost),
        median("Echo bot's CPU", "cores", lambda one: one.echo.shares.bot),
        median("Load's CPU, echo bot", "cores", lambda one: one.echo.shares.outside),
        median("Others' CPU, echo bot", "cores", lambda one: one.echo.shares.others),
        median("Shop's CPU", "cores", lambda one: one.shop.shares.bot),
        median("Load's CPU, shop", "cores", lambda one: one.shop.shares.outside),
        median("Others' CPU, shop", "cores", lambda one: one.shop.shares.others),
    ]


def show(console: Console, found: Sequence[Measure]) -> None:
    """Print the table."""
    table = Table("Measure", "Value", "Runs", "Target", caption=LEGEND, caption_justify="left")
    for column in table.columns:
        column.no_wrap = True
    for column in table.columns[1:3]:
        column.justify = "right"
    for one in found:
        runs = f"{_number(min(one.runs))} to {_number(max(one.runs))}" if len(one.runs) > 1 else ""
        reached = {None: "", True: "[green]reached[/green]", False: "[red]missed[/red]"}[one.reached]
        target = f"{one.target()} {reached}".strip()
        table.add_row(one.name, f"{_number(one.value)} {one.unit}".strip(), runs, target)
    console.print(table)


def warnings(rounds: Sequence[Round]) -> list[str]:
    """Return what makes the numbers doubtful."""
    shares = [share for one in rounds for share in (one.echo.shares, one.shop.shares)]
    found = []
    if any(share.outside > BUSY for share in shares):
        found.append("The load generator was busy all the time: it may have held the bots back.")
    if any(share.others > CROWDED for share in shares):
        found.append(
            "Other programs kept this machine busy: the rates are too low, and the ratio says little."
        )
    return found


def save(file: Path, plan: Plan, rounds: Sequence[Round], delivered: Deliveries, warned: list[str]) -> None:
    """Write everything as JSON."""
    found = [
        {**asdict(one), "target": one.target(), "reached": one.reached} for one in measures(rounds, delivered)
    ]
    document = {
        "plan": asdict(plan),
        "measures": found,
        "rounds": [asdict(one) for one in rounds],
        "deliveries": asdict(delivered),
        "warnings": warned,
    }
    file.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
