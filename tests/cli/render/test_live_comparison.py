import click
import pytest

from dotimg.cli.render import live_comparison
from dotimg.cli.render.terminal import size_text
from dotimg.registry.model import Comparison, Layer, PlatformImage, compare, platform_image

BASE, APP, SDK = Layer("a", 30_000_000), Layer("b", 66_000_000), Layer("c", 270_000_000)


def text(first: PlatformImage, second: PlatformImage) -> list[str]:
    found = compare({"linux/amd64": first}, {"linux/amd64": second})
    return click.unstyle("\n".join(live_comparison.lines("one", "other", found))).splitlines()


def test_the_picture() -> None:
    assert text(platform_image("", [BASE, SDK]), platform_image("", [BASE, APP])) == [
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
    lines = text(platform_image("", first), platform_image("", second))
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


def test_no_line_of_many_layers_and_platforms_is_longer_than_80() -> None:
    shared = [Layer(f"s{number}", 8_000_000) for number in range(12)]
    new = [Layer(f"n{number}", 9_000_000) for number in range(13)]
    lines = text(platform_image("", shared), platform_image("", [*shared, *new]))
    assert lines[6:8] == [
        "  shared  96.0 MB in 12 layers, to pull 117.0 MB in 13 layers, both together",
        "          213.0 MB",
    ]
    names = tuple(f"windows/amd64:10.0.{number}" for number in range(20348, 20354))
    told = list(live_comparison.lines("one", "other", Comparison((), names, ())))
    assert told[3:5] == [
        f"only the first is for {', '.join(names[:2])},",
        f"          {', '.join(names[2:4])},",
    ]


def test_nothing_is_called_nothing() -> None:
    same, empty = platform_image("", [BASE]), platform_image("", [])
    assert text(same, same)[6] == (
        "  shared  30.0 MB in 1 layer, to pull nothing, both together 30.0 MB"
    )
    assert text(same, empty)[6].startswith("  shared  nothing, to pull nothing, both")


def test_the_legend_has_the_colours_of_the_bars() -> None:
    found = compare({"x": platform_image("", [BASE, SDK])}, {"x": platform_image("", [BASE, APP])})
    lines = list(live_comparison.lines("one", "other", found))
    assert "\x1b[32m====\x1b[0m\x1b[33m+++++++++\x1b[0m" in lines[5]
    assert "\x1b[32m= in both\x1b[0m" in lines[-1]
    assert "\x1b[33m+ still to pull\x1b[0m" in lines[-1]
