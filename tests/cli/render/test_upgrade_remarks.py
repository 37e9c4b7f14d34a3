"""What `upgrade` says beside its answer fits 80 columns and says each thing once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dotimg.cli.render import upgrade_remarks
from dotimg.upgrade.model import Advice, FileUpgrade, Left, Move

MCR = "mcr.microsoft.com/dotnet/"
ENDED = "support of .NET 8.0 ended 2026-11-10; base system changes from Debian 12 to Ubuntu 24.04"


def move(line: int, old: str, new: str, *notes: str, why: str = ENDED) -> Move:
    return Move("Dockerfile", line, old, new, why, notes)


def upgrade(
    *moves: Move, left: tuple[Left, ...] = (), advice: tuple[Advice, ...] = ()
) -> list[FileUpgrade]:
    return [FileUpgrade("Dockerfile", b"", b"", (), moves, left, advice, 0)]


def blocks(found: list[FileUpgrade]) -> str:
    return "\n".join(line for block in upgrade_remarks.remarks(found) for line in block)


def test_an_image_is_a_line_and_a_reason_stands_behind_all_that_have_it() -> None:
    found = upgrade(
        move(2, f"{MCR}sdk:8.0", f"{MCR}sdk:10.0"),
        move(6, f"{MCR}aspnet:8.0", "contoso.io/aspnet:10.0"),
        move(9, f"{MCR}sdk:9.0", f"{MCR}sdk:10.0", why="10.0 follows 9.0"),
    )
    assert "\n".join(upgrade_remarks.moves(found)) == (
        "Dockerfile:2  sdk:8.0 -> sdk:10.0\n"
        "Dockerfile:6  aspnet:8.0 -> contoso.io/aspnet:10.0\n"
        "    support of .NET 8.0 ended 2026-11-10; base system changes from Debian 12 to\n"
        "    Ubuntu 24.04\n"
        "Dockerfile:9  sdk:9.0 -> sdk:10.0\n"
        "    10.0 follows 9.0"
    )


def test_long_names_take_a_second_line_and_digests_are_cut() -> None:
    names = [f"{MCR}framework/aspnet:4.8-windowsservercore-ltsc{year}" for year in (2019, 2022)]
    digests = [f"{MCR}aspnet:8.0@sha256:{letter * 64}" for letter in "ab"]
    assert list(upgrade_remarks.moves(upgrade(move(1, *names, why="a")))) == [
        "Dockerfile:1  framework/aspnet:4.8-windowsservercore-ltsc2019",
        "    -> framework/aspnet:4.8-windowsservercore-ltsc2022",
        "    a",
    ]
    assert next(upgrade_remarks.moves(upgrade(move(1, *digests)))) == (
        "Dockerfile:1  aspnet:8.0@sha256:aaaaaaaaaaaa -> aspnet:8.0@sha256:bbbbbbbbbbbb"
    )


def test_what_is_said_of_several_places_is_grouped_and_said_once() -> None:
    advice = [Advice("Dockerfile", line, f"look at {line % 2}", "packages") for line in (1, 2, 3)]
    left = [Left("a", line, f"{MCR}aspnet:8.0-nobel", "no such tag") for line in (4, 5)]
    found = upgrade(move(1, "a:1", "a:2", "no arm"), left=tuple(left), advice=(*advice, advice[0]))
    assert blocks(found) == (
        "warning: mind\n"
        "    Dockerfile:1: no arm\n"
        "warning: not changed: no such tag\n"
        "    a:4, a:5: aspnet:8.0-nobel\n"
        "warning: check this (see 'dotimg rule packages')\n"
        "    Dockerfile:1, Dockerfile:3: look at 1\n"
        "    Dockerfile:2: look at 0"
    )


WORDS = st.text(st.sampled_from("abc -:\n\x1b[31m##"), max_size=60)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 9), WORDS, WORDS), min_size=1, max_size=6))
def test_no_line_is_wider_than_80_where_its_words_are_not(
    told: list[tuple[int, str, str]],
) -> None:
    found = upgrade(
        *(move(line, "aspnet:8.0", "aspnet:10.0", why=one) for line, one, _ in told),
        left=tuple(Left("Dockerfile", line, "aspnet:8.0", one * 3) for line, one, _ in told),
        advice=tuple(Advice("Dockerfile", line, two * 3, "packages") for line, _, two in told),
    )
    for line in (*upgrade_remarks.moves(found), *blocks(found).split("\n")):
        words = line.split()
        assert len(line) <= 80 or len(words[-1]) > 60 or len(words) == 1
        assert line.isprintable()
