"""A Dockerfile with its defaults and with everything that builds give it.

What a build gives stands in other files. While the Dockerfile is read, each such value has offsets
of its own, far behind the end of any file, by which its pieces are found again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dotimg.files.builds.model import Build, Given, context_image
from dotimg.files.builds.places import around
from dotimg.files.dockerfile import images, instructions, stages
from dotimg.files.dockerfile.stages import Contexts, Dockerfile
from dotimg.files.dockerfile.text import Text, stated_nowhere
from dotimg.files.dockerfile.variables import Unresolved, Value
from dotimg.files.model import Found, Piece, Skipped, Span, Use, ValueOrigin
from dotimg.named_tuples import NamedTuple

_ROOM = 1 << 32  # offsets that each value has
# Bytes of Dockerfiles that are read for the builds of one, so that many builds have an end.
_READ_LIMIT = 20_000_000
_NO_IMAGE = "scratch"
_CONTEXT = "the context "
_TARGET_NAMES = ("TARGETOS", "TARGETARCH", "TARGETVARIANT")


def read(
    content: bytes,
    builds: Sequence[Build],
    arguments: Mapping[str, str],
    target: str | None = None,
    path: str = "Dockerfile",
) -> tuple[Dockerfile, Found]:
    """The images that a Dockerfile names, by its defaults and in each of its builds.

    An image that ships does so in a build, or by the defaults where no build is known.

    Args:
        content: Its bytes.
        builds: How it is built.
        arguments: Build arguments which go before those of all builds.
        target: The stage that is built, whatever builds say.
        path: What messages call the file.

    Returns:
        The file as its defaults make it, and the images of all of it.

    Raises:
        InputError: It is not a Dockerfile; the message begins with the line.
    """
    parts = list(instructions.read(content))
    first = {name: stated_nowhere(value) for name, value in arguments.items()}
    parsed = stages.assemble(parts, first, Contexts({}))
    default = images.find(parsed, target)
    if not builds:
        return parsed, default
    gathered = _Gathered(default)
    limit = max(_READ_LIMIT // (len(content) + 1), 1)
    for number, build in enumerate(_distinct(builds, content)):
        if number == limit:
            reason = f"{path} is built in more ways than the {limit} that are read"
            gathered.skip(Skipped(build.span, reason))
            break
        reading = _Reading(build, path)
        for platform in build.platforms or ("",):
            given = {**reading.arguments(), **_of_platform(platform), **first}
            built = stages.assemble(parts, given, reading.contexts())
            stage = target or reading.target(built, gathered)
            gathered.add(reading.of_build(images.find(built, stage, platform or None)))
        gathered.add(reading.unused_contexts())
    return parsed, gathered.found()


def contexts(build: Build) -> Found:
    """The images of the named contexts of a build whose Dockerfile is not read."""
    return _Reading(build, "").unused_contexts()


class _Reading:
    """Reads a Dockerfile as one build makes it.

    Args:
        build: The build.
        path: What messages call the file.
    """

    def __init__(self, build: Build, path: str) -> None:
        self._build = build
        self._path = path
        self._values: list[tuple[str, Given]] = []
        self._used: set[str] = set()

    def arguments(self) -> dict[str, Value]:
        """What the build gives by name."""
        given = self._build.arguments.items()
        return {name: self._value(f"{name}=", value) for name, value in given}

    def contexts(self) -> Contexts:
        """The named contexts of the build."""
        given = self._build.contexts.items()
        return Contexts(
            {name: self._value(f"{_CONTEXT}{name}=", context_image(one)) for name, one in given}
        )

    def target(self, built: Dockerfile, gathered: "_Gathered") -> str | None:
        """The stage that it builds, None for the last one."""
        target = self._build.target
        if not target or not (target.text or target.unknown):
            return None
        if target.unknown:
            reason = f"builds {self._path} with a target that is not known: {target.unknown}"
        elif built.named(target.text):
            return target.text
        else:
            reason = (
                f"builds {self._path} with the target {target.text}, which is not one of its stages"
            )
        gathered.skip(Skipped(target.span, reason))
        return None

    def of_build(self, found: Found) -> Found:
        """What is found, with the values of the build where they stand."""
        return Found(tuple(map(self._stated, found.uses)), found.skipped)

    def unused_contexts(self) -> Found:
        """The images of the named contexts that no word of the Dockerfile asks for."""
        uses, skipped = [], []
        for name, given in self._build.contexts.items():
            image = context_image(given)
            if image.unknown:
                skipped.append(Skipped(image.span, image.unknown))
            elif image.text != _NO_IMAGE and f"{_CONTEXT}{name}={image.text}" not in self._used:
                span = around(image.pieces) or image.span
                uses.append(Use(image.text, span, image.pieces, "image", name, False, None))
        return Found(tuple(uses), tuple(skipped))

    def _value(self, given: str, value: Given) -> Value:
        if value.unknown:
            name = given.rstrip("=")
            reason = f"builds {self._path} with a value of {name} that is not known"
            return Unresolved(f"{reason}: {value.unknown}", value.span)
        self._values.append((given, value))
        raw = value.text.encode("utf-8", "surrogateescape")
        return Text(raw, ((0, len(self._values) * _ROOM),))

    def _stated(self, use: Use) -> Use:
        pieces: list[Piece] = []
        used: dict[str, Given] = {}
        for text, span in use.pieces:
            if span is None or span.start < _ROOM:
                pieces.append(Piece(text, span))
                continue
            name, value = self._values[span.start // _ROOM - 1]
            start = span.start % _ROOM
            part = value.cut(start, start + len(text))
            pieces += part.pieces if part.text == text else (Piece(text, None),)
            used[f"{name}{value.text}"] = value
        if not used:
            return use
        self._used.update(used)
        said, value = next(iter(used.items()))
        if said.startswith(_CONTEXT):  # the word in the Dockerfile is not the image's name
            use = use._replace(span=around(pieces) or value.span)
        origin = ValueOrigin(_tag_place(pieces) or value.span, ", ".join(used))
        return use._replace(pieces=tuple(pieces), origin=origin)


_UseKey = tuple[Span, str, Span, str | None]


class _Gathered:
    """What all builds of a Dockerfile use together.

    Args:
        default: What its defaults use.
    """

    def __init__(self, default: Found) -> None:
        self._default = default
        self._uses: dict[_UseKey, Use] = {}
        self._skipped: dict[Skipped, None] = {}
        self._built: dict[Span, set[str]] = {}

    def skip(self, skipped: Skipped) -> None:
        """Add a place that cannot be judged."""
        self._skipped[skipped] = None

    def add(self, found: Found) -> None:
        """Add what one build uses."""
        for use in found.uses:
            key = use.span, use.reference, use.place, use.platform
            before = self._uses.get(key)
            shipped = {*use.shipped, *(before.shipped if before else ())}
            self._uses[key] = use._replace(
                ships=use.ships or bool(before and before.ships), shipped=tuple(sorted(shipped))
            )
            self._built.setdefault(use.span, set()).add(use.reference)
        for skipped in found.skipped:
            self.skip(skipped)

    def found(self) -> Found:
        """All of it, in the order of the Dockerfile."""
        uses = list(self._uses.values())
        uses += [
            use._replace(ships=False, overridden=True, shipped=())
            for use in self._default.uses
            if use.reference not in self._built.get(use.span, ())
        ]
        uses.sort(key=lambda use: (bool(use.span.path), use.span, use.place))
        skipped = [
            one
            for one in dict.fromkeys((*self._default.skipped, *self._skipped))
            if one.span.path or one.span not in self._built
        ]
        return Found(tuple(uses), tuple(skipped))


class _Distinct(NamedTuple):
    """What of a build can matter to one Dockerfile, where it stands left in."""

    arguments: tuple[tuple[str, Given], ...]
    contexts: tuple[tuple[str, Given], ...]
    target: str
    platforms: tuple[str, ...]


def _distinct(builds: Iterable[Build], content: bytes) -> Iterator[Build]:
    """The builds that differ in what the Dockerfile may read."""
    seen: set[_Distinct] = set()
    for build in builds:
        # A name that stands nowhere in the file names nothing of it.
        arguments = {name: one for name, one in build.arguments.items() if _raw(name) in content}
        target = build.target.text + build.target.unknown if build.target else ""
        key = _Distinct(
            tuple(arguments.items()), tuple(build.contexts.items()), target, build.platforms
        )
        if key not in seen:
            seen.add(key)
            yield build._replace(arguments=arguments)


def _raw(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _of_platform(platform: str) -> dict[str, Value]:
    """The arguments that the builder sets for a platform."""
    if not platform:
        return {}
    parts = zip(_TARGET_NAMES, [*platform.split("/"), "", ""], strict=False)
    texts = {"TARGETPLATFORM": platform, **dict(parts)}
    return {name: stated_nowhere(text) for name, text in texts.items()}


def _tag_place(pieces: Iterable[Piece]) -> Span | None:
    """Where what a build gives for the tag begins, else the last of what it gives at all."""
    parts = list(pieces)
    reference = "".join([piece.text for piece in parts])
    tag = max(reference.rfind(":"), reference.rfind("/"))
    place, at = None, 0
    for text, span in parts:
        at += len(text)
        if span and span.path:
            place = span
            if at > tag + 1:
                break
    return place
