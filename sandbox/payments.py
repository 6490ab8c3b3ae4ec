"""Every payment gateway of the sandbox, each under its own path of one address."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from sandbox import gateway as gateway_package
from sandbox.documents import Documents
from sandbox.gateway import Gateway
from sandbox.gateway.server import OTHERS
from sandbox.gateway.version2 import Version2
from sandbox.rails import alipay, wechat
from sandbox.rails.alipay import AlipayGateway
from sandbox.rails.usdt import UsdtGateway
from sandbox.rails.wechat import WeChatGateway
from sandbox.trouble import Trouble

MERCHANT_ID = "1000"
WECHAT, ALIPAY, USDT = "/wechat", "/alipay", "/usdt"


@dataclass(frozen=True)
class Secrets:
    """What the shop and the gateways share that is no key pair."""

    epay_key: str
    bepusdt_token: str


@dataclass(frozen=True)
class PaymentGateways:
    """EPay in both versions, WeChat Pay, Alipay, and BEpusdt, at one address."""

    url: str
    epay: Gateway
    second: Version2
    wechat: WeChatGateway
    alipay: AlipayGateway
    usdt: UsdtGateway

    def app(self) -> web.Application:
        """Return the web application of all of them."""
        app = gateway_package.create_app(self.epay, self.second)
        for prefix, other in ((WECHAT, self.wechat), (ALIPAY, self.alipay), (USDT, self.usdt)):
            app.add_subapp(prefix, other.app())
            app[OTHERS].append(other.till.bills)
        return app

    def troubles(self) -> dict[str, Trouble]:
        """Return the switches of each, by its name on the page."""
        return {
            "gateway": self.epay.trouble,
            "wechat": self.wechat.trouble,
            "alipay": self.alipay.trouble,
            "usdt": self.usdt.trouble,
        }

    def environment(self) -> dict[str, str]:
        """Return the shop's settings of every rail."""
        return self._of_epay() | self._of_wechat() | self._of_alipay() | self._of_usdt()

    def _of_epay(self) -> dict[str, str]:
        return {
            "EPAY_URL": self.url,
            "EPAY_PID": self.epay.merchant_id,
            "EPAY_KEY": self.epay.key,
            "EPAY_TYPES": "alipay,wxpay",
            "EPAY_PRIVATE_KEY_FILE": str(self.second.merchant.private_file),
            "EPAY_PLATFORM_KEY_FILE": str(self.second.platform.public_file),
        }

    def _of_wechat(self) -> dict[str, str]:
        return {
            "WECHAT_PAY_APP_ID": wechat.APP_ID,
            "WECHAT_PAY_MCH_ID": wechat.MERCHANT_ID,
            "WECHAT_PAY_CERT_SERIAL": wechat.CERTIFICATE_SERIAL,
            "WECHAT_PAY_PRIVATE_KEY_FILE": str(self.wechat.merchant.private_file),
            "WECHAT_PAY_PUBLIC_KEY_FILE": str(self.wechat.platform.public_file),
            "WECHAT_PAY_PUBLIC_KEY_ID": wechat.PUBLIC_KEY_ID,
            "WECHAT_PAY_API_URL": f"{self.url}{WECHAT}",
        }

    def _of_alipay(self) -> dict[str, str]:
        return {
            "ALIPAY_APP_ID": alipay.APP_ID,
            "ALIPAY_PRIVATE_KEY_FILE": str(self.alipay.app_keys.private_file),
            "ALIPAY_PUBLIC_KEY_FILE": str(self.alipay.platform.public_file),
            "ALIPAY_GATEWAY_URL": f"{self.url}{ALIPAY}/gateway.do",
        }

    def _of_usdt(self) -> dict[str, str]:
        return {"BEPUSDT_URL": f"{self.url}{USDT}", "BEPUSDT_TOKEN": self.usdt.token}


def open_gateways(
    documents: Documents,
    secrets: Secrets,
    keys: Path,
    *,
    url: str,
    back: str,
    clock: Callable[[], float],
) -> PaymentGateways:
    """Open them all on one set of documents; key pairs are in the folder `keys`, payers go `back` to the chat."""
    epay = Gateway(
        documents,
        merchant_id=MERCHANT_ID,
        key=secrets.epay_key,
        public_url=url,
        telegram_page_url=back,
        clock=clock,
    )
    return PaymentGateways(
        url,
        epay,
        Version2(epay, keys),
        WeChatGateway(documents, keys=keys, prefix=WECHAT, back=back, clock=clock),
        AlipayGateway(documents, keys=keys, url=url, prefix=ALIPAY, back=back, clock=clock),
        UsdtGateway(documents, token=secrets.bepusdt_token, url=url, prefix=USDT, back=back, clock=clock),
    )
