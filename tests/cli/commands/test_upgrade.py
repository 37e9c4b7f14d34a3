"""`dotimg upgrade` as people and CI run it."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run

MCR = "mcr.microsoft.com/dotnet/"
DAY = "2026-11-22"
NO_PROJECT = (
    "no project was found for it: update its target framework to net10.0, or it may not build or "
    "start"
)
OLD = f"FROM {MCR}sdk:8.0-jammy AS build\n\nFROM {MCR}aspnet:8.0-jammy-chiseled\nEXPOSE 8080\n"
NEW = OLD.replace("8.0-jammy", "10.0-noble")
DIFF = f"""\
--- a/Dockerfile
+++ b/Dockerfile
@@ -1,4 +1,4 @@
-FROM {MCR}sdk:8.0-jammy AS build
+FROM {MCR}sdk:10.0-noble AS build
{" "}
-FROM {MCR}aspnet:8.0-jammy-chiseled
+FROM {MCR}aspnet:10.0-noble-chiseled
 EXPOSE 8080
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    (folder / "Dockerfile").write_text(OLD)
    return folder


def test_the_default_is_a_diff_and_no_change(here: Path, dotimg: Run) -> None:
    result = dotimg("-q", "upgrade", ".", day=DAY)
    assert result == (0, DIFF, "")
    assert (here / "Dockerfile").read_text() == OLD


def test_why_and_how_many_go_to_stderr(here: Path, dotimg: Run) -> None:
    (here / "other.Dockerfile").write_text(f"FROM {MCR}aspnet:8.0-nobel\n")
    err = dotimg("upgrade", ".", day="2026-08-25").err.splitlines()
    assert err == [
        "Dockerfile:1  sdk:8.0-jammy -> sdk:10.0-noble",
        "Dockerfile:3  aspnet:8.0-jammy-chiseled -> aspnet:10.0-noble-chiseled",
        "    10.0 follows 8.0; base system changes from Ubuntu 22.04 to Ubuntu 24.04",
        "warning: check this (see 'dotimg rule project')",
        "    Dockerfile:1: no project was found for it: update its target framework to",
        "    net10.0, or it may not build or start",
        "warning: not changed: no such tag was published up to the catalog's day",
        "    other.Dockerfile:1: aspnet:8.0-nobel",
        "note: 2 images to move in 1 of 2 files; 1 left as it is; use --write to apply",
    ]


def test_write_edits_in_place_and_twice_changes_nothing_more(here: Path, dotimg: Run) -> None:
    result = dotimg("-q", "upgrade", ".", "--write", day=DAY)
    assert result == (0, "", "")
    assert (here / "Dockerfile").read_text() == NEW
    assert dotimg("upgrade", ".", "--write", day="2026-08-25").err == (
        "note: 0 images moved in 0 of 1 file\n"
    )
    assert dotimg("-q", "upgrade", ".", day=DAY).out == ""


def test_check_is_exit_code_1_when_something_would_change(here: Path, dotimg: Run) -> None:
    result = dotimg("-q", "upgrade", ".", "--check", day=DAY)
    assert result == (1, "", "")
    (here / "Dockerfile").write_text(NEW)
    assert dotimg("-q", "upgrade", ".", "--check", day=DAY).code == 0


def test_the_three_ways_exclude_each_other(here: Path, dotimg: Run) -> None:
    result = dotimg("upgrade", ".", "--check", "--write")
    assert (result.code, result.err) == (
        2,
        "dotimg: --write, --diff and --check exclude each other\n",
    )
    assert (here / "Dockerfile").read_text() == OLD


def test_stdin_is_written_to_stdout(dotimg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(OLD.encode())))
    assert dotimg("-q", "upgrade", "-", "--write", day=DAY) == (0, NEW, "")
    assert dotimg("upgrade", "-", "x", "--write").code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="git and line ends")
def test_the_diff_is_one_that_git_applies(here: Path, dotimg: Run) -> None:
    content = OLD.replace("\n", "\r\n").rstrip("\r\n") + " ü"
    (here / "Dockerfile").write_bytes(content.encode("latin-1"))
    (here / "sub").mkdir()
    (here / "sub/a b.Dockerfile").write_text(OLD)
    diff = dotimg("-q", "upgrade", ".", day=DAY).out
    subprocess.run(["git", "init", "-q", "."], cwd=here, check=True)
    program = Path(sys.executable).parent / "dotimg"
    piped = subprocess.run(
        [str(program), "-q", "--today", DAY, "upgrade", "."],
        cwd=here, capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert diff
    subprocess.run(["git", "apply"], cwd=here, input=piped, check=True)
    new = content.replace("8.0-jammy", "10.0-noble").encode("latin-1")
    assert (here / "Dockerfile").read_bytes() == new
    assert (here / "sub/a b.Dockerfile").read_text() == NEW


def test_json_tells_edits_moves_what_is_left_and_advice(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(f"FROM {MCR}sdk:3.1\nEXPOSE 80\n")
    result = dotimg("-q", "upgrade", ".", "--format", "json", day=DAY)
    assert json.loads(result.out) == {
        "schema": 1,
        "files": 1,
        "images": 1,
        "edits": [
            {
                "path": "Dockerfile",
                "line": 1,
                "column": 6,
                "span": [5, 37],
                "old": f"{MCR}sdk:3.1",
                "new": f"{MCR}sdk:10.0",
                "why": (
                    "support of .NET Core 3.1 ended 2022-12-13; base system changes from "
                    "Debian 10 to Ubuntu 24.04"
                ),
                "kind": "image",
                "advice": [NO_PROJECT],
            },
            {
                "path": "Dockerfile",
                "line": 2,
                "column": 8,
                "span": [45, 47],
                "old": "80",
                "new": "8080",
                "why": "since .NET 8.0, images use port 8080",
                "kind": "port",
                "advice": [NO_PROJECT],
            },
        ],
        "moves": [
            {
                "path": "Dockerfile",
                "line": 1,
                "old": f"{MCR}sdk:3.1",
                "new": f"{MCR}sdk:10.0",
                "why": (
                    "support of .NET Core 3.1 ended 2022-12-13; base system changes from "
                    "Debian 10 to Ubuntu 24.04"
                ),
                "notes": [],
            }
        ],
        "left": [],
        "ended": [],
        "advice": [
            {
                "path": "Dockerfile",
                "line": 1,
                "message": NO_PROJECT,
                "name": "project",
                "page": "dotimg rule project",
            }
        ],
        "skipped": [],
        "catalog": {"as_of": "2026-08-20"},
    }


def test_a_file_that_cannot_be_used_stops_no_other(here: Path, dotimg: Run) -> None:
    (here / "bad.Dockerfile").write_text("RUN x\n")
    (here / "fixed.Dockerfile").write_text(OLD)
    (here / "fixed.Dockerfile").chmod(0o444)
    result = dotimg("-q", "upgrade", ".", "--write", day=DAY)
    assert result.code == 3
    assert result.err.splitlines() == [
        "dotimg: bad.Dockerfile: line 1: no FROM in it: not a Dockerfile",
        "dotimg: fixed.Dockerfile: is read-only: nothing was written",
    ]
    assert (here / "Dockerfile").read_text() == NEW
    assert (here / "fixed.Dockerfile").read_text() == OLD


@pytest.mark.parametrize("name", ["missing.yaml", "large.yml", "Dockerfile/x.yaml"])
def test_a_yaml_file_that_cannot_be_read_is_never_passed_over(
    here: Path, dotimg: Run, name: str
) -> None:
    (here / "large.yml").write_bytes(b"#" * 4_000_001)
    result = dotimg("-q", "upgrade", "--check", name)
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith(f"dotimg: {name}: ")


def test_what_was_not_written_is_not_told_as_done(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").chmod(0o444)
    err = dotimg("upgrade", ".", "--write", day="2026-08-25").err.splitlines()
    assert err == [
        "dotimg: Dockerfile: is read-only: nothing was written",
        "note: 0 images moved in 0 of 0 files",
    ]


def test_names_that_lead_out_of_the_folder_or_have_spaces_are_ones_that_git_reads(
    here: Path, dotimg: Run
) -> None:
    (here / "sub").mkdir()
    (here / "a b.Dockerfile").write_text(OLD + "# a\r b\n")
    out = dotimg("-q", "upgrade", "a b.Dockerfile", day=DAY).out
    assert out.startswith("--- a/a b.Dockerfile\t\n+++ b/a b.Dockerfile\t\n")
    out = dotimg("-q", "upgrade", str(here / "Dockerfile"), day=DAY).out
    assert out.startswith(f"--- {here}/Dockerfile\n")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_file_that_is_given_twice_is_written_once(here: Path, dotimg: Run) -> None:
    (here / "link").symlink_to("Dockerfile")
    paths = ("Dockerfile", "link", str(here / "Dockerfile"))
    result = dotimg("upgrade", *paths, "--write", day="2026-08-25")
    assert (result.code, result.err.splitlines()[-1]) == (
        0,
        "note: 2 images moved in 1 of 1 file",
    )
    assert (here / "link").is_symlink()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--to", "fedora"), 2, "'fedora' is not lts, latest, patch or one of the channels 11.0"),
        (("--to", "10.0.11"), 2, "'10.0.11' is not a channel; the channel of 10.0.11 is 10.0"),
        (("--to", "8.0.4xx"), 2, "'8.0.4xx' is not a channel; the channel of 8.0.4xx is 8.0"),
        (("--to", "7.7"), 2, "'7.7' is not lts, latest, patch or one of the channels"),
        (
            ("--os", "noble"),
            2,
            "'noble' is not an operating system family; expected one of ubuntu, debian",
        ),
        (("--os", "fedora"), 2, "no .NET image was ever published for 'fedora'"),
    ],
)
def test_words_that_mean_nothing_are_refused(
    dotimg: Run, arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = dotimg("upgrade", ".", *arguments)
    assert result.code == code
    assert message in result.err


def test_a_teams_settings_hold(here: Path, dotimg: Run) -> None:
    (here / "dotimg.toml").write_text(
        'to = "patch"\nregistry = "contoso.azurecr.io"\nfamilies = ["alpine"]\n'
    )
    (here / "Dockerfile").write_text(
        "FROM contoso.azurecr.io/dotnet/sdk:9.0-noble AS a\nFROM scratch\n"
    )
    out = dotimg("-q", "upgrade", ".", day="2026-08-21").out
    assert "+FROM contoso.azurecr.io/dotnet/sdk:9.0-alpine3.24 AS a\n" in out
    assert "sdk:10.0-alpine" in dotimg("-q", "upgrade", ".", "--to", "lts", day="2026-08-21").out
    (here / "dotimg.toml").write_text('to = "fedora"\n')
    result = dotimg("upgrade", ".")
    assert result.code == 3
    assert "dotimg.toml: to: 'fedora' is not lts" in result.err


def test_pins_are_those_of_the_catalog_which_is_said(here: Path, dotimg: Run) -> None:
    result = dotimg("upgrade", ".", "--digest", day="2026-08-25")
    assert (
        "note: digests are from the tag data (2026-08-20); use --live for current ones"
        in result.err
    )
    assert result.out.count("@sha256:") == 2
    assert here.exists()


def test_a_hard_link_is_told(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(f"FROM {MCR}sdk:8.0\n")
    (here / "other").hardlink_to(here / "Dockerfile")
    done = dotimg("upgrade", "Dockerfile", "--write")
    told = "warning: Dockerfile: was a hard link; another name keeps the old text\n"
    assert (done.code, told in done.err) == (0, True)
    assert (here / "other").read_text() == f"FROM {MCR}sdk:8.0\n"


def test_a_folder_that_takes_no_new_text_stops_no_other(
    here: Path, dotimg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        (here / name).mkdir()
        (here / name / "Dockerfile").write_text(f"FROM {MCR}sdk:8.0\n")
    move, remove = os.replace, os.unlink

    def guarded(call: Callable[..., None]) -> Callable[..., None]:
        def checked(path: str, *rest: str) -> None:
            if os.path.basename(os.path.dirname(path)) == "a":
                raise PermissionError(1, "Operation not permitted")
            call(path, *rest)

        return checked

    monkeypatch.setattr(os, "replace", guarded(move))
    monkeypatch.setattr(os, "unlink", guarded(remove))
    done = dotimg("upgrade", ".", "--write")
    assert done.code == 3
    assert f"dotimg: {Path('a/Dockerfile')}: cannot be written: Operation not perm" in done.err
    assert [(here / name / "Dockerfile").read_text()[-5:] for name in "abc"] == [
        ":8.0\n", "10.0\n", "10.0\n",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_that_leaves_the_tree_is_not_edited(here: Path, dotimg: Run) -> None:
    image = here.parent / "image.txt"
    image.write_text(f"FROM {MCR}sdk:8.0\n")
    (here / "b.Dockerfile").symlink_to("../image.txt")
    done = dotimg("upgrade", ".", "--write")
    assert "note: b.Dockerfile:1: skipped: it is a link that leads out of the tree" in done.err
    assert image.read_text() == f"FROM {MCR}sdk:8.0\n"
    done = dotimg("upgrade", "b.Dockerfile", "--write")
    assert image.read_text() == f"FROM {MCR}sdk:10.0\n"


def test_what_has_ended_and_is_left_is_counted_and_fails_where_that_is_asked_for(
    here: Path, dotimg: Run
) -> None:
    (here / "Dockerfile").write_text(
        f"FROM {MCR}sdk:8.0 AS build\nFROM {MCR}aspnet:8.0-nobel\nFROM {MCR}aspnet:10.0\n"
    )
    (here / "b.Dockerfile").write_text("FROM amazon/aws-lambda-dotnet:8\n")
    (here / "c.Dockerfile").write_text(f"FROM {MCR}sdk:3.1\n")
    for extra, code in (((), 0), (("--write",), 0), (("--fail-on", "ended"), 1)):
        result = dotimg("upgrade", ".", *extra, day=DAY)
        assert result.code == code
        assert "; 3 left as they are; 2 unsupported" in result.err.splitlines()[-1]
    told = json.loads(dotimg("-q", "upgrade", ".", "--format", "json", day=DAY).out)
    assert [(one["path"], one["line"]) for one in told["ended"]] == [
        ("Dockerfile", 1),
        ("b.Dockerfile", 1),
    ]
    (here / "c.Dockerfile").write_text(f"FROM {MCR}sdk:3.1\n")
    for to, code in (("lts", 0), ("8.0", 1)):
        arguments = ("c.Dockerfile", "--to", to, "--fail-on", "ended")
        assert dotimg("-q", "upgrade", *arguments, day=DAY).code == code


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--os", "debian"), "--os debian cannot be met: 10.0 has no such Debian image"),
        (("--to", "3.1"), "--to 3.1 cannot be met: that is older than 8.0"),
        (("--to", "3.1", "--os", "alpine"), "--os alpine cannot be met"),
    ],
)
def test_a_wish_that_cannot_be_met_is_named(
    here: Path, dotimg: Run, arguments: tuple[str, ...], reason: str
) -> None:
    (here / "Dockerfile").write_text(f"FROM {MCR}aspnet:8.0-jammy-chiseled-composite\n")
    err = " ".join(dotimg("upgrade", ".", *arguments, day=DAY).err.split())
    assert re.search(rf"not changed: (?:support of .NET 8.0 ended 2026-11-10, and )?{reason}", err)


def test_the_text_of_a_pull_request_goes_to_stdout(here: Path, dotimg: Run) -> None:
    result = dotimg("-q", "upgrade", ".", "--write", "--format", "markdown", day=DAY)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("2 .NET images moved in 1 file.\n\n| from | to | where |\n")
    assert (here / "Dockerfile").read_text() == NEW
    result = dotimg("-q", "upgrade", ".", "--format", "markdown", day=DAY)
    assert result.out == "0 .NET images moved in 0 files.\n\n"
    assert dotimg("upgrade", "-", "--write", "--format", "markdown").code == 2
