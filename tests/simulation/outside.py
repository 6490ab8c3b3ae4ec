"""The world outside the shop, which survives when the shop is killed: a payment gateway, consoles, the chat."""

from dataclasses import dataclass, field, replace

from fulfillment.consoles.issuer import DeliveryPath, Issued
from fulfillment.money import Money
from fulfillment.outcomes import Rejected
from fulfillment.payments.rail import GatewayState, PaymentPage, PaymentRequest, PaymentStatus


@dataclass(slots=True)
class Payment:
    """A payment as the gateway knows it; amounts in fen."""

    number: str
    asked_minor: int
    paid_minor: int = 0
    refunded_minor: int = 0
    transaction: str | None = None


@dataclass(slots=True)
class Gateway:
    """A payment gateway like an EPay one: it closes nothing, and takes money as long as somebody pays."""

    payments: dict[str, Payment] = field(default_factory=dict)

    def create(self, request: PaymentRequest) -> PaymentPage:
        """Make a payment; the same number again is the same payment."""
        self.payments.setdefault(request.number, Payment(request.number, request.amount.minor))
        return PaymentPage(qr_content=f"pay:{request.number}", raw="{}")

    def query(self, number: str) -> PaymentStatus:
        """Say what became of a payment."""
        payment = self.payments.get(number)
        if payment is None:
            return PaymentStatus(GatewayState.UNKNOWN, raw="no such order")
        if not payment.paid_minor:
            return PaymentStatus(GatewayState.PENDING, raw="{}")
        state = GatewayState.REFUNDED if payment.refunded_minor else GatewayState.PAID
        return PaymentStatus(state, Money(payment.paid_minor), payment.transaction, raw="{}")

    def refund(self, number: str, amount: Money) -> None:
        """Give money back, once."""
        payment = self.payments.get(number)
        if payment is None or payment.refunded_minor + amount.minor > payment.paid_minor:
            raise Rejected("nothing to give back")
        payment.refunded_minor += amount.minor

    def pay(self, number: str, minor: int | None = None) -> bool:
        """Pay a QR, as a customer's app does; a second scan of a paid one does nothing."""
        payment = self.payments[number]
        if payment.paid_minor:
            return False
        payment.paid_minor = payment.asked_minor if minor is None else minor
        payment.transaction = f"T{len([one for one in self.payments.values() if one.transaction])}"
        return True


@dataclass(slots=True)
class Console:
    """One API's keys or codes: names are not unique, and what was made stays, whether anybody knows or not."""

    path: DeliveryPath
    refuses: bool = False
    silent_for: float | None = None  # every creation goes unanswered, and happens so many seconds later
    rows: list[Issued] = field(default_factory=list)
    unlooked: set[str] = field(default_factory=set)  # names asked for since somebody looked
    wrongs: list[str] = field(default_factory=list)

    def hear(self, name: str) -> None:
        """A request to create is on its way; before a second one of a name somebody must have looked."""
        if name in self.unlooked:
            self.wrongs.append(f"{self.path}: asked for {name} again without looking first")
        self.unlooked.add(name)

    def create(self, name: str, quota: int) -> Issued:
        """Make one."""
        number = len(self.rows) + 1
        secret = f"{'sk-' if self.path is DeliveryPath.KEY else 'code-'}{self.path}-{number:04d}"
        self.rows.append(Issued(number, name, secret, quota, live=True))
        return self.rows[-1]

    def find(self, name: str) -> list[Issued]:
        """Show all of a name, revoked ones without their secret."""
        self.unlooked.discard(name)
        return [row if row.live else replace(row, secret="") for row in self.rows if row.name == name]

    def revoke(self, remote_id: int) -> None:
        """Make one useless."""
        self.rows[remote_id - 1] = replace(self.rows[remote_id - 1], live=False)

    def verify(self, secret: str) -> None:
        """Try one."""
        if not any(row.live and row.secret == secret for row in self.rows):
            raise Rejected("the key is refused")

    def live(self, name: str) -> list[Issued]:
        """Return what of this name can be used."""
        return [row for row in self.rows if row.name == name and row.live]


@dataclass(frozen=True, slots=True)
class Message:
    """Something a person got to see: what a real chat would show of it."""

    recipient: str
    kind: str
    order: int | None
    state: str | None = None
    payable: str | None = None  # the QR, as long as it can be paid
    secret: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    call: None = None  # nothing of the help desk: every letter here is a message
    messages: int = 1


@dataclass(slots=True)
class Outside:
    """All of it."""

    gateway: Gateway = field(default_factory=Gateway)
    consoles: dict[DeliveryPath, Console] = field(
        default_factory=lambda: {path: Console(path) for path in (DeliveryPath.KEY, DeliveryPath.CODE)}
    )
    chat: list[Message] = field(default_factory=list)
    on_the_way: list[float] = field(default_factory=list)  # when late calls arrive, in seconds
