"""Asks outside addresses how they are, politely. What their answers mean is for verdicts.py to say.

One request at a time to a host, with a pause between two; only so many hosts side by side; a bounded number of tries, a
bounded patience, a bounded part of any page. A host that asks to be left alone is.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urljoin, urlsplit

import httpx
from protego import Protego

from guide.links import settled

LONGEST = 2000  # of an address that a redirect leads to
ROBOTS_SIZE = 512 * 1024  # RFC 9309 asks for 500 KiB at least
TEXTS = ("text/html", "application/xhtml+xml", "text/plain", "")
NO_SUCH_HOST = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class Trouble(StrEnum):
    """Why there was no answer, or none that could be followed to its end."""

    NO_HOST = "no-host"
    NO_CONNECTION = "no-connection"
    CERTIFICATE = "certificate"
    TIMEOUT = "timeout"
    GARBLED = "garbled"
    LOOP = "loop"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    BAD_REDIRECT = "bad-redirect"
    ROBOTS = "robots"
    LEFT_ALONE = "left-alone"


PASSING = {Trouble.NO_CONNECTION, Trouble.TIMEOUT, Trouble.GARBLED}  # another try may go better
BUSY = (429, 503)  # statuses that may say when to come back
STUMBLED = (500, 502, 504)
MOVES = (301, 302, 303, 307, 308)
ASIDE = "location-aside"


@dataclass(frozen=True, slots=True)
class Manners:
    """How much is asked of others. Times are in seconds, sizes in bytes."""

    hosts: int = 8
    pause: float = 1.0
    timeout: float = 15.0
    deadline: float = 30.0  # for one request, its page included
    tries: int = 3
    patience: float = 60.0  # the longest wait that a host may ask for
    strikes: int = 2  # addresses in a row that a host may fail to answer
    redirects: int = 8
    page: int = 64 * 1024
    minutes: float = 45.0  # for the whole round


@dataclass(frozen=True, slots=True)
class Question:
    """An address to ask after. Without `look` its head is enough; the rest is what its last answer left with us."""

    address: str
    look: bool = True
    board: bool = False
    etag: str = ""
    modified: str = ""

    @property
    def is_conditional(self) -> bool:
        return bool(self.etag or self.modified)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the last status or the trouble, the redirects on the way there, the start of the page."""

    status: int = 0
    trouble: Trouble | None = None
    moves: tuple[tuple[int, str], ...] = ()  # of each redirect its status and where it led
    looked: bool = False
    text: str = ""
    etag: str = ""
    modified: str = ""


class Host:
    """The queue at one host."""

    def __init__(self, pause: float) -> None:
        self.queue = asyncio.Lock()
        self.pause = pause
        self.opens = 0.0  # when it may be asked again
        self.strikes = 0
        self.is_closed = False  # for the rest of this round
        self.is_absent = False
        self.robots: Protego | Trouble | None = None


@dataclass
class Visitor:
    """One round of visits. `client`, `sleep` and `clock` are the edges: network and time come in by them."""

    client: httpx.AsyncClient
    manners: Manners = Manners()
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    told: Callable[[str], object] = lambda address: None
    hosts: dict[str, Host] = field(default_factory=dict)

    async def visit(self, questions: Sequence[Question]) -> dict[str, Answer]:
        """The answers by address, hosts side by side. What there was no time or no leave to ask has no answer."""
        end = self.clock() + self.manners.minutes * 60
        seats = asyncio.Semaphore(self.manners.hosts)
        by_host: dict[str, list[Question]] = {}
        for question in questions:
            by_host.setdefault(_host(question.address), []).append(question)
        answers: dict[str, Answer] = {}

        async def ask_all(host: Host, queue: list[Question]) -> None:
            async with seats:
                for question in queue:
                    if host.is_closed or self.clock() > end:
                        return
                    answer = await self._ask(question)
                    if answer.trouble is not Trouble.LEFT_ALONE:
                        answers[question.address] = answer
                    passed = answer.trouble not in PASSING or answer.moves
                    host.strikes = 0 if passed else host.strikes + 1
                    host.is_closed |= host.strikes >= self.manners.strikes
                    self.told(question.address)

        await asyncio.gather(*(ask_all(self._at(queue[0].address), queue) for queue in by_host.values()))
        return answers

    def _at(self, address: str) -> Host:
        return self.hosts.setdefault(_host(address), Host(self.manners.pause))

    async def _ask(self, question: Question) -> Answer:
        """Its head when that is enough and is not refused; else the page."""
        if not question.look:
            answer = await self._follow("HEAD", question)
            if 200 <= answer.status < 400 or answer.status in BUSY or answer.trouble is Trouble.ROBOTS:
                return answer
        return await self._follow("GET", question)

    async def _follow(self, method: str, question: Question) -> Answer:
        """The answer at the end of the redirects, or why they have no end."""
        address, cookies = question.address, httpx.Cookies()
        moves: list[tuple[int, str]] = []
        seen = {(address, "")}
        while True:
            if question.board and (kept_out := await self._kept_out(address)):
                return Answer(trouble=kept_out, moves=tuple(moves))
            asked = question if not moves else replace(question, etag="", modified="")
            answer, location = await self._request(method, address, asked, cookies)
            answer = replace(answer, moves=tuple(moves))
            if answer.trouble or answer.status not in MOVES:
                return answer
            target = _target(address, location)
            if target is None:
                return replace(answer, trouble=Trouble.BAD_REDIRECT)
            here = target, _known(cookies)  # with a new cookie the same address may answer otherwise
            if here in seen:
                return replace(answer, trouble=Trouble.LOOP)
            if len(moves) >= self.manners.redirects:
                return replace(answer, trouble=Trouble.TOO_MANY_REDIRECTS)
            seen.add(here)
            moves.append((answer.status, target))
            address = target

    async def _request(
        self, method: str, address: str, question: Question, cookies: httpx.Cookies, size: int = 0
    ) -> tuple[Answer, str]:
        """One answer and its Location, after as many tries as manners allow."""
        host = self._at(address)
        if host.is_closed:
            return Answer(trouble=Trouble.LEFT_ALONE), ""
        if host.is_absent:
            return Answer(trouble=Trouble.NO_HOST), ""
        for tried in range(1, self.manners.tries + 1):
            async with self._turn(host):
                answer, headers = await self._once(method, address, question, cookies, size or self.manners.page)
            host.is_absent = answer.trouble is Trouble.NO_HOST
            wait = self._wait(answer, headers, tried)
            if wait is None:
                break
            if wait > self.manners.patience or tried == self.manners.tries:
                host.is_closed |= answer.status == 429 or wait > self.manners.patience
                break
            host.opens = self.clock() + wait
        return answer, headers.get(ASIDE, "")

    def _wait(self, answer: Answer, headers: httpx.Headers, tried: int) -> float | None:
        """The seconds to wait before another try; None when the answer stands."""
        backoff = self.manners.pause * 2**tried
        if answer.status in BUSY:
            asked = _retry_after(headers)
            return max(asked, self.manners.pause) if asked is not None else backoff
        return backoff if answer.status in STUMBLED or answer.trouble in PASSING else None

    @asynccontextmanager
    async def _turn(self, host: Host) -> AsyncIterator[None]:
        async with host.queue:
            if (wait := host.opens - self.clock()) > 0:
                await self.sleep(wait)
            try:
                yield
            finally:
                host.opens = self.clock() + host.pause

    async def _once(
        self, method: str, address: str, question: Question, cookies: httpx.Cookies, size: int
    ) -> tuple[Answer, httpx.Headers]:
        asked = {"If-None-Match": question.etag, "If-Modified-Since": question.modified}
        try:
            request = self.client.build_request(
                method, address, headers={name: value for name, value in asked.items() if value}
            )
            cookies.set_cookie_header(request)
            async with asyncio.timeout(self.manners.deadline):
                response = await self.client.send(request, stream=True)
                try:
                    cookies.extract_cookies(response)
                    text = await _start_of(response, size) if method == "GET" and response.is_success else ""
                finally:
                    await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            return Answer(trouble=_trouble(error)), httpx.Headers()
        headers = response.headers
        answer = Answer(
            response.status_code, looked=method == "GET" and response.is_success, text=text,
            etag=_kept(headers.get("etag", "")), modified=_kept(headers.get("last-modified", "")),
        )  # fmt: skip
        return answer, headers

    async def _kept_out(self, address: str) -> Trouble | None:
        """What keeps us from reading an address: its robots.txt, or what keeps us from that file (RFC 9309: where there
        is none all may be read, and nothing while it is out of reach)."""
        host, parts = self._at(address), urlsplit(address)
        if host.robots is None:
            host.robots = await self._robots(f"{parts.scheme}://{parts.netloc}/robots.txt")
            if isinstance(host.robots, Protego):
                asked = host.robots.crawl_delay(self._product) or 0
                host.pause = max(host.pause, min(asked, self.manners.patience))
        if isinstance(host.robots, Trouble):
            return host.robots
        return None if host.robots.can_fetch(address, self._product) else Trouble.ROBOTS

    @property
    def _product(self) -> str:
        """The name that a robots.txt would call us by."""
        return str(self.client.headers["User-Agent"]).partition("/")[0]

    async def _robots(self, address: str) -> Protego | Trouble:
        cookies = httpx.Cookies()
        for _ in range(5):  # redirects, as RFC 9309 has it
            answer, location = await self._request("GET", address, Question(address), cookies, ROBOTS_SIZE)
            if answer.status not in MOVES:
                break
            target = _target(address, location)
            if target is None:
                break
            address = target
        if answer.trouble:
            return answer.trouble
        if answer.status >= 500 or answer.status == 429:
            return Trouble.ROBOTS
        return Protego.parse(answer.text if answer.status < 300 else "")


def new_client(name: str, manners: Manners) -> httpx.AsyncClient:
    """A client that says who it is, keeps no cookies, asks for plain bytes and takes its proxies from the
    environment."""
    return httpx.AsyncClient(
        headers={
            "User-Agent": name,
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Language": "es,en;q=0.8",
            "Accept-Encoding": "identity",  # what is small in transit may be huge once unpacked
        },
        timeout=manners.timeout,
        follow_redirects=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        event_hooks={"response": [_set_aside]},
    )


async def _set_aside(response: httpx.Response) -> None:
    """httpx reads a Location even when it is not to follow it, and fails on a bad one: it is kept from it."""
    if location := response.headers.pop("location", None):
        response.headers[ASIDE] = location


async def _start_of(response: httpx.Response, size: int) -> str:
    """The first bytes of a text as they came, never unpacked; of a picture or an archive, nothing."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TEXTS:
        return ""
    raw = b""
    async for chunk in response.aiter_raw():
        raw += chunk
        if len(raw) >= size:
            break
    try:
        return raw[:size].decode(response.charset_encoding or "utf-8", "replace")
    except LookupError:
        return raw[:size].decode("utf-8", "replace")


def _target(address: str, location: str) -> str | None:
    """Where a redirect leads; None when that is no address that the guide could cite, such as one of a private
    machine."""
    location = location.strip().replace(" ", "%20")
    try:
        return settled(urljoin(address, location)) if 0 < len(location) <= LONGEST else None
    except ValueError:
        return None


def _trouble(error: Exception) -> Trouble:
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return Trouble.CERTIFICATE
    if any(isinstance(cause, socket.gaierror) and cause.errno in NO_SUCH_HOST for cause in causes):
        return Trouble.NO_HOST
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return Trouble.TIMEOUT
    return Trouble.NO_CONNECTION if isinstance(error, httpx.NetworkError | httpx.ProxyError) else Trouble.GARBLED


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _retry_after(headers: httpx.Headers) -> float | None:
    """The seconds that a host asks for; a date counts from the answer's own."""
    asked = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", asked):
        return float(asked)
    try:
        return (parsedate_to_datetime(asked) - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
    except (TypeError, ValueError):
        return None


def _kept(header: str) -> str:
    """A validator worth keeping: short, and of characters that can be sent back."""
    return header if len(header) <= 200 and header.isascii() and header.isprintable() else ""


def _known(cookies: httpx.Cookies) -> str:
    return "; ".join(sorted(f"{cookie.domain} {cookie.name}={cookie.value}" for cookie in cookies.jar))


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower()
