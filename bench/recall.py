"""How many lines that name a .NET image are judged, or said to be skipped.

`python bench/recall.py CHECKOUT...` finds the lines of each tree with a search of its own, which
knows nothing of formats: any line of a text file that holds the name of a repository, documents,
comments, addresses of the web and folders of builds left out. Prints what is on none of the lines
that dotimg judges or names as skipped, and what dotimg judges in text that the search did not find.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator

from dotimg.catalog.tables import Catalog
from dotimg.errors import InputError, UsageError
from dotimg.explain.homes import is_dotnets, needles
from dotimg.files import dockerfile, formats
from dotimg.files.kinds import FileKind
from dotimg.files.lines import Lines
from dotimg.files.literals import with_literals
from dotimg.files.model import Found, Span
from dotimg.files.search import content, search
from dotimg.names import reference

NAME = re.compile(
    rb"(?<!://)\bmcr\.microsoft\.com/dotnet/(?:core/|framework/|nightly/)*[a-z]"
    rb"|(?<![\w./])microsoft/(?:dotnet|aspnetcore|aspnet|wcf)[a-z-]*:[\w]"
)
COMMENT = re.compile(rb"\s*(?:#|//|/?\*|<!--|--|;|rem\b|::|\"\"\")", re.IGNORECASE)
BEHIND = re.compile(rb"\s(?:#|//)\s.*|<!--.*")
DOCUMENTS = (
    *(".md", ".mdx", ".rst", ".adoc", ".txt", ".html", ".htm", ".ipynb", ".svg", ".csv", ".xlf"),
    *(".resx", ".log", ".snap", ".diff", ".patch", ".sln", ".verified.ts", ".verified.cs"),
)
FOLDERS = {".git", "bin", "obj", "node_modules"}


def main() -> None:
    """Compare and print."""
    catalog = Catalog()
    total: Counter[str] = Counter()
    for root in sys.argv[1:]:
        named = {(path, line) for path, line, _ in grep(root)}
        texts = {(path, line): text for path, line, text in grep(root)}
        known = dict(said(catalog, root))
        counts = Counter(known.get(place, "missed") for place in named)
        extra = [place for place, what in known.items() if what == "text" and place not in named]
        print(f"{os.path.basename(root):50} {len(named):5} lines: {dict(sorted(counts.items()))}")
        for path, line in sorted(place for place in named if place not in known):
            print(f"    missed {path}:{line}: {texts[path, line][:150]}")
        for path, line in sorted(extra):
            print(f"    not found by grep {path}:{line}")
        total += counts
        total["extra"] += len(extra)
    lines = sum(total.values()) - total["extra"]
    found = lines - total["missed"]
    print(f"recall {found} of {lines} = {found / max(lines, 1):.4f} {dict(sorted(total.items()))}")


def grep(root: str) -> Iterator[tuple[str, int, str]]:
    """The lines below a folder that name an image: path, number, text."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - FOLDERS)
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.lower().endswith(DOCUMENTS) or os.path.islink(path):
                continue
            with open(path, "rb") as file:
                whole = file.read()
            if b"\0" in whole[:8000] or not NAME.search(whole):
                continue
            for number, line in enumerate(whole.split(b"\n"), 1):
                if not COMMENT.match(line) and NAME.search(BEHIND.sub(b"", line)):
                    yield path, number, line.decode("utf-8", "replace").strip()


def said(catalog: Catalog, root: str) -> Iterator[tuple[tuple[str, int], str]]:
    """The lines of which dotimg says something, and what: a role, `skipped`, `file`."""
    for source in search([root], needles=needles(catalog)):
        found = Found((), ())
        try:
            data = content(source.path)
            found = with_literals(
                read(source.kind, data), source.kind, data, needles(catalog)
            )  # fmt: skip
        except InputError as error:
            print(f"    {source.path}: {error}")
            continue
        lines = Lines(data)
        for place in found.skipped:
            if place.span == Span(0, len(data)):
                continue
            if not place.name or is_dotnets(catalog, place.name):
                yield from of_span(source.path, lines, place.span, "skipped")
        for use in found.uses:
            try:
                name = reference.parse(use.reference).name
            except UsageError:
                name = ""
            if not name or is_dotnets(catalog, name):
                for span in (use.span, *(piece.span for piece in use.pieces if piece.span)):
                    yield from of_span(source.path, lines, span, use.role)


def read(kind: FileKind, data: bytes) -> Found:
    """What the reader of a format finds."""
    if kind == "dockerfile":
        return dockerfile.read(data)
    return formats.read(kind, data, {})


def of_span(
    path: str, lines: Lines, span: Span, what: str
) -> Iterator[tuple[tuple[str, int], str]]:
    """The lines of some bytes."""
    for line in range(lines.place(span.start)[0], lines.place(span.end)[0] + 1):
        yield (path, line), what


if __name__ == "__main__":
    main()
