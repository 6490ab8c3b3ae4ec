from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.secret_keys import encryption_keys
from bot.settings import SettingsError, load_settings

pytestmark = pytest.mark.usefixtures("empty_folder")


def test_the_first_start_makes_a_key_only_its_owner_can_read_and_says_so(empty_folder: Path) -> None:
    with capture_logs() as lines:
        (key,) = encryption_keys(load_settings())
    file = empty_folder / "data" / "shop.key"
    Fernet(key.get_secret_value())
    assert file.read_text("ascii").strip() == key.get_secret_value()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [line["log_level"] for line in lines] == ["warning"]
    assert key.get_secret_value() not in str(lines)
    assert list(file.parent.iterdir()) == [file], "no draft stays behind"


def test_the_next_start_takes_the_same_key(empty_folder: Path) -> None:
    first = encryption_keys(load_settings())
    assert encryption_keys(load_settings()) == first


def test_two_starts_at_once_agree_on_one_key() -> None:
    settings = load_settings()
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: encryption_keys(settings), range(32)))
    assert len(found) == 1


def test_keys_that_are_set_are_used_and_no_file_is_made(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, old = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    monkeypatch.setenv("SECRET_KEYS", f"{new},{old}")
    assert [key.get_secret_value() for key in encryption_keys(load_settings())] == [new, old]
    assert not (empty_folder / "data").exists()


def test_a_key_file_with_several_lines_gives_several_keys(empty_folder: Path) -> None:
    lines = [Fernet.generate_key().decode() for _ in range(2)]
    (empty_folder / "data").mkdir()
    (empty_folder / "data" / "shop.key").write_text("\n".join(lines), "ascii")
    with capture_logs() as log:
        assert [key.get_secret_value() for key in encryption_keys(load_settings())] == lines
    assert "600" in str(log), "a file that others can read is warned of"


@pytest.mark.parametrize("content", ["", "no key\n", "\u00e9"])
def test_a_damaged_key_file_stops_the_start_and_stays_as_it_is(empty_folder: Path, content: str) -> None:
    (empty_folder / "data").mkdir()
    file = empty_folder / "data" / "shop.key"
    file.write_text(content, "utf-8")
    with pytest.raises(SettingsError, match=r"^SECRET_KEYS: .*shop\.key"):
        encryption_keys(load_settings())
    assert file.read_text("utf-8") == content


def test_a_lost_key_beside_a_database_is_told_apart_from_a_first_start(empty_folder: Path) -> None:
    (empty_folder / "data").mkdir()
    (empty_folder / "data" / "shop.db").write_bytes(b"SQLite")
    with capture_logs() as lines:
        encryption_keys(load_settings())
    assert "database that exists" in str(lines)


def test_keys_that_are_set_encrypt_and_those_of_the_file_still_decrypt(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (made,) = encryption_keys(load_settings())
    new = Fernet.generate_key().decode()
    monkeypatch.setenv("SECRET_KEYS", new)
    assert encryption_keys(load_settings()) == (SecretStr(new), made)
    monkeypatch.setenv("SECRET_KEYS", f"{new},{made.get_secret_value()}")
    assert encryption_keys(load_settings()) == (SecretStr(new), made), "none of them twice"
    (empty_folder / "data" / "shop.key").write_text("no key", "ascii")
    with capture_logs() as lines:
        assert encryption_keys(load_settings()) == (SecretStr(new), made)
    assert "left alone" in str(lines)


def test_a_database_file_that_is_still_empty_is_no_lost_one(empty_folder: Path) -> None:
    (empty_folder / "data").mkdir()
    (empty_folder / "data" / "shop.db").touch()
    with capture_logs() as lines:
        encryption_keys(load_settings())
    assert "keep a copy" in str(lines)
