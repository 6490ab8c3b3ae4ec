"""The page on which a payment of any of these gateways is paid."""

from aiohttp import web

from sandbox.gateway import pages
from sandbox.gateway.gateway import RefusedError, parse_money
from sandbox.rails.till import Payment, Refusal, Till


def add_cashier(app: web.Application, till: Till) -> None:
    """Serve the cashier's page of a till's payments at `/pay/…`: a form for people, JSON for programs."""

    def named(request: web.Request) -> Payment:
        payment = till.by_trade(request.match_info["trade_no"])
        if payment is None:
            raise web.HTTPNotFound(text=pages.missing(), content_type="text/html")
        return payment

    async def show(request: web.Request) -> web.Response:
        payment = named(request)
        till.see(payment)
        return web.Response(text=pages.cashier(till.bill(payment)), content_type="text/html")

    async def pay(request: web.Request) -> web.Response:
        payment = named(request)
        from_page = request.content_type == "application/x-www-form-urlencoded"
        if from_page:
            money = (await request.post()).get("money")
        else:
            money = (await request.json()).get("money") if request.can_read_body else None
        try:
            till.pay(payment, parse_money(str(money)) if money is not None else None)
        except (Refusal, RefusedError) as refusal:
            if not from_page:
                return web.json_response({"error": str(refusal)}, status=409)
        if from_page:
            raise web.HTTPSeeOther(request.path)
        return web.json_response({"out_trade_no": payment.number, "status": 1})

    app.router.add_get("/pay/{trade_no}", show)
    app.router.add_post("/pay/{trade_no}", pay)
