"""An editor that talks to a server of its own: the client of pygls, and a process."""

import asyncio
import sys
from functools import partial
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

DAY = "2026-11-22"
Diagnostics = list[types.Diagnostic]


class _Client(LanguageClient):
    """Remembers how its server ended."""

    def __init__(self) -> None:
        super().__init__("editor", "1")
        self.ended: asyncio.Queue[int | None] = asyncio.Queue()

    async def server_exit(self, server: asyncio.subprocess.Process) -> None:
        self.ended.put_nowait(server.returncode)


class Editor:
    """What an editor does and is told; each change is of the whole text."""

    def __init__(self) -> None:
        self.client: Any = _Client()
        self._told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self._version = 1
        told = partial(self._told.put_nowait)
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(told)

    async def begin(self) -> None:
        """Start the server, and agree with it."""
        command = (sys.executable, "-m", "dotimg", "--today", DAY, "lsp")
        await self.client.start_io(*command)
        await self.client.initialize_async(types.InitializeParams(types.ClientCapabilities()))
        self.client.initialized(types.InitializedParams())

    async def end(self) -> int:
        """Stop the server as editors do, and give its exit code."""
        await self.client.shutdown_async(None)
        self.client.exit(None)
        code: int = await self.client.ended.get()
        await self.client.stop()
        return code

    async def open(self, path: Path | str, text: str, language: str = "") -> Diagnostics:
        """Open a document, and hear what is wrong with it."""
        item = types.TextDocumentItem(uri(path), language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.told(path)

    async def change(self, path: Path | str, text: str) -> Diagnostics:
        """Give a document another text, and hear what is wrong with it now."""
        self._version += 1
        name = types.VersionedTextDocumentIdentifier(self._version, uri(path))
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(name, [whole]))
        return await self.told(path)

    async def told(self, path: Path | str) -> Diagnostics:
        """What the server says next, which is of that document."""
        found = await self._told.get()
        assert found.uri == uri(path)
        return list(found.diagnostics)

    async def hover(self, path: Path | str, line: int, character: int) -> str:
        """What is shown at a place, empty where nothing is."""
        asked = types.HoverParams(name_of(path), types.Position(line, character))
        found = await self.client.text_document_hover_async(asked)
        return str(found.contents.value) if found else ""

    async def actions(self, path: Path | str, line: int) -> list[types.CodeAction]:
        """What is offered for a line."""
        place = types.Position(line, 0)
        asked = types.CodeActionParams(
            name_of(path), types.Range(place, place), types.CodeActionContext([])
        )
        return list(await self.client.text_document_code_action_async(asked))

    async def completions(
        self, path: Path | str, line: int, character: int
    ) -> list[types.CompletionItem]:
        """What is offered at a place."""
        asked = types.CompletionParams(name_of(path), types.Position(line, character))
        return list(await self.client.text_document_completion_async(asked))


def uri(path: Path | str) -> str:
    """What a document is called."""
    return path.as_uri() if isinstance(path, Path) else path


def name_of(path: Path | str) -> types.TextDocumentIdentifier:
    """What a request calls a document."""
    return types.TextDocumentIdentifier(uri(path))


def edited(text: str, edits: list[types.TextEdit]) -> str:
    """A text after edits, as an editor makes them: its places count in UTF-16."""
    lines = text.encode("utf-16-le").split("\n".encode("utf-16-le"))
    for edit in sorted(edits, key=lambda one: one.range.start, reverse=True):
        assert edit.range.start.line == edit.range.end.line
        line = lines[edit.range.start.line]
        start, end = 2 * edit.range.start.character, 2 * edit.range.end.character
        lines[edit.range.start.line] = line[:start] + edit.new_text.encode("utf-16-le") + line[end:]
    return "\n".encode("utf-16-le").join(lines).decode("utf-16-le")
