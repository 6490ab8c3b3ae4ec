"""The command line: `python -m bot [run]`, `sandbox`, `doctor`, `migrate`, `stock …`, `keys …`.

Each command loads what it needs: the sandbox's page is there before a whole shop would be loaded.
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from cryptography.fernet import Fernet
from rich.console import Console
from rich.table import Table

from bot import logs
from bot import sandbox as sandboxes
from bot.loading import loading
from bot.settings import Settings, SettingsError, load_settings
from fulfillment.catalog import CatalogError
from locales.knowledge import KnowledgeError

WRONG_SETTINGS = 2

app = typer.Typer(
    help="A Telegram shop that sells prepaid LLM API credits. Settings: the environment, or .env (.env.example).",
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
)
stock = typer.Typer(help="The stock of redemption codes.", no_args_is_help=True)
app.add_typer(stock, name="stock")
keys = typer.Typer(help="The keys that encrypt what was sold.", no_args_is_help=True)
app.add_typer(keys, name="keys")


@app.callback(invoke_without_command=True)
def main(context: typer.Context) -> None:
    """Run the shop when no command is given."""
    if context.invoked_subcommand is None:
        run()


@app.command()
def run(
    until_input_ends: Annotated[bool, typer.Option("--until-input-ends", hidden=True)] = False,
    clock_file: Annotated[Path | None, typer.Option("--clock-file", hidden=True)] = None,
) -> None:
    """Run the shop until SIGINT or SIGTERM; without TELEGRAM_BOT_TOKEN, run the sandbox."""
    if until_input_ends:
        threading.Thread(target=_stop_when_input_ends, daemon=True).start()
    settings = _settings()
    if settings.telegram_bot_token is None:
        _run_sandbox(settings, reset=False, port=sandboxes.FIRST_PORT, browser=False)
    with loading():
        from bot import app as shop
        from bot.moved_clock import MovedClock
    _finish(shop.run(settings, MovedClock(clock_file) if clock_file else None))


@app.command()
def sandbox(
    reset: Annotated[bool, typer.Option("--reset", help="Forget everything that happened in it.")] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Of the chat page, or the next free one; 0: any.")
    ] = sandboxes.FIRST_PORT,
    browser: Annotated[bool, typer.Option(help="Open the chat page in a browser.")] = False,
) -> None:
    """Run the shop against a local Telegram, payment gateway and console, all on this machine."""
    _run_sandbox(_settings(), reset=reset, port=port, browser=browser)


@app.command()
def doctor() -> None:
    """Check everything the shop needs to sell; exit status 1 when it could not."""
    _finish(_examine(_settings()))


@app.command()
def migrate() -> None:
    """Bring the database to this version's tables."""
    _finish(_migrate(_settings()))


@stock.command("import")
def import_stock(
    file: Annotated[Path, typer.Argument(help="A CSV with the header package,code.")],
) -> None:
    """Add redemption codes to the stock: the whole file or, when a line is wrong, nothing of it."""
    _finish(_import_stock(_settings(), file))


@stock.command("list")
def list_stock() -> None:
    """Show how many codes of each package are free and how many are sold."""
    _finish(_list_stock(_settings()))


@keys.command("new")
def new_key() -> None:
    """Print a new key, to be put first in SECRET_KEYS (or first in the key file beside the database)."""
    typer.echo(Fernet.generate_key().decode())


@keys.command("rotate")
def rotate_keys(
    check: Annotated[bool, typer.Option("--check", help="Only count; change nothing.")] = False,
) -> None:
    """Encrypt everything anew under the first of SECRET_KEYS, beside the running shop; may be repeated."""
    from bot import rotation

    _finish(rotation.rotate_keys(_settings(), only_count=check, say=typer.echo))


async def _examine(settings: Settings) -> int:
    from bot import doctor as doctors
    from bot import parts
    from fulfillment.requests import new_client

    async with parts.open_probes(settings) as probes, new_client() as client:
        findings = await doctors.examine(settings, probes, client)
    doctors.show(findings, Console())
    return 0 if doctors.can_sell(findings) else 1


async def _migrate(settings: Settings) -> int:
    from bot.opening import open_database

    async with open_database(settings):
        typer.echo("The database has this version's tables.")
    return 0


async def _import_stock(settings: Settings, file: Path) -> int:
    from bot import parts
    from fulfillment import stock as codes

    async with parts.open_shop(settings) as opened:
        try:
            report = await codes.import_codes(opened, file)
        except codes.StockFileError as error:
            typer.echo(str(error), err=True)
            return 1
    for package, count in report.imported.items():
        typer.echo(f"{package}: {_codes(count)} imported")
    typer.echo(f"{_codes(report.imported.total())} imported, {report.duplicates} known already")
    return 0


def _codes(count: int) -> str:
    return "1 code" if count == 1 else f"{count} codes"


async def _list_stock(settings: Settings) -> int:
    from bot import parts
    from fulfillment import stock as codes

    async with parts.open_shop(settings) as opened:
        counts = await codes.counts(opened.database, opened.catalog)
    table = Table("Package", "Free", "Sold")
    for package, (free, sold) in counts.items():
        table.add_row(package, str(free), str(sold))
    Console().print(table)
    return 0


def _run_sandbox(settings: Settings, *, reset: bool, port: int, browser: bool) -> NoReturn:
    try:
        _finish(
            sandboxes.run(
                Console(),
                port=port,
                http_listen=settings.http_listen,
                reset=reset,
                browser=browser,
                zone=settings.shop_timezone,
                staff_language=settings.staff_language,
            )
        )
    except sandboxes.CannotStart as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _settings() -> Settings:
    """Return the settings with the log configured by them, or end with status 2 and a line for each mistake."""
    try:
        settings = load_settings()
    except SettingsError as error:
        _refuse(error.mistakes)
    logs.configure(settings.log_format, settings.log_level, settings.secrets())
    return settings


def _finish(work: Coroutine[Any, Any, int]) -> NoReturn:
    """Run a command's work and end with its exit status."""
    try:
        with asyncio.Runner(loop_factory=_quick_loop()) as runner:
            status = runner.run(work)
    except (SettingsError, KnowledgeError) as error:
        _refuse(error.mistakes)
    except CatalogError as error:
        _refuse([f"CATALOG_FILE: {mistake}" for mistake in error.mistakes])
    raise typer.Exit(status)


def _quick_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's event loop, a good tenth quicker than Python's own, where it can be had."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _refuse(mistakes: Sequence[str]) -> NoReturn:
    for mistake in mistakes:
        typer.echo(mistake, err=True)
    raise typer.Exit(WRONG_SETTINGS)


def _stop_when_input_ends() -> None:
    """Stop as SIGTERM does once the other end of the standard input is gone: the sandbox's leash."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
