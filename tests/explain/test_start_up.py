import pytest

from tests.test_architecture import HEAVY, modules_after, modules_after_click


@pytest.mark.parametrize(
    "arguments",
    [
        ["aspnet:8.0-alpine3.18"],
        ["sdk:10.0", "--format", "json"],
        ["sha256:4b2da7653c25"],
        ["microsoft/dotnet:2.1-sdk"],
    ],
)
def test_explain_imports_nothing_heavy(arguments: list[str]) -> None:
    loaded = modules_after("-q", "explain", *arguments) - modules_after_click()
    assert loaded & HEAVY == set()
    assert not {name for name in loaded if name.startswith("dotimg.check")}


def test_support_imports_nothing_heavy() -> None:
    assert (modules_after("-q", "support") - modules_after_click()) & HEAVY == set()
