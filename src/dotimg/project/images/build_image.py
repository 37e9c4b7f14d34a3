"""The image to build an app on: with the SDK, and the toolchain of native AOT."""

from dotimg.catalog.tables import Catalog
from dotimg.project.images.app import PublishedApp
from dotimg.project.images.run_image import family_of, first, systems
from dotimg.project.images.sdk_choice import Sdk
from dotimg.resolver.model import NoMatch, Pick, Request


def build_image(
    catalog: Catalog, app: PublishedApp, sdk: Sdk, run: Pick | NoMatch, wishes: Request, today: str
) -> Pick | NoMatch:
    """The image to build an app on.

    Args:
        catalog: The tables.
        app: What is built.
        sdk: The SDK that is to be in it.
        run: The image that the app runs on, whose system native code is built on.
        wishes: What the command line asks for besides.
        today: The day on which support is judged.
    """
    native = app.aot and not app.unfit
    architectures = (wishes.arch,) if wishes.arch else app.targets.architectures
    # All but native code can be built on any machine, for any other.
    needed = architectures if native or wishes.arch or wishes.single_arch else ()
    requests = (
        Request(
            purpose="build",
            version=sdk.fixed or sdk.channel,
            os=system,
            arch=needed[0] if needed else None,
            also=tuple(needed[1:]),
            app="aot" if native else "web",
            fixed=wishes.fixed,
            single_arch=wishes.single_arch,
        )
        for system in _systems(catalog, app, run, wishes)
    )
    found = first(catalog, requests, today)
    if isinstance(found, NoMatch):
        return found
    return found._replace(
        why=(*([sdk.why] if sdk.why else []), *found.why), notes=(*sdk.notes, *found.notes)
    )


def _systems(
    catalog: Catalog, app: PublishedApp, run: Pick | NoMatch, wishes: Request
) -> list[str]:
    if wishes.os:
        return [wishes.os]
    family = family_of(app, wishes)
    release = run.release if isinstance(run, Pick) else ""
    kind = "windows" if app.targets.kind == "windows" else "linux"
    if kind == "windows":
        word = "windowsservercore" if app.desktop else kind
        return systems(catalog, release, kind) if release else [word]
    if family and family.system:
        return systems(catalog, family.system.removesuffix("-slim"), kind)
    if app.targets.kind == "musl":
        return ["alpine"]
    if app.aot and release:
        # glibc of the system that builds must not be newer than that of the one that runs.
        return systems(catalog, release, kind)
    return [kind]
