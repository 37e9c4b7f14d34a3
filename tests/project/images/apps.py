"""Apps and projects as values, and what is inferred for them."""

from dotimg.catalog.tables import Catalog
from dotimg.project.images.app import PublishedApp, app_of
from dotimg.project.images.project_images import ProjectImages, images
from dotimg.project.model import GlobalJson, Location, Project, RollForward
from dotimg.resolver.model import NoMatch, Pick, Request

MCR = "mcr.microsoft.com/dotnet/"
DAY = "2026-08-21"
PATH = "App.csproj"
ASPNET, DESKTOP = "Microsoft.AspNetCore.App", "Microsoft.WindowsDesktop.App"
NOTHING = Request()


def project(framework: str = "net10.0", **facts: object) -> Project:
    """A console app, with other facts where they are given; each stands in line 7."""
    names = tuple(framework.split(";"))
    plain = Project(
        path=PATH,
        sdks=("Microsoft.NET.Sdk",),
        framework=framework if len(names) == 1 else "",
        target_frameworks=names,
        output_type="Exe",
        assembly_name="App",
        test=False,
        web=False,
        framework_references=(),
        runtime_identifier="",
        runtime_identifiers=(),
        container_runtime_identifier="",
        container_runtime_identifiers=(),
        self_contained=None,
        single_file=False,
        trimmed=False,
        aot=False,
        invariant_globalization=False,
        container_base_image="",
        container_family="",
        references=(),
        package_references=(),
        where={"target_frameworks": Location(PATH, 4), **dict.fromkeys(facts, Location(PATH, 7))},
        unknown=(),
    )
    if facts.pop("aspnet", False):
        facts |= {"web": True, "framework_references": (ASPNET,)}
    if rids := str(facts.pop("rids", "")).split():
        # Several beside what needs one are for restore alone, so each has its own image here.
        fact = "container_runtime_identifier" + "s" * (len(rids) > 1)
        facts[fact] = tuple(rids) if len(rids) > 1 else rids[0]
        plain.where[fact] = Location(PATH, 7)  # type: ignore[index]
    return plain._replace(**facts)  # type: ignore[arg-type]


def app(framework: str = "net10.0", **facts: object) -> PublishedApp:
    """The same as an app."""
    found = app_of(project(framework, **facts), "")
    assert isinstance(found, PublishedApp), found
    return found


def pinned(
    version: str, roll_forward: RollForward = "patch", *, previews: bool = True
) -> GlobalJson:
    """A `global.json` with its version in line 3."""
    return GlobalJson("global.json", 3, version, roll_forward, previews)


def inferred(
    catalog: Catalog,
    facts: Project,
    asked: GlobalJson | None = None,
    sdk: str | None = None,
    wishes: Request = NOTHING,
    day: str = DAY,
) -> ProjectImages:
    """Both images."""
    return images(catalog, facts, asked, sdk, wishes, day)


def shown(found: Pick | NoMatch) -> str:
    """The reference without the registry, or why there is none."""
    if isinstance(found, NoMatch):
        return f"none: {found.reason}"
    return f"{found.repository}:{found.tag.name}".removeprefix(MCR)
