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
        self._first = Fernet(keys[0])
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._fingerprint_keys = [hashlib.sha256(b"fingerprint" + key.encode()).digest() for key in keys]

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

    def fits(self, sealed: str) -> bool:
        """Say whether one of the keys opens a sealed text, whoever it belongs to."""
        try:
            self._fernet.decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True

    def is_current(self, sealed: str) -> bool:
        """Say whether the first key alone opens a sealed text, so that the others could be dropped."""
        try:
            self._first.decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True

    def fingerprint(self, secret: str) -> str:
        """Return an HMAC under the first key, by which equal secrets are found without being stored."""
        return self.fingerprints(secret)[0]

    def fingerprints(self, secret: str) -> list[str]:
        """Return the fingerprints under every key: one made before a key was added is found by its own."""
        return [hmac.new(key, secret.encode(), hashlib.sha256).hexdigest() for key in self._fingerprint_keys]
