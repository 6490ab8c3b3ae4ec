"""Each protection is taken out, and each time the invariants notice: they can fail, so that they mean something."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import or_
from sqlmodel import col, select

from fulfillment import crediting, refunds, schedule
from fulfillment.delivery import DeliveryService
from store import deliveries, leases, outbox
from store.database import Database
from store.tables import OutboxMessage
from store.unit_of_work import UnitOfWork
from tests.simulation.invariants import Broken
from tests.simulation.stories import STORIES, Story
from tests.simulation.sweep import Teller, singles

Patch = pytest.MonkeyPatch


@dataclass(frozen=True, slots=True)
class Mutant:
    """A shop that lacks a protection, and the story in which that is noticed."""

    name: str
    story: str
    apply: Callable[[Patch], None]
    without_index: bool = False
    last_faults_first: bool = False


def _no_lease(patch: Patch) -> None:
    """Due rows are handed to whoever looks, and whoever writes may."""

    async def claim(unit: UnitOfWork, table: Any, *conditions: Any, limit: int, **_: Any) -> Any:
        born_leased = or_(col(table.lease_until).is_(None), col(table.lease_until) <= unit.now)
        due = select(table).where(col(table.due_at) <= unit.now, *conditions)
        if table is OutboxMessage:
            due = due.where(born_leased)
        # Never all there is room for: the worker would take that for more work, and claim on for ever.
        return (await unit.session.exec(due.limit(limit - 1))).all()

    async def held(unit: UnitOfWork, table: Any, row_id: int, _runs: int) -> Any:
        return (await unit.session.exec(select(table).where(table.id == row_id))).one_or_none()

    patch.setattr(leases, "claim", claim)
    patch.setattr(leases, "held", held)


def _no_outbox(patch: Patch) -> None:
    """Messages are kept in memory, and sent after the commit."""

    async def write(
        unit: UnitOfWork, *, channel: str, recipient: str, kind: str, arguments: dict[str, Any], **_: Any
    ) -> None:
        unit.outbox.append(
            OutboxMessage(
                channel=channel,
                recipient=recipient,
                kind=kind,
                arguments=arguments,
                created_at=unit.now,
                due_at=unit.now,
                runs=1,
            )
        )

    patch.setattr(outbox, "write", write)


def _no_look(patch: Patch) -> None:
    """After an unknown outcome the console is just asked again."""

    async def adopt(*_: Any) -> None:
        return None

    patch.setattr(DeliveryService, "_adopt", adopt)


def _no_amount_check(patch: Patch) -> None:
    """Whatever was paid is enough."""
    patch.setattr(crediting, "_too_little", crediting._enough)


def _no_sweeper(patch: Patch) -> None:
    """Nobody looks for late arrivals."""

    async def sweep(self: Any, delivery: Any) -> None:
        database: Database = self._database
        async with database.writing() as unit:
            held = await deliveries.held(unit, delivery)
            if held is not None:
                held.due_at = held.lease_until = None
                unit.session.add(held)

    patch.setattr(DeliveryService, "_sweep", sweep)


def _no_person_for_a_part(patch: Patch) -> None:
    """A part that the gateway does not confirm is asked for again."""
    patch.setattr(refunds, "_leave_to_a_person", lambda *_: None)


def _no_second_thoughts(patch: Patch) -> None:
    """What is over is never looked at again."""
    patch.setattr(schedule, "next_sweep", lambda *_: None)


MUTANTS = (
    Mutant("no lease", "a ready key", _no_lease),
    Mutant("no lease and no index", "a ready key", _no_lease, without_index=True),
    Mutant("no outbox", "a ready key", _no_outbox),
    Mutant("no look before the second request", "a console that is silent", _no_look),
    Mutant("no amount check", "paid too little", _no_amount_check),
    Mutant("no sweeper of keys", "a console that is silent", _no_sweeper),
    Mutant("no person for a part", "given back in part", _no_person_for_a_part, last_faults_first=True),
    Mutant("no sweeper of payments", "cancelled and paid", _no_second_thoughts),
)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_a_shop_without_this_protection_is_caught(
    mutant: Mutant,
    teller: Teller,
    monkeypatch: Patch,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    story = next(story for story in STORIES if story.name == mutant.story)
    faults = list(singles(teller, story, under_every_name=False))
    schedules = [(), *((fault,) for fault in (reversed(faults) if mutant.last_faults_first else faults))]
    if mutant.without_index:
        teller = replace(teller, template=_without_index(teller.template, tmp_path / "mutant.db"))
    mutant.apply(monkeypatch)
    assert any(_is_broken(teller, story, *schedule) for schedule in schedules), (
        f"nothing notices {mutant.name}"
    )
    record_property("mutants", 1)


def _is_broken(teller: Teller, story: Story, *schedule: Any) -> bool:
    try:
        teller.tell(story, *schedule)
    except Broken:
        return True
    return False


def _without_index(template: bytes, path: Path) -> bytes:
    path.write_bytes(template)
    connection = sqlite3.connect(path)
    connection.execute("DROP INDEX uq_delivery_issued")
    connection.commit()
    connection.close()
    return path.read_bytes()
