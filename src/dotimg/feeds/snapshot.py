"""The images that the publisher lists now, from its `image-info-*.json` files."""

import os
from collections.abc import Collection, Iterable, Iterator

from dotimg.catalog.details import Platform
from dotimg.catalog.layers import NO_MARK, mark_of
from dotimg.errors import InputError
from dotimg.feeds.history import architecture
from dotimg.feeds.rows import FeedRow, json_file
from dotimg.feeds.systems import Systems
from dotimg.named_tuples import NamedTuple

_REGISTRY = "mcr.microsoft.com/"


class ListedPlatform(NamedTuple):
    """One platform of a listed image, the tags that name it alone, and the digest of its base.

    `layers` is the mark of its layers, see `dotimg.catalog.layers`.
    """

    platform: Platform
    upstream_release: str
    tags: tuple[str, ...]
    base: str = ""
    layers: bytes = NO_MARK


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


def in_folder(folder: str) -> Iterator[FeedRow]:
    """All image-info files of a folder.

    Raises:
        InputError: There is none, or one cannot be read.
    """
    names = sorted(name for name in _names(folder) if name.startswith("image-info"))
    if not names:
        raise InputError(f"{folder}: holds no image-info-*.json")
    return (json_file(folder, name) for name in names)


def listed(files: Iterable[FeedRow], systems: Systems) -> Snapshot:
    """What image-info files list.

    Raises:
        InputError: One is damaged, or a tag is set twice.
    """
    images: list[ListedImage] = []
    named: set[str] = set()
    seen: set[str] = set()
    for file in files:
        for repository in file.rows("repos"):
            path = _REGISTRY + repository.word("repo")
            named.add(path)
            for row in repository.rows("images"):
                image = _image(row, path, systems)
                _refuse_twice(row, image, seen)
                images.append(image)
    return Snapshot(tuple(images), frozenset(named - {image.repository for image in images}))


def of(paths: Collection[str], snapshot: Snapshot) -> Snapshot:
    """A snapshot without the images of other repositories."""
    return snapshot._replace(
        images=tuple(image for image in snapshot.images if image.repository in paths)
    )


def newest_builds(files: Iterable[FeedRow]) -> dict[str, str]:
    """When the newest image of each repository was built that image-info files list."""
    found: dict[str, str] = {}
    for repository in (row for file in files for row in file.rows("repos")):
        path = _REGISTRY + repository.word("repo")
        for image in repository.rows("images"):
            built = [part.moment("created") for part in image.rows("platforms")]
            found[path] = max([found.get(path, ""), *built])
    return found


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError as error:
        raise InputError(f"{folder}: cannot be read: {error.strerror}") from error


def _image(row: FeedRow, repository: str, systems: Systems) -> ListedImage:
    index = row.row("manifest") if row.has("manifest") else None
    return ListedImage(
        repository=repository,
        version=row.optional_version("productVersion"),
        digest=index.digest("digest") if index else None,
        created=index.moment("created") if index else None,
        tags=tuple(index.tags("sharedTags")) if index else (),
        platforms=tuple(_platform(part, systems) for part in row.rows("platforms")),
    )


def _platform(row: FeedRow, systems: Systems) -> ListedPlatform:
    os_type = row.one_of("osType", ("Linux", "Windows")).lower()
    upstream = row.word("osVersion")
    layers = row.rows("layers")
    sizes = [layer.number("size") for layer in layers if layer.has("size")]
    platform = Platform(
        os=os_type,
        architecture=architecture(row, row.text("architecture")),
        release=systems.release(upstream, os_type),
        digest=row.digest("digest"),
        size=sum(sizes) if sizes and len(sizes) == len(layers) else None,
        created=row.moment("created"),
    )
    base = row.optional_digest("baseImageDigest")
    digests = [layer.optional_digest("digest") for layer in layers]
    mark = mark_of(digests) if all(digests) else NO_MARK
    return ListedPlatform(platform, upstream, tuple(row.tags("simpleTags")), base, mark)


def _refuse_twice(row: FeedRow, image: ListedImage, seen: set[str]) -> None:
    """Refuse an image with a tag that was seen before, or with none at all."""
    names = [*image.tags, *(tag for part in image.platforms for tag in part.tags)]
    if not image.platforms or not names:
        row.refuse("the image has no platform or no tag")
    for name in (f"{image.repository}:{tag}" for tag in names):
        if name in seen:
            row.refuse(f"the tag {name} stands on two images")
        seen.add(name)
