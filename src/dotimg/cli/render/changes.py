"""What differs between two images: as text that fits 80 columns, as Markdown, and as JSON."""

from collections.abc import Iterator

from dotimg.cli.render import picks
from dotimg.cli.render.explanation import cve, wrapped
from dotimg.cli.render.markdown import code, escaped
from dotimg.explain.model import Changes, Explanation, FixedCve

_LABEL = 11
_UNKNOWN = "not known"
_MOST = 6
_SHARED = "not the same; dotimg compare asks the registry which are shared"
_TOLD_BESIDES = {"variants", "user", "port", "ICU"}


def lines(found: Changes) -> Iterator[str]:
    """The lines for people."""
    yield f"old {_name(found.old)}"
    yield f"new {_name(found.new)}"
    for what, text in _rows(found):
        yield from wrapped(f"  {what:{_LABEL}}", text)


def markdown(found: Changes) -> Iterator[str]:
    """The same for a pull request."""
    yield f"{code(_name(found.old))} to {code(_name(found.new))}"
    yield ""
    yield "| what | change |"
    yield "| --- | --- |"
    for what, text in _rows(found):
        yield f"| {escaped(what)} | {escaped(text)} |"


def besides(found: Changes) -> str:
    """In a few words what differs beside versions, system, sizes and fixes."""
    told = [one for one in found.facts if one.what in _TOLD_BESIDES and one.differs]
    words = [f"{one.what} {one.old} to {one.new}" for one in told if one.old and one.new]
    words += [f"lacks fixes of {_numbers(found.lost)}"] if found.lost else []
    return "; ".join(words)


def document(found: Changes, as_of: str) -> dict[str, object]:
    """The JSON document."""
    return {
        "schema": picks.SCHEMA,
        "old": _image(found.old),
        "new": _image(found.new),
        "days": found.days,
        "patches": [{"version": one.version, "day": one.day} for one in found.patches],
        "cves_fixed": [cve(one) for one in found.fixed],
        "cves_lost": [cve(one) for one in found.lost],
        "cves_uncounted": found.uncounted or None,
        "same_layers": found.same_layers,
        "facts": {
            one.what: {"old": one.old or None, "new": one.new or None} for one in found.facts
        },
        "catalog": {"as_of": as_of},
    }


def _image(found: Explanation) -> dict[str, object]:
    return {
        "input": found.input,
        "reference": found.name.reference,
        "digest": found.name.digest,
        "version": found.inside.version or None,
    }


def _name(found: Explanation) -> str:
    return found.name.reference or found.input


def _rows(found: Changes) -> Iterator[tuple[str, str]]:
    """What differs, each with its words."""
    for fact in found.facts:
        if fact.differs:
            yield fact.what, f"{fact.old or _UNKNOWN} to {fact.new or _UNKNOWN}"
    if found.days is not None:
        yield "days", f"{found.days} between the releases"
    if found.patches:
        yield "patches", ", ".join(f"{one.version} ({one.day})" for one in found.patches[:_MOST])
    if found.counted:
        yield "CVEs fixed", _numbers(found.fixed)
    if found.lost:
        yield "CVEs back", _numbers(found.lost)
    if found.uncounted:
        yield "CVEs", found.uncounted
    if found.same_layers is not None:
        yield "layers", "the same" if found.same_layers else _SHARED


def _numbers(cves: tuple[FixedCve, ...]) -> str:
    if not cves:
        return "none"
    named = ", ".join(one.id for one in cves[:_MOST])
    more = len(cves) - _MOST
    return f"{len(cves)}: {named}" + (f" and {more} more" if more > 0 else "")
