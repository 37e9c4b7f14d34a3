"""The composite action: its steps are run under bash, with the variables that GitHub sets."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dotimg.cli.commands import check, pick, upgrade

from .conftest import ENDED
from .jobs import ACTION, ROOT, GitHubJob, program

(STEP,) = ACTION["runs"]["steps"]
ASPNET = "mcr.microsoft.com/dotnet/aspnet"
ANNOTATION = (
    "::error file=Dockerfile,line=1,endLine=1,col=6,endColumn=41,title=DI201 version-ended::"
)
HOSTILE = (
    """-x $(touch caught)`touch caught`';touch caught;'";touch caught;\"""",
    "%0A\ntouch caught\nDOTNET_IMAGE=b\n::error::c",
)


def results(sarif: Path) -> list[str]:
    """The rules that were broken."""
    (run,) = json.loads(sarif.read_text("utf-8"))["runs"]
    return [one["ruleId"] for one in run["results"]]


def test_what_is_found_is_annotated_and_written_as_sarif(job: GitHubJob) -> None:
    done = job.action()
    assert done.code == 1
    assert ANNOTATION in done.out
    assert results(job.workspace / "dotimg.sarif") == ["DI201"]


@pytest.mark.parametrize(("fail_on", "code"), [("error", 1), ("warning", 1), ("never", 0)])
def test_the_threshold_decides_after_all_is_written(
    job: GitHubJob, fail_on: str, code: int
) -> None:
    done = job.action(fail_on=fail_on)
    assert done.code == code
    assert ANNOTATION in done.out
    assert results(job.workspace / "dotimg.sarif") == ["DI201"]


def test_the_job_gets_a_summary_and_rules_can_be_left_out(job: GitHubJob, tmp_path: Path) -> None:
    summary = tmp_path / "summary"
    summary.write_text("before\n")
    job.variables["GITHUB_STEP_SUMMARY"] = str(summary)
    assert job.action().code == 1
    before, heading, *rows = summary.read_text("utf-8").splitlines()
    assert (before, heading) == ("before", "### .NET images")
    assert any("| DI201 version-ended |" in row for row in rows)
    assert job.action(ignore="DI201").code == 0
    assert job.action(exclude="Dockerfile").code == 0
    assert "DI402" in job.action(ignore="DI201", require_digest="true").out


def test_nothing_found_is_a_sarif_file_too(job: GitHubJob) -> None:
    (job.workspace / "Dockerfile").write_text(f"FROM {ASPNET}:10.0\n")
    done = job.action()
    assert (done.code, "::" in done.out) == (0, False)
    assert results(job.workspace / "dotimg.sarif") == []


@pytest.mark.parametrize("name", ["new/folder of it/a.sarif", "-a.sarif"])
def test_the_sarif_file_goes_where_it_is_asked_to(job: GitHubJob, name: str) -> None:
    assert job.action(sarif_file=name).code == 1
    assert results(job.workspace / name) == ["DI201"]


def test_no_sarif_file_is_written_where_none_is_asked_for(job: GitHubJob) -> None:
    assert job.action(sarif_file="").code == 1
    assert [path.name for path in job.workspace.iterdir()] == ["Dockerfile"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("taken", "it is there, and is not a file"),
        ("Dockerfile/a.sarif", "its folder cannot be made"),
        ("Dockerfile/a/b.sarif", "its folder cannot be made"),
        ("a" * 300, "its folder takes no file"),
    ],
)
def test_a_sarif_file_that_cannot_be_written_fails_the_step(
    job: GitHubJob, name: str, said: str
) -> None:
    (job.workspace / "taken").mkdir()
    done = job.action(sarif_file=name)
    assert done.code == 3
    assert ANNOTATION in done.out
    assert f"\n::error::sarif-file cannot be written: {said}\n" in done.out
    assert sorted(path.name for path in job.workspace.iterdir()) == ["Dockerfile", "taken"]
    assert not list((job.workspace / "taken").iterdir())


def test_what_is_no_file_is_left_where_a_sarif_file_is_asked_for(job: GitHubJob) -> None:
    pipe, link = job.workspace / "pipe", job.workspace / "link"
    os.mkfifo(pipe)
    link.symlink_to("pipe")
    for fail_on in ("warning", "nonsense"):
        for name in ("pipe", "link"):
            done = job.action(sarif_file=name, fail_on=fail_on)
            assert done.code == 3
            assert "sarif-file cannot be written: it is there, and is not a file" in done.out
    assert pipe.is_fifo()
    assert link.is_symlink()


def test_a_sarif_file_that_is_there_stays_where_there_is_none_to_write(job: GitHubJob) -> None:
    before = job.workspace / "a.sarif"
    before.write_text("{}")
    assert job.action(sarif_file="a.sarif", fail_on="nonsense").code == 2
    assert before.read_text() == "{}"
    assert job.action(sarif_file="a.sarif").code == 1
    assert results(before) == ["DI201"]


def test_a_path_that_is_missing_is_an_error(job: GitHubJob) -> None:
    done = job.action(path="src/nowhere")
    assert done.code == 3
    said = "dotimg: src/nowhere: cannot be read: No such file or directory"
    assert f"::error::check ended with exit code 3: {said}\n" in done.out
    (run,) = json.loads((job.workspace / "dotimg.sarif").read_text("utf-8"))["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_wrong_usage_is_annotated_and_leaves_no_sarif_file(job: GitHubJob) -> None:
    done = job.action(fail_on="50%")
    assert done.code == 2
    (said,) = re.findall("^::error::(.*)$", done.out, re.MULTILINE)
    assert said.startswith("check ended with exit code 2: ")
    assert "threshold" in said
    assert "'50%25'" in said
    assert [path.name for path in job.workspace.iterdir()] == ["Dockerfile"]


def test_options_that_are_no_inputs_come_from_the_environment(job: GitHubJob) -> None:
    job.variables["DOTIMG_CHECK_BUILD_ARG"] = "TAG=5.0"
    (job.workspace / "Dockerfile").write_text(f"ARG TAG\nFROM {ASPNET}:$TAG\n")
    assert "title=DI201" in job.action().out


def test_images_of_a_mirror_are_judged_too(job: GitHubJob) -> None:
    (job.workspace / "Dockerfile").write_text("FROM contoso.azurecr.io/mcr/dotnet/aspnet:5.0\n")
    assert job.action().code == 0
    assert job.action(registry="contoso.azurecr.io/mcr").code == 1


def test_pick_sets_the_outputs(job: GitHubJob) -> None:
    done = job.action(command="pick", purpose="run", version="10.0", os="alpine", arch="arm64")
    assert done.code == 0
    digest = done.outputs.pop("digest")
    assert re.fullmatch("sha256:[0-9a-f]{64}", digest)
    assert {name: value for name, value in done.outputs.items() if value} == {
        "reference": f"{ASPNET}:10.0-alpine",
        "repository": ASPNET,
        "tag": "10.0-alpine",
    }


def test_pick_heeds_every_input(job: GitHubJob) -> None:
    (job.workspace / "App.csproj").write_text(
        '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType>'
        "<TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>"
    )
    asked = {"registry": "contoso.azurecr.io/mcr", "digest": "true"}
    done = job.action(command="pick", app="aot", version="10", purpose="build", **asked)
    assert done.outputs["reference"] == (
        f"contoso.azurecr.io/mcr/dotnet/sdk:10.0-noble-aot@{done.outputs['digest']}"
    )
    done = job.action(command="pick", project="App.csproj")
    assert done.outputs["reference"] == "mcr.microsoft.com/dotnet/runtime:9.0"


def test_pick_of_what_is_not_there_sets_no_outputs(job: GitHubJob) -> None:
    done = job.action(command="pick", version="10", os="debian")
    assert done.code == 1
    (said,) = re.findall("^::error::(.*)$", done.out, re.MULTILINE)
    assert said.startswith("pick ended with exit code 1: dotimg: .NET 10.0 has no Debian image")
    assert set(done.outputs.values()) == {""}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_input_is_read_as_code(job: GitHubJob, text: str) -> None:
    (job.workspace / text).mkdir()
    (job.workspace / "Dockerfile").rename(job.workspace / text / "Dockerfile")
    done = job.action(path=text, sarif_file=f"{text}.sarif")
    assert done.code == 1
    assert done.out.count("\n::") + done.out.startswith("::") == 1
    assert results(job.workspace / f"{text}.sarif") == ["DI201"]
    for asked in (
        {"fail_on": text},
        {"registry": text},
        *({"command": "pick", name: text} for name in ("purpose", "version", "project")),
        {"command": text},
    ):
        done = job.action(**asked)
        assert done.code in (1, 2, 3), done.out
        assert set(done.outputs.values()) == {""}
    assert sorted(path.name for path in job.workspace.iterdir()) == sorted([text, f"{text}.sarif"])


@pytest.mark.parametrize("command", ["", "Check", "upgrade ", "check\npick", "install"])
def test_another_command_is_refused(job: GitHubJob, command: str) -> None:
    done = job.action(command=command)
    assert done.code == 2
    assert done.out == "::error::command must be check, upgrade or pick\n"


# Stands for Python: its version is ours to say, and what it installs tells from where.
PYTHON = """
case "$3" in
    import*) exec {python} -c "import sys; sys.version_info = $VERSION; exec(sys.argv[1])" "$3" ;;
    venv)
        programs="$4/bin"; [ "$RUNNER_OS" != Windows ] || programs="$4/Scripts"
        mkdir -p "$programs"; cp "$0" "$programs/python" ;;
    pip)
        echo "installed by $(basename "$0")"; [ "${{PIP-works}}" = works ] || exit 9
        echo 'echo "DOTNET_IMAGE=of '"${{@: -1}}"'"' > "$(dirname "$0")/dotimg"
        chmod +x "$(dirname "$0")/dotimg" ;;
esac
"""


@pytest.fixture
def bare(workspace: Path, tmp_path: Path) -> GitHubJob:
    """A runner on which nothing is installed, and Python is what VERSION says."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("bash", "cksum", "cut", "tee", "mkdir", "cp", "chmod", "basename", "dirname"):
        (programs / name).symlink_to(shutil.which(name) or "")
    program(programs, "python3", PYTHON.format(python=sys.executable))
    job = GitHubJob(workspace, tmp_path / "temp", PATH=str(programs), VERSION="(3, 11)")
    job.temp.mkdir()
    return job


@pytest.mark.parametrize("version", ["(3, 10, 99)", "(2, 7)"])
def test_an_older_python_is_refused(bare: GitHubJob, version: str) -> None:
    bare.variables["VERSION"] = version
    done = bare.action()
    assert done.code == 2
    assert done.out == (
        "::error::dotimg needs Python 3.11 or newer: "
        "put a step with actions/setup-python before it\n"
    )
    assert not list(bare.temp.iterdir())


def test_no_python_is_refused(bare: GitHubJob) -> None:
    Path(bare.variables["PATH"], "python3").unlink()
    done = bare.action()
    assert (done.code, done.out.count("\n")) == (2, 1)
    assert done.out.startswith("::error::dotimg needs Python 3.11")


def test_python_by_its_other_name_will_do(bare: GitHubJob) -> None:
    folder = Path(bare.variables["PATH"])
    (folder / "python3").rename(folder / "python")
    assert bare.action(command="pick").code == 0


@pytest.mark.parametrize("system", ["Linux", "macOS", "Windows"])
def test_dotimg_is_installed_once_for_each_version_of_the_action(
    bare: GitHubJob, system: str, tmp_path: Path
) -> None:
    bare.variables["RUNNER_OS"] = system
    for version in ("v1", "v 2"):
        own = tmp_path / version
        shutil.copytree(ROOT / "action", own / "action")
        bare.variables["GITHUB_ACTION_PATH"] = str(own)
        for said in ("installed by python\n", ""):
            done = bare.action(command="pick")
            assert done.out == f"{said}DOTNET_IMAGE=of {own}\n"
            assert done.outputs["reference"] == f"of {own}"


def test_an_install_that_fails_fails_the_step_and_is_tried_again(bare: GitHubJob) -> None:
    bare.variables["PIP"] = "broken"
    done = bare.action(command="pick")
    assert (done.code, done.out) == (9, "installed by python\n")
    bare.variables["PIP"] = "works"
    assert bare.action(command="pick").code == 0


def test_inputs_reach_the_script_as_variables_alone() -> None:
    assert "${{" not in STEP["run"]
    used = {name for text in STEP["env"].values() for name in re.findall(r"inputs\.([\w-]+)", text)}
    assert used == set(ACTION["inputs"])
    assert all(re.fullmatch(r"\$\{\{ [\w.-]+ \}\}", text) for text in STEP["env"].values())


def test_variables_are_those_of_options_that_dotimg_has() -> None:
    options = {
        f"DOTIMG_{name}_{parameter.name}".upper()
        for name, command in (("check", check), ("upgrade", upgrade), ("pick", pick))
        for parameter in command.command.params
    }
    assert {name for name in STEP["env"] if name.startswith("DOTIMG_")} <= options


@pytest.mark.parametrize("script", ["action/run.sh", ".ci/run"])
def test_shellcheck_finds_nothing(script: str) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "shellcheck"), str(ROOT / script)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(("tag", "changed"), [("5.0", "true"), ("10.0", "false")])
def test_upgrade_leaves_its_edits_and_the_text_of_a_pull_request(
    job: GitHubJob, tag: str, changed: str
) -> None:
    (job.workspace / "Dockerfile").write_text(f"FROM {ASPNET}:{tag}\n")
    done = job.action(command="upgrade")
    assert (done.code, done.outputs["changed"]) == (0, changed)
    body = Path(done.outputs["body-file"]).read_text("utf-8")
    assert ("| `aspnet:5.0` | `aspnet:10.0` |" in body) == (changed == "true")
    assert (job.workspace / "Dockerfile").read_text() == f"FROM {ASPNET}:10.0\n"


def test_upgrade_goes_where_it_is_told_and_sets_no_outputs_where_it_fails(job: GitHubJob) -> None:
    assert job.action(command="upgrade", to="nonsense").code == 2
    done = job.action(command="upgrade", path="nowhere")
    assert (done.code, done.outputs["changed"]) == (3, "")
    assert (job.workspace / "Dockerfile").read_text() == ENDED
    job.variables["DOTIMG_UPGRADE_FAIL_ON"] = "ended"
    done = job.action(command="upgrade", to="8.0")
    assert (done.code, done.outputs["changed"]) == (1, "true")
    assert (job.workspace / "Dockerfile").read_text() == f"FROM {ASPNET}:8.0\n"
