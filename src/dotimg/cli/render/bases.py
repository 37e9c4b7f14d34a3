"""What images are built on: as text that fits 80 columns, a table, rows, and JSON."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from dotimg.base.model import Base, How, ImageBases, PlatformBase
from dotimg.cli.render import explanation, picks
from dotimg.cli.render.inventory import no_formula
from dotimg.cli.render.markdown import escaped
from dotimg.errors import DotimgError, printable
from dotimg.named_tuples import NamedTuple

_LABEL = 11
_SHORT_DIGEST = len("sha256:") + 12
_OFFICIAL = "mcr.microsoft.com/dotnet/"
_COLOURS = {"current": "green", "rebuild": "yellow", "move": "red"}
_HOW: dict[How, str] = {
    "digest": "digest: it is this image itself",
    "annotations": "annotations of its manifest",
    "labels": "labels of its configuration",
    "attestation": "the provenance that its builder attested",
    "environment": "environment",
}
_TITLES = ("image", "platform", "base", "support", "CVEs fixed since", "fix")


class Row(NamedTuple):
    """One platform of one image, in the order of the columns; empty is what is not known."""

    image: str
    platform: str
    digest: str
    base: str
    base_digest: str
    found_by: str
    version: str
    channel: str
    system: str
    status: str
    ends: str
    built: str
    age_days: str
    cves: str
    fix: str
    text: str
    notes: str


def row(name: str, found: PlatformBase) -> Row:
    """The columns of one platform of an image."""
    base, image = found.base, found.image
    start = (name, image.platform, next(iter(image.digests), ""))
    notes = "; ".join(found.notes)
    if not base:
        unknown = len(Row._fields) - len(start) - 1
        return Row._make((*start, *[""] * unknown, notes))
    told = base.explained
    cves = str(len(told.remedy.fixed_cves)) if told.remedy.counted else ""
    return Row(
        *start,
        base.reference,
        base.digest,
        found.evidence.how,
        base.version,
        told.inside.channel.name if told.inside.channel else "",
        told.inside.systems[0].name if base.digest and told.inside.systems else "",
        base.support.status,
        base.support.ends or "",
        base.built,
        "" if base.age is None else str(base.age),
        cves,
        base.fix.kind,
        base.fix.text,
        notes,
    )


def rows(images: Iterable[ImageBases]) -> list[Row]:
    """The rows of all platforms of all images."""
    return [row(image.name, found) for image in images for found in image.platforms]


def lines(name: str, found: PlatformBase, *, layers: bool) -> Iterator[str]:
    """What the image for one platform is built on, for people.

    Args:
        name: The image, as it was asked for.
        found: What was found.
        layers: Whether to show each layer.
    """
    yield f"{name}, {found.image.platform}"
    yield from explanation.wrapped("", _sentence(found), 0)
    for label, text in _facts(found, layers=layers):
        if text:
            yield from explanation.wrapped(f"  {label:{_LABEL}}", text)


def _sentence(found: PlatformBase) -> str:
    base = found.base
    if not base:
        return "Not built on any known official .NET image"
    if not base.reference:
        return f"A .NET {base.version} image; which one is unknown"
    return base.explained.sentence


def _facts(found: PlatformBase, *, layers: bool) -> Iterator[tuple[str, str]]:
    base = found.base
    if base:
        yield "base", base.reference
        yield "digest", base.digest[:_SHORT_DIGEST]
        yield "found by", _how(found)
        yield "support", f"{base.support.status.replace('-', ' ')}: {base.support.reason}"
        yield "built", "" if base.age is None else f"{base.built}, {base.age} days ago"
        yield "CVEs", _cves(base)
        yield "fix:", base.fix.text
    for note in found.notes:
        yield "note", note
    if layers:
        for number, layer in enumerate(found.image.layers):
            whose = "base" if number < found.evidence.matched else "own"
            yield "layer", f"{layer[:_SHORT_DIGEST]} {whose}"


def _how(found: PlatformBase) -> str:
    evidence = found.evidence
    if evidence.how in ("environment", "digest") or not evidence.matched:
        return _HOW.get(evidence.how, "")
    count = f"the lowest {evidence.matched} of {evidence.layers} are those of the base"
    if evidence.how == "layers":
        return f"layers: {count}"
    return f"{_HOW[evidence.how]}; of its layers {count}"


def _cves(base: Base) -> str:
    remedy = base.explained.remedy
    counts = Counter(one.components[0] for one in remedy.fixed_cves)
    by_component = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    since = f"{len(remedy.fixed_cves)} fixed since" + (f" ({by_component})" if counts else "")
    return "; ".join(part for part in (since if remedy.counted else "", remedy.uncounted) if part)


def document(found: ImageBases, as_of: str, *, layers: bool) -> dict[str, object]:
    """The JSON document of one image; `layers` lists the digests of all layers."""
    return {
        "schema": picks.SCHEMA,
        "input": found.name,
        "platforms": [_platform(one, layers=layers) for one in found.platforms],
        "errors": [_error(one) for one in found.errors],
        "catalog": {"as_of": as_of},
    }


def _platform(found: PlatformBase, *, layers: bool) -> dict[str, object]:
    image, evidence = found.image, found.evidence
    counted: dict[str, object] = {"total": len(image.layers), "matched": evidence.matched}
    if layers:
        counted["digests"] = list(image.layers)
    return {
        "platform": image.platform,
        "digest": next(iter(image.digests), None),
        "created": image.created or None,
        "found_by": evidence.how or None,
        "layers": counted,
        "candidates": list(evidence.candidates),
        "base": _base(found.base) if found.base else None,
        "notes": list(found.notes),
    }


def _base(base: Base) -> dict[str, object]:
    told = base.explained
    known = bool(base.digest)
    return {
        "reference": base.reference or None,
        "digest": base.digest or None,
        "repository": told.name.repository if known else None,
        "tags": list(told.inside.tags) if known else [],
        "version": base.version or None,
        "channel": told.inside.channel.name if told.inside.channel else None,
        "os": picks.os(told.inside.systems[0]) if known and told.inside.systems else None,
        "variants": list(told.inside.variants) if known else [],
        "built": base.built or None,
        "age_days": base.age,
        "support": picks.support(base.support),
        "cves_fixed_since": list(told.cves),
        "cves": [explanation.cve(one) for one in told.remedy.fixed_cves],
        "cves_uncounted": told.remedy.uncounted or None,
        "fix": {"kind": base.fix.kind, "text": base.fix.text},
    }


def _error(found: DotimgError) -> dict[str, object]:
    return {"exit_code": found.exit_code, "message": printable(str(found))}


def _plain(found: Iterable[Row]) -> Iterator[str]:
    """One row a line, tab between the columns."""
    return ("\t".join(map(printable, one)) for one in found)


def _csv(found: Iterable[Row]) -> Iterator[str]:
    """Comma-separated with a line of names on top (RFC 4180 but for the line end)."""
    for values in (Row._fields, *(map(printable, one) for one in found)):
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(map(no_formula, values))
        yield line.getvalue()


def _markdown(found: Iterable[Row]) -> Iterator[str]:
    """A table as GitHub reads it."""
    yield f"| {' | '.join(_TITLES)} |"
    yield f"|{' --- |' * len(_TITLES)}"
    for one in found:
        cells = (escaped(text) for text in _cells(one))
        yield f"| {' | '.join(cells)} |".replace("|  |", "| |")


LINES: dict[str, Callable[[Iterable[Row]], Iterator[str]]] = {
    "plain": _plain,
    "csv": _csv,
    "markdown": _markdown,
}


def table(found: Sequence[Row], color: bool | None) -> Iterator[str]:
    """The lines of a table for people; `color` is None to let the terminal decide."""
    from rich.table import Table
    from rich.text import Text

    from dotimg.cli.render.terminal import Terminal

    console = Terminal(color)
    grid = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", pad_edge=False)
    for title in _TITLES:
        grid.add_column(title, overflow="fold")
    for one in found:
        styles = (*[""] * (len(_TITLES) - 1), _COLOURS.get(one.fix, ""))
        grid.add_row(*map(Text, map(printable, _cells(one)), styles))
    with console.capture() as captured:
        console.print(grid)
    yield from (line.rstrip() for line in captured.get().splitlines())


def _cells(one: Row) -> tuple[str, ...]:
    """What a row shows people."""
    base = one.base.removeprefix(_OFFICIAL) or (one.version and f".NET {one.version}")
    support = f"{one.status} {one.ends}".strip() if base else ""
    fix = one.text.replace(_OFFICIAL, "")
    return one.image, one.platform, base or "none found", support, one.cves, fix
