"""The text of a pull request: what stands in it, and that files can add nothing but text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotimg.catalog.tables import Catalog
from dotimg.cli.pull_request import compared
from dotimg.cli.render import upgrade_markdown
from dotimg.upgrade import Policy, Upgrader
from dotimg.upgrade.model import Advice, FileUpgrade, Left, Move

MCR = "mcr.microsoft.com/dotnet/"
DAY = "2026-11-22"


def document(catalog: Catalog, *lines: str) -> str:
    text = "\n".join(lines).encode()
    found = [Upgrader(catalog, DAY, Policy(), None, {}).upgrade("Dockerfile", "dockerfile", text)]
    return upgrade_markdown.document(found, compared(catalog, DAY, (None,), found))


def test_it_tells_what_moves_and_what_that_changes(catalog: Catalog) -> None:
    told = document(
        catalog,
        f"FROM {MCR}sdk:8.0.404 AS build",
        f"FROM {MCR}aspnet:8.0.11-alpine3.20",
        f"FROM {MCR}aspnet:8.0",
        "RUN apt-get install -y libicu72",
        "RUN useradd -u 1000 a",
    )
    head, *rest = told.split("\n\n")
    assert head == "3 .NET images moved in 1 file."
    assert "| `sdk:8.0.404` | `sdk:10.0.400` | `Dockerfile:1` |" in rest[0]
    changes = told.partition("## What changes")[2].partition("## Why")[0]
    row = next(line for line in changes.split("\n") if "`aspnet:10.0.11-alpine3.24`" in line)
    _, _, version, system, _, count, besides, _ = (cell.strip() for cell in row.split("|"))
    assert (version, system) == ("8.0.11 → 10.0.11", "Alpine 3.20 → Alpine 3.24")
    assert not besides
    assert 0 < int(count) <= len(set(re.findall(r"CVE-\d+-\d+", changes)))
    assert re.search(r"Debian 12 → Ubuntu 24.04 \| [\d.]+ MB → [\d.]+ MB \| 0 \|", changes)
    moved = document(catalog, f"FROM {MCR}aspnet:7.0-jammy")
    assert moved.count("port 80 to 8080") == 1
    assert "## Other edits\n\n- `Dockerfile:4`: `libicu72` → `libicu74`\n" in told
    assert "## To check\n\n- [ ] `Dockerfile:5`: Ubuntu 24.04 has a user ubuntu" in told
    assert "## Not changed" not in told


def test_it_tells_what_is_left(catalog: Catalog) -> None:
    told = document(catalog, f"FROM {MCR}aspnet:8.0-nobel")
    assert told.startswith("0 .NET images moved in 0 files.\n")
    assert "still unsupported\n\n- `Dockerfile:1`: `aspnet:8.0-nobel`: no such tag" in told


HOSTILE = (
    "# x",
    "@team",
    "#12",
    "<img src=x>",
    "[a](b)",
    "https://example.com",
    "a|b",
    "`x`",
    "- [x] y",
    "\n\n# y",
    "&lt;",
)
TEXTS = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map(" ".join)


@settings(max_examples=60)
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_nothing_of_a_file_is_more_than_text(path: str, old: str, why: str, message: str) -> None:
    found = FileUpgrade(
        path, b"", b"x", (),
        (Move(path, 1, old, f"{old}2", why, (message,)),),
        (Left(path, 2, old, why),),
        (Advice(path, 3, message, "ports"),),
        1,
    )  # fmt: skip
    plain = FileUpgrade(
        "p", b"", b"x", (),
        (Move("p", 1, "o", "o2", "w", ("m",)),),
        (Left("p", 2, "o", "w"),),
        (Advice("p", 3, "m", "ports"),),
        1,
    )  # fmt: skip
    told, shape = (upgrade_markdown.document([one], {}) for one in (found, plain))
    assert _frame(told) == _frame(shape)


def _frame(markdown: str) -> list[str]:
    """Each line without its texts: code, and what is escaped, is none of Markdown."""
    lines = []
    for line in markdown.split("\n"):
        bare = re.sub(r"`[^`]*`", "", re.sub(r"\\[\\`*_\[\]|~]|&(?:#\d+|\w+);", "", line))
        lines.append(re.sub(r"[^#@<>\[\]|`]|(?<=\w)https?://", "", bare) + line[:2])
    return [re.sub(r"[^-#|\[\]<>@` ]", "", line) for line in lines]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a_b*c", "a\\_b\\*c"),
        ("@x #1", "&#64;x &#35;1"),
        ("<b>", "&lt;b&gt;"),
        ("https://x", "https&#58;//x"),
        ("a\x1bb", "a\\\\x1bb"),
    ],
)
def test_words_are_shown_as_they_are(words: str, shown: str) -> None:
    assert upgrade_markdown.text(words) == shown
