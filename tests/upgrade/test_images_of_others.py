"""Images of other publishers in files: moved where a source names the new tag, else left."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.catalog.tables import Catalog
from dotimg.names import reference
from dotimg.upgrade import Policy, Upgrader
from dotimg.upgrade.model import FileUpgrade
from tests.catalog.test_publishers import DEVCONTAINER, ISOLATED, MCR, NAMED, PATHS, channel_of

DAY = "2026-11-28"
SDK = f"{MCR}dotnet/sdk"
LAMBDA = "public.ecr.aws/lambda/dotnet"


@pytest.fixture(scope="module")
def upgrader(catalog: Catalog) -> Upgrader:
    return Upgrader(catalog, DAY, Policy(), None, {})


def docker(upgrader: Upgrader, *lines: str) -> FileUpgrade:
    return upgrader.upgrade("Dockerfile", "dockerfile", "\n".join(lines).encode())


def after(upgrader: Upgrader, *lines: str) -> list[str]:
    return docker(upgrader, *lines).new.decode().split("\n")


def reasons(found: FileUpgrade) -> list[str]:
    return [left.reason for left in found.left]


def test_a_tag_of_the_same_form_takes_its_place(upgrader: Upgrader) -> None:
    found = docker(upgrader, f"FROM {MCR}vscode/devcontainers/dotnet:0-5.0-focal")
    assert found.new.decode() == f"FROM {DEVCONTAINER}:2-10.0-noble"
    (move,) = found.moves
    assert move.why == "support of .NET 5.0 ended 2022-05-10"
    assert any("Ubuntu 24.04" in note for note in move.notes)


def test_a_fixed_tag_moves_to_one_that_floats_and_that_is_said(upgrader: Upgrader) -> None:
    (move,) = docker(upgrader, f"FROM {DEVCONTAINER}:1.5.4-9.0-noble").moves
    assert move.new == f"{DEVCONTAINER}:2-10.0-noble"
    assert "1.5.4-9.0-noble is a fixed tag, 2-10.0-noble moves" in move.notes


def test_a_name_is_kept_as_it_is_written(upgrader: Upgrader) -> None:
    assert after(upgrader, "FROM public.ecr.aws/sam/build-dotnet8") == [
        "FROM public.ecr.aws/sam/build-dotnet10"
    ]


def test_the_stages_of_an_app_move_together_or_not_at_all(upgrader: Upgrader) -> None:
    moved = after(upgrader, f"FROM {SDK}:8.0 AS build", f"FROM {LAMBDA}:8")
    assert moved == [f"FROM {SDK}:10.0 AS build", f"FROM {LAMBDA}:10"]
    held = docker(
        upgrader, f"FROM {SDK}:8.0 AS build", f"FROM {MCR}azure-functions/dotnet:4-dotnet8.0"
    )
    assert held.new == held.old
    assert len(held.left) == 2


def test_an_image_of_an_unknown_channel_holds_back_what_runs_on_it(upgrader: Upgrader) -> None:
    found = docker(upgrader, f"FROM {SDK}:8.0 AS x", f"FROM {MCR}azure-functions/dotnet:4")
    assert found.new == found.old
    assert "its tag names no .NET channel" in reasons(found)[0]


def test_an_image_that_runs_no_app_holds_nothing_back(upgrader: Upgrader) -> None:
    found = docker(upgrader, f"FROM {MCR}powershell:7.4-ubuntu-22.04 AS x", f"FROM {SDK}:8.0")
    assert found.new.decode().split("\n")[1] == f"FROM {SDK}:10.0"
    assert len(found.left) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{ISOLATED}:4-dotnet-isolated8.0-slim", "no source names a tag of this form"),
        ("bitnami/aspnet-core:7", "Bitnami publishes no tags with a version any more"),
        (f"{DEVCONTAINER}:0-6.0@sha256:{'0ad11caa' * 8}", "it is pinned to a digest"),
        (f"{DEVCONTAINER}:latest", "its tag names no .NET channel"),
        ("amazon/aws-lambda-dotnet:6", "no source names a tag of this form"),
    ],
)
def test_what_cannot_be_moved_safely_is_left_with_the_reason(
    upgrader: Upgrader, text: str, reason: str
) -> None:
    found = docker(upgrader, f"FROM {text}")
    assert found.new == found.old
    assert len(found.left) == 1
    assert reason in found.left[0].reason


def test_a_tag_of_several_pieces_is_left(upgrader: Upgrader) -> None:
    found = docker(upgrader, "ARG VARIANT=6.0", f"FROM {DEVCONTAINER}:0-${{VARIANT}}")
    assert found.new == found.old
    assert "made of parts" in reasons(found)[0]


def test_a_whole_image_in_an_argument_is_moved_there(upgrader: Upgrader) -> None:
    moved = after(upgrader, f"ARG BASE={LAMBDA}:8", "FROM ${BASE}")
    assert moved == [f"ARG BASE={LAMBDA}:10", "FROM ${BASE}"]


def test_what_is_as_new_as_asked_for_stays_without_a_word(upgrader: Upgrader) -> None:
    for text in (f"{DEVCONTAINER}:2-10.0", f"{DEVCONTAINER}:11.0-preview", f"{LAMBDA}:10"):
        found = docker(upgrader, f"FROM {text}")
        assert (found.new, found.left, found.images) == (found.old, (), 1)


def test_a_channel_that_no_source_names_is_not_written(catalog: Catalog) -> None:
    upgrader = Upgrader(catalog, "2024-01-01", Policy("9.0"), None, {})
    assert "for .NET 9.0" in reasons(docker(upgrader, f"FROM {LAMBDA}:8"))[0]


def test_what_ended_and_is_to_stay_is_told(catalog: Catalog) -> None:
    upgrader = Upgrader(catalog, DAY, Policy("patch"), None, {})
    assert reasons(docker(upgrader, f"FROM {LAMBDA}:8")) == ["support of .NET 8.0 ended 2026-11-10"]


def test_a_mirror_is_kept(catalog: Catalog) -> None:
    upgrader = Upgrader(catalog, DAY, Policy(), "contoso.example/mcr", {})
    old = "FROM contoso.example/mcr/vscode/devcontainers/dotnet:0-6.0"
    assert after(upgrader, old) == ["FROM contoso.example/mcr/devcontainers/dotnet:2-10.0"]


def written(catalog: Catalog) -> set[str]:
    """All tags that the traits let `upgrade` write."""
    traits = catalog.traits["publishers"].values()
    return {tag for one in traits for tags in one.get("tags", {}).values() for tag in tags}


@given(st.sampled_from(PATHS), st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,20}", fullmatch=True))
def test_no_tag_is_written_that_no_source_names(
    catalog: Catalog, upgrader: Upgrader, path: str, tag: str
) -> None:
    for move in docker(upgrader, f"FROM {path}:{tag}").moves:
        assert reference.parse(move.new).tag in written(catalog)


def test_what_was_moved_is_not_moved_again_and_names_the_channel(
    catalog: Catalog, upgrader: Upgrader
) -> None:
    texts = [text for text, _ in NAMED]
    if "DOTIMG_UPSTREAM" in os.environ:
        seen = Path(os.environ["DOTIMG_UPSTREAM"]) / "derived/examples.jsonl"
        texts += [json.loads(line)["reference"] for line in seen.read_text("utf-8").splitlines()]
    moves = [move for text in texts for move in docker(upgrader, f"FROM {text}").moves]
    assert moves
    for move in moves:
        new = reference.parse(move.new)
        assert channel_of(catalog, new.name, new.tag or "") == "10.0", move
        again = docker(upgrader, f"FROM {move.new}")
        assert (again.new, again.left) == (again.old, ()), move


@pytest.mark.parametrize(
    "image",
    [
        "lambci/lambda:dotnetcore3.1",
        "amazon/aws-lambda-dotnet:8",
        f"{MCR}azure-functions/dotnet:4-dotnet8",
    ],
)
def test_what_runs_on_an_image_that_stays_stays_too(upgrader: Upgrader, image: str) -> None:
    found = docker(upgrader, f"FROM {SDK}:8.0 AS build", f"FROM {image}")
    assert found.new == found.old
    assert [reason.startswith("all stages move together") for reason in reasons(found)] == [
        True,
        False,
    ]
    assert found.advice == ()
    assert [left.line for left in found.ended] == [1, 2]
