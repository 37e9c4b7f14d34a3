"""What a tag was on a day."""

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.explain import Explainer
from dotimg.explain.model import Explanation

ASPNET = "mcr.microsoft.com/dotnet/aspnet"


def on(catalog: Catalog, day: str, reference: str) -> Explanation:
    return Explainer(catalog, day, at=day).explain(reference)


@pytest.mark.parametrize(
    ("day", "version", "digest"),
    [
        ("2023-12-24", "8.0.0", "sha256:"),
        ("2024-03-01", "8.0.2", "sha256:789045ecae51"),
        ("2026-08-20", "8.0.30", "sha256:"),
        ("2026-11-22", "8.0.30", "sha256:"),
    ],
)
def test_a_floating_tag_is_what_it_was(
    catalog: Catalog, day: str, version: str, digest: str
) -> None:
    found = on(catalog, day, "aspnet:8.0")
    assert found.found
    assert found.version == version
    assert (found.digest or "").startswith(digest)
    assert all(one.first_seen <= day for one in found.history)
    assert {one.digest for one in found.platforms} <= {
        child for row in catalog.digests(found.digest or "") for child in row.children
    }


def test_now_it_is_what_the_tables_list(catalog: Catalog) -> None:
    for reference in ("aspnet:8.0", "sdk:10.0-alpine", "runtime-deps:10.0-noble-chiseled"):
        now = Explainer(catalog, catalog.as_of).explain(reference)
        then = on(catalog, catalog.as_of, reference)
        assert (then.digest, then.version) == (now.digest, now.version)


def test_a_tag_that_came_later_was_not_there(catalog: Catalog) -> None:
    found = on(catalog, "2023-01-01", "aspnet:10.0")
    assert not found.found
    assert found.sentence == "Not published by 2023-01-01: first listed 2025-09-09"


def test_a_tag_that_was_gone_kept_its_last_digest(catalog: Catalog) -> None:
    found = on(catalog, "2025-01-01", "aspnet:8.0-alpine3.18")
    assert (found.version, (found.digest or "")[:19]) == ("8.0.6", "sha256:4b2da7653c25")
    assert "a pull still gave its last digest" in found.notes[-1]


def test_a_day_before_digests_were_known(catalog: Catalog) -> None:
    found = on(catalog, "2019-12-24", "mcr.microsoft.com/dotnet/core/aspnet:3.1")
    assert found.found
    assert found.digest is None
    assert "digests are known since 2020-03-10" in found.notes[-1]


def test_a_digest_stays_what_it_is(catalog: Catalog) -> None:
    digest = "sha256:4b2da7653c257f250666ddf37aebbc7198f955474936f5bd0927e46a96a6f436"
    day = "2026-08-20"
    assert on(catalog, day, digest) == Explainer(catalog, day).explain(digest)
