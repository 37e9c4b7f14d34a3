"""What a shell is answered that asks how a line goes on."""

import contextlib
import importlib
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.catalog.tables import Catalog, bundled_folder
from dotimg.check.rules import RULES
from dotimg.cli import group, run
from dotimg.cli.commands import completion, schema
from dotimg.cli.common_options import common_options
from dotimg.cli.completing import script, values
from dotimg.explain.policy import WORDS as GOALS
from dotimg.names import platforms, versions
from dotimg.names.reference import parse
from dotimg.resolver.system import wanted
from tests.cli.conftest import Run
from tests.tables import replace

Ask = Callable[..., list[tuple[str, str, str]]]


@pytest.fixture
def ask(dotimg: Run, monkeypatch: pytest.MonkeyPatch) -> Ask:
    def asked(line: str, **variables: str) -> list[tuple[str, str, str]]:
        monkeypatch.setenv("DOTIMG_TODAY", "2026-11-22")
        monkeypatch.setenv("_DOTIMG_COMPLETE", line)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        code, out, err = dotimg()
        assert (code, err) == (0, "")
        rows = [row.split("\t") for row in out.splitlines()]
        return [(kind, word, text) for kind, word, text in rows]

    return asked


def words(answer: list[tuple[str, str, str]]) -> list[str]:
    return [word for _, word, _ in answer]


def test_commands_come_with_their_lines_of_help(ask: Ask) -> None:
    told = group.COMMANDS
    assert {word: text for _, word, text in ask("dotimg ")} == told
    assert words(ask("dotimg c")) == ["changes", "check", "compare", "completion"]


@pytest.mark.parametrize("name", group.COMMANDS)
def test_options_of_every_command_come_with_their_help(ask: Ask, name: str) -> None:
    command = group.dotimg.get_command(click.Context(group.dotimg), name)
    assert command is not None
    options = [one for one in command.params if isinstance(one, click.Option)]
    found = {word: text for _, word, text in ask(f"dotimg {name} --")}
    for option in options:
        assert found[option.opts[-1]] == option.help
    assert "--help" in found


def test_every_option_and_argument_says_by_its_metavar_what_it_takes() -> None:
    unknown = {
        *(
            "DAYS",
            "FORMAT=FILE",
            "GLOB",
            "HOST",
            "ID",
            "IMAGE",
            "K=V",
            "N",
            "NAME",
            "PREFIX",
            "URL",
        ),
        *("SDK", "SECONDS", "STAGE", "YYYY-MM-DD"),
    }
    for module in group.COMMANDS:
        command: click.Command = importlib.import_module(f"dotimg.cli.commands.{module}").command
        for one in (*command.params, *common_options(before=True)):
            if isinstance(one.type, click.Choice) or getattr(one, "is_flag", False):
                continue
            metavar = (one.metavar or (one.name or "").upper()).strip("[],.")
            assert metavar in values.TYPES or metavar in unknown, (command.name, metavar)


def test_versions_are_words_and_channels_of_both_products(ask: Ask, catalog: Catalog) -> None:
    channels = [one.name for one in (*catalog.channels, *catalog.framework)]
    found = ask("dotimg pick --version ")
    assert words(found) == [*versions.WORDS, *channels]
    assert ("plain", "10.0", ".NET 10.0 LTS, until 2028-11-14") in found
    assert words(ask("dotimg list --version 4.7")) == ["4.7.2", "4.7.1", "4.7"]


def test_systems_that_get_updates_come_first(ask: Ask) -> None:
    assert words(ask("dotimg pick --os al")) == ["alpine", "alpine3.24", "alpine3.23", "alpine3.22"]
    assert words(ask("dotimg pick --os alpine3.18")) == ["alpine3.18"]
    assert words(ask("dotimg list --os 24")) == ["24.04"]


def test_every_family_release_and_kind_can_be_completed(ask: Ask, catalog: Catalog) -> None:
    families = catalog.traits["families"]
    for name in (*families, "linux", "windows", *catalog.systems):
        assert name in words(ask(f"dotimg pick --os {name}"))
    for word in words(ask("dotimg pick --os ")):
        assert wanted(catalog, word)


def test_architectures_by_their_other_names_once_typed(ask: Ask) -> None:
    assert words(ask("dotimg pick --arch ")) == list(platforms.ARCHITECTURES)
    assert ask("dotimg pick --arch aa") == [("plain", "aarch64", "arm64")]


def test_platforms_are_those_of_net_images(ask: Ask) -> None:
    found = words(ask("dotimg digest sdk:10.0 --platform "))
    assert found == ["linux/amd64", "linux/arm64", "linux/arm", "windows/amd64"]


def test_repositories_by_short_name_or_path(ask: Ask, catalog: Catalog) -> None:
    short = list(catalog.repositories)
    assert words(ask("dotimg tags ")) == words(ask("dotimg list --repository ")) == short
    assert words(ask("dotimg tags mcr.microsoft.com/dotnet/a")) == [
        "mcr.microsoft.com/dotnet/aspnet",
        "mcr.microsoft.com/dotnet/aspire-dashboard",
    ]


def test_goals_of_upgrade_are_its_words_and_supported_channels(ask: Ask) -> None:
    assert words(ask("dotimg upgrade . --to ")) == [*GOALS, "11.0", "10.0"]
    assert words(ask("dotimg upgrade . --to 8")) == ["8.0"]


def test_upgrade_goes_to_families_only(ask: Ask, catalog: Catalog) -> None:
    assert words(ask("dotimg upgrade . --os ")) == list(catalog.traits["families"])
    assert words(ask("dotimg upgrade . --os noble")) == []


def test_rules_by_number_or_name(ask: Ask) -> None:
    numbers = [("plain", rule.text.id, rule.text.name) for rule in RULES]
    assert ask("dotimg check . --ignore ") == numbers
    assert ask("dotimg check . --ignore ends") == [("plain", "ends-soon", "DI204")]


@pytest.mark.parametrize("command", ["explain", "digest", "inspect", "compare", "compare sdk:8.0"])
def test_a_reference_is_a_repository_first(ask: Ask, command: str, catalog: Catalog) -> None:
    found = ask(f"dotimg {command} ")
    assert words(found) == [f"{name}:" for name in catalog.repositories]
    assert {kind for kind, _, _ in found} == {"open"}


def test_then_every_listed_tag_of_it(ask: Ask, catalog: Catalog) -> None:
    for name in catalog.repositories:
        path = catalog.repositories[name].paths[0]
        listed = {
            f"{name}:{tag.name}"
            for channel in catalog.channels_of(path)
            for tag in catalog.listed(path, channel)
            if tag.published
        }
        found = ask(f"dotimg explain {name}:")
        assert set(words(found)) == listed
        assert {kind for kind, _, _ in found} == {"plain"}


def test_retired_tags_where_no_listed_one_begins_so(ask: Ask, catalog: Catalog) -> None:
    assert ask("dotimg explain aspnet:8.0-alpine3.18-ar") == [
        ("plain", "aspnet:8.0-alpine3.18-arm32v7", "8.0.6, retired 2024-06-11"),
        ("plain", "aspnet:8.0-alpine3.18-arm64v8", "8.0.6, retired 2024-06-11"),
    ]
    existing = {(path, tag.name) for path, _, tag in catalog.all_tags()}
    found = words(ask("dotimg explain sdk:6.0.4"))
    assert len(found) > 100
    for word in found:
        where = parse(word, catalog.repositories)
        assert (where.name, where.tag) in existing


@given(st.data())
def test_any_tag_that_was_ever_published_can_be_completed(data: st.DataObject) -> None:
    path, _, tag = data.draw(st.sampled_from(TAGS))
    word = f"{path}:{tag}"
    found = answered(f"dotimg explain {word}").splitlines()
    assert found
    assert all(line.startswith(f"plain\t{word}") for line in found)
    assert word in BEHIND_LONGER or any(line.startswith(f"plain\t{word}\t") for line in found)


# Whole tags that are hidden by longer ones, which are listed or of the channel that they name.
BEHIND_LONGER = {
    "docker.io/microsoft/aspnetcore-build:1.0",
    "mcr.microsoft.com/dotnet/core/samples:aspnetapp",
    "mcr.microsoft.com/dotnet/core/samples:aspnetapp-nanoserver-1809",
    "mcr.microsoft.com/dotnet/core/samples:dotnetapp",
    "mcr.microsoft.com/dotnet/core/samples:dotnetapp-nanoserver-1809",
}


TAGS = [(path, channel, tag.name) for path, channel, tag in Catalog().all_tags() if tag.published]


@pytest.mark.parametrize(
    "spelling",
    ["mcr.microsoft.com/dotnet/aspnet", "dotnet/aspnet", "docker.io/microsoft/dotnet"],
)
def test_a_repository_may_be_spelled_in_full(ask: Ask, spelling: str) -> None:
    tag = "2.1-sdk" if "microsoft/" in spelling else "10.0-noble"
    found = words(ask(f"dotimg explain {spelling}:{tag}"))
    assert f"{spelling}:{tag}" in found


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("check ", "file"), ("check a b", "file"), ("upgrade --project ", "file"),
        ("pick --project ", "file"), ("scaffold ", "file"), ("refresh --source ", "file"),
        ("--catalog ", "dir"),
    ],
)  # fmt: skip
def test_paths_are_left_to_the_shell(ask: Ask, line: str, kind: str) -> None:
    assert [kind for kind, _, _ in ask(f"dotimg {line}")] == [kind]


@pytest.mark.parametrize(
    "line",
    [
        "--today ", "pick --today ", "pick --registry ", "digest --timeout ", "tags sdk ",
        "explain nginx:", "explain contoso.azurecr.io/mcr/dotnet/sdk:", "explain Sdk:8",
        "explain sdk@sha256:", "no-such --", "pick --os beos", "pick --no-such=",
        "completion bash ",
    ],
)  # fmt: skip
def test_where_nothing_is_known_nothing_is_said(ask: Ask, line: str) -> None:
    assert [one for one in ask(f"dotimg {line}") if not one[1].startswith("--")] == []


def test_the_value_behind_an_equals_sign_is_completed_with_its_option(ask: Ask) -> None:
    assert words(ask("dotimg pick --format=e")) == ["--format=env"]


def test_only_what_the_shell_replaces_is_sent(ask: Ask) -> None:
    line = "dotimg explain aspnet:8.0-azurelinux3.0-ar"
    ends = words(ask(line, _DOTIMG_REPLACED="8.0-azurelinux3.0-ar"))
    assert [f"aspnet:{end}" for end in ends] == words(
        ask(line, _DOTIMG_REPLACED="aspnet:8.0-azurelinux3.0-ar")
    )


def test_the_version_of_dotimg_is_no_completion(ask: Ask) -> None:
    assert "dotimg" not in "".join(words(ask("dotimg --version pi")))


def test_a_day_that_is_none_is_taken_for_today(ask: Ask) -> None:
    assert "alpine" in words(ask("dotimg --today 2026 pick --os al"))


def test_each_word_for_a_version_has_its_own_help(ask: Ask) -> None:
    helps = [text for _, _, text in ask("dotimg pick --version ")]
    assert len(set(helps)) == len(helps)


def test_options_before_the_command_count(ask: Ask, tmp_path: Path) -> None:
    assert words(ask("dotimg --today 2024-11-22 upgrade --to ")) == [
        *(*GOALS, "11.0", "10.0", "9.0", "8.0"),
    ]
    assert words(ask(f"dotimg --catalog {tmp_path} explain asp")) == []
    assert words(ask(f"dotimg --catalog '{bundled_folder()}' tags aspn")) == ["aspnet"]


def test_a_backslash_that_powershell_doubles_is_a_part_of_the_path(
    ask: Ask, tmp_path: Path
) -> None:
    folder = tmp_path / "a\\b"
    shutil.copytree(bundled_folder(), folder)
    doubled = str(folder).replace("\\", "\\\\")
    assert words(ask(f"dotimg --catalog {doubled} tags aspn")) == ["aspnet"]
    assert words(ask(f"dotimg --catalog {folder} tags aspn")) == []


@pytest.mark.parametrize("table", ["catalog.json", "tags.jsonl"])
def test_a_damaged_catalog_completes_nothing(ask: Ask, tmp_path: Path, table: str) -> None:
    shutil.copytree(bundled_folder(), tmp_path / "tables")
    path = tmp_path / "tables" / table
    path.write_bytes(b"x" * path.stat().st_size)
    catalog = str(tmp_path / "tables")
    assert ask("dotimg explain aspnet:8", DOTIMG_CATALOG=catalog) == []
    assert words(ask("dotimg pi", DOTIMG_CATALOG=catalog)) == ["pick"]


@pytest.mark.parametrize("table", ["", "catalog.json", "tags.jsonl"])
def test_refreshed_tables_are_used_unless_they_are_damaged(
    ask: Ask, tmp_path: Path, table: str
) -> None:
    tables = tmp_path / "dotimg" / "catalogs" / "2099-01-01-x"
    shutil.copytree(bundled_folder(), tables)
    (tmp_path / "dotimg" / "current").write_text("2099-01-01-x")
    replace(tables, "tags.jsonl", '["10.0-noble"', '["10.0-novel"')
    if table:
        path = tables / table
        path.write_bytes(b"x" * path.stat().st_size)
    found = words(ask("dotimg explain aspnet:10.0-no", XDG_DATA_HOME=str(tmp_path)))
    assert ("aspnet:10.0-novel" in found) == (not table)
    assert ("aspnet:10.0-noble" in found) == bool(table)


def answered(line: str, **variables: str) -> str:
    """The answer, after nothing was said on stderr and the exit code was 0."""
    out, err = io.StringIO(), io.StringIO()
    own = {"_DOTIMG_COMPLETE": line, "DOTIMG_TODAY": "2026-11-22", **variables}
    with (
        patch.dict(os.environ, own),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        assert run([]) == 0
    assert err.getvalue() == ""
    return out.getvalue()


PARTS = ["dotimg ", "pick ", "explain ", "--os=", "--format ", "aspnet:", "'", '"', "\\", "=", "-"]
# What a variable of the environment can hold.
ANY = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(st.lists(st.sampled_from(PARTS) | ANY).map("".join), ANY)
def test_no_line_makes_a_noise(line: str, replaced: str) -> None:
    for row in answered(line, _DOTIMG_REPLACED=replaced).splitlines():
        kind, word, text = row.split("\t")
        assert kind in ("plain", "open", "file", "dir")
        assert word.isprintable()
        assert text.isprintable()


def test_control_characters_do_not_come_back(ask: Ask) -> None:
    assert ask("dotimg explain --\x1b[2J=asp") == []
    assert ask("dotimg check \x1b[2J") == []


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt])
def test_no_trouble_is_told(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr("dotimg.cli.completing.answer", broken)
    assert ask("dotimg pi") == []


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_prints_the_script_of_a_shell(dotimg: Run, shell: str) -> None:
    assert dotimg("completion", shell) == (0, script(shell), "")
    assert "_DOTIMG_COMPLETE" in script(shell)
    assert f"dotimg completion {shell} " in dotimg("completion", "--help").out


def test_knows_no_other_shell(dotimg: Run) -> None:
    result = dotimg("completion", "tcsh")
    assert (result.code, result.out) == (2, "")
    assert "powershell" in result.err


def test_a_missing_shell_is_said_on_one_plain_line(dotimg: Run) -> None:
    told = dotimg("completion").err
    assert "Choose from: bash, zsh, fish, powershell" in told
    assert r"\t" in dotimg("completion", "a\tb").err


def test_pages_of_rules_and_schemas_can_be_completed(ask: Ask) -> None:
    assert words(ask("dotimg rule DI40")) == ["DI401", "DI402", "DI403", "DI404"]
    assert words(ask("dotimg rule pa")) == ["packages"]
    assert words(ask("dotimg rule version-")) == ["version-ended"]
    assert words(ask("dotimg schema ")) == list(schema.schemas())
