"""Image references as values that keep the text they were read from.

The grammar is that of the OCI distribution specification, "Pulling manifests", with the defaults
that docker adds: a name without a registry is one of Docker Hub's.
"""

import re
from collections.abc import Collection

from dotimg.errors import UsageError, printable, quoted
from dotimg.named_tuples import NamedTuple

DOCKER_HUB = "docker.io"
DOTNET_REGISTRY = "mcr.microsoft.com"

_HUB_ALIASES = (DOCKER_HUB, "index.docker.io")
_NAME_LIMIT = 255
_TOO_LONG = f"registry and repository have more than {_NAME_LIMIT} characters"
_TAG_LIMIT = 128
_PORT_LIMIT = 65535
_HEX_DIGIT = frozenset("0123456789abcdef")
_HEX_DIGITS = {"sha256": 64, "sha512": 128}

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
# What only some references need is compiled for the first of them.
_REGISTRY = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])(?::([0-9]{{1,5}}))?"
# What a tool fills in: {{x}}, {x}, #{x}#, <x>, [x], %X%, @X@, __X__
_HOLE = r"[{}<>%]|\[[A-Za-z_]|@[A-Za-z_]\w*@|(?<![a-z0-9])__\w+__(?![a-z0-9])"
_CAPITALS = r"[A-Z][A-Z0-9_-]+"
_URL_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*://"


class Reference(NamedTuple):
    """An image name: `registry/repository`, a tag, a digest, both or neither.

    `registry` is a lower-case host with its port, `text` is what was read; printing gives the
    full canonical name.
    """

    registry: str
    repository: str
    tag: str | None
    digest: str | None
    text: str

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.name}{tag}{digest}"

    @property
    def name(self) -> str:
        """The registry and the repository, without tag and digest."""
        return f"{self.registry}/{self.repository}"

    def at(self, digest: str) -> "Reference":
        """The same repository at one digest, without a tag."""
        return self._replace(tag=None, digest=digest, text=f"{self.name}@{digest}")


def parse(text: str, short_names: Collection[str] = ()) -> Reference:
    """Read an image reference as a person types or pastes it.

    Args:
        text: `nginx`, `aspnet:8.0`, `localhost:5000/a/b:1@sha256:...`
        short_names: .NET repositories (`sdk`, `framework/aspnet`) that may be named without
            `mcr.microsoft.com/dotnet/` or with `dotnet/` alone; none when left out.

    Raises:
        UsageError: It is not an image reference; the message says why in one line.
    """
    _check_characters(text)
    rest, at_sign, digest = text.partition("@")
    name, tag = _split_tag(rest)
    if len(name) > _NAME_LIMIT:
        raise _unusable(text, _TOO_LONG)
    registry, repository = _locate(name, text, short_names)
    _check_registry(registry, text)
    _check_repository(repository, text)
    if len(registry) + 1 + len(repository) > _NAME_LIMIT:
        raise _unusable(text, _TOO_LONG)
    if tag is not None and not is_tag(tag):
        raise _unusable(text, _tag_fault(tag))
    if at_sign and (fault := _digest_fault(digest)):
        raise _unusable(text, fault)
    return Reference(registry, repository, tag, digest if at_sign else None, text)


def states_registry(text: str) -> bool:
    """Whether a reference says itself which registry it is of, by docker's rule."""
    first, slash, _ = text.partition("/")
    return bool(slash) and ("." in first or ":" in first or first.lower() == "localhost")


def is_placeholder(text: str) -> bool:
    """Whether it stands for an image that is filled in later, or is the name of something else.

    That is what has a hole, as `<REGISTRY>/app` and `sdk:__TAG__`, what has a part in capitals, as
    `YOUR_REGISTRY/app`, and a bare word with capitals, as `CentosContainer`: docker takes neither.
    """
    name, tag = _split_tag(text.partition("@")[0])
    parts = name.split("/")
    named = parts[1:] if states_registry(name) else parts
    shouted = any(re.fullmatch(_CAPITALS, part) for part in named)
    bare = len(parts) == 1 and not tag and name != name.lower()
    return shouted or bare or re.search(_HOLE, text) is not None


def is_tag(word: str) -> bool:
    """Whether a registry can hold this tag (distribution specification, "Pulling manifests")."""
    return _TAG.fullmatch(word) is not None


def is_digest(word: str) -> bool:
    """Whether this is a whole sha256 or sha512 digest (OCI image specification, "Digests")."""
    return not _digest_fault(word)


def _unusable(text: str, why: str) -> UsageError:
    return UsageError(f"{quoted(text)} is not an image reference: {why}")


def _check_characters(text: str) -> None:
    if not text:
        raise UsageError("an image reference is missing; expected a form such as 'sdk:10.0'")
    if "://" in text and (scheme := re.match(_URL_SCHEME, text)):
        raise _unusable(text, f"leave out {quoted(scheme[0])}")
    if text.split() != [text]:
        raise _unusable(text, "it contains a space")
    if "$" in text:
        raise _unusable(text, "it contains a variable")
    if not (text.isascii() and text.isprintable()):
        strange = next(char for char in text if not "!" <= char <= "~")
        raise _unusable(text, f"image names cannot contain the character {quoted(strange)}")
    if is_digest(text):
        raise _unusable(text, f"the repository is missing: 'NAME@{text}'")


def _split_tag(rest: str) -> tuple[str, str | None]:
    """Cut the tag off; a colon before the last slash belongs to a port."""
    name, colon, tag = rest.rpartition(":")
    if not colon or "/" in tag:
        return rest, None
    return name, tag


def _locate(name: str, text: str, short_names: Collection[str]) -> tuple[str, str]:
    short = name.removeprefix("dotnet/")
    if short in short_names:
        return DOTNET_REGISTRY, f"dotnet/{short}"
    registry, repository = DOCKER_HUB, name
    if states_registry(name):
        first, _, repository = name.partition("/")
        registry = first.lower()
    if not repository:
        raise _unusable(text, "the repository is missing")
    if registry not in _HUB_ALIASES:
        return registry, repository
    return DOCKER_HUB, repository if "/" in repository else f"library/{repository}"


def _check_registry(registry: str, text: str) -> None:
    if registry in (DOTNET_REGISTRY, DOCKER_HUB):
        return  # nearly all are, and to compile the pattern takes longer than a reference
    match = re.fullmatch(_REGISTRY, registry)
    if not match or int(match[1] or 0) > _PORT_LIMIT:
        raise _unusable(text, f"{quoted(registry)} is not a registry host")


def _check_repository(repository: str, text: str) -> None:
    for component in repository.split("/"):
        if _COMPONENT.fullmatch(component):
            continue
        if not component:
            raise _unusable(text, "part of the repository is empty")
        if _COMPONENT.fullmatch(component.lower()):
            raise _unusable(text, f"repositories are lower-case: write {quoted(component.lower())}")
        raise _unusable(text, f"{quoted(component)} cannot be part of a repository")


def _tag_fault(tag: str) -> str:
    if not tag:
        return "the tag after ':' is missing"
    if len(tag) > _TAG_LIMIT:
        return f"a tag has at most {_TAG_LIMIT} characters, this one {len(tag)}"
    return (
        f"the tag {quoted(tag)} may contain letters, digits and '_', and after the first also "
        "'.' and '-'"
    )


def _digest_fault(digest: str) -> str:
    algorithm, colon, hexadecimal = digest.partition(":")
    wanted = _HEX_DIGITS.get(algorithm)
    if not colon or wanted is None:
        return f"expected sha256: or sha512: after '@', not {quoted(digest)}"
    if not _HEX_DIGIT.issuperset(hexadecimal):
        strange = next(char for char in hexadecimal if char not in _HEX_DIGIT)
        return f"a digest has only the digits 0-9 and a-f, not '{printable(strange)}'"
    if len(hexadecimal) != wanted:
        return f"a {algorithm} digest has {wanted} digits, this one {len(hexadecimal)}"
    return ""
