"""The images that one file names, gathered while it is read."""

from dotimg.errors import InputError
from dotimg.files.formats.expansion import Finder, UnresolvedError, expand
from dotimg.files.model import Found, Piece, Role, Skipped, Span, Use
from dotimg.files.syntax.tree import Node, Opaque, Scalar, is_empty

# Only a file that multiplies (a matrix of jobs) can come here.
_LIMIT = 100_000


class Images:
    """Gathers uses and what must be skipped; a value behind several aliases counts once.

    Args:
        role: What the file's images are: `image`, `base-image`.
        ships: Whether what the file makes is built on them.
    """

    def __init__(self, role: Role = "image", *, ships: bool = False) -> None:
        self._role = role
        self._ships = ships
        self._uses: dict[tuple[Span, str, str | None], Use] = {}
        self._named: set[tuple[Span, str]] = set()
        self._skipped: dict[Span, Skipped] = {}

    def add(
        self, node: Node | None, find: Finder, stage: str = "", platform: Node | None = None
    ) -> None:
        """Add the image that a value names, if it is there and names one.

        Args:
            node: The value.
            find: Finds the variables in it.
            stage: The service, job or container.
            platform: The value that names the platform, if any.
        """
        if isinstance(node, Opaque):
            self.skip(node.span, node.reason)
        if not isinstance(node, Scalar) or is_empty(node):
            return
        try:
            pieces = expand(node, find)
        except UnresolvedError as unresolved:
            self.skip(node.span, str(unresolved))
            return
        self.use(node.span, pieces, stage, self._platform(platform, find))

    def use(
        self, span: Span, pieces: tuple[Piece, ...], stage: str = "", platform: str | None = None
    ) -> None:
        """Add an image whose name is resolved; an empty name names none."""
        reference = "".join([piece.text for piece in pieces])
        use = Use(reference, span, pieces, self._role, stage, self._ships, platform)
        if reference and (platform or (span, reference) not in self._named):
            self._uses.setdefault((span, reference, platform), use)
            self._named.add((span, reference))
        if platform:
            self._uses.pop((span, reference, None), None)  # an alias that asks for less
        if len(self._uses) > _LIMIT:
            raise InputError(f"line 1: the file names more than {_LIMIT} images")

    def skip(self, span: Span, reason: str, name: str = "") -> None:
        """Add a place that cannot be judged, see `Skipped`."""
        self._skipped.setdefault(span, Skipped(span, reason, name))

    def _platform(self, node: Node | None, find: Finder) -> str | None:
        """The platform that a value names; one that is not known hides no image."""
        if not isinstance(node, Scalar):
            return None
        try:
            return "".join([piece.text for piece in expand(node, find)]) or None
        except UnresolvedError as unresolved:
            self.skip(node.span, f"the platform is not checked: {unresolved}")
            return None

    def found(self) -> Found:
        """All of them in the order of the file."""
        uses = sorted(self._uses.values(), key=lambda use: use.span)
        return Found(tuple(uses), tuple(self._skipped[span] for span in sorted(self._skipped)))
