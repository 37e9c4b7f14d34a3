"""The language server: `check`, `explain` and `upgrade` in an editor."""

import re
from collections.abc import Iterator
from functools import partial

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.json_rpc import RPCMessage
from pygls.workspace import TextDocument

from dotimg import api
from dotimg._version import __version__
from dotimg.catalog.tables import Catalog
from dotimg.check.model import Finding
from dotimg.errors import DotimgError, UsageError, printable
from dotimg.files.kinds import kind_of
from dotimg.serve.client_positions import Positions
from dotimg.upgrade.model import Edit

_NAME = "dotimg"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
_WORD = re.compile(r"[\w./:@-]+")
_LINE = re.compile(r"line (\d+): ")
_TAG_BEGUN = re.compile(r"/dotnet/([\w/-]+):([\w.-]*)$")


class _Protocol(LanguageServerProtocol):
    """Forgets what is done: pygls keeps the future of each notification for good."""

    def handle_message(self, message: RPCMessage) -> None:
        super().handle_message(message)
        futures = self._request_futures
        for name in [name for name, future in futures.items() if future.done()]:
            del futures[name]


class DotimgLanguageServer(LanguageServer):
    """Answers for the open documents, as their texts are, with what is on the disk around them.

    Args:
        catalog: The tables.
        today: The ISO day to judge on; None for today in UTC, whenever that is.
    """

    def __init__(self, catalog: Catalog, today: str | None) -> None:
        # whole texts: pygls counts the lines of parts otherwise than editors do
        whole = types.TextDocumentSyncKind.Full
        super().__init__(_NAME, __version__, text_document_sync_kind=whole, protocol_cls=_Protocol)
        self._catalog = catalog
        self._files = api.FilesInPlace(today=today, catalog=catalog)
        self._given_day = today
        options = types.CompletionOptions(trigger_characters=[":"])
        for name, answer, registered in (
            (types.TEXT_DOCUMENT_DID_OPEN, self.opened, None),
            (types.TEXT_DOCUMENT_DID_CHANGE, self.changed, None),
            (types.TEXT_DOCUMENT_DID_CLOSE, self.closed, None),
            (types.TEXT_DOCUMENT_HOVER, self.hover, None),
            (types.TEXT_DOCUMENT_CODE_ACTION, self.actions, None),
            (types.TEXT_DOCUMENT_COMPLETION, self.completions, options),
        ):
            # pygls leaves marks on what it is given, which a method does not take
            self.feature(name, registered)(partial(answer))

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """Say what is wrong with a document that was opened."""
        self._publish(params.text_document.uri)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Say what is wrong with a document now."""
        self._publish(params.text_document.uri)

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """Take back what was said of a document."""
        self._tell(params.text_document.uri, [])

    def hover(self, params: types.HoverParams) -> types.Hover | None:
        """What the reference at a place is."""
        document = self.workspace.get_text_document(params.text_document.uri)
        line, at = self._positions(document).line(params.position)
        word = next((one[0] for one in _WORD.finditer(line) if one.start() <= at < one.end()), "")
        try:
            found = self._files.explain(_path(document), word)
        except DotimgError:
            return None
        if not found.found:
            return None
        parts = (found.sentence, found.because, found.replacement and f"use `{found.replacement}`")
        text = "\n\n".join(part for part in parts if part)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text))

    def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """The edits of `upgrade`: those of the lines that are asked for, and all."""
        document = self.workspace.get_text_document(params.text_document.uri)
        if not _is_ours(document):
            return []
        try:
            done = self._files.upgrade(_path(document), document.source)
        except DotimgError:
            return []
        if done is None:
            return []
        positions = self._positions(document)
        edits = [(edit, _text_edit(positions, done.old, edit)) for edit in done.edits]
        asked = range(params.range.start.line, params.range.end.line + 1)
        found = [
            _action(document, f"dotimg: {edit.old} to {edit.new}", [change])
            for edit, change in edits
            if change.range.start.line in asked
        ]
        every = [change for _, change in edits]
        return [*found, _action(document, "dotimg: upgrade the file", every)] if found else []

    def completions(self, params: types.CompletionParams) -> list[types.CompletionItem]:
        """The tags of the repository before the colon."""
        document = self.workspace.get_text_document(params.text_document.uri)
        positions = self._positions(document)
        line, at = positions.line(params.position)
        begun = _TAG_BEGUN.search(line[:at])
        if not begun:
            return []
        try:
            rows = api.images(
                repository=begun[1], tags=True, today=self._given_day, catalog=self._catalog
            )
        except UsageError:
            return []
        end = params.position
        start = types.Position(end.line, positions.units(line[: begun.start(2)]))
        return [_completion(row.tag.name, types.Range(start, end)) for row in rows]

    def _positions(self, document: TextDocument) -> Positions:
        return Positions(document.source, self.workspace.position_encoding or "utf-16")

    def _publish(self, uri: str) -> None:
        document = self.workspace.get_text_document(uri)
        if _is_ours(document):
            self._tell(uri, list(self._judged(document)))

    def _judged(self, document: TextDocument) -> Iterator[types.Diagnostic]:
        """What is wrong with a document, or why it cannot be read as what it is."""
        path, positions = _path(document), self._positions(document)
        try:
            report = self._files.check(path, document.source)
        except DotimgError as error:
            if document.source.strip() and kind_of(path) != "yaml":  # which may be anything
                yield _unread(positions, str(error))
            return
        for one in report.findings:
            if one.path == path:  # and not in another file that builds it
                yield _diagnostic(positions, one)

    def _tell(self, uri: str, found: list[types.Diagnostic]) -> None:
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found))


def _path(document: TextDocument) -> str:
    """Where a document is, or is to be called where it is in no file yet."""
    return document.path if document.uri.startswith("file:") else document.filename or "Dockerfile"


def _is_ours(document: TextDocument) -> bool:
    return document.language_id == "dockerfile" or kind_of(document.path) is not None


def _diagnostic(positions: Positions, finding: Finding) -> types.Diagnostic:
    start, end = (
        positions.of_place(finding.line, column) for column in (finding.column, finding.end_column)
    )
    return types.Diagnostic(
        types.Range(start, end),
        printable(finding.message),
        _SEVERITIES[finding.severity],
        code=finding.rule,
        source=_NAME,
    )


def _unread(positions: Positions, message: str) -> types.Diagnostic:
    """Why a document cannot be checked, at the line that the message begins with."""
    begun = _LINE.match(message)
    place = positions.whole_line(int(begun[1]) if begun else 1)
    said = printable(f"cannot be checked: {message[begun.end() :] if begun else message}")
    return types.Diagnostic(place, said, types.DiagnosticSeverity.Warning, source=_NAME)


def _completion(tag: str, place: types.Range) -> types.CompletionItem:
    return types.CompletionItem(
        tag, kind=types.CompletionItemKind.Value, text_edit=types.TextEdit(place, tag)
    )


def _text_edit(positions: Positions, old: bytes, edit: Edit) -> types.TextEdit:
    start, end = (
        positions.of_offset(len(old[:at].decode("utf-8", "surrogatepass")))
        for at in (edit.span.start, edit.span.end)
    )
    return types.TextEdit(types.Range(start, end), edit.new)


def _action(document: TextDocument, title: str, edits: list[types.TextEdit]) -> types.CodeAction:
    change = types.WorkspaceEdit(changes={document.uri: edits})
    return types.CodeAction(title, kind=types.CodeActionKind.QuickFix, edit=change)
