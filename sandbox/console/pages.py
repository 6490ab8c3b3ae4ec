"""The console in the browser: welcome, register, log in, wallet, API keys."""

from html import escape
from pathlib import Path
from string import Template

from aiohttp import web

from sandbox.console.envelope import CONSOLE

_PAGES = Path(__file__).parent / "pages"
_STATIC = {"console.css": "text/css", "console.js": "text/javascript"}
_TITLES = {
    "welcome": "Home · 首页",
    "register": "Register · 注册",
    "login": "Login · 登录",
    "topup": "Wallet · 钱包",
    "token": "API Keys · 令牌",
}


def add_routes(app: web.Application) -> None:
    """Add the pages; as in a single-page application, any other address shows the welcome page."""
    app.router.add_get("/static/{name}", static_file)
    app.router.add_get("/{page:[^/]*}", show_page)


async def show_page(request: web.Request) -> web.Response:
    """Serve one page."""
    name = request.match_info["page"]
    page = name if name in _TITLES else "welcome"
    console = request.app[CONSOLE]
    fields = {
        "system": "New API" if console.new_api else "One API",
        "flavor": console.flavor,
        "base_url": escape(f"{console.public_url}/v1"),
        "title": _TITLES[page],
        "page": page,
    }
    content = Template((_PAGES / f"{page}.html").read_text("utf-8")).substitute(fields)
    layout = Template((_PAGES / "layout.html").read_text("utf-8"))
    return web.Response(text=layout.substitute(fields, content=content), content_type="text/html")


async def static_file(request: web.Request) -> web.Response:
    """Serve a style sheet or script of the pages."""
    name = request.match_info["name"]
    if name not in _STATIC:
        raise web.HTTPNotFound
    return web.Response(text=(_PAGES / name).read_text("utf-8"), content_type=_STATIC[name])
