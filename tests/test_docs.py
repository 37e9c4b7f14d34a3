"""The documentation is true: examples give what stands below them, links lead somewhere."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from dotimg.catalog.tables import ELSEWHERE
from dotimg.cli.group import COMMANDS, dotimg
from tests import own_tree
from tests.ci.jobs import AS_NEEDED, shell
from tests.conftest import DAY
from tests.console import blocks, examples, follow
from tests.needs import need, skip_unless_ci
from tests.tables import cut_down

ROOT = Path(__file__).parent.parent
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "data").glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
README = (ROOT / "README.md").read_text("utf-8")
MIRROR = "localhost:5000"  # the pages'; in the tests a registry at a free port

WHO = {
    **{f"GIT_{who}_NAME": "contoso" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "contoso@example.com" for who in ("AUTHOR", "COMMITTER")},
    "DOTIMG_TODAY": DAY,
}

posix = pytest.mark.skipif(sys.platform == "win32", reason="the pages are for a POSIX shell")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def pages_with(what: str) -> list[object]:
    found = [one for one in PAGES if f"```{what}\n" in one.read_text("utf-8")]
    return [pytest.param(one, id=name_of(one)) for one in found]


class Newcomer(NamedTuple):
    """Who has done nothing but what the first block of the README says.

    `programs` is the folder that dotimg is in, `said` what the block printed; `problem` tells why
    it could not be done, and then it is the folder of this interpreter.
    """

    programs: Path
    said: str
    problem: str = ""


@pytest.fixture(scope="session")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Newcomer:
    """Follows the first block of the README in a copy of this repository."""
    clone = own_tree.copied(tmp_path_factory.mktemp("newcomer") / "dotimg")
    here = Path(sys.base_prefix) / "bin"
    environment = {**os.environ, "PATH": f"{here}{os.pathsep}{os.environ['PATH']}"}
    environment = {name: text for name, text in environment.items() if "DOTIMG" not in name}
    environment |= AS_NEEDED
    done = subprocess.run(
        ["bash", "-c", blocks(README, "sh")[0]],
        cwd=clone, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = [line.strip() for line in done.stderr.splitlines() if "ERROR: " in line]
        return Newcomer(Path(sys.executable).parent, "", f"{said or done.stderr}")
    return Newcomer(clone / ".venv" / "bin", done.stdout)


@posix
def test_the_first_block_of_the_readme_gives_an_answer(newcomer: Newcomer) -> None:
    if newcomer.problem:
        skip_unless_ci(f"the examples ran in this environment, for pip says {newcomer.problem}")
    assert newcomer.said.endswith("mcr.microsoft.com/dotnet/aspnet:5.0\n")


def test_the_first_two_blocks_are_one_command_each() -> None:
    first, second, *_ = blocks(README, "sh")
    assert first.count("\n") == second.count("\n") == 1
    assert first.endswith("dotimg pick --purpose run --version 5.0\n")
    assert second.endswith("python -m pytest\n")


@posix
@pytest.mark.parametrize("page", pages_with("console"))
def test_the_examples_of_a_page_give_what_it_shows(
    page: Path, newcomer: Newcomer, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    text = page.read_text("utf-8")
    if "$ make" in text:
        need("make")
    if MIRROR in text:
        text = text.replace(MIRROR, request.getfixturevalue("real").host)
    home, folder = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    folder.mkdir()
    environment = {
        "PATH": f"{newcomer.programs}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "DOTIMG_TODAY": DAY,
        ELSEWHERE: os.environ[ELSEWHERE],
    }
    if "dotimg -q page" in text:  # that of all images takes a while
        environment["DOTIMG_CATALOG"] = cut_down(tmp_path / "catalog")
    assert list(follow(text, folder, environment)) == examples(text)


@pytest.mark.parametrize("page", pages_with("console"))
def test_no_example_is_passed_over(page: Path) -> None:
    text = page.read_text("utf-8")
    marked = [line for line in text.splitlines() if line.startswith("$ ")]
    assert len(examples(text)) == len(marked)
    assert text.count("```console") == len(blocks(text, "console"))
    assert all(block.startswith("$ ") for block in blocks(text, "console"))


@pytest.mark.parametrize("page", pages_with("sh"))
def test_the_commands_that_are_not_run_can_be_read(page: Path) -> None:
    lines = "".join(blocks(page.read_text("utf-8"), "sh")).replace("\\\n", "").splitlines()
    for line in lines:
        words = shlex.split(line, comments=True)
        if words[:1] == ["dotimg"]:
            assert_understood(words[1:])


def assert_understood(words: list[str]) -> None:
    """Click takes these arguments, up to the end of the command."""
    ends = [words.index(end) for end in ("|", ">", ">>", "2>", "&&", "||") if end in words]
    words = words[: min(ends, default=len(words))]
    at = next((number for number, word in enumerate(words) if word in COMMANDS), None)
    assert at is not None, words
    with dotimg.make_context("dotimg", words[: at + 1]) as group:
        command = dotimg.get_command(group, words[at])
        assert command
        command.make_context(words[at], words[at + 1 :], parent=group).close()


@posix
def test_the_loop_over_a_fleet_moves_each_repository_once(tmp_path: Path) -> None:
    loop = blocks((ROOT / "docs/guide/move-a-fleet.md").read_text("utf-8"), "sh")[-1]
    fleet = tmp_path / "fleet"
    commit = "git init -q && git add -A && git commit -qm all"
    for name in ("broken", "good", "old one"):
        (fleet / name).mkdir(parents=True)
        tag = "10.0" if name == "good" else "8.0"
        (fleet / name / "Dockerfile").write_text(f"FROM mcr.microsoft.com/dotnet/aspnet:{tag}\n")
        if name == "broken":
            (fleet / name / "dotimg.toml").write_text("to = [\n")
        assert shell(commit, fleet / name, WHO).code == 0
    first, second = (shell(loop, tmp_path, WHO) for _ in range(2))
    for done in (first, second):
        assert "fleet/broken/: left alone, exit code 3" in done.out
    commits = {
        one.name: shell("git log --format=%s", one, {}).out.split("\n")[:-1]
        for one in fleet.iterdir()
    }
    moved = ["Move to .NET 10.0", "all"]
    assert commits == {"broken": ["all"], "good": ["all"], "old one": moved}
    assert [one.name for one in (tmp_path / "notes").iterdir()] == ["old one.md"]
    assert "support of .NET 8.0 ended" in (tmp_path / "notes" / "old one.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_what_is_there(page: Path) -> None:
    for target, anchor in links(page.read_text("utf-8")):
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), target
        if anchor:
            assert anchor in anchors(found.read_text("utf-8")), f"{target}#{anchor}"


def prose(page: str) -> str:
    """A page without its blocks."""
    return re.sub(r"^```.*?^```", "", page, flags=re.DOTALL | re.MULTILINE)


def links(page: str) -> Iterator[tuple[str, str]]:
    """The relative links of a page: the path, and the anchor there."""
    for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", prose(page))):
        if "://" not in link:
            target, _, anchor = link.partition("#")
            yield target, anchor


def anchors(page: str) -> set[str]:
    """The anchors of a page, by the rule of GitHub for its headings."""
    titles = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).lower().replace(" ", "-") for title in titles}


def test_the_reference_is_what_the_commands_say(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, str(ROOT / "docs" / "reference" / "generate.py"), str(tmp_path)],
        check=True,
    )
    there = {one.name: one.read_text("utf-8") for one in (ROOT / "docs/reference").glob("*.md")}
    assert there == {one.name: one.read_text("utf-8") for one in tmp_path.iterdir()}


def test_the_index_of_the_docs_names_every_page_of_the_guide() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    named = {target for target, _ in links(index)}
    assert {f"guide/{one.name}" for one in (ROOT / "docs" / "guide").glob("*.md")} <= named
