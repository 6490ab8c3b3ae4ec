"""What the console remembers: accounts, keys, redemption codes, sessions."""

import secrets
import string
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict
from typing import Literal

from sandbox.console.rows import (
    ROLE_ADMIN,
    ROLE_COMMON,
    ROLE_ROOT,
    UNUSED,
    USED,
    Redemption,
    Token,
    User,
)
from sandbox.documents import Documents
from sandbox.trouble import COMMON_SWITCHES, LATE_SECONDS, Manner, Switch, Trouble

Flavor = Literal["one-api", "new-api"]

QUOTA_PER_UNIT = 500_000
SALES_QUOTA = 50_000_000
MAXIMUM_TOKENS = 1000
SWITCHES = (
    *COMMON_SWITCHES,
    Switch("refuse_keys", "Refuses to create the shop’s API keys", "拒绝为商店创建 API Key"),
    Switch("refuse_codes", "Refuses to create redemption codes", "拒绝创建兑换码"),
    Switch("auth_lost", "All access tokens are invalid", "所有 access token 失效"),
    Switch("hostile_model", "The model lies: a key, a discount, a link", "模型乱说：给密钥、打折、放链接"),
    Switch("late_arrival", "Creates three seconds after a 504", "返回 504，三秒后才创建"),
)

_ALPHABET = string.ascii_letters + string.digits
_BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>"
    "\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


class Console:
    """One console. On a fresh store it has the accounts root, sales and admin, with random access tokens."""

    def __init__(
        self,
        documents: Documents,
        *,
        flavor: Flavor,
        public_url: str,
        clock: Callable[[], float] = time.time,
        stall_seconds: float = 60.0,
        late_seconds: float = LATE_SECONDS,
    ) -> None:
        self.flavor = flavor
        self.public_url = public_url.rstrip("/")
        self.late_seconds = late_seconds
        self.started = int(clock())
        manner = Manner(html=_BAD_GATEWAY, html_status=502)
        self.trouble = Trouble(
            documents,
            "console.switch",
            SWITCHES,
            manner,
            stall_seconds=stall_seconds,
            never_rate_limited=("chat", "models"),
        )
        self._clock = clock
        self._documents = documents
        self._counters = {key: int(value) for key, value in documents.load("console.counter").items()}
        self.users = {int(key): User(**body) for key, body in documents.load("console.user").items()}
        self.tokens = {int(key): Token(**body) for key, body in documents.load("console.token").items()}
        self.redemptions = {
            int(key): Redemption(**body) for key, body in documents.load("console.redemption").items()
        }
        self._sessions = {key: int(value) for key, value in documents.load("console.session").items()}
        self._token_of_key = {token.key: token for token in self.tokens.values()}
        if not self.users:
            self.create_user("root", "123456", "Root User", role=ROLE_ROOT, quota=500_000_000_000_000)
            self.create_user("sales", "sales-sandbox", "Sales", quota=SALES_QUOTA)
            self.create_user("admin", "admin-sandbox", "Admin", role=ROLE_ADMIN)

    @property
    def new_api(self) -> bool:
        """Whether the console behaves as New API, else as One API."""
        return self.flavor == "new-api"

    @property
    def sales_user_id(self) -> int:
        """The account that owns the keys that the shop sells."""
        return self._named("sales").id

    @property
    def sales_token(self) -> str:
        """The sales account's access token."""
        return self._named("sales").access_token

    @property
    def admin_user_id(self) -> int:
        """The account that creates redemption codes."""
        return self._named("admin").id

    @property
    def admin_token(self) -> str:
        """The admin account's access token."""
        return self._named("admin").access_token

    def now(self) -> int:
        """The console's time, in seconds since 1970."""
        return int(self._clock())

    def user_by_name(self, username: str) -> User | None:
        """Return the account of this name."""
        return next((user for user in self.users.values() if user.username == username), None)

    def user_of_access_token(self, token: str) -> User | None:
        """Return the account whose access token this is."""
        if self.trouble["auth_lost"] or not token:
            return None
        return next((user for user in self.users.values() if user.access_token == token), None)

    def create_user(
        self, username: str, password: str, display_name: str, *, role: int = ROLE_COMMON, quota: int = 0
    ) -> User:
        """Open an account."""
        user = User(
            id=self._next("user"),
            username=username,
            password=password,
            display_name=display_name,
            role=role,
            access_token=uuid.uuid4().hex,
            aff_code="".join(secrets.choice(_ALPHABET) for _ in range(4)),
            quota=quota,
        )
        self.users[user.id] = user
        self.save_user(user)
        return user

    def renew_access_token(self, user: User) -> str:
        """Give an account a new access token; the old one is dead from now on."""
        user.access_token = uuid.uuid4().hex
        self.save_user(user)
        return user.access_token

    def open_session(self, user: User) -> str:
        """Log an account in, and return the value of its cookie."""
        cookie = secrets.token_urlsafe(32)
        self._sessions[cookie] = user.id
        self._documents.save("console.session", cookie, user.id)
        return cookie

    def user_of_session(self, cookie: str) -> User | None:
        """Return the account that a cookie stands for."""
        return self.users.get(self._sessions.get(cookie, 0))

    def close_session(self, cookie: str) -> None:
        """Log out."""
        self._sessions.pop(cookie, None)
        self._documents.delete("console.session", cookie)

    def add_token(
        self,
        owner: User,
        *,
        name: str = "",
        remain_quota: int = 0,
        expired_time: int = -1,
        unlimited_quota: bool = False,
        models: str | None = None,
        subnet: str | None = "",
        model_limits_enabled: bool = False,
        model_limits: str = "",
        group: str = "",
    ) -> Token:
        """Create an API key."""
        token = Token(
            id=self._next("token"),
            user_id=owner.id,
            key="".join(secrets.choice(_ALPHABET) for _ in range(48)),
            name=name,
            created_time=self.now(),
            accessed_time=self.now(),
            # Both consoles' databases put their default in the place of a zero.
            expired_time=expired_time or -1,
            remain_quota=remain_quota,
            unlimited_quota=unlimited_quota,
            models=models,
            subnet=subnet,
            model_limits_enabled=model_limits_enabled,
            model_limits=model_limits,
            group=group,
        )
        self.tokens[token.id] = token
        self._token_of_key[token.key] = token
        self.save_token(token)
        return token

    def tokens_of(self, owner: User) -> list[Token]:
        """Return an account's keys, the oldest first."""
        return [token for token in self.tokens.values() if token.user_id == owner.id]

    def token_of_key(self, key: str) -> Token | None:
        """Return the row of a key, given without its prefix sk-."""
        return self._token_of_key.get(key)

    def delete_token(self, token: Token) -> None:
        """Remove a key."""
        del self.tokens[token.id]
        del self._token_of_key[token.key]
        self._documents.delete("console.token", token.id)

    def charge(self, token: Token, quota: int) -> None:
        """Draw what a call cost from the key and from the account that owns it."""
        token.accessed_time = self.now()
        if not token.unlimited_quota:
            token.remain_quota -= quota
            token.used_quota += quota
        self.save_token(token)
        owner = self.users[token.user_id]
        owner.quota -= quota
        owner.used_quota += quota
        owner.request_count += 1
        self.save_user(owner)

    def add_redemption(self, owner: User, name: str, quota: int) -> Redemption:
        """Create a redemption code; a quota of 0 becomes 100, as the database's default does."""
        redemption = Redemption(
            id=self._next("redemption"),
            user_id=owner.id,
            key=uuid.uuid4().hex,
            name=name,
            quota=quota or 100,
            created_time=self.now(),
        )
        self.redemptions[redemption.id] = redemption
        self.save_redemption(redemption)
        return redemption

    def delete_redemption(self, redemption: Redemption) -> None:
        """Remove a redemption code."""
        del self.redemptions[redemption.id]
        self._documents.delete("console.redemption", redemption.id)

    def redeem(self, user: User, code: str) -> int | None:
        """Put a code's quota on an account and return it; None for a used or disabled code. Raises KeyError."""
        redemption = next((row for row in self.redemptions.values() if row.key == code), None)
        if redemption is None:
            raise KeyError(code)
        if redemption.status != UNUSED:
            return None
        redemption.status = USED
        redemption.redeemed_time = self.now()
        redemption.used_user_id = user.id
        self.save_redemption(redemption)
        user.quota += redemption.quota
        self.save_user(user)
        return redemption.quota

    def save_user(self, user: User) -> None:
        """Write an account down."""
        self._documents.save("console.user", user.id, asdict(user))

    def save_token(self, token: Token) -> None:
        """Write a key down."""
        self._documents.save("console.token", token.id, asdict(token))

    def save_redemption(self, redemption: Redemption) -> None:
        """Write a redemption code down."""
        self._documents.save("console.redemption", redemption.id, asdict(redemption))

    def _named(self, username: str) -> User:
        user = self.user_by_name(username)
        if user is None:
            raise LookupError(username)
        return user

    def _next(self, kind: str) -> int:
        self._counters[kind] = self._counters.get(kind, 0) + 1
        self._documents.save("console.counter", kind, self._counters[kind])
        return self._counters[kind]
