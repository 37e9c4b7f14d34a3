"""Explanations: as text that fits 80 columns, and as the JSON document of the contract."""

from collections.abc import Iterator
from itertools import groupby

import click

from dotimg.catalog.details import Digest, Platform, Release
from dotimg.catalog.model import Support, SupportStatus
from dotimg.cli.render import picks
from dotimg.errors import printable
from dotimg.explain.model import Dates, Explanation, FixedCve, Hosts, Remedy, Summary
from dotimg.resolver.model import marked

_WIDTH = 80
_INDENT = 13
_MEGA = 1e6
_SHORT_DIGEST = len("sha256:") + 12
_MOST_VERSIONS = 4
_MOST_TAGS = 8
_OFFICIAL = "mcr.microsoft.com/dotnet/"
# The places of a tag's own facts, and of the first note, among all that `_facts` gives.
_OWN = (1, 2, 6, 8, 12)
_NOTES = 14
_FIX, _SUPPORT = "fix: ", "  support "
_COLOURS = {
    "supported": "green",
    "ends-soon": "yellow",
    "unknown": "yellow",
    "ended": "red",
    "retired": "red",
    "preview": "cyan",
}


def lines(found: Explanation, width: int = _WIDTH) -> Iterator[str]:
    """The lines of one explanation for so many columns, without an empty one at the end."""
    yield found.name.reference or found.input
    if found.scanner:
        yield from wrapped(_FIX, _short(found.scanner), len(_FIX), width)
    yield from wrapped("", found.sentence, 0, width)
    for label, text in facts(found):
        yield from wrapped(f"  {label:{_INDENT - 2}}", text, _INDENT, width)


def painted(found: Explanation, width: int) -> Iterator[str]:
    """The same for a terminal that may know colour: the title, what to do, and the support."""
    verdict = _COLOURS.get(found.support.status)
    for number, line in enumerate(lines(found, width)):
        text = printable(line)
        if number == 0:
            yield click.style(text, bold=True)
        elif line.startswith((_FIX, _SUPPORT)):
            yield click.style(text, fg=verdict)
        else:
            yield text


def facts(found: Explanation) -> Iterator[tuple[str, str]]:
    """What is known, under the sentence: labels and texts, some of several lines."""
    return ((label, text) for label, text in _facts(found) if text)


def shared_facts(like: Explanation) -> Iterator[tuple[int, str, str]]:
    """The facts that tags of one kind share, each with its place among all facts before it."""
    for place, (label, text) in enumerate(_facts(like)):
        if text and place not in _OWN:
            yield min(place, _NOTES), label, text


def own_facts(one: Summary) -> Iterator[tuple[int, str, str]]:
    """The facts of one tag alone, in the same form; its notes follow the shared ones."""
    dates, published = one.dates, one.like.published
    because = dates.cause.text if dates.cause else ""
    own = (
        ("support", _support(one.support, because, published=published)),
        ("retired", _retired(dates, one.support.status, published=published)),
        ("listed" if published else "defined", _listed(dates)),
        ("runtime", one.runtime),
        ("patches" if one.remedy.patches else "since", _patches(one.remedy)),
    )
    for place, (label, text) in zip(_OWN, own, strict=True):
        if text:
            yield place, label, text
    for note in one.notes:
        yield _NOTES, "note", note


def document(found: Explanation, as_of: str) -> dict[str, object]:
    """The JSON document of one explanation."""
    return {
        "schema": picks.SCHEMA,
        "input": found.input,
        "known": found.known,
        "repository": found.name.repository,
        "tag": found.name.tag,
        "digest": found.name.digest,
        "kind": found.name.kind,
        "era": found.name.era,
        "product_version": found.inside.version or None,
        "first_seen": found.dates.first_seen,
        "last_seen": found.dates.last_seen,
        "retired": found.dates.retired,
        "os": picks.os(found.inside.systems[0]) if found.inside.systems else None,
        "variants": list(found.inside.variants),
        "platforms": [picks.platform(one) for one in found.inside.platforms],
        "tags": list(found.inside.tags),
        "support": picks.support(found.support),
        "cves_fixed_since": list(found.cves),
        "replacement": found.remedy.replacement,
        "notes": [*_contradiction(found), *found.notes],
        "sentence": found.sentence,
        "publisher": found.name.publisher or None,
        "channel": found.inside.channel.name if found.inside.channel else None,
        "cves": [cve(one) for one in found.remedy.fixed_cves],
        "cves_uncounted": found.remedy.uncounted or None,
        "published": None if found.name.publisher else found.published,
        "architectures": list(found.inside.architectures),
        "systems": [system.name for system in found.inside.systems],
        "runtime_version": found.inside.runtime or None,
        "retired_because": found.because or None,
        "step": found.step,
        "scanner": found.scanner or None,
        "contradiction": found.contradiction or None,
        "nearest": list(found.remedy.nearest),
        "nearest_status": list(found.remedy.nearest_status),
        "patches_since": [
            {
                "version": patch.version,
                "day": patch.day,
                "cves": None if patch.cves is None else _fixed_by(found, patch),
            }
            for patch in found.remedy.patches
        ],
        "history": [
            {
                "digest": one.digest,
                "version": one.version or None,
                "first_seen": one.first_seen,
                "last_seen": one.last_seen,
            }
            for one in found.dates.history
        ],
        "hosts": [
            {
                "release": one.release,
                "build": one.build,
                "process": list(one.process),
                "hyper_v": list(one.hyper_v),
            }
            for one in found.inside.hosts
        ],
        "catalog": {"as_of": as_of},
    }


def cve(found: FixedCve) -> dict[str, object]:
    """A CVE that was fixed since."""
    return {
        "id": found.id,
        "title": found.title,
        "kind": found.kind,
        "component": found.components[0],
        "components": list(found.components),
        "fixed_in": found.fixed_in,
    }


def _fixed_by(found: Explanation, patch: Release) -> list[str]:
    """The CVEs that a patch fixed in what an image holds."""
    brought = (patch.runtime, *patch.sdks)
    return [one.id for one in found.remedy.fixed_cves if one.fixed_in in brought]


def refusal(text: str, why: str, as_of: str) -> dict[str, object]:
    """The JSON document of an input that is not a reference."""
    return document(Explanation(text, why), as_of)


def _facts(found: Explanation) -> Iterator[tuple[str, str]]:
    """A label and a text, which is empty where nothing is known."""
    yield "wrong", found.contradiction
    yield "support", _support_of(found)
    yield "retired", _retired(found.dates, found.support.status, published=found.published)
    yield _newest(found), _short(found.remedy.replacement or "") if found.remedy.stay else ""
    yield "at least", _short(found.step or "") if found.step != found.remedy.replacement else ""
    nearest = map(marked, found.remedy.nearest, found.remedy.nearest_status)
    yield "nearest", _short("\n".join(nearest))
    yield "listed" if found.published else "defined", _listed(found.dates)
    yield "points at" if not found.dates.retired else "pointed at", _pointed(found)
    yield "runtime", found.inside.runtime
    yield "before", _before(found.dates.history)
    yield "had tags" if found.dates.retired else "same image", _shared(found)
    yield "platforms", "\n".join(_platforms(found.inside.platforms))
    yield "patches" if found.remedy.patches else "since", _patches(found.remedy)
    yield "hosts", "\n".join(_hosts(one) for one in found.inside.hosts)
    for note in found.notes:
        yield "note", note


def _short(text: str) -> str:
    """A text whose references of the official registry are short."""
    return text.replace(_OFFICIAL, "")


def _newest(found: Explanation) -> str:
    """Only .NET has long-term support; monitor, the dashboard and .NET Framework have not."""
    return "newest LTS" if found.inside.channel and found.inside.channel.sdk else "newest"


def _contradiction(found: Explanation) -> list[str]:
    return [found.contradiction] if found.contradiction else []


def _support_of(found: Explanation) -> str:
    if found.name.publisher and not found.inside.channel:
        return ""
    published = found.published or bool(found.name.publisher)
    return _support(found.support, found.because, published=published)


def _support(state: Support, because: str, *, published: bool) -> str:
    if not published or state.status == "retired":
        return f"{state.reason}: {because}" if because else state.reason
    return f"{state.status.replace('-', ' ')}: {state.reason}"


def _retired(dates: Dates, status: SupportStatus, *, published: bool) -> str:
    """When and why it was retired, where that is not what ended its support."""
    if not dates.retired or not published or status == "retired":
        return ""
    return f"{dates.retired}: {dates.cause.text}" if dates.cause else dates.retired


def _listed(dates: Dates) -> str:
    if not dates.first_seen:
        return ""
    if not dates.last_seen:
        return f"since {dates.first_seen}"
    return f"{dates.first_seen} to {dates.last_seen}"


def _pointed(found: Explanation) -> str:
    if found.name.kind == "digest" or not found.name.digest:
        return ""
    short = found.name.digest[:_SHORT_DIGEST]
    if not found.dates.history:
        return f"{short}, {found.inside.version}"
    last = found.dates.history[0]
    version = last.version or found.inside.version
    return f"{short}, {version}; first listed {last.first_seen}"


def _before(history: tuple[Digest, ...]) -> str:
    """The versions that a tag had before, each with its first day."""
    versions = [(name, list(rows)[-1].first_seen) for name, rows in groupby(history, _version)]
    earlier = [f"{name} ({day})" for name, day in versions[1:] if name]
    more = len(earlier) - _MOST_VERSIONS
    return ", ".join(earlier[:_MOST_VERSIONS]) + (f" and {more} more" if more > 0 else "")


def _version(digest: Digest) -> str:
    return digest.version


def _shared(found: Explanation) -> str:
    names = [name for name in found.inside.tags if name != found.name.tag]
    more = len(names) - _MOST_TAGS
    return ", ".join(names[:_MOST_TAGS]) + (f" and {more} more" if more > 0 else "")


def _platforms(platforms: tuple[Platform, ...]) -> Iterator[str]:
    for release, group in groupby(platforms, lambda one: one.release):
        yield f"{release} {', '.join(map(_sized, group))}"


def _sized(one: Platform) -> str:
    size = "" if one.size is None else f" {one.size / _MEGA:.1f} MB"
    return f"{one.architecture}{size}"


def _patches(remedy: Remedy) -> str:
    """The patches since and the CVEs they fixed; of a product of its own, those of its .NET."""
    if not remedy.patches and not remedy.fixed_cves:
        return ""
    parts = [f"{remedy.cve_count} fixed" if remedy.counted else "", remedy.uncounted]
    if remedy.patches:
        newest, count = remedy.patches[0], len(remedy.patches)
        parts.insert(0, f"{count} since, the latest {newest.version} ({newest.day})")
    return "; ".join(part for part in parts if part)


def _hosts(hosts: Hosts) -> str:
    later = ", later ones with Hyper-V isolation" if hosts.hyper_v else ""
    return f"{hosts.release} (build {hosts.build}): {', '.join(hosts.process)}{later}"


def wrapped(start: str, text: str, indent: int = _INDENT, width: int = _WIDTH) -> Iterator[str]:
    """The text behind its label, broken between words where it would be too long."""
    for paragraph in text.split("\n"):
        line = start
        if len(start) + len(paragraph) <= width:
            yield start + paragraph
            start = " " * indent
            continue
        for word in paragraph.split(" "):
            fits = len(line) + len(word) <= width or indent + len(word) > width
            if not fits and len(line) > indent:
                yield line.rstrip()
                line = " " * indent
            line += f"{word} "
        yield line.rstrip()
        start = " " * indent
