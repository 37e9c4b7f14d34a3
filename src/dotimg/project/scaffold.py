"""A Dockerfile and a .dockerignore for a project, as an expert would begin them.

Pure: the same layout and images give the same bytes. What each line is for stands above it.
"""

import json
import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from dotimg.catalog.tables import Catalog
from dotimg.errors import InputError, quoted
from dotimg.files.repository import root_of
from dotimg.names.mirror import located
from dotimg.names.versions import age
from dotimg.project.model import Project
from dotimg.project.reader import read
from dotimg.resolver.model import Pick

_NEW_DEFAULTS = [8, 0]  # port 8080, the user app, and building for other architectures

IGNORED = """\
# What no image needs, or what the build makes anew.
**/bin
**/obj
**/node_modules
**/.git
**/.gitignore
**/.vs
**/.vscode
**/.idea
**/*.user
**/.env
**/Dockerfile*
**/.dockerignore
**/compose*.y*ml
**/docker-compose*.y*ml
"""
# What dotnet reads in the folder of a project and in all folders above it.
_SHARED = (
    *("Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"),
    *("global.json", "nuget.config", "NuGet.config", "NuGet.Config"),
)
# What a shell and a Dockerfile take as it is, between quotes where there is a space.
_PLAIN = re.compile(r"[\w ./+-]+")
_BESIDE = ("packages.lock.json",)


class Layout(NamedTuple):
    """What a build needs of a tree; paths are relative to the build context, with slashes.

    `project` is published; `restored` are the project files and settings that restore needs.
    """

    project: str
    restored: tuple[str, ...]
    program: str


class BaseImages(NamedTuple):
    """The images to build on and to run on, and what they are.

    `ports` tells that they set port 8080, `user` that they have a user app, `cross` that the SDK
    can build for other architectures, `musl` that the app needs it though the SDK's image has it
    not.
    """

    build: str
    run: str
    windows: bool
    ports: bool
    user: bool
    cross: bool
    musl: bool


class Kind(NamedTuple):
    """What is to be published: a web app, native code, an app with its runtime."""

    web: bool
    aot: bool
    self_contained: bool


def images_of(catalog: Catalog, build: Pick, run: Pick, mirror: str | None) -> BaseImages:
    """Two picked images, named as on a mirror if one is given."""
    before, after = (catalog.systems[one.tag.releases[0]] for one in (build, run))
    new = age(run.channel) >= _NEW_DEFAULTS
    return BaseImages(
        build=f"{located(build.repository, mirror)}:{build.tag.name}",
        run=f"{located(run.repository, mirror)}:{run.tag.name}",
        windows=after.type == "windows",
        ports=new,
        user=new,
        cross=age(build.channel) >= _NEW_DEFAULTS and build.tag.multi_platform,
        musl=own_runtime(run) and after.family == "alpine" != before.family,
    )


def own_runtime(run: Pick) -> bool:
    """Whether an app on an image brings its runtime along."""
    return run.repository.endswith("/runtime-deps")


def dockerfile(layout: Layout, images: BaseImages, kind: Kind) -> str:
    """The text of the Dockerfile."""
    name = layout.program.lower().replace(" ", "-").lstrip("-._+")
    lines = [
        "# syntax=docker/dockerfile:1",
        f"# Builds {layout.program} and the image that runs it: docker build -t {name} .",
        "",
        *_build_stage(layout, images, kind),
        "",
        *_run_stage(layout, images, kind),
    ]
    return "\n".join(lines) + "\n"


def _build_stage(layout: Layout, images: BaseImages, kind: Kind) -> Iterator[str]:
    # Native code is linked by the tools of the platform that it is for.
    cross = images.cross and not kind.aot and not images.windows
    if cross:
        yield "# The SDK runs on the builder's own platform, and builds for the one asked for."
    yield f"FROM {'--platform=$BUILDPLATFORM ' if cross else ''}{images.build} AS build"
    if cross:
        yield "ARG TARGETARCH"
    yield "WORKDIR /source"
    yield ""
    yield "# What restore needs, so that its layer stays while only sources change."
    yield from _copies(layout.restored)
    target = _argument(layout.project)
    options = f"{' --arch $TARGETARCH' if cross else ''}{' --os linux-musl' if images.musl else ''}"
    yield f"RUN dotnet restore {target}{options}"
    yield ""
    yield "COPY . ."
    yield f"RUN dotnet publish {target} --no-restore{options} --output /app"
    if kind.aot and not images.windows:
        yield "# Symbols are for a debugger; they would double the image."
        yield "RUN rm -f /app/*.dbg"


def _run_stage(layout: Layout, images: BaseImages, kind: Kind) -> Iterator[str]:
    yield f"FROM {images.run}"
    if kind.web and images.ports:
        yield "# The port that the image sets in ASPNETCORE_HTTP_PORTS."
        yield "EXPOSE 8080"
    yield "WORKDIR /app"
    yield "COPY --from=build /app ."
    if images.user and not images.windows:
        yield "# Not root: the user app of the image."
        yield "USER $APP_UID"
    yield f"ENTRYPOINT {json.dumps(_entry(layout.program, images, kind))}"


def _entry(program: str, images: BaseImages, kind: Kind) -> list[str]:
    if not (kind.aot or kind.self_contained):
        return ["dotnet", _no_option(f"{program}.dll")]
    return [f"{program}.exe"] if images.windows else [f"./{program}"]


def _copies(paths: Sequence[str]) -> Iterator[str]:
    """One COPY for each folder, the context's own files first."""
    folders: dict[str, list[str]] = {}
    for path in sorted(paths, key=lambda path: (posixpath.dirname(path), path)):
        folders.setdefault(posixpath.dirname(path), []).append(path)
    for folder, files in folders.items():
        words = [*map(_no_option, files), _no_option(f"{folder}/") if folder else "./"]
        spaced = any(" " in word for word in words)
        yield f"COPY {json.dumps(words, ensure_ascii=False) if spaced else ' '.join(words)}"


def _argument(path: str) -> str:
    return f'"{_no_option(path)}"' if " " in path else _no_option(path)


def _no_option(path: str) -> str:
    """A path that no command takes for one of its options."""
    return f"./{path}" if path.startswith("-") else path


def layout_of(app: Project) -> tuple[str, Layout]:
    """The folder to be the build context, and what the build needs of it.

    It is the lowest folder that holds the project, those that it refers to, and the settings that
    they share.

    Raises:
        InputError: A project that it refers to cannot be used.
    """
    files = [os.path.abspath(one) for one in _with_references(app)]
    top = _repository(files[0])
    settings = [one for one in _settings(files, top) if os.path.isfile(one)]
    try:
        context = os.path.commonpath([os.path.dirname(one) for one in (*files, *settings)])
    except ValueError:
        raise InputError(f"{app.path}: what it refers to is on another drive") from None
    restored = tuple(sorted({_inside(one, context) for one in (*files, *settings)}))
    name = app.assembly_name or os.path.splitext(os.path.basename(files[0]))[0]
    for word in (*restored, name):
        if not _PLAIN.fullmatch(word):
            raise InputError(f"{app.path}: {quoted(word)} cannot be written into a Dockerfile")
    return context, Layout(_inside(files[0], context), restored, name)


def _with_references(app: Project) -> list[str]:
    """The project file and all that it refers to, directly or not."""
    found = {os.path.abspath(app.path): app.path}
    pending = [app]
    while pending:
        for path in pending.pop().references:
            real = os.path.abspath(path)
            if real not in found:
                found[real] = path
                pending.append(read(path))
    return list(found)


def _repository(path: str) -> str:
    """The folder with `.git` above a file, else the file's own."""
    own = os.path.dirname(path)
    return root_of(own) or own


def _settings(files: Iterable[str], top: str) -> Iterator[str]:
    for file in files:
        folder = os.path.dirname(file)
        yield from (os.path.join(folder, name) for name in _BESIDE)
        while True:
            yield from (os.path.join(folder, name) for name in _SHARED)
            if folder == top or os.path.dirname(folder) == folder:
                break
            folder = os.path.dirname(folder)


def _inside(path: str, context: str) -> str:
    return os.path.relpath(path, context).replace(os.sep, "/")
