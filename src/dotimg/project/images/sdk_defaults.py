"""The base image that the .NET SDK takes for a container it publishes (`PublishContainer`).

The rules are facts of the SDK's `ComputeDotnetBaseImageAndTag` task and of its targets. They do not
use the catalog: the result may be retired, may never have existed, or may lack what the app needs.
"""

from dotimg.errors import quoted
from dotimg.named_tuples import NamedTuple
from dotimg.names import sdk_versions, versions
from dotimg.names.sdk_versions import SdkVersion
from dotimg.project.images.app import PublishedApp
from dotimg.project.images.identifiers import kind_of

_REGISTRY = "mcr.microsoft.com/dotnet"
_NEW_TAGS = 8  # the first major version with previews, -extra and chiseled images in its tags
_FIRST_OF_CHANNEL = (1, 0)  # band and patch, as in 10.0.100
_NOBLE_SINCE = (8, 0, 3, 0)  # 8.0.300

RULES = {
    "base-image": "ContainerBaseImage is used unchanged",
    "runtime-deps": "a self-contained app brings its runtime",
    "aspnet": "it refers to Microsoft.AspNetCore.App",
    "runtime": "it refers to no Microsoft.AspNetCore.App",
    "framework-version": "the target framework is older than the SDK",
    "below-8": "below net8.0 the target framework gives the version",
    "sdk-version": "the SDK gives the version",
    "preview-version": "a preview SDK uses the runtime that came with it",
    "family": "ContainerFamily is appended",
    "alpine": "linux-musl runs on Alpine",
    "chiseled": "a trimmed or native app needs no distribution",
    "extra": "the app is globalized",
}


class Inferred(NamedTuple):
    """The SDK's answer: a reference with the rules that fired, or its error in words."""

    reference: str
    rules: tuple[str, ...]
    fault: str = ""


def inferred(app: PublishedApp, sdk_version: str) -> Inferred:
    """The SDK's base image for an app of .NET, not of .NET Framework.

    Args:
        app: What is published.
        sdk_version: The SDK that publishes, in full: `8.0.404`, `10.0.100-rc.2.25502.107`.
    """
    if app.base_image:
        return Inferred(app.base_image, ("base-image",))
    musl = [kind_of(one) == "musl" for one in app.base_identifiers]
    if any(musl) and not all(musl):
        return Inferred("", (), "linux-musl identifiers cannot be mixed with others")
    version, rule = _version(app, _parsed(sdk_version))
    if not version:
        return Inferred("", (), f"{quoted(sdk_version)} is not an SDK version that it knows")
    repository = _repository(app)
    suffixes, rules = _suffixes(app, _parsed(sdk_version), any(musl))
    tag = "-".join((version, *suffixes))
    return Inferred(f"{_REGISTRY}/{repository}:{tag}", (repository, rule, *rules))


def is_self_contained(app: PublishedApp) -> bool:
    """Whether the app is published with its runtime, said or implied.

    Since net8.0 native AOT, trimming and single files imply it; before, any runtime identifier of a
    program, and the SDK adds one for those.
    """
    if app.self_contained is not None:
        return app.self_contained
    if app.framework.version >= (_NEW_TAGS,):
        return app.aot or app.trimmed or app.single_file
    return app.executable and bool(app.runtime_identifier)


def ubuntu(sdk_version: str) -> str:
    """The Ubuntu release that an SDK takes for chiseled images."""
    return _codename(_parsed(sdk_version))


def preview(app: PublishedApp, sdk_version: str) -> str:
    """The preview of the runtime that the SDK asks for; empty for a released one."""
    version, rule = _version(app, _parsed(sdk_version))
    return version if rule == "preview-version" and version.count(".") > 1 else ""


def _repository(app: PublishedApp) -> str:
    if is_self_contained(app):
        return "runtime-deps"
    return "aspnet" if app.aspnet else "runtime"


def _version(app: PublishedApp, sdk: SdkVersion) -> tuple[str, str]:
    """The version in the tag and the rule that gives it; empty where the SDK gives up."""
    major, minor = (*app.framework.version, 0)[:2]
    if major < _NEW_TAGS:
        return f"{major}.{minor}", "below-8"
    if major < sdk.major or minor < sdk.minor:
        return f"{major}.{minor}", "framework-version"
    plain = f"{sdk.major}.{sdk.minor}"
    if not sdk.labels or sdk.major < _NEW_TAGS or sdk[2:4] != _FIRST_OF_CHANNEL:
        return plain, "sdk-version"
    label, *numbers = sdk.labels
    if label in ("rtm", "servicing"):
        return plain, "sdk-version"
    if label in ("alpha", "dev", "ci"):
        return f"{plain}-preview", "preview-version"
    if label in ("rc", "preview") and numbers:
        return f"{plain}.0-{label}.{numbers[0]}", "preview-version"
    return "", ""


def _suffixes(app: PublishedApp, sdk: SdkVersion, musl: bool) -> tuple[list[str], list[str]]:
    """What follows the version in the tag, and the rules that give it."""
    new = app.framework.version >= (_NEW_TAGS,)
    if app.family:
        stable = sdk.major >= _NEW_TAGS and not sdk.labels
        extra = app.family.endswith("-chiseled") and not musl and not app.invariant
        more = ["extra"] if extra and new and stable else []
        return [app.family, *more], ["family", *more]
    bare = new and (app.aot or app.trimmed)
    more = ["extra"] if bare and not app.invariant else []
    if musl:
        return ["alpine", *more], ["alpine", *more]
    if not bare:
        return [], []
    return [f"{_codename(sdk)}-chiseled", *more], ["chiseled", *more]


def _codename(sdk: SdkVersion) -> str:
    return "noble" if (*sdk[:4], not sdk.labels) >= (*_NOBLE_SINCE, True) else "jammy"


def _parsed(sdk_version: str) -> SdkVersion:
    return sdk_versions.parse(versions.without_rebuild(sdk_version)) or SdkVersion(0, 0, 0, 0)
