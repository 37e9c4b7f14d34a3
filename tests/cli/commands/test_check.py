"""`dotimg check` as people and CI run it."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dotimg.cli.commands.check_output import FORMATS
from tests.cli.conftest import Run

MCR = "mcr.microsoft.com/dotnet/"
GOOD = f"FROM {MCR}sdk:10.0 AS build\nFROM {MCR}aspnet:10.0\nCOPY --from=build /app /app\n"
BAD = f"FROM {MCR}sdk:5.0 AS build\nFROM {MCR}aspnet:10.0\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_a_good_tree_is_exit_code_0(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(GOOD)
    result = dotimg("check", ".")
    assert result == (0, "No problems in 2 .NET images (1 file)\n", "")


def test_findings_are_exit_code_1_and_show_their_lines(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(BAD)
    result = dotimg("check", ".")
    assert (result.code, result.err) == (1, "")
    assert result.out.splitlines() == [
        "Dockerfile:1:6: error DI201 version-ended: support of .NET 5.0 ended 2022-05-10",
        "  1 | FROM mcr.microsoft.com/dotnet/sdk:5.0 AS build",
        "    |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "    = use mcr.microsoft.com/dotnet/sdk:10.0",
        "",
        "1 error in 2 .NET images (1 file)",
        "1 can be fixed: run 'dotimg upgrade'",
    ]


@pytest.mark.parametrize(
    ("threshold", "image", "code"),
    [
        ("error", "sdk:5.0", 1),
        ("error", "sdk", 0),
        ("warning", "sdk", 1),
        ("warning", "aspnet:9.0-noble", 0),
        ("note", "aspnet:9.0-noble", 1),
        ("never", "sdk:5.0", 0),
    ],
)
def test_the_threshold_decides_on_the_exit_code(
    here: Path, dotimg: Run, threshold: str, image: str, code: int
) -> None:
    (here / "Dockerfile").write_text(f"FROM {MCR}{image} AS build\nFROM scratch\n")
    result = dotimg("check", "Dockerfile", "--fail-on", threshold)
    assert result.code == code
    assert "1 " in result.out.splitlines()[-1]


def test_what_cannot_be_used_stops_nothing_and_is_exit_code_3(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(BAD)
    (here / "empty.Dockerfile").write_text("RUN x\n")
    (here / "binary.Dockerfile").write_bytes(b"FROM x\0\n")
    (here / "large.Dockerfile").write_bytes(b"# x\n" * 2_000_000)
    (here / "compose.yaml").write_text("services: [\n")
    result = dotimg("check", ".", "gone/Dockerfile")
    assert result.code == 3
    assert "DI201" in result.out
    complaints = dict(
        line.removeprefix("dotimg: ").split(": ", 1) for line in result.err.splitlines()
    )
    assert set(complaints) == {
        "gone/Dockerfile",
        "binary.Dockerfile",
        "compose.yaml",
        "empty.Dockerfile",
        "large.Dockerfile",
    }
    assert complaints["gone/Dockerfile"].startswith("cannot be read: No such file")
    assert complaints["empty.Dockerfile"].startswith("line 1: no FROM")
    assert complaints["large.Dockerfile"].startswith("is larger than the 4 MB")
    assert result.err.count("\n") == 5


def test_the_summary_tells_only_of_what_could_be_read(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text("FROM scratch\n")
    assert dotimg("check", "gone").out == ""
    seen = "0 .NET images (1 file that could be read)\n"
    assert dotimg("check", "gone", "Dockerfile").out == f"No problems in {seen}"


def test_bad_settings_are_said_once(here: Path, dotimg: Run) -> None:
    for name in ("Dockerfile", "a.Dockerfile", "odd.yaml"):
        (here / name).write_text(BAD)
    for settings in ("broken = ", 'ignore = ["DI999"]', 'to = "fedora"'):
        (here / "dotimg.toml").write_text(settings)
        for command in ("check", "upgrade"):
            if (command, settings[:2]) in (("check", "to"), ("upgrade", "ig")):
                continue
            result = dotimg("-q", command, ".")
            assert result.code == 3
            assert result.err.startswith(f"dotimg: {here / 'dotimg.toml'}: ")
            assert result.err.count("\n") == 1


@pytest.mark.parametrize("command", ["check", "upgrade"])
def test_an_empty_word_is_no_path(here: Path, dotimg: Run, command: str) -> None:
    (here / "Dockerfile").write_text(BAD)
    told = "dotimg: the path is empty; write '.' for the current folder\n"
    assert dotimg(command, "") == dotimg(command, "Dockerfile", "") == (2, "", told)


def test_unusable_files_are_in_the_documents_too(here: Path, dotimg: Run) -> None:
    (here / "dotimg.toml").write_text("broken = ")
    (here / "inner").mkdir()
    (here / "inner/dotimg.toml").write_text("")
    (here / "inner/Dockerfile").write_text(BAD)
    (here / "Dockerfile").write_text(BAD)
    result = dotimg("check", ".", "gone/Dockerfile", "--format", "json")
    document = json.loads(result.out)
    assert (result.code, len(document["findings"])) == (3, 1)
    assert sorted(one["path"] for one in document["skipped"]) == ["Dockerfile", "gone/Dockerfile"]
    run = json.loads(dotimg("check", "gone/Dockerfile", "--format", "sarif").out)["runs"][0]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_stdin_is_a_dockerfile(dotimg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))
    result = dotimg("check", "-", "--format", "json")
    document = json.loads(result.out)
    assert (result.code, document["findings"][0]["path"], document["files"]) == (1, "-", 1)


def test_a_closed_stdin_is_said(dotimg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    result = dotimg("check", "-")
    assert (result.code, result.err) == (
        3,
        "dotimg: -: cannot read: stdin is closed\n",
    )


def test_places_without_a_value_are_notes_and_in_the_json(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(f"ARG TAG\nFROM {MCR}sdk:$TAG AS build\nFROM scratch\n")
    result = dotimg("check", ".", "--format", "json")
    assert result.code == 0
    assert result.err.startswith("note: Dockerfile:2: skipped: the value of $TAG is not in the")
    (skipped,) = json.loads(result.out)["skipped"]
    assert (skipped["path"], skipped["line"]) == ("Dockerfile", 2)
    result = dotimg("check", ".", "--build-arg", "TAG=5.0")
    assert (result.code, result.err) == (1, "")


def test_a_build_argument_without_a_value_comes_from_the_environment(
    here: Path, dotimg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "Dockerfile").write_text(f"ARG TAG=10.0\nFROM {MCR}sdk:$TAG AS b\nFROM scratch\n")
    monkeypatch.setenv("TAG", "5.0")
    assert dotimg("check", ".").code == 0
    assert dotimg("check", ".", "--build-arg", "TAG").code == 1
    monkeypatch.delenv("TAG")
    assert dotimg("check", ".", "--build-arg", "TAG").code == 0
    assert dotimg("check", ".", "--build-arg", "=x").code == 2


def test_rules_can_be_left_out(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(BAD)
    assert dotimg("check", ".", "--ignore", "DI201").code == 0
    assert dotimg("check", ".", "--ignore", "version-ended").code == 0
    result = dotimg("check", ".", "--ignore", "DI999")
    assert result.code == 2
    assert "'DI999' is not a rule" in result.err


def test_a_teams_settings_hold_and_options_come_before_them(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text("FROM contoso.azurecr.io/dotnet/aspnet:10.0\n")
    (here / "dotimg.toml").write_text(
        'registry = "contoso.azurecr.io"\nrequire-digest = true\nfail-on = "error"\n'
    )
    result = dotimg("check", ".")
    assert result.code == 0
    assert "DI402 no-digest" in result.out
    assert "use contoso.azurecr.io/dotnet/aspnet:10.0@sha256:" in result.out
    assert dotimg("check", ".", "--fail-on", "warning").code == 1
    (here / "dotimg.toml").write_text('ignore = ["DI999"]\n')
    result = dotimg("check", ".")
    assert result.code == 3
    assert "dotimg.toml: ignore: 'DI999' is not a rule" in result.err


def test_each_file_is_judged_by_the_settings_nearest_to_it(here: Path, dotimg: Run) -> None:
    for folder, ignored in (("a", "DI201"), ("b", "DI401")):
        (here / folder).mkdir()
        (here / folder / "Dockerfile").write_text(BAD)
        (here / folder / "dotimg.toml").write_text(f'ignore = ["{ignored}"]\n')
    for paths in (("a/Dockerfile", "b/Dockerfile"), ("b/Dockerfile", "a/Dockerfile"), (".",)):
        document = json.loads(dotimg("check", *paths, "--format", "json").out)
        assert [one["path"] for one in document["findings"]] == [str(Path("b/Dockerfile"))]


def test_a_large_file_of_any_name_is_passed_over(here: Path, dotimg: Run) -> None:
    (here / "openapi.yml").write_bytes(b"# image\n" * 600_000)
    result = dotimg("check", ".")
    assert result.code == 0
    assert result.err.startswith("note: openapi.yml:1: skipped: is larger than the 4 MB")


def test_a_folder_without_files_is_told(here: Path, dotimg: Run) -> None:
    (here / "docs").mkdir()
    result = dotimg("check", "docs")
    assert (result.code, result.err) == (0, "note: no files with images were found\n")


@pytest.mark.skipif(sys.platform == "win32", reason="names there are text")
def test_a_file_name_that_is_no_text_is_told_in_every_format(here: Path, dotimg: Run) -> None:
    folder = os.fsencode(here) + b"/bad\xff"
    os.mkdir(folder)
    with open(folder + b"/Dockerfile", "w") as file:
        file.write(BAD)
    for name in FORMATS:
        result = dotimg("check", ".", "--format", name)
        assert (result.code, result.err) == (1, "")
    uri = "bad%FF/Dockerfile"
    assert uri in dotimg("check", ".", "--format", "sarif").out


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
def test_a_reader_that_leaves_does_not_make_findings_good(here: Path) -> None:
    for number in range(300):
        (here / f"{number}.Dockerfile").write_text(BAD)
    program = Path(sys.executable).parent / "dotimg"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {program} -q check . | head -1"],
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1


def test_options_can_be_set_in_the_environment(
    here: Path, dotimg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "Dockerfile").write_text(f"ARG TAG=10.0\nFROM {MCR}sdk:$TAG AS b\nFROM scratch\n")
    monkeypatch.setenv("DOTIMG_CHECK_BUILD_ARG", "TAG=5.0")
    assert dotimg("check", ".").code == 1
    monkeypatch.setenv("DOTIMG_CHECK_IGNORE", "DI201 DI401")
    assert dotimg("check", ".").code == 0


def test_all_kinds_of_files_are_read(here: Path, dotimg: Run) -> None:
    image = f"{MCR}sdk:5.0"
    files = {
        "compose.yaml": f"services:\n  a:\n    image: {image}\n",
        ".devcontainer/devcontainer.json": f'{{ // ours\n "image": "{image}", }}\n',
        ".github/workflows/ci.yml": f"jobs:\n  a:\n    container: {image}\n",
        "azure-pipelines.yml": f"jobs:\n- job: a\n  container:\n    image: {image}\n",
        ".gitlab-ci.yml": f"build:\n  image: {image}\n  script: x\n",
        "deploy/pod.yaml": f"apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: {image}\n",
        "src/App.csproj": "<Project><PropertyGroup>\n"
        f"<ContainerBaseImage>{image}</ContainerBaseImage>\n</PropertyGroup></Project>\n",
        "Containerfile": f"FROM {image} AS a\nFROM scratch\n",
    }
    for name, text in files.items():
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    document = json.loads(dotimg("check", ".", "--format", "json").out)
    assert {one["path"]: one["image"] for one in document["findings"]} == dict.fromkeys(
        files, image
    )
    assert {one["rule"] for one in document["findings"]} == {"DI201", "DI301"}
    assert [one["path"] for one in document["findings"] if one["rule"] == "DI301"] == [
        str(Path("src/App.csproj"))
    ]


def test_sarif_and_workflow_commands(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(BAD)
    document = json.loads(dotimg("check", ".", "--format", "sarif").out)
    assert [one["ruleId"] for one in document["runs"][0]["results"]] == ["DI201"]
    out = dotimg("check", ".", "--format", "github").out
    assert out.startswith("::error file=Dockerfile,line=1,")
    assert out.count("\n") == 1


def test_one_run_gives_several_formats(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text("FROM mcr.microsoft.com/dotnet/aspnet:5.0\n")
    files = "--output", "sarif=out.sarif", "--output", "json=out.json"
    result = dotimg("check", "--format", "github", *files)
    assert result.code == 1
    assert result.out.startswith("::error file=Dockerfile,line=1,")
    for name in ("sarif", "json"):
        alone = dotimg("check", "Dockerfile", "--format", name)
        assert (here / f"out.{name}").read_text() == alone.out


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("sarif", "is not FORMAT=FILE, with one of text, json, sarif"),
        ("sarif=", "is not FORMAT=FILE"),
        ("pdf=x", "is not FORMAT=FILE"),
    ],
)
def test_an_output_that_is_no_pair_is_wrong_usage(dotimg: Run, word: str, why: str) -> None:
    result = dotimg("check", "--output", word)
    assert (result.code, result.out) == (2, "")
    assert why in result.err


@pytest.mark.parametrize("asked", [["--cve", "CVE-2025-55315"], ["--at", "2026-01-01"]])
@pytest.mark.parametrize(
    "more",
    [["--output", "json=x"], ["--baseline", "x"], ["--write-baseline"]],
    ids=lambda it: it[0],
)
def test_what_tells_no_findings_writes_and_compares_none(
    dotimg: Run, asked: list[str], more: list[str]
) -> None:
    before, after = (asked, []) if asked[0] == "--at" else ([], asked)
    result = dotimg(*before, "check", *after, *more)
    assert (result.code, f"{more[0]} cannot be used with --cve" in result.err) == (2, True)


def test_two_outputs_to_one_file_are_wrong_usage(dotimg: Run) -> None:
    result = dotimg("check", "--output", "json=x", "--output", "sarif=./x")
    assert (result.code, result.out) == (2, "")
    assert "--output names './x' twice" in result.err


def test_an_output_that_cannot_be_written_keeps_no_other_back(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text("FROM mcr.microsoft.com/dotnet/aspnet:10.0\n")
    files = "--output", "json=absent/x.json", "--output", "json=y.json"
    result = dotimg("check", "Dockerfile", *files)
    assert (result.code, result.err.count("\n")) == (3, 1)
    assert "absent/x.json: cannot be written" in result.err
    assert json.loads((here / "y.json").read_text())["findings"] == []
    assert "No problems in" in result.out


def test_output_is_the_same_whatever_the_order_of_the_arguments(here: Path, dotimg: Run) -> None:
    for name in ("b", "a", "c"):
        (here / f"{name}.Dockerfile").write_text(BAD)
    names = ["c.Dockerfile", "a.Dockerfile", "b.Dockerfile"]
    assert (
        dotimg("check", *names).out
        == dotimg("check", *sorted(names)).out
        == dotimg("check", ".").out
    )


def test_memory_does_not_grow_with_the_number_of_files(here: Path) -> None:
    def peak(count: int) -> int:
        folder = here / str(count)
        folder.mkdir()
        for number in range(count):
            (folder / f"{number}.Dockerfile").write_text(GOOD + f"# {number}\n" * 500)
        code = (
            "import sys; from dotimg.cli import run; run(['-q', 'check', sys.argv[1]]); "
            "sys.stderr.write(open('/proc/self/status').read())"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
        )
        line = next(line for line in done.stderr.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1])

    if sys.platform != "linux":
        pytest.skip("the peak is read from /proc")
    assert peak(2000) < peak(20) + 3000


MIRRORED = "FROM mirror.example.com/dotnet/aspnet:8.0\nFROM $X\n"


@pytest.mark.parametrize(
    ("level", "code"),
    [("skipped", 1), ("warning,skipped", 1), ("never,skipped", 1), ("never", 0), ("note", 0)],
)
def test_what_could_not_be_judged_is_counted_and_can_fail(
    here: Path, dotimg: Run, level: str, code: int
) -> None:
    (here / "Dockerfile").write_text(MIRRORED)
    result = dotimg("-q", "check", "--fail-on", level)
    assert result == (code, "No problems in 0 .NET images (1 file); 2 skipped\n", "")
    (here / "dotimg.toml").write_text(f'fail-on = "{level}"')
    assert dotimg("-q", "check").code == code
    (here / "dotimg.toml").write_text(f"fail-on = {json.dumps(level.split(','))}")
    assert dotimg("-q", "check").code == code


def test_a_file_that_is_passed_over_fails_with_skipped(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(GOOD)
    (here / "large.yaml").write_bytes(b"# x\n" * 2_000_000)
    assert dotimg("-q", "check").code == 0
    assert dotimg("-q", "check", "--fail-on", "skipped").code == 1
    (here / "dotimg.toml").write_text('fail-on = "skipped"')
    assert dotimg("-q", "check").code == 1
    assert dotimg("-q", "check", "--fail-on", "error").code == 0


@pytest.mark.parametrize("form", [name for name in FORMATS if name != "text"])
def test_every_format_lists_what_was_skipped(here: Path, dotimg: Run, form: str) -> None:
    (here / "Dockerfile").write_text(MIRRORED)
    out = dotimg("-q", "check", "--format", form).out
    out = out.replace("\\", "")  # those of Markdown
    assert "--registry mirror.example.com" in out
    assert "the value of $X is not in the file" in out


def test_rules_to_ignore_stand_behind_one_another(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(f"FROM {MCR}sdk:5.0 AS build\nFROM {MCR}aspnet\n")
    assert dotimg("check", "--ignore", "DI201, mutable-latest").code == 0
    assert dotimg("check", "--ignore", "DI201", "--ignore", "DI401").code == 0
    assert dotimg("check", "--ignore", "DI201").code == 1
    result = dotimg("check", "--ignore", "DI201,DI999")
    assert result.code == 2
    assert "'DI999' is not a rule" in result.err


def test_a_file_that_is_left_out_stays_so_when_it_is_named(here: Path, dotimg: Run) -> None:
    """As pre-commit names it."""
    (here / "legacy").mkdir()
    (here / "legacy/Dockerfile").write_text(BAD)
    (here / "Dockerfile").write_text(GOOD)
    (here / "dotimg.toml").write_text('exclude = ["legacy/"]')
    for command in ("check", "upgrade", "inventory"):
        named = dotimg(command, "legacy/Dockerfile", "Dockerfile")
        assert named.code == 0
        told = f"note: legacy/Dockerfile: ignored because of exclude in {here / 'dotimg.toml'}\n"
        assert named.err.startswith(told)
        assert "5.0" not in named.out + dotimg("-q", command).out
    (here / "dotimg.toml").unlink()
    assert dotimg("check").code == 1
    for glob in ("legacy", "legacy/", "legacy/*", "/legacy/Dockerfile"):
        assert dotimg("check", "--exclude", glob).code == 0
        assert dotimg("check", "--exclude", glob, "legacy/Dockerfile").code == 0
    assert dotimg("check", "--exclude", "[").code == 2


def test_rules_can_be_left_out_by_file(here: Path, dotimg: Run) -> None:
    for name in ("legacy", "api"):
        (here / name).mkdir()
        (here / name / "Dockerfile").write_text(BAD)
    (here / "dotimg.toml").write_text('[per-file-ignores]\n"legacy/" = ["DI201"]\n')
    findings = json.loads(dotimg("check", "--format", "json").out)["findings"]
    assert [one["path"] for one in findings] == [str(Path("api", "Dockerfile"))]
    (here / "dotimg.toml").write_text('[per-file-ignores]\n"legacy/" = ["DI999"]\n')
    result = dotimg("check", "legacy")
    assert result.code == 3
    assert "'DI999' is not a rule" in result.err


def test_a_baseline_lets_be_what_is_there(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(BAD)
    baseline = ("--baseline", "known.json")
    missing = dotimg("check", *baseline)
    assert (missing.code, missing.out) == (3, "")
    assert missing.err == "dotimg: known.json: cannot be read: No such file or directory\n"
    first = dotimg("check", *baseline, "--write-baseline")
    assert first.code == 0
    assert first.err == "note: known.json holds 1 finding\n"
    held = "No new problems in 2 .NET images (1 file); 1 in the baseline\n"
    assert first.out == held
    (here / "Dockerfile").write_text("# a line more\n" + BAD.replace("sdk:5.0", "sdk:3.1"))
    assert dotimg("check", *baseline) == (0, held, "")
    (here / "Dockerfile").write_text(BAD + f"FROM {MCR}runtime:3.1\n")
    worse = dotimg("check", *baseline)
    assert worse.code == 1
    assert "runtime:3.1" in worse.out
    assert "sdk:5.0" not in worse.out
    assert worse.out.endswith("1 error in 3 .NET images (1 file); 1 in the baseline\n")


def test_a_baseline_names_no_image_itself(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(BAD)
    before = dotimg("inventory").out
    dotimg("check", "--baseline", "known.json", "--write-baseline")
    assert dotimg("inventory").out == before
    assert json.loads(dotimg("check", "--format", "json").out)["images"] == 2
    assert dotimg("upgrade", "known.json").out == ""


def test_what_is_gone_from_a_baseline_is_told(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(BAD)
    for number in range(14):
        (here / f"{number:02}.Dockerfile").write_text(f"FROM {MCR}aspnet:5.0\n")
    dotimg("check", "--baseline", "known.json", "--write-baseline")
    (here / "Dockerfile").write_text(GOOD)
    (here / "00.Dockerfile").unlink()
    one = dotimg("check", "--baseline", "known.json", "Dockerfile")
    assert one.code == 0
    assert one.err.splitlines() == [
        f"note: known.json: DI201 of {MCR}aspnet in 00.Dockerfile no longer occurs",
        f"note: known.json: DI201 of {MCR}sdk in Dockerfile no longer occurs",
        "note: known.json: --write-baseline removes such entries",
    ]
    document = json.loads(dotimg("check", "--baseline", "known.json", "--format", "json").out)
    assert document["findings"] == []
    assert document["baseline"]["held"] == 13
    assert [entry["path"] for entry in document["baseline"]["gone"]] == [
        "00.Dockerfile",
        "Dockerfile",
    ]
    for number in range(1, 14):
        (here / f"{number:02}.Dockerfile").unlink()
    many = dotimg("check", "--baseline", "known.json").err.splitlines()
    assert len(many) == 11
    assert many[-1] == (
        "note: known.json: 5 more entries no longer occur; --write-baseline removes such entries"
    )
    dotimg("check", "--baseline", "known.json", "--write-baseline")
    assert dotimg("check", "--baseline", "known.json").err == ""


def test_a_baseline_that_is_none_is_exit_code_3_and_stays(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(BAD)
    (here / "package.json").write_text('{"name": "app"}')
    for more in ((), ("--write-baseline",)):
        result = dotimg("check", "--baseline", "package.json", *more)
        assert (result.code, result.out) == (3, "")
        assert result.err.startswith("dotimg: package.json: is not a baseline file")
        assert result.err.count("\n") == 1
    assert (here / "package.json").read_text() == '{"name": "app"}'
    result = dotimg("check", "--write-baseline")
    assert result.code == 2
    assert "--write-baseline needs --baseline FILE" in result.err
    result = dotimg("check", "--baseline", "gone/known.json", "--write-baseline")
    assert result.code == 3
    assert "gone/known.json: cannot be written" in result.err.replace("\\", "/")


def test_a_file_that_cannot_be_read_keeps_its_entries(here: Path, dotimg: Run) -> None:
    (here / "Dockerfile").write_text(BAD)
    dotimg("check", "--baseline", "known.json", "--write-baseline")
    (here / "Dockerfile").write_text("RUN x\n")
    result = dotimg("check", "--baseline", "known.json", "--write-baseline")
    assert result.code == 3
    assert "no longer occurs" not in result.err
    (here / "Dockerfile").write_text(BAD)
    assert dotimg("check", "--baseline", "known.json").code == 0


def test_what_upgrade_would_fix_is_counted_as_it_would(here: Path, dotimg: Run) -> None:
    def fixable(text: str) -> list[str]:
        (here / "Dockerfile").write_text(text)
        lines = dotimg("check", ".").out.splitlines()
        return [line for line in lines if "can be fixed" in line]

    mcr = "FROM mcr.microsoft.com/dotnet/"
    assert fixable(f"{mcr}sdk:5.0 AS a\n{mcr}aspnet:5.0\n") == [
        "2 can be fixed: run 'dotimg upgrade'"
    ]
    # An unknown stage holds all of them back, though the findings name what to use.
    assert fixable(f"{mcr}sdk:5.0 AS a\n{mcr}aspnet:$X\n") == []
    assert fixable(f"{mcr}sdk:10.0 AS a\n{mcr}aspnet\n") == []
    assert fixable(f"{mcr}aspnet:10.0\n") == []


def test_of_many_files_it_is_not_counted_what_upgrade_would_fix(here: Path, dotimg: Run) -> None:
    for number in range(41):
        (here / f"{number}.Dockerfile").write_text(BAD)
    assert dotimg("check").out.endswith("\nrun 'dotimg upgrade' to see what can be fixed\n")
    (here / "0.Dockerfile").unlink()
    assert dotimg("check").out.endswith("\n40 can be fixed: run 'dotimg upgrade'\n")


def test_files_come_in_the_order_of_their_paths_and_hints_once(here: Path, dotimg: Run) -> None:
    for folder in ("b", "a", "a-b"):
        (here / folder).mkdir()
        text = "FROM <REGISTRY>/x\nFROM mcr.microsoft.com/dotnet/sdk:5.0\nRUN adduser app\n"
        (here / folder / "Dockerfile").write_text(text)
    places = "a-b/Dockerfile:{0}, a/Dockerfile:{0}, b/Dockerfile:{0}"
    checked = dotimg("check", "b", "a", "a-b")
    skipped = "skipped: '<REGISTRY>/x' is a placeholder: check what is made of it"
    assert f"note: {places.format(1)}: {skipped}\n" in checked.err.replace(os.sep, "/")
    found = [line for line in checked.out.replace(os.sep, "/").splitlines() if "DI201" in line]
    assert [line.partition(":")[0] for line in found] == [
        "a-b/Dockerfile",
        "a/Dockerfile",
        "b/Dockerfile",
    ]
    upgraded = dotimg("upgrade", "b", "a", "a-b")
    diff = [line for line in upgraded.out.splitlines() if line.startswith("---")]
    assert diff == ["--- a/a-b/Dockerfile", "--- a/a/Dockerfile", "--- a/b/Dockerfile"]
    hint = "since .NET 8.0, images have a user and a group app: remove this"
    said = " ".join(upgraded.err.replace(os.sep, "/").split())
    assert f" {places.format(3)}: {hint}" in said
    assert said.count(hint) == 1


def test_json_names_the_project_of_a_dockerfile(dotimg: Run, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "App.csproj").write_text(
        '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup>'
        "<TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>"
    )
    (tmp_path / "Dockerfile").write_text(
        "FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build\nCOPY src .\nRUN dotnet publish\n"
        "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nCOPY --from=build /out .\n"
    )
    document = json.loads(dotimg("check", str(tmp_path), "--format", "json").out)
    dockerfile, project = tmp_path / "Dockerfile", tmp_path / "src" / "App.csproj"
    assert document["projects"] == {str(dockerfile): str(project)}
