"""The grammar of tag names: `8.0.11-alpine3.20-amd64` taken apart and put together again.

A tag is words between hyphens. Which systems exist is data; that a version comes first, an
architecture last, and variants just before it, is the rule. A word that fits nowhere else belongs
to the system's name.
"""

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from dotimg.named_tuples import NamedTuple
from dotimg.names import platforms, versions

if TYPE_CHECKING:
    from packaging.version import Version


DISTROLESS = ("chiseled", "distroless")  # without a shell and a package manager
VARIANTS = (*DISTROLESS, "composite", "extra", "aot")

# Words of the years before 2020, when one repository held all kinds of images.
_KINDS = {
    "sdk": "sdk",
    "runtime": "runtime",
    "runtime-deps": "runtime-deps",
    "aspnetcore-runtime": "aspnet",
    "core": "runtime",
    "core-deps": "runtime-deps",
}
# What a repository's images are called there today.
KIND_WORDS = {kind: word for word, kind in reversed(_KINDS.items())}
# Words that make an image something else than what its repository promises.
_LABELS = (
    *("latest", "onbuild", "projectjson", "msbuild", "rc3", "rc4", "ca", "patch"),
    *("aspnetapp", "dotnetapp", "wcfclient", "wcfservice"),
    *("lts", "coreclr", "vs", "nightly"),  # of ASP.NET before 2018
)
_FIELDS = {
    **dict.fromkeys(_LABELS, "label"),
    **dict.fromkeys(VARIANTS, "variants"),
    **dict.fromkeys((word for kind in _KINDS for word in kind.split("-")), "kind_word"),
}
# The order in which nearly all tags say things.
_ORDER = (
    *("label", "version", "rebuild", "kind_word", "second"),
    *("stamp", "system", "variants", "architecture"),
)
_RANKS = {field: rank for rank, field in enumerate(_ORDER)}
_STAMP_DIGITS = 8
_MONTH_DIGITS = 4, 2
_FIRST_YEAR = "2015"
_RELEASE_NUMBERS = 3
_HEAD = 2  # words that hold the version, and its rebuild or its day; tags share their heads
_STAGES = ("final", "update1")  # of the release candidate of ASP.NET 5
_ABOVE_PATCHES = ("99999", "99999")
_ABOVE_DAYS = "99999999"


class TagName(NamedTuple):
    """What the words of one tag say; empty where the tag says nothing.

    `version` is as written, without rebuild number: `8.0`, `10.0.100-preview.7`, `11.0-preview`;
    `second` is a version behind the first: `1.0.5-sdk-1.0.4`, `4.8-3.5`;
    `stamp` is a day or, before 2018, a month: `20260811`, `2017.12`, `2017-12`;
    `kind_word` is the kind of image as written, see `kind`;
    `system` is the publisher's name of an operating-system release or family: `bookworm-slim`,
    `nanoserver-1809`, `alpine`;
    `label` is what makes the image something else: `onbuild`, `aspnetapp`, `latest`;
    `order` names the field of each word where the order is not the usual one.

    `str` puts the tag together again: that of a parsed tag is the tag, and a field that was
    replaced stands where the old one stood.
    """

    version: str = ""
    second: str = ""
    rebuild: str = ""
    stamp: str = ""
    kind_word: str = ""
    system: str = ""
    variants: tuple[str, ...] = ()
    architecture: str = ""
    label: str = ""
    order: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.order:  # as in _ORDER
            words = (
                *(self.label, self.version, self.rebuild, self.kind_word, self.second),
                *(self.stamp, self.system, *self.variants, self.architecture),
            )
            return "-".join(filter(None, words))
        texts: dict[str, str] = {**self._asdict(), "variants": "-".join(self.variants)}
        left_of = {field: texts[field].split("-") for field in _ORDER if texts[field]}
        runs = [(field, len(list(run))) for field, run in groupby(self.order)]
        together = []
        for place, (field, size) in enumerate(runs):
            left = left_of.get(field, [])
            last = field not in [later for later, _ in runs[place + 1 :]]
            together += left if last else left[:size]
            left_of[field] = left[size:]
        return "-".join(together)

    @property
    def kind(self) -> str:
        """The repository that holds such images today: `aspnet` for `aspnetcore-runtime`."""
        return _KINDS.get(self.kind_word, "")

    @property
    def prerelease(self) -> str:
        """What stands behind the numbers of the version: `preview.7`, `rc.1`, `preview`."""
        return self.version.partition("-")[2]

    @property
    def fixed(self) -> bool:
        """Whether the tag names one patch or one day, and so never moves to the next.

        Three numbers are a patch in .NET, but not in .NET Framework: `4.8.1` moves every month.
        """
        return bool(self.stamp) or _is_patch(self.version)


@cache
def _is_patch(version: str) -> bool:
    numbers = version.partition("-")[0]
    return numbers.count(".") > 1 and not numbers.startswith("4.")


@cache
def parse(tag: str) -> TagName:
    """Take a tag name apart; any text is accepted, as every text could be a tag."""
    words = tag.split("-")
    if "" in words:
        return TagName(label=tag)
    fields = _field_of_each(words)
    texts: dict[str, str] = {}
    for field, word in zip(fields, words, strict=True):
        texts[field] = f"{texts[field]}-{word}" if field in texts else word
    variants = tuple(texts.pop("variants", "").split("-")) if "variants" in texts else ()
    ranks = [_RANKS[field] for field in fields]
    order = () if ranks == sorted(ranks) else tuple(fields)
    return TagName(variants=variants, order=order, **texts)


def layout(tag: str) -> list[tuple[str, int]]:
    """The fields of a tag in their order, each with the number of its characters.

    Words of one field that stand together count as one, hyphens between them included.
    """
    words = tag.split("-")
    if "" in words:
        return [("label", len(tag))]
    runs = groupby(zip(_field_of_each(words), words, strict=True), key=itemgetter(0))
    return [(field, len("-".join(word for _, word in run))) for field, run in runs]


def _field_of_each(words: list[str]) -> list[str]:
    """Of each word the field that it belongs to."""
    fields = [_FIELDS.get(word, "system") for word in words]
    if platforms.is_suffix(words[-1]):
        fields[-1] = "architecture"
    _mark_version(words, fields)
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        if fields[place] != "system":
            continue
        if _is_month(before, word):
            fields[place - 1 : place + 1] = ["stamp"] * 2
        elif word[0].isdigit():
            fields[place] = _field_of_number(word, place, fields)
        elif word.startswith(versions.PRERELEASES) and fields[place - 1] == "second":
            fields[place] = "second"
    return fields


def _mark_version(words: list[str], fields: list[str]) -> None:
    """Mark the version in front, its pre-release label and its rebuild number."""
    start = 1 if fields[0] == "label" and len(words) > 1 else 0  # vs-1.0.0-beta4
    numbers, *rest = words[start:]
    if not numbers.removesuffix(".alpha").replace(".", "").isdigit() or _is_stamp(numbers):
        return
    end = start + 1
    if rest and rest[0].startswith(versions.PRERELEASES):
        end += 2 if rest[1:] and rest[1] in _STAGES else 1
        if start and rest[1:] and rest[1].isdigit():
            end += 1  # coreclr-1.0.0-beta5-11624
    fields[start:end] = ["version"] * (end - start)
    if len(words) > end and len(words[end]) == 1 and words[end].isdigit():
        fields[end] = "rebuild"


def _field_of_number(word: str, place: int, fields: list[str]) -> str:
    """The field of a word that begins with a digit and is not a version in front."""
    if "stamp" not in fields and _is_stamp(word):
        return "stamp"
    if _is_release_number(word):
        return next((field for field in ("version", "second") if field not in fields), "system")
    return "system" if place else "label"  # a version gone wrong: 8.0iner


def _is_stamp(word: str) -> bool:
    """A day, 20260811, or a month, 2017.12."""
    if len(word) == _STAMP_DIGITS:
        return word.isdigit()
    return _is_month(*word.partition(".")[::2])


def _is_month(year: str, month: str) -> bool:
    digits = year.isdigit() and month.isdigit()
    return digits and (len(year), len(month)) == _MONTH_DIGITS and year >= _FIRST_YEAR


def _is_release_number(word: str) -> bool:
    """Two or three numbers; four (10.0.14393.1715) are a Windows build."""
    parts = word.split(".")
    return 1 < len(parts) <= _RELEASE_NUMBERS and all(part.isdigit() for part in parts)


def newest_first(names: Iterable[str]) -> list[str]:
    """The tags by version and then by name, those without a version last.

    A tag that moves (`10.0-alpine`) stands above the patches it moves along (`10.0.11-alpine`), a
    rebuild above what it rebuilds.
    """
    heads = {name: "-".join(name.split("-", _HEAD)[:_HEAD]) for name in names}
    ranks = {head: _rank(head) for head in set(heads.values())}
    places = {rank: place for place, rank in enumerate(sorted(set(ranks.values()), reverse=True))}
    place_of = {head: places[rank] for head, rank in ranks.items()}
    return sorted(sorted(heads), key=lambda name: place_of[heads[name]])


def _rank(head: str) -> tuple[bool, "Version", str]:
    """Whether a head names a version that is known, the version, and the day."""
    tag = parse(head)
    rebuild = f"-{tag.rebuild}" if tag.rebuild else ""
    try:
        return True, _order(_lifted(tag.version) + rebuild), tag.stamp or _ABOVE_DAYS
    except ValueError:  # no version at all, or one as no tag of .NET has it
        return False, _order("0"), ""


def _lifted(version: str) -> str:
    """The version, above all its patches where it names none.

    Not so .NET Framework, where `4.8` is no more than the version before `4.8.1`.
    """
    numbers, dash, label = version.partition("-")
    if not version or version.startswith("4."):
        return version
    parts = (*numbers.split("."), *_ABOVE_PATCHES)
    return ".".join(parts[: max(len(parts) - len(_ABOVE_PATCHES), 3)]) + dash + label


@cache
def _order(version: str) -> "Version":
    return versions.order(version)
