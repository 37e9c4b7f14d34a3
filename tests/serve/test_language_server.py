"""Driven end to end by the client of pygls, one process for many documents."""

import asyncio
import gc
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from dotimg.catalog.tables import Catalog
from dotimg.serve.language_server import DotimgLanguageServer
from tests.serve.editor import DAY, Editor, edited, name_of

OLD = "mcr.microsoft.com/dotnet/aspnet:5.0"
Session = Callable[[Editor], Coroutine[Any, Any, None]]
Run = Callable[[Session], None]
WHALE = "\U0001f40b"
# Each kind of file, and where it names an old image.
TEXTS = {
    "Dockerfile": f"# {WHALE}\nFROM {OLD} AS app\n",
    "compose.yaml": f"services:\n  {WHALE}: {{image: {OLD}}}\n",
    ".devcontainer/devcontainer.json": f'{{"name": "{WHALE}",\n"image": "{OLD}"}}\n',
    ".github/workflows/ci.yml": "on: push\njobs: "
    f"{{b: {{name: {WHALE}, runs-on: ubuntu-latest, container: '{OLD}', steps: []}}}}\n",
    "app.csproj": '<Project Sdk="Microsoft.NET.Sdk"><!-- '
    f"{WHALE} --><PropertyGroup>\n<ContainerBaseImage>{OLD}</ContainerBaseImage>"
    "<TargetFramework>net5.0</TargetFramework></PropertyGroup></Project>\n",
}


@pytest.fixture(scope="module")
def run() -> Iterator[Callable[[Session], None]]:
    """What an editor does in one process of the server, which ends without complaint."""
    editor = Editor()
    with ThreadPoolExecutor(1) as thread:  # the browser's tests have a loop in the first one
        runner = asyncio.Runner()

        def done(work: Coroutine[Any, Any, Any]) -> Any:
            return thread.submit(runner.run, work).result()

        done(editor.begin())
        yield lambda session: done(asyncio.wait_for(session(editor), 120))
        assert done(editor.end()) == 0
        thread.submit(runner.close).result()


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_every_kind_of_file_is_judged_explained_and_edited(run: Run, tmp_path: Path) -> None:
    async def session(editor: Editor) -> None:
        for name, text in TEXTS.items():
            path, lines = tmp_path / name, text.split("\n")
            (number,) = (at for at, line in enumerate(lines) if OLD in line)
            before, _, _ = lines[number].partition(OLD)
            start = types.Position(number, utf16(before))
            end = types.Position(number, utf16(before + OLD))
            found = await editor.open(path, text)
            assert types.Range(start, end) in [one.range for one in found], name
            assert "DI201" in {one.code for one in found}, name
            assert {one.source for one in found} == {"dotimg"}
            shown = await editor.hover(path, number, start.character + 4)
            assert "ASP.NET Core runtime 5.0" in shown, name
            last = (await editor.actions(path, number))[-1]
            assert last.edit
            assert last.edit.changes
            new = edited(text, list(last.edit.changes[path.as_uri()]))
            assert OLD not in new, name
            assert not [one for one in await editor.change(path, new) if one.code == "DI201"], name

    run(session)


def test_tags_are_offered_behind_the_colon(run: Run, tmp_path: Path) -> None:
    line = f"  {WHALE}: {{image: mcr.microsoft.com/dotnet/aspnet:10.0-al}}"

    async def session(editor: Editor) -> None:
        path = tmp_path / "compose.yaml"
        await editor.open(path, f"services:\n{line}\n")
        end = utf16(line.removesuffix("}"))
        found = {one.label: one for one in await editor.completions(path, 1, end)}
        edit = found["10.0-alpine"].text_edit
        assert isinstance(edit, types.TextEdit)
        start = types.Position(1, utf16(line[: line.index("10.0")]))
        assert edit.range == types.Range(start, types.Position(1, end))
        assert not await editor.completions(path, 0, 3)

    run(session)


def test_what_is_around_a_document_counts(run: Run, tmp_path: Path) -> None:
    async def session(editor: Editor) -> None:
        path, text = tmp_path / "Dockerfile", f"FROM {OLD}\n"
        settings = tmp_path / "dotimg.toml"
        assert "DI201" in {one.code for one in await editor.open(path, text)}
        settings.write_text('ignore = ["DI201"]\n')
        assert not await editor.change(path, text)
        settings.write_text('exclude = ["Dockerfile"]\n')
        assert not await editor.change(path, text)
        assert not await editor.actions(path, 0)
        settings.write_text("ignore = 1\n")
        (wrong,) = await editor.change(path, text)
        assert "dotimg.toml" in wrong.message
        settings.unlink()
        (tmp_path / "web.csproj").write_text(
            '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup>'
            "<TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>\n"
        )
        text = (
            "FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build\nCOPY . .\n"
            "RUN dotnet publish web.csproj -o /app\n"
            "FROM mcr.microsoft.com/dotnet/runtime:10.0\nCOPY --from=build /app .\n"
            'ENTRYPOINT ["dotnet", "web.dll"]\n'
        )
        assert "DI302" in {one.code for one in await editor.change(path, text)}

    run(session)


def test_what_cannot_be_read_is_told_at_its_line(run: Run, tmp_path: Path) -> None:
    async def session(editor: Editor) -> None:
        path = tmp_path / "Dockerfile"
        (found,) = await editor.open(path, f"# syntax\nFROM {OLD} AS {WHALE}\n")
        assert found.range == types.Range(
            types.Position(1, 0), types.Position(1, utf16(f"FROM {OLD} AS {WHALE}"))
        )
        assert found.message == "cannot be checked: the name after AS is not valid"
        assert not await editor.change(path, "")
        broken = tmp_path / "compose.yaml"
        (found,) = await editor.open(broken, "services:\n  a: [\n")
        assert found.severity == types.DiagnosticSeverity.Warning

    run(session)


def test_half_documents_and_hostile_texts_break_nothing(run: Run, tmp_path: Path) -> None:
    async def session(editor: Editor) -> None:
        for name, text in TEXTS.items():
            path = tmp_path / name
            await editor.open(path, "")
            for end in {0, len(text) // 3, len(text) // 2, len(text) - 3}:
                await editor.change(path, text[:end])
                await editor.actions(path, 1)
                await editor.hover(path, 99, 99)
            for odd in ("\ud83d", "\x00", "\ufeff" + text, text.replace("\n", "\r"), "[" * 3000):
                await editor.change(path, odd)
                await editor.actions(path, 0)
            assert "DI201" in {one.code for one in await editor.change(path, text)}, name

    run(session)


def test_a_document_of_no_file_is_judged_by_its_language(run: Run) -> None:
    async def session(editor: Editor) -> None:
        found = await editor.open("untitled:Untitled-1", f"FROM {OLD}\n", "dockerfile")
        assert "DI201" in {one.code for one in found}
        name = types.DidCloseTextDocumentParams(name_of("untitled:Untitled-1"))
        editor.client.text_document_did_close(name)
        assert not await editor.told("untitled:Untitled-1")

    run(session)


def test_what_is_asked_wrongly_or_called_off_stops_nothing(run: Run, tmp_path: Path) -> None:
    async def session(editor: Editor) -> None:
        path = tmp_path / "Dockerfile"
        await editor.open(path, TEXTS["Dockerfile"])
        asked = types.HoverParams(name_of(path), types.Position(1, 8))
        protocol = editor.client.protocol
        for number in range(20):
            called = protocol.send_request_async(types.TEXT_DOCUMENT_HOVER, asked, f"h{number}")
            editor.client.cancel_request(types.CancelParams(f"h{number}"))
            await asyncio.gather(called, return_exceptions=True)
        editor.client.cancel_request(types.CancelParams("never asked"))
        lost = types.HoverParams(name_of("file:///nowhere/Dockerfile"), types.Position(0, 0))
        for method, wrong in (("no/such/method", None), (types.TEXT_DOCUMENT_HOVER, lost)):
            with pytest.raises(JsonRpcException):
                await protocol.send_request_async(method, wrong)
        assert "ASP.NET" in await editor.hover(path, 1, 8)

    run(session)


class Nobody:
    """Hears nothing, and keeps nothing."""

    def write(self, data: bytes) -> None:
        """Forget it."""

    def close(self) -> None:
        """Do nothing."""


def test_changes_leave_nothing_in_memory(catalog: Catalog, tmp_path: Path) -> None:
    server = DotimgLanguageServer(catalog, DAY)
    server.protocol.set_writer(Nobody())
    handle: Callable[[Any], None] = server.protocol.handle_message
    path = (tmp_path / "Dockerfile").as_uri()

    def held_after(changes: int) -> int:
        for version in range(changes):
            text = f"FROM mcr.microsoft.com/dotnet/aspnet:8.0.{version % 10}\n"
            params = types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, path),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
            handle(types.DidChangeTextDocumentNotification(params))
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    begun = types.InitializeParams(types.ClientCapabilities())
    handle(types.InitializeRequest(1, begun))
    tracemalloc.start()
    learned = held_after(100)
    grown = held_after(300) - learned
    tracemalloc.stop()
    assert grown < 300 * 300  # bytes; what pygls keeps of a change is more than 2,000


def test_a_client_that_leaves_ends_the_server() -> None:
    command = [sys.executable, "-m", "dotimg", "--today", DAY, "lsp"]
    wrong = b'{"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover", "params": {}}'
    said = b"nonsense\r\n\r\n%s%s" % (framed(wrong), framed(b"[1, 2"))
    said += b"Content-Length: 100\r\n\r\n{"
    done = subprocess.run(command, input=said, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0
    assert not done.stderr
    assert b"window/showMessage" in done.stdout  # which editors show


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
