"""Reads files and their images for `upgrade`."""

from collections.abc import Callable, Iterable

from dotimg.check.checker import TEMPLATE, placeholder_reason
from dotimg.check.ignore_comments import IgnoreComments
from dotimg.errors import InputError, UsageError
from dotimg.files.builds.collection import Builds
from dotimg.files.dockerfile import Dockerfile, find
from dotimg.files.kinds import FileKind, is_template
from dotimg.files.model import Found, Skipped, Span, Use
from dotimg.named_tuples import NamedTuple
from dotimg.names import reference
from dotimg.names.reference import Reference


class ParsedFile(NamedTuple):
    """A file as it was; `references` are those of the uses that are any, by their numbers.

    All spans bear the path of the file that they are of. `unreadable` are the places of the uses
    without a reference; `comments` are those of files that were looked at so far.
    """

    path: str
    kind: FileKind
    content: bytes
    uses: tuple[Use, ...]
    skipped: tuple[Skipped, ...]
    parsed: Dockerfile | None
    references: dict[int, Reference]
    unreadable: tuple[Skipped, ...]
    comments: dict[str, IgnoreComments]

    @property
    def others(self) -> frozenset[str]:
        """The other files that state values of its images."""
        pieces = (piece for use in self.uses for piece in use.pieces)
        spans = (*(piece.span for piece in pieces), *(use.span for use in self.uses))
        return frozenset(span.path for span in spans if span) - {self.path}


def content_at(file: ParsedFile, path: str, builds: Builds) -> bytes:
    """The bytes of a file, or of one that states values of its images."""
    return file.content if path == file.path else builds.content(path)


def comments_at(file: ParsedFile, span: Span, builds: Builds) -> IgnoreComments:
    """The comments of the file that a span is of; read once."""
    if span.path not in file.comments:
        file.comments[span.path] = IgnoreComments(content_at(file, span.path, builds))
    return file.comments[span.path]


def read_file(
    builds: Builds,
    path: str,
    kind: FileKind,
    content: bytes,
    taken: Callable[[str, bytes], Iterable[Use]] | None = None,
) -> ParsedFile:
    """A file with the images that it names.

    Args:
        builds: The builds that files declare.
        path: What to call the file.
        kind: What it is.
        content: Its bytes.
        taken: Gives the images that the SDK takes for a project; None where they do not count.

    Raises:
        InputError: The file cannot be read as what it is; the message begins with the line.
    """
    parsed = None
    try:
        if kind == "dockerfile":
            parsed, found = builds.dockerfile(path, content, None)
            found = found._replace(uses=(*found.uses, *_same_defaults(parsed, found.uses)))
        else:
            found = builds.document(path, kind, content)
            if kind == "project" and taken:
                found = found._replace(uses=(*found.uses, *taken(path, content)))
    except InputError as error:
        if not is_template(content):
            raise
        found = Found((), (Skipped(Span(0, 0), f"{TEMPLATE}: {error}"),))
    uses = tuple(_placed(use, path) for use in found.uses)
    skipped = tuple(one._replace(span=_in(one.span, path)) for one in found.skipped)
    references, unreadable = {}, []
    for number, use in enumerate(uses):
        if reference.is_placeholder(use.reference):
            unreadable.append(Skipped(use.span, placeholder_reason(use.reference)))
            continue
        try:
            references[number] = reference.parse(use.reference)
        except UsageError as error:
            unreadable.append(Skipped(use.span, str(error)))
    return ParsedFile(path, kind, content, uses, skipped, parsed, references, tuple(unreadable), {})


def _same_defaults(parsed: Dockerfile, uses: tuple[Use, ...]) -> list[Use]:
    """The images that defaults give and a build gives as well, whose values both have to change."""
    given = {(use.span, use.reference) for use in uses if use.origin}
    own = {(use.span, use.reference) for use in uses if not use.origin}
    return [
        use
        for use in (find(parsed, None).uses if given else ())
        if (use.span, use.reference) in given - own
        and any(piece.span and not _is_inside(piece.span, use.span) for piece in use.pieces)
    ]


def _is_inside(span: Span, outer: Span) -> bool:
    return outer.start <= span.start and span.end <= outer.end


def _placed(use: Use, path: str) -> Use:
    """A use whose spans bear the path of their file."""
    pieces = tuple(
        piece._replace(span=_in(piece.span, path)) if piece.span else piece for piece in use.pieces
    )
    return use._replace(span=_in(use.span, path), pieces=pieces)


def _in(span: Span, path: str) -> Span:
    return span if span.path else span._replace(path=path)
