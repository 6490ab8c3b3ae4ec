"""The rails that can be switched on, by the name that settings use; one line each."""

from collections.abc import Callable

from fulfillment.payments.epay import EPay
from fulfillment.payments.rail import Rail

RAILS: dict[str, Callable[..., Rail]] = {
    "epay": EPay,
}
