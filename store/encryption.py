"""Encryption at rest: MultiFernet, with what the secret belongs to bound inside the ciphertext."""

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_SEPARATOR = "\x00"


class SealBroken(Exception):
    """A sealed text was made with another key, or belongs to something else. It is never shown."""


class Encryption:
    """Seals and opens texts. The first key seals; every key opens, so that keys can be rotated."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._fingerprint_key = hashlib.sha256(b"fingerprint" + keys[0].encode()).digest()

    def seal(self, owner: str, secret: str) -> str:
        """Encrypt a secret for its owner (an order's reference, say): only the same owner opens it."""
        return self._fernet.encrypt(f"{owner}{_SEPARATOR}{secret}".encode()).decode()

    def open(self, owner: str, sealed: str) -> str:
        """Decrypt what was sealed for this owner.

        Raises:
            SealBroken: another key sealed it, or it was sealed for another owner.
        """
        try:
            found, _, secret = self._fernet.decrypt(sealed.encode()).decode().partition(_SEPARATOR)
        except InvalidToken as error:
            raise SealBroken(owner) from error
        if not hmac.compare_digest(found.encode(), owner.encode()):
            raise SealBroken(owner)
        return secret

    def fingerprint(self, secret: str) -> str:
        """Return an HMAC by which equal secrets are found without being stored."""
        return hmac.new(self._fingerprint_key, secret.encode(), hashlib.sha256).hexdigest()
