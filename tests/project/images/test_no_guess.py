"""What a project leaves open is never guessed: there is no image, because."""

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError
from dotimg.project.model import GlobalJson, Unknown
from dotimg.resolver.model import Pick, Request
from tests.project.images.apps import DESKTOP, MCR, inferred, pinned, project, shown

HOLDS = "no sdk image has an SDK that it accepts: "

# framework, facts, why nothing runs it
NONE: list[tuple[str, dict[str, object], str]] = [
    ("net8.0;net10.0", {}, "App.csproj: line 4: TargetFrameworks names net8.0 and net10.0: choose"),
    ("", {"target_frameworks": ()}, "App.csproj: states no TargetFramework"),
    ("net9.9", {}, "there is no image of .NET 9.9; known are 11.0"),
    ("nonsense", {}, "App.csproj: line 4: TargetFramework nonsense is not a .NET target framework"),
    ("net10.0-android", {}, "App.csproj: line 4: net10.0-android is for android: no image"),
    ("netstandard2.0", {}, "App.csproj: line 4: a .NET Standard library does not run in an image"),
    (
        "net10.0",
        {"output_type": "Library"},
        "App.csproj: line 7: a library does not run in an image",
    ),
    (
        "net10.0",
        {"test": True},
        "App.csproj: line 7: tests run where they are built, not in an image",
    ),
    (
        "net10.0", {"sdks": ("Microsoft.NET.Sdk.BlazorWebAssembly",)},
        (
            "App.csproj: line 7: an app of Blazor WebAssembly runs in a browser: serve what it "
            "publishes as files"
        ),
    ),
    (
        "net10.0", {"app_host": True, "references": ("../A/A.csproj", "../B/B.csproj")},
        "App.csproj: an Aspire app host is not published; its projects are: ../A/A.csproj, ../B",
    ),
    ("net10.0", {"publishable": False}, "App.csproj: line 7: IsPublishable is false: it is not"),
    ("net10.0", {"maui": True}, "App.csproj: line 4: a MAUI app runs on devices"),
    (
        "net10.0-android;net10.0-ios", {},
        "App.csproj: line 4: TargetFrameworks are for android and ios: no image supports that",
    ),
    (
        "net10.0", {"rids": "linux-x64 linux-musl-x64"},
        (
            "App.csproj: line 7: ContainerRuntimeIdentifiers requires linux-x64 and "
            f"linux-musl-x64, which no single image supports: --os linux gives "
            f"{MCR}runtime:10.0 and --os alpine gives {MCR}runtime:10.0-alpine-extra"
        ),
    ),
    (
        "net10.0", {"runtime_identifier": "osx-arm64"},
        "App.csproj: line 7: RuntimeIdentifier 'osx-arm64' does not run in an image",
    ),
    (
        "net10.0", {"runtime_identifier": "linux-s390x"},
        "App.csproj: line 7: RuntimeIdentifier 'linux-s390x' is for 's390x', which no .NET",
    ),
    (
        "net10.0-windows", {"runtime_identifier": "linux-x64"},
        "App.csproj: line 7: RuntimeIdentifier 'linux-x64' is not for the Windows of",
    ),
    (
        "net10.0", {"container_family": "alpine", "rids": "linux-x64"},
        "App.csproj: line 7: ContainerFamily alpine is Alpine (musl), but linux-x64 is Linux with",
    ),
    (
        "net10.0", {"container_family": "noble-chiseled", "rids": "linux-musl-x64"},
        "App.csproj: line 7: ContainerFamily noble-chiseled is Linux with glibc, but",
    ),
    (
        "net10.0", {"container_family": "beos"},
        "App.csproj: line 7: ContainerFamily: no .NET image was ever published for 'beos'",
    ),
    (
        "net10.0-windows", {"framework_references": (DESKTOP,)},
        "no image has Windows Desktop: publish the app self-contained",
    ),
    (
        "net10.0", {"container_base_image": "A B"},
        "App.csproj: line 7: ContainerBaseImage: 'A B' is not an image reference: it contains",
    ),
    (
        "net10.0", {"container_base_image": "a@sha256:" + "0" * 64},
        "App.csproj: line 7: ContainerBaseImage names a digest: 'dotimg explain' shows",
    ),
    ("net10.0", {"rids": "win-arm64"}, ".NET 10.0 has no Windows image for arm64 in runtime"),
]  # fmt: skip


@pytest.mark.parametrize(("framework", "facts", "reason"), NONE, ids=str)
def test_nothing_runs(
    catalog: Catalog, framework: str, facts: dict[str, object], reason: str
) -> None:
    assert shown(inferred(catalog, project(framework, **facts)).run).startswith(f"none: {reason}")


@pytest.mark.parametrize(
    ("fact", "name"),
    [
        ("target_frameworks", "TargetFramework"),
        ("invariant_globalization", "InvariantGlobalization"),
        ("aot", "PublishAot"),
        ("trimmed", "PublishTrimmed"),
        ("single_file", "PublishSingleFile"),
        ("self_contained", "SelfContained"),
        ("runtime_identifiers", "RuntimeIdentifiers"),
        ("container_family", "ContainerFamily"),
        ("container_base_image", "ContainerBaseImage"),
        ("framework_references", "FrameworkReference"),
        ("output_type", "OutputType"),
    ],
)
def test_an_unknown_property_is_named_with_its_line(catalog: Catalog, fact: str, name: str) -> None:
    doubt = Unknown("$(X)", "Directory.Build.props", 9, "is set by the tools that build", (fact,))
    nothing: dict[str, object] = {fact: None}
    facts = project("net10.0", **nothing)._replace(unknown=(doubt,))
    expected = (
        f"none: Directory.Build.props: line 9: {name} is unknown: $(X) is set by the tools "
        "that build (--msbuild asks dotnet)"
    )
    found = inferred(catalog, facts)
    assert (shown(found.build), shown(found.run)) == (expected, expected)


def test_globalization_on_the_command_line_settles_what_is_unknown(catalog: Catalog) -> None:
    doubt = Unknown("$(X)", "a.props", 9, "is unset", ("invariant_globalization", "web"))
    facts = project(invariant_globalization=None)._replace(unknown=(doubt,))
    found = inferred(catalog, facts, wishes=Request(globalization=True)).run
    assert shown(found).startswith("none: a.props: line 9: whether it serves the web is unknown")
    facts = facts._replace(unknown=(doubt._replace(facts=("invariant_globalization",)),))
    assert shown(inferred(catalog, facts, wishes=Request(globalization=True)).run) == "runtime:10.0"


@pytest.mark.parametrize(
    ("framework", "asked", "reason"),
    [
        ("net8.0", pinned("8.0.999"), "@SDK 8.0.999, rollForward patch; the newest of 8.0 is 8."),
        ("net8.0", pinned("8.0.399", "disable"), "@SDK 8.0.399"),
        ("net10.0", pinned("8.0.404"), "SDK 8.0.404 with rollForward patch cannot build net10.0"),
        ("net10.0", pinned("99.0.100", "latestMajor"), "@SDK 99.0.100"),
        ("net11.0", pinned("", "latestMajor", previews=False), "@a released SDK"),
    ],
)  # fmt: skip
def test_nothing_builds_what_global_json_rules_out(
    catalog: Catalog, framework: str, asked: GlobalJson, reason: str
) -> None:
    found = inferred(catalog, project(framework), asked)
    assert shown(found.build).startswith(f"none: global.json: line 3: {reason}".replace("@", HOLDS))
    assert not shown(found.run).startswith("none")


def test_an_sdk_that_is_too_old_builds_nothing(catalog: Catalog) -> None:
    found = inferred(catalog, project(), None, "8.0.404")
    assert shown(found.build) == "none: SDK 8.0.404 cannot build net10.0"


@pytest.mark.parametrize("sdk", ["lts", "nonsense", "8.0.11", "8.0.4xx", "4.8"])
def test_what_is_no_sdk_version_is_refused(catalog: Catalog, sdk: str) -> None:
    with pytest.raises(UsageError):
        inferred(catalog, project(), None, sdk)


def test_a_base_image_leaves_nothing_to_ask_for(catalog: Catalog) -> None:
    facts = project(container_base_image="mcr.microsoft.com/dotnet/aspnet:10.0")
    with pytest.raises(UsageError, match="ContainerBaseImage sets the image"):
        inferred(catalog, facts, wishes=Request(os="alpine"))


def test_an_sdk_that_global_json_rules_out_is_remarked_upon(catalog: Catalog) -> None:
    found = inferred(catalog, project("net8.0"), pinned("8.0.404", "disable"), "9.0.317").build
    assert isinstance(found, Pick)
    assert shown(found) == "sdk:9.0"
    assert "global.json does not accept SDK 9.0.317" in found.notes
