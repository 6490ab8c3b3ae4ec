"""/api/redemption: redemption codes, which only administrators make."""

from typing import Any

from aiohttp import web

from sandbox.console.console import Console
from sandbox.console.envelope import CONSOLE, Failure, caller, page_of, path_id, success
from sandbox.console.gojson import decode
from sandbox.console.rows import ROLE_ADMIN, Redemption, like

_FIELDS = {"id": "int", "name": "string", "quota": "int64", "count": "int", "status": "int"}


async def create(request: web.Request) -> web.Response:
    """Make up to a hundred codes of one value."""
    console = request.app[CONSOLE]
    administrator = caller(request, ROLE_ADMIN)
    fields = decode(await request.read(), "Redemption", _FIELDS)
    name, count = fields.get("name", ""), fields.get("count", 0)
    # New API counts characters, One API bytes.
    if not 1 <= len(name if console.new_api else name.encode()) <= 20:
        raise Failure("兑换码名称长度必须在1-20之间")
    if count <= 0:
        raise Failure("兑换码个数必须大于0")
    if count > 100:
        raise Failure("一次兑换码批量生成的个数不能大于 100")
    if console.trouble["refuse_codes"]:
        raise Failure("创建兑换码失败，请稍后再试")
    made = [console.add_redemption(administrator, name, fields.get("quota", 0)) for _ in range(count)]
    return success([redemption.key for redemption in made])


async def list_all(request: web.Request) -> web.Response:
    """One page of the codes, the youngest first."""
    caller(request, ROLE_ADMIN)
    console = request.app[CONSOLE]
    youngest_first = sorted(console.redemptions.values(), key=lambda redemption: -redemption.id)
    return success(page_of(request, [_row(console, redemption) for redemption in youngest_first]))


async def search(request: web.Request) -> web.Response:
    """Codes by number or beginning of the name, never by the code itself."""
    caller(request, ROLE_ADMIN)
    console = request.app[CONSOLE]
    keyword = request.query.get("keyword", "")
    found = [
        _row(console, redemption)
        for redemption in console.redemptions.values()
        if str(redemption.id) == keyword or like(f"{keyword}%", redemption.name)
    ]
    return success(page_of(request, found[::-1]) if console.new_api else found)


async def show(request: web.Request) -> web.Response:
    """One code."""
    caller(request, ROLE_ADMIN)
    return success(_row(request.app[CONSOLE], _existing(request, path_id(request))))


async def update(request: web.Request) -> web.Response:
    """Change a code's name and value, or with `status_only` its status."""
    caller(request, ROLE_ADMIN)
    fields = decode(await request.read(), "Redemption", _FIELDS)
    redemption = _existing(request, fields.get("id", 0))
    if request.query.get("status_only"):
        redemption.status = fields.get("status", 0)
    else:
        redemption.name = fields.get("name", "")
        redemption.quota = fields.get("quota", 0)
    request.app[CONSOLE].save_redemption(redemption)
    return success(_row(request.app[CONSOLE], redemption))


async def delete(request: web.Request) -> web.Response:
    """Delete a code."""
    caller(request, ROLE_ADMIN)
    request.app[CONSOLE].delete_redemption(_existing(request, path_id(request)))
    return success()


def _existing(request: web.Request, redemption_id: int) -> Redemption:
    redemption = request.app[CONSOLE].redemptions.get(redemption_id)
    if redemption is None:
        raise Failure("record not found")
    return redemption


def _row(console: Console, redemption: Redemption) -> dict[str, Any]:
    return redemption.row(new_api=console.new_api)
