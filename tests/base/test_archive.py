"""Archives of images: whole ones, and what is damaged or hostile."""

import gzip
import io
import json
import os
import sys
import tarfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.base.archive import Archive
from dotimg.base.finder import BaseFinder
from dotimg.catalog.tables import Catalog
from dotimg.errors import DotimgError, InputError, NoMatchError
from dotimg.registry.platforms import parse_platform
from tests.base.shapes import (
    Json,
    attestation,
    attested_member,
    build,
    index,
    layer,
    layout,
    provenance,
    rows,
)
from tests.conftest import DAY

ROWS = rows()
OLD, OLD_ARM, CURRENT = ROWS[:3]
TWIN = ROWS[-1]
NAME = "org.opencontainers.image.ref.name"
AMD64, ARM64 = ({"os": "linux", "architecture": one} for one in ("amd64", "arm64"))


@pytest.fixture(scope="module")
def finder(catalog: Catalog) -> BaseFinder:
    return BaseFinder(catalog, DAY)


Bases = Callable[..., dict[str, list[str]]]


@pytest.fixture
def bases(finder: BaseFinder) -> Bases:
    """The digests of the bases of all images of an archive, platform by platform."""

    def ask(path: Path, platform: str = "") -> dict[str, list[str]]:
        choice = parse_platform(platform) if platform else None
        found = map(finder.find_all, Archive(str(path)).images(finder, choice))
        return {
            image.name.removeprefix(f"{path}: "): [
                one.base.digest or one.base.version if one.base else "" for one in image.platforms
            ]
            for image in found
        }

    return ask


def two_platforms(folder: Path) -> Path:
    """A layout of an image for two platforms, with an attestation, and of one of a single."""
    amd64, arm64, one = (build(row, [*row.layers, layer("app")]) for row in (OLD, OLD_ARM, CURRENT))
    statement = provenance(OLD.digest)
    attested = attestation(statement)
    whole = index(
        [
            amd64.manifest.descriptor(platform=AMD64),
            arm64.manifest.descriptor(platform=ARM64),
            attested_member(attested, amd64.manifest),
        ]
    )
    blobs = [whole, attested, statement]
    blobs += [blob for image in (amd64, arm64, one) for blob in image]
    members = [
        whole.descriptor(annotations={NAME: "web:1"}),
        one.manifest.descriptor(annotations={"io.containerd.image.name": "contoso/api:2"}),
    ]
    return layout(folder, members, blobs)


def packed(folder: Path, target: Path) -> Path:
    """The tar file of a folder."""
    with tarfile.open(target, "w") as tar:
        for path in sorted(folder.rglob("*")):
            tar.add(path, f"./{path.relative_to(folder).as_posix()}", recursive=False)
    return target


@pytest.mark.parametrize("packing", ["folder", "tar", "tar.gz"])
def test_the_images_of_a_layout(tmp_path: Path, bases: Bases, packing: str) -> None:
    path = two_platforms(tmp_path / "layout")
    if packing != "folder":
        path = packed(path, tmp_path / "layout.tar")
    if packing == "tar.gz":
        path.write_bytes(gzip.compress(path.read_bytes()))
    assert bases(path) == {"web:1": [OLD.digest, OLD_ARM.digest], "contoso/api:2": [CURRENT.digest]}
    assert bases(path, "linux/arm64") == {"web:1": [OLD_ARM.digest]}
    with pytest.raises(NoMatchError, match="holds no image for linux/s390x"):
        bases(path, "linux/s390x")


def test_platforms_that_were_not_pulled_are_left_out(tmp_path: Path, bases: Bases) -> None:
    path = two_platforms(tmp_path)
    arm64 = build(OLD_ARM, [*OLD_ARM.layers, layer("app")])
    (path / "blobs/sha256" / arm64.manifest.digest[7:]).unlink()
    assert bases(path)["web:1"] == [OLD.digest]


@pytest.mark.parametrize("slsa", ["v0.2", "v1"])
def test_provenance_tells_which_of_two_images_it_is(
    tmp_path: Path, bases: Bases, slsa: str
) -> None:
    image = build(TWIN, [*TWIN.layers, layer("app")])
    statement = provenance(layer("frontend"), TWIN.digest, slsa=slsa)
    attested = attestation(statement)
    whole = index(
        [
            image.manifest.descriptor(platform=AMD64),
            attested_member(attested, image.manifest),
        ]
    )
    layout(tmp_path, [whole.descriptor()], [whole, attested, statement, *image])
    assert bases(tmp_path) == {"image 1": [TWIN.digest]}


def docker_archive(target: Path, env: list[str], labels: Json | None = None) -> Path:
    """What `docker save` of the classic store writes: no digests of a registry."""
    config = build(OLD, [layer("a")], config={"Env": env, "Labels": labels or {}}).config.body
    listed = [{"Config": "c0ffee.json", "RepoTags": ["shop:1"], "Layers": ["a/layer.tar"]}]
    members = {"c0ffee.json": config, "manifest.json": json.dumps(listed).encode()}
    return tar_of(target, members)


def tar_of(target: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(target, "w") as tar:
        for name, body in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))
    return target


def test_an_archive_of_docker_is_known_by_environment_and_labels(
    tmp_path: Path, bases: Bases, finder: BaseFinder
) -> None:
    path = docker_archive(tmp_path / "shop.tar", ["DOTNET_VERSION=8.0.11"])
    assert bases(path) == {"shop:1": ["8.0.11"]}
    (read,) = Archive(str(path)).images(finder, None)
    assert finder.find_all(read).platforms[0].notes == (
        "layers not compared: they are uncompressed",
    )
    path.write_bytes(gzip.compress(path.read_bytes()))
    assert bases(path) == {"shop:1": ["8.0.11"]}
    stated = {"org.opencontainers.image.base.digest": CURRENT.digest}
    assert bases(docker_archive(tmp_path / "b.tar", [], stated)) == {"shop:1": [CURRENT.digest]}


# What is damaged or hostile.


def test_a_file_that_is_cut_off_anywhere_is_refused_or_whole(tmp_path: Path, bases: Bases) -> None:
    whole = packed(two_platforms(tmp_path / "layout"), tmp_path / "layout.tar").read_bytes()
    right = {"web:1": [OLD.digest, OLD_ARM.digest], "contoso/api:2": [CURRENT.digest]}
    target = tmp_path / "cut.tar"
    for end in range(0, len(whole), 509):
        target.write_bytes(whole[:end])
        with suppress(InputError):
            # Blobs of platforms may be missing from an archive, but none is another's.
            found = bases(target)
            assert all(set(digests) <= set(right[name]) for name, digests in found.items())


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({}, "holds neither index.json nor manifest.json"),
        ({"index.json": b"{"}, "what it holds is not JSON"),
        ({"index.json": b"[]"}, "what it holds is not a JSON object"),
        ({"index.json": b"{}"}, "it has no 'manifests'"),
        ({"index.json": b'{"manifests": []}'}, "holds no image"),
        ({"index.json": b'{"manifests": [{"digest": "../../etc/passwd"}]}'}, "is not a digest"),
        ({"index.json": b'{"manifests": 7}'}, "'manifests' is not a list"),
        ({"index.json": b"[" * 100_000}, "what it holds is not JSON"),
        ({"manifest.json": b'{"a": 1}'}, "'manifest.json' is not a list"),
        ({"manifest.json": b'[{"Config": "../../x"}]'}, "it has no '../../x'"),
        ({"manifest.json": b"[{}]"}, "it has no ''"),
    ],
)
def test_an_archive_of_something_else_is_refused(
    tmp_path: Path, bases: Bases, members: dict[str, bytes], why: str
) -> None:
    target = tar_of(tmp_path / "odd.tar", members)
    with pytest.raises(InputError) as caught:
        bases(target)
    assert why in str(caught.value)


def entry(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> bytes:
    """The header of an entry, whose size may be a lie."""
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf()


def test_a_hostile_archive_in_gzip_is_refused(tmp_path: Path, bases: Bases) -> None:
    whole = gzip.compress(packed(two_platforms(tmp_path / "layout"), tmp_path / "a").read_bytes())
    padding = bytes(1024 * 1024)
    for content, why in (
        (whole[:-8] + bytes(8), "is not a complete tar file: CRC check failed"),
        (whole[: len(whole) // 2], "is not a complete tar file"),
        (whole[:99] + bytes(9) + whole[108:], "is not a complete tar file"),
        (gzip.compress(entry("a", 2**33)) + gzip.compress(padding) * 75, "over 100 times its size"),
        (gzip.compress(entry("index.json", 2**40)), "is not a complete tar file"),
        (gzip.compress(entry("index.json", 65 * 2**20) + padding * 65, 1), "larger than 65536 KiB"),
        (gzip.compress(entry("index.json", 9) + b"\xff[2, 3]  " + bytes(503)), "is not JSON"),
    ):
        (tmp_path / "a.tar.gz").write_bytes(content)
        with pytest.raises(InputError, match=why):
            bases(tmp_path / "a.tar.gz")


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME])
@pytest.mark.parametrize("compressed", [False, True])
def test_long_headers_are_refused(
    tmp_path: Path, bases: Bases, kind: bytes, compressed: bool
) -> None:
    content = entry("a", 5000, kind) + b"1" * 5120  # which tarfile reads in quadratic time
    (tmp_path / "a").write_bytes(gzip.compress(content) if compressed else content)
    with pytest.raises(InputError, match="a header of over 4096 bytes"):
        bases(tmp_path / "a")


def test_what_is_no_archive_is_refused(tmp_path: Path, bases: Bases) -> None:
    for name, content, why in (
        ("a.tar.gz", b"\x1f\x8b\x08", "is not a complete tar file"),
        ("text", b"no archive" * 100, "is not a complete tar file"),
        ("empty", b"", "is not a complete tar file"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match=why):
            bases(tmp_path / name)
    with pytest.raises(InputError, match="no such file or folder"):
        bases(tmp_path / "nowhere")


def test_links_and_devices_in_a_tar_file_are_no_files(tmp_path: Path, bases: Bases) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b'{"manifests": []}')
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
        target = tmp_path / "links.tar"
        with tarfile.open(target, "w") as tar:
            info = tarfile.TarInfo("index.json")
            info.type, info.linkname = kind, str(secret)
            tar.addfile(info)
        with pytest.raises(InputError, match="holds neither"):
            bases(target)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.parametrize("linked", ["index.json", "blobs", "blob"])
def test_links_out_of_a_folder_are_refused(tmp_path: Path, bases: Bases, linked: str) -> None:
    path = two_platforms(tmp_path / "layout")
    config = build(CURRENT, [*CURRENT.layers, layer("app")]).config
    blob = path / "blobs/sha256" / config.digest[7:]
    place = {"index.json": path / "index.json", "blobs": path / "blobs", "blob": blob}[linked]
    outside = tmp_path / "outside"
    os.rename(place, outside)
    place.symlink_to(outside)
    with pytest.raises(InputError, match="is not a regular file in it"):
        bases(path)


@pytest.mark.parametrize(
    "name",
    ["../outside", "/etc/hostname", "a/../../outside", "..\\outside", "C:x", "", "a\0b", "."],
)
def test_names_that_lead_out_of_a_folder_are_refused(
    tmp_path: Path, bases: Bases, name: str
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    config = build(OLD, list(OLD.layers), config={"Env": ["DOTNET_VERSION=8.0.11"]}).config
    (tmp_path / "outside").write_bytes(config.body)
    (folder / "manifest.json").write_text(json.dumps([{"Config": name, "Layers": []}]))
    with pytest.raises(InputError, match="is not a valid name of a file in it"):
        bases(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes in folders there")
def test_a_pipe_is_not_waited_for(tmp_path: Path, bases: Bases) -> None:
    os.mkfifo(tmp_path / "index.json")
    with pytest.raises(InputError, match="is not a regular file in it"):
        bases(tmp_path)
    with pytest.raises(InputError, match="no such file or folder"):
        bases(tmp_path / "index.json")


def test_sizes_that_lie_and_files_that_are_too_large_are_refused(
    tmp_path: Path, bases: Bases
) -> None:
    target = tmp_path / "large.tar"
    info = tarfile.TarInfo("index.json")
    info.size = 2**40
    target.write_bytes(info.tobuf() + b'{"manifests": []}')
    with pytest.raises(InputError, match=r"is not a complete tar file|is larger than"):
        bases(target)
    image = build(OLD, list(OLD.layers), config={"Env": ["A=" + "x" * 10_000_000]})
    layout(tmp_path, [image.manifest.descriptor()], list(image))
    with pytest.raises(InputError, match="is larger than 1024 KiB"):
        bases(tmp_path)


def test_a_blob_that_is_something_else_is_refused(tmp_path: Path, bases: Bases) -> None:
    path = two_platforms(tmp_path)
    image = build(CURRENT, [*CURRENT.layers, layer("app")])
    other = build(OLD, [*OLD.layers, layer("app")])
    (path / "blobs/sha256" / image.manifest.digest[7:]).write_bytes(other.manifest.body)
    with pytest.raises(InputError, match="does not match its digest"):
        bases(path)


def test_an_image_without_its_files_is_told_to_be_incomplete(tmp_path: Path, bases: Bases) -> None:
    image = build(CURRENT, list(CURRENT.layers))
    layout(tmp_path, [image.manifest.descriptor(annotations={NAME: "gone"})], [])
    with pytest.raises(InputError, match="'gone' is incomplete"):
        bases(tmp_path)


def test_an_index_that_is_named_again_and_again_ends(
    tmp_path: Path, bases: Bases, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = build(OLD, [*OLD.layers, layer("app")])
    many = index([image.manifest.descriptor(platform=AMD64)] * 60)
    layout(tmp_path, [many.descriptor(annotations={NAME: "a"})], [many, *image])
    assert bases(tmp_path) == {"a": [OLD.digest]}
    monkeypatch.setattr(sys.modules[Archive.__module__], "_MOST_MANIFESTS", 5)
    layout(tmp_path, [many.descriptor()] * 3, [])
    with pytest.raises(InputError, match="it names more than 5 manifests"):
        bases(tmp_path)


def test_indexes_within_indexes_end(tmp_path: Path, bases: Bases) -> None:
    image = build(OLD, list(OLD.layers))
    blobs = [image.config, image.manifest]
    for _ in range(5):
        blobs.append(index([blobs[-1].descriptor()]))
    layout(tmp_path, [blobs[-1].descriptor()], blobs)
    with pytest.raises(InputError, match="an index within an index"):
        bases(tmp_path)


@given(content=st.binary(max_size=2000), name=st.sampled_from(["index.json", "manifest.json", "a"]))
def test_any_bytes_are_refused_in_one_line(
    content: bytes, name: str, finder: BaseFinder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "file").write_bytes(content)
    inside = tar_of(folder / "inside", {name: content})
    for path in (folder / "file", inside):
        with pytest.raises(DotimgError) as caught:
            list(Archive(str(path)).images(finder, None))
        assert "\n" not in str(caught.value)
