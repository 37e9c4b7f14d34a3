"""Questions about digests, asked of the shipped tables."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.catalog.details import Digest
from dotimg.catalog.tables import Catalog, bundled_folder
from dotimg.errors import InputError, UsageError
from tests.tables import note

ASPNET = "mcr.microsoft.com/dotnet/aspnet"
NAMES = (Path(bundled_folder()) / "digests.bin").read_bytes()
SORTED = sorted(NAMES[at : at + 32].hex() for at in range(0, len(NAMES), 32))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundled_folder(), tmp_path / "tables"))


def names(found: tuple[Digest, ...]) -> list[str]:
    return [digest.digest.removeprefix("sha256:") for digest in found]


def test_a_digest_tells_all_that_is_known_of_it(catalog: Catalog) -> None:
    (found,) = catalog.digests(
        "sha256:b0beb9cc1dee1c1b0749796110d4734292071b814207ad0d4f40611f7db04f7b"
    )
    assert found._replace(children=()) == Digest(
        digest="sha256:b0beb9cc1dee1c1b0749796110d4734292071b814207ad0d4f40611f7db04f7b",
        repository=ASPNET,
        kind="index",
        tags=("8.0", "8.0-bookworm-slim", "8.0.30", "8.0.30-bookworm-slim"),
        version="8.0.30",
        release="bookworm",
        architecture="",
        variants="",
        created="2026-08-10T17:43:36Z",
        first_seen="2026-08-11",
        last_seen=None,
        retired=None,
        size=None,
        children=(),
    )
    platforms = [one for child in found.children for one in catalog.digests(child)]
    assert [one.architecture for one in platforms] == ["amd64", "arm", "arm64"]
    assert all(one.size and one.size > 10**7 for one in platforms)


@pytest.mark.parametrize("word", ["b0beb9cc1dee", "sha256:b0beb9cc1dee1", "SHA256:B0BEB9CC1DEE1C"])
def test_a_beginning_is_enough_with_or_without_the_algorithm(catalog: Catalog, word: str) -> None:
    (found,) = catalog.digests(word)
    assert found.digest.startswith("sha256:b0beb9cc1dee1c1b")


@given(st.integers(0, len(SORTED) - 1), st.integers(12, 64))
def test_every_beginning_leads_to_all_digests_that_begin_so(number: int, size: int) -> None:
    prefix = SORTED[number][:size]
    found = names(Catalog().digests(prefix))
    assert found == [name for name in SORTED if name.startswith(prefix)]


@pytest.mark.parametrize("name", [SORTED[0], SORTED[-1]])
def test_the_first_and_the_last_digest_are_found(catalog: Catalog, name: str) -> None:
    assert names(catalog.digests(name[:12])) == [name]


@pytest.mark.parametrize("word", ["0" * 12, "f" * 64, "sha256:" + "0123456789ab" * 5])
def test_a_digest_that_never_was_leads_to_nothing(catalog: Catalog, word: str) -> None:
    assert catalog.digests(word) == ()


def test_a_digest_of_several_repositories_is_told_for_each(catalog: Catalog) -> None:
    twice = next(name for name, following in pairwise(SORTED) if name == following)
    found = catalog.digests(twice[:12])
    assert set(names(found)) == {twice}
    assert len({digest.repository for digest in found}) == len(found) > 1


def test_an_ambiguous_beginning_leads_to_all_candidates(copy: Path) -> None:
    one, other = sorted((SORTED[1_000], SORTED[60_000]))
    bent = bytes.fromhex(one)[:8] + bytes.fromhex(other)[8:]
    following = next(name for name in SORTED if name > one)
    assert one < bent.hex() < following  # so the order still holds
    at = NAMES.index(bytes.fromhex(following))
    (copy / "digests.bin").write_bytes(NAMES[:at] + bent + NAMES[at + 32 :])
    note(copy, "digests.bin")
    assert names(Catalog(str(copy)).digests(one[:16])) == [one, bent.hex()]
    assert names(Catalog(str(copy)).digests(one[:20])) == [one]


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("", "'' is too short for a digest; give at least 12 hex digits"),
        ("sha256:", "'sha256:' is too short for a digest"),
        ("sha256:9716ab34cd5", "'sha256:9716ab34cd5' is too short for a digest"),
        (
            "9716ab34cd5g",
            "'9716ab34cd5g' is not a digest; expected sha256: and up to 64 hex digits",
        ),
        ("sha512:9716ab34cd5e", "'sha512:9716ab34cd5e' is not a digest"),
        ("9" * 65, f"'{'9' * 60}...' is not a digest"),
        ("\u0661" * 12, "is not a digest"),
    ],
)
def test_a_word_that_is_no_digest_is_refused_in_a_line(
    catalog: Catalog, word: str, reason: str
) -> None:
    with pytest.raises(UsageError) as caught:
        catalog.digests(word)
    assert reason in str(caught.value)


def test_a_floating_tag_leads_to_all_that_it_pointed_to(catalog: Catalog) -> None:
    found = catalog.digest_history(ASPNET, "8.0", "8.0")
    assert len(found) == 95
    assert [digest.retired for digest in found].count(None) == 1
    assert found[0].retired is None


def test_a_tag_that_wandered_through_the_channels_is_followed(catalog: Catalog) -> None:
    found = catalog.digest_history(ASPNET, "10.0", "latest")
    channels = dict.fromkeys(digest.version.rpartition(".")[0] for digest in found)
    assert list(channels)[:3] == ["10.0", "9.0", "8.0"]


def test_a_tag_of_two_channels_shares_its_digest_with_both(catalog: Catalog) -> None:
    path = "mcr.microsoft.com/dotnet/runtime-deps"
    shared = set(catalog.digest_history(path, "6.0", "6.0.31-jammy"))
    assert shared & set(catalog.digest_history(path, "7.0", "7.0.20-jammy"))


def test_the_last_digest_of_a_tag_is_the_newest_of_all(catalog: Catalog) -> None:
    # About a hundred of these have several of one day, which stand in no order.
    for path, channel, tag in list(catalog.all_tags())[::15]:
        known = catalog.digest_history(path, channel, tag.name)
        assert catalog.last_digest(path, channel, tag.name) == next(iter(known), None)


def test_what_was_never_published_has_no_digests(catalog: Catalog) -> None:
    assert catalog.digest_history(ASPNET, "8.0", "8.0-invented") == ()
    assert catalog.digest_history("docker.io/library/nginx", "1.0", "latest") == ()


def test_a_question_reads_only_the_rows_of_its_section(copy: Path) -> None:
    catalog = Catalog(str(copy))
    (found,) = catalog.digests("b0beb9cc1dee")
    table = copy / "digests.jsonl"
    content = table.read_bytes()
    start = content.index(b"8.0.30-bookworm-slim")
    assert start > 10**6
    table.write_bytes(b"\n" * 10**6 + content[10**6 :])
    assert Catalog(str(copy)).digests("b0beb9cc1dee") == (found,)
    assert len(Catalog(str(copy)).digest_history(ASPNET, "8.0", "8.0")) == 95


@pytest.mark.parametrize("table", ["digests.idx", "digests.jsonl"])
def test_a_garbled_table_is_refused_with_the_path_of_the_catalog(copy: Path, table: str) -> None:
    path = copy / table
    path.write_bytes(b"\xff" * path.stat().st_size)
    with pytest.raises(InputError) as caught:
        Catalog(str(copy)).digests("b0beb9cc1dee")
    assert str(caught.value).startswith(
        f"the catalog {copy} cannot be used: its digests are garbled"
    )


@pytest.mark.parametrize("table", ["digests.bin", "digests.idx", "digests.jsonl"])
def test_a_table_that_is_cut_off_or_missing_is_refused(copy: Path, table: str) -> None:
    path = copy / table
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(InputError, match=f"{table} has .* bytes instead of"):
        Catalog(str(copy))
    path.unlink()
    with pytest.raises(InputError, match=table):
        Catalog(str(copy))
