from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.catalog.tables import Catalog
from dotimg.names import tags
from dotimg.names.tags import TagName

# Count, shape and example of every shape that a tag ever had, counted without our grammar.
SHAPES = [
    line.split("\t")
    for line in (Path(__file__).parent / "tag_shapes.tsv").read_text("utf-8").splitlines()[1:]
]
FRAMEWORK = ("3.5", "4.6.2", "4.7", "4.7.1", "4.7.2", "4.8", "4.8.1")
# The table of shapes lacks these repositories, and what only read-mes tell of the framework's.
LATER_FOUND = [
    f"docker.io/microsoft/{name}" for name in ("aspnet", "aspnetcore", "aspnetcore-build", "wcf")
]
OF_READ_MES = ("readme", "seen-in-use")
FRAMEWORK_IMAGES = "mcr.microsoft.com/dotnet/framework/"
APPS = ("aspnetapp", "dotnetapp", "wcfclient", "wcfservice")


def shape(name: TagName) -> str:
    """The tag with placeholders in the place of its fields."""
    system = "{winos}" if name.system.startswith(("nanoserver", "windowsserver")) else "{os}"
    if name.order.count("system") > 1 and "second" in name.order:
        system += name.system.removeprefix("nanoserver")
    if name.system == "alpine-slim":
        system += "-slim"
    return str(
        name._replace(
            version=shape_of_version(name.version),
            second=shape_of_version(name.second),
            rebuild=name.rebuild and "{n}",
            stamp="{yyyymmdd}" if name.stamp.isdigit() else name.stamp,
            kind_word=name.kind_word and "{kind}",
            system=name.system and system,
            architecture=name.architecture and "{arch}",
            label="{app}" if name.label in APPS else name.label,
        )
    )


def shape_of_version(version: str) -> str:
    numbers, _, label = version.removesuffix(".alpha").partition("-")
    if not numbers:
        return ""
    parts = numbers.split(".")
    placeholder = ("{M}", "{M.m}", "{M.m.p}")[len(parts) - 1]
    if numbers in FRAMEWORK:
        placeholder = "{fx}"
    elif len(parts[-1]) == 3:
        placeholder = "{M.m.sdk}"
    if label:
        placeholder += "-preview" if label == "preview" and len(parts) < 3 else "-{pre}"
    return placeholder + ("-alpha" if version.endswith(".alpha") else "")


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("10.0", {"version": "10.0"}),
        ("11.0-preview", {"version": "11.0-preview"}),
        ("10.0.100-preview.7", {"version": "10.0.100-preview.7"}),
        (
            "8.0.11-alpine3.20-amd64",
            {"version": "8.0.11", "system": "alpine3.20", "architecture": "amd64"},
        ),
        (
            "10.0-noble-chiseled-composite-extra",
            {"version": "10.0", "system": "noble", "variants": ("chiseled", "composite", "extra")},
        ),
        ("8.0-bookworm-slim", {"version": "8.0", "system": "bookworm-slim"}),
        (
            "6.0-cbl-mariner2.0-distroless",
            {"system": "cbl-mariner2.0", "variants": ("distroless",)},
        ),
        ("5.0-nanoserver-20H2", {"system": "nanoserver-20H2"}),
        ("8.0.401-1-jammy", {"version": "8.0.401", "rebuild": "1", "system": "jammy"}),
        (
            "4.8-20260811-windowsservercore-ltsc2016",
            {"version": "4.8", "stamp": "20260811", "system": "windowsservercore-ltsc2016"},
        ),
        ("4.8-3.5-windowsservercore-2004", {"version": "4.8", "second": "3.5"}),
        ("2.1-aspnetcore-runtime-stretch-slim", {"kind": "aspnet", "system": "stretch-slim"}),
        ("1.0-runtime-deps", {"version": "1.0", "kind": "runtime-deps"}),
        ("2.0.6-sdk-2.1.101", {"version": "2.0.6", "kind": "sdk", "second": "2.1.101"}),
        ("1.0.5-runtime-nanoserver-10.0.14393.1715", {"system": "nanoserver-10.0.14393.1715"}),
        ("latest", {"label": "latest"}),
        ("1.0-onbuild", {"version": "1.0", "label": "onbuild"}),
        ("1.0-sdk-msbuild-rc3", {"kind": "sdk", "label": "msbuild-rc3"}),
        ("latest-onbuild", {"label": "latest-onbuild", "system": ""}),
        ("aspnetapp-10.0-alpine-amd64", {"label": "aspnetapp", "version": "10.0"}),
        (
            "dotnetapp-chiseled-10.0-arm64v8",
            {"label": "dotnetapp", "version": "10.0", "variants": ("chiseled",)},
        ),
        ("0.0.1.alpha-onbuild", {"version": "0.0.1.alpha", "label": "onbuild"}),
        ("3.5-2017.12-windowsservercore-1709", {"version": "3.5", "stamp": "2017.12"}),
        ("1.0.0-nanoserver-core", {"kind": "runtime", "kind_word": "core"}),
        (
            "7.0.100-preview.5-1-alpine3.16",
            {"version": "7.0.100-preview.5", "prerelease": "preview.5", "rebuild": "1"},
        ),
        (
            "2.0.0-sdk-nanoserver-2.0.2-10.0.14393.1715",
            {"second": "2.0.2", "system": "nanoserver-10.0.14393.1715"},
        ),
        ("5.0.102-ca-patch-buster-slim", {"label": "ca-patch", "system": "buster-slim"}),
        ("lts-nanoserver", {"label": "lts", "system": "nanoserver"}),
        ("1.0-2.0", {"version": "1.0", "second": "2.0"}),
        (
            "1.0-2.0-preview2-2017-06-nanoserver-10.0.14393.1593",
            {
                "version": "1.0",
                "second": "2.0-preview2",
                "stamp": "2017-06",
                "system": "nanoserver-10.0.14393.1593",
            },
        ),
        ("1.0.0-rc1-update1-coreclr", {"version": "1.0.0-rc1-update1", "label": "coreclr"}),
        ("1.0.0-rc1-final", {"version": "1.0.0-rc1-final", "label": "", "system": ""}),
        ("coreclr-1.0.0-beta5-11624", {"version": "1.0.0-beta5-11624", "label": "coreclr"}),
        ("vs-1.0.0-beta4", {"version": "1.0.0-beta4", "label": "vs"}),
        (
            "20190108-4.7.2-windowsservercore-ltsc2019",
            {"version": "4.7.2", "stamp": "20190108", "second": ""},
        ),
        ("8.0iner-amd64", {"label": "8.0iner", "version": "", "architecture": "amd64"}),
        ("8.0--noble", {"label": "8.0--noble", "version": ""}),
    ],
)
def test_takes_a_tag_apart(tag: str, said: dict[str, object]) -> None:
    name = tags.parse(tag)
    assert {field: getattr(name, field) for field in said} == said


@pytest.mark.parametrize(
    ("tag", "fixed"),
    [
        ("10.0", False),
        ("10.0-alpine", False),
        ("11.0-preview", False),
        ("10.0.11", True),
        ("11.0.0-preview.7", True),
        ("8.0.404-noble", True),
        ("4.8.1", False),
        ("4.8.1-windowsservercore-ltsc2022", False),
        ("4.8.1-20260811-windowsservercore-ltsc2022", True),
        ("latest", False),
    ],
)
def test_tells_fixed_from_floating(tag: str, fixed: bool) -> None:
    assert tags.parse(tag).fixed == fixed


WORDS = [
    *tags.VARIANTS,
    *("sdk", "runtime", "deps", "aspnetcore", "core", "latest", "onbuild", "msbuild", "rc3"),
    *("8.0", "10", "8.0.11", "10.0.100", "4.8.1", "3.5", "preview", "preview.7", "rc1", "1"),
    *("2017", "06", "coreclr", "vs", "beta5", "final", "11624"),
    *("20260811", "2017.12", "noble", "bookworm", "slim", "alpine3.20", "cbl", "mariner2.0"),
    *("nanoserver", "1809", "10.0.14393.1715", "amd64", "arm64v8", "arm32v7", "aspnetapp", "", "x"),
]


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=8).map("-".join))
def test_any_text_is_taken_apart_and_put_together_again(text: str) -> None:
    assert str(tags.parse(text)) == text


def test_every_tag_ever_published_comes_back(catalog: Catalog) -> None:
    names = [tag.name for _, _, tag in catalog.all_tags()]
    assert len(names) == 45124
    assert [name for name in names if str(tags.parse(name)) != name] == []


def test_the_words_of_every_tag_have_the_meaning_that_the_table_of_shapes_gives_them(
    catalog: Catalog,
) -> None:
    counts = Counter(
        shape(tags.parse(tag.name))
        for path, _, tag in catalog.all_tags()
        if path not in LATER_FOUND
        and not (FRAMEWORK_IMAGES in path and tag.evidence in OF_READ_MES)
    )
    assert counts == {one: int(count) for count, one, _ in SHAPES}


@pytest.mark.parametrize(("expected", "example"), [one[1:] for one in SHAPES])
def test_each_shape_is_put_together_again_with_another_version(expected: str, example: str) -> None:
    name = tags.parse(example)
    assert str(name) == example
    assert shape(name) == expected
    other = name._replace(version=name.version and "9.9.9")
    assert tags.parse(str(other))[:-1] == other[:-1]


def test_a_replaced_field_stands_where_the_old_one_stood() -> None:
    name = tags.parse("1.0.0-preview2-nanoserver-sdk")
    assert str(name._replace(version="1.1", system="nanoserver-1809")) == "1.1-nanoserver-1809-sdk"
    name = tags.parse("8.0.11-alpine3.20-composite-extra-amd64")
    assert str(name._replace(variants=("composite",), architecture="")) == (
        "8.0.11-alpine3.20-composite"
    )
    name = tags.parse("2.0.0-sdk-nanoserver-2.0.2-10.0.14393.1715")
    assert str(name._replace(system="nanoserver-1809")) == "2.0.0-sdk-nanoserver-2.0.2-1809"


def test_words_can_be_put_together_without_a_tag_to_begin_with() -> None:
    name = TagName(version="8.0", system="alpine", variants=("composite",), architecture="amd64")
    assert str(name) == "8.0-alpine-composite-amd64"


def test_the_system_of_nearly_every_tag_is_one_the_tag_offers(catalog: Catalog) -> None:
    families = {*catalog.traits["families"], "cbl-mariner", "azurelinux", "nanoserver"}
    odd = set()
    for _, _, tag in catalog.all_tags():
        system = tags.parse(tag.name).system.removesuffix("-slim")
        system = catalog.traits["renamed_releases"].get(system, system)
        if system and system not in (*tag.releases, *families):
            odd.add(system.partition("-10.0.")[0])
    # Upstream tagged an image of Alpine 3.18 with 3.17 once, and names no release of its samples.
    mistaken = {"alpine3.17", "jammy", "windowsservercore-1709_KB4048955"}
    assert odd == mistaken | {"nanoserver", "windowsservercore"}
