"""Which payment rails the shop has switched on here: chosen on the chat page, and kept."""

import asyncio

from aiohttp import web

from sandbox.documents import Documents

EPAY_V2 = "epay_v2"  # not a rail of its own: the other version of EPay's interface
_LABELS = {
    "epay": ("EPay (Alipay and WeChat Pay)", "易支付（支付宝和微信）"),
    EPAY_V2: ("EPay speaks version 2 (RSA)", "易支付用 V2 接口（RSA）"),
    "wechat": ("WeChat Pay", "微信支付"),
    "alipay": ("Alipay", "支付宝"),
    "stars": ("Telegram Stars", "Telegram 星星"),
    "usdt": ("USDT (BEpusdt)", "USDT（BEpusdt）"),
}
_FIRST = ("epay",)


class RailChoice:
    """The switched-on rails. `changed` is set at every change: the bot has to start anew to see it."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        saved = documents.load("rails")
        self._on = {name: bool(saved.get(name, name in _FIRST)) for name in _LABELS}
        self.changed = asyncio.Event()

    def environment(self) -> dict[str, str]:
        """Return the settings that make the shop offer them, in the order of the page."""
        rails = [name for name, on in self._on.items() if on and name != EPAY_V2]
        version = {"EPAY_VERSION": "2"} if self._on[EPAY_V2] else {}
        return {"PAYMENT_RAILS": ",".join(rails), **version}

    def set(self, name: str, *, on: bool) -> None:
        """Switch one on or off.

        Raises:
            ValueError: nothing would be left to pay with.
        """
        after = self._on | {name: on}
        if not any(value for rail, value in after.items() if rail != EPAY_V2):
            raise ValueError("one way to pay has to stay on")
        if after != self._on:
            self._on = after
            self._documents.save("rails", name, on)
            self.changed.set()

    def add_controls(self, app: web.Application) -> None:
        """Serve the choice to the chat page, at `/sandbox/rails`."""
        app.router.add_get("/sandbox/rails", self._list)
        app.router.add_put("/sandbox/rails/{name}", self._put)

    async def _list(self, _request: web.Request) -> web.Response:
        return web.json_response(
            [
                {"name": name, "label_en": english, "label_zh": chinese, "value": self._on[name]}
                for name, (english, chinese) in _LABELS.items()
            ]
        )

    async def _put(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        try:
            body = await request.json()
            value = body["value"] if isinstance(body, dict) else None
        except (ValueError, KeyError):
            value = None
        if name not in _LABELS or not isinstance(value, bool):
            status = 404 if name not in _LABELS else 400
            return web.json_response({"error": "no such rail, or no value of true or false"}, status=status)
        try:
            self.set(name, on=value)
        except ValueError as error:
            return web.json_response({"error": str(error), "name": "lastWayToPay"}, status=409)
        return web.json_response({"name": name, "value": value})
