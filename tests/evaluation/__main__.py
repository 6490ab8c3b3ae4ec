"""Shows how well questions that nobody taught the shop find their answers: `make eval`."""

import argparse

from rich.console import Console
from rich.table import Table

from assistant.search import search
from locales.knowledge import KnowledgeError
from tests.evaluation.measuring import SETS, Result, measure

COLUMNS = ("set", "language", "questions", "answered surely", "of these right", "right among three")


def show(console: Console, name: str, result: Result, *, details: bool) -> None:
    """Print the numbers of one set, and what went wrong where that is wanted."""
    table = Table(*COLUMNS)
    for language, tally in result.languages.items():
        table.add_row(
            name,
            language,
            str(tally.asked),
            f"{tally.surely:.3f}",
            f"{tally.accuracy:.3f}",
            f"{tally.right_among_three:.3f}",
        )
    console.print(table)
    console.print(
        f"answered though off topic: {len(result.answered_elsewhere)} of {result.elsewhere}; "
        f"though a trick: {len(result.answered_tricks)} of {result.tricks}; "
        f"work a text: median {result.time_at(0.5):.2f} ms, p99 {result.time_at(0.99):.2f} ms"
    )
    if details:
        for tally in result.languages.values():
            for text in tally.wrong:
                console.print(f"  wrong: {text}", markup=False)
            for text in tally.missed:
                console.print(f"  not among three: {text}", markup=False)
        for text in (*result.answered_elsewhere, *result.answered_tricks):
            console.print(f"  answered: {text}", markup=False)


def main() -> int:
    """Read the command line and measure; 1 when the knowledge has mistakes."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("--details", action="store_true", help="list what went wrong, of the first set only")
    arguments = parser.parse_args()
    console = Console()
    try:
        ready = search()
    except KnowledgeError as error:
        console.print(str(error), markup=False)
        return 1
    for name in SETS:
        # The second set stays unseen: who reads its failures mends the phrasings by them.
        show(console, name, measure(ready, name), details=arguments.details and name == SETS[0])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
