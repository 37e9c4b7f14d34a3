"""Target frameworks: which there are, and facts that depend on them."""

from pathlib import Path

import pytest

from dotimg.errors import InputError
from tests.project.trees import facts, project

MANY = project(
    "<TargetFrameworks>net8.0;net10.0</TargetFrameworks>",
    "<OutputType>Exe</OutputType>",
    "<PublishAot Condition=\"'$(TargetFramework)' == 'net10.0'\">true</PublishAot>",
    rest='<ItemGroup><PackageReference Include="Both" />'
    "<PackageReference Include=\"Old\" Condition=\"'$(TargetFramework)' == 'net8.0'\" />"
    "</ItemGroup>",
)


def test_facts_hold_for_one_framework_or_for_all(tmp_path: Path) -> None:
    every = facts(tmp_path, MANY)
    assert every.target_frameworks == ("net8.0", "net10.0")
    assert (every.framework, every.output_type, every.aot) == ("", "Exe", None)
    assert every.package_references == ("Both",)
    (doubt,) = every.unknown
    assert doubt.reason == "differs between net8.0 and net10.0: choose one of them"
    assert (doubt.facts, doubt.line) == (("aot",), 5)
    old, new = facts(tmp_path, MANY, "net8.0"), facts(tmp_path, MANY, "NET10.0")
    assert (old.framework, old.aot, old.package_references) == ("net8.0", False, ("Both", "Old"))
    assert (new.framework, new.aot, new.unknown) == ("net10.0", True, ())
    assert new.target_frameworks == ("net8.0", "net10.0")
    assert facts(tmp_path, MANY, TargetFramework="net8.0").framework == "net8.0"
    with pytest.raises(InputError, match=r"is not for 'net6.0': it has net8.0, net10.0$"):
        facts(tmp_path, MANY, "net6.0")


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        (["<TargetFrameworks>net8.0</TargetFrameworks>"], ("net8.0",)),
        (["<TargetFramework>net9.9</TargetFramework>"], ("net9.9",)),
        (["<TargetFramework> net8.0-windows </TargetFramework>"], ("net8.0-windows",)),
        (
            [
                "<TargetFrameworks>net8.0;net48</TargetFrameworks>",
                "<TargetFramework>net6.0</TargetFramework>",
            ],
            ("net6.0",),
        ),
        (
            [
                "<TargetFrameworks>net48</TargetFrameworks>",
                (
                    "<TargetFrameworks Condition=\"'$(OS)' != 'Windows_NT'\">"
                    "net8.0;$(TargetFrameworks)</TargetFrameworks>"
                ),
            ],
            ("net8.0", "net48"),
        ),
        (["<V>9.0</V><TargetFramework>net$(V)</TargetFramework>"], ("net9.0",)),
        (["<TargetFramework>net$(NETCoreAppMaximumVersion)</TargetFramework>"], None),
    ],
)
def test_target_frameworks_are_as_written(
    tmp_path: Path, properties: list[str], expected: tuple[str, ...] | None
) -> None:
    assert facts(tmp_path, project(*properties)).target_frameworks == expected


def test_an_unknown_framework_leaves_open_what_depends_on_it(tmp_path: Path) -> None:
    text = project(
        "<TargetFrameworks>net$(NETCoreAppMaximumVersion)</TargetFrameworks>",
        "<PublishAot Condition=\"'$(TargetFramework)' == 'net8.0'\">true</PublishAot>",
        "<PublishTrimmed>true</PublishTrimmed>",
        sdk="Microsoft.NET.Sdk.Web",
    )
    found = facts(tmp_path, text)
    assert (found.aot, found.trimmed, found.framework_references) == (None, True, None)
    assert found.web is True
    (doubt,) = found.unknown
    assert set(doubt.facts) == {"aot", "target_frameworks", "framework_references"}
    assert facts(tmp_path, text, "net8.0").aot is True
