"""The examples of `docs/ci`: each parses, is clean for `check`, and does what it says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from dotimg.files.kinds import kind_of

from .jobs import ACTION, DAY, ROOT, SITE, Done, GitHubJob, azure, gitlab, program, shell

FOLDER = ROOT / "docs" / "ci"
GUIDE = (FOLDER / "README.md").read_text("utf-8")
FILES = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.y*ml"))}
GOOD = """\
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0
FROM $SDK AS build
FROM $RUNTIME
"""
SOURCE = "git+https://git.example.com/dotimg@v0.1.0"
# What the stand-ins for docker and pip print: their arguments, one in a pair of brackets.
BUILD = "[build][--build-arg][SDK={sdk}][--build-arg][RUNTIME={runtime}][--tag][shop][.]"
INSTALL = f"[-m][pip][install][{SOURCE}]"


def parsed(name: str) -> Any:
    return yaml.safe_load(FILES[name])


@pytest.fixture(scope="session")
def picked(runner_temp: Path) -> dict[str, str]:
    """The images that the examples are to build with."""
    asked = {
        "sdk": "pick --purpose build --version 10 --digest",
        "runtime": "pick --version 10 --digest",
    }
    day = {"DOTIMG_TODAY": DAY}
    answers = {
        name: shell(f"dotimg -q {command}", runner_temp, day).out.strip()
        for name, command in asked.items()
    }
    assert all("@sha256:" in answer for answer in answers.values())
    return answers


@pytest.fixture
def variables(tmp_path: Path, runner_temp: Path) -> dict[str, str]:
    """A path with dotimg as the action installed it, and with stand-ins for docker and python.

    The URL of the install lines is that of nobody; what they would install is there already.
    """
    (installed,) = runner_temp.glob("dotimg-*/bin")
    for name in ("docker", "python"):
        program(tmp_path / "programs", name, 'printf "[%s]" "$@"; echo')
    (tmp_path / "programs" / "dotimg").symlink_to(installed / "dotimg")
    path = f"{tmp_path / 'programs'}:/usr/bin:/bin"
    return {"PATH": path, "PYTHONPATH": SITE, "DOTIMG_TODAY": DAY}


@pytest.fixture
def good(workspace: Path) -> Path:
    (workspace / "Dockerfile").write_text(GOOD)
    return workspace


def rules(sarif: Path) -> list[str]:
    (run,) = json.loads(sarif.read_text("utf-8"))["runs"]
    return [one["ruleId"] for one in run["results"]]


def run_github(name: str, job: GitHubJob, file: str = "github.yml") -> list[Done]:
    """The steps of a job that are scripts or our action, up to the first that fails."""
    done: list[Done] = []
    values = {"github.token": "token"}
    for step in parsed(file)["jobs"][name]["steps"]:
        if "if" in step and "run" in step:
            left, right = re.fullmatch(r"\$\{\{ (\S+) == '(\w+)' \}\}", step["if"]).groups()  # type: ignore[union-attr]
            if values[left] != right:
                continue
        if step.get("uses", "").startswith("contoso/dotimg@"):
            given = {
                key.replace("-", "_"): str(value).lower() if value is True else value
                for key, value in step["with"].items()
            }
            done.append(job.action(**given))
        elif "run" in step:
            done.append(job.step(step, values))
        else:
            continue
        values |= {f"steps.{step.get('id')}.outputs.{k}": v for k, v in done[-1].outputs.items()}
        if done[-1].code:
            break
    return done


def test_the_workflow_checks(job: GitHubJob) -> None:
    (done,) = run_github("check", job)
    assert done.code == 1
    assert "::error file=Dockerfile" in done.out
    (upload,) = (
        step["with"]
        for step in parsed("github.yml")["jobs"]["check"]["steps"]
        if "upload-sarif" in step.get("uses", "")
    )
    assert rules(job.workspace / upload["sarif_file"]) == ["DI201"]
    (job.workspace / "Dockerfile").write_text(GOOD)
    (done,) = run_github("check", job)
    assert done.code == 0


def test_the_workflow_builds_with_what_is_picked(
    job: GitHubJob, variables: dict[str, str], picked: dict[str, str]
) -> None:
    job.variables["PATH"] = variables["PATH"]
    done = run_github("build", job)
    assert [one.code for one in done] == [0, 0, 0]
    assert done[-1].out == BUILD.format(**picked) + "\n"


def test_the_workflow_opens_one_pull_request_and_renews_it(job: GitHubJob, tmp_path: Path) -> None:
    programs, open_ones = tmp_path / "stand-ins", tmp_path / "open"
    say = 'printf "[%s]" "$@"; echo'
    program(programs, "git", say)
    program(programs, "gh", f'[ "$2" = list ] && cat {open_ones} && exit; {say}; cat "$BODY"')
    job.variables["PATH"] = f"{programs}:/usr/bin:/bin"
    for there, verb in (("0", "[pr][create]"), ("1", "[pr][edit]")):
        open_ones.write_text(there)
        (job.workspace / "Dockerfile").write_text("FROM mcr.microsoft.com/dotnet/aspnet:5.0\n")
        upgraded, opened = run_github("upgrade", job, "github-upgrade.yml")
        assert (upgraded.code, opened.code) == (0, 0)
        assert "[push][--force][origin][dotimg/upgrade]" in opened.out
        assert verb in opened.out
        assert "| `aspnet:5.0` | `aspnet:10.0` |" in opened.out
    assert len(run_github("upgrade", job, "github-upgrade.yml")) == 1


@pytest.mark.parametrize(("file", "count"), [("github.yml", 2), ("github-upgrade.yml", 1)])
def test_the_workflow_runs_what_others_made_by_commit(file: str, count: int) -> None:
    uses = re.findall(r"uses: (\S+)(.*)", FILES[file])
    others = {use: comment for use, comment in uses if not use.startswith("contoso/")}
    assert len(others) == count
    for use, comment in others.items():
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", use)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


@pytest.mark.parametrize("file", ["github.yml", "github-upgrade.yml"])
def test_the_workflow_gives_inputs_that_the_action_has(file: str) -> None:
    for job in parsed(file)["jobs"].values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("contoso/"):
                assert step["with"].keys() <= ACTION["inputs"].keys()


@pytest.mark.parametrize(
    ("image", "open_ones", "opened"),
    [
        ("aspnet:9.0-noble", "0", True),
        ("aspnet:8.0", "1", False),
        ("aspnet:10.0", "0", False),
    ],
)
def test_a_reminder_opens_one_issue(
    job: GitHubJob, variables: dict[str, str], image: str, open_ones: str, opened: bool
) -> None:
    folder = job.workspace.parent / "programs"
    program(folder, "gh", f'[ "$2" = list ] && echo {open_ones} || printf "[%s]" "$@"')
    (job.workspace / "Dockerfile").write_text(f"FROM mcr.microsoft.com/dotnet/{image}\n")
    remind = parsed("github-reminder.yml")["jobs"]["remind"]
    job.variables |= {"PATH": variables["PATH"], "TITLE": remind["env"]["TITLE"]}
    install, look = (job.step(step, {}) for step in remind["steps"] if "run" in step)
    assert (install.code, install.out, look.code) == (0, f"{INSTALL}\n", 0)
    made = f"[issue][create][--title][{remind['env']['TITLE']}][--body-file][images.md]"
    assert (made in look.out) == opened


def test_azure_fails_after_the_sarif_file_is_there(
    workspace: Path, variables: dict[str, str]
) -> None:
    install, check = azure(parsed("azure-pipelines.yml"), workspace, variables)
    assert install.out == f"{INSTALL}\n"
    assert check.code == 1
    assert "\n##vso[task.logissue type=error;sourcepath=Dockerfile;" in f"\n{check.out}"
    (publish,) = (step for step in parsed("azure-pipelines.yml")["steps"] if "publish" in step)
    assert publish["condition"] == "succeededOrFailed()"
    name = publish["publish"].removeprefix("$(Build.ArtifactStagingDirectory)/")
    assert rules(workspace.parent / name) == ["DI201"]


def test_azure_builds_with_what_is_picked(
    good: Path, variables: dict[str, str], picked: dict[str, str]
) -> None:
    done = azure(parsed("azure-pipelines.yml"), good, variables)
    assert [one.code for one in done] == [0, 0, 0, 0]
    assert done[-1].out == BUILD.format(**picked) + "\n"


def test_azure_does_not_build_with_what_is_not_there(good: Path, variables: dict[str, str]) -> None:
    none = {**variables, "DOTIMG_PICK_OS": "debian"}
    done = azure(parsed("azure-pipelines.yml"), good, none)
    assert [one.code for one in done] == [0, 0, 1]


def gitlab_job(name: str) -> dict[str, Any]:
    jobs = parsed("gitlab-ci.yml")
    return {**jobs.get(jobs[name].get("extends"), {}), **jobs[name]}


def test_gitlab_fails_after_the_sarif_file_is_there(
    workspace: Path, variables: dict[str, str]
) -> None:
    check = gitlab_job("check")
    done = gitlab(check, workspace, variables)
    assert done.code == 1
    assert done.out.startswith(f"{INSTALL}\n")
    assert "DI201" in done.out
    (published,) = check["artifacts"]["paths"]
    assert rules(workspace / published) == ["DI201"]
    report = json.loads((workspace / check["artifacts"]["reports"]["codequality"]).read_text())
    assert [one["check_name"] for one in report] == ["DI201"]
    assert check["artifacts"]["when"] == "always"


def test_gitlab_builds_with_what_is_picked(
    good: Path, variables: dict[str, str], picked: dict[str, str]
) -> None:
    assert gitlab(gitlab_job("check"), good, variables).code == 0
    pick = gitlab(gitlab_job("pick"), good, variables)
    assert pick.code == 0
    build = gitlab(gitlab_job("build"), good, {**variables, **pick.outputs})
    assert build.out == BUILD.format(**picked) + "\n"


def test_gitlab_does_not_build_with_what_is_not_there(
    good: Path, variables: dict[str, str]
) -> None:
    none = {**variables, "DOTIMG_PICK_OS": "debian"}
    assert gitlab(gitlab_job("pick"), good, none).code == 1


KINDS = {
    "azure-pipelines.yml": "azure-pipelines",
    "github.yml": "workflow",
    "github-upgrade.yml": "workflow",
    "github-reminder.yml": "workflow",
    "gitlab-ci.yml": "gitlab-ci",
    "pre-commit-config.yaml": "yaml",
}


@pytest.mark.parametrize("name", FILES)
def test_check_finds_nothing_where_it_is_copied_to(
    name: str, tmp_path: Path, variables: dict[str, str]
) -> None:
    first = FILES[name].partition("\n")[0]
    (place,) = re.findall(r"^# Copy to (\S+)\.$", first)
    assert kind_of(place) == KINDS[name]
    (tmp_path / "repository" / place).parent.mkdir(parents=True)
    (tmp_path / "repository" / place).write_text(FILES[name])
    done = shell("dotimg -q check .", tmp_path / "repository", variables)
    assert done.code == 0
    assert done.out.startswith("No problems in 0 .NET images (1 file)")


def test_the_guide_names_every_example_and_what_the_action_takes_and_gives() -> None:
    assert set(re.findall(r"\]\(([\w-]+\.ya?ml)\)", GUIDE)) == set(FILES)
    inputs, outputs = (
        re.findall(
            r"^\| `([\w-]+)` \| ", GUIDE.partition(head)[2].partition("\n\n")[0], re.MULTILINE
        )
        for head in ("| input |", "| output |")
    )
    assert inputs == list(ACTION["inputs"])
    assert outputs == list(ACTION["outputs"])


def test_the_guide_shows_a_dockerfile_that_is_good(
    workspace: Path, variables: dict[str, str]
) -> None:
    (shown,) = re.findall(r"^```dockerfile\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    (workspace / "Dockerfile").write_text(shown)
    done = shell("dotimg -q check .", workspace, variables)
    assert (done.code, done.out) == (0, "No problems in 2 .NET images (1 file)\n")
