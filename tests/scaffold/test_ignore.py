"""The ignore file of a build hides nothing that is built, and lets in nothing that builds left."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotimg.errors import InputError, NoMatchError
from dotimg.project import docker_ignore
from dotimg.scaffold.ignore import ignore_file
from dotimg.scaffold.taken import Taken

PATHS = (
    *("src/App/App.csproj", "src/App/Program.cs", "src/App/DockerfileParser.cs"),
    *("src/App/wwwroot/lib/x/bin/tool.js", "src/App/Models/obj/a.cs", "src/Lib/Lib.csproj"),
    *("src/Lib/A.cs", "Directory.Build.props", "eng/bin/Release/Tool.dll", "#odd/[1] a.txt"),
)
# As Visual Studio writes it.
OF_VISUAL_STUDIO = "**/.git\n**/bin\n**/obj\n**/Dockerfile*\nREADME.md\n!.git/HEAD\n"


def taken(context: Path, paths: tuple[str, ...] = PATHS, *, git: bool = False) -> Taken:
    folders = ("src/App", "src/Lib")
    return Taken(str(context), paths, folders, (*folders, "eng"), ".cs", git)


def written(context: Path, rules: str | None, paths: tuple[str, ...] = PATHS) -> str:
    """What stands beside `src/App/Dockerfile` then; empty for nothing."""
    there = context / ".dockerignore"
    there.unlink(missing_ok=True)
    if rules is not None:
        there.write_text(rules)
    dockerfile = str(context / "src" / "App" / "Dockerfile")
    found = ignore_file(taken(context, paths), dockerfile, ".dockerignore")
    assert not found or found.path == f"{dockerfile}.dockerignore"
    return found.text if found else ""


def assert_good(rules: str) -> None:
    parsed = docker_ignore.parse(rules.encode(), "x")
    assert [path for path in PATHS if parsed.leaves_out(path)] == []
    for path in ("src/App/obj/project.assets.json", "src/Lib/obj/x", ".git/HEAD", "src/.env"):
        assert parsed.leaves_out(path), path


def test_without_one_that_is_there_it_leaves_out_what_tools_write(tmp_path: Path) -> None:
    text = written(tmp_path, None)
    assert_good(text)
    rules = docker_ignore.parse(text.encode(), "x")
    out = (
        "src/App/bin/Debug/a src/X/bin/Release/net10.0/a src/App/node_modules/a src/App/Dockerfile"
    )
    assert all(map(rules.leaves_out, out.split()))
    kept = "src/App/bin/a bin/a obj/a src/App/Dockerfile.cs compose.yaml src/App/x.user"
    assert not any(map(rules.leaves_out, kept.split()))


def test_what_reads_git_gets_it(tmp_path: Path) -> None:
    found = ignore_file(taken(tmp_path, git=True), str(tmp_path / "Dockerfile"), "")
    assert found
    assert found.path == str(tmp_path / ".dockerignore")
    assert not docker_ignore.parse(found.text.encode(), "x").leaves_out(".git/HEAD")


@pytest.mark.parametrize("rules", ["**/obj\n", "obj\n**/obj/\n**/bin/Debug\n*.md", "src/*/obj"])
def test_one_that_will_do_stays_alone(tmp_path: Path, rules: str) -> None:
    assert written(tmp_path, rules, PATHS[:3]) == ""


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("*\n!publish/\n", ["*", "!src/App", "!src/Lib", "!Directory.Build.props"]),
        (OF_VISUAL_STUDIO, ["**/bin", "!src/App/wwwroot/lib/x/bin"]),
        (OF_VISUAL_STUDIO, ["**/Dockerfile*", "!src/App/DockerfileParser.cs", "README.md"]),
        ("*\n!src\n**/obj\n", ["*", "!Directory.Build.props", "!/#odd/\\[1] a.txt", "!src"]),
        ("**/*.csproj\n", ["**/*.csproj", "!src/App/App.csproj", "!src/Lib/Lib.csproj", ""]),
        (
            "\ufeff#a\r\nsrc\r\nsrc/App/a.json\r\n",
            ["src", "!src/App", "!src/Lib", "src/App/a.json"],
        ),
        ("#odd\n*odd", ["*odd", "!/#odd/\\[1] a.txt"]),
    ],
)
def test_what_hides_too_much_is_followed_by_what_takes_it_back(
    tmp_path: Path, rules: str, expected: list[str]
) -> None:
    text = written(tmp_path, rules)
    assert_good(text)
    assert "\n".join(expected) in text
    assert (tmp_path / ".dockerignore").read_text() == rules.replace("\r\n", "\n")


def test_what_a_team_hides_on_purpose_stays_hidden(tmp_path: Path) -> None:
    text = written(tmp_path, "*\n!src/Other\n**/secrets.json\nsrc/App/uploads\n")
    rules = docker_ignore.parse(text.encode(), "x")
    assert rules.leaves_out("src/App/secrets.json")
    assert rules.leaves_out("src/App/uploads/a.png")
    assert rules.leaves_out("data/all.db")
    assert not rules.leaves_out("src/Other/a")


def test_what_lets_in_what_builds_left_gets_the_lines_that_it_lacks(tmp_path: Path) -> None:
    text = written(tmp_path, "**/bin\n", PATHS[:3])
    assert text.splitlines()[1:3] == ["**/bin", ""]
    assert "src/App/obj\nsrc/Lib/obj\n" in text


def test_one_of_the_dockerfile_itself_is_refused_with_the_lines_to_change(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile.dockerignore").write_text("a\n*\n**/obj\n!src/Lib/obj\n")
    with pytest.raises(NoMatchError) as caught:
        ignore_file(taken(tmp_path), str(tmp_path / "Dockerfile"), "Dockerfile.dockerignore")
    assert str(caught.value) == (
        "Dockerfile.dockerignore: lets src/Lib/obj in and hides src/App/App.csproj, "
        "src/App/Program.cs, src/App/DockerfileParser.cs and 6 more (line 2: '*') and hides "
        "src/App/Models/obj/a.cs (line 3: '**/obj'): add src/Lib/obj, add !src/App, !src/Lib, "
        "!Directory.Build.props and 2 more behind line 2, add !src/App/Models/obj behind "
        "line 3, or remove it"
    )


def test_one_that_docker_refuses_is_named(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text("a[\n")
    with pytest.raises(InputError, match=r"^x: line 1: 'a\[' is not a valid pattern"):
        ignore_file(taken(tmp_path), str(tmp_path / "Dockerfile"), "x")


RULES = st.sampled_from(
    (
        *("*", "**", "src", "src/*", "**/bin", "**/obj", "bin", "obj", "**/*.cs", "**/Dockerfile*"),
        *("*.props", "!src", "!src/App", "!**/*.cs", "!**/obj", "!*", "src/App/**", "**/x", "#a"),
        *("**/.git", "!**/.git", "*odd", "!.env", "**/*.json", "src/?pp", "[a-z]*", "!src/Lib/obj"),
    )
)


@settings(max_examples=100)
@given(rules=st.lists(RULES, max_size=6))
def test_whatever_is_there_the_build_gets_what_it_takes(
    tmp_path_factory: pytest.TempPathFactory, rules: list[str]
) -> None:
    context = tmp_path_factory.mktemp("context")
    text = "\n".join(rules)
    answer = written(context, text)
    parsed = docker_ignore.parse((answer or text).encode(), "x")
    assert [path for path in PATHS if parsed.leaves_out(path)] == []
    assert parsed.leaves_out("src/App/obj/a")
    assert parsed.leaves_out("src/Lib/obj/a")
