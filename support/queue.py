"""The topic that lists the open tickets by how long they wait: one message, edited in place."""

from datetime import timedelta

from store import desk_queue as rows
from store.tables import DeskQueue
from store.unit_of_work import UnitOfWork
from support.desk import Desk, Notice, Priority, to_staff

DEBOUNCE = timedelta(seconds=5)
LOST_AFTER = timedelta(minutes=10)


async def refresh(unit: UnitOfWork, desk: Desk) -> None:
    """Have the list brought up to date in a moment, once for all changes until then."""
    if await rows.begin_refresh(unit, desk.chat, unit.now - LOST_AFTER):
        await to_staff(unit, desk, Notice.QUEUE, Priority.QUEUE, due_at=unit.now + DEBOUNCE)


async def shown_next(unit: UnitOfWork, desk: Desk) -> DeskQueue | None:
    """Return where to show the list now; None when its topic has to be made first, which is asked for."""
    queue = await rows.lock(unit, desk.chat)
    queue.refresh_at = None  # what changes from here on is shown by the next list
    unit.session.add(queue)
    if queue.thread_id is not None:
        return queue
    await to_staff(
        unit,
        desk,
        Notice.QUEUE_TOPIC,
        Priority.QUEUE,
        once=f"{Notice.QUEUE_TOPIC}:{desk.chat}:{queue.topic}",
        topic=queue.topic,
    )
    return None


async def made(unit: UnitOfWork, desk: Desk, topic: int, thread_id: int) -> None:
    """Take note of the topic that was made, and show the list in it."""
    queue = await rows.lock(unit, desk.chat)
    if queue.topic == topic and queue.thread_id is None:
        queue.thread_id, queue.message_id = thread_id, None
        unit.session.add(queue)
    await refresh(unit, desk)


async def shown(unit: UnitOfWork, desk: Desk, thread_id: int, message_id: int) -> None:
    """Take note of the message that is the list."""
    queue = await rows.lock(unit, desk.chat)
    if queue.thread_id == thread_id:
        queue.message_id = message_id
        unit.session.add(queue)


async def lost(unit: UnitOfWork, desk: Desk, thread_id: int) -> None:
    """Take note that the topic is gone; another is made. Whoever notices it second changes nothing."""
    queue = await rows.lock(unit, desk.chat)
    if queue.thread_id == thread_id:
        queue.thread_id, queue.message_id = None, None
        queue.topic += 1
        unit.session.add(queue)
    await refresh(unit, desk)
