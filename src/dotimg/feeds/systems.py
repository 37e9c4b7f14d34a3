"""Operating-system releases: their names, and the end of their support."""

import calendar
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from dotimg.catalog.model import System, Tag
from dotimg.catalog.traits import FamilyTraits, Traits
from dotimg.feeds.rows import FeedRow
from dotimg.names import tags as grammar
from dotimg.names.tags import VARIANTS


class Systems:
    """Every release that an image was seen on; `known` grows as images name them."""

    def __init__(self, traits: Traits, lifecycle: FeedRow) -> None:
        self._families = traits["families"]
        self._renamed = traits["renamed_releases"]
        self._products = {
            product.text("product"): _cycles(product) for product in lifecycle.some("products")
        }
        self.known: dict[str, System] = {}

    def release(self, upstream: str, os_type: str) -> str:
        """Our name for upstream's: `bookworm` for `bookworm-slim`, `noble` for `noble-chiseled`.

        Where upstream names none, it is the kind of system, `linux`.
        """
        name = self._name(upstream) or os_type
        if name not in self.known:
            self.known[name] = self._system(name, os_type)
        return name

    def decided(self, stated: str, names: Iterable[str]) -> str:
        """The stated release, unless the tags all name one other of its family: then that.

        Known are images of March 2020, stated as Alpine 3.12, under tags of alpine3.11.
        """
        named = {self._name(grammar.parse(name).system) for name in names} & self.known.keys()
        named = {name for name in named if name != self.known[name].family}
        family = self.known[stated].family
        if stated == family or {self.known[name].family for name in named} != {family}:
            return stated
        return named.pop() if len(named) == 1 else stated

    def sorted(self, tags: Iterable[Tag]) -> dict[str, System]:
        """All known releases, family by family, the newest of each first.

        Args:
            tags: All tags; their first days tell when the next release of a family came.
        """
        families = [*self._families, ""]
        newest = sorted(self.known.values(), key=_age, reverse=True)
        drops = self._expected_drops(tags)
        return {
            system.name: system._replace(expected_drop=drops.get(system.name))
            for system in sorted(newest, key=lambda system: families.index(system.family))
        }

    def _expected_drops(self, tags: Iterable[Tag]) -> dict[str, str]:
        """Of each release that a next one followed the day about which its images are dropped."""
        first_days = _first_days(tags)
        found = {}
        for family, traits in self._families.items():
            if months := traits.get("dropped_months_after_next"):
                members = [one for one in self.known.values() if one.family == family != one.name]
                came = sorted(
                    (first_days[one.name], one.name) for one in members if one.name in first_days
                )
                for (_, name), (day, _) in pairwise(came):
                    found[name] = _months_after(day, months)
        return found

    def _name(self, upstream: str) -> str:
        words = [word for word in upstream.split("-") if word not in (*VARIANTS, "slim")]
        name = "-".join(words)
        return self._renamed.get(name, name)

    def _system(self, name: str, os_type: str) -> System:
        if name in self._families:  # the samples of some years name no release
            return System(name, name, self._families[name]["title"], os_type, None, None, (name,))
        for family in self._families:
            for system in self._candidates(name, family):
                return system
        # Newer than our families: still an image that people can run, of unknown window.
        return System(name, "", name, os_type, None, None, (name,))

    def _older(self, name: str) -> tuple[str, ...]:
        """What a release was called in older tags, with the number in it: 2009 for 20H2."""
        older = [old for old, new in self._renamed.items() if new == name]
        return (*older, *(old.rpartition("-")[2] for old in older))

    def _candidates(self, name: str, family: str) -> Iterator[System]:
        """The release as one of this family, if it is one."""
        traits = self._families[family]
        cycles = self._products.get(traits.get("product", ""), {})
        for prefix, by_prefix in traits.get("prefixes", {}).items():
            if name.startswith(prefix):
                number = name.removeprefix(prefix)
                cycle = cycles.get(_cycle_name(number, traits))
                end = traits.get("ends", {}).get(name) or _end(cycle, traits)
                others = by_prefix.get("names", [])
                names = (name, *self._older(name), number, *_windows_names(number))
                names += (
                    *(other + number for other in others),
                    *(o for o in others if o[-1] != "-"),
                )
                title = f"{by_prefix['title']} {number}"
                days = _released(cycle), end
                yield System(name, family, title, traits["type"], *days, _distinct(names))
        if "prefixes" not in traits and name in cycles:
            number = cycles[name].text("cycle")
            # A bare 12 could be anything; 24.04 is Ubuntu's to everybody.
            names = (name, family + number, *((number,) if "." in number else ()))
            title = f"{traits['title']} {number}"
            days = _released(cycles[name]), _end(cycles[name], traits)
            yield System(name, family, title, traits["type"], *days, _distinct(names))


def _cycles(product: FeedRow) -> dict[str, FeedRow]:
    """The cycles of a product by number and, where there is one, by its codename's first word."""
    found = {}
    for cycle in product.rows("cycles"):
        found[cycle.text("cycle")] = cycle
        codename = cycle.optional_text("codename") or ""
        for first in codename.lower().split()[:1]:
            found[first] = cycle
    return found


def _cycle_name(number: str, traits: FamilyTraits) -> str:
    """`ltsc2022` is the cycle `2022` and `20H2` is `20h2`, unless the traits name another."""
    return traits.get("cycles", {}).get(number, number.lower().removeprefix("ltsc"))


def _released(cycle: FeedRow | None) -> str | None:
    return cycle.optional_day("release") if cycle else None


def _end(cycle: FeedRow | None, traits: FamilyTraits) -> str | None:
    """The day free updates end, those of an extension with them where it is free."""
    if not cycle:
        return None
    end = cycle.optional_day("eol")
    extended = cycle.optional_day("extended_end") if traits.get("free_extension") else None
    if end and extended and extended < end:
        cycle.refuse(f"extended_end {extended} is before eol {end}")
    return extended or end


def _first_days(tags: Iterable[Tag]) -> dict[str, str]:
    """When the first image came whose tag names a release; a family's tag moved there later."""
    found: dict[str, str] = {}
    for tag in tags:
        name = grammar.parse(tag.name).system
        if tag.published and name in tag.releases:
            found[name] = min(tag.first_seen, found.get(name, tag.first_seen))
    return found


def _months_after(day: str, months: int) -> str:
    """The same day of a later month, or its last one where that has no such day."""
    first = date.fromisoformat(day)
    years, month = divmod(first.month - 1 + months, 12)
    last = calendar.monthrange(first.year + years, month + 1)[1]
    return date(first.year + years, month + 1, min(first.day, last)).isoformat()


def _age(system: System) -> tuple[str, list[int]]:
    """A sort key: the day of release or, where it is unknown, the number in the name."""
    digits = "".join(char if char.isdigit() else " " for char in system.name)
    return system.released or "", [int(number) for number in digits.split()]


def _windows_names(number: str) -> tuple[str, ...]:
    """What people call an LTSC release: `ltsc2022` is Windows Server 2022, or just 2022."""
    year = number.removeprefix("ltsc")
    return (year, f"windows{year}", f"windowsserver{year}") if year != number else ()


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
