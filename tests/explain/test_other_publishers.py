"""Images of other publishers: what they are, until when their .NET is supported, what follows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.catalog.tables import Catalog
from dotimg.explain import Explainer
from tests.catalog.test_publishers import (
    DEVCONTAINER,
    FUNCTIONS,
    ISOLATED,
    MCR,
    NAMED,
    PATHS,
    PREREQS,
)

DAY = "2026-11-28"
LAMBDA = "public.ecr.aws/lambda/dotnet"
OFFICIAL = (
    "aspnet:8.0",
    "sdk:5.0",
    "aspnet:1.99",
    "mcr.microsoft.com/dotnet/sdkk:8.0",
    "b0beb9cc1dee",
)


@pytest.fixture(scope="module")
def explainer(catalog: Catalog) -> Explainer:
    return Explainer(catalog, DAY)


@pytest.mark.parametrize(("text", "channel"), NAMED)
def test_it_is_said_whose_it_is_and_the_channel_of_its_name(
    explainer: Explainer, text: str, channel: str
) -> None:
    found = explainer.explain(text)
    assert found.found
    assert found.publisher
    assert f"from {found.publisher}" in found.sentence
    assert (found.channel.name if found.channel else "") == channel
    assert (f".NET {channel}" in found.sentence or f"Core {channel}" in found.sentence) or (
        "names no .NET channel" in found.sentence
    )


@pytest.mark.parametrize(
    ("text", "status", "ends"),
    [
        (f"{DEVCONTAINER}:0-6.0", "ended", "2024-11-12"),
        (f"{DEVCONTAINER}:2-10.0", "supported", "2028-11-14"),
        (f"{DEVCONTAINER}:11.0-preview", "preview", None),
        (f"{DEVCONTAINER}:latest", "unknown", None),
        ("registry.access.redhat.com/ubi9/dotnet-100:9.8", "supported", "2028-11-14"),
        (f"{FUNCTIONS}:4", "unknown", None),
    ],
)
def test_support_is_that_of_the_channel(
    explainer: Explainer, text: str, status: str, ends: str | None
) -> None:
    found = explainer.explain(text).support
    assert (found.status, found.ends) == (status, ends)


def test_support_is_judged_on_the_day(catalog: Catalog) -> None:
    found = Explainer(catalog, "2026-09-01").explain(f"{LAMBDA}:8")
    assert found.support.status == "ends-soon"
    assert found.replacement == f"{LAMBDA}:10"
    assert Explainer(catalog, "2026-01-01").explain(f"{LAMBDA}:8").replacement is None


@pytest.mark.parametrize(
    ("text", "replacement"),
    [
        (f"{DEVCONTAINER}:0-6.0", f"{DEVCONTAINER}:2-10.0"),
        (f"{DEVCONTAINER}:8.0-bookworm-slim", f"{DEVCONTAINER}:10.0-noble"),
        (f"{MCR}vscode/devcontainers/dotnetcore:0-3.1", f"{DEVCONTAINER}:2-10.0"),
        (
            f"{ISOLATED}:4-dotnet-isolated8.0-appservice",
            f"{ISOLATED}:4-dotnet-isolated10.0-appservice",
        ),
        (f"{ISOLATED}:4-dotnet-isolated8.0-slim", None),
        (f"{LAMBDA}:7.2023.08.02.10", f"{LAMBDA}:10"),
        ("amazon/aws-lambda-dotnet:6", None),
        (
            "public.ecr.aws/sam/build-dotnet8:latest-arm64",
            "public.ecr.aws/sam/build-dotnet10:latest-arm64",
        ),
        ("dhi.io/dotnet:9-sdk", "dhi.io/dotnet:10-sdk"),
        ("registry.suse.com/bci/dotnet-sdk:8.0", "registry.suse.com/bci/dotnet-sdk:10.0"),
        ("registry.suse.com/bci/dotnet-sdk:8.0-12.3", None),
        (f"{FUNCTIONS}:4-dotnet6", None),
        (f"{DEVCONTAINER}:2-10.0", None),
    ],
)
def test_what_follows_is_a_tag_of_the_same_form_that_a_source_names(
    explainer: Explainer, text: str, replacement: str | None
) -> None:
    assert explainer.explain(text).replacement == replacement


def test_why_nothing_follows_and_what_may_be_used_instead_is_said(explainer: Explainer) -> None:
    notes = explainer.explain("registry.access.redhat.com/ubi8/dotnet-60").notes
    assert any(
        note.startswith("instead: registry.access.redhat.com/ubi9/dotnet-100") for note in notes
    )
    assert any(note.startswith("upgrade does not change it: ") for note in notes)


def test_an_own_end_of_the_publisher_is_said(explainer: Explainer) -> None:
    notes = explainer.explain(f"{LAMBDA}:6").notes
    assert "Amazon Web Services ended its own support 2024-12-20" in notes
    assert not any("own support" in note for note in explainer.explain(f"{LAMBDA}:8").notes)


def test_what_carries_no_whole_net_is_worded_so(explainer: Explainer) -> None:
    prereqs = explainer.explain(f"{PREREQS}:azurelinux-3.0-net9.0-cross-arm64").sentence
    assert prereqs.endswith("from Microsoft, for building .NET 9.0")
    deps = explainer.explain("ubuntu/dotnet-deps:8.0-24.04_stable").sentence
    assert deps.endswith("from Canonical, with the libraries for .NET 8.0")


def test_a_digest_tells_no_channel_but_a_tag_before_it_does(explainer: Explainer) -> None:
    digest = "@sha256:" + "0ad11caa" * 8
    alone = explainer.explain(f"{DEVCONTAINER}{digest}")
    assert alone.sentence.endswith("its digest names no .NET channel")
    assert alone.support.status == "unknown"
    both = explainer.explain(f"{DEVCONTAINER}:0-6.0{digest}")
    assert both.channel
    assert both.channel.name == "6.0"
    assert both.replacement is None


def test_a_mirror_has_the_images_beside_net_s_own(catalog: Catalog) -> None:
    explainer = Explainer(catalog, DAY, "contoso.example/mcr")
    found = explainer.explain("contoso.example/mcr/devcontainers/dotnet:0-6.0")
    assert found.replacement == "contoso.example/mcr/devcontainers/dotnet:2-10.0"
    other = explainer.explain("contoso.example/mcr/lambda/dotnet:6")
    assert not other.found


@given(st.sampled_from(PATHS), st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,40}", fullmatch=True))
def test_whatever_the_tag_is_it_is_explained(explainer: Explainer, path: str, tag: str) -> None:
    found = explainer.explain(f"{path}:{tag}")
    assert found.found
    assert bool(found.channel) == (found.support.status != "unknown")


def test_the_table_is_read_for_images_of_others_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalog = Catalog()
    read = []
    monkeypatch.setattr(Catalog, "publisher_table", lambda _: read.append(1))
    explainer = Explainer(catalog, DAY)
    for text in OFFICIAL:
        explainer.explain(text)
    assert not read
