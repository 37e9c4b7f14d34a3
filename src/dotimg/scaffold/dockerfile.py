"""The text of a Dockerfile.

Pure: the same layout, images and kind give the same bytes. A comment above each line says what it
is for.
"""

import json
import os
import posixpath
import re
import unicodedata
from collections.abc import Iterator, Sequence

from dotimg.errors import printable
from dotimg.scaffold import words
from dotimg.scaffold.extras import Extras
from dotimg.scaffold.images import BaseImages
from dotimg.scaffold.layout import Layout
from dotimg.scaffold.publishing import Publishing

_CACHE = "--mount=type=cache,target=/root/.nuget/packages "
_NO_EXTRAS = Extras()
_MOST_LAYERS = 100  # of COPY; an image has at most some 125
_MOST_MOUNTS = 1000
_SHOWN = 10  # doubts


def text(
    layout: Layout,
    images: BaseImages,
    publishing: Publishing,
    *,
    dockerfile: str = "",
    simple: bool = False,
    doubts: Sequence[str] = (),
    extras: Extras = _NO_EXTRAS,
) -> str:
    """The text of the Dockerfile.

    Args:
        layout: What is copied.
        images: What it is built on and runs on.
        publishing: How it is published.
        dockerfile: Where the text is to stand, as an absolute path; by default in the context.
        simple: Whether it is to be of the simple form, which copies everything at once.
        doubts: What could not be known, in sentences; then it is of the simple form as well.
        extras: What it says besides.
    """
    place = dockerfile or os.path.join(layout.context, "Dockerfile")
    if doubt := _too_many(layout, windows=images.windows):
        doubts = (*doubts, doubt)
    whole = simple or bool(doubts)
    lines = [
        "# syntax=docker/dockerfile:1",
        f"# Builds {layout.program} and the image that runs it:",
        f"# {command(layout, publishing, place, extras.secrets)}",
        "",
        *extras.stages,
        *_build_stage(layout, images, publishing, doubts, extras, whole=whole),
        "",
        *_run_stage(layout, images, publishing, extras),
    ]
    return "\n".join(lines) + "\n"


def command(
    layout: Layout, publishing: Publishing, dockerfile: str, secrets: Sequence[str] = ()
) -> str:
    """The command that builds the image, as it is typed in the folder `layout.base`.

    Args:
        layout: Where the context is.
        publishing: The platform that it must be for, if there is one.
        dockerfile: The Dockerfile, as an absolute path.
        secrets: The variables of the environment that its commands get.
    """
    context = words.seen_from(layout.base, layout.context)
    parts = ["docker build"]
    if os.path.dirname(dockerfile) != layout.base or os.path.basename(dockerfile) != "Dockerfile":
        parts.append(f"-f {words.shell(words.seen_from(layout.base, dockerfile))}")
    elif context != os.curdir:
        parts.append("-f Dockerfile")
    if publishing.platform:
        parts.append(f"--platform {publishing.platform}")
    parts += [f"--secret id={name},env={name}" for name in secrets]
    return " ".join((*parts, f"-t {image_name(layout.program)}", words.shell(context)))


def image_name(program: str) -> str:
    """A valid name of an image for a program."""
    plain = unicodedata.normalize("NFKD", program).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "app"


def _build_stage(
    layout: Layout,
    images: BaseImages,
    publishing: Publishing,
    doubts: Sequence[str],
    extras: Extras,
    *,
    whole: bool,
) -> Iterator[str]:
    if publishing.aot and not images.windows and not publishing.platform:
        yield "# Native code is for the platform of the build; --platform names another."
    if publishing.cross:
        yield "# The SDK runs on the builder's own platform, and builds for the one asked for."
    cross = "--platform=$BUILDPLATFORM " if publishing.cross else ""
    yield f"FROM {cross}{images.build} AS build"
    if publishing.arch:
        yield "ARG TARGETARCH"
    yield "WORKDIR /source"
    yield from extras.build
    yield ""
    secrets = "".join(f"--mount=type=secret,id={name},env={name} " for name in extras.secrets)
    mounts = f"{'' if images.windows else _CACHE}{secrets}"
    lower = layout.commands_in
    target = words.argument(posixpath.relpath(layout.project, lower or "."), windows=images.windows)
    if whole:
        yield from _why_whole(doubts)
        yield "COPY . ."
        yield from _enter(lower)
    else:
        command = f"dotnet restore {target}{publishing.restore_options}"
        yield from _restored(layout, mounts, command)
        yield ""
        yield f"COPY . {'/source/' if lower else '.'}"
    yield f"RUN {mounts}dotnet publish {target}{publishing.publish_options} --output /app"
    if publishing.aot and not images.windows:
        yield "# Symbols are for a debugger; they would double the image."
        yield "RUN rm -f /app/*.dbg"


def _restored(layout: Layout, mounts: str, command: str) -> Iterator[str]:
    """Restore, with what it needs copied, or mounted where that would be too many layers."""
    yield "# What restore needs: its layer is reused while only sources change."
    if _folders(layout) <= _MOST_LAYERS:
        yield from _copies(layout)
        yield from _enter(layout.commands_in)
        yield f"RUN {mounts}{command}"
        return
    yield from _enter(layout.commands_in)
    yield f"RUN {mounts}\\"
    for path in layout.restored:
        yield f"    --mount=type=bind,source={path},target=/source/{path} \\"
    yield f"    {command}"


def _enter(folder: str) -> Iterator[str]:
    """Go to the folder where dotnet runs, where that is not the context itself."""
    if folder:
        yield "# The global.json that applies is here."
        yield f"WORKDIR {words.target(f'/source/{folder}')}"


def _folders(layout: Layout) -> int:
    """How many COPY lines it takes to copy what restore needs."""
    files = {posixpath.dirname(path) for path in layout.restored if path not in layout.feeds}
    return len(files) + len(layout.feeds)


def _too_many(layout: Layout, *, windows: bool) -> str:
    """That what restore needs is in too many folders to name each; empty where it is not."""
    plain = not windows and all(map(words.is_plain, layout.restored))
    most = _MOST_MOUNTS if plain else _MOST_LAYERS
    return "" if _folders(layout) <= most else f"it is in more than {most} folders"


def _why_whole(doubts: Sequence[str]) -> Iterator[str]:
    """Why all is copied at once."""
    if not doubts:
        yield "# All files are copied before restore, so nothing that it needs can be missing."
        return
    yield "# All files are copied before restore, because what it needs is not known for certain:"
    for doubt in doubts[:_SHOWN]:
        yield f"# - {printable(doubt)}"
    if len(doubts) > _SHOWN:
        yield f"# - and {len(doubts) - _SHOWN} more"


def _run_stage(
    layout: Layout, images: BaseImages, publishing: Publishing, extras: Extras
) -> Iterator[str]:
    yield f"FROM {images.run}"
    if images.host:
        yield from images.host
        return
    yield from extras.run
    if extras.ports:
        yield "# Where Kestrel listens, by the settings of the app."
        yield f"EXPOSE {' '.join(extras.ports)}"
    elif publishing.web and images.ports:
        yield "# The port that the image sets in ASPNETCORE_HTTP_PORTS."
        yield "EXPOSE 8080"
    yield "WORKDIR /app"
    yield "COPY --from=build /app ."
    if not images.known:
        yield "# Add EXPOSE and USER: the port and the user of this image are not known here."
    elif images.user and not images.windows:
        yield "# Not root: the user app of the image, which sets its number in APP_UID."
        yield "# hadolint ignore=DL3066"
        yield "USER $APP_UID"
    yield f"ENTRYPOINT {json.dumps(_entry(layout.program, images, publishing))}"


def _entry(program: str, images: BaseImages, publishing: Publishing) -> list[str]:
    if not publishing.native:
        return ["dotnet", words.no_option(f"{program}.dll")]
    return [f"{program}.exe"] if images.windows else [f"./{program}"]


def _copies(layout: Layout) -> Iterator[str]:
    """One COPY for each folder, the context's own files first; folders of packages are alone."""
    folders: dict[str, list[str]] = {}
    paths = sorted(layout.restored, key=lambda path: (posixpath.dirname(path), path))
    for path in paths:
        if path in layout.feeds:
            yield words.copy([path], f"{path}/")
        else:
            folders.setdefault(posixpath.dirname(path), []).append(path)
    for folder, files in folders.items():
        yield words.copy(files, f"{folder}/" if folder else "./")
