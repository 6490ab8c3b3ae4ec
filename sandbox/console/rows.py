"""The rows of a console's database, and how each flavour shows them."""

import re
from dataclasses import dataclass
from typing import Any

ROLE_COMMON, ROLE_ADMIN, ROLE_ROOT = 1, 10, 100
ENABLED, DISABLED, EXPIRED, EXHAUSTED = 1, 2, 3, 4
UNUSED, USED = 1, 3


@dataclass
class User:
    """An account; the password is kept as it is, for this is a toy."""

    id: int
    username: str
    password: str
    display_name: str
    role: int
    access_token: str
    aff_code: str
    quota: int = 0
    used_quota: int = 0
    request_count: int = 0
    status: int = ENABLED
    group: str = "default"

    def row(self, *, with_access_token: bool = False) -> dict[str, Any]:
        """The account as the console shows it."""
        return {
            "id": self.id,
            "username": self.username,
            "password": "",
            "display_name": self.display_name,
            "role": self.role,
            "status": self.status,
            "email": "",
            "github_id": "",
            "wechat_id": "",
            "lark_id": "",
            "oidc_id": "",
            "verification_code": "",
            "access_token": self.access_token if with_access_token else "",
            "quota": self.quota,
            "used_quota": self.used_quota,
            "request_count": self.request_count,
            "group": self.group,
            "aff_code": self.aff_code,
            "inviter_id": 0,
        }

    def row_after_login(self) -> dict[str, Any]:
        """The few fields that a login answers with; the others are empty."""
        return self.row() | {"quota": 0, "used_quota": 0, "request_count": 0, "group": "", "aff_code": ""}


@dataclass
class Token:
    """An API key; quotas in the console's units, 500000 to the dollar."""

    id: int
    user_id: int
    key: str
    name: str
    created_time: int
    accessed_time: int
    expired_time: int = -1
    remain_quota: int = 0
    unlimited_quota: bool = False
    used_quota: int = 0
    status: int = ENABLED
    models: str | None = None
    subnet: str | None = ""
    model_limits_enabled: bool = False
    model_limits: str = ""
    group: str = ""

    def one_api_row(self) -> dict[str, Any]:
        """The row as One API shows it, with the key in clear."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "key": self.key,
            "status": self.status,
            "name": self.name,
            "created_time": self.created_time,
            "accessed_time": self.accessed_time,
            "expired_time": self.expired_time,
            "remain_quota": self.remain_quota,
            "unlimited_quota": self.unlimited_quota,
            "used_quota": self.used_quota,
            "models": self.models,
            "subnet": self.subnet,
        }

    def new_api_row(self) -> dict[str, Any]:
        """The row as New API shows it, with the key masked."""
        row = self.one_api_row()
        del row["models"], row["subnet"]
        return row | {
            "key": f"{self.key[:4]}**********{self.key[-4:]}",
            "model_limits_enabled": self.model_limits_enabled,
            "model_limits": self.model_limits,
            "allow_ips": self.subnet or "",
            "group": self.group,
            "cross_group_retry": False,
            "DeletedAt": None,
        }

    def allowed_models(self) -> set[str]:
        """The models to which the key is limited; empty when it is not."""
        text = self.model_limits if self.model_limits_enabled else self.models or ""
        return {name for name in text.split(",") if name}


@dataclass
class Redemption:
    """A redemption code."""

    id: int
    user_id: int
    key: str
    name: str
    quota: int
    created_time: int
    status: int = UNUSED
    redeemed_time: int = 0
    used_user_id: int = 0

    def row(self, *, new_api: bool) -> dict[str, Any]:
        """The code as the console shows it."""
        row: dict[str, Any] = {
            "id": self.id,
            "user_id": self.user_id,
            "key": self.key,
            "status": self.status,
            "name": self.name,
            "quota": self.quota,
            "created_time": self.created_time,
            "redeemed_time": self.redeemed_time,
            "count": 0,
        }
        if new_api:
            row |= {"used_user_id": self.used_user_id, "DeletedAt": None, "expired_time": 0}
        return row


def like(pattern: str, text: str) -> bool:
    """SQLite's LIKE: % and _ are wildcards, letters match in either case."""
    expression = "".join({"%": ".*", "_": "."}.get(letter, re.escape(letter)) for letter in pattern)
    return re.fullmatch(expression, text, re.IGNORECASE | re.DOTALL) is not None
