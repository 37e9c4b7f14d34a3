"""Lines of a Dockerfile that fit the old operating system but not the new one."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from dotimg.catalog.model import System
from dotimg.catalog.tables import Catalog
from dotimg.catalog.traits import FamilyContent
from dotimg.files.dockerfile import Instruction
from dotimg.upgrade.model import AdviceName
from dotimg.upgrade.move.model import Companion

_COMMANDS = re.compile(r"[&|;\n]+")
_MANAGERS = {
    "debian": ("apt-get", "apt"),
    "ubuntu": ("apt-get", "apt"),
    "alpine": ("apk",),
    "azurelinux": ("tdnf", "dnf", "yum"),
}
_INSTALLS = ("install", "add")
_WORDS = re.compile(r"[\w.+=~:-]+")
_QUOTES = str.maketrans("", "", "\"'")
# A name with its version in it, or pinned to one.
_VERSIONED = re.compile(
    r"lib[a-z][a-z+.-]*[0-9][0-9.]*(?:t64)?(?:=.*)?|[a-z0-9][a-z0-9.+-]+=[0-9].*"
)
_DIGITS = re.compile(r"[^0-9]")
_VERSION = re.compile(r"[0-9.]*(?:t64)?$")
_VARIABLE = re.compile(r"\$(?:\{(\w+)[^}]*\}|(\w+))")
_LONGEST = 20_000  # characters of an instruction with its values
_CREATING = {
    "useradd": "u", "adduser": "u", "usermod": "u",
    "groupadd": "g", "addgroup": "g", "groupmod": "g",
}  # fmt: skip
_LONG = {"u": "--uid", "g": "--gid"}
_REMOVES = re.compile(r"\b(?:userdel|deluser|groupdel|delgroup|non-unique|usermod\s+-l)\b")
_NO_CONTENT: FamilyContent = {"marks": [], "packages": {}}


class Crossing:
    """A move from one release of a system to another.

    Args:
        catalog: Tells what systems hold.
        before: The system that an image leaves.
        after: The one that it goes to.
        values: What ARG and ENV of the file give, by name.
    """

    def __init__(
        self, catalog: Catalog, before: System, after: System, values: Mapping[str, str]
    ) -> None:
        self._catalog = catalog
        self._before = before
        self._after = after
        self._values = values
        self._content = catalog.traits.get("family_content", {}).get(before.family, _NO_CONTENT)

    def messages(self, instruction: Instruction, text: str) -> Iterator[tuple[str, AdviceName]]:
        """What to look at in an instruction with that text, each with its name."""
        if self._before.name == self._after.name or len(text) > _LONGEST:
            return
        named = list(dict.fromkeys(one[0] for one in self._marks.finditer(text)))
        if named := [one for one in named if not self._is_of_next(one)]:
            are = "is" if len(named) == 1 else "are"
            yield f"{_joined(named)} {are} not of {self._after.title}", "packages"
        if instruction.keyword != "RUN":
            return
        expanded = _expanded(text, self._values).translate(_QUOTES)
        if not _REMOVES.search(expanded):
            yield from self._users(expanded)
        yield from self._packages(expanded)

    def edits(self, instruction: Instruction) -> Iterator[Companion]:
        """The names of .NET's own dependencies that are others on the next system.

        Only where both names are known for certain, and where they stand in one stretch.
        """
        if instruction.keyword != "RUN" or not self._renamed:
            return
        text = instruction.body
        for command in re.finditer(rb"[^&|;\n]+", text.raw):
            words = command[0].decode("utf-8", errors="replace").split()
            if not self._installs(words):
                continue
            for word in re.finditer(rb"[^\s\"']+", command[0]):
                name = word[0].decode("utf-8", errors="replace")
                start, end = (command.start() + at for at in word.span())
                pieces = text.cut(start, end).pieces
                if name in self._renamed and len(pieces) == 1 and pieces[0].span:
                    new = self._renamed[name]
                    why = f"{name} is {new} in {self._after.title}"
                    yield Companion(pieces[0].span, new, "package", why)

    @cached_property
    def _marks(self) -> re.Pattern[str]:
        """Finds what is of the family that the image leaves, a release of it or its mirrors."""
        releases = [
            re.escape(one.name)
            for one in self._catalog.systems.values()
            if one.family == self._before.family != one.name and one.name.isalpha()
        ]
        alternatives = "|".join((*self._content["marks"], *releases))
        return re.compile(rf"(?<![\w.-])(?:{alternatives or '(?!)'})(?!\w)")

    def _is_of_next(self, mark: str) -> bool:
        """Whether a mark of the family is also one of the release that the image goes to."""
        if self._after.family != self._before.family:
            return False
        if mark in self._catalog.systems:
            return mark == self._after.name
        number = _DIGITS.sub("", mark)
        return not number or _DIGITS.sub("", self._after.title) in number

    def _users(self, text: str) -> Iterator[tuple[str, AdviceName]]:
        users = self._catalog.traits.get("users", {})
        taken = users.get(self._after.name, {})
        failing: dict[str, dict[str, None]] = {}
        for command in _COMMANDS.split(text) if taken and self._before.name not in users else ():
            words = command.split()
            program = next((one for one in words if one in _CREATING), "")
            if (number := _number(words, _CREATING.get(program, ""))) in taken:
                failing.setdefault(number, {})[program] = None
        for number, programs in failing.items():
            there = f"{self._after.title} has a user {taken[number]} with the ID {number}"
            yield f"{there}: {_joined(list(programs))} cannot use it", "user"

    def _packages(self, text: str) -> Iterator[tuple[str, AdviceName]]:
        words, title = set(_WORDS.findall(text)), self._after.title
        used = [one for one in _MANAGERS.get(self._before.family, ()) if one in words]
        if used and used[0] not in _MANAGERS.get(self._after.family, ()):
            yield f"{title} has no {used[0]}", "packages"
            return
        commands = [one for one in _COMMANDS.split(text) if self._installs(one.split())]
        asked = sorted({word for one in commands for word in _WORDS.findall(one)})
        versioned = []
        for word in asked:
            if word in self._renamed or word in self._known:
                continue  # which is edited, or called so there too
            if word in self._lost:
                new = self._lost[word]
                yield f"{word} is {new} in {title}" if new else f"{title} has no {word}", "packages"
            elif new := self._same_stem(word):
                yield f"{word} is {new} in {title}", "packages"
            elif _VERSIONED.fullmatch(word):
                versioned.append(word)
        if versioned:
            what = ", ".join(versioned)
            yield f"{what}: look for the names of these packages in {title}", "packages"

    def _installs(self, words: list[str]) -> bool:
        """Whether a command installs packages by the manager that both systems have."""
        here, there = (_MANAGERS.get(one.family, ()) for one in (self._before, self._after))
        managers = set(here) & set(there)
        return any(one in managers for one in words) and any(one in words for one in _INSTALLS)

    @cached_property
    def _renamed(self) -> dict[str, str]:
        """The new names of .NET's dependencies, by the old ones; of those that change alone."""
        old, new = map(self._dependencies, (self._before, self._after))
        pairs = ((old[what], new[what]) for what in old.keys() & new.keys())
        return {
            before[0]: after[0]
            for before, after in pairs
            if len(before) == len(after) == 1 and before != after
        }

    @cached_property
    def _known(self) -> frozenset[str]:
        """The dependencies of .NET that are called so on the next system."""
        return frozenset(one for names in self._dependencies(self._after).values() for one in names)

    @cached_property
    def _lost(self) -> dict[str, str]:
        """What packages that the family alone has are called; empty for none."""
        if self._before.family == self._after.family:
            return {}
        packages = self._content["packages"].items()
        return {name: others.get(self._after.family, "") for name, others in packages}

    def _same_stem(self, word: str) -> str:
        """The dependency of .NET that differs in its version alone: libicu74 for libicu67."""
        stem = _VERSION.sub("", word)
        new = self._dependencies(self._after).values()
        names = [one[0] for one in new if len(one) == 1 and one[0] != word]
        return next((one for one in names if stem != word and _VERSION.sub("", one) == stem), "")

    def _dependencies(self, system: System) -> Mapping[str, list[str]]:
        table = self._catalog.dependencies()
        return next((table[name] for name in system.names if name in table), {})


def _number(words: list[str], letter: str) -> str:
    """The number that a command gives to a user or a group; empty for none."""
    for place, word in enumerate(words) if letter else ():
        option, _, value = word.partition("=")
        if option == _LONG[letter] or re.fullmatch(rf"-[a-zA-Z]*{letter}", word):
            return value or next(iter(words[place + 1 : place + 2]), "")
    return ""


def _expanded(text: str, values: Mapping[str, str]) -> str:
    """A text with the values of its variables, as far as they are known."""
    found = _VARIABLE.sub(lambda match: values.get(match[1] or match[2], match[0]), text)
    return found if len(found) <= _LONGEST else text


def _joined(words: list[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if words[1:] else words[0]
