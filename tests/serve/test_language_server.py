"""Driven end to end by the client of pygls."""

import asyncio
import sys
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

URI = "file:///app/compose.yaml"
LINE = "  \U0001f40b: {image: mcr.microsoft.com/dotnet/aspnet:5.0}"
TEXT = f"services:\n{LINE}\n"


async def _talk() -> dict[str, Any]:
    client: Any = LanguageClient("test", "1")
    told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(partial(told.put_nowait))
    await client.start_io(sys.executable, "-m", "dotimg", "--today", "2026-11-22", "lsp")
    await client.initialize_async(types.InitializeParams(types.ClientCapabilities()))
    client.initialized(types.InitializedParams())
    item = types.TextDocumentItem(URI, "yaml", 1, TEXT)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    said: dict[str, Any] = {"opened": (await told.get()).diagnostics}
    name = types.TextDocumentIdentifier(URI)
    place = types.Position(1, 40)
    said["hover"] = await client.text_document_hover_async(types.HoverParams(name, place))
    asked = types.CodeActionParams(name, types.Range(place, place), types.CodeActionContext([]))
    said["actions"] = await client.text_document_code_action_async(asked)
    end = types.Position(1, LINE.index(":5") + 2)  # the whale is two
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
    assert first.range.start == types.Position(1, LINE.index("mcr.") + 1)
    assert first.code.startswith("DI")
    assert "5.0" in said["hover"].contents.value
    edits = said["actions"][-1].edit.changes[URI]
    assert edits[0].new_text.endswith(("10.0", "mcr.microsoft.com/dotnet/aspnet:10.0"))
    assert "10.0" in {one.label for one in said["tags"]}
    assert not said["half"]
