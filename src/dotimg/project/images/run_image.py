"""The image that an app runs on, from its facts: one that exists, is listed and fits."""

from collections.abc import Callable, Iterable, Iterator

from dotimg.catalog.model import AppKind
from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError
from dotimg.named_tuples import NamedTuple
from dotimg.names import tags
from dotimg.project.images import sdk_defaults
from dotimg.project.images.app import PublishedApp
from dotimg.project.images.sdk_choice import Sdk
from dotimg.resolver import pick, sought
from dotimg.resolver.model import NoMatch, Pick, Request
from dotimg.resolver.system import wanted

_MUSL = "alpine"
_KINDS = {"musl": "Alpine (musl)", "linux": "Linux with glibc", "windows": "Windows"}


class Family(NamedTuple):
    """What a `ContainerFamily` asks for: `noble-chiseled` is a system and a variant."""

    system: str
    variants: tuple[str, ...]


def run_image(
    catalog: Catalog, app: PublishedApp, sdk: Sdk, wishes: Request, today: str
) -> Pick | NoMatch:
    """The image to run an app on.

    Args:
        catalog: The tables.
        app: What runs.
        sdk: The SDK that publishes it.
        wishes: What the command line asks for besides; its version and kind of app are not read.
        today: The day on which support is judged.
    """
    if app.unfit:
        return NoMatch(app.unfit, ())
    if app.desktop and not sdk_defaults.is_self_contained(app):
        return NoMatch("no image has Windows Desktop: publish the app self-contained", ())
    family = family_of(app, wishes)
    musl = _is_musl(app, family, wishes)

    def fits(found: Pick) -> bool:
        alpine = bool(found.release) and catalog.systems[found.release].family == _MUSL
        return alpine == musl or not app.targets.kind

    found = first(catalog, _requests(catalog, app, sdk, wishes, family), today, fits)
    if isinstance(found, Pick) and app.targets.kind == "windows" and _brings_runtime(app):
        note = "runtime-deps has no Windows image, so the app does not use the runtime in this one"
        return found._replace(notes=(*found.notes, note))
    return found


def family_of(app: PublishedApp, wishes: Request) -> Family | None:
    """The family that the project asks for, unless the command line names a system."""
    if not app.family or wishes.os:
        return None
    name = tags.parse(f"{app.channel}-{app.family}")
    return Family(name.system, name.variants)


def _requests(
    catalog: Catalog, app: PublishedApp, sdk: Sdk, wishes: Request, family: Family | None
) -> Iterator[Request]:
    variants = family.variants if family else ()
    named = wishes.os or (family and family.system)
    bare = any(variant in tags.DISTROLESS for variant in variants) or wishes.distroless
    # Without a word on the system, what is trimmed takes no distribution, as the SDK does it.
    bare = bare or (app.trimmed and not named and app.targets.kind in ("", "linux"))
    architectures = (wishes.arch,) if wishes.arch else app.targets.architectures
    for version in _versions(app, sdk, wishes):
        for system in _systems(catalog, app, sdk, wishes, family):
            yield Request(
                purpose="run",
                version=version,
                os=system,
                arch=architectures[0] if architectures else None,
                also=tuple(architectures[1:]),
                app=_kind(app, named=bool(family)),
                distroless=bare,
                globalization=not app.invariant or "extra" in variants,
                composite="composite" in variants or wishes.composite,
                fixed=wishes.fixed,
                single_arch=wishes.single_arch,
            )


def _versions(app: PublishedApp, sdk: Sdk, wishes: Request) -> list[str]:
    """The preview that came with a preview of the SDK, where it is stated; else the channel."""
    if sdk.stated and not wishes.fixed and (own := sdk_defaults.preview(app, sdk.version)):
        return [own, app.channel]
    return [app.channel]


def _systems(
    catalog: Catalog, app: PublishedApp, sdk: Sdk, wishes: Request, family: Family | None
) -> list[str]:
    if wishes.os:
        return [wishes.os]
    kind = app.targets.kind
    if family and family.system:
        release = family.system.removesuffix("-slim")
        return systems(catalog, release, "windows" if kind == "windows" else "linux")
    if kind == "windows":
        return ["windowsservercore" if app.desktop else "windows"]
    if kind == "musl":
        return [_MUSL]
    if app.aot or app.trimmed:
        return [sdk_defaults.ubuntu(sdk.version), "linux"]
    return ["linux"]


def _kind(app: PublishedApp, *, named: bool) -> AppKind:
    """The word of `--app`; native apps take no distribution unless they name one."""
    if app.targets.kind == "windows" and _brings_runtime(app):
        return "console"
    if app.aot:
        return "self-contained" if named else "aot"
    if sdk_defaults.is_self_contained(app):
        return "self-contained"
    return "web" if app.web or app.aspnet else "console"


def _brings_runtime(app: PublishedApp) -> bool:
    return app.aot or sdk_defaults.is_self_contained(app)


def _is_musl(app: PublishedApp, family: Family | None, wishes: Request) -> bool:
    if app.targets.kind:
        return app.targets.kind == "musl"
    name = wishes.os or (family.system if family else "")
    return name.startswith(_MUSL)


def contradiction(catalog: Catalog, app: PublishedApp, wishes: Request) -> str:
    """That the family is none, or of another kind than the identifiers; empty for neither."""
    family = family_of(app, wishes)
    if not family or not family.system:
        return ""
    try:
        own = catalog.systems[wanted(catalog, family.system).releases[0]]
    except UsageError as error:
        return f"ContainerFamily: {error}"
    kind = "musl" if own.family == _MUSL else own.type
    if app.targets.kind in ("", kind):
        return ""
    asked = f"ContainerFamily {app.family} is {_KINDS[kind]}"
    return f"{asked}, but {', '.join(app.identifiers)} is {_KINDS[app.targets.kind]}"


Fits = Callable[[Pick], bool]


def first(
    catalog: Catalog, requests: Iterable[Request], today: str, fits: Fits = lambda _found: True
) -> Pick | NoMatch:
    """The first answer that is listed, else the first one, else why there is none.

    Args:
        catalog: The tables.
        requests: The wishes, the best first.
        today: The day on which support is judged.
        fits: What an answer must have beyond its request.

    Raises:
        UsageError: A word of the command line means nothing.
    """
    retired: Pick | None = None
    refused: Request | None = None
    for request in requests:
        found = sought(catalog, request, today)
        if not found:
            refused = refused or request
        elif fits(found):
            if not found.tag.retired:
                return found
            retired = retired or found
    if retired or not refused:
        return retired or NoMatch("no image fits", ())
    return pick(catalog, refused, today)


def systems(catalog: Catalog, word: str, kind: str) -> list[str]:
    """A system, the family it is of, and any of its kind: what to look among, one by one."""
    own = wanted(catalog, word).releases[0]
    return [one for one in dict.fromkeys((word, catalog.systems[own].family, kind)) if one]
