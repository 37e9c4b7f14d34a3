"""A new reference keeps the limits between the values that the old one was put together of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.files.model import Piece
from dotimg.upgrade.rewriting import rewritten

SDK = "mcr.microsoft.com/dotnet/sdk:"


def split(*texts: str) -> list[Piece]:
    return [Piece(text, None) for text in texts]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ([SDK + "8.0"], SDK + "10.0", [SDK + "10.0"]),
        ([SDK, "8.0"], SDK + "10.0", [SDK, "10.0"]),
        ([SDK, "8.0", "-alpine3.18"], SDK + "10.0-alpine3.24", [SDK, "10.0", "-alpine3.24"]),
        ([SDK, "8.0", "-", "bookworm-slim"], SDK + "10.0-noble", [SDK, "10.0", "-", "noble"]),
        ([SDK, "8.0", "", "-jammy"], SDK + "10.0-noble", [SDK, "10.0", "", "-noble"]),
        ([SDK, "8", ".0-jammy"], SDK + "10.0-noble", [SDK, "10", ".0-noble"]),
        ([SDK + "8.0-alpine", "3.18"], SDK + "10.0-alpine3.24", [SDK + "10.0-alpine", "3.24"]),
        (
            ["mcr.microsoft.com", "/dotnet/core/sdk:", "3.1"],
            SDK + "10.0",
            ["mcr.microsoft.com", "/dotnet/sdk:", "10.0"],
        ),
        (["microsoft/dotnet:", "2.1-sdk"], SDK + "10.0", [SDK, "10.0"]),
        (
            [SDK, "8.0.404", "-jammy-", "arm64v8"],
            SDK + "10.0.400-noble-arm64v8",
            [SDK, "10.0.400", "-noble-", "arm64v8"],
        ),
        ([SDK + "8.0@", "sha256:aa"], SDK + "10.0@sha256:bb", [SDK + "10.0@", "sha256:bb"]),
        (
            ["localhost:5000/sdk:", "8.0"],
            "localhost:5000/sdk:10.0",
            ["localhost:5000/sdk:", "10.0"],
        ),
    ],
)
def test_limits_stay_between_the_same_words(old: list[str], new: str, parts: list[str]) -> None:
    assert rewritten(split(*old), new) == tuple(parts)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([SDK + "8.0.4", "04"], SDK + "10.0.400"),  # a limit inside a number that changes
        ([SDK + "8.0-book", "worm-slim"], SDK + "10.0-noble"),
        ([SDK + "8.0.401-", "1"], SDK + "10.0.400"),  # a part that is lost
    ],
)
def test_limits_that_cannot_be_kept_are_told(old: list[str], new: str) -> None:
    assert rewritten(split(*old), new) is None


@given(st.text("sdk:80-.@", max_size=12), st.data())
def test_pieces_together_give_the_new_reference(new: str, data: st.DataObject) -> None:
    old = data.draw(st.text("sdk:80-.@", max_size=12))
    cut = data.draw(st.integers(0, len(old)))
    parts = rewritten(split(old[:cut], old[cut:]), new)
    assert parts is None or "".join(parts) == new
