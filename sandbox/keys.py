"""The sandbox's RSA keys: made on the spot, kept as PEM files that nobody else may read."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

_BITS = 2048


@dataclass(frozen=True)
class KeyPair:
    """One pair of keys, and the files that hold its halves."""

    private: RSAPrivateKey
    private_file: Path
    public_file: Path

    def sign(self, text: bytes) -> bytes:
        """Return the signature of a text."""
        return self.private.sign(text, PKCS1v15(), SHA256())

    def has_signed(self, text: bytes, signature: bytes) -> bool:
        """Say whether this pair made the signature of the text."""
        try:
            self.private.public_key().verify(signature, text, PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return True


def key_pair(directory: Path, name: str) -> KeyPair:
    """Return the pair of this name in a folder; it is made when there is none yet."""
    private_file, public_file = directory / f"{name}.private.pem", directory / f"{name}.public.pem"
    if private_file.exists():
        found = _read(private_file.read_bytes())
        if not isinstance(found, RSAPrivateKey):
            raise TypeError(f"{private_file} holds no RSA key")
        key = found
    else:
        key = fresh_key(name)
        _write(private_file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _write(public_file, public)
    return KeyPair(key, private_file, public_file)


@cache
def fresh_key(name: str) -> RSAPrivateKey:
    """Make a key; a second sandbox of the same process gets the same one, because making one takes a while."""
    return generate_private_key(public_exponent=65537, key_size=_BITS)


@cache
def _read(pem: bytes) -> PrivateKeyTypes:
    """Read a key; that it is a sound one is looked into for longer than a signature takes."""
    return load_pem_private_key(pem, None)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
