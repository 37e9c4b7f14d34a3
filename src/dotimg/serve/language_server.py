"""The language server: what `check`, `explain` and `upgrade` say, at its place in an editor."""

import re
from functools import partial

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.workspace import ServerTextPosition, TextDocument

from dotimg import api
from dotimg._version import __version__
from dotimg.catalog.tables import Catalog
from dotimg.check.model import Finding
from dotimg.errors import DotimgError, UsageError
from dotimg.files.kinds import kind_of
from dotimg.upgrade.model import Edit

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
_WORD = re.compile(r"[\w./:@-]+")
_TAG_BEGUN = re.compile(r"/dotnet/([\w/-]+):[\w.-]*$")


class DotimgLanguageServer(LanguageServer):
    """Answers for the open documents; `today` is the ISO day that support is judged on."""

    def __init__(self, catalog: Catalog, today: str) -> None:
        super().__init__("dotimg", __version__)
        self.catalog = catalog
        self.today = today
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
        line, at = self._line_before(document, params.position)
        word = next((one[0] for one in _WORD.finditer(line) if one.start() <= at < one.end()), "")
        try:
            found = api.explain(word, today=self.today, catalog=self.catalog)
        except UsageError:
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
            done = api.upgrade(
                document.source, path=document.path, today=self.today, catalog=self.catalog
            )
        except DotimgError:
            return []
        edits = [(edit, _text_edit(document, done.old, edit)) for edit in done.edits]
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
        line, at = self._line_before(document, params.position)
        begun = _TAG_BEGUN.search(line[:at])
        if not begun:
            return []
        try:
            rows = api.images(
                repository=begun[1], tags=True, today=self.today, catalog=self.catalog
            )
        except UsageError:
            return []
        tags = (row.reference.rpartition(":")[2] for row in rows)
        return [types.CompletionItem(tag, kind=types.CompletionItemKind.Value) for tag in tags]

    def _line_before(self, document: TextDocument, position: types.Position) -> tuple[str, int]:
        """The line of a place, and the place in it in characters."""
        if position.line >= len(document.lines):
            return "", 0
        place = document.position_from_client_units(position)
        return document.lines[place.line], place.character

    def _publish(self, uri: str) -> None:
        document = self.workspace.get_text_document(uri)
        if not _is_ours(document):
            return
        try:
            report = api.check(
                document.source, path=document.path, today=self.today, catalog=self.catalog
            )
        except DotimgError:  # half a document: what is right again is judged again
            self._tell(uri, [])
            return
        self._tell(uri, [_diagnostic(document, one) for one in report.findings])

    def _tell(self, uri: str, found: list[types.Diagnostic]) -> None:
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found))


def _is_ours(document: TextDocument) -> bool:
    return document.language_id == "dockerfile" or kind_of(document.path) is not None


def _diagnostic(document: TextDocument, finding: Finding) -> types.Diagnostic:
    start, end = (
        document.position_to_client_units(ServerTextPosition(finding.line - 1, column - 1))
        for column in (finding.column, finding.end_column)
    )
    return types.Diagnostic(
        types.Range(start, end),
        finding.message,
        _SEVERITIES[finding.severity],
        code=finding.rule,
        source="dotimg",
    )


def _text_edit(document: TextDocument, old: bytes, edit: Edit) -> types.TextEdit:
    start, end = (
        document.client_position_at_offset(len(old[:at].decode()))
        for at in (edit.span.start, edit.span.end)
    )
    return types.TextEdit(types.Range(start, end), edit.new)


def _action(document: TextDocument, title: str, edits: list[types.TextEdit]) -> types.CodeAction:
    change = types.WorkspaceEdit(changes={document.uri: edits})
    return types.CodeAction(title, kind=types.CodeActionKind.QuickFix, edit=change)
