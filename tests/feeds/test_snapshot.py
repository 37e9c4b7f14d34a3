"""The images that are listed now: what an image-info file says and which one is refused."""

import json
from pathlib import Path

import pytest

from dotimg.catalog.details import Platform
from dotimg.errors import InputError
from dotimg.feeds import snapshot
from dotimg.feeds.snapshot import ListedImage, Snapshot
from tests.feeds.upstream_world import CREATED, RUNTIME, SDK, Json, World, image, part, systems

HEX = "0123456789abcdef" * 4
BARE = f"sha256:{HEX}"


def read(folder: Path, **images: list[Json]) -> Snapshot:
    repos = [{"repo": f"dotnet/{name}", "images": listed} for name, listed in images.items()]
    (folder / "image-info-main.json").write_text(json.dumps({"repos": repos}), encoding="utf-8")
    return snapshot.listed(snapshot.in_folder(str(folder)), systems())


def only(folder: Path, one: Json) -> ListedImage:
    (found,) = read(folder, runtime=[one]).images
    return found


def refused(folder: Path, **images: list[Json]) -> str:
    with pytest.raises(InputError) as caught:
        read(folder, **images)
    return str(caught.value)


def test_a_platform_has_its_digest_size_and_time(tmp_path: Path) -> None:
    one = image("10.0.8", part("noble-chiseled", "arm32", ("10.0",), digest=f"{RUNTIME}@{BARE}"))
    found = only(tmp_path, one)
    assert (found.repository, found.version, found.digest) == (RUNTIME, "10.0.8", None)
    (listed,) = found.platforms
    assert listed.platform == Platform("linux", "arm", "noble", BARE, 742, "2026-08-10T16:57:08Z")
    assert listed.tags == ("10.0",)
    assert listed.upstream_release == "noble-chiseled"


def test_an_index_has_its_own_digest_time_and_tags(tmp_path: Path) -> None:
    one = image("10.0.8", part("noble"), tags=("10.0", "10.0.8"))
    one["manifest"]["digest"] = f"{RUNTIME}@{BARE}"
    found = only(tmp_path, one)
    assert (found.digest, found.created, found.tags) == (
        BARE,
        "2026-08-10T16:57:08Z",
        ("10.0", "10.0.8"),
    )
    assert found.platforms[0].tags == ()


@pytest.mark.parametrize("layers", [[], [{"size": 700}, {}], [{"size": 700}, {"size": None}], None])
def test_a_size_that_not_all_layers_tell_is_unknown(tmp_path: Path, layers: object) -> None:
    found = only(tmp_path, image("10.0.8", part("noble", tags=("10.0",), layers=layers)))
    assert found.platforms[0].platform.size is None


def test_a_sample_has_no_version(tmp_path: Path) -> None:
    one = image("10.0.8", part("noble", tags=("aspnetapp",)))
    del one["productVersion"]
    assert not only(tmp_path, one).version


def test_all_image_info_files_are_read_and_no_other(tmp_path: Path) -> None:
    samples = {
        "repos": [{"repo": "dotnet/samples", "images": [image("1.0", part("noble", tags=("a",)))]}]
    }
    (tmp_path / "image-info-main-samples.json").write_text(json.dumps(samples), encoding="utf-8")
    (tmp_path / "manifest.versions.json").write_text("// no strict JSON", encoding="utf-8")
    found = read(tmp_path, runtime=[image("10.0.8", part("noble", tags=("10.0",)))])
    assert [one.repository for one in found.images] == ["mcr.microsoft.com/dotnet/samples", RUNTIME]


def test_a_repository_without_images_is_between_two_releases(tmp_path: Path) -> None:
    repos = {"repos": [{"repo": "dotnet/aspire-dashboard"}, {"repo": "dotnet/sdk", "images": []}]}
    (tmp_path / "image-info-main.json").write_text(json.dumps(repos), encoding="utf-8")
    found = snapshot.listed(snapshot.in_folder(str(tmp_path)), systems())
    assert found.images == ()
    assert found.between_releases == {"mcr.microsoft.com/dotnet/aspire-dashboard", SDK}


def test_a_repository_whose_images_stand_in_another_file_is_not_between_releases(
    tmp_path: Path,
) -> None:
    empty = {"repos": [{"repo": "dotnet/runtime"}]}
    (tmp_path / "image-info-a.json").write_text(json.dumps(empty), encoding="utf-8")
    found = read(tmp_path, runtime=[image("10.0.8", part("noble", tags=("10.0",)))])
    assert not found.between_releases


def test_a_folder_without_image_info_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no image-info"):
        snapshot.listed(snapshot.in_folder(str(tmp_path)), systems())


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="absent: cannot be read"):
        snapshot.listed(snapshot.in_folder(str(tmp_path / "absent")), systems())


@pytest.mark.parametrize(
    ("bent", "reason"),
    [
        ({"architecture": "sparc"}, "the architecture 'sparc' is unknown"),
        ({"architecture": None}, "architecture should be a text"),
        ({"osType": "BeOS"}, "osType should be one of Linux, Windows"),
        ({"osVersion": None}, "osVersion should be a text"),
        ({"osVersion": "noble,jammy"}, "osVersion should be plain words"),
        ({"digest": f"{RUNTIME}@sha256:{HEX[1:]}"}, "digest should be a sha256 digest"),
        ({"digest": None}, "digest should be a text"),
        ({"created": CREATED[:10]}, "created should be a time in UTC"),
        ({"simpleTags": "10.0"}, "simpleTags should be a list"),
        ({"simpleTags": ["10.0\n"]}, "simpleTags should be a tag"),
        ({"layers": [{"size": "700"}]}, "layers 1: size should be a whole number"),
        ({"layers": [700]}, "layers 1: is not a JSON object"),
    ],
)
def test_a_bad_platform_is_refused_by_its_place(tmp_path: Path, bent: Json, reason: str) -> None:
    good, bad = part("noble", tags=("10.0",)), part("noble", tags=("10.0-b",), **bent)
    said = refused(tmp_path, sdk=[], runtime=[image("10.0.8", good), image("10.0.8", good, bad)])
    assert said.startswith(str(tmp_path / "image-info-main.json"))
    assert f"repos 2, images 2, platforms 2{',' if 'layers 1' in reason else ':'} {reason}" in said


@pytest.mark.parametrize(
    ("bent", "reason"),
    [
        ({"productVersion": "ten"}, "productVersion should be a version"),
        ({"manifest": []}, "manifest: is not a JSON object"),
        ({"manifest": {"digest": BARE}}, "manifest: created should be a text"),
        ({"manifest": {"created": CREATED}}, "manifest: digest should be a text"),
        ({"platforms": []}, "the image has no platform or no tag"),
        ({"platforms": [part("noble")]}, "the image has no platform or no tag"),
    ],
)
def test_a_bad_image_is_refused_by_its_place(tmp_path: Path, bent: Json, reason: str) -> None:
    bad = {**image("10.0.8", part("noble", tags=("10.0",))), **bent}
    assert f"repos 1, images 1{',' if 'manifest' in reason else ':'} {reason}" in refused(
        tmp_path, runtime=[bad]
    )


def test_an_index_without_platforms_is_refused(tmp_path: Path) -> None:
    bare = image("10.0.8", tags=("10.0",))
    assert "the image has no platform or no tag" in refused(tmp_path, runtime=[bare])


def test_a_tag_on_two_images_is_refused(tmp_path: Path) -> None:
    one, other = (image("10.0.8", part("noble", tags=("10.0",))) for _ in range(2))
    said = refused(tmp_path, runtime=[one, other])
    assert said == (
        f"{tmp_path / 'image-info-main.json'}: the file, repos 1, images 2: "
        f"the tag {RUNTIME}:10.0 stands on two images"
    )


def test_a_tag_of_an_index_and_of_a_platform_is_refused(tmp_path: Path) -> None:
    both = image("10.0.8", part("noble", tags=("10.0",)), tags=("10.0",))
    assert f"the tag {RUNTIME}:10.0 stands on two images" in refused(tmp_path, runtime=[both])


def test_a_tag_of_two_repositories_is_two_tags(tmp_path: Path) -> None:
    one = [image("10.0.8", part("noble", tags=("10.0",)))]
    assert len(read(tmp_path, runtime=one, sdk=one).images) == 2


def test_an_image_whose_second_platform_alone_has_a_tag_is_in_the_catalog(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.add(
        RUNTIME, image("10.0.8", part("noble"), part("noble", "arm64", ("10.0-late-arm64v8",)))
    )
    catalog = world.catalog()
    assert "10.0-late-arm64v8" in catalog.contents(RUNTIME, "10.0")
