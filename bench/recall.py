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
from dotimg.files.builds.collection import Builds
from dotimg.files.kinds import FileKind
from dotimg.files.lines import Lines
from dotimg.files.model import Span
from dotimg.files.search import content, search
from dotimg.names import reference

NAME = re.compile(
    rb"(?<!://)\bmcr\.microsoft\.com/dotnet/(?:core/|framework/|nightly/)*[a-z]"
    rb"|(?<![\w./])microsoft/(?:dotnet|aspnetcore|aspnet|wcf)[a-z-]*:[\w]"
)
COMMENT = re.compile(rb"\s*(?:#|//|/?\*|<!--|--|;|rem\b|::|\"\"\")", re.IGNORECASE)
BEHIND = re.compile(rb"\s(?:#|//)\s.*|<!--.*")
BLOCKS = re.compile(rb"<#.*?#>|/\*.*?\*/|<!--.*?-->", re.DOTALL)
DOCUMENTS = (
    *(".md", ".mdx", ".rst", ".adoc", ".txt", ".html", ".htm", ".ipynb", ".svg", ".csv", ".xlf"),
    *(".resx", ".log", ".snap", ".diff", ".patch", ".sln"),
)
SNAPSHOT = ".verified."
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
            if name.lower().endswith(DOCUMENTS) or SNAPSHOT in name or os.path.islink(path):
                continue
            with open(path, "rb") as file:
                whole = file.read()
            if b"\0" in whole[:8000] or not NAME.search(whole):
                continue
            whole = BLOCKS.sub(lambda block: b"\n" * block[0].count(b"\n"), whole)
            for number, line in enumerate(whole.split(b"\n"), 1):
                if not COMMENT.match(line) and NAME.search(BEHIND.sub(b"", line)):
                    yield path, number, line.decode("utf-8", "replace").strip()


def said(catalog: Catalog, root: str) -> Iterator[tuple[tuple[str, int], str]]:
    """The lines of which dotimg says something, and what: a role, `skipped`, `file`."""
    builds = Builds({}, [root], needles=needles(catalog))
    sources = sorted(
        search([root], may_state=builds.may_state), key=lambda one: kind_rank(one.kind)
    )
    for source in sources:
        data = content(source.path)
        try:
            if source.kind == "dockerfile":
                _, found = builds.dockerfile(source.path, data, None)
            else:
                builds.add(source.path, source.kind, data)
                found = builds.document(source.path, source.kind, data)
        except InputError as error:
            print(f"    {source.path}: {error}")
            lines = data.count(b"\n") + 1
            yield from (((source.path, line), "file") for line in range(1, lines + 1))
            continue
        texts = {"": Lines(data)}
        for place in found.skipped:
            whole = place.span == Span(0, len(data))
            if not whole and (not place.name or is_dotnets(catalog, place.name)):
                yield from of_span(source.path, texts, builds, place.span, "skipped")
        for use in found.uses:
            try:
                name = reference.parse(use.reference).name
            except UsageError:
                name = ""
            if not name or is_dotnets(catalog, name):
                for span in (use.span, *(piece.span for piece in use.pieces if piece.span)):
                    yield from of_span(source.path, texts, builds, span, use.role)


def kind_rank(kind: FileKind) -> bool:
    """What sorts Dockerfiles behind all that may build them."""
    return kind == "dockerfile"


def of_span(
    path: str, texts: dict[str, Lines], builds: Builds, span: Span, what: str
) -> Iterator[tuple[tuple[str, int], str]]:
    """The lines of some bytes, of the file itself or of one that builds it."""
    if span.path not in texts:
        texts[span.path] = Lines(builds.content(span.path))
    lines = texts[span.path]
    for line in range(lines.place(span.start)[0], lines.place(span.end)[0] + 1):
        yield (span.path or path, line), what


if __name__ == "__main__":
    main()
