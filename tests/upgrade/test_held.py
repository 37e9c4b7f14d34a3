"""Ignore comments hold `upgrade` back where the move would resolve what they name."""

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.explain.policy import Policy
from dotimg.upgrade import Upgrader
from dotimg.upgrade.model import FileUpgrade

DAY = "2026-11-22"
MCR = "mcr.microsoft.com/dotnet/"


def upgraded(catalog: Catalog, *lines: str, policy: Policy | None = None) -> FileUpgrade:
    upgrader = Upgrader(catalog, DAY, policy or Policy(), None, {})
    content = "".join(line + "\n" for line in lines).encode()
    return upgrader.upgrade("Dockerfile", "dockerfile", content)


@pytest.mark.parametrize(
    ("rules", "image"),
    [
        ("DI201", "aspnet:8.0"),
        ("version-ended", "aspnet:8.0"),
        ("DI301,DI201", "aspnet:8.0"),
        ("DI203", "aspnet:10.0.0"),
        ("DI202", "aspnet:8.0-alpine3.18"),
        ("DI102", "core/aspnet:3.1"),
    ],
)
def test_an_image_stays_where_a_comment_lets_it_be(
    catalog: Catalog, rules: str, image: str
) -> None:
    assert upgraded(catalog, f"FROM {MCR}{image}").moves
    found = upgraded(catalog, f"# dotimg: ignore={rules} a reason", f"FROM {MCR}{image}")
    assert found.new == found.old
    (left,) = found.left
    assert left.image == MCR + image
    assert left.reason.startswith("a comment blocks it: ignore=DI")


@pytest.mark.parametrize(
    ("rules", "image"),
    [
        ("DI301", "sdk:8.0"),  # no move makes that a runtime
        ("DI401", "aspnet:8.0"),  # it is none
        ("DI203", "aspnet:8.0"),  # a floating tag is never behind
        ("DI999", "aspnet:8.0"),
        ("DI402", "aspnet:8.0"),  # no digest is asked for
    ],
)
def test_a_comment_on_something_else_holds_nothing(
    catalog: Catalog, rules: str, image: str
) -> None:
    found = upgraded(catalog, f"# dotimg: ignore={rules}", f"FROM {MCR}{image}")
    assert found.new != found.old
    assert found.left == ()


def test_the_other_stages_wait_for_it(catalog: Catalog) -> None:
    lines = (f"FROM {MCR}sdk:8.0 AS build", "# dotimg: ignore=DI201", f"FROM {MCR}aspnet:8.0")
    found = upgraded(catalog, *lines)
    assert found.new == found.old
    assert {one.line: one.reason for one in found.left} == {
        1: f"all stages move together, and {MCR}aspnet:8.0 cannot: "
        "a comment blocks it: ignore=DI201",
        3: "a comment blocks it: ignore=DI201",
    }


def test_a_comment_above_the_value_holds_every_image_of_it(catalog: Catalog) -> None:
    lines = ("# dotimg: ignore=DI201", "ARG V=8.0", f"FROM {MCR}sdk:$V", f"FROM {MCR}aspnet:$V")
    found = upgraded(catalog, *lines)
    assert found.new == found.old
    assert [one.line for one in found.left] == [3, 4]


def test_what_the_comment_does_not_name_still_moves(catalog: Catalog) -> None:
    """Within its channel, which is what the comment lets be."""
    lines = ("# dotimg: ignore=DI201", f"FROM {MCR}aspnet:8.0.11-noble")
    found = upgraded(catalog, *lines, policy=Policy("patch"))
    assert f"FROM {MCR}aspnet:8.0.30-noble" in found.new.decode()


def test_a_digest_is_not_pinned_where_a_comment_lets_it_be(catalog: Catalog) -> None:
    line = f"FROM {MCR}aspnet:10.0"
    assert b"@sha256:" in upgraded(catalog, line, policy=Policy(pin=True)).new
    held = upgraded(catalog, "# dotimg: ignore=DI402", line, policy=Policy(pin=True))
    assert held.new == held.old


def test_what_could_not_be_judged_is_skipped(catalog: Catalog) -> None:
    (unknown, wrong) = upgraded(catalog, "FROM $X AS a", "FROM aspnet:.8", "FROM scratch").skipped
    assert (unknown.line, wrong.line) == (1, 2)
    assert "the value of $X is not in the file" in unknown.reason
    assert "is not an image reference" in wrong.reason
    helm = b"{{ if }}\nservices: [\n"
    (skip,) = Upgrader(catalog, DAY, Policy(), None, {}).upgrade("a.yaml", "compose", helm).skipped
    assert skip.reason.startswith("a template: check what it makes")
