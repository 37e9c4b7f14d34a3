"""Driven end to end by the client of pygls."""

import asyncio
import sys
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

URI = "file:///app/Dockerfile"
TEXT = (
    "# \U0001f40b\nFROM --platform=linux/amd64 mcr.microsoft.com/dotnet/aspnet:5.0 AS \U0001f40b\n"
)


async def _talk() -> dict[str, Any]:
    client: Any = LanguageClient("test", "1")
    told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(partial(told.put_nowait))
    await client.start_io(sys.executable, "-m", "dotimg", "--today", "2026-11-22", "lsp")
    await client.initialize_async(types.InitializeParams(types.ClientCapabilities()))
    client.initialized(types.InitializedParams())
    item = types.TextDocumentItem(URI, "dockerfile", 1, TEXT)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    said: dict[str, Any] = {"opened": (await told.get()).diagnostics}
    name = types.TextDocumentIdentifier(URI)
    place = types.Position(1, 40)
    said["hover"] = await client.text_document_hover_async(types.HoverParams(name, place))
    asked = types.CodeActionParams(name, types.Range(place, place), types.CodeActionContext([]))
    said["actions"] = await client.text_document_code_action_async(asked)
    end = types.Position(1, TEXT.splitlines()[1].index(":5") + 1)
    wanted = types.CompletionParams(name, end)
    said["tags"] = await client.text_document_completion_async(wanted)
    half = types.TextDocumentContentChangePartial(
        types.Range(types.Position(0, 0), types.Position(2, 0)), "FR"
    )
    changed = types.VersionedTextDocumentIdentifier(2, URI)
    client.text_document_did_change(types.DidChangeTextDocumentParams(changed, [half]))
    said["half"] = (await told.get()).diagnostics
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return said


def test_an_editor_is_told_of_faults_and_offered_edits() -> None:
    said = asyncio.run(asyncio.wait_for(_talk(), 120))
    first = said["opened"][0]
    line = TEXT.splitlines()[1]
    assert line[first.range.start.character : first.range.end.character].startswith("mcr.")
    assert first.code.startswith("DI")
    assert "5.0" in said["hover"].contents.value
    edits = said["actions"][-1].edit.changes[URI]
    assert edits[0].new_text.endswith(("10.0", "mcr.microsoft.com/dotnet/aspnet:10.0"))
    assert "10.0" in {one.label for one in said["tags"]}
    assert said["half"] == []
