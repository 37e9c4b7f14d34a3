import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.names.tags import newest_first


@pytest.mark.parametrize(
    "ordered",
    [
        pytest.param(["10.0.11", "9.0.10", "9.0.9", "8.0.30"], id="by number, not by letter"),
        pytest.param(["10", "10.0", "10.0.11", "10.0.10"], id="what moves above its patches"),
        pytest.param(["8.0-alpine", "8.0-noble", "8.0.11-alpine"], id="by name within a version"),
        pytest.param(
            ["11.0-preview", "11.0.100-rc.1", "11.0.100-preview.7", "11.0.100-preview.6", "10.0"],
            id="previews below their release",
        ),
        pytest.param(["8.0.401-1-alpine", "8.0.401", "8.0.401-alpine"], id="rebuilds above"),
        pytest.param(["8.0.404", "8.0.307", "8.0.110"], id="feature bands"),
        pytest.param(
            [
                "4.8.1",
                "4.8.1-windowsservercore-ltsc2022",
                "4.8.1-20260811-windowsservercore-ltsc2022",
                "4.8.1-20260714-windowsservercore-ltsc2022",
                "4.8",
                "3.5",
            ],
            id="days of .NET Framework",
        ),
        pytest.param(["2.1", "2..1", "alpine", "latest", "sha256-ab"], id="without version last"),
    ],
)
def test_order(ordered: list[str]) -> None:
    assert newest_first(reversed(ordered)) == ordered
    assert newest_first(sorted(ordered)) == ordered


@given(st.lists(st.from_regex(r"[0-9A-Za-z_][0-9A-Za-z_.-]{0,20}", fullmatch=True), unique=True))
def test_any_tag_has_its_place(names: list[str]) -> None:
    ordered = newest_first(names)
    assert sorted(ordered) == sorted(names)
    assert newest_first(reversed(ordered)) == ordered
