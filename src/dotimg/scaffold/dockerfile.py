"""The text of a Dockerfile, as an expert would begin it.

Pure: the same layout and images give the same bytes. What each line is for stands above it.
"""

import json
import posixpath
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dotimg.scaffold.images import BaseImages
from dotimg.scaffold.layout import Layout


class Kind(NamedTuple):
    """What is to be published: a web app, native code, an app with its runtime."""

    web: bool
    aot: bool
    self_contained: bool


def text(layout: Layout, images: BaseImages, kind: Kind) -> str:
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
