"""The whole sandbox: the local Telegram, payment gateway and console, started together."""

import argparse
import asyncio
import contextlib
import secrets
import signal
import socket
import string
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from sandbox import clock as clocks
from sandbox import console as console_package
from sandbox import staff as staff_people
from sandbox.choice import RailChoice
from sandbox.clock import SHANGHAI, SandboxClock
from sandbox.console import Console
from sandbox.console.console import Flavor
from sandbox.documents import Documents
from sandbox.gateway import Gateway
from sandbox.payments import PaymentGateways, Secrets, open_gateways
from sandbox.trouble import Trouble, set_from_request

BOT_ID = 7000000001
BOT_USERNAME = "AiCreditsShopBot"

_ALPHABET = string.ascii_letters + string.digits
_SHUTDOWN_SECONDS = 1.0


@dataclass
class Sandbox:
    """A running sandbox. `urls` has the addresses of "telegram", "gateway" and "console".

    `rails` are those that the page has switched on. `staff` has the settings that name the shop's own people and
    their group, if there are any.
    """

    urls: dict[str, str]
    bot_token: str
    telegram: Any
    payments: PaymentGateways
    console: Console
    clock: SandboxClock
    rails: RailChoice
    staff: dict[str, str]
    staff_language: staff_people.StaffLanguage
    resources: contextlib.AsyncExitStack = field(repr=False)

    def environment(self) -> dict[str, str]:
        """The shop's settings that make it use this sandbox."""
        return {
            "TELEGRAM_BOT_TOKEN": self.bot_token,
            "TELEGRAM_API_URL": self.urls["telegram"],
            "API_BASE_URL": f"{self.urls['console']}/v1",
            "CONSOLE_URL": self.urls["console"],
            "CONSOLE_SALES_TOKEN": self.console.sales_token,
            "CONSOLE_SALES_USER_ID": str(self.console.sales_user_id),
            "CONSOLE_ADMIN_TOKEN": self.console.admin_token,
            "CONSOLE_ADMIN_USER_ID": str(self.console.admin_user_id),
            **self.payments.environment(),
            **self.rails.environment(),
            **self.staff,
            **({"STAFF_LANGUAGE": self.staff_language.code} if self.staff else {}),
        }

    @property
    def gateway(self) -> Gateway:
        """The EPay gateway."""
        return self.payments.epay

    async def close(self) -> None:
        """Stop the servers and close the files."""
        await self.resources.aclose()


async def start(
    directory: Path | None,
    *,
    host: str = "127.0.0.1",
    telegram_port: int = 0,
    gateway_port: int = 0,
    console_port: int = 0,
    flavor: Flavor = "one-api",
    zone: ZoneInfo = SHANGHAI,
    with_staff: bool = False,
    staff_language: str = "zh",
) -> Sandbox:
    """Start the three servers; state is kept in `directory`, or in memory. Port 0 takes any free port.

    `zone` is the shop's, for the clock on the page. `with_staff` lets its own people and their group be there.

    Raises OSError when a port is taken.
    """
    ports = {"telegram": telegram_port, "gateway": gateway_port, "console": console_port}
    async with contextlib.AsyncExitStack() as stack:
        sockets = {name: stack.enter_context(_listen(host, port)) for name, port in ports.items()}
        urls = {name: f"http://{host}:{sock.getsockname()[1]}" for name, sock in sockets.items()}
        documents = {name: _open(stack, directory, name) for name in ("sandbox", *ports)}
        bot_token = _secret(documents["sandbox"], "bot_token", f"{BOT_ID}:{_random(35)}")
        folder = directory or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        clock = SandboxClock(documents["sandbox"], folder / "clock", zone)
        payments = open_gateways(
            documents["gateway"],
            Secrets(
                epay_key=_secret(documents["sandbox"], "epay_key", _random(32)),
                bepusdt_token=_secret(documents["sandbox"], "bepusdt_token", _random(32)),
            ),
            folder / "keys",
            url=urls["gateway"],
            back=urls["telegram"],
            clock=clock,
        )
        console = Console(documents["console"], flavor=flavor, public_url=urls["console"], clock=clock)
        telegram, telegram_app = _telegram(documents["telegram"], bot_token, clock)
        _add_controls(telegram_app, _troubles(documents["telegram"], telegram, payments, console), urls)
        rails = RailChoice(documents["sandbox"])
        rails.add_controls(telegram_app)
        clocks.add_controls(
            telegram_app, clock, lambda: telegram.events.publish("clock", 0, **clock.describe())
        )
        staff = staff_people.gather(telegram) if with_staff else {}
        language = staff_people.StaffLanguage(documents["sandbox"], staff_language, rails.changed)
        if with_staff:
            language.add_controls(telegram_app)
        apps = {
            "telegram": telegram_app,
            "gateway": payments.app(),
            "console": console_package.create_app(console),
        }
        for name, app in apps.items():
            await _serve_on(stack, app, sockets[name])
        resources = stack.pop_all()
    return Sandbox(
        urls,
        bot_token,
        telegram,
        payments,
        console,
        clock,
        rails,
        staff,
        language,
        resources,
    )


def _troubles(
    documents: Documents, telegram: Any, payments: PaymentGateways, console: Console
) -> dict[str, Trouble]:
    from sandbox.telegram.trouble import TelegramTrouble

    of_telegram = TelegramTrouble(documents, telegram)
    return {"telegram": of_telegram} | payments.troubles() | {"console": console.trouble}


async def _serve_on(stack: contextlib.AsyncExitStack, app: web.Application, listening: socket.socket) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    stack.push_async_callback(runner.cleanup)
    await runner.setup()
    await web.SockSite(runner, listening).start()


def _telegram(documents: Documents, bot_token: str, clock: SandboxClock) -> tuple[Any, web.Application]:
    # Imported late: the local Telegram is the largest part, and who wants a piece of this module need not have it.
    from sandbox.telegram import Telegram, create_app

    telegram = Telegram(documents, token=bot_token, username=BOT_USERNAME, clock=clock)
    page_directory = Path(__file__).parent / "page"
    return telegram, create_app(telegram, page_directory if page_directory.is_dir() else None)


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket()
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    return listening


def _open(stack: contextlib.AsyncExitStack, directory: Path | None, name: str) -> Documents:
    if directory is not None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    documents = Documents(directory / f"{name}.sqlite" if directory is not None else None)
    stack.callback(documents.close)
    return documents


def _secret(documents: Documents, name: str, fresh: str) -> str:
    saved = documents.load("secret")
    if name not in saved:
        documents.save("secret", name, fresh)
    return str(saved.get(name, fresh))


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _add_controls(app: web.Application, troubles: dict[str, Trouble], urls: dict[str, str]) -> None:
    async def list_switches(_request: web.Request) -> web.Response:
        return web.json_response(
            [
                {
                    "name": f"{server}.{switch.name}",
                    "label_en": f"{label_en}: {switch.label_en}",
                    "label_zh": f"{label_zh}：{switch.label_zh}",
                    "value": troubles[server][switch.name],
                }
                for server, label_en, label_zh in (
                    ("telegram", "Telegram", "Telegram"),
                    ("gateway", "Payment gateway", "支付网关"),
                    ("wechat", "WeChat Pay", "微信支付"),
                    ("alipay", "Alipay", "支付宝"),
                    ("usdt", "USDT", "USDT"),
                    ("console", "Console", "控制台"),
                )
                for switch in troubles[server].switches
            ]
        )

    async def put_switch(request: web.Request) -> web.Response:
        server, _, name = request.match_info["name"].partition(".")
        if server not in troubles:
            return web.json_response({"error": f"no server is called {server}"}, status=404)
        return await set_from_request(request, troubles[server], name)

    async def list_links(_request: web.Request) -> web.Response:
        return web.json_response(
            [
                {"label_en": "Payment gateway", "label_zh": "支付网关", "url": urls["gateway"]},
                {"label_en": "Console", "label_zh": "控制台", "url": urls["console"]},
            ]
        )

    app.router.add_get("/sandbox/switches", list_switches)
    app.router.add_put("/sandbox/switches/{name}", put_switch)
    app.router.add_get("/sandbox/links", list_links)


async def _serve(arguments: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    telegram_port, gateway_port, console_port = arguments.ports
    sandbox = await start(
        arguments.directory,
        host=arguments.host,
        telegram_port=telegram_port,
        gateway_port=gateway_port,
        console_port=console_port,
        flavor=arguments.flavor,
    )
    lines = [f"# {name}: {url}" for name, url in sandbox.urls.items()]
    lines += [f"{name}={value}" for name, value in sandbox.environment().items()]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    await stop.wait()
    await sandbox.close()


def _ports(text: str) -> tuple[int, int, int]:
    telegram_port, gateway_port, console_port = (int(part) for part in text.split(","))
    return telegram_port, gateway_port, console_port


def main() -> None:
    """Run the sandbox alone until SIGTERM; the shop's settings for it go to the standard output."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.server", description=__doc__)
    parser.add_argument("--directory", type=Path, help="where the state is kept; absent: in memory")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--ports", type=_ports, default=(0, 0, 0), help="of Telegram, gateway, console; 0: any"
    )
    parser.add_argument("--flavor", choices=("one-api", "new-api"), default="one-api")
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
