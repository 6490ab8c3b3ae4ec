"""RSA signatures (SHA-256, PKCS #1 v1.5) as the Chinese payment interfaces use them, and the keys for them."""

import base64
import binascii
import re

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

SMALLEST_BITS = 2048

_BARE = re.compile(r"[A-Za-z0-9+/=\s]+")


def private_key(text: str) -> RSAPrivateKey:
    """Read a private key: PEM, or the bare base64 that key tools copy to the clipboard.

    Raises:
        ValueError: it is no RSA private key, is protected by a password, or has fewer than 2048 bits.
    """
    try:
        bare = _bare(text)
        key = load_der_private_key(bare, None) if bare else load_pem_private_key(text.strip().encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError("an RSA private key without a password is wanted (PEM)") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < SMALLEST_BITS:
        raise ValueError("an RSA private key of 2048 bits or more is wanted")
    return key


def public_key(text: str) -> RSAPublicKey:
    """Read a public key: PEM, or the bare base64 that merchant pages show.

    Raises:
        ValueError: it is no RSA public key, or has fewer than 2048 bits.
    """
    try:
        bare = _bare(text)
        key = load_der_public_key(bare) if bare else load_pem_public_key(text.strip().encode())
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("an RSA public key is wanted (PEM)") from None
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_BITS:
        raise ValueError("an RSA public key of 2048 bits or more is wanted")
    return key


def sign(key: RSAPrivateKey, message: bytes) -> str:
    """Return the signature of a message, in base64."""
    return base64.b64encode(key.sign(message, PKCS1v15(), SHA256())).decode("ascii")


def is_signed(key: RSAPublicKey, message: bytes, signature: str) -> bool:
    """Say whether a signature in base64 is that of this message, by the owner of the key."""
    try:
        key.verify(base64.b64decode(signature, validate=True), message, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def belong_together(private: RSAPrivateKey, public: RSAPublicKey) -> bool:
    """Say whether the two are one pair: then the owner took their own public key for that of the other side."""
    return private.public_key().public_numbers() == public.public_numbers()


def _bare(text: str) -> bytes | None:
    return base64.b64decode("".join(text.split())) if _BARE.fullmatch(text) else None
