"""DI3xx: an image does not fit its stage, its project or its SDK."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import ERROR, NOTE, WARNING, Case, Complaint, Rule, kind
from dotimg.check.rules.siblings import sibling
from dotimg.check.rules.stages import brings_dotnet, commands, environment, starts_app
from dotimg.explain.explainer import Explainer
from dotimg.names import frameworks, reference, sdk_versions
from dotimg.names.tags import DISTROLESS
from dotimg.names.versions import without_rebuild
from dotimg.project.build_steps import reached
from dotimg.project.images.project_images import images
from dotimg.project.images.sdk_choice import accepted_tag
from dotimg.project.model import ASPNET, GlobalJson, runs_on_aspnet
from dotimg.project.of_dockerfile import App
from dotimg.project.pins import Pin
from dotimg.resolver.model import NoMatch, Request

if TYPE_CHECKING:
    from dotimg.project.model import Project


_NIGHTLY = "/nightly/"
_NO_IMPLIED_RUNTIME = (8, 0)  # the first version that needs a word to be self-contained


def _with_nightly(judge: Callable[[Case], Complaint | None]) -> Callable[[Case], Complaint | None]:
    """A rule that judges a nightly image by the released one of its tag, which it becomes."""

    def judged(case: Case) -> Complaint | None:
        if case.found.name.home == "nightly" and case.catalog and case.reference.tag:
            explainer = Explainer(case.catalog, case.today, None, short=False, history=False)
            name = case.reference.name.replace(_NIGHTLY, "/")
            released = reference.parse(f"{name}:{case.reference.tag}")
            found = explainer.explain(str(released))
            case = case._replace(found=found, reference=released)
        return judge(case)

    return judged


def _wrong_repository(case: Case) -> Complaint | None:
    app, found = case.app, case.found
    if not case.use.ships or not app or not app.project or not found.published:
        return None
    if _may_be_self_contained(app) or brings_dotnet(case):
        return None
    project, name, repository = app.project, app.project.path, kind(found)
    aspnet = project.web or runs_on_aspnet(project)
    if repository == "runtime" and aspnet:
        why = "is a web app" if project.web else f"needs ASP.NET Core: {_path(project)}"
        message = f"{name} {why}, and runtime has no ASP.NET Core: use aspnet"
        return _of_kind(case, message, "aspnet")
    if repository == "runtime-deps":
        need = "aspnet" if aspnet else "runtime"
        message = f"{name} is not self-contained, and runtime-deps has no .NET: use {need}"
        return _of_kind(case, message, need)
    return None


def _of_kind(case: Case, message: str, kind: str) -> Complaint:
    """A complaint with what to use instead: the same of another repository."""
    project = case.app.project if case.app else None
    lacks_icu = _missing_globalization(case)
    new = _base_image(case, project) if project else None
    variant = "extra" if lacks_icu and lacks_icu.severity != NOTE else ""
    new = new or sibling(case, kind, variant)
    return Complaint(message, new or sibling(case, kind), decides=True)


def _base_image(case: Case, project: "Project") -> str | None:
    """What a project that names its base image itself should name; None for Dockerfiles."""
    if case.use.role != "base-image" or not case.catalog:
        return None
    plain = project._replace(container_base_image="")
    found = images(case.catalog, plain, None, None, Request(), case.today).run
    return None if isinstance(found, NoMatch) else f"{found.repository}:{found.tag.name}"


def _path(project: "Project") -> str:
    """How ASP.NET Core comes along."""
    return next((str(one) for one in project.brought if one.framework == ASPNET), ASPNET)


def _may_be_self_contained(app: App) -> bool:
    """Whether the app may bring its runtime along.

    Native AOT, trimming and a single file imply that, and before .NET 8.0 any runtime identifier
    did, also the one that the SDK adds ("Publish .NET apps", .NET documentation).
    """
    project = app.project
    if not project:
        return False
    stated = project.self_contained is True or app.self_contained
    implied = [project.aot, project.trimmed, project.single_file]
    if any(one < _NO_IMPLIED_RUNTIME for one in _versions(project)):
        implied += [bool(project.runtime_identifier), project.ready_to_run, app.runtime]
    if project.self_contained is False:
        implied = []
    return stated or any(implied) or project.doubt("self_contained") is not None


WRONG_REPOSITORY = Rule(
    RuleText(
        "DI302",
        "wrong-repository",
        ERROR,
        "The final image lacks what the project needs: ASP.NET Core, or the .NET runtime.",
        "Use aspnet for web apps, runtime for others, runtime-deps for self-contained ones.",
    ),
    _with_nightly(_wrong_repository),
    needs="app",
)


_BASES = ("from", "base-image")
_ROLLS = ("major", "latestmajor")


def _framework_mismatch(case: Case) -> Complaint | None:
    app, found = case.app, case.found
    if not app or not app.project or case.use.role not in _BASES:
        return None
    if not found.published or not found.inside.channel:
        return None
    wanted = _versions(app.project)
    channel = found.inside.channel.name
    own = tuple(int(part) for part in channel.split(".")[:2])
    fits = not wanted or own in wanted or "framework" in (found.name.repository or "")
    if fits or not _is_reached(case) or brings_dotnet(case):
        return None
    targets = ", ".join(app.project.target_frameworks or ())
    what = f"{app.project.path} is for {targets}"
    if found.inside.purpose == "build":
        too_old = own < max(wanted)
        return Complaint(f"{what}, which SDK {channel} cannot build") if too_old else None
    if not case.use.ships or _may_be_self_contained(app):
        return None
    if own < min(wanted):
        message = f"{what}, and .NET {channel} cannot run it"
        return Complaint(message, _base_image(case, app.project))
    if own > max(wanted) and not _rolls_forward(case, app.project):
        return Complaint(f"{what}, and cannot start on .NET {channel} unless it rolls forward")
    return None


def _is_reached(case: Case) -> bool:
    """Whether what is built needs the stage that an image stands in."""
    stage = case.file.named(case.use.stage) if case.file else None
    if not case.file or not stage or case.use.ships:
        return True
    return stage.number in reached(case.file, None)


def _versions(project: "Project") -> list[tuple[int, ...]]:
    """The versions of .NET that a project targets; .NET Framework and Standard have none."""
    targeted = map(frameworks.parse, project.target_frameworks or ())
    return [one.version for one in targeted if one and one.identifier == ".NETCoreApp"]


def _rolls_forward(case: Case, project: "Project") -> bool:
    stated = project.roll_forward is None or project.roll_forward.lower() in _ROLLS
    return stated or environment(case, "DOTNET_ROLL_FORWARD").lower() in _ROLLS


FRAMEWORK_MISMATCH = Rule(
    RuleText(
        "DI303",
        "framework-mismatch",
        ERROR,
        "The image cannot run or build the target framework of the project.",
        "Give project and image the same version, or let the app roll forward.",
    ),
    _with_nightly(_framework_mismatch),
    needs="app",
)


def _missing_globalization(case: Case) -> Complaint | None:
    app, found = case.app, case.found
    if not app or not case.use.ships or not found.published or found.inside.icu:
        return None
    if (
        not app.project
        or app.project.invariant_globalization is not False
        or found.inside.purpose != "run"
    ):
        return None
    if environment(case, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT") or "icu" in commands(case):
        return None
    plain = not any(one in DISTROLESS for one in found.inside.variants)  # of Alpine
    extra = sibling(case, variant="extra")
    instead = "add the package icu-libs" if plain else "use one that is not distroless"
    return Complaint(
        f"{app.project.path} does not set InvariantGlobalization, and the image has no ICU: "
        f"{'use an -extra image' if extra else instead}",
        extra,
        severity=NOTE if plain else WARNING,
        decides=not plain,
    )


MISSING_GLOBALIZATION = Rule(
    RuleText(
        "DI304",
        "missing-globalization",
        WARNING,
        "The project uses globalization, which is the default, but the image has no "
        "ICU: sorting, formatting and comparing ignore cultures. On plain Alpine this "
        "is a note.",
        "Use an -extra image if there is one, add ICU, or set InvariantGlobalization in the "
        "project if that is right.",
    ),
    _with_nightly(_missing_globalization),
    needs="app",
)


_DEVELOPMENT = ".devcontainer"
_ON_SDK = "the final image is built on the SDK"


def _sdk_in_final_stage(case: Case) -> Complaint | None:
    ships = case.use.ships and case.found.inside.purpose == "build"
    if not ships or _DEVELOPMENT in case.path.replace("\\", "/").split("/"):
        return None
    if case.use.role == "base-image":
        return Complaint(f"{_ON_SDK}: name aspnet, runtime or runtime-deps")
    if not starts_app(case):
        return None
    return Complaint(f"{_ON_SDK}: copy the output into a stage on aspnet, runtime or runtime-deps")


SDK_IN_FINAL_STAGE = Rule(
    RuleText(
        "DI301",
        "sdk-in-final-stage",
        WARNING,
        "The final image starts an app but is built on the SDK: it is large and contains much "
        "that the app does not need.",
        "Build in one stage, and copy the output into a last one on aspnet, runtime or "
        "runtime-deps.",
    ),
    _sdk_in_final_stage,
)


def _sdk_pin_mismatch(case: Case) -> Complaint | None:
    app, found = case.app, case.found
    pin = _pin_of(case) if kind(found) == "sdk" else None
    if not app or not pin:
        return None
    asked, held = pin.asked, without_rebuild(found.inside.version)
    if not asked:
        return Complaint(f"dotnet ignores {pin.fault}", severity=WARNING)
    if not asked.version or not held or not found.published:
        return None
    wish = f"{asked.path} requires SDK {asked.version} (rollForward {asked.roll_forward})"
    if not asked.accepts(held):
        return Complaint(f"{wish}, but the image has {held}", _accepted(case, asked))
    next_band = _next_band(held)
    alive = not found.dates.retired and found.support.status in ("supported", "ends-soon")
    if found.name.kind != "floating" or not alive or asked.accepts(next_band):
        return None
    message = f"{wish}; it will not accept the next feature band, {next_band}"
    return Complaint(message, severity=NOTE)


def _pin_of(case: Case) -> Pin | None:
    """The `global.json` that binds commands on an image."""
    pins = case.app.pins if case.app else ()
    if not case.file:
        return next(iter(pins), None)
    stage = case.file.named(case.use.stage)
    if case.use.role != "from" or not stage:
        return None
    return next((one for one in pins if one.stage == stage.number), None)


def _accepted(case: Case, asked: GlobalJson) -> str | None:
    """The image of the same kind whose SDK a `global.json` accepts."""
    if not case.catalog or not case.reference.tag:
        return None
    tag = accepted_tag(case.catalog, asked, case.reference.tag)
    return f"{case.reference.name}:{tag}" if tag else None


def _next_band(version: str) -> str:
    """The first SDK of the feature band after that of a version: 10.0.500 for 10.0.404."""
    sdk = sdk_versions.parse(version)
    if not sdk or sdk.labels:
        return version
    return f"{sdk.major}.{sdk.minor}.{(sdk.band + 1) * sdk_versions.BAND_SIZE}"


SDK_PIN_MISMATCH = Rule(
    RuleText(
        "DI305",
        "sdk-pin-mismatch",
        ERROR,
        "global.json requires an SDK that the image does not have, so every dotnet command fails.",
        "Use an image with an SDK that global.json accepts, or let rollForward accept newer ones.",
    ),
    _with_nightly(_sdk_pin_mismatch),
    needs="app",
)


RULES = (
    SDK_IN_FINAL_STAGE,
    WRONG_REPOSITORY,
    FRAMEWORK_MISMATCH,
    MISSING_GLOBALIZATION,
    SDK_PIN_MISMATCH,
)
