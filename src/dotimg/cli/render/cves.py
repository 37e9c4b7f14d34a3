"""What is known of a CVE: as text that fits 80 columns, and as a JSON document."""

from collections.abc import Iterable, Iterator

from dotimg.check.model import InventoryRow, Skip
from dotimg.cli.render import picks
from dotimg.cli.render.explanation import wrapped
from dotimg.explain.model import AffectedImages, CveExplanation

_OFFICIAL = "mcr.microsoft.com/dotnet/"
_LABEL = 11


def lines(found: CveExplanation) -> Iterator[str]:
    """The lines of one explanation, without an empty one at the end."""
    yield found.id or found.input
    yield from wrapped("", found.sentence, 0)
    for label, text in _facts(found):
        if text:
            yield from wrapped(f"  {label:{_LABEL}}", text)


def _facts(found: CveExplanation) -> Iterator[tuple[str, str]]:
    yield "kind", found.kind.replace("-", " ")
    yield "in", ", ".join(found.components)
    yield "systems", ", ".join(found.platforms)
    for fix in found.fixes:
        sdks = f"SDK {', '.join(fix.fixed_sdks)}" if fix.fixed_sdks else ""
        versions = sdks or fix.fixed
        yield fix.channel, f"fixed in {versions}" + (f" ({fix.day})" if fix.day else "")
    for repository, channels in _by_repository(found.images).items():
        yield "images", f"{repository.removeprefix(_OFFICIAL)}: {channels}"
    for note in found.notes:
        yield "note", note


def _by_repository(images: tuple[AffectedImages, ...]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for one in images:
        only = " (Windows only)" if one.only else ""
        found.setdefault(one.repository, []).append(f"before {', '.join(one.fixed_in)}{only}")
    return {repository: "; ".join(texts) for repository, texts in found.items()}


def document(found: CveExplanation, as_of: str) -> dict[str, object]:
    """The JSON document of one explanation."""
    return {
        "schema": picks.SCHEMA,
        "input": found.input,
        "kind": "cve",
        "known": found.known,
        "id": found.id or None,
        "sentence": found.sentence,
        "type": found.kind or None,
        "component": found.components[0] if found.components else None,
        "components": list(found.components),
        "platforms": list(found.platforms),
        "fixed": {
            fix.channel: {"runtime": fix.fixed, "sdks": list(fix.fixed_sdks), "day": fix.day}
            for fix in found.fixes
        },
        "images": [
            {
                "repository": one.repository,
                "channel": one.channel,
                "fixed_in": list(one.fixed_in),
                "only": one.only or None,
            }
            for one in found.images
        ],
        "notes": list(found.notes),
        "catalog": {"as_of": as_of},
    }


def of_files(
    what: str,
    value: str,
    rows: Iterable[InventoryRow],
    skipped: Iterable[Skip],
    files: int,
    as_of: str,
) -> dict[str, object]:
    """The JSON document of images of files; `what` they are told for is a field with its value."""
    return {
        "schema": picks.SCHEMA,
        what: value,
        "files": files,
        "images": [row._asdict() for row in rows],
        "skipped": [one._asdict() for one in skipped],
        "catalog": {"as_of": as_of},
    }
