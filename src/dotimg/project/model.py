"""The facts of a project that determine its images."""

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from dotimg.named_tuples import NamedTuple
from dotimg.names import sdk_versions


class Location(NamedTuple):
    """A line of a file, counted from 1."""

    path: str
    line: int


class Unknown(NamedTuple):
    """Something that cannot be evaluated here.

    `what` is the expression, condition or import as written, `reason` says in words why it is
    unknown, and `facts` names those of `Project` that it leaves open; none for an import that
    could not be followed.
    """

    what: str
    path: str
    line: int
    reason: str
    facts: tuple[str, ...] = ()


class Brought(NamedTuple):
    """A framework that comes along.

    `path` are the projects and packages from the app to what states it, `source` tells in words
    where that was read.
    """

    framework: str
    path: tuple[str, ...]
    source: str

    def __str__(self) -> str:
        return f"{self.framework} comes with {' and its '.join(self.path)} ({self.source})"


class Project(NamedTuple):
    """The facts of a project, for one target framework or for all that it has.

    A text that nothing states is empty, and so is a list. None means unknown; `doubt` then tells
    why, and nothing is guessed. `self_contained` is None as well where nothing states it; all
    other truths are false then, as in MSBuild.

    Attributes:
        path: The project file.
        sdks: Its SDKs without versions, none for an old-style project.
        framework: The target framework that the facts hold for, empty for all of them.
        target_frameworks: All of them, as written; `net472` for `v4.7.2` of an old-style project.
        output_type: `Exe`, `WinExe` or `Library`, as the SDK says where the project does not.
        assembly_name: The name of the program.
        test: Whether it holds tests.
        web: Whether it serves the web: on ASP.NET Core, or on ASP.NET of .NET Framework.
        framework_references: With those that its SDK implies, but not `Microsoft.NETCore.App`.
        runtime_identifier: What the app is published for.
        runtime_identifiers: What it may be published for.
        container_runtime_identifier: The same for its image.
        container_runtime_identifiers: The same for its images.
        self_contained: What `PublishSelfContained`, else `SelfContained`, states.
        single_file: Whether it is published as one file.
        trimmed: Whether it is published trimmed.
        ready_to_run: Whether it is compiled ahead beside its intermediate code.
        aot: Whether it is published with native AOT.
        invariant_globalization: Whether it runs without ICU.
        container_base_image: The image that it names as its base.
        container_family: The family of base images that it asks for.
        references: The project files that it surely refers to.
        package_references: The packages that it surely refers to.
        where: The line that states a fact, by the fact's name; what an SDK implies has none.
        roll_forward: How far the app rolls forward to a newer runtime (`RollForward`).
        unknown: What could not be evaluated and leaves a fact open, or imports something.
        brought: The frameworks that come with the projects and packages it refers to.
        unknown_packages: Packages of which nothing tells whether they bring a framework; none is
            taken to do so.
        remarks: What to mind of the projects that it refers to, in words.
        publishable: Whether it is published at all (`IsPublishable`).
        app_host: Whether it is an app host of Aspire, which starts others for a developer.
        maui: Whether it is an app of MAUI, for phones and desktops.
        lambda_function: Whether it is a function of AWS Lambda (`AWSProjectType`).
        as_image: Whether it says that it is published as an image.
        told_by: What was asked for the facts instead of reading them, empty for nothing.
    """

    path: str
    sdks: tuple[str, ...]
    framework: str
    target_frameworks: tuple[str, ...] | None
    output_type: str | None
    assembly_name: str | None
    test: bool | None
    web: bool | None
    framework_references: tuple[str, ...] | None
    runtime_identifier: str | None
    runtime_identifiers: tuple[str, ...] | None
    container_runtime_identifier: str | None
    container_runtime_identifiers: tuple[str, ...] | None
    self_contained: bool | None
    single_file: bool | None
    trimmed: bool | None
    aot: bool | None
    invariant_globalization: bool | None
    container_base_image: str | None
    container_family: str | None
    references: tuple[str, ...]
    package_references: tuple[str, ...]
    where: Mapping[str, Location]
    unknown: tuple[Unknown, ...]
    roll_forward: str | None = ""
    ready_to_run: bool | None = False
    brought: tuple[Brought, ...] = ()
    unknown_packages: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    publishable: bool | None = True
    app_host: bool = False
    maui: bool = False
    lambda_function: bool = False
    as_image: bool = False
    told_by: str = ""

    def doubt(self, fact: str) -> Unknown | None:
        """Why a fact is unknown; None where it is known, or where nothing states it."""
        return next((one for one in self.unknown if fact in one.facts), None)


ASPNET = "Microsoft.AspNetCore.App"


def runs_on_aspnet(project: Project) -> bool:
    """Whether it surely needs ASP.NET Core, by its own word or by what it refers to."""
    own = project.framework_references or ()
    return ASPNET in own or any(one.framework == ASPNET for one in project.brought)


Value: TypeAlias = str | Unknown

_ESCAPE = re.compile(r"%([0-7][0-9A-Fa-f])")
_TRUE = frozenset(("true", "on", "yes", "!false", "!off", "!no"))
_FALSE = frozenset(("false", "off", "no", "!true", "!on", "!yes"))


def truth(text: str) -> bool | None:
    """What a word means where MSBuild wants a truth; None for any other word."""
    word = text.strip().lower()
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


def listed(text: str) -> tuple[str, ...]:
    """The entries of a list with semicolons, each once."""
    parts = (unescaped(part.strip()) for part in text.split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def unescaped(text: str) -> str:
    """A text with its `%3B` replaced, as MSBuild does at the very end."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "%" in text else text


_LONGEST = 100  # characters of a version that tell versions apart

RollForward = Literal[
    "patch",
    "feature",
    "minor",
    "major",
    "latestPatch",
    "latestFeature",
    "latestMinor",
    "latestMajor",
    "disable",
]
# How many numbers of an SDK, its band one of them, must stay; with `disable` it must be the same.
KEPT: dict[RollForward, int | None] = {
    "patch": 3,
    "feature": 2,
    "minor": 1,
    "major": 0,
    "latestPatch": 3,
    "latestFeature": 2,
    "latestMinor": 1,
    "latestMajor": 0,
    "disable": None,
}


class GlobalJson(NamedTuple):
    """What a `global.json` asks for.

    `version` is empty where any SDK will do; `line` is where it stands, else 1. `roll_forward` is
    `patch` where the file states no word, and `latestMajor` without a version.
    """

    path: str
    line: int
    version: str
    roll_forward: RollForward
    allow_prerelease: bool

    def accepts(self, version: str) -> bool:
        """Whether an SDK, where it is the only one, builds what this file is for.

        Args:
            version: The SDK in full: `8.0.404`, `10.0.100-rc.2.25502.107`.
        """
        sdk = sdk_versions.parse(version)
        asked = sdk_versions.parse(self.version[:_LONGEST].rstrip(".-+"))
        if sdk is None or sdk == asked:
            return sdk is not None
        if self.version and asked is None:  # a number that no SDK has
            return False
        kept = KEPT[self.roll_forward]
        if kept is None or (sdk.labels and not self.allow_prerelease):
            return False
        return not asked or (sdk[:kept] == asked[:kept] and sdk.precedence >= asked.precedence)
