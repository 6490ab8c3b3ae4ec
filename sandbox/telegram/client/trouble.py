"""Watching the bot and making trouble for it: its calls, faults, updates that come twice."""

from sandbox.telegram.client.routing import Call, route
from sandbox.telegram.errors import ClientError
from sandbox.telegram.models import Json


@route("GET", "/calls")
async def list_calls(call: Call) -> list[Json]:
    """Return the bot's calls after a number."""
    return call.telegram.calls.after(call.number("after"), call.query.get("method", ""))


@route("POST", "/faults")
async def add_fault(call: Call) -> Json:
    """Plan trouble for coming calls."""
    call.telegram.faults.add(call.body)
    return {"ok": True}


@route("DELETE", "/faults")
async def clear_faults(call: Call) -> Json:
    """Plan no more trouble."""
    call.telegram.faults.clear()
    return {"ok": True}


@route("GET", "/updates")
async def count_updates(call: Call) -> Json:
    """Return how many updates the bot has not confirmed."""
    return {"pending": call.telegram.updates.pending_count()}


@route("POST", "/updates/replay")
async def replay_update(call: Call) -> Json:
    """Deliver an update once more under its id."""
    update_id = call.number("update_id")
    if not call.telegram.updates.replay(update_id):
        raise ClientError("no such update", 404)
    return {"replayed": update_id}
