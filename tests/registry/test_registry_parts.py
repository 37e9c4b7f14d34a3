"""The small parts: threads, challenges, hosts, waiting."""

import os
import time
from threading import Event, Lock

import pytest

from dotimg.errors import DotimgError, NoMatchError
from dotimg.registry import Clock, each
from dotimg.registry.auth import challenges
from dotimg.registry.hosts import HostPolicy, origin_of
from dotimg.registry.parallel import within
from dotimg.registry.timing import Deadline, back_off, retry_after
from tests.patience import patience
from tests.registry_doubles import Tick


class TestEach:
    def test_values_and_errors_in_order(self) -> None:
        def invert(number: int) -> float:
            if not number:
                raise NoMatchError("none")
            time.sleep(0.02 / number)
            return 1 / number

        found = list(each(range(3), invert))
        assert [str(one) for one in found] == ["none", "1.0", "0.5"]
        assert isinstance(found[0], DotimgError)

    def test_four_at_once(self) -> None:
        lock, now, most = Lock(), 0, 0

        def count(_: int) -> None:
            nonlocal now, most
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.01)
            with lock:
                now -= 1

        assert len(list(each(range(20), count))) == 20
        assert most == 4

    def test_other_exceptions_are_raised(self) -> None:
        with pytest.raises(ZeroDivisionError):
            list(each([0], lambda number: 1 // number))

    def test_what_has_not_begun_is_dropped(self) -> None:
        begun: list[int] = []
        going = Event()

        def note(number: int) -> None:
            begun.append(number)
            if number:
                going.wait(5)

        outcomes = each(range(100), note)
        next(outcomes)
        outcomes.close()  # type: ignore[attr-defined]  # it is a generator
        going.set()
        time.sleep(0.05)
        assert len(begun) <= 5

    def test_nothing(self) -> None:
        assert list(each([], str)) == []


def test_within() -> None:
    assert within(1, lambda: 5) == 5
    with pytest.raises(KeyError):
        within(1, lambda: os.environ["DOTIMG_NO_SUCH_NAME"])
    with pytest.raises(TimeoutError):
        within(0.01, lambda: time.sleep(0.1))


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", []),
        ("Basic", [("basic", {})]),
        (
            'BEARER Realm="https://a/b",service=c',
            [("bearer", {"realm": "https://a/b", "service": "c"})],
        ),
        ('Bearer realm = "a, \\"b\\""', [("bearer", {"realm": 'a, "b"'})]),
        (
            'Basic realm="x", Bearer realm="y"',
            [("basic", {"realm": "x"}), ("bearer", {"realm": "y"})],
        ),
        ('realm="x"', []),
        ('Bearer realm="unclosed', [("bearer", {}), ("realm", {}), ("unclosed", {})]),
    ],
)
def test_challenges(header: str, found: list[tuple[str, dict[str, str]]]) -> None:
    assert challenges(header) == found


@pytest.mark.parametrize("evil", ['a="', "a", "a = ", '"\\'])
def test_a_huge_challenge_takes_linear_time(evil: str) -> None:
    with patience():
        challenges(evil * 500_000)


@pytest.mark.parametrize(
    ("registry", "api"),
    [
        ("docker.io", "https://registry-1.docker.io"),
        ("mcr.microsoft.com", "https://mcr.microsoft.com"),
        ("localhost:5000", "http://localhost:5000"),
        ("127.9.9.9", "http://127.9.9.9"),
        ("[::1]:5000", "http://[::1]:5000"),
        ("128.0.0.1", "https://128.0.0.1"),
        ("localhost.example", "https://localhost.example"),
        ("plain.example", "http://plain.example"),
        ("plain.example:81", "http://plain.example:81"),
        ("port.example:82", "http://port.example:82"),
        ("port.example", "https://port.example"),
        ("127.0.0.1:444", "https://127.0.0.1:444"),
    ],
)
def test_schemes(registry: str, api: str) -> None:
    plain = frozenset({"plain.example", "port.example:82"})
    assert HostPolicy(frozenset({"127.0.0.1:444"}), plain).api(registry) == api


def test_origins() -> None:
    assert origin_of("HTTPS://A.b/") == origin_of("https://a.b:443?x")
    assert origin_of("https://a.b") != origin_of("http://a.b:443")
    assert origin_of("http://a.b:81/").authority == "a.b:81"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("5", 5.0),
        ("\u0665", None),
        ("1.5", None),
        ("Thu, 01 Jan 1970 00:02:00 GMT", 20.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Thu, 99 Jan 1970 00:00:00 GMT", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, 100.0) == seconds


@pytest.mark.parametrize(("chance", "waits"), [(0.0, [0.5, 1, 2]), (1.0, [1, 2, 4])])
def test_back_off(chance: float, waits: list[float]) -> None:
    clock = Clock(chance=lambda: chance)
    assert [back_off(tries, clock) for tries in (1, 2, 3)] == waits


def test_deadline(tick: Tick) -> None:
    deadline = Deadline(5, tick.clock)
    tick.offset += 4
    assert 0.5 < deadline.left() <= 1
    tick.offset += 4
    assert deadline.left() == 0


def test_the_real_clock_is_real() -> None:
    clock = Clock()
    assert clock.now() == pytest.approx(time.time(), abs=5)
    assert clock.monotonic() == pytest.approx(time.monotonic(), abs=5)
    assert 0 <= clock.chance() < 1
