"""Called by the client of the official SDK, in memory."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp.types import INVALID_PARAMS, CallToolResult

from dotimg.catalog.tables import Catalog
from dotimg.serve.mcp_server import DotimgTools

DAY = "2026-11-22"
OLD = "FROM mcr.microsoft.com/dotnet/aspnet:5.0\n"


@pytest.fixture(scope="module")
def tools() -> DotimgTools:
    return DotimgTools(Catalog(), DAY)


def talk(tools: DotimgTools, talking: Callable[[Client], Coroutine[Any, Any, Any]]) -> Any:
    """What a client hears from the server."""

    async def session() -> Any:
        async with Client(tools) as client:
            return await talking(client)

    with ThreadPoolExecutor(1) as thread:  # the browser's tests have a loop in the first one
        return thread.submit(asyncio.run, session()).result()


def call(tools: DotimgTools, name: str, **arguments: Any) -> CallToolResult:
    found: CallToolResult = talk(tools, lambda client: client.call_tool(name, arguments))
    return found


def answer(tools: DotimgTools, name: str, **arguments: Any) -> dict[str, Any]:
    """The typed result of a call that was answered; the client holds it against its schema."""
    found = call(tools, name, **arguments)
    assert not found.is_error, found.content
    content: dict[str, Any] | None = found.structured_content
    assert content is not None
    return content


def test_every_tool_tells_its_arguments_and_what_it_answers(tools: DotimgTools) -> None:
    told = talk(tools, lambda client: client.list_tools()).tools
    assert {one.name for one in told} == {"pick", "explain", "check", "upgrade", "base"}
    for one in told:
        assert one.output_schema["properties"]
        assert one.annotations.read_only_hint
        assert all("description" in each for each in one.input_schema["properties"].values())


def test_pick_gives_what_the_command_gives(tools: DotimgTools) -> None:
    found = answer(tools, "pick", version="10", os="alpine", app="console")
    assert found["reference"] == "mcr.microsoft.com/dotnet/runtime:10.0-alpine"
    assert found["support"]["status"] == "supported"
    assert "arm64" in found["architectures"]


def test_a_no_is_an_answer_with_what_is_near(tools: DotimgTools) -> None:
    found = answer(tools, "pick", version="10", os="debian")
    assert found["reference"] is None
    assert "Debian" in found["reason"]
    assert found["nearest"][0] == "mcr.microsoft.com/dotnet/aspnet:10.0-noble"


def test_explain_tells_dead_images(tools: DotimgTools) -> None:
    found = answer(tools, "explain", reference="aspnet:8.0-alpine3.18")
    assert found["support"]["status"] == "retired"
    assert found["replacement"].startswith("mcr.microsoft.com/dotnet/aspnet:")
    assert not answer(tools, "explain", reference="aspnet:8.0-noble-chisled")["known"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Dockerfile", OLD),
        ("compose.yaml", "services: {a: {image: 'mcr.microsoft.com/dotnet/aspnet:5.0'}}\n"),
        # text that is JSON stays text
        ("devcontainer.json", '{"image": "mcr.microsoft.com/dotnet/aspnet:5.0"}'),
    ],
)
def test_check_judges_a_text(tools: DotimgTools, path: str, text: str) -> None:
    found = answer(tools, "check", path=path, text=text)
    assert [(one["rule"], one["line"]) for one in found["findings"]] == [("DI201", 1)]


def test_check_reads_a_file_with_its_settings(tools: DotimgTools, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(OLD)
    path = str(tmp_path / "Dockerfile")
    assert answer(tools, "check", path=path)["findings"]
    (tmp_path / "dotimg.toml").write_text('ignore = ["DI201"]\n')
    assert not answer(tools, "check", path=path)["findings"]


def test_upgrade_shows_a_diff_and_writes_nothing(tools: DotimgTools, tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text(OLD)
    found = answer(tools, "upgrade", path=str(file))
    assert f"-{OLD}+FROM mcr.microsoft.com/dotnet/aspnet:10.0\n" in found["diff"]
    assert [one["old"] for one in found["moves"]] == [OLD.split()[1]]
    assert file.read_text() == OLD


def test_base_finds_what_layers_are_of(tools: DotimgTools) -> None:
    found = answer(tools, "base", layers=["sha256:" + "0" * 64], env={"DOTNET_VERSION": "8.0.1"})
    (platform,) = found["platforms"]
    assert platform["found_by"] == "environment"
    assert platform["version"] == "8.0.1"


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("pull", {}, "pull"),
        ("pick", {"colour": "red"}, "colour"),
        ("pick", {"purpose": "play"}, "purpose"),
        ("explain", {}, "reference"),
        ("check", {"text": {"a": 1}}, "text"),
        ("base", {"layers": "sha256:"}, "layers"),
    ],
)
def test_what_means_nothing_is_an_error_of_the_protocol(
    tools: DotimgTools, name: str, arguments: dict[str, Any], said: str
) -> None:
    async def refused(client: Client) -> MCPError:
        with pytest.raises(MCPError) as caught:
            await client.call_tool(name, arguments)
        return caught.value

    error = talk(tools, refused).error
    assert error.code == INVALID_PARAMS
    assert said in error.message


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("pick", {"version": "\x1b[31mred"}),
        ("explain", {"reference": "a b\n"}),
        ("check", {"path": "/nowhere/Dockerfile"}),
        ("check", {"text": "FROM a AS \U0001f40b\n"}),
        ("upgrade", {"path": "compose.yaml", "text": "a: [\n"}),
        ("base", {"archive": "/nowhere"}),
        ("explain", {"reference": "aspnet", "registry": "http://a b"}),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_line(
    tools: DotimgTools, name: str, arguments: dict[str, Any]
) -> None:
    found = call(tools, name, **arguments)
    assert found.is_error
    (block,) = found.content
    assert block.type == "text"
    assert block.text.isprintable()
    assert "Traceback" not in block.text


def test_a_server_goes_on_after_errors(tools: DotimgTools) -> None:
    async def errors_then_answer(client: Client) -> Any:
        with pytest.raises(MCPError):
            await client.call_tool("nothing", {})
        await client.call_tool("check", {"path": "/nowhere"})
        return await client.call_tool("pick", {})

    assert not talk(tools, errors_then_answer).is_error
