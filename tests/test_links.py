"""Links to the outside: what each kind of answer means, how politely it is asked for, and what is remembered.

The table of cases is the proof: a real client asks a real server that plays every kind of host (outside.py).
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import trustme
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from outside import (
    HUGE,
    Outside,
    Play,
    bomb,
    by_method,
    by_path,
    chain,
    drip,
    endless,
    in_turn,
    leads,
    outside,
    page,
    raw,
    remembering,
    reset,
    robots,
    silence,
    status,
    wall,
)  # fmt: skip
from projects import ROOT, edited, small_files

from build import main
from guide.commands.links import round_of
from guide.issues import LARGEST, claim_report, link_problems, link_report
from guide.links import Link, by_address, links
from guide.load import load, read
from guide.model import Employer, EscoCode, OfficialLink, Platform, Source, TableSource
from guide.problems import Place
from guide.report import message
from guide.verdicts import (
    Kind,
    Memory,
    ask,
    is_cut_off,
    is_due,
    judge,
    read_memories,
    remember,
    says_not_found,
    write_memories,
)
from guide.view import Guide
from guide.visits import Answer, Manners, Question, Trouble, Visitor, new_client

pytestmark = pytest.mark.xdist_group("links")  # one small internet for all of them

TODAY = date(2026, 11, 26)
QUICK = Manners(pause=0, timeout=20, deadline=20, tries=2, redirects=5, page=16 * 1024)
HASTY = Manners(pause=0, timeout=0.3, deadline=0.6, tries=1)

# ---------------------------------------------------------------- the table

BODY = '<script src="{}"></script>'
# host -> what it plays, the class it must be given, and on what evidence (of `moved`, where to)
TABLE: dict[str, tuple[Play, str, str]] = {
    "well": (page(), "ok", ""),
    "no-content": (status(204), "ok", ""),
    "picture": (page(content_type="image/png"), "ok", ""),
    "endless": (endless, "ok", ""),  # only its first bytes are read
    "bomb": (bomb, "ok", ""),  # never unpacked
    "no-such-charset": (page(content_type="text/html; charset=klingon"), "ok", ""),
    "found": (by_path(page(), page=leads(302, "/there")), "ok", ""),
    "see-other": (by_path(page(), page=leads(303, "/there")), "ok", ""),
    "temporary": (by_path(page(), page=leads(307, "/there")), "ok", ""),
    "cookie-wall": (wall, "ok", ""),
    "bad-cookie": (page(set_cookie="\x01=;;;expires=never; domain=.com"), "ok", ""),
    # moved for good
    "moved": (by_path(page(), page=leads(301, "http://moved.example/there")), "moved", "http://moved.example/there"),
    "moved-308": (by_path(page(), page=leads(308, "/there")), "moved", "http://moved-308.example/there"),
    "moved-away": (leads(301, "http://well.example/jobs"), "moved", "http://well.example/jobs"),
    "moved-twice": (
        by_path(page(), page=leads(301, "/a"), a=leads(301, "/b")), "moved", "http://moved-twice.example/b",
    ),
    "moved-then-for-now": (
        by_path(page(), page=leads(301, "/a"), a=leads(302, "/login")), "moved", "http://moved-then-for-now.example/a",
    ),
    "moved-with-space": (by_path(page(), page=leads(301, "/a b")), "moved", "http://moved-with-space.example/a%20b"),
    # gone, on its first day
    "not-found": (status(404), "failing", "404"),
    "gone": (status(410), "failing", "410"),
    "moved-to-nothing": (by_path(status(404), page=leads(301, "/there")), "failing", "404"),
    "moved-to-no-host": (leads(301, "http://nothing.invalid/"), "failing", "no-host"),
    # parked or for sale
    "sold": (leads(302, "http://www.hugedomains.com/domain_profile.cfm?d=sold"), "parked", "sale-site"),
    "for-sale": (page("for-sale.example is for sale"), "parked", "sale-title"),
    "for-sale-es": (page("Este dominio está en venta"), "parked", "sale-title"),
    "this-domain": (page("This domain may be for sale | Buy now"), "parked", "sale-title"),
    "parked": (page("parked.example", BODY.format("//img.sedoparking.com/park.js")), "parked", "parking-service"),
    "lander": (page("", '<script>window.location.href="/lander"</script>'), "parked", "parking-service"),
    # speaks of parked domains, and is none
    "article": (page("Why a domain is for sale", '<a href="https://sedoparking.com/">x</a>'), "ok", ""),
    # nobody can tell
    **{f"says-{code}": (status(code), "unknown", str(code)) for code in (400, 401, 402, 403, 406, 451, 500, 501, 999)},
    "busy": (status(429), "unknown", "429"),
    "busy-for-long": (status(429, retry_after="86400"), "unknown", "429"),
    "busy-nonsense": (status(503, retry_after="soon, 🙂".encode().decode("latin-1")), "unknown", "503"),
    "bad-gateway": (status(502), "unknown", "502"),
    "gateway-timeout": (status(504), "unknown", "504"),
    "choices": (status(300), "unknown", "300"),
    # redirects that lead nowhere
    "loop": (leads(302, "/page"), "unknown", "loop"),
    "loop-of-two": (by_path(leads(301, "/page"), page=leads(301, "/other")), "unknown", "loop"),
    "chain": (chain, "unknown", "too-many-redirects"),
    "no-location": (status(302), "unknown", "bad-redirect"),
    "to-this-machine": (leads(302, "http://127.0.0.1/admin"), "unknown", "bad-redirect"),
    "to-a-cloud": (leads(302, "http://169.254.169.254/latest/meta-data"), "unknown", "bad-redirect"),
    "to-ipv6": (leads(302, "http://[::1]/"), "unknown", "bad-redirect"),
    "to-broken-ipv6": (leads(302, "http://[::1/"), "unknown", "bad-redirect"),
    "to-a-file": (leads(302, "file:///etc/passwd"), "unknown", "bad-redirect"),
    "to-a-script": (leads(302, "javascript:alert(1)"), "unknown", "bad-redirect"),
    "to-a-password": (leads(302, "http://me:secret@well.example/"), "unknown", "bad-redirect"),
    "to-markup": (leads(302, "http://well.example/<img>"), "unknown", "bad-redirect"),
    "to-very-far": (leads(302, "http://well.example/" + "a" * 3000), "unknown", "bad-redirect"),
    # lies
    "lies": (page("Page not found"), "unknown", "says-not-found"),
    "lies-404": (page("404 | Acme"), "unknown", "says-not-found"),
    "lies-es": (page("Página no encontrada - Acme"), "unknown", "says-not-found"),
    "lies-job": (page("This job is no longer available"), "unknown", "says-not-found"),
    "writes-of-404": (page("How to mend a page not found error"), "ok", ""),
    "all-roads": (by_path(page(), page=leads(301, "/")), "unknown", "front-page"),
    "never-asked": (status(304), "unknown", "304"),
    # the line itself
    "reset": (reset, "unknown", "no-connection"),
    "hangs-up": (raw(b""), "unknown", "garbled"),
    "noise": (raw(b"\x00\xff\x16 not a status line\r\n\r\n"), "unknown", "garbled"),
    "bad-headers": (raw(b"HTTP/1.1 200 OK\r\nno colon\r\n\xff\xfe\r\n\r\n"), "unknown", "garbled"),
    "huge-headers": (raw(b"HTTP/1.1 200 OK\r\nx: " + b"a" * 300_000 + b"\r\n\r\n"), "unknown", "garbled"),
    "cut-short": (raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"), "unknown", "garbled"),
    "stumbles-once": (in_turn(status(503, retry_after="0"), page()), "ok", ""),
    "resets-once": (in_turn(reset, page()), "ok", ""),
}  # fmt: skip

# job boards: what robots.txt says is done
BOARDS: dict[str, tuple[Play, str, str]] = {
    "board-free": (by_path(page(), robots=status(404)), "ok", ""),
    "board-open": (by_path(page(), robots=robots("User-agent: *\nDisallow: /private")), "ok", ""),
    "board-shut": (by_path(page(), robots=robots("User-agent: *\nDisallow: /")), "unknown", "robots"),
    "board-wild": (by_path(page(), robots=robots("User-agent: *\nDisallow: /*age$")), "unknown", "robots"),
    "board-for-us": (
        by_path(page(), robots=robots("User-agent: test-links\nAllow: /\n\nUser-agent: *\nDisallow: /")), "ok", "",
    ),
    "board-not-us": (by_path(page(), robots=robots("User-agent: test-links\nDisallow: /")), "unknown", "robots"),
    "board-broken": (by_path(page(), robots=status(500)), "unknown", "robots"),
    "board-noise": (by_path(page(), robots=raw(b"HTTP/1.1 200 OK\r\n\r\n\x00\xff: \xfe")), "ok", ""),
    "board-silent": (by_path(page(), robots=reset), "unknown", "no-connection"),
    "board-elsewhere": (by_path(leads(302, "http://board-shut.example/page"), robots=status(404)), "unknown", "robots"),
}  # fmt: skip

HOSTS = {**{name: play for name, (play, _, _) in {**TABLE, **BOARDS}.items()}, "www.hugedomains.com": page("Buy")}


@pytest.fixture(scope="module")
def net() -> Iterator[Outside]:
    plays = {**HOSTS, "silent": silence, "drip": drip}
    with outside(plays) as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.environ.items():
            patch.setenv(name, value)
        yield server


def go(
    questions: Sequence[Question], manners: Manners = QUICK, sleep: Callable | None = None, **edges: Callable
) -> dict[str, Answer]:
    async def run() -> dict[str, Answer]:
        async with new_client("test-links/1.0 (+https://guide.example/)", manners) as client:
            return await Visitor(client, manners, sleep=sleep or asyncio.sleep, **edges).visit(questions)

    return asyncio.run(run())


def at(host: str, path: str = "/page") -> str:
    return f"http://{host}.example{path}"


@pytest.fixture(scope="module")
def round_of_all(net: Outside) -> dict[str, Memory]:
    """Every host of the table, asked in one round."""
    questions = [Question(at(host), board=host in BOARDS) for host in {**TABLE, **BOARDS}]
    answers = go(questions)
    return {q.address: remember(None, q, answers[q.address], TODAY) for q in questions if q.address in answers}


@pytest.mark.parametrize(("host", "kind", "evidence"), [(h, k, e) for h, (_, k, e) in {**TABLE, **BOARDS}.items()])
def test_every_answer_has_its_class(host: str, kind: str, evidence: str, round_of_all: dict[str, Memory]) -> None:
    found = round_of_all[at(host)]

    assert (found.kind, found.to or found.why) == (kind, evidence)


@pytest.mark.parametrize("host", ["silent", "drip"])
def test_what_is_slow_is_left(host: str, net: Outside) -> None:
    assert go([Question(at(host))], HASTY)[at(host)].trouble is Trouble.TIMEOUT


def test_of_an_endless_page_little_is_read(round_of_all: dict[str, Memory], net: Outside) -> None:
    assert net.sent["endless.example"] < HUGE / 4  # what the sockets between hold, and no more


def test_robots_are_asked_only_for_job_boards_and_once(round_of_all: dict[str, Memory], net: Outside) -> None:
    assert "GET /robots.txt" not in net.asked["well.example"]
    assert net.asked["board-shut.example"] == ["GET /robots.txt"]


def test_who_asks_says_so(round_of_all: dict[str, Memory], net: Outside) -> None:
    sent = net.headers["well.example"][0]

    assert sent["user-agent"] == "test-links/1.0 (+https://guide.example/)"
    assert sent["accept-encoding"] == "identity"
    assert "cookie" not in sent


def test_no_visit_knows_of_another(net: Outside) -> None:
    plays = {"a": page(set_cookie="seen=1; Path=/"), "b": leads(302, at("c"))}
    server, _, _ = wait_for(plays, [Question(at("a")), Question(at("a", "/2")), Question(at("b"), etag='"b"')], QUICK)

    assert len(server.headers["a.example"]) == 2
    assert all("cookie" not in sent for sent in server.headers["a.example"])
    assert "if-none-match" in server.headers["b.example"][0]
    assert "if-none-match" not in server.headers["c.example"][0]


class TestTheLine:
    """What happens before a word of HTTP is said."""

    def test_no_such_host(self, net: Outside) -> None:
        address = "http://nothing.invalid/page"

        assert go([Question(address)])[address].trouble is Trouble.NO_HOST

    def test_no_such_host_of_a_job_board(self, net: Outside) -> None:
        address = "http://nothing.invalid/page"

        assert go([Question(address, board=True)])[address].trouble is Trouble.NO_HOST

    def test_nobody_listens(self, net: Outside) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{unused.getsockname()[1]}/"

            assert go([Question(address)])[address].trouble is Trouble.NO_CONNECTION

    def test_a_certificate_that_nobody_vouches_for(self, net: Outside) -> None:
        server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        address = f"https://127.0.0.1:{server.server_port}/"
        try:
            assert go([Question(address)])[address].trouble is Trouble.CERTIFICATE
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


# ---------------------------------------------------------------- manners


class Waits:
    """A clock that only moves when somebody sleeps, and what they slept."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds

    def clock(self) -> float:
        return self.now


def wait_for(
    plays: dict[str, Play], questions: Sequence[Question], manners: Manners
) -> tuple[Outside, list[float], dict]:
    waits = Waits()
    with outside(plays) as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.environ.items():
            patch.setenv(name, value)
        answers = go(questions, manners, sleep=waits.sleep, clock=waits.clock)
    return server, waits.slept, answers


class TestManners:
    POLITE = Manners(pause=1, timeout=20, deadline=20, tries=3, patience=60)

    def test_one_at_a_time_to_a_host_and_so_many_hosts_at_once(self) -> None:
        held = {name: in_turn(_held) for name in ("a", "b", "c", "d")}
        questions = [Question(at(host, f"/{n}")) for n in range(3) for host in held]
        server, _, answers = wait_for(held, questions, Manners(hosts=2, pause=0, timeout=20, deadline=20))

        assert len(answers) == 12
        assert server.busiest == {"all": 2, **{f"{host}.example": 1 for host in held}}

    def test_one_at_a_time_also_where_redirects_meet(self) -> None:
        plays = {**{name: leads(302, "http://meet.example/") for name in "abcdef"}, "meet": _held}
        server, _, _ = wait_for(plays, [Question(at(host)) for host in "abcdef"], Manners(pause=0))

        assert server.busiest["meet.example"] == 1
        assert len(server.asked["meet.example"]) == 6

    def test_a_pause_between_two_requests_to_a_host(self) -> None:
        _, slept, _ = wait_for({"a": page()}, [Question(at("a", f"/{n}")) for n in range(3)], self.POLITE)

        assert slept == [1, 1]

    def test_a_pause_as_long_as_robots_ask_within_reason(self) -> None:
        for asked, waited in (("7", 7), ("86400", 60), ("soon", 1)):
            shop = by_path(page(), robots=robots(f"User-agent: *\nCrawl-delay: {asked}"))
            _, slept, _ = wait_for({"a": shop}, [Question(at("a"), board=True), Question(at("a", "/2"))], self.POLITE)

            assert slept == [1, waited]  # the first before the delay was known

    @pytest.mark.parametrize(
        ("headers", "waited"),
        [
            ({"retry_after": "30"}, 30),
            ({"retry_after": "0"}, 1),
            ({"retry_after": "Thu, 26 Nov 2026 10:00:20 GMT", "date": "Thu, 26 Nov 2026 10:00:00 GMT"}, 20),
            ({"retry_after": "yesterday"}, 2),
            ({"retry_after": "-5"}, 2),
            ({}, 2),
        ],
    )  # fmt: skip
    def test_another_try_when_it_was_asked_for(self, headers: dict[str, str], waited: float) -> None:
        def busy(handler: object) -> None:
            handler.send_response_only(429)  # type: ignore[attr-defined]
            for name, value in {"content-length": "0", **headers}.items():
                handler.send_header(name.replace("_", "-"), value)  # type: ignore[attr-defined]
            handler.end_headers()  # type: ignore[attr-defined]

        _, slept, answers = wait_for({"a": in_turn(busy, page())}, [Question(at("a"))], self.POLITE)

        assert slept == [waited]
        assert answers[at("a")].status == 200

    def test_tries_have_an_end_and_longer_pauses(self) -> None:
        server, slept, answers = wait_for({"a": status(500)}, [Question(at("a"))], self.POLITE)

        assert len(server.asked["a.example"]) == 3
        assert slept == [2, 4]
        assert answers[at("a")].status == 500

    @pytest.mark.parametrize("code", [429, 503])
    def test_a_host_that_asks_for_more_patience_than_there_is_is_left_alone(self, code: int) -> None:
        plays = {"a": status(code, retry_after="3600"), "b": leads(302, at("a"))}
        questions = [*(Question(at("a", f"/{n}")) for n in range(5)), Question(at("b"))]
        server, _, answers = wait_for(plays, questions, replace(self.POLITE, hosts=1))

        assert len(server.asked["a.example"]) == 1
        assert list(answers) == [at("a", "/0")]  # and not b, which leads there

    def test_a_host_that_does_not_answer_is_left_alone(self) -> None:
        questions = [Question(at("a", f"/{n}")) for n in range(5)]
        _, _, answers = wait_for({"a": reset}, questions, Manners(pause=1, tries=1, strikes=2))

        assert list(answers) == [at("a", "/0"), at("a", "/1")]

    def test_a_round_has_an_end(self) -> None:
        questions = [Question(at("a", f"/{n}")) for n in range(10)]
        _, _, answers = wait_for({"a": page()}, questions, Manners(pause=30, minutes=1))

        assert len(answers) == 4  # at 0, 30 and 60 seconds, and the one that waits since

    @pytest.mark.parametrize(
        ("play", "asked"),
        [
            (page(), ["HEAD"]),
            (by_method(status(405), page()), ["HEAD", "GET"]),
            (by_method(status(404), page()), ["HEAD", "GET"]),
            (by_method(raw(b""), page()), ["HEAD", "GET"]),
            (by_method(status(403), status(404)), ["HEAD", "GET"]),
        ],
    )
    def test_its_head_is_enough_unless_it_is_refused(self, play: Play, asked: list[str], net: Outside) -> None:
        server, _, _ = wait_for({"a": play}, [Question(at("a"), look=False)], Manners(pause=0, tries=1))

        assert [each.split()[0] for each in server.asked["a.example"]] == asked

    def test_what_has_not_changed_is_not_sent_again(self) -> None:
        plays = {"a": remembering('"one"')}
        first = Question(at("a"))
        _, _, answers = wait_for(plays, [first], QUICK)
        known = remember(None, first, answers[at("a")], TODAY)
        again = ask(at("a"), known, today=TODAY + timedelta(days=30))
        _, _, answers = wait_for(plays, [again], QUICK)
        after = remember(known, again, answers[at("a")], TODAY + timedelta(days=30))

        assert (again.etag, again.look) == ('"one"', True)
        assert answers[at("a")].status == 304
        assert (after.kind, after.etag, after.since, after.looked) == (
            Kind.OK, '"one"', TODAY, TODAY + timedelta(days=30),
        )  # fmt: skip


def _held(handler: object) -> None:
    handler.server.over.wait(0.02)  # type: ignore[attr-defined]
    handler.say(200)  # type: ignore[attr-defined]


# ---------------------------------------------------------------- verdicts and memory

WELL, LOST, BLOCKED = Answer(200), Answer(404), Answer(403)
ASKED = Question("http://a.example/page")


def days(*steps: tuple[int, Answer]) -> Memory:
    """What is known after answers on some days."""
    memory = None
    for day, answer in steps:
        memory = remember(memory, ASKED, answer, TODAY + timedelta(days=day))
    assert memory
    return memory


class TestMemory:
    @pytest.mark.parametrize(
        ("steps", "kind"),
        [
            ([(0, LOST)], "failing"),
            ([(0, LOST), (6, LOST)], "failing"),
            ([(0, LOST), (7, LOST)], "gone"),
            ([(0, LOST), (3, LOST), (7, LOST)], "gone"),
            ([(0, LOST), (7, BLOCKED)], "failing"),  # what is uncertain counts for nothing
            ([(0, LOST), (3, BLOCKED), (7, LOST)], "gone"),
            ([(0, LOST), (7, LOST), (8, BLOCKED)], "gone"),
            ([(0, LOST), (3, WELL), (7, LOST)], "failing"),  # it came back, and the count begins anew
            ([(0, LOST), (7, LOST), (8, WELL)], "ok"),
            ([(0, BLOCKED), (30, BLOCKED)], "unknown"),
            ([(0, Answer(trouble=Trouble.NO_HOST)), (9, LOST)], "gone"),
            ([(0, LOST), (-9, LOST)], "failing"),  # a clock that went back
        ],
    )
    def test_gone_takes_two_failures_a_week_apart(self, steps: list[tuple[int, Answer]], kind: str) -> None:
        assert days(*steps).kind == kind

    def test_since_is_the_day_it_became_so(self) -> None:
        memory = days((0, WELL), (5, BLOCKED), (6, BLOCKED), (9, BLOCKED))

        assert memory.since == TODAY + timedelta(days=5)
        assert memory.last == TODAY + timedelta(days=9)

    @pytest.mark.parametrize("answer", [LOST, Answer(trouble=Trouble.NO_HOST)])
    def test_a_daily_round_finds_out_in_a_week(self, answer: Answer) -> None:
        memory = days((-1, WELL))
        kinds = []
        for day in range(30):
            today = TODAY + timedelta(days=day)
            if is_due(ASKED.address, memory, today):
                memory = remember(memory, ASKED, answer, today)
            kinds.append(memory.kind)
        first = kinds.index(Kind.FAILING)

        assert first < 7
        assert kinds[first:] == [Kind.FAILING] * 7 + [Kind.GONE] * (30 - first - 7)

    def test_failures_are_the_first_and_the_last(self) -> None:
        memory = days((0, LOST), (1, LOST), (2, BLOCKED), (9, LOST), (10, BLOCKED))

        assert memory.failures == (TODAY, TODAY + timedelta(days=9))

    def test_what_is_well_is_asked_once_a_week_and_what_is_in_doubt_every_day(self) -> None:
        asked = [n for n in range(1, 15) if is_due(ASKED.address, days((0, WELL)), TODAY + timedelta(days=n))]
        doubt = days((0, WELL), (5, LOST))

        assert 4 <= asked[0] <= 7
        assert is_due(ASKED.address, doubt, TODAY + timedelta(days=6))
        assert not is_due(ASKED.address, doubt, TODAY + timedelta(days=5))
        assert is_due(ASKED.address, None, TODAY)

    @given(st.lists(st.tuples(st.integers(0, 10), st.sampled_from([WELL, LOST, BLOCKED])), min_size=1, max_size=30))
    def test_nothing_is_gone_on_less(self, steps: list[tuple[int, Answer]]) -> None:
        day, passed = 0, []
        for step, answer in steps:
            day += step
            passed.append((day, answer))
        last_well = max((n for n, (_, answer) in enumerate(passed) if answer is WELL), default=-1)
        lost = [day for day, answer in passed[last_well + 1 :] if answer is LOST]

        assert (days(*passed).kind is Kind.GONE) == (bool(lost) and lost[-1] - lost[0] >= 7)

    @given(st.dictionaries(st.text(), st.builds(
        Memory, kind=st.sampled_from(Kind), why=st.text(), status=st.integers(0, 999), to=st.text(), since=st.dates(),
        last=st.dates(), looked=st.none() | st.dates(), failures=st.lists(st.dates()).map(tuple), etag=st.text(),
        modified=st.text(),
    ), max_size=3))  # fmt: skip
    def test_it_is_read_as_it_was_written(self, memories: dict[str, Memory]) -> None:
        text = write_memories(memories)

        assert read_memories(text) == memories
        assert write_memories(read_memories(text) or {}) == text

    @pytest.mark.parametrize(
        "text",
        ["", "null", "[]", "{}", '{"version": 2, "links": {}}', '{"version": 1}', '{"version": 1, "links": {"a": {}}}',
         '{"version": 1, "links": [', "[" * 100_000, '{"version": 1, "links": {"a": {"class": "well"}}}'],
    )  # fmt: skip
    def test_a_damaged_file_is_no_memory(self, text: str) -> None:
        assert read_memories(text) is None

    def test_when_nobody_answers_it_is_we_who_are_away(self) -> None:
        nobody = {at(host): Answer(trouble=Trouble.NO_HOST) for host in "abc"}

        assert is_cut_off(nobody)
        assert not is_cut_off({**nobody, at("d"): BLOCKED})
        assert not is_cut_off({at("a"): Answer(trouble=Trouble.NO_HOST)})  # one alone may well be gone
        assert not is_cut_off({})


@given(st.text(max_size=2000))
def test_no_page_is_too_strange_to_judge(text: str) -> None:
    judge(ASKED, Answer(200, text=text))
    judge(ASKED, Answer(200, text=f"<title>{text}</title><script src={text}"))


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("404", True), ("404 Not Found", True), ("Error 404", True), ("Acme | Page not found", True),
        ("Oops! Page not found.", True), ("The page you’re looking for doesn’t exist", True),
        ("Job not found - Careers", True), ("Página no encontrada | Acme", True), ("Page introuvable – Acme", True),
        ("404 Media", False), ("Page found", False), ("Why jobs are not found", False), ("Acme", False), ("", False),
        ("Not found in translation: remote work", False), ("La vacante no existe todavía", False),
    ],
)  # fmt: skip
def test_what_a_title_says(title: str, says: bool) -> None:
    assert says_not_found(f"<TITLE lang=es>\n {title}\n</TITLE>") is says


# ---------------------------------------------------------------- what is cited


def test_every_address_of_the_data_is_found_at_its_line() -> None:
    loaded = load(read(ROOT))
    found = links(loaded)
    written = {
        (path, number)
        for path, text in loaded.texts.items()
        if not path.startswith("templates/")
        for number, line in enumerate(text.split("\n"), 1)
        if re.search("https?://(?!acme[.]example)", line) and not line.lstrip().startswith("#")
    }

    assert {(link.place.path, link.place.line) for link in found} == written
    assert len(by_address(found)) > 600
    for link in found:
        line = loaded.texts[link.place.path].split("\n")[link.place.line - 1]
        assert "://" in line[link.place.column - 1 :]


def test_every_field_that_the_model_calls_an_address_is_asked() -> None:
    from guide.links import _address_fields

    models = (Source, Employer, Platform, EscoCode, OfficialLink, TableSource)

    assert {model: _address_fields(model) for model in models} == {
        Source: ("url", "via"), Employer: ("website", "careers", "board"), Platform: ("website",), EscoCode: ("uri",),
        OfficialLink: ("url", "read_in"), TableSource: ("url",),
    }  # fmt: skip


def test_of_what_is_gone_nothing_is_asked() -> None:
    path = "data/employers/acme.yaml"
    files = edited(
        small_files(), path, "roles:", "removed: {date: 2026-11-24, why: {es: Cerró., en: It closed.}}\nroles:"
    )

    assert any(link.place.path == path for link in links(load(small_files())))
    assert not any(link.place.path == path for link in links(load(files)))


# ---------------------------------------------------------------- the report


@pytest.mark.parametrize("longest", [1500, 90_000])
def test_a_report_fits_an_issue_and_nothing_in_it_is_markup(longest: int) -> None:
    loaded = load(small_files())
    guide = Guide.of(loaded, TODAY, "owner/name")
    hostile = "http://a.example/@everyone/*b*/`c`/[d](e)?" + "f" * longest
    cited = {f"{hostile}{n}": [Link(f"{hostile}{n}", Place("data/employers/acme.yaml", n))] for n in range(1, 100)}
    gone = Memory(kind=Kind.GONE, why="404", since=TODAY, last=TODAY, to=hostile)
    report = link_report(cited, dict.fromkeys(cited, gone), guide)

    assert 0 < len(report) <= LARGEST
    assert not any(mark in report for mark in ("@", "*b*", "`", "[d]"))
    assert "(99)" in report


def test_a_warning_speaks_each_language_to_its_end() -> None:
    memory = Memory(kind=Kind.FAILING, why="no-host", since=TODAY, last=TODAY)
    (found,) = link_problems([Link(at("a"), Place("data/employers/acme.yaml"))], {at("a"): memory})
    words = load(small_files()).words

    assert "(no existe ese servidor)" in message(found, words["es"])
    assert "(there is no such server)" in message(found, words["en"])


@pytest.mark.parametrize(
    "why", [*Trouble, "says-not-found", "front-page", "sale-site", "sale-title", "parking-service"]
)
def test_every_reason_has_words(why: str) -> None:
    for words in load(small_files()).words.values():
        assert why == Trouble.LEFT_ALONE or words.say(f"links.why.{why}")


@pytest.mark.parametrize("kind", [Kind.OK, Kind.FAILING, Kind.UNKNOWN])
def test_nothing_to_act_on_is_nothing_to_report(kind: Kind) -> None:
    link = Link(at("a"), Place("data/employers/acme.yaml"))
    memory = Memory(kind=kind, why="404", since=TODAY, last=TODAY)

    assert link_report({at("a"): [link]}, {at("a"): memory}, Guide.of(load(small_files()), TODAY)) == ""


def test_a_name_stays_wherever_it_leads() -> None:
    link = Link(at("a"), Place("data/jobs.yaml"), name=True)
    memory = Memory(kind=Kind.MOVED, to=at("b"), since=TODAY, last=TODAY)

    assert link_report({at("a"): [link]}, {at("a"): memory}, Guide.of(load(small_files()), TODAY)) == ""


# ---------------------------------------------------------------- the command

ACME = "data/employers/acme.yaml"
WEB: dict[str, Play] = {
    "acme": by_path(page(), careers=leads(301, "/jobs"), handbook=status(404)),
    "jobs": by_path(page(), robots=robots("User-agent: *\nDisallow: /acme/")),
    "bazaar": page("bazaar.example is for sale"),
}


@pytest.fixture(scope="module")
def web() -> Iterator[Outside]:
    with outside(WEB) as server:
        yield server


@pytest.fixture
def cited(root: Path) -> Path:
    """The small site, citing the small internet."""
    for path in [*(root / "data").rglob("*.yaml"), *(root / "content").rglob("*.md")]:
        path.write_text(path.read_text("utf-8").replace("https://", "http://"), "utf-8")
    return root


def command(root: Path, *options: str, **environ: str) -> Result:
    """build.py in this process, as a person would run it; a fault of ours is not taken for an exit code."""
    ours = dict.fromkeys(("GITHUB_ACTIONS", "GITHUB_REPOSITORY", "GITHUB_STEP_SUMMARY", "SITE_URL"))
    asked = ["--root", str(root), "--today", "2026-11-24", "--lang", "en", *options]
    done = CliRunner().invoke(main, asked, env={**ours, **environ})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def run(cited: Path, web: Outside) -> Callable[..., Result]:
    def run(*options: str, **environ: str) -> Result:
        kept = ("--cache", str(cited / "links.json"))
        return command(cited, "links", "--pause", "0", *kept, *options, **web.environ, **environ)

    return run


class TestCommand:
    def test_two_rounds_a_week_apart(self, cited: Path, web: Outside, run: Callable, run_build: Callable) -> None:
        before = {path: path.read_bytes() for path in (cited / "data").rglob("*.yaml")}
        cache, report = cited / "links.json", cited / "links.md"
        kept = ("--pause", "0", "--cache", "links.json", "--report", "links.md", "--lang", "en")
        first = run_build(cited, "links", *kept, **web.environ)
        memory = json.loads(cache.read_text("utf-8"))
        more = {**memory["links"], at("no-longer-cited"): memory["links"][at("acme", "/handbook")]}
        cache.write_text(json.dumps({**memory, "links": more}), "utf-8")
        nothing_yet = run("--report", str(report), "--today", "2026-11-30")
        second = run("--report", str(report), "--today", "2026-12-01", GITHUB_REPOSITORY="owner/name")
        told = report.read_text("utf-8")

        assert [first.returncode, nothing_yet.exit_code, second.exit_code] == [0, 0, 0]
        assert f"{ACME}:5:10: warning: " in first.stderr
        assert (
            "warning: the address http://acme.example/handbook has been failing since 2026-11-24 (HTTP 404)"
            in first.stderr
        )
        assert "has moved for good to http://acme.example/jobs" in first.stderr
        assert "robots.txt" in first.stderr
        assert "[link-parked]" in first.stderr
        assert "[link-gone]" not in nothing_yet.stderr
        assert "[link-gone]" in second.stderr
        assert set(json.loads(cache.read_text("utf-8"))["links"]) == set(memory["links"])
        assert memory["links"]["http://acme.example/handbook"] == {
            "class": "failing", "why": "404", "status": 404, "since": "2026-11-24", "last": "2026-11-24",
            "failures": ["2026-11-24", "2026-11-24"],
        }  # fmt: skip
        assert "Ya no existen · Gone (1)" in told
        assert '<a href="https://github.com/owner/name/edit/main/data/employers/acme.yaml">' in told
        assert {path: path.read_bytes() for path in before} == before

    def test_who_we_say_we_are(self, web: Outside, run: Callable) -> None:
        web.headers["acme.example"].clear()
        run("--only", "acme")
        run("--only", "acme", "--all", "--site-url", "https://owner.example/guia")
        said = [each["user-agent"] for each in web.headers["acme.example"]]

        assert said[0].endswith("-links/1.0")
        assert said[-1].endswith("-links/1.0 (+https://owner.example/guia/)")

    def test_only_one_entry(self, cited: Path, run: Callable) -> None:
        done = run("--only", "acme")
        known = json.loads((cited / "links.json").read_text("utf-8"))["links"]

        assert done.exit_code == 0
        assert known
        assert not any("bazaar" in address for address in known)
        assert run("--only", "acmee").exit_code == 2

    def test_only_what_a_change_brings(self, cited: Path, run: Callable) -> None:
        path = cited / ACME
        for command in (
            ["init", "-q"],
            ["add", "."],
            ["-c", "user.name=A", "-c", "user.email=a@a.example", "commit", "-qm", "A"],
        ):
            subprocess.run(["git", *command], cwd=cited, check=True)
        nothing = run("--changed")
        text = path.read_text("utf-8").replace("acme.example/handbook", "acme.example/handbook?new")
        path.write_text(text, "utf-8")
        done = run("--changed", "--base", "HEAD")

        assert nothing.stdout.startswith("0 addresses asked of 0.")
        assert done.stdout.startswith("1 addresses asked of 1.")
        assert run("--changed", "--base", "nothing").exit_code == 2

    @pytest.mark.parametrize("content", [b"", b"\xff", b'{"version": 1, "links": {"a": 1}}'])
    def test_a_damaged_file_is_said_and_begun_anew(self, cited: Path, run: Callable, content: bytes) -> None:
        cache = cited / "links.json"
        cache.write_bytes(content)
        done = run("--only", "bazaar")

        assert done.exit_code == 0
        assert "links.json is damaged" in done.stderr
        assert read_memories(cache.read_text("utf-8"))

    def test_without_a_network_nothing_is_learnt(self, cited: Path, run: Callable) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            nowhere = f"http://127.0.0.1:{unused.getsockname()[1]}"
            done = command(
                cited, "links", "--pause", "0", "--report", str(cited / "build/links.md"),
                HTTP_PROXY=nowhere, http_proxy=nowhere, NO_PROXY="", no_proxy="",
            )  # fmt: skip

        assert done.exit_code == 0
        assert "Nobody answered" in done.stderr
        assert not (cited / "build").exists()

    def test_data_that_cannot_be_read(self, cited: Path, run: Callable) -> None:
        (cited / "data/site.yaml").write_text("name: [\n", "utf-8")
        done = run("--report", str(cited / "links.md"))

        assert done.exit_code == 1
        assert "data/site.yaml:" in done.stderr
        assert not [*cited.glob("links.*")]


def test_what_has_waited_longest_comes_first() -> None:
    wanted = {at(host): [Link(at(host), Place("x"), board=host == "a")] for host in "abc"}
    lasts = {at("a"): TODAY - timedelta(days=1), at("b"): TODAY - timedelta(days=9)}
    memories = {a: Memory(kind=Kind.FAILING, why="404", since=day, last=day) for a, day in lasts.items()}
    asked = round_of(wanted, memories, TODAY, at_once=False)

    assert [(question.address, question.board) for question in asked] == [
        (at("c"), False), (at("b"), False), (at("a"), True),
    ]  # fmt: skip


class TestOldest:
    def test_the_oldest_claims_with_links_to_edit_them(self, root: Path) -> None:
        options = ("--count", "2", "--report", str(root / "build/oldest.md"))
        done = command(root, "oldest", *options, GITHUB_REPOSITORY="owner/name")
        report = (root / "build/oldest.md").read_text("utf-8")

        assert done.exit_code == 0
        assert "[claim-stale]" in done.stderr or "[claim-undated]" in done.stderr
        assert report.count('\n1. <a href="https://github.com/owner/name/edit/main/data/') == 4  # two, in two languages

    def test_when_all_is_fresh_there_is_nothing_to_say(self) -> None:
        assert claim_report([], Guide.of(load(small_files()), TODAY)) == ""

    def test_data_that_cannot_be_read(self, root: Path) -> None:
        (root / "data/site.yaml").write_text("name: [\n", "utf-8")

        assert command(root, "oldest").exit_code == 1


# ---------------------------------------------------------------- the issue


class TestRollingIssue:
    """What tools/rolling_issue.sh says to the GitHub CLI, whose part another plays: the real one needs GitHub."""

    @pytest.fixture
    def tell(self, tmp_path: Path) -> Callable[..., list[str]]:
        said = tmp_path / "said"
        gh = tmp_path / "gh"
        gh.write_text(f'#!/bin/sh\necho "$@" >> {said}\nif [ "$2" = list ]; then echo "$OPEN"; fi\n', "utf-8")
        gh.chmod(0o755)

        def tell(text: str | None, number: str = "") -> list[str]:
            report = tmp_path / "report.md"
            if text is not None:
                report.write_text(text, "utf-8")
            command = ["bash", ROOT / "tools/rolling_issue.sh", "links", "Links; $(touch x)", report]
            environ = {"PATH": f"{tmp_path}:/usr/bin:/bin", "OPEN": number}
            subprocess.run(command, check=True, env=environ, cwd=tmp_path)
            assert not (tmp_path / "x").exists()
            lines = said.read_text("utf-8").splitlines() if said.exists() else []
            return [" ".join(line.split()[:3]) for line in lines if not line.startswith("issue list")]

        return tell

    def test_opened_when_there_is_something_to_say(self, tell: Callable) -> None:
        assert tell("text") == ["label create links", "issue create --title"]

    def test_edited_while_it_is_open(self, tell: Callable) -> None:
        assert tell("text", "7") == ["issue edit 7"]

    def test_closed_when_nothing_is_left(self, tell: Callable) -> None:
        assert tell("", "7") == ["issue close 7"]

    @pytest.mark.parametrize(("text", "number"), [("", ""), (None, "7"), (None, "")])
    def test_left_as_it_is(self, tell: Callable, text: str | None, number: str) -> None:
        assert tell(text, number) == []
