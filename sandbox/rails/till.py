"""Payments of one gateway: asked for, paid, closed, given back. Amounts are fen, times seconds since 1970."""

import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from sandbox.documents import Documents
from sandbox.gateway.pages import Bill


class Refusal(Exception):
    """The gateway says no, for this reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Payment:
    """One payment. `seen` is true once a payer opened it; some gateways know of no trade before."""

    number: str
    trade_no: str
    title: str
    price: int
    expires_at: float
    created: float
    seen: bool = False
    closed: bool = False
    money: int = 0
    paid_at: float | None = None
    refunds: dict[str, int] = field(default_factory=dict)

    @property
    def refunded(self) -> int:
        """All that was given back."""
        return sum(self.refunds.values())


class Till:
    """The payments of one gateway, kept in its documents."""

    def __init__(
        self,
        documents: Documents,
        *,
        kind: str,
        prefix: str,
        back: str,
        merchant_id: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Keep payments of a kind; `prefix` is where the gateway's pages are, `back` where payers go then."""
        self.type = kind
        self.clock = clock
        self._documents = documents
        self._kind = f"{kind}.payment"
        self._prefix = prefix
        self._back = back
        self._merchant_id = merchant_id
        self._payments = {key: Payment(**body) for key, body in documents.load(self._kind).items()}

    def open(self, number: str, price: int, title: str, expires_at: float) -> Payment:
        """Make a payment, or find the one that was made under this number; raises Refusal when it was another."""
        known = self.find(number)
        if known is None:
            known = Payment(number, secrets.token_hex(14).upper(), title, price, expires_at, self.clock())
            self._save(known)
        elif known.paid_at is not None:
            raise Refusal("paid")
        elif known.closed:
            raise Refusal("closed")
        elif known.price != price:
            raise Refusal("changed")
        return known

    def find(self, number: str) -> Payment | None:
        """Return the payment with the merchant's number."""
        return self._payments.get(number)

    def by_trade(self, trade_no: str) -> Payment | None:
        """Return the payment with the gateway's own number."""
        return next((one for one in self._payments.values() if one.trade_no == trade_no), None)

    def with_refund(self, refund_number: str) -> Payment | None:
        """Return the payment that money was given back of under this number."""
        return next((one for one in self._payments.values() if refund_number in one.refunds), None)

    def see(self, payment: Payment) -> None:
        """A payer has scanned it."""
        payment.seen = True
        self._save(payment)

    def pay(self, payment: Payment, money: int | None = None) -> None:
        """Pay the price or another sum. Who began in time may end late; raises Refusal when it cannot be paid."""
        if payment.paid_at is not None:
            raise Refusal("paid")
        if payment.closed:
            raise Refusal("closed")
        payment.seen, payment.money, payment.paid_at = True, money or payment.price, self.clock()
        self._save(payment)

    def close(self, payment: Payment) -> None:
        """Let nobody pay it any more; raises Refusal when it is paid."""
        if payment.paid_at is not None:
            raise Refusal("paid")
        payment.closed = True
        self._save(payment)

    def refund(self, payment: Payment, refund_number: str, amount: int) -> bool:
        """Give money back once for each number; say whether this was the first time. Raises Refusal."""
        if refund_number in payment.refunds:
            if payment.refunds[refund_number] != amount:
                raise Refusal("changed")
            return False
        if payment.paid_at is None or not 0 < amount <= payment.money - payment.refunded:
            raise Refusal("not enough")
        payment.refunds[refund_number] = amount
        self._save(payment)
        return True

    def bills(self) -> list[Bill]:
        """Return what a merchant's page shows of every payment, the youngest first."""
        found = sorted(self._payments.values(), key=lambda payment: payment.created, reverse=True)
        return [self.bill(payment) for payment in found]

    def bill(self, payment: Payment) -> Bill:
        """Return what a cashier's page shows of a payment."""
        return Bill(
            type=self.type,
            merchant="AiCredits",
            merchant_id=self._merchant_id,
            name=payment.title,
            number=payment.number,
            trade_no=payment.trade_no,
            price=payment.price,
            money=payment.money or payment.price,
            is_paid=payment.paid_at is not None,
            is_closed=payment.closed,
            refunded=payment.refunded,
            seconds_left=max(0.0, payment.expires_at - self.clock()),
            pay_path=f"{self._prefix}/pay/{payment.trade_no}",
            back=self._back,
        )

    def _save(self, payment: Payment) -> None:
        self._payments[payment.number] = payment
        self._documents.save(self._kind, payment.number, asdict(payment))
