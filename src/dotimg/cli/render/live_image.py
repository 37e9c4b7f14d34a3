"""Shows one image in a registry, for people; fits 80 columns and needs no colour."""

from collections.abc import Iterator
from textwrap import wrap

import click

from dotimg.catalog.model import Support
from dotimg.cli.render.live_documents import BaseOf
from dotimg.cli.render.terminal import size_text
from dotimg.errors import printable
from dotimg.registry.model import ImageSettings, InspectedPlatform, Inspection

_WIDTH = 80
_LABEL = 12
_DIGEST = len("sha256:") + 12
_COLOURS = {"supported": "green", "ends-soon": "yellow", "ended": "red", "retired": "red"}
# What tells the version that an image holds, and where an app listens in it.
_VARIABLES = (
    *("DOTNET_VERSION", "ASPNET_VERSION", "DOTNET_SDK_VERSION"),
    *("ASPNETCORE_HTTP_PORTS", "ASPNETCORE_URLS"),
)


def lines(
    found: Inspection, support: Support | None, base_of: BaseOf = lambda _: None
) -> Iterator[str]:
    """The lines to print, styled for a terminal."""
    yield click.style(printable(found.reference), bold=True)
    yield f"  {found.digest}"  # with a label before it, it would not fit
    yield from _field("type", f"{found.kind}, {found.media_type}")
    if support:
        text = f"{support.status} ({support.reason})"
        yield from _field("support", text, fg=_COLOURS.get(support.status))
    yield from _field("superseded", _superseded(found.superseded))
    yield ""
    yield from _platforms(found.platforms)
    yield from _bases(found.platforms, base_of)
    if found.settings:
        yield ""
        yield from _settings(found.settings)


def _superseded(days: tuple[str, ...] | None) -> str:
    if days is None:
        return "request failed"
    if not days:
        return "no lifecycle annotation (not conclusive)"
    return (
        f"{', '.join(days)}: a newer image took the place of this digest on that day; "
        "that is not the end of the product"
    )


def _platforms(platforms: tuple[InspectedPlatform, ...]) -> Iterator[str]:
    width = max(len(name) for name in ("platform", *(one.name for one in platforms)))
    yield click.style(f"  {'platform':{width}}  {'size':>9}  layers  digest", dim=True)
    for one in platforms:
        size = "not given" if one.size is None else size_text(one.size)
        layers = "" if one.layers is None else one.layers
        digest = one.digest[:_DIGEST]
        yield printable(f"  {one.name:{width}}  {size:>9}  {layers:>6}  {digest}")


def _bases(platforms: tuple[InspectedPlatform, ...], base_of: BaseOf) -> Iterator[str]:
    """The official images that it is built on, each once."""
    bases = [base for one in platforms if (base := base_of(one))]
    if bases:
        yield ""
    for reference, base in {base.reference: base for base in bases}.items():
        yield from _field("base", f"{reference}: {base.fix.text}")


def _settings(one: ImageSettings) -> Iterator[str]:
    yield click.style(f"  {printable(one.platform)}", dim=True)
    yield from _field("created", _moment(one.created) if one.created else "not told")
    yield from _field("user", one.user or "root")
    if one.ports:
        yield from _field("ports", " ".join(one.ports))
    for name in _VARIABLES:
        if name in one.env:
            yield _cut(f"  {name}={one.env[name]}")
    for name, value in one.labels.items():
        yield _cut(f"  label {name}={value}")


def _moment(iso: str) -> str:
    return f"{iso[:10]} {iso[11:16]} UTC"


def _field(label: str, text: str, fg: str | None = None) -> Iterator[str]:
    """A label and its text, wrapped."""
    rows = list(map(printable, wrap(printable(text), _WIDTH - 2 - _LABEL))) or [""]
    for number, row in enumerate(rows):
        yield f"  {'' if number else label:{_LABEL}}{click.style(row, fg=fg)}"


def _cut(line: str) -> str:
    line = printable(line)
    return line if len(line) <= _WIDTH else line[: _WIDTH - 3] + "..."
