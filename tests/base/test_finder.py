"""Which official image an image is built on, of images as builders write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.base.finder import BaseFinder
from dotimg.base.model import BaseStatement, BuiltImage
from dotimg.catalog.tables import Catalog
from tests.base.shapes import EMPTY, TOOLS, Row, build, layer, own_layers, rows
from tests.conftest import DAY

ROWS = rows()
NAMES = [f"{row.repository.partition('/')[2]}-{row.digest[7:15]}" for row in ROWS]
OLD, OLD_ARM, CURRENT, CURRENT_ARM = ROWS[:4]
TWINS = [row for row in ROWS if row.repository.endswith("runtime-deps")]
BASE_NAME, BASE_DIGEST = (f"org.opencontainers.image.base.{word}" for word in ("name", "digest"))
COUNTS = (1, 2, 3, 4, 5)


@pytest.fixture(scope="module")
def finder(catalog: Catalog) -> BaseFinder:
    return BaseFinder(catalog, DAY)


def bases(finder: BaseFinder, image: BuiltImage) -> set[str]:
    """The digests of all images that an image may be built on."""
    found = finder.find(image)
    if found.base and not found.base.digest:
        return {found.base.version}
    return {found.base.digest} if found.base else set()


def test_there_are_over_300_shapes() -> None:
    assert len(TOOLS) * len(ROWS) * len(COUNTS) > 300


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_whatever_built_it_its_base_is_found(finder: BaseFinder, tool: str, row: Row) -> None:
    for count in COUNTS:
        found = finder.find(TOOLS[tool](row, count).read())
        assert found.base
        twins = {one.digest for one in TWINS} if row in TWINS else {row.digest}
        assert found.base.digest in twins
        assert bool(found.evidence.candidates) == (row in TWINS and found.evidence.how == "layers")
        assert found.evidence.matched == len(row.layers) - (row.layers[-1] == EMPTY)
        stated = {"buildah": "annotations", "ko": "annotations", "dotnet_sdk": "labels"}
        assert found.evidence.how == stated.get(tool, "layers")


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_an_image_without_any_layer_of_its_own_is_built_on_its_base(
    finder: BaseFinder, row: Row
) -> None:
    assert bases(finder, build(row, list(row.layers)).read()) <= {one.digest for one in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_an_image_with_a_part_of_the_layers_is_not_built_on_it(
    finder: BaseFinder, row: Row
) -> None:
    telling = [one for one in row.layers if one != EMPTY]
    if len(telling) > 1:
        missing = [one for one in row.layers if one != telling[-1]]
        assert row.digest not in bases(finder, build(row, [*missing, layer("app")]).read())
    foreign = [layer("other base"), *row.layers]
    assert not bases(finder, build(row, foreign).read())


@pytest.mark.parametrize("count", range(1, 4))
def test_empty_layers_are_no_base(finder: BaseFinder, count: int) -> None:
    assert not bases(finder, build(OLD, [EMPTY] * count).read())
    assert not bases(finder, build(OLD, [EMPTY] * count + own_layers(5)).read())


@given(st.lists(st.binary(min_size=1, max_size=4), max_size=20))
def test_foreign_layers_have_no_base(finder: BaseFinder, texts: list[bytes]) -> None:
    layers = tuple(layer(f"foreign {text!r}") for text in texts)
    assert not bases(finder, BuiltImage("linux/amd64", layers=layers))


def test_an_image_is_current_to_be_rebuilt_or_to_be_moved(catalog: Catalog) -> None:
    before = BaseFinder(catalog, "2026-08-21")
    fixes = [before.find(build(row, list(row.layers)).read()).base for row in ROWS[:4]]
    assert [base.fix.kind for base in fixes if base] == ["rebuild", "rebuild", *2 * ["current"]]
    assert fixes[0]
    assert fixes[0].fix.text == "rebuild: the base has moved to 8.0.30"
    later = BaseFinder(catalog, DAY).find(build(OLD, list(OLD.layers)).read()).base
    assert later
    assert later.support.status == "ended"
    assert later.fix.text == "move to mcr.microsoft.com/dotnet/aspnet:10.0-noble"
    assert (later.built, later.age) == ("2024-11-12", 740)


def test_what_an_image_states_is_not_believed_against_its_layers(finder: BaseFinder) -> None:
    for where in ("annotations", "labels"):
        lie = {BASE_NAME: f"{CURRENT.repository}:10.0", BASE_DIGEST: CURRENT.digest}
        more = {"annotations": lie} if where == "annotations" else {"config": {"Labels": lie}}
        image = build(OLD, [*OLD.layers, layer("app")], **more).read()
        found = finder.find(image)
        assert found.base
        assert (found.base.digest, found.evidence.how) == (OLD.digest, "layers")
        (note,) = found.notes
        name = f"mcr.microsoft.com/dotnet/aspnet:10.0@{CURRENT.digest[:19]}"
        assert note == f"its {where} name {name}, but its layers belong to another image"


def test_layers_that_no_image_has_refute_what_is_stated(finder: BaseFinder) -> None:
    lie = {BASE_NAME: f"{CURRENT.repository}:10.0", BASE_DIGEST: CURRENT.digest}
    found = finder.find(build(OLD, own_layers(4), annotations=lie).read())
    assert found.base is None
    name = f"mcr.microsoft.com/dotnet/aspnet:10.0@{CURRENT.digest[:19]}"
    assert found.notes == (
        f"its annotations name {name}, but its layers are not those of that image",
    )


def test_the_base_of_a_team_stands_upon_an_official_one(finder: BaseFinder) -> None:
    stated = {BASE_NAME: "contoso.azurecr.io/base/dotnet:3"}
    found = finder.find(build(OLD, [*OLD.layers, layer("app")], annotations=stated).read())
    assert found.base
    assert found.base.digest == OLD.digest
    assert found.notes == (
        "its annotations name contoso.azurecr.io/base/dotnet:3, which is built on it",
    )


@pytest.mark.parametrize("twin", TWINS, ids=lambda row: row.digest[7:15])
@pytest.mark.parametrize("how", ["annotations", "attestation"])
def test_of_two_images_with_the_same_layers_the_stated_one_is_it(
    finder: BaseFinder, twin: Row, how: str
) -> None:
    stated = {BASE_DIGEST: twin.digest} if how == "annotations" else None
    image = build(twin, [*twin.layers, layer("app")], annotations=stated).read()
    assert finder.is_ambiguous(image)
    if how == "attestation":
        image = image._replace(attested=(BaseStatement("attestation", "", twin.digest),))
    found = finder.find(image)
    assert found.base
    assert (found.base.digest, found.evidence.how) == (twin.digest, how)
    assert not found.evidence.candidates


def test_of_two_images_with_the_same_layers_all_are_named(finder: BaseFinder) -> None:
    found = finder.find(build(TWINS[0], list(TWINS[0].layers)).read())
    assert len(found.evidence.candidates) == 2
    assert found.notes[0].startswith("2 images have the same layers: ")


def test_an_image_for_another_architecture_than_its_base_is_told(finder: BaseFinder) -> None:
    found = finder.find(build(OLD_ARM._replace(architecture="amd64"), list(OLD_ARM.layers)).read())
    assert found.notes == ("its base is for arm64, but the image says amd64",)


ENVIRONMENT = [
    (["DOTNET_VERSION=8.0.11", "ASPNET_VERSION=8.0.11"], "8.0.11", "ASP.NET Core"),
    (["DOTNET_VERSION=8.0.11"], "8.0.11", ".NET runtime"),
    (["DOTNET_SDK_VERSION=8.0.404", "DOTNET_VERSION=8.0.11"], "8.0.404", "SDK"),
    (["ASPNETCORE_VERSION=2.1.30"], "2.1.30", "ASP.NET Core"),
    (["DOTNET_VERSION=99.0.1"], "99.0.1", ""),
    (["DOTNET_VERSION=10.0.0-preview.7.25380.108"], "10.0.0-preview.7", ".NET runtime"),
]


@pytest.mark.parametrize(("env", "version", "kind"), ENVIRONMENT)
def test_the_environment_tells_the_version_where_layers_tell_nothing(
    finder: BaseFinder, env: list[str], version: str, kind: str
) -> None:
    found = finder.find(build(OLD, own_layers(3), config={"Env": env}).read())
    assert found.base
    assert (found.base.version, found.evidence.how) == (version, "environment")
    assert not found.base.reference
    assert not found.base.digest
    assert kind in found.base.explained.sentence


def steps(*created_by: str) -> list[dict[str, str]]:
    return [{"created_by": one} for one in created_by]


@pytest.mark.parametrize(
    "step",
    [
        "ENV DOTNET_VERSION=8.0.11",
        "/bin/sh -c #(nop)  ENV ASPNET_VERSION=8.0.11 DOTNET_X=1",
        "ENV A=b ASPNET_VERSION=8.0.11",
        "ENV DOTNET_VERSION 8.0.11",
    ],
)
def test_the_history_tells_the_version_where_the_environment_does_not(
    finder: BaseFinder, step: str
) -> None:
    copy = "COPY /dotnet /usr/share/dotnet # buildkit"
    found = finder.find(build(OLD, own_layers(3), history=steps(step, copy)).read())
    assert found.base
    assert (found.base.version, found.evidence.how, found.notes) == ("8.0.11", "environment", ())


@pytest.mark.parametrize(
    ("step", "official"),
    [
        ("COPY /dotnet /usr/share/dotnet # buildkit", True),
        ("RUN tar -oxzf dotnet.tar.gz -C /usr/share/dotnet", True),
        ("cmd /S /C #(nop) COPY dir:1 in C:\\Program Files\\dotnet", True),
        ("COPY ./Program Files/dotnet /Program Files/dotnet # buildkit", True),
        ("RUN curl -sSL https://dot.net/v1/dotnet-install.sh | bash # buildkit", False),
    ],
)
def test_a_version_without_the_files_of_official_images_is_doubted(
    finder: BaseFinder, step: str, official: bool
) -> None:
    config = {"Env": ["DOTNET_VERSION=8.0.11"]}
    image = build(OLD, own_layers(3), config=config, history=steps(step))
    assert finder.find(image.read()).notes == (
        () if official else (
            "no step of its history puts .NET into /usr/share/dotnet, as official images have it",
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    "command", [["dotnet", "a.dll"], ["C:\\Program Files\\dotnet\\DOTNET.exe"]]
)
def test_an_image_that_runs_dotnet_is_told(finder: BaseFinder, command: list[str]) -> None:
    found = finder.find(build(OLD, own_layers(3), config={"Entrypoint": command}).read())
    assert found.base is None
    assert found.notes == ("it runs dotnet, but the version is unknown",)


@pytest.mark.parametrize(
    "step",
    ["DOTNET_VERSION=8.0.11", "RUN echo ENV DOTNET_VERSION=8.0.11", "ENV " + "A" * 90_000, ""],
)
def test_other_steps_of_the_history_tell_no_version(finder: BaseFinder, step: str) -> None:
    assert finder.find(build(OLD, own_layers(3), history=steps(step)).read()).base is None


@pytest.mark.parametrize(
    "word", ["", "latest", "x" * 5000, "8.0.11; rm", "\x1b[2J", "-1", "8", "8.0 "]
)
def test_what_is_no_version_in_the_environment_tells_nothing(finder: BaseFinder, word: str) -> None:
    env = {"Env": [f"DOTNET_VERSION={word}"]}
    assert finder.find(build(OLD, own_layers(3), config=env).read()).base is None


def test_the_label_of_the_sdk_tells_the_channel(finder: BaseFinder) -> None:
    labels = {"net.dot.runtime.majorminor": "9.0", "net.dot.sdk.version": "9.0.100"}
    found = finder.find(build(OLD, own_layers(3), config={"Labels": labels}).read())
    assert found.base
    assert (found.base.version, found.evidence.how) == ("9.0", "environment")


def test_a_runtime_that_was_copied_upon_runtime_deps_counts(finder: BaseFinder) -> None:
    env = {"Env": ["DOTNET_VERSION=8.0.11"]}
    found = finder.find(build(TWINS[0], [*TWINS[0].layers, layer("dotnet")], config=env).read())
    assert found.base
    assert (found.base.version, found.evidence.how) == ("8.0.11", "environment")
    assert "which does not contain that .NET" in found.notes[-1]


def test_an_official_image_is_its_own_base(finder: BaseFinder) -> None:
    found = finder.find(BuiltImage("linux/amd64", digests=(OLD.digest,)))
    assert found.base
    assert (found.base.digest, found.evidence.how) == (OLD.digest, "digest")


def test_uncompressed_layers_are_told_not_to_count(finder: BaseFinder) -> None:
    image = build(OLD, list(OLD.layers)).read()._replace(compressed=False)
    found = finder.find(image)
    assert found.base is None
    assert found.notes == ("layers not compared: they are uncompressed",)
    stated = {BASE_NAME: "", BASE_DIGEST: OLD.digest}
    believed = finder.find(image._replace(labels=stated))
    assert believed.base
    assert (believed.base.digest, believed.evidence.how) == (OLD.digest, "labels")
