"""Where the SDK's answer is wrong or missing: the image that is given, and what is said of it."""

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.project.model import GlobalJson
from dotimg.resolver.model import NoMatch, Pick, Request
from tests.project.images.apps import DESKTOP, inferred, pinned, project, shown

NATIVE: dict[str, object] = {"aot": True}
TRIMMED: dict[str, object] = {"trimmed": True}
INVARIANT: dict[str, object] = {"invariant_globalization": True}

# framework, facts, SDK, the image to run on, what is said of the SDK's
RUN: list[tuple[str, dict[str, object], str | None, str, str]] = [
    # runtime-deps:8.0-alpine-extra is frozen
    ("net8.0", {"rids": "linux-musl-x64", **NATIVE}, None, "runtime-deps:8.0-alpine3.24-extra",
     "the SDK would use runtime-deps:8.0-alpine-extra, which was retired 2025-10-14"),
    # 11.0 previews are on resolute, not noble
    ("net11.0", NATIVE, "11.0.100-preview.7.26359.118",
     "runtime-deps:11.0.0-preview.7-resolute-chiseled-extra",
     "runtime-deps:11.0.0-preview.7-noble-chiseled-extra, which was never published"),
    ("net11.0", NATIVE, None, "runtime-deps:11.0-preview-resolute-chiseled-extra",
     "runtime-deps:11.0.0-preview.7-noble-chiseled-extra, which was never published"),
    # fixed versions have no alpine without its release
    ("net11.0", {"rids": "linux-musl-x64", **INVARIANT}, "11.0.100-preview.7",
     "runtime:11.0.0-preview.7-alpine3.24",
     "runtime:11.0.0-preview.7-alpine, which was never published"),
    # families that do not exist
    ("net10.0", {"container_family": "jammy-chiseled", "aspnet": True}, None,
     "aspnet:10.0-noble-chiseled-extra",
     "aspnet:10.0-jammy-chiseled-extra, which was never published"),
    ("net10.0", {"container_family": "bookworm-slim"}, None, "runtime:10.0",
     "runtime:10.0-bookworm-slim, which was never published"),
    # alpine-composite is frozen
    ("net8.0", {"container_family": "alpine-composite", "aspnet": True, **INVARIANT}, None,
     "aspnet:8.0-alpine3.24-composite", "aspnet:8.0-alpine-composite, which was retired 20"),
    ("net9.0", {"container_family": "alpine-composite", "aspnet": True, **INVARIANT}, None,
     "aspnet:9.0-alpine3.24-composite", "aspnet:9.0-alpine-composite, which was retired 20"),
    ("net10.0", {"container_family": "alpine-composite", "aspnet": True, **INVARIANT}, None,
     "aspnet:10.0-alpine3.24-composite", "aspnet:10.0-alpine-composite, which was retired 20"),
    # a plain tag holds no Windows image
    ("net10.0", {"rids": "win-x64", "aspnet": True}, None, "aspnet:10.0-nanoserver-ltsc2025",
     "aspnet:10.0, which holds no Windows image"),
    ("net8.0-windows", {}, None, "runtime:8.0-nanoserver-ltsc2025",
     "runtime:8.0, which holds no Windows image"),
    # runtime-deps has no Windows image at all
    ("net10.0", {"rids": "win-x64", "self_contained": True, "aspnet": True}, None,
     "runtime:10.0-nanoserver-ltsc2025", "runtime-deps:10.0, which holds no Windows image"),
    ("net10.0", {"rids": "win-x64", **NATIVE}, None, "runtime:10.0-nanoserver-ltsc2025",
     "runtime-deps:10.0-noble-chiseled-extra, which holds no Windows image"),
    ("net8.0-windows", {"rids": "win-x64", "framework_references": (DESKTOP,),
     "self_contained": True}, None, "runtime:8.0-windowsservercore-ltsc2025",
     "runtime-deps:8.0, which holds no Windows image"),
    # linux-arm with trimmed net8.0 needs jammy
    ("net8.0", {"rids": "linux-arm", **TRIMMED}, None, "runtime-deps:8.0-jammy-chiseled-extra",
     "runtime-deps:8.0-noble-chiseled-extra, which has no image for arm"),
    ("net8.0", {"rids": "linux-x64 linux-arm", **TRIMMED}, None,
     "runtime-deps:8.0-jammy-chiseled-extra", "which has no image for arm"),
    # no ICU, although an -extra image has it
    ("net10.0", {"rids": "linux-musl-x64", "aspnet": True}, None, "aspnet:10.0-alpine-extra",
     "aspnet:10.0-alpine, which has no ICU"),
    ("net10.0", {"container_family": "azurelinux3.0-distroless"}, None,
     "runtime:10.0-azurelinux3.0-distroless-extra",
     "runtime:10.0-azurelinux3.0-distroless, which has no ICU"),
    ("net10.0", {"container_family": "noble-chiseled-composite", "aspnet": True}, None,
     "aspnet:10.0-noble-chiseled-composite-extra",
     "aspnet:10.0-noble-chiseled-composite, which has no ICU"),
    ("net8.0", {"rids": "linux-musl-x64", "self_contained": True}, None,
     "runtime-deps:8.0-alpine3.24-extra", "runtime-deps:8.0-alpine, which has no ICU"),
    # what else it gets wrong
    ("net8.0", {"container_family": "alpine3.18", "aspnet": True, **INVARIANT}, None,
     "aspnet:8.0-alpine", "aspnet:8.0-alpine3.18, which was retired 2024-06-11"),
    ("net10.0", {"aspnet": True}, "10.0.100-rc.2.25502.107", "aspnet:10.0",
     "aspnet:10.0.0-rc.2, which was retired 2025-11-11"),
    ("netcoreapp2.1", {"web": True}, None, "aspnet:2.1",
     "runtime:2.1, which was retired"),
    ("net10.0", {"aspnet": True}, "8.0.404", "aspnet:10.0", "aspnet:8.0, which cannot run net10.0"),
]  # fmt: skip

# framework, facts, global.json, --sdk-version, the image to build on
BUILD: list[tuple[str, dict[str, object], GlobalJson | None, str | None, str]] = [
    # native AOT needs the -aot variant, where there is one
    ("net10.0", NATIVE, None, None, "sdk:10.0-noble-aot"),
    ("net10.0", {"rids": "linux-musl-x64", **NATIVE}, None, None, "sdk:10.0-alpine-aot"),
    ("net10.0", {"container_family": "azurelinux3.0-distroless", **NATIVE}, None, None,
     "sdk:10.0-azurelinux3.0-aot"),
    ("net11.0", NATIVE, None, None, "sdk:11.0-preview-resolute-aot"),
    # glibc of the image to run on must not be older
    ("net8.0", {"rids": "linux-arm", **NATIVE}, None, None, "sdk:8.0-jammy"),
    ("net8.0", NATIVE, None, None, "sdk:8.0-noble"),
    ("net8.0", NATIVE, None, "8.0.204", "sdk:8.0-jammy"),
    # global.json can rule out the floating tag
    ("net10.0", {}, pinned("10.0.100"), None, "sdk:10.0.103"),
    ("net10.0", {}, pinned("10.0.100", "latestFeature"), None, "sdk:10.0"),
    ("net10.0", {}, pinned("10.0.301"), None, "sdk:10.0.302"),
    ("net10.0", {}, pinned("10.0.400"), None, "sdk:10.0"),
    ("net8.0", {}, pinned("8.0.404"), None, "sdk:8.0"),
    ("net8.0", {}, pinned("8.0.404", "disable"), None, "sdk:8.0.404"),
    ("net8.0", {}, pinned("8.0.100"), None, "sdk:8.0.101"),
    ("net8.0", {}, pinned("9.0.100", "latestFeature"), None, "sdk:9.0"),
    ("net8.0", {}, pinned("6.0.400", "major"), None, "sdk:8.0"),
    ("net8.0", {}, pinned("", "latestMajor"), None, "sdk:8.0"),
    ("net11.0", {}, pinned("11.0.100-preview.7.26359.118"), None, "sdk:11.0-preview"),
    ("net6.0", {}, pinned("6.0.400"), None, "sdk:6.0"),
    ("net6.0", {}, pinned("6.0.100"), None, "sdk:6.0.102"),
    ("net10.0", {"rids": "linux-musl-x64"}, pinned("10.0.100"), None, "sdk:10.0.103-alpine3.23"),
    # the framework follows its SDK
    ("net8.0", {}, None, "10.0.400", "sdk:10.0"),
    ("net8.0", {}, None, None, "sdk:8.0"),
    ("netstandard2.0", {"output_type": "Library"}, None, None, "sdk:10.0"),
    ("net10.0", {"output_type": "Library"}, None, None, "sdk:10.0"),
    ("net10.0", {"test": True}, None, None, "sdk:10.0"),
    # Windows
    ("net10.0", {"rids": "win-x64"}, None, None, "sdk:10.0-nanoserver-ltsc2025"),
    ("net8.0-windows", {"framework_references": (DESKTOP,)}, None, None,
     "sdk:8.0-windowsservercore-ltsc2025"),
    ("net10.0", {"container_family": "windowsservercore-ltsc2022", "rids": "win-x64"}, None, None,
     "sdk:10.0-windowsservercore-ltsc2022"),
]  # fmt: skip

FRAMEWORK = [
    ("net472", False, "framework/sdk:4.8", "framework/runtime:4.8"),
    ("net48", True, "framework/sdk:4.8", "framework/aspnet:4.8"),
    ("net481", True, "framework/sdk:4.8.1", "framework/aspnet:4.8.1"),
    ("net40", False, "framework/sdk:4.8", "framework/runtime:4.8"),
    ("net35", True, "framework/sdk:3.5", "framework/aspnet:3.5"),
]


@pytest.mark.parametrize(("framework", "facts", "sdk", "image", "said"), RUN, ids=str)
def test_runs_on(
    catalog: Catalog, framework: str, facts: dict[str, object], sdk: str | None, image: str,
    said: str,
) -> None:  # fmt: skip
    found = inferred(catalog, project(framework, **facts), None, sdk).run
    assert shown(found) == image
    assert isinstance(found, Pick)
    assert said in found.notes[0]


@pytest.mark.parametrize(("framework", "facts", "asked", "sdk", "image"), BUILD, ids=str)
def test_is_built_on(
    catalog: Catalog, framework: str, facts: dict[str, object], asked: GlobalJson | None,
    sdk: str | None, image: str,
) -> None:  # fmt: skip
    assert shown(inferred(catalog, project(framework, **facts), asked, sdk).build) == image


@pytest.mark.parametrize(("framework", "web", "build", "run"), FRAMEWORK)
def test_net_framework_is_built_and_run_on_its_own_images(
    catalog: Catalog, framework: str, web: bool, build: str, run: str
) -> None:
    facts = project(framework, web=web, output_type="Library" if web else "Exe")
    found = inferred(catalog, facts)
    assert (shown(found.build), shown(found.run)) == (build, run)


def test_says_why_with_the_rules_of_the_sdk(catalog: Catalog) -> None:
    found = inferred(catalog, project("net8.0", aspnet=True), pinned("10.0.400"))
    assert isinstance(found.run, Pick)
    assert found.run.why[:3] == (
        "SDK rule aspnet: it refers to Microsoft.AspNetCore.App",
        "SDK rule framework-version: the target framework is older than the SDK",
        "SDK 10.0.400 publishes net8.0, whose runtime it needs",
    )
    assert found.run.notes == ()
    assert isinstance(found.build, Pick)
    assert found.build.why[0] == "global.json asks for SDK 10.0.400, rollForward patch"
    assert found.sdk == "10.0.400"


def test_what_the_command_line_asks_for_goes_first(catalog: Catalog) -> None:
    facts = project("net10.0", aspnet=True, rids="linux-x64 win-x64", container_family="noble")
    for wishes, build, run in (
        (Request(os="alpine"), "sdk:10.0-alpine", "aspnet:10.0-alpine-extra"),
        (Request(os="alpine", globalization=False), "sdk:10.0-alpine", "aspnet:10.0-alpine"),
        (Request(os="noble", distroless=True), "sdk:10.0-noble",
         "aspnet:10.0-noble-chiseled-extra"),
        (Request(os="windows"), "sdk:10.0-nanoserver-ltsc2025",
         "aspnet:10.0-nanoserver-ltsc2025"),
        (Request(arch="linux-arm64"), "sdk:10.0-noble", "aspnet:10.0-noble"),
        (Request(os="ubuntu", fixed=True), "sdk:10.0.400-noble", "aspnet:10.0.11-noble"),
        (Request(os="ubuntu", single_arch=True, arch="arm64"), "sdk:10.0-noble-arm64v8",
         "aspnet:10.0-noble-arm64v8"),
        (Request(os="noble", composite=True, distroless=True), "sdk:10.0-noble",
         "aspnet:10.0-noble-chiseled-composite-extra"),
    ):  # fmt: skip
        found = inferred(catalog, facts, wishes=wishes)
        assert (shown(found.build), shown(found.run)) == (build, run), wishes


@pytest.mark.parametrize(
    ("named", "image", "said"),
    [
        ("mcr.microsoft.com/dotnet/aspnet:10.0-noble", "aspnet:10.0-noble", ()),
        (
            "mcr.microsoft.com/dotnet/aspnet:8.0-alpine3.18",
            "aspnet:8.0-alpine3.18",
            (
                "retired 2024-06-11, frozen at 8.0.6",
                "8.0-alpine3.18 is for 8.0, but the app is for net10.0",
                "8.0-alpine3.18 has no ICU, which a globalized app needs",
            ),
        ),
        (
            "mcr.microsoft.com/dotnet/aspnet:10.0-nobel",
            "aspnet:10.0-nobel",
            ("mcr.microsoft.com/dotnet/aspnet never had the tag 10.0-nobel",),
        ),
        ("quay.io/a/b", "quay.io/a/b:latest", ("nothing is known of quay.io/a/b:latest",)),
    ],
)
def test_a_base_image_is_taken_as_it_is(
    catalog: Catalog, named: str, image: str, said: tuple[str, ...]
) -> None:
    found = inferred(catalog, project(container_base_image=named)).run
    assert shown(found) == image
    assert isinstance(found, Pick)
    assert found.warnings == said
    assert found.why == ("App.csproj: line 7: ContainerBaseImage is used unchanged",)


def test_what_is_retired_is_given_where_its_channel_has_ended(catalog: Catalog) -> None:
    found = inferred(catalog, project("net6.0", aspnet=True)).run
    assert isinstance(found, Pick)
    assert shown(found) == "aspnet:6.0"
    assert found.warnings == ("support of .NET 6.0 ended 2024-11-12",)
    alpine = inferred(catalog, project("net6.0", aspnet=True, rids="linux-musl-x64")).run
    assert isinstance(alpine, NoMatch)
    assert (
        alpine.reason
        == ".NET 6.0 has no Alpine image for amd64 in aspnet that is globalized (has ICU)"
    )


@pytest.mark.parametrize(
    ("identifiers", "image", "note"),
    [
        (("linux-x64", "win-x64"), "runtime:10.0",
         "win-x64 needs another image, which --os windows gives"),
        (("win-x64", "linux-musl-x64"), "runtime:10.0-alpine-extra",
         "win-x64 needs another image, which --os windows gives"),
        (("win-x64", "linux-arm64", "linux-x64"), "runtime:10.0",
         "win-x64 needs another image, which --os windows gives"),
        (("linux-x64", "linux-arm64"), "runtime:10.0", ""),
        (("win-x64",), "runtime:10.0-nanoserver-ltsc2025", ""),
    ],
    ids=str,
)  # fmt: skip
def test_of_linux_and_windows_it_is_the_linux_image(
    catalog: Catalog, identifiers: tuple[str, ...], image: str, note: str
) -> None:
    found = inferred(catalog, project("net10.0", runtime_identifiers=identifiers)).run
    assert isinstance(found, Pick)
    assert shown(found) == image
    assert [one for one in found.notes if "--os" in one] == ([note] if note else [])


def test_nothing_departs_from_the_sdk_for_an_image_that_is_retired_too(catalog: Catalog) -> None:
    departures = 0
    for framework in ("netcoreapp3.1", "net5.0", "net6.0", "net7.0"):
        for facts in ({}, {"aspnet": True}, {"self_contained": True}):
            for rid in ("", "linux-x64", "linux-musl-x64"):
                found = inferred(catalog, project(framework, rids=rid, **facts)).run
                if isinstance(found, Pick) and found.tag.retired:
                    text = " ".join(found.notes)
                    departures += 1
                    assert "which was retired" not in text, (framework, facts, rid, shown(found))
    assert departures
