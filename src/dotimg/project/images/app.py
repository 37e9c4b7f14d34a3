"""What is published: the facts of a project, all of them known, for one target framework."""

from dotimg.errors import printable
from dotimg.named_tuples import NamedTuple
from dotimg.names.frameworks import Framework, parse
from dotimg.project.images.identifiers import TargetKind, Targets, targets
from dotimg.project.model import Project, runs_on_aspnet
from dotimg.resolver.model import NoMatch

DESKTOP = "Microsoft.WindowsDesktop.App"
_BROWSER = {
    "Microsoft.NET.Sdk.BlazorWebAssembly": "Blazor WebAssembly",
    "Microsoft.NET.Sdk.WebAssembly": "WebAssembly",
}
# How the project names what must be known.
_PROPERTIES = {
    "framework_references": "FrameworkReference",
    "runtime_identifier": "RuntimeIdentifier",
    "runtime_identifiers": "RuntimeIdentifiers",
    "container_runtime_identifier": "ContainerRuntimeIdentifier",
    "container_runtime_identifiers": "ContainerRuntimeIdentifiers",
    "self_contained": "SelfContained",
    "single_file": "PublishSingleFile",
    "ready_to_run": "PublishReadyToRun",
    "trimmed": "PublishTrimmed",
    "aot": "PublishAot",
    "invariant_globalization": "InvariantGlobalization",
    "container_base_image": "ContainerBaseImage",
    "container_family": "ContainerFamily",
    "web": "whether it serves the web",
    "output_type": "OutputType",
    "test": "whether it contains tests",
}
_RIDS = {  # in the order in which the SDK takes the first that is stated
    "container_runtime_identifier": "ContainerRuntimeIdentifier",
    "container_runtime_identifiers": "ContainerRuntimeIdentifiers",
    "runtime_identifier": "RuntimeIdentifier",
    "runtime_identifiers": "RuntimeIdentifiers",
}
_MACHINE = "linux-x64"  # what the SDK publishes for where it must choose
_RUNNING = ("Exe", "WinExe")
_SHOWN = 5


class PublishedApp(NamedTuple):
    """An app as it is published.

    Attributes:
        name: Its target framework as written.
        framework: The same, taken apart.
        web: Whether it serves the web.
        aspnet: Whether it refers to ASP.NET Core as a framework.
        desktop: Whether it refers to Windows Desktop as a framework.
        identifiers: The runtime identifiers of its images, none where nothing states them.
        base_identifiers: Those for which the SDK computes the one base of all its images.
        runtime_identifier: `RuntimeIdentifier` alone, that of the machine where the SDK adds it.
        executable: Whether it is a program, not a library.
        self_contained: What it states, None where nothing does.
        single_file: Whether it is published as one file.
        trimmed: Whether it is published trimmed.
        aot: Whether it is published with native AOT.
        invariant: Whether it runs without ICU.
        family: The `ContainerFamily`, empty for none.
        base_image: The `ContainerBaseImage`, empty for none.
        unfit: Why nothing runs it; empty for an app.
        targets: What the identifiers ask for.
    """

    name: str
    framework: Framework
    web: bool = False
    aspnet: bool = False
    desktop: bool = False
    identifiers: tuple[str, ...] = ()
    base_identifiers: tuple[str, ...] = ()
    runtime_identifier: str = ""
    executable: bool = True
    self_contained: bool | None = None
    single_file: bool = False
    trimmed: bool = False
    aot: bool = False
    invariant: bool = False
    family: str = ""
    base_image: str = ""
    unfit: str = ""
    targets: Targets = Targets()

    @property
    def channel(self) -> str:
        """The `major.minor` of its framework; empty for .NET Standard."""
        return self.framework.channel


def app_of(project: Project, system: TargetKind) -> PublishedApp | NoMatch:
    """The app that a project publishes, or which property leaves it open.

    Args:
        project: Its facts.
        system: The kind to choose among identifiers of several; empty for none.
    """
    framework = _framework(project)
    if isinstance(framework, NoMatch):
        return framework
    for fact, name in _PROPERTIES.items():
        doubt = project.doubt(fact)
        if doubt or (getattr(project, fact) is None and fact != "self_contained"):
            return _open(project, fact, name)
    own = _implied(project)
    fact, identifiers = _identifiers(project)
    if fact == "runtime_identifiers" and own and not (project.container_family or "").strip():
        system = system or "linux"
    found = targets(identifiers, system, windows=framework.platform == "windows")
    if isinstance(found, str):
        return NoMatch(located(project, fact, f"{_RIDS[fact]} {found}"), ())
    references = (
        *(project.framework_references or ()),
        *(one.framework for one in project.brought),
    )
    return PublishedApp(
        name=framework_name(project),
        framework=framework,
        web=bool(project.web),
        aspnet=runs_on_aspnet(project),
        desktop=DESKTOP in references,
        identifiers=identifiers,
        base_identifiers=_base_identifiers(project, own, identifiers),
        runtime_identifier=project.runtime_identifier or own,
        executable=project.output_type in _RUNNING,
        self_contained=project.self_contained,
        single_file=bool(project.single_file),
        trimmed=bool(project.trimmed),
        aot=bool(project.aot),
        invariant=bool(project.invariant_globalization),
        family=(project.container_family or "").strip(),
        base_image=project.container_base_image or "",
        unfit=_unfit(project, framework),
        targets=found,
    )


def _identifiers(project: Project) -> tuple[str, tuple[str, ...]]:
    """The runtime identifiers of the images, and the fact that states them."""
    fact = next((one for one in _RIDS if getattr(project, one)), "runtime_identifier")
    stated = getattr(project, fact)
    if isinstance(stated, str):
        return fact, (stated,) if stated else ()
    return fact, tuple(stated)


def stated(project: Project) -> tuple[str, str]:
    """The fact that tells the runtime identifiers of the images, and its property."""
    fact, _ = _identifiers(project)
    return fact, _RIDS[fact]


def _implied(project: Project) -> str:
    """The runtime identifier that the SDK adds where a program needs one and states none."""
    needs = (
        *(project.self_contained, project.ready_to_run, project.single_file),
        *(project.trimmed, project.aot),
    )
    runs = project.output_type in _RUNNING
    return _MACHINE if runs and any(needs) and not project.runtime_identifier else ""


def _base_identifiers(
    project: Project, implied: str, identifiers: tuple[str, ...]
) -> tuple[str, ...]:
    """What the SDK computes a base for, before it makes several images of it."""
    one = project.container_runtime_identifier or project.runtime_identifier or implied
    return (one,) if one else identifiers


def located(project: Project, fact: str, text: str) -> str:
    """A text behind the place where a fact is stated."""
    place = project.where.get(fact)
    return f"{place.path}: line {place.line}: {text}" if place else f"{project.path}: {text}"


def framework_name(project: Project) -> str:
    """The one target framework, empty where there are several or none."""
    names = project.target_frameworks or ()
    return project.framework or (names[0] if len(names) == 1 else "")


def unchosen(project: Project) -> tuple[str, ...]:
    """The target frameworks of a program of which one has yet to be chosen; none if it is."""
    several = project.target_frameworks or ()
    runs_nowhere = _devices(several) or misfit(project)
    return () if framework_name(project) or runs_nowhere else several


def _devices(names: tuple[str, ...]) -> tuple[str, ...]:
    """What target frameworks are for, where none of them runs in an image."""
    platforms = dict.fromkeys(own.platform if (own := parse(one)) else "" for one in names)
    return () if platforms.keys() & {"", "windows"} else tuple(platforms)


def _framework(project: Project) -> Framework | NoMatch:
    fact, names = "target_frameworks", project.target_frameworks
    if names is None:
        return _open(project, fact, "TargetFramework")
    name = framework_name(project)
    if len(names) > 1 and (platforms := _devices(names)):
        text = f"TargetFrameworks are for {' and '.join(platforms)}: no image supports that"
        return NoMatch(located(project, fact, text), ())
    if not name and names and (reason := misfit(project)):
        return NoMatch(reason, ())
    if several := unchosen(project):
        listed = f"{', '.join(several[:-1])} and {several[-1]}"
        text = f"TargetFrameworks names {listed}: choose one"
        return NoMatch(located(project, fact, printable(text)), ())
    if not name:
        return NoMatch(f"{project.path}: states no TargetFramework", ())
    found = parse(name)
    if not found:
        text = f"TargetFramework {printable(name)} is not a .NET target framework"
        return NoMatch(located(project, fact, text), ())
    if found.platform not in ("", "windows"):
        text = f"{name} is for {found.platform}: no image supports that"
        return NoMatch(located(project, fact, text), ())
    return found


def for_browsers(project: Project) -> str:
    """What an app that runs in browsers is of; empty for any other."""
    return next((_BROWSER[sdk] for sdk in project.sdks if sdk in _BROWSER), "")


def misfit(project: Project) -> str:
    """Why an image is for something else than this program; empty for one that is published."""
    if project.app_host:
        own = [printable(one) for one in project.references]
        more = ", ..." if len(own) > _SHOWN else ""
        what = f"; its projects are: {', '.join(own[:_SHOWN])}{more}" if own else ""
        return located(project, "sdks", f"an Aspire app host is not published{what}")
    if kind := for_browsers(project):
        text = f"an app of {kind} runs in a browser: serve what it publishes as files"
        return located(project, "sdks", text)
    if project.maui:
        return located(project, "target_frameworks", "a MAUI app runs on devices")
    if project.test:
        return located(project, "test", "tests run where they are built, not in an image")
    if project.publishable is False:
        text = "IsPublishable is false: it is not published"
        return located(project, "publishable", text)
    return ""


def _unfit(project: Project, framework: Framework) -> str:
    if framework.identifier == ".NETStandard":
        return located(
            project, "target_frameworks", "a .NET Standard library does not run in an image"
        )
    if reason := misfit(project):
        return reason
    old_web = framework.identifier == ".NETFramework" and project.web
    if project.output_type == "Library" and not old_web:
        return located(project, "output_type", "a library does not run in an image")
    return ""


def _open(project: Project, fact: str, name: str) -> NoMatch:
    doubt = project.doubt(fact)
    if not doubt:
        return NoMatch(located(project, fact, f"{name} is unknown"), ())
    return NoMatch(
        f"{doubt.path}: line {doubt.line}: {name} is unknown: "
        f"{printable(doubt.what)} {doubt.reason} (--msbuild asks dotnet)",
        (),
    )
