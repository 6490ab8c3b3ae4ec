"""Measures how many updates a second the shop handles, beside a bot that only echoes, and how fast it delivers.

Each run has a Telegram, a gateway and a console of its own, in this process, together with the people who use
the bot; the bot is another process. Nothing leaves this machine. What was missed does not fail the command.
"""

import argparse
import asyncio
import logging
from pathlib import Path

from rich.console import Console

from tests.bench import report
from tests.bench.report import Round
from tests.bench.runs import FULL, QUICK, Plan, deliveries, echo_throughput, shop_throughput


async def measure(console: Console, plan: Plan, file: Path | None) -> None:
    """Do every run, print the table and write the JSON where one is wanted."""
    rounds: list[Round] = []
    for number in range(1, plan.rounds + 1):
        one = Round(
            echo=await echo_throughput(plan, concurrent=False),
            concurrent_echo=await echo_throughput(plan, concurrent=True),
            shop=await shop_throughput(plan),
        )
        rounds.append(one)
        console.print(
            f"Round {number} of {plan.rounds}: echo bot {one.echo.updates:.0f} updates/s, "
            f"shop {one.shop.updates:.0f} updates/s"
        )
    console.print(f"{plan.orders} open orders, {plan.paid} of them to be paid …")
    delivered = await deliveries(plan)
    report.show(console, report.measures(rounds, delivered))
    warned = report.warnings(rounds)
    for warning in warned:
        console.print(warning)
    if file is not None:
        report.save(file, plan, rounds, delivered, warned)


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was measured, too")
    parser.add_argument(
        "--quick", action="store_true", help="only show that it works; the numbers say little"
    )
    arguments = parser.parse_args()
    # A bot that is stopped hangs up in the middle of a request; the servers of the sandbox need not tell.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    asyncio.run(measure(Console(), QUICK if arguments.quick else FULL, arguments.json))


if __name__ == "__main__":
    main()
