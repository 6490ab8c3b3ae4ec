"""How python-telegram-bot reaches Telegram here: over aiohttp, which costs a fraction of its stock httpx."""

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
URGENT = "/answerPreCheckoutQuery"
URGENT_CONNECTIONS = 4


class AiohttpRequest(BaseRequest):
    """Requests to the Bot API. HTTP proxies are taken from the environment, as the stock request does."""

    def __init__(self, connections: int) -> None:
        """Keep how many connections may be open at once; none is opened before `initialize`."""
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._urgent: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """The usual seconds to wait for an answer; long polling adds its own to them."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the pool of connections, and a small one for what cannot wait until one of them is free."""
        if self._session is None:
            self._session = _session(self._connections)
            self._urgent = _session(URGENT_CONNECTIONS)

    async def shutdown(self) -> None:
        """Close the pools of connections."""
        for session in (self._session, self._urgent):
            if session is not None:
                await session.close()
        self._session = self._urgent = None

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request and return the status and the body.

        Raises:
            telegram.error.TimedOut: no answer in time; the request may have been carried out.
            telegram.error.NetworkError: no answer at all. The message holds no address, because of the token.
        """
        session = self._urgent if url.endswith(URGENT) else self._session
        if session is None:
            raise RuntimeError("the request is not initialized")
        seconds = read_timeout if isinstance(read_timeout, int | float) else READ_SECONDS
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=seconds)
        try:
            async with session.request(
                method,
                url,
                data=_body(request_data),
                timeout=timeout,
                headers={"User-Agent": self.USER_AGENT},
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from error


def _session(connections: int) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=connections), trust_env=True)


def _body(request_data: RequestData | None) -> dict[str, str] | aiohttp.FormData | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
