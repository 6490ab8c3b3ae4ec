import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
import typer

from bot import commands as command_line
from bot import sandbox
from bot.settings import load_settings

LISTEN = "127.0.0.1:0"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens at."""
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        yield somebody.getsockname()[1]


def free_ports() -> list[int]:
    return [0, 0, 0, 0]


@pytest.mark.parametrize("place", [0, 2, 3], ids=["chat page", "gateway", "console"])
async def test_a_port_that_somebody_takes_at_the_last_moment_is_not_insisted_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: int, place: int
) -> None:
    chosen = [free_ports(), free_ports()]
    chosen[0][place] = taken
    monkeypatch.setattr(sandbox, "_ports", lambda first, listen: chosen.pop(0))
    world, _ = await sandbox._open_world(tmp_path, 0, LISTEN)
    await world.close()
    assert chosen == []
    assert str(taken) not in str(world.urls)


async def test_the_next_port_is_taken_when_the_first_is_not_free(tmp_path: Path, taken: int) -> None:
    world, health = await sandbox._open_world(tmp_path, taken, LISTEN)
    await world.close()
    used = [int(url.rpartition(":")[2]) for url in world.urls.values()]
    assert len({taken, health, *used}) == 5
    assert taken < used[0]


async def test_when_every_port_that_is_tried_is_taken_the_sandbox_gives_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: int
) -> None:
    monkeypatch.setattr(sandbox, "_ports", lambda first, listen: [taken, 0, 0, 0])
    with pytest.raises(sandbox.NoFreePort, match=f"{taken}.*--port"):
        await sandbox._open_world(tmp_path, taken, LISTEN)


@pytest.mark.usefixtures("empty_folder")
def test_no_free_port_is_a_sentence_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none_is_free(first: int, _listen: str | None) -> NoReturn:
        raise sandbox.NoFreePort(first)

    monkeypatch.setattr(sandbox, "_ports", none_is_free)
    with pytest.raises(typer.Exit) as ended:
        command_line._run_sandbox(load_settings(), reset=False, port=9000, browser=False)
    assert ended.value.exit_code == 1
    assert capsys.readouterr().err.splitlines() == [
        "No port from 9000 on is free for the sandbox. Try another: --port N, or 0 for any."
    ]
