"""Keys as owners have them at hand, and signatures that prove who signed what."""

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from fulfillment.payments import rsa
from sandbox.keys import fresh_key, key_pair

KEY, OTHER = fresh_key("one"), fresh_key("other")


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
@pytest.mark.parametrize("bare", [False, True])
def test_a_private_key_is_read_in_the_forms_that_key_tools_give(form: PrivateFormat, bare: bool) -> None:
    if bare:
        text = base64.b64encode(KEY.private_bytes(Encoding.DER, form, NoEncryption())).decode()
    else:
        text = KEY.private_bytes(Encoding.PEM, form, NoEncryption()).decode()
    assert rsa.private_key(f"\n{text}\n").private_numbers() == KEY.private_numbers()


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_a_public_key_is_read_in_the_forms_that_merchant_pages_show(encoding: Encoding) -> None:
    body = KEY.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
    text = body.decode() if encoding is Encoding.PEM else base64.encodebytes(body).decode()
    assert rsa.public_key(text).public_numbers() == KEY.public_key().public_numbers()


def test_what_is_no_key_of_this_kind_is_refused_without_being_quoted() -> None:
    weak = generate_private_key(public_exponent=65537, key_size=1024)
    wrong = [
        "",
        "nothing of the kind",
        "c2VjcmV0",
        weak.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")).decode(),
        Ed25519PrivateKey.generate()
        .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        .decode(),
    ]
    for text in wrong:
        for read in (rsa.private_key, rsa.public_key):
            with pytest.raises(ValueError, match="is wanted") as caught:
                read(text)
            assert not text or text not in str(caught.value)


def test_a_signature_holds_for_its_message_and_its_key_alone() -> None:
    signature = rsa.sign(KEY, "订单".encode())
    assert rsa.is_signed(KEY.public_key(), "订单".encode(), signature)
    assert not rsa.is_signed(KEY.public_key(), "订单 ".encode(), signature)
    assert not rsa.is_signed(OTHER.public_key(), "订单".encode(), signature)
    for forged in ("", "not base64 at all!", signature[:-8], signature + "\n"):
        assert not rsa.is_signed(KEY.public_key(), "订单".encode(), forged)


def test_an_owners_own_public_key_is_told_from_the_other_sides() -> None:
    assert rsa.belong_together(KEY, KEY.public_key())
    assert not rsa.belong_together(KEY, OTHER.public_key())


def test_the_sandbox_keeps_its_keys_to_itself_and_finds_them_again(tmp_path: Path) -> None:
    first = key_pair(tmp_path / "deep", "merchant")
    again = key_pair(tmp_path / "deep", "merchant")
    assert again.private.private_numbers() == first.private.private_numbers()
    for file in (first.private_file, first.public_file):
        assert file.stat().st_mode & 0o777 == 0o600
    assert rsa.belong_together(
        rsa.private_key(first.private_file.read_text()), rsa.public_key(first.public_file.read_text())
    )
