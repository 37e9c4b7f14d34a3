"""The image of dotimg: no Docker is here, so its Dockerfile is judged, and its commands are run."""

import fnmatch
import shutil
import subprocess
import sys
from pathlib import Path

import dockerfile as buildkit  # type: ignore[import-not-found]
import pytest

from .jobs import BY_ITSELF, DAY, ROOT, SITE, Done, shell

FILE = ROOT / "Dockerfile"
INSTRUCTIONS = buildkit.parse_file(str(FILE))
IGNORED = [
    line
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
TODAY = {"DOTIMG_TODAY": DAY}


def values(keyword: str) -> list[tuple[str, ...]]:
    return [one.value for one in INSTRUCTIONS if one.cmd == keyword and not one.flags]


def is_sent(path: str) -> bool:
    """Whether a file is part of the build context: the last pattern that fits it decides.

    A pattern fits what is in a folder that it fits, by "Dockerfile reference, .dockerignore".
    """
    above = [path, *(str(parent) for parent in Path(path).parents)]
    sent = True
    for pattern in IGNORED:
        bare = pattern.lstrip("!").removeprefix("**/")
        anywhere, deep = "**/" in pattern, bare.count("/")
        names = [Path(one).name for one in above] if anywhere else above
        if any(
            fnmatch.fnmatchcase(name, bare) and (anywhere or name.count("/") == deep)
            for name in names
        ):
            sent = pattern.startswith("!")
    return sent


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the build copies, of what it is sent."""
    folder = tmp_path_factory.mktemp("context")
    for *sources, target in values("COPY"):
        for source in sources:
            assert (ROOT / source).exists()
            copy_sent(source, folder / target / (source if target == "./" else ""))
    return folder


def copy_sent(source: str, target: Path) -> None:
    if not is_sent(source):
        return
    if (ROOT / source).is_file():
        shutil.copyfile(ROOT / source, target)
        return
    target.mkdir(parents=True, exist_ok=True)
    for path in (ROOT / source).iterdir():
        copy_sent(f"{source}/{path.name}", target / path.name)


@pytest.fixture(scope="module")
def program(context: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder /opt/dotimg as the commands of the Dockerfile make it, but those of apt.

    dotimg is installed alone: that the rest comes along is held where the README is followed.
    """
    folder = tmp_path_factory.mktemp("opt") / "dotimg"
    for (command,) in values("RUN"):
        if command.startswith("apt-get "):
            continue
        for part in command.replace("/opt/dotimg", str(folder)).split("&&"):
            done = shell(part, context, BY_ITSELF if "pip install" in part else {})
            assert done.code == 0, done.out
    return folder


def run(program: Path, script: str, folder: Path, **variables: str) -> Done:
    """Run a script with the path that the image sets."""
    (path,) = (value for name, value in values("ENV") if name == "PATH")
    path = path.replace("/opt/dotimg", str(program)).replace("$PATH", "/usr/bin:/bin")
    return shell(script, folder, {"PATH": path, "PYTHONPATH": SITE, **TODAY, **variables})


def test_its_base_is_pinned_and_judged_by_our_own_tables() -> None:
    done = shell(f"dotimg -q check --require-digest {FILE}", ROOT, TODAY)
    assert (done.code, done.out) == (0, "No problems in 1 .NET image (1 file)\n")


def test_there_is_no_newer_base_in_our_own_tables() -> None:
    """Where the tables are newer: dotimg upgrade --digest --write Dockerfile."""
    done = shell(f"dotimg -q upgrade --digest --check {FILE}", ROOT, TODAY)
    assert (done.code, done.out) == (0, "")


def test_every_stage_stands_on_that_base_and_it_is_for_all_platforms() -> None:
    base, *stages = values("FROM")
    asked = "--app self-contained --os noble --version 10.0 --digest"
    assert base[0] == shell(f"dotimg -q pick {asked}", ROOT, TODAY).out.strip()
    assert {stage[0] for stage in stages} == {base[-1]}


def test_hadolint_finds_nothing() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    done = subprocess.run(
        [str(hadolint), "--failure-threshold", "style", str(FILE)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    "path",
    [
        "hatch_build.py",
        "pyproject.toml",
        "src/dotimg/cli/check.py",
        "data/catalog.json",
        "docs/rules/DI101.md",
        "LICENSE",
    ],
)
def test_what_is_built_is_sent(path: str) -> None:
    assert is_sent(path)


@pytest.mark.parametrize(
    "path",
    [
        ".git/config",
        ".venv/bin/pip",
        "docs/page.md",
        "tests/conftest.py",
        "src/dotimg/__pycache__/a.pyc",
        "a.md",
    ],
)
def test_nothing_else_is_sent(path: str) -> None:
    assert not is_sent(path)


def test_it_answers(program: Path, tmp_path: Path) -> None:
    done = run(program, "dotimg pick --version 5.0 --format from", tmp_path)
    assert done.out.splitlines()[-1] == "FROM mcr.microsoft.com/dotnet/aspnet:5.0"
    done = run(program, 'python -c "import dotimg; print(dotimg.__file__)"', tmp_path)
    assert done.out.startswith(str(program))


def test_it_works_where_nothing_can_be_written(program: Path, tmp_path: Path) -> None:
    nowhere = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"), "/dev/null/home")
    shutil.copy(FILE, tmp_path)
    done = run(program, "dotimg -q check .", tmp_path, **nowhere)
    assert (done.code, done.out) == (0, "No problems in 1 .NET image (1 file)\n")
    assert [path.name for path in tmp_path.iterdir()] == ["Dockerfile"]


def test_it_is_compiled_and_holds_its_licence_and_no_pip(program: Path) -> None:
    (site,) = program.glob("lib/python3*/site-packages")
    sources = {path.stem for path in site.glob("dotimg/cli/*.py")}
    compiled = {path.name.partition(".")[0] for path in site.glob("dotimg/cli/__pycache__/*.pyc")}
    assert sources == compiled
    assert not (site / "pip").exists()
    assert list(site.glob("dotimg-*/licenses/LICENSE"))


def test_it_runs_dotimg_and_not_as_root() -> None:
    last = max(n for n, one in enumerate(INSTRUCTIONS) if one.cmd == "FROM")
    final = {one.cmd: one.value for one in INSTRUCTIONS[last:]}
    assert final["USER"] == ("$APP_UID",)
    assert final["ENTRYPOINT"] == ("dotimg",)
    assert final["WORKDIR"] == ("/src",)
    assert "RUN" not in final
