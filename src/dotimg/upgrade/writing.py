"""Turns new values into the bytes of files and a list of edits."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from dotimg.files.builds.collection import Builds
from dotimg.files.kinds import FileKind
from dotimg.files.lines import Lines
from dotimg.files.model import Span, Use
from dotimg.files.syntax.source import decoded, encoded
from dotimg.upgrade.model import Edit, FileUpgrade

_YAML = ("compose", "workflow", "azure-pipelines", "gitlab-ci", "yaml")
_LONGEST = 200  # spaces that may stand before a value
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def in_their_files(
    values: Mapping[Span, str],
    contents: Mapping[str, bytes],
    kinds: Mapping[str, FileKind],
    builds: Builds,
) -> dict[Span, str]:
    """The texts of values as they are to stand in their files: quoted where YAML needs that.

    Args:
        values: The texts by their places.
        contents: The bytes of the files.
        kinds: What the files are, as far as they name images.
        builds: What else declares builds, and gives values to Dockerfiles.
    """
    return {
        span: _text_in_yaml(contents[span.path], span, text, builds)
        if kinds.get(span.path, builds.declaring.get(span.path)) in _YAML
        else text
        for span, text in values.items()
    }


def written(contents: Mapping[str, bytes], values: Mapping[Span, str]) -> dict[str, bytes]:
    """The bytes of files with the values in their places, each in the encoding of its file."""
    changed = dict(contents)
    by_path: dict[str, list[Span]] = {}
    for span in sorted(values):
        by_path.setdefault(span.path, []).append(span)
    for path, spans in by_path.items():
        parts, end = [], 0
        for span in spans:
            parts += [contents[path][end : span.start], encoded(contents[path], values[span])]
            end = span.end
        changed[path] = b"".join((*parts, contents[path][end:]))
    return changed


def edits(
    file: FileUpgrade,
    values: Mapping[Span, str],
    whys: Mapping[Span, Mapping[str, None]],
    lines: Lines,
    kinds: Mapping[Span, str],
) -> Iterator[Edit]:
    """The edits of one file, in its order.

    Args:
        file: The file with its old bytes.
        values: The new texts of all files.
        whys: The reasons for each, joined in the order given.
        lines: The lines of the file.
        kinds: What those values are that stand beside images.
    """
    for span, new in sorted(values.items()):
        old = decoded(file.old, span)
        if span.path == file.path and old != new:
            place = lines.place(span.start)
            inside, why = Span(span.start, span.end), "; ".join(whys.get(span, ()))
            yield Edit(file.path, *place, inside, old, new, why, kinds.get(span, "image"))


def stand_in_their_images(values: Mapping[Span, str], uses: Sequence[Use]) -> bool:
    """Whether each value stands where its image is named, and so can mean nothing else."""
    by_path: dict[str, list[Span]] = {}
    for span in sorted({use.span for use in uses}):
        by_path.setdefault(span.path, []).append(span)
    for span in values:
        spans = by_path.get(span.path, [])
        before = bisect_right(spans, (span.start, sys.maxsize)) - 1
        if before < 0 or span.end > spans[before].end:
            return False
    return True


def _text_in_yaml(content: bytes, span: Span, text: str, builds: Builds) -> str:
    """The text of a value, in quotes where YAML would take it for a number.

    A number stays one, but where a build gives it to a Dockerfile: 10.0 would become 10.
    """
    if not _NUMBER.fullmatch(text):
        return text
    quoted = content[span.start - 1 : span.start] in (b"'", b'"') if span.start else False
    old = content[span.start : span.end].decode("utf-8", errors="replace")
    alone = content[span.end : span.end + 1] in (b"", b"\n", b"\r", b" ", b",", b"}", b"]")
    begins = content[max(span.start - _LONGEST, 0) : span.start].rstrip(b" ")[-1:] in (
        b":",
        b"-",
        b"[",
        b",",
    )
    number = _NUMBER.fullmatch(old) and span.path not in builds.declaring
    return text if quoted or number or not (alone and begins) else f'"{text}"'
