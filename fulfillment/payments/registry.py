"""The rails that can be switched on, by the name that settings use; one line each."""

from collections.abc import Callable

from fulfillment.payments.alipay import Alipay
from fulfillment.payments.epay import EPay
from fulfillment.payments.epay_v2 import EPayV2
from fulfillment.payments.rail import Rail
from fulfillment.payments.stars import Stars
from fulfillment.payments.usdt import Usdt
from fulfillment.payments.wechat import WeChatPay

RAILS: dict[str, Callable[..., Rail]] = {
    "epay": EPay,
    "epay_v2": EPayV2,  # EPAY_VERSION=2 makes it the epay of PAYMENT_RAILS
    "wechat": WeChatPay,
    "alipay": Alipay,
    "usdt": Usdt,
    "stars": Stars,
}
