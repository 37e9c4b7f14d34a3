"""Finds the images to build and run a project.

`sdk_defaults` computes the image that the .NET SDK itself would use, without the catalog. `images`
starts there and returns an image that exists, is listed and fits the app, or the reason why there
is none. Pure: no clock, no terminal, no network; files were read before.
"""

from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError, printable
from dotimg.named_tuples import NamedTuple
from dotimg.names import platforms
from dotimg.project.images.app import PublishedApp, app_of, located, stated
from dotimg.project.images.base_image import base_image
from dotimg.project.images.build_image import build_image
from dotimg.project.images.identifiers import TargetKind, kind_of
from dotimg.project.images.net_framework import framework_image
from dotimg.project.images.run_image import contradiction, run_image
from dotimg.project.images.sdk_choice import Sdk, chosen
from dotimg.project.images.sdk_comparison import explained
from dotimg.project.model import GlobalJson, Project
from dotimg.resolver.model import NoMatch, Pick, Request
from dotimg.resolver.system import wanted

_KINDS: dict[str, TargetKind] = {"alpine": "musl", "linux": "linux", "windows": "windows", "": ""}


class ProjectImages(NamedTuple):
    """Both images of a project, or why there is none; `sdk` publishes it, empty if unknown."""

    build: Pick | NoMatch
    run: Pick | NoMatch
    sdk: str


def images(
    catalog: Catalog,
    project: Project,
    asked: GlobalJson | None,
    sdk_version: str | None,
    wishes: Request,
    today: str,
) -> ProjectImages:
    """The images of a project for one target framework.

    Args:
        catalog: The tables.
        project: Its facts.
        asked: The `global.json` that holds for it.
        sdk_version: The SDK that publishes it, instead of what `asked` accepts.
        wishes: What the command line asks for besides, and goes before what the project says; its
            version, purpose and kind of app are not read.
        today: The day on which support is judged.

    Raises:
        UsageError: A word of the command line means nothing, or contradicts the project.
    """
    project = _overridden(project, wishes)
    app = app_of(project, _kind(catalog, wishes))
    if isinstance(app, NoMatch):
        return ProjectImages(app, app, "")
    if app.targets.mixed and not app.base_image:
        refusal = _both(catalog, project, asked, sdk_version, wishes, today, app.targets.mixed)
        return ProjectImages(refusal, refusal, "")
    if app.framework.identifier == ".NETFramework":
        build = framework_image(catalog, app, "build", wishes, today)
        return ProjectImages(build, framework_image(catalog, app, "run", wishes, today), "")
    if fault := contradiction(catalog, app, wishes):
        refusal = NoMatch(located(project, "container_family", fault), ())
        return ProjectImages(refusal, refusal, "")
    sdk = chosen(catalog, app, asked, sdk_version, today)
    if isinstance(sdk, NoMatch):
        return ProjectImages(sdk, NoMatch(app.unfit, ()) if app.unfit else sdk, "")
    run = _run(catalog, project, app, sdk, wishes, today)
    if sdk.refusal:
        return ProjectImages(NoMatch(sdk.refusal, ()), run, sdk.version)
    return ProjectImages(build_image(catalog, app, sdk, run, wishes, today), run, sdk.version)


def _both(
    catalog: Catalog,
    project: Project,
    asked: GlobalJson | None,
    sdk_version: str | None,
    wishes: Request,
    today: str,
    mixed: tuple[str, ...],
) -> NoMatch:
    """That glibc and musl need an image each, which --os chooses."""
    answers = []
    for word in ("linux", "alpine"):
        own = wishes._replace(os=word)
        found = images(catalog, project, asked, sdk_version, own, today)
        one = found.build if wishes.purpose == "build" else found.run
        image = "none" if isinstance(one, NoMatch) else f"{one.repository}:{one.tag.name}"
        answers.append(f"--os {word} gives {image}")
    fact, name = stated(project)
    wish = f"{name} requires {' and '.join(mixed)}, which no single image supports"
    text = f"{wish}: {' and '.join(answers)}"
    return NoMatch(located(project, fact, printable(text)), ())


def _run(
    catalog: Catalog, project: Project, app: PublishedApp, sdk: Sdk, wishes: Request, today: str
) -> Pick | NoMatch:
    if app.base_image and not app.unfit:
        if wishes.purpose == "run" and wishes != Request(version=wishes.version):
            raise UsageError(
                "ContainerBaseImage sets the image: leave out options that request another"
            )
        return base_image(catalog, project, app, today)
    found = run_image(catalog, app, sdk, wishes, today)
    if isinstance(found, NoMatch):
        return found
    found = explained(catalog, app, sdk, found, today)
    came = tuple(printable(str(one)) for one in project.brought) if app.aspnet else ()
    found = found._replace(why=(*came, *found.why), notes=(*found.notes, *project.remarks))
    if not app.targets.other:
        return found
    other = kind_of(app.targets.other)
    word = next((word for word, kind in _KINDS.items() if word and kind == other), other)
    note = f"{app.targets.other} needs another image, which --os {word} gives"
    return found._replace(notes=(*found.notes, printable(note)))


def _overridden(project: Project, wishes: Request) -> Project:
    """The facts, with what the command line says instead."""
    if wishes.globalization is None:
        return project
    fact = "invariant_globalization"
    unknown = (
        one._replace(facts=tuple(name for name in one.facts if name != fact))
        for one in project.unknown
    )
    return project._replace(
        invariant_globalization=not wishes.globalization, unknown=tuple(unknown)
    )


def _kind(catalog: Catalog, wishes: Request) -> TargetKind:
    """The kind of identifiers that the command line chooses; empty where it does not."""
    if wishes.os:
        own = [catalog.systems[release] for release in wanted(catalog, wishes.os).releases]
        if own[0].type == "windows":
            return "windows"
        return "musl" if all(one.family == "alpine" for one in own) else "linux"
    system = platforms.required(wishes.arch)[0] if wishes.arch else ""
    return _KINDS[system]
