"""Completions as a person gets them: keys in real shells, as far as they are there."""

import subprocess
import sys
from pathlib import Path

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Parser

from dotimg.cli.completing import script
from tests.cli.terminal import SETUP, TAB, completed, environment, shown
from tests.needs import need

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

# What is typed, and the words of the line after it. An X behind a TAB shows where the cursor was.
LINES = [
    ("dotimg pi\tX", ["dotimg", "pick", "X"]),
    ("dotimg pick --single\tX", ["dotimg", "pick", "--single-arch", "X"]),
    ("dotimg pick --app self\tX", ["dotimg", "pick", "--app", "self-contained", "X"]),
    ("dotimg pick --os=azurelinux3\tX", ["dotimg", "pick", "--os=azurelinux3.0", "X"]),
    ("dotimg tags runtime-\tX", ["dotimg", "tags", "runtime-deps", "X"]),
    ("dotimg explain aspn\tX", ["dotimg", "explain", "aspnet:X"]),
    ("dotimg explain aspnet:8.0-al\tX", ["dotimg", "explain", "aspnet:8.0-alpineX"]),
    ("dotimg explain aspn\t8.0-al\t3.2\t3\tX", ["dotimg", "explain", "aspnet:8.0-alpine3.23X"]),
    ("dotimg explain framework/w\t4.8.1-win\tX",
     ["dotimg", "explain", "framework/wcf:4.8.1-windowsservercore-ltsc202X"]),
    ("dotimg upgrade --to=\tX", ["dotimg", "upgrade", "--to=X"]),
    ("dotimg explain mcr.microsoft.com/dotnet/sdk:8.0.30\tX",
     ["dotimg", "explain", "mcr.microsoft.com/dotnet/sdk:8.0.30X"]),
    ("dotimg compare sdk:10.0 aspnet:8.0-az\tX",
     ["dotimg", "compare", "sdk:10.0", "aspnet:8.0-azurelinux3.0X"]),
    ('dotimg explain "aspnet:8.0-alp\t"', ["dotimg", "explain", "aspnet:8.0-alpine"]),
    ("dotimg check Dock\tX", ["dotimg", "check", "Dockerfile", "X"]),
    ("dotimg check --project=sub/A\tX", ["dotimg", "check", "--project=sub/App.csproj", "X"]),
    ("dotimg --catalog s\t./X", ["dotimg", "--catalog", "sub/./X"]),
    ("dotimg pick --today \tX", ["dotimg", "pick", "--today", "X"]),
    ("dotimg no-such \t--fo\tX", ["dotimg", "no-such", "--foX"]),
    ("~/bin/dotimg pi\tX", ["HOME/bin/dotimg", "pick", "X"]),
    ("$HOME/bin/dotimg pi\tX", ["HOME/bin/dotimg", "pick", "X"]),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "App.csproj").touch()
    (tmp_path / "Dockerfile").touch()
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "Dockerfile").touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "dotimg").symlink_to(Path(sys.executable).with_name("dotimg"))
    return tmp_path


@pytest.mark.parametrize("shell", ["bash", "zsh"])
@pytest.mark.parametrize(("keys", "words"), LINES)
def test_a_line_goes_on(shell: str, keys: str, words: list[str], folder: Path) -> None:
    found = completed(shell, keys, folder)
    assert [word.replace(str(folder), "HOME") for word in found] == words


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("dotimg explain aspn\t8.0-al\tX", ["dotimg", "explain", "aspnet:8.0-alpineX"]),
        ("dotimg pick --format=js\tX", ["dotimg", "pick", "--format=json", "X"]),
    ],
)
def test_bash_may_break_words_elsewhere(keys: str, words: list[str], folder: Path) -> None:
    assert completed("bash", keys, folder, SETUP["bash"], "COMP_WORDBREAKS=' '") == words


def test_bash_lists_what_may_follow_a_colon(folder: Path) -> None:
    screen = shown("bash", f"dotimg explain framework/wcf:{TAB}{TAB}", folder)
    assert "4.8.1-windowsservercore-ltsc2022" in screen
    assert "wcf:4.8.1" not in screen


def test_the_cursor_may_stand_within_the_line(folder: Path) -> None:
    back = "\x02" * len(" --os x")
    keys = f"dotimg pick --app self --os x{back}{TAB}"
    words = ["dotimg", "pick", "--app", "self-contained", "--os", "x"]
    assert completed("bash", keys, folder) == words
    assert completed("zsh", keys, folder) == words


def test_zsh_shows_what_a_word_is(folder: Path) -> None:
    screen = shown("zsh", f"dotimg pick --os {TAB}", folder)
    assert "Alpine 3.24, until 2028-06-01" in screen
    assert "Check the .NET images that your files use." in shown("zsh", f"dotimg {TAB}", folder)


def test_zsh_shows_versions_in_the_order_of_dotimg(folder: Path) -> None:
    screen = shown("zsh", f"dotimg pick --version {TAB}", folder)
    words = ["lts ", "sts ", "latest ", "preview ", "11.0 ", "10.0 ", "9.0 "]
    places = [screen.index(f"\n{word}") for word in words]
    assert places == sorted(places)


def test_zsh_finds_it_in_its_folder_of_functions(folder: Path) -> None:
    (folder / "_dotimg").write_text(script("zsh"), "utf-8")
    setup = f"bindkey -e; fpath=({folder} $fpath); autoload -U compinit; compinit -u -D"
    assert completed("zsh", "dotimg pi\tX", folder, setup) == ["dotimg", "pick", "X"]


FISH = [
    ("dotimg pi", ["pick\tFind the right image and print its reference."]),
    ("dotimg explain asp",
     ["aspnet:\tASP.NET Core runtime", "aspire-dashboard:\tAspire dashboard"]),
    ("dotimg explain aspnet:8.0-azurelinux3.0-distroless-c", [
        "aspnet:8.0-azurelinux3.0-distroless-composite\t8.0.30",
        "aspnet:8.0-azurelinux3.0-distroless-composite-amd64\t8.0.30",
        "aspnet:8.0-azurelinux3.0-distroless-composite-arm64v8\t8.0.30",
        "aspnet:8.0-azurelinux3.0-distroless-composite-extra\t8.0.30",
        "aspnet:8.0-azurelinux3.0-distroless-composite-extra-amd64\t8.0.30",
        "aspnet:8.0-azurelinux3.0-distroless-composite-extra-arm64v8\t8.0.30",
    ]),
    ("FOO=1 dotimg pick --format=e", ["--format=env"]),
    ("dotimg check D", ["Dockerfile"]),
    ("dotimg check --project=sub/", ["--project=sub/App.csproj"]),
    ("dotimg --catalog s", ["sub/\tDirectory"]),
    ("dotimg pick --today ", []),
    ("dotimg check a\\ b/", ["a b/Dockerfile"]),
    ('dotimg check "a b/', ["a b/Dockerfile"]),
    ('dotimg check "Dock', ["Dockerfile"]),
    ("dotimg check ~/Dock", ["~/Dockerfile"]),
    ("dotimg check --project=a\\ b/D", ["--project=a b/Dockerfile"]),
    ("dotimg --catalog 'a ", ["a b/\tDirectory"]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "answers"), FISH)
def test_fish_completes(line: str, answers: list[str], folder: Path) -> None:
    need("fish")
    command = "dotimg completion fish | source; complete -C $argv[1]"
    done = subprocess.run(
        ["fish", "--no-config", "-c", command, line], cwd=folder, env=environment(folder),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (done.stderr, done.stdout.splitlines()) == ("", answers)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_finds_no_fault_in_its_script(shell: str, tmp_path: Path) -> None:
    need(shell)
    (tmp_path / "script").write_text(script(shell), "utf-8")
    subprocess.run([shell, "-n", str(tmp_path / "script")], check=True)


def test_the_script_of_powershell_is_powershell() -> None:
    parser = Parser(Language(tree_sitter_powershell.language()))
    assert not parser.parse(script("powershell").encode()).root_node.has_error
    assert parser.parse(b"if ($a {").root_node.has_error
