"""How images of other publishers name the channel of .NET that they carry."""

import json
import os
import re
import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dotimg.catalog.publishers import NamedChannel, Publishers
from dotimg.catalog.tables import Catalog, bundled_folder
from dotimg.errors import CatalogError
from dotimg.names import reference
from tests.tables import note

MCR = "mcr.microsoft.com/"
DEVCONTAINER = MCR + "devcontainers/dotnet"
FUNCTIONS = MCR + "azure-functions/dotnet"
LAMBDA = "public.ecr.aws/lambda/dotnet"
ISOLATED = FUNCTIONS + "-isolated"
PREREQS = MCR + "dotnet-buildtools/prereqs"
# Of each family references that public files hold, and the channel that their publisher means.
NAMED = [
    (f"{DEVCONTAINER}:0-6.0", "6.0"),
    (f"{DEVCONTAINER}:1-8.0-bookworm", "8.0"),
    (f"{DEVCONTAINER}:1.3.7-9.0-bookworm-slim", "9.0"),
    (f"{DEVCONTAINER}:dev-9.0-noble", "9.0"),
    (f"{DEVCONTAINER}:10.0-noble", "10.0"),
    (f"{DEVCONTAINER}:11.0-preview", "11.0"),
    (f"{DEVCONTAINER}:2.1.3", ""),  # a version of the image
    (f"{DEVCONTAINER}:2.0", ""),
    (f"{DEVCONTAINER}:latest", ""),
    (DEVCONTAINER, ""),
    (f"{MCR}vscode/devcontainers/dotnet:0-5.0-focal", "5.0"),
    (f"{MCR}vscode/devcontainers/dotnetcore:0-2.1", "2.1"),
    (f"{MCR}devcontainers/universal:3", ""),
    (f"{ISOLATED}:4-dotnet-isolated8.0", "8.0"),
    (f"{ISOLATED}:4.37.1-dotnet-isolated9.0", "9.0"),
    (f"{ISOLATED}:3.0", "5.0"),
    (f"{ISOLATED}:4", ""),
    (f"{FUNCTIONS}:4-dotnet6-core-tools", "6.0"),
    (f"{FUNCTIONS}:3.0-dotnet3-appservice", "3.1"),
    (f"{FUNCTIONS}:3.0", "3.1"),
    (f"{FUNCTIONS}:2.0", "2.2"),
    (f"{FUNCTIONS}:4", ""),
    (f"{FUNCTIONS}:6", ""),
    (f"{MCR}azure-functions/base:4", ""),
    (f"{MCR}azure-functions/node:4-node20", ""),
    ("public.ecr.aws/lambda/dotnet:8-arm64", "8.0"),
    ("public.ecr.aws/lambda/dotnet:core3.1", "3.1"),
    ("public.ecr.aws/lambda/dotnet:7.2023.08.02.10", "7.0"),  # and not 7.2
    ("public.ecr.aws/lambda/dotnet:3", ""),
    ("amazon/aws-lambda-dotnet:6", "6.0"),
    ("public.ecr.aws/sam/build-dotnet10:latest", "10.0"),
    ("amazon/aws-sam-cli-build-image-dotnetcore3.1:x86_64", "3.1"),
    ("lambci/lambda:build-dotnetcore3.1", "3.1"),
    ("lambci/lambda:nodejs12.x", ""),
    ("registry.access.redhat.com/ubi9/dotnet-100:9.8", "10.0"),  # of UBI 9.8
    ("registry.redhat.io/ubi8/dotnet-21-runtime", "2.1"),
    ("registry.redhat.io/dotnet/dotnetcore-10-rhel7", "1.0"),
    ("ubuntu/dotnet-runtime:8.0-24.04_stable", "8.0"),
    ("public.ecr.aws/ubuntu/dotnet-runtime:stable", ""),
    ("cgr.dev/chainguard/dotnet-sdk:10.0.111-r0-dev", "10.0"),
    ("cgr.dev/chainguard/dotnet-runtime:latest", ""),
    ("dhi.io/aspnetcore:10-alpine", "10.0"),
    ("contoso/dhi-dotnet:9.0.16-debian13", "9.0"),
    ("bitnami/dotnet-sdk:5.0.408-debian-10-r11", "5.0"),
    ("bitnami/aspnet-core:9.2.1", ""),  # there is no 9.2
    (f"{PREREQS}:azurelinux-3.0-net8.0-cross-amd64", "8.0"),
    (f"{PREREQS}:ubuntu-22.04", ""),
    (f"{MCR}playwright/dotnet:v1.48.0-focal", "6.0"),
    (f"{MCR}playwright/dotnet:v1.48.0", "8.0"),
    (f"{MCR}playwright/dotnet:v1.61.0-jammy", ""),  # never published
    (f"{MCR}playwright/dotnet:v1.99.0", ""),  # nobody knows yet
    (f"{MCR}powershell:lts-7.2-debian-11", "6.0"),
    (f"{MCR}powershell:7.6.0-preview.1-ubuntu-22.04", ""),  # was on another one
    (f"{MCR}oryx/dotnetcore:7.0.9-debian-bullseye", "7.0"),
    (f"{MCR}appsvc/dotnetcore:5.0_20201229.1", "5.0"),
    (f"{MCR}windows/servercore/iis:windowsservercore-ltsc2022", ""),
    ("registry.suse.com/bci/dotnet-aspnet:8.0", "8.0"),
    ("gcr.io/google-appengine/aspnetcore:2.2", "2.2"),
    ("gitpod/workspace-dotnet-8", "8.0"),
    ("gitpod/workspace-dotnet:7.0", ""),
]
# Whose tags mean what another publisher decides.
NOBODYS = [
    "ghcr.io/devcontainers/dotnet:0-6.0",
    "quay.io/contoso/dotnet-70",
    "registry.redhat.io/dotnet/sdk:8.0.122",
    "contoso/azure-functions-dotnet:4-dotnet6",
    "dhi.io/aspnet:8",
    f"{MCR}devcontainers/dotnet/x:0-6.0",
    f"{MCR}devcontainers/dotnet2:0-6.0",
    "example.com/mcr.microsoft.com/devcontainers/dotnet:0-6.0",
]
GARBLED = (ValueError, LookupError, TypeError, AttributeError)
HARDENED = ["alpine3.22", "alpine3.23", "alpine3.24", "debian13"]
PATHS = sorted({reference.parse(text).name for text, _ in NAMED})


def channel_of(catalog: Catalog, path: str, tag: str) -> str:
    """The channel that a name tells, empty for one of nobody's here."""
    family = catalog.image_family(path)
    return family.named(path, tag).channel if family else ""


def channel(catalog: Catalog, text: str) -> str:
    named = reference.parse(text)
    return channel_of(catalog, named.name, named.tag or "")


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_the_channel_is_read_as_the_publisher_means_it(
    catalog: Catalog, text: str, expected: str
) -> None:
    assert catalog.image_family(reference.parse(text).name)
    assert channel(catalog, text) == expected


@pytest.mark.parametrize("text", NOBODYS)
def test_the_registry_and_the_whole_path_have_to_match(catalog: Catalog, text: str) -> None:
    assert catalog.image_family(reference.parse(text).name) is None
    assert channel(catalog, text) == ""


@given(st.sampled_from(PATHS), st.text(max_size=140))
@example(DEVCONTAINER, "9" * 128)
@example("registry.suse.com/bci/dotnet-sdk", "8.0" + "-a" * 62 + "!")
def test_whatever_stands_there_no_channel_is_invented(
    catalog: Catalog, path: str, tag: str
) -> None:
    known = {one.name for one in catalog.channels}
    assert channel_of(catalog, path, tag) in known | {""}


@given(
    st.sampled_from(PATHS),
    st.from_regex(
        r"[0-9v]{0,2}-?(dotnet(-isolated)?|net|core)?[0-9]{1,2}(\.[0-9]){0,3}", fullmatch=True
    ),
)
def test_a_channel_is_one_whose_number_stands_in_the_name(
    catalog: Catalog, path: str, tag: str
) -> None:
    family = catalog.image_family(path)
    assert family
    found = family.named(path, tag)
    if found.channel and not family.products and tag[:1] not in "23":
        text = tag if family.reads == "tag" else path
        assert found.channel.partition(".")[0] in text


@pytest.mark.parametrize(
    ("path", "one", "other", "same"),
    [
        (DEVCONTAINER, "0-6.0", "2-10.0", True),
        (DEVCONTAINER, "1.5.4-8.0-bookworm-slim", "2-10.0-noble", True),
        (DEVCONTAINER, "8.0", "2-10.0", False),
        (DEVCONTAINER, "11.0-preview", "10.0", False),
        (ISOLATED, "4-dotnet-isolated8.0-appservice", "4-dotnet-isolated10.0-appservice", True),
        (ISOLATED, "4-dotnet-isolated8.0-slim", "4-dotnet-isolated10.0", False),
        (ISOLATED, "4-nightly-dotnet-isolated8.0", "4-dotnet-isolated10.0", False),
        (ISOLATED, "4.37.1-dotnet-isolated9.0", "4-dotnet-isolated10.0", False),
        ("public.ecr.aws/lambda/dotnet", "8.2026.05.19.13", "10", True),
        ("public.ecr.aws/lambda/dotnet", "8-arm64", "10", False),
        ("dhi.io/dotnet", "8-sdk-alpine3.22", "10-sdk-alpine3.22", True),
        ("dhi.io/dotnet", "8.0.21-sdk", "10-sdk", False),
    ],
)
def test_a_form_is_what_a_tag_has_besides_channel_system_and_build(
    catalog: Catalog, path: str, one: str, other: str, same: bool
) -> None:
    family = catalog.image_family(path)
    assert family
    assert (family.form(one) == family.form(other)) == same


@pytest.fixture
def table(catalog: Catalog) -> dict[str, Any]:
    return deepcopy(catalog.publisher_table())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("publisher", 5), ("reads", None), ("patterns", [["(", ""]]), ("patterns", [["x", ""]])),
        *(("patterns", [["x", 5]]), ("majors", {"8": 8}), ("channels", [8]), ("ends", [])),
        *(("products", {"1": {"": 5}}), ("products", {"1": 5}), ("names", [5])),
        *(("paths", [["x", "("]]), ("paths", None), ("names", None), ("patterns", "x")),
    ],
)
def test_a_garbled_row_is_refused(
    catalog: Catalog, table: dict[str, Any], field: str, value: object
) -> None:
    table["families"]["aws-lambda-dotnet"][field] = value
    with pytest.raises(GARBLED):
        Publishers(table, catalog.traits["publishers"], ("8.0",)).verify()


@pytest.mark.parametrize(
    "bent", [{}, {"title": 5}, {"title": "x", "tags": {"10.0": [10]}}, {"title": "x", "mind": []}]
)
def test_garbled_traits_are_refused(table: dict[str, Any], bent: Any) -> None:
    with pytest.raises(GARBLED):
        Publishers(table, {"powershell": bent}, ("8.0",)).verify()


def test_groups_that_match_nothing_tell_no_channel(catalog: Catalog, table: dict[str, Any]) -> None:
    for pattern in (r"^(?P<channel>\d+)?", r"^(?P<major>[a-z]+)"):
        table["families"]["aws-lambda-dotnet"]["patterns"] = [[pattern, ""]]
        found = Publishers(table, catalog.traits["publishers"], ("8.0",)).family(LAMBDA)
        assert found
        assert found.named(LAMBDA, "x") == NamedChannel()


def test_a_family_without_traits_is_left_out(table: dict[str, Any]) -> None:
    assert Publishers(table, {}, ("8.0",)).family(DEVCONTAINER) is None


def test_a_garbled_table_is_named(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(bundled_folder(), tmp_path / "tables"))
    (copy / "publishers.json").write_text('{"families": []}', "utf-8")
    note(copy, "publishers.json")
    with pytest.raises(CatalogError, match=r"publishers\.json is garbled"):
        Catalog(str(copy)).verify()


# What follows compares with the gathered facts themselves.

upstream = pytest.mark.skipif(
    "DOTIMG_UPSTREAM" not in os.environ,
    reason="DOTIMG_UPSTREAM names no folder with the publisher's data",
)


@pytest.fixture(scope="module")
def folder() -> Path:
    return Path(os.environ["DOTIMG_UPSTREAM"]) / "derived"


@upstream
def test_every_reference_that_was_seen_gets_the_expected_channel(
    catalog: Catalog, folder: Path
) -> None:
    for line in (folder / "examples.jsonl").read_text("utf-8").splitlines():
        seen = json.loads(line)
        text = seen["reference"].replace("${VARIANT}", "VARIANT")
        known = catalog.image_family(reference.parse(text).name)
        assert bool(known) == bool(seen["family"]), text
        assert channel(catalog, text) == (seen["channel"] or ""), text


@upstream
def test_every_tag_of_a_dev_container_is_of_the_channel_it_was_listed_for(
    catalog: Catalog, folder: Path
) -> None:
    for family in json.loads((folder / "derived.json").read_bytes())["families"]:
        path = MCR + family["repositories"][0]["pattern"]
        for row in family.get("tags", ()):
            tag = row["tag"]
            stated = tag.partition("-")[0]
            if stated not in family["channel"]["channels_allowed"]:
                stated = ""  # 2.1, which is a version of the image too
            for version in ("", *(f"{one}-" for one in row["image_versions"])):
                assert channel(catalog, f"{path}:{version}{tag}") == stated


@upstream
def test_the_tags_to_move_to_are_those_that_a_source_names(catalog: Catalog, folder: Path) -> None:
    families = json.loads((folder / "derived.json").read_bytes())["families"]
    traits = catalog.traits["publishers"]
    assert {family["id"] for family in families} == traits.keys()
    named: dict[str, set[str]] = {}
    for family in families:
        target = traits[family["id"]].get("to", family["id"])
        said = " ".join(family["replacement"].get("verified", {}).get("10.0", ()))
        named.setdefault(target, set()).update(re.split(r"[\s,/:()]+", said))
    # Every form is there on every system, as its reason says.
    named["docker-hardened-dotnet"] |= {"10.0", "10.0-sdk", "10-sdk-alpine"}
    named["docker-hardened-dotnet"] |= {f"10-{system}" for system in HARDENED}
    named["docker-hardened-dotnet"] |= {f"10-sdk-{system}" for system in HARDENED}
    for family in families:
        written = traits[family["id"]]
        assert bool(written.get("tags")) == family["upgrade_safe"], family["id"]
        assert bool(written.get("tags")) != bool(written.get("left")), family["id"]
        for tags in written.get("tags", {}).values():
            assert set(tags) <= named[written.get("to", family["id"])], family["id"]
