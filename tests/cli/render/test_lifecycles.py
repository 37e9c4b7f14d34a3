import click
import pytest

from dotimg.catalog.details import Lifecycle
from dotimg.cli.render import lifecycles

TODAY = "2026-11-22"
ONE = Lifecycle(".NET", "10.0", ".NET 10.0", "lts", "2025-11-11", "2028-11-14", "supported", True)


def styled(one: Lifecycle) -> str:
    return list(lifecycles.timeline([one], TODAY, 80))[1]


def bar(**fields: object) -> str:
    return click.unstyle(styled(ONE._replace(**fields)))[41:]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "end", "status", "shown"),
    [
        ("2025-11-11", "2028-11-14", "supported", "           ======|==========="),
        ("2024-01-01", "2029-12-31", "supported", "=================|================="),
        ("2020-01-01", "2030-07-01", "supported", "=================|=================>"),
        ("2020-01-01", None, "supported", "=================|=================>"),
        ("2020-01-01", "2023-12-31", "ended", "<                |"),
        (None, "2024-12-31", "ended", "                 |"),
        ("2024-06-01", "2024-06-02", "ended", "  -              |"),
        ("2028-01-01", "2031-01-01", "preview", "                 |      ===========>"),
        ("2025-05-30", "2026-03-10", "dropped", "        -----    |"),
        (None, None, "unknown", "                 |"),
    ],
)
def test_bars(start: str | None, end: str | None, status: str, shown: str) -> None:
    assert bar(start=start, end=end, status=status) == shown


def test_what_has_ended_is_red_while_images_of_it_are_listed() -> None:
    ended = ONE._replace(end="2026-11-10", status="ended")
    assert "\x1b[31m2026-11-10!" in styled(ended)
    assert "\x1b[2m2026-11-10!" in styled(ended._replace(listed=False))


def test_an_escape_in_a_title_is_made_visible() -> None:
    assert r"\x1b[2J" in styled(ONE._replace(title="\x1b[2J"))
