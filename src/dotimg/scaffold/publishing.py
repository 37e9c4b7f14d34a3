"""The restore and publish commands of a Dockerfile."""

import json
import posixpath

from dotimg.errors import InputError
from dotimg.files.search import content
from dotimg.named_tuples import NamedTuple
from dotimg.names import frameworks
from dotimg.project.images.app import framework_name
from dotimg.project.model import Project
from dotimg.scaffold import words
from dotimg.scaffold.images import BaseImages
from dotimg.scaffold.layout import Layout
from dotimg.scaffold.needs import Needs

_RELEASES_ITSELF = (8, 0)  # from here on publish takes the release without a word
_ARCHITECTURES = ("x64", "arm64")  # of the platforms that most build for


class Publishing(NamedTuple):
    """How a project is published.

    Attributes:
        web: Whether it is a web app.
        aot: Whether it is native code.
        native: Whether it starts by itself, as an executable.
        cross: Whether the SDK runs on the builder's platform, whatever it builds for.
        arch: Whether the commands name the architecture.
        restore_options: What follows the project in `dotnet restore`, with a space before.
        publish_options: The same for `dotnet publish`, but for the folder of the output.
        platform: The one platform that the image can be for, empty for any.
    """

    web: bool
    aot: bool
    native: bool
    cross: bool
    arch: bool
    restore_options: str
    publish_options: str
    platform: str = ""


def publishing_of(project: Project, needs: Needs, layout: Layout, images: BaseImages) -> Publishing:
    """How a project is published.

    Args:
        project: Its facts, for one target framework.
        needs: What its build takes.
        layout: Where that is.
        images: What it is built on and runs on.
    """
    aot, single = bool(project.aot), bool(project.single_file)
    native = aot or images.own_runtime or single
    framework = frameworks.parse(name := framework_name(project))
    old = bool(framework and framework.version < _RELEASES_ITSELF)
    # Native code is linked by the tools of the platform that it is for.
    cross = images.cross and not aot and not images.windows
    covered = all(_covers(one, name, musl=images.musl) for one in needs.locked)
    # An architecture is for all projects, also for one that has its own in the lock or a browser;
    # before net8.0 it brings the runtime along.
    any_arch = covered and not needs.browser
    arch = cross and any_arch and (native or not (old or images.host))
    cross = cross and (any_arch or not native)
    configured = "configuration" in needs.asked
    target = [
        *(["--arch $TARGETARCH"] if arch else []),
        *(["--os linux-musl"] if images.musl and covered else []),
        *([] if native else ["/p:UseAppHost=false"]),
        *(_solution(layout.solution, windows=images.windows)),
        *(["/p:EnableWindowsTargeting=true"] if _for_windows(needs, images) else []),
    ]
    restore = [*target, *(["/p:Configuration=Release"] if configured else [])]
    publish = [
        *([f"--framework {name}"] if needs.plural else []),
        *(["-c Release"] if configured or old else []),
        *target,
    ]
    return Publishing(
        web=bool(project.web),
        aot=aot,
        native=native,
        cross=cross,
        arch=arch,
        restore_options="".join(f" {word}" for word in restore),
        publish_options="".join(f" {word}" for word in publish),
        platform="" if cross else images.platform,
    )


def _solution(folder: str | None, *, windows: bool) -> list[str]:
    """The folder of the solution, which a build of a project alone does not know."""
    if folder is None:
        return []
    place = posixpath.join("/source", folder, "") if folder != "." else "/source/"
    return [words.argument(f"/p:SolutionDir={place}", windows=windows)]


def _for_windows(needs: Needs, images: BaseImages) -> bool:
    """Whether a project is for Windows and yet restored on Linux."""
    parsed = map(frameworks.parse, needs.frameworks)
    return not images.windows and any(one and one.platform == "windows" for one in parsed)


def _covers(path: str, framework: str, *, musl: bool) -> bool:
    """Whether a lock file holds what a project needs on the usual architectures."""
    try:
        document = json.loads(content(path))
        names = set(document["dependencies"])
    except (InputError, ValueError, LookupError, TypeError, RecursionError):
        return False
    system = "linux-musl" if musl else "linux"
    return all(f"{framework}/{system}-{one}" in names for one in _ARCHITECTURES)
