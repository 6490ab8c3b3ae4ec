"""The payment rails, as the settings make them."""

from pathlib import Path

import pytest

from bot.rails import rails_of
from bot.settings import SettingsError, load_settings
from fulfillment.requests import new_client
from sandbox.server import start

pytestmark = pytest.mark.usefixtures("empty_folder")


async def test_every_rail_of_the_sandbox_can_be_made_from_its_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sandbox = await start(None)
    try:
        for name, value in (sandbox.environment() | {"PAYMENT_RAILS": "usdt,alipay,epay,wechat"}).items():
            monkeypatch.setenv(name, value)
        async with new_client() as client:
            assert list(rails_of(load_settings(), client)) == ["usdt", "alipay", "epay", "wechat"]
    finally:
        await sandbox.close()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "ALIPAY_PRIVATE_KEY_FILE: cannot be read: No such file or directory"),
        ("nothing of the kind", "ALIPAY_PRIVATE_KEY_FILE: an RSA private key"),
    ],
)
async def test_a_key_file_that_holds_no_key_is_named_and_nothing_of_it_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None, said: str
) -> None:
    file = tmp_path / "key.pem"
    if content is not None:
        file.write_text(content)
    for name, value in {
        "PAYMENT_RAILS": "alipay",
        "ALIPAY_APP_ID": "2021",
        "ALIPAY_PRIVATE_KEY_FILE": str(file),
        "ALIPAY_PUBLIC_KEY_FILE": str(file),
    }.items():
        monkeypatch.setenv(name, value)
    async with new_client() as client:
        with pytest.raises(SettingsError) as caught:
            rails_of(load_settings(), client)
    assert caught.value.mistakes[0].startswith(said)
    assert content is None or content not in str(caught.value)


async def test_every_file_that_cannot_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {
        "PAYMENT_RAILS": "alipay,epay",
        "ALIPAY_APP_ID": "2021",
        "ALIPAY_PRIVATE_KEY_FILE": "nowhere.pem",
        "ALIPAY_PUBLIC_KEY_FILE": str(tmp_path),
        "EPAY_VERSION": "2",
        "EPAY_URL": "https://pay.example",
        "EPAY_PID": "1000",
        "EPAY_PRIVATE_KEY_FILE": "neither.pem",
        "EPAY_PLATFORM_KEY_FILE": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    async with new_client() as client:
        with pytest.raises(SettingsError) as caught:
            rails_of(load_settings(), client)
    assert caught.value.mistakes == [
        "ALIPAY_PRIVATE_KEY_FILE: cannot be read: No such file or directory",
        "ALIPAY_PUBLIC_KEY_FILE: cannot be read: Is a directory",
        "EPAY_PRIVATE_KEY_FILE: cannot be read: No such file or directory",
        "EPAY_PLATFORM_KEY_FILE: cannot be read: Is a directory",
    ]
