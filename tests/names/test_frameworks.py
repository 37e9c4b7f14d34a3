import pytest

from dotimg.names import frameworks


@pytest.mark.parametrize(
    ("name", "identifier", "version", "channel", "platform"),
    [
        ("net8", ".NETCoreApp", (8, 0), "8.0", ""),
        ("net8.0", ".NETCoreApp", (8, 0), "8.0", ""),
        (" NET8.0 ", ".NETCoreApp", (8, 0), "8.0", ""),
        ("net8.0-windows", ".NETCoreApp", (8, 0), "8.0", "windows"),
        ("net10.0-windows10.0.19041", ".NETCoreApp", (10, 0), "10.0", "windows"),
        ("net10.0-ios", ".NETCoreApp", (10, 0), "10.0", "ios"),
        ("netcoreapp3.1", ".NETCoreApp", (3, 1), "3.1", ""),
        ("net10", ".NETFramework", (1, 0), "1.0", ""),
        ("net20", ".NETFramework", (2, 0), "2.0", ""),
        ("net35", ".NETFramework", (3, 5), "3.5", ""),
        ("net48", ".NETFramework", (4, 8), "4.8", ""),
        ("net481", ".NETFramework", (4, 8, 1), "4.8.1", ""),
        ("net4", ".NETFramework", (4, 0), "4.0", ""),
        ("netstandard2.0", ".NETStandard", (2, 0), "", ""),
    ],
)
def test_a_name_is_taken_apart(
    name: str, identifier: str, version: tuple[int, ...], channel: str, platform: str
) -> None:
    found = frameworks.parse(name)
    assert found
    assert found == (identifier, version, platform)
    assert found.channel == channel


@pytest.mark.parametrize("name", ["", "net", "8.0", "net8.0-", "uap10.0", "netx", "net8.0 x"])
def test_what_is_no_name_of_a_framework_gives_none(name: str) -> None:
    assert frameworks.parse(name) is None
