"""Texts that state a channel, as they are for another."""

import pytest

from dotimg.upgrade.move.projects import raised


@pytest.mark.parametrize(
    ("text", "channel", "new"),
    [
        ("net8.0", "8.0", "net10.0"),
        ("net8", "8.0", "net10.0"),
        ("net8.0-windows10.0.19041.0", "8.0", "net10.0-windows10.0.19041.0"),
        ("net8.0;", "8.0", "net10.0;"),
        ("netcoreapp3.1", "3.1", "net10.0"),
        ("8.0", "8.0", "10.0"),
        ("v8.0", "8.0", "v10.0"),
        ("8", "8.0", "10"),
        ("net9.0", "8.0", ""),
        ("netstandard2.0", "2.0", ""),
        ("net8.0;net9.0", "8.0", ""),
        ("3", "3.1", ""),
        ("latest", "8.0", ""),
    ],
)
def test_a_text_is_raised_or_left(text: str, channel: str, new: str) -> None:
    assert raised(text, channel, "10.0") == new
