"""The workflows of this repository: audited, pinned, and each of their scripts run.

What publishes, installs or takes long is played by programs that write down how they were called.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dotimg.feeds import archive
from dotimg.feeds.packed import LISTING
from release import nuget, own

from .jobs import ROOT, Done, evaluated, program, shell

FOLDER = ROOT / ".github"
WORKFLOWS = {path.stem: path for path in sorted((FOLDER / "workflows").glob("*.yml"))}
JOBS = {name: yaml.safe_load(path.read_text("utf-8"))["jobs"] for name, path in WORKFLOWS.items()}
PINNED = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}")
CALLS = yaml.safe_load((Path(__file__).parent / "workflow_calls.yml").read_text("utf-8"))
VALUES = {
    "github.token": "token",
    "vars.NUGET_SOURCE": "https://nuget.example.com/index.json",
    "steps.login.outputs.NUGET_API_KEY": "key",
    "needs.update.outputs.day": "2026-09-08",
    "steps.attest.outputs.bundle-path": "bundle.json",
}
PLAYED = (
    *("docker", "docker-compose", "docker-registry", "dnx", "dotnet", "gh", "google-chrome", "npm"),
    *("chromium", "fish", "make", "openssl", "skopeo", "sudo", "uv", "zsh"),
)
AUTHOR = {
    f"GIT_{who}_{what}": "contoso@example.com"
    for who in ("AUTHOR", "COMMITTER")
    for what in ("NAME", "EMAIL")
}
ENDS = ("", ".sha256", ".sigstore.json")
NOTE = 'echo "$(basename "$0") $*" >> "$CALLS"'
# What is quick and stays on this machine is the real one.
PYTHON = f"""case "$*" in
    -c* | "-m release.ready"* | "-m release.nuget"*) exec {sys.executable} "$@" ;;
    "-m dotimg.feeds"*) {NOTE} && echo new >> data/catalog.json && echo "1 new tag" ;;
    *) {NOTE} ;;
esac"""
DOCKER = f"""{NOTE}
if [ "$3" = inspect ]; then echo sha256:0123; fi"""


STEPS = {
    f"{workflow}/{job}/{step['name']}": (content, step)
    for workflow, jobs in JOBS.items()
    for job, content in jobs.items()
    for step in content["steps"]
    if "run" in step
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout, its origin beside it, with what the steps before would have left."""
    folder = tmp_path_factory.mktemp("checkout") / "workspace"
    for name in (".ci", "release", "requirements"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("README.md", "CHANGELOG.md", "pyproject.toml", "src/dotimg/_version.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    program(folder / ".ci", "run", NOTE)
    for name in ("tool/dotimg", ".venv/bin/dotimg", ".venv/bin/pip"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        program((folder / name).parent, Path(name).name, NOTE)
    (folder / "data").mkdir()
    (folder / "data" / "catalog.json").write_text("{}")
    git = "git init -q --template= && git add -A && git commit -qm all"
    remote = "git init -q --bare --template= ../origin && git remote add origin ../origin"
    assert shell(f"{git} && {remote}", folder, AUTHOR).code == 0
    tables: dict[str, object] = {"tags.jsonl": {}, "cves.json": {}}
    index = json.dumps({"as_of": "2026-09-08", "tables": tables})
    (folder / "data" / "catalog.json").write_text(index)
    for name in (*tables, "README.md"):
        (folder / "data" / name).write_text(name)
    version = own.version()
    for name in (
        *(f"dist/dotimg-{version}-py3-none-any.whl", f"dist/dotimg-{version}.tar.gz"),
        f"dist/dotimg.linux-x64.{version}.nupkg",
        *(f"program/dotimg.{one}.{version}.nupkg" for one in nuget.RUNTIMES),
        *("files/dotimg.pyz", f"files/dotimg.linux-x64.{version}.nupkg"),
        *("images/image-amd64.tar.gz", "images/image-arm64.tar.gz"),
        *(
            "packed/dotimg-tables-2026-09-08.tar.xz",
            "packed/dotimg-tables-2026-09-08.tar.xz.sha256",
        ),
        *("packed/dotimg-tables.sha256", "summary.md", "bundle.json"),
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("1 new tag\n")
    return folder.parent


@pytest.fixture
def workspace(checkout: Path, tmp_path: Path) -> Path:
    """The checkout, to be changed."""
    return shutil.copytree(checkout, tmp_path / "runner") / "workspace"


@pytest.fixture
def runner(workspace: Path) -> Path:
    """The folder of the programs that are played, where they are found first."""
    folder = workspace.parent / "programs"
    for name in PLAYED:
        program(folder, name, NOTE)
    program(folder, "docker", DOCKER)
    for name in ("python", "python3"):
        program(folder, name, PYTHON)
    return folder


def run(name: str, workspace: Path, runner: Path) -> Done:
    """Run a step as a runner does, of a matrix the first."""
    job, step = STEPS[name]
    matrix = job.get("strategy", {}).get("matrix", {})
    chosen = matrix["include"][0] if "include" in matrix else {k: v[0] for k, v in matrix.items()}
    values = VALUES | {f"matrix.{name}": str(value) for name, value in chosen.items()}
    given = {
        name: evaluated(text, values)
        for name, text in {**job.get("env", {}), **step.get("env", {})}.items()
        if "==" not in text
    }
    variables = {
        "PATH": f"{runner}{os.pathsep}{os.environ['PATH']}",
        "CALLS": str(runner.parent / "calls"),
        "GITHUB_OUTPUT": str(runner.parent / "output"),
        "GITHUB_ACTOR": "octocat",
        "GITHUB_REF_NAME": f"v{own.version()}",
        "GITHUB_REPOSITORY": "Contoso/dotimg",
        "GIT_CONFIG_GLOBAL": os.devnull,
        **given,
    }
    return shell(step["run"], workspace, variables, "--noprofile --norc -eo pipefail")


def calls(workspace: Path) -> list[str]:
    """The calls that were noted, with what differs from run to run put in a word."""
    noted = workspace.parent / "calls"
    text = noted.read_text("utf-8") if noted.exists() else ""
    for differing, word in (
        *((str(workspace), "$PWD"), (str(workspace.parent / "programs"), "$PROGRAMS")),
        *((sys.executable, "$PYTHON"), (own.version(), "$VERSION")),
    ):
        text = text.replace(differing, word)
    return re.sub(r"/\S+/tmp\.\w+", "$TEMP", text).splitlines()


@pytest.mark.parametrize("name", STEPS)
def test_a_step_calls_what_it_says(name: str, workspace: Path, runner: Path) -> None:
    if name == "release/wheel/ready":
        make_ready(workspace)
    done = run(name, workspace, runner)
    assert done.code == 0, done.out
    assert calls(workspace) == (CALLS[name] or [])


def make_ready(workspace: Path) -> None:
    """Fill in what a maintainer does."""
    with (workspace / "pyproject.toml").open("a") as file:
        address = '"https://git.example.com/dotimg"'
        file.write(f"\n[project.urls]\nRepository = {address}\nRules = {address}\n")
    text = (workspace / "CHANGELOG.md").read_text("utf-8")
    title = f"## {own.version()} - 2026-12-01"
    (workspace / "CHANGELOG.md").write_text(text.replace("## Unreleased", title))


def test_no_step_is_passed_over() -> None:
    assert CALLS.keys() == STEPS.keys()


def test_a_release_that_is_not_ready_ends_at_its_first_step(workspace: Path, runner: Path) -> None:
    done = run("release/wheel/ready", workspace, runner)
    assert done.code == 1
    assert "pyproject.toml: [project.urls] has no Repository" in done.out
    assert f"CHANGELOG.md: no section '## {own.version()}" in done.out


def test_the_tables_are_told_to_have_changed_only_where_they_have(
    workspace: Path, runner: Path
) -> None:
    output = workspace.parent / "output"
    run("tables/update/update", workspace, runner)
    assert output.read_text() == "changed=true\n"
    assert (workspace / "summary.md").read_text() == "1 new tag\n"
    output.unlink()
    assert shell("git commit -qam new", workspace, AUTHOR).code == 0
    program(runner, "python", NOTE)
    run("tables/update/update", workspace, runner)
    assert not output.exists()


def test_the_tables_are_packed_alike_each_time_with_their_hash(workspace: Path) -> None:
    for name in ("one", "other"):
        (workspace / name).mkdir()
        done = shell(f"release/tables {name}", workspace, {})
        assert (done.code, done.out) == (0, "2026-09-08\n")
    one, other = (
        {path.name: path.read_bytes() for path in (workspace / name).iterdir()}
        for name in ("one", "other")
    )
    assert one == other
    file = "dotimg-tables-2026-09-08.tar.xz"
    assert one.keys() == {file, f"{file}.sha256", LISTING}
    for name in (f"{file}.sha256", LISTING):
        assert shell(f"cd one && sha256sum --check {name}", workspace, {}).code == 0
    files = archive.unpacked(one[file], file)
    assert list(files) == ["catalog.json", "cves.json", "tags.jsonl"]
    for name, content in files.items():
        assert (workspace / "data" / name).read_bytes() == content


def test_tables_that_are_too_large_are_not_released(workspace: Path) -> None:
    (workspace / "data" / "tags.jsonl").write_bytes(os.urandom(4_600_000))
    (workspace / "one").mkdir()
    done = shell("release/tables one", workspace, {})
    assert done.code == 1
    assert "bytes, more than 4.5 MB" in done.out


def test_the_release_of_the_tables_is_made_once_and_keeps_a_month(
    workspace: Path, runner: Path
) -> None:
    names = "dotimg-tables-2026-07-{:02}.tar.xz"
    there = "".join(f"echo {names.format(day)}{end}; " for day in range(1, 32) for end in ENDS)
    program(runner, "gh", f'{NOTE}; case "$*" in *--json*) {there} ;; *view*) exit 1 ;; esac')
    assert run("tables/publish/release", workspace, runner).code == 0
    noted = calls(workspace)
    assert noted[1].startswith("gh release create tables-latest --title Tables ")
    gone = [line.split()[4] for line in noted if "delete-asset" in line]
    assert gone == [names.format(1) + end for end in ENDS]
    assert noted.index(next(line for line in noted if LISTING in line)) == 3, "after the file"


def test_a_pull_request_of_tables_is_opened_once_and_then_renewed(
    workspace: Path, runner: Path
) -> None:
    for tables in ("first", "second"):
        (workspace / "data" / "catalog.json").write_text(tables)
        assert run("tables/publish/propose", workspace, runner).code == 0
        done = shell("git log --format=%B -1 tables", workspace.parent / "origin", {})
        assert done.out == "Bring the tables to 2026-09-08\n\n1 new tag\n\n"
        shell("git switch -q - && git branch -qD tables", workspace, {})
        program(runner, "gh", f'{NOTE}; [ "$2" != create ]')
    made = [line.split(" --")[0] for line in calls(workspace) if line.startswith("gh pr")]
    assert made == ["gh pr create", "gh pr create", "gh pr edit tables"]


def test_a_release_has_what_the_changelog_says_and_the_hash_of_each_file(
    workspace: Path, runner: Path
) -> None:
    make_ready(workspace)
    assert run("release/page/release", workspace, runner).code == 0
    assert "`dotimg pick`" in (workspace / "files.md").read_text("utf-8")
    names = {path.name for path in (workspace / "files").iterdir()}
    assert names == {"dotimg.pyz", "SHA256SUMS"}
    assert shell("cd files && sha256sum --check SHA256SUMS", workspace, {}).code == 0


def test_missing_programs_are_installed(workspace: Path, runner: Path) -> None:
    (runner / "fish").unlink()
    program(runner, "id", "echo 1000")
    path = os.pathsep.join([str(runner), *bare(runner.parent)])
    done = shell(".ci/programs", workspace, {"PATH": path, "CALLS": str(runner.parent / "calls")})
    assert done.code == 0, done.out
    assert calls(workspace) == [
        "sudo apt-get update -qq",
        "sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq fish",
    ]


def bare(folder: Path) -> list[str]:
    """A path with what the scripts themselves need."""
    needed = folder / "needed"
    needed.mkdir()
    for name in ("bash", "basename", "dirname", "env"):
        (needed / name).symlink_to(shutil.which(name) or name)
    return [str(needed)]


@pytest.mark.parametrize("runtime", [one for one in nuget.RUNTIMES if one.startswith("linux-")])
def test_every_runtime_of_linux_has_its_container(
    runtime: str, workspace: Path, runner: Path
) -> None:
    variables = {
        "PATH": f"{runner}{os.pathsep}{os.environ['PATH']}",
        "CALLS": str(runner.parent / "calls"),
    }
    done = shell(f"release/in_container {runtime} echo 'a b'", workspace, variables)
    assert done.code == 0, done.out
    (call,) = calls(workspace)
    kind = "musllinux_1_2" if "musl" in runtime else "manylinux_2_28"
    machine = "aarch64" if runtime.endswith("arm64") else "x86_64"
    assert re.search(rf" quay\.io/pypa/{kind}_{machine}@sha256:[0-9a-f]{{64}} bash -c ", call)
    assert call.endswith(" - echo a b")


def test_zizmor_finds_nothing() -> None:
    zizmor = Path(sys.executable).parent / "zizmor"
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", str(FOLDER)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "No findings to report" in done.stdout


def test_every_action_is_pinned_once_with_its_version_beside_it() -> None:
    pins: dict[str, set[str]] = {}
    for path in WORKFLOWS.values():
        for line in path.read_text("utf-8").splitlines():
            if "uses:" in line:
                used, _, version = line.partition("uses: ")[2].partition(" # ")
                assert PINNED.fullmatch(used), line
                assert re.fullmatch(r"v\d+\.\d+\.\d+", version), line
                pins.setdefault(used.partition("@")[0], set()).add(f"{used} {version}")
    assert len(pins) > 5
    assert all(len(found) == 1 for found in pins.values()), pins


def test_nothing_names_an_owner() -> None:
    places = [*WORKFLOWS.values(), *FOLDER.rglob("*.yml"), *(ROOT / "release").iterdir()]
    for path in places:
        if path.is_file():
            text = path.read_text("utf-8")
            assert not re.search(r"github\.com/|ghcr\.io/(?!\$)|CODEOWNERS", text), path


def test_the_programs_of_a_release_are_those_that_the_tool_names() -> None:
    matrix = JOBS["release"]["program"]["strategy"]["matrix"]["include"]
    assert sorted(one["runtime"] for one in matrix) == sorted(nuget.RUNTIMES)


def test_every_python_that_is_claimed_is_tested_on_every_system() -> None:
    claimed = [
        one.rpartition(" ")[2]
        for one in own.project()["classifiers"]
        if re.fullmatch(r"Programming Language :: Python :: 3\.\d+", one)
    ]
    matrix = JOBS["ci"]["tests"]["strategy"]["matrix"]
    assert matrix["python"] == claimed
    assert {one.partition("-")[0] for one in matrix["system"]} == {"ubuntu", "macos", "windows"}


def test_dependabot_looks_where_there_is_something() -> None:
    found = yaml.safe_load((FOLDER / "dependabot.yml").read_text("utf-8"))["updates"]
    places = {one["package-ecosystem"]: ROOT / one["directory"].lstrip("/") for one in found}
    assert places.keys() == {"github-actions", "pip"}
    assert list(places["pip"].glob("*.in"))


@pytest.mark.parametrize("form", sorted(FOLDER.glob("ISSUE_TEMPLATE/wrong-*.yml")), ids=str)
def test_an_issue_form_is_of_the_shape_that_github_takes(form: Path) -> None:
    content = yaml.safe_load(form.read_text("utf-8"))
    assert content.keys() == {"name", "description", "labels", "body"}
    ids = [one["id"] for one in content["body"]]
    assert len(set(ids)) == len(ids)
    for one in content["body"]:
        assert one["type"] in {"input", "textarea"}
        assert one["attributes"]["label"]
        assert one.keys() <= {"type", "id", "attributes", "validations"}
    assert any(one.get("validations", {}).get("required") for one in content["body"])
