"""What differs between two official images."""

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.errors import NoMatchError, UsageError
from dotimg.explain import Explainer
from dotimg.explain.changes import changes
from dotimg.explain.model import Changes
from tests.conftest import DAY

DEPS = "mcr.microsoft.com/dotnet/runtime-deps"


def between(catalog: Catalog, old: str, new: str) -> Changes:
    return changes(catalog, Explainer(catalog, DAY), old, new)


def facts(found: Changes) -> dict[str, tuple[str, str]]:
    return {one.what: (one.old, one.new) for one in found.facts if one.differs}


def test_two_patches_of_a_channel(catalog: Catalog) -> None:
    found = between(catalog, "aspnet:8.0.20", "aspnet:8.0.21")
    assert [one.version for one in found.patches] == ["8.0.21"]
    assert found.days == 35
    assert [one.id for one in found.fixed] == ["CVE-2025-55248", "CVE-2025-55315"]
    assert not found.lost
    back = between(catalog, "aspnet:8.0.21", "aspnet:8.0.20")
    assert (back.days, back.fixed, back.lost) == (-35, (), found.fixed)
    assert not back.patches


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("sdk:10.0", "sdk:10.0", True),
        ("aspnet:8.0", "aspnet:10.0", False),
        ("runtime-deps:8.0-jammy-chiseled-arm32v7", "aspnet:8.0-alpine-amd64", None),
        # Two digests of one content.
        (f"{DEPS}@sha256:e4fb90464487", f"{DEPS}@sha256:016e2b1edc33", True),
    ],
)
def test_whether_all_layers_are_shared(
    catalog: Catalog, old: str, new: str, same: bool | None
) -> None:
    assert between(catalog, old, new).same_layers is same


def test_an_image_and_itself(catalog: Catalog) -> None:
    found = between(catalog, "sdk:10.0", "sdk:10.0")
    assert (found.days, found.patches, found.fixed, found.lost) == (0, (), (), ())
    assert not facts(found)


def test_another_channel_system_and_variant(catalog: Catalog) -> None:
    found = facts(between(catalog, "aspnet:6.0-alpine", "aspnet:10.0-noble-chiseled"))
    assert found["system"] == ("Alpine 3.20", "Ubuntu 24.04")
    assert found["variants"] == ("none", "chiseled")
    assert found["user"] == ("root", "app")
    assert found["port"] == ("80", "8080")


def test_what_ended_is_told_not_to_be_counted_to_the_end(catalog: Catalog) -> None:
    found = between(catalog, "aspnet:6.0", "aspnet:10.0")
    assert "CVEs found since support of .NET 6.0 ended are not published for it" in found.uncounted


def test_images_without_dotnet_have_no_cves(catalog: Catalog) -> None:
    assert not between(catalog, "runtime-deps:8.0", "runtime-deps:10.0").counted


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [("aspnet:8.0.99", "aspnet:8.0", NoMatchError), ("A", "aspnet:8.0", UsageError),
     ("aspnet:8.0", "nginx", NoMatchError)],
)  # fmt: skip
def test_what_was_never_published_has_no_changes(
    catalog: Catalog, old: str, new: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        between(catalog, old, new)
