"""Trying again: how long to wait, how often, and when to give up."""

import pytest
from pytest_httpserver import HTTPServer

from dotimg.errors import UnreachableError
from tests.registry_doubles import IMAGE, MANIFEST, Connect, Tick, sdk, served


def answer_with_image(server: HTTPServer) -> None:
    server.expect_ordered_request(MANIFEST).respond_with_response(served(IMAGE))


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        pytest.param("7", [7.0], id="seconds"),
        pytest.param("0", [1.0], id="none"),
        pytest.param("Thu, 01 Jan 1970 00:00:00 GMT", [1.0], id="until long ago"),
        pytest.param(None, [1.0], id="no header"),
        pytest.param("soon", [1.0], id="nonsense"),
        pytest.param("-5", [1.0], id="negative"),
    ],
)
def test_a_retry_waits_as_it_is_told(
    connect: Connect, server: HTTPServer, tick: Tick, asked: str | None, waited: list[float]
) -> None:
    headers = {"Retry-After": asked} if asked else {}
    server.expect_ordered_request(MANIFEST).respond_with_data("", status=429, headers=headers)
    answer_with_image(server)
    assert connect().digest(sdk(server)) == IMAGE.digest
    assert tick.slept == waited


def test_a_retry_waits_until_a_date(connect: Connect, server: HTTPServer, tick: Tick) -> None:
    tick.offset = 1e9 - tick.clock.now()
    later = {"Retry-After": "Sun, 09 Sep 2001 01:46:45 GMT"}  # Unix time 1e9 + 5
    server.expect_ordered_request(MANIFEST).respond_with_data("", status=503, headers=later)
    answer_with_image(server)
    assert connect().digest(sdk(server)) == IMAGE.digest
    assert tick.slept == [pytest.approx(5, abs=1)]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("3600", "429, it asks to wait 3600 seconds"),
        ("11", "429, it asks to wait 11 seconds"),
        ("9" * 400, "429, it asks to wait more than a day"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "429, it asks to wait more than a day"),
    ],
)
def test_too_long_a_wait_is_told_and_not_waited_for(
    connect: Connect, server: HTTPServer, tick: Tick, asked: str, said: str
) -> None:
    server.expect_request(MANIFEST).respond_with_data(
        "", status=429, headers={"Retry-After": asked}
    )
    with pytest.raises(UnreachableError, match=f"{said}$"):
        connect(timeout=10.0).digest(sdk(server))
    assert tick.slept == []
    assert len(server.log) == 1


def test_no_wait_is_no_advice(connect: Connect, server: HTTPServer, tick: Tick) -> None:
    server.expect_request(MANIFEST).respond_with_data("", status=429, headers={"Retry-After": "0"})
    with pytest.raises(UnreachableError, match="429 after 4 tries, too many requests"):
        connect().digest(sdk(server))
    assert tick.slept == [1.0, 2.0, 4.0]


def test_half_a_minute_is_the_longest_wait(
    connect: Connect, server: HTTPServer, tick: Tick
) -> None:
    for seconds in ("30", "31"):
        server.expect_ordered_request(MANIFEST).respond_with_data(
            "", status=429, headers={"Retry-After": seconds}
        )
    with pytest.raises(UnreachableError, match="after 2 tries, it asks to wait 31 seconds"):
        connect(timeout=300.0).digest(sdk(server))
    assert tick.slept == [30.0]


def test_tries_are_jittered_doubled_and_bounded(
    connect: Connect, server: HTTPServer, tick: Tick
) -> None:
    server.expect_request(MANIFEST).respond_with_data("", status=503)
    with pytest.raises(UnreachableError):
        connect().digest(sdk(server))
    assert tick.slept == [1.0, 2.0, 4.0]
    assert len(server.log) == 4


def test_retries_end_with_the_deadline(connect: Connect, server: HTTPServer, tick: Tick) -> None:
    server.expect_request(MANIFEST).respond_with_data("", status=503)
    with pytest.raises(UnreachableError, match="after 2 tries"):
        connect(timeout=2.5).digest(sdk(server))
    assert tick.slept == [1.0]
