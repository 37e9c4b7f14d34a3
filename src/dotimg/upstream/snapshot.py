"""The images that the publisher lists now, from its `image-info-*.json` files."""

import os
from typing import NamedTuple

from dotimg import platforms
from dotimg.errors import InputError
from dotimg.model import Platform
from dotimg.upstream.reading import Row, json_file
from dotimg.upstream.systems import Systems

_REGISTRY = "mcr.microsoft.com/"


class ListedPlatform(NamedTuple):
    """One platform of a listed image and the tags that name it alone."""

    platform: Platform
    upstream_release: str
    tags: tuple[str, ...]


class ListedImage(NamedTuple):
    """One listed image; `digest`, `created` and `tags` are those of its index, if it has one."""

    repository: str
    version: str
    digest: str | None
    created: str | None
    tags: tuple[str, ...]
    platforms: tuple[ListedPlatform, ...]


class Snapshot(NamedTuple):
    """All listed images, and the repositories that are listed without any.

    Such a repository is between two releases: its tags are not taken for retired.
    """

    images: tuple[ListedImage, ...]
    between_releases: frozenset[str]


def read(folder: str, systems: Systems) -> Snapshot:
    """Read all image-info files of a folder.

    Raises:
        InputError: There is none, one is damaged, or a tag or digest stands there twice.
    """
    files = sorted(name for name in _names(folder) if name.startswith("image-info"))
    if not files:
        raise InputError(f"{folder}: holds no image-info-*.json")
    images: list[ListedImage] = []
    empty: set[str] = set()
    for name in files:
        file = json_file(folder, name)
        for repository in file.rows("repos"):
            path = _REGISTRY + repository.text("repo")
            found = [_image(row, path, systems) for row in repository.rows("images")]
            images.extend(found)
            if not found:
                empty.add(path)
    _refuse_twice(folder, images)
    return Snapshot(tuple(images), frozenset(empty))


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError as error:
        raise InputError(f"{folder}: cannot be read: {error.strerror}") from error


def _image(row: Row, repository: str, systems: Systems) -> ListedImage:
    index = row.row("manifest") if row.has("manifest") else None
    return ListedImage(
        repository=repository,
        version=row.optional_text("productVersion") or "",
        digest=index.digest("digest") if index else None,
        created=index.moment("created") if index else None,
        tags=tuple(index.texts("sharedTags")) if index else (),
        platforms=tuple(_platform(part, systems) for part in row.rows("platforms")),
    )


def _platform(row: Row, systems: Systems) -> ListedPlatform:
    architecture = platforms.architecture(row.text("architecture"))
    if not architecture:
        row.refuse(f"the architecture {row.text('architecture')} is unknown")
    os_type = row.text("osType").lower()
    upstream = row.text("osVersion")
    layers = row.rows("layers")
    sizes = [layer.number("size") for layer in layers if layer.has("size")]
    platform = Platform(
        os=os_type,
        architecture=architecture,
        release=systems.release(upstream, os_type),
        digest=row.digest("digest"),
        size=sum(sizes) if sizes and len(sizes) == len(layers) else None,
        created=row.moment("created"),
    )
    return ListedPlatform(platform, upstream, tuple(row.texts("simpleTags")))


def _refuse_twice(folder: str, images: list[ListedImage]) -> None:
    seen: set[str] = set()
    for image in images:
        own = [f"{image.repository}:{tag}" for tag in image.tags]
        for part in image.platforms:
            own += [f"{image.repository}:{tag}" for tag in part.tags]
        for name in own:
            if name in seen:
                raise InputError(f"{folder}: the tag {name} stands on two images")
            seen.add(name)
