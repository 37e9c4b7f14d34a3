import click
import pytest

from dotimg.comparison import Comparison, Content, Layer, compare, content
from dotimg.render import live_comparison
from dotimg.render.live import size_text

BASE, APP, SDK = Layer("a", 30_000_000), Layer("b", 66_000_000), Layer("c", 270_000_000)


def text(first: Content, second: Content) -> list[str]:
    found = compare({"linux/amd64": first}, {"linux/amd64": second})
    return click.unstyle("\n".join(live_comparison.lines("one", "other", found))).splitlines()


def test_the_picture() -> None:
    assert text(content("", [BASE, SDK]), content("", [BASE, APP])) == [
        "first   one",
        "second  other",
        "",
        "linux/amd64",
        "  first   [====------------------------------------]  300.0 MB  2 layers",
        "  second  [====+++++++++]                              96.0 MB  2 layers",
        "  shared  30.0 MB in 1 layer, to pull 66.0 MB in 1 layer, both together 366.0 MB",
        "",
        "= in both   - in the first alone   + still to pull",
    ]


@pytest.mark.parametrize(
    ("first", "second", "bars"),
    [
        ([BASE], [BASE], ["=" * 40, "=" * 40]),
        ([BASE], [BASE, Layer("d", 1)], ["=" * 40, "=" * 39 + "+"]),
        ([BASE, Layer("d", 1)], [BASE], ["=" * 39 + "-", "=" * 40]),
        ([Layer("d", 1), BASE], [Layer("d", 1), APP], ["=" + "-" * 18, "=" + "+" * 39]),
        ([], [BASE], ["", "+" * 40]),
        ([], [], ["", ""]),
    ],
)
def test_what_is_there_at_all_is_seen(
    first: list[Layer], second: list[Layer], bars: list[str]
) -> None:
    lines = text(content("", first), content("", second))
    assert [line.partition("[")[2].partition("]")[0] for line in lines[4:6]] == bars


def test_platforms_of_one_alone_are_named() -> None:
    found = Comparison((), ("linux/arm/v7", "linux/arm64/v8"), ("windows/amd64:10.0.20348",))
    lines = list(live_comparison.lines("one", "other", found))
    assert "only the first is for linux/arm/v7, linux/arm64/v8" in lines
    assert "only the second is for windows/amd64:10.0.20348" in lines


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (95_868_968, "95.9 MB"),
        (2_249_000_000, "2.2 GB"),
    ],
)
def test_sizes(size: int, shown: str) -> None:
    assert size_text(size) == shown
