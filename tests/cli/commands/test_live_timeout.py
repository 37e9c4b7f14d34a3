"""`--timeout` holds for the whole command: also for what is made of the answers."""

from collections.abc import Callable, Iterator
from threading import Event

import pytest
from pytest_httpserver import HTTPServer

from dotimg.registry.model import Layer, Pair, PlatformImage
from tests.cli.conftest import Run
from tests.patience import patience
from tests.registry_doubles import IMAGE, publish

pytestmark = pytest.mark.usefixtures("stranger")

Stuck = Callable[[str], None]


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stuck]:
    """Lets some work go on for as long as the test does, or a minute."""
    released = Event()

    def hang(*_: object, **__: object) -> object:
        released.wait(60)
        raise AssertionError("nobody gave up")

    yield lambda place: monkeypatch.setattr(place, hang)
    released.set()


@pytest.mark.parametrize("style", ["plain", "table", "json"])
@pytest.mark.parametrize(
    "work",
    ["dotimg.names.tags.newest_first", "dotimg.cli.commands.tags._shown"],
)
def test_of_the_tags(
    dotimg: Run, server: HTTPServer, host: str, stuck: Stuck, style: str, work: str
) -> None:
    server.expect_request("/v2/dotnet/sdk/tags/list").respond_with_json({"tags": ["8.0"]})
    stuck(work)
    result = dotimg("tags", f"{host}/dotnet/sdk", "--timeout", "1", "--format", style)
    assert (result.code, result.out) == (4, "")
    assert "not done within 1 seconds, see --timeout" in result.err


@pytest.mark.parametrize(
    "command",
    [
        ("digest", "sdk:8.0"),
        ("inspect", "sdk:8.0"),
        ("compare", "sdk:8.0", "sdk:8.0"),
        ("pick", "--live", "--purpose", "build", "--version", "8"),
    ],
)
def test_of_images(
    dotimg: Run, server: HTTPServer, host: str, stuck: Stuck, command: tuple[str, ...]
) -> None:
    publish(server, "dotnet/sdk", "8.0", IMAGE)
    stuck("dotimg.registry.client.read_manifest")
    result = dotimg(*command, "--registry", host, "--timeout", "1")
    assert (result.code, result.out) == (4, "")
    assert "not done within 1 seconds" in result.err


def test_of_the_feeds(dotimg: Run, server: HTTPServer, stuck: Stuck) -> None:
    stuck("dotimg.feeds.refresh.gather")
    source = server.url_for("/").rstrip("/")
    result = dotimg("refresh", "--source", source, "--timeout", "1", "--check")
    assert (result.code, result.out) == (4, "")
    assert "not done within 1 seconds" in result.err


def test_layers_are_compared_one_by_one_not_each_with_all() -> None:
    many = tuple(Layer(f"sha256:{number:064x}", 1) for number in range(60_000))
    with patience():
        pair = Pair("linux/amd64", PlatformImage("", many), PlatformImage("", many[::-1]))
        assert (len(pair.shared), pair.new) == (len(many), ())
