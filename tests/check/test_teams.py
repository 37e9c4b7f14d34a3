"""Whose settings hold for a file, and which paths are left out."""

from pathlib import Path

import pytest

from dotimg.check.teams import Teams, ignored_in
from dotimg.errors import SettingsError, UsageError
from dotimg.files.search import search


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a Dockerfile in each of some folders."""
    folder = tmp_path / "tree"
    for name in ("", "api", "legacy", "legacy/web", "api/legacy", "api/test/data"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "Dockerfile").touch()
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def left_in(teams: Teams, path: str = ".") -> set[str]:
    found = search([path], excludes=lambda one, folder: teams.excludes(one, folder=folder))
    paths = (Path(source.path).as_posix() for source in found if source.kind == "dockerfile")
    return {path.removesuffix("Dockerfile").rstrip("/") for path in paths}


EVERY = {"", "api", "legacy", "legacy/web", "api/legacy", "api/test/data"}


@pytest.mark.parametrize(
    ("globs", "out"),
    [
        (["legacy/"], {"legacy", "legacy/web", "api/legacy"}),
        (["/legacy/"], {"legacy", "legacy/web"}),
        (["./legacy"], {"legacy", "legacy/web", "api/legacy"}),
        (["api/*"], {"api", "api/legacy", "api/test/data"}),
        (["**/test/**"], {"api/test/data"}),
        (["web/Dockerfile"], set()),
        (["**/web/Dockerfile"], {"legacy/web"}),
        (["Dockerfile", "!/api/Dockerfile"], EVERY - {"api"}),
        (["l[a-f]gacy"], {"legacy", "legacy/web", "api/legacy"}),
        (["#legacy"], set()),
        (["nothing", "LEGACY/"], set()),
    ],
)
def test_globs_leave_out_what_a_gitignore_would(
    tree: Path, globs: list[str], out: set[str]
) -> None:
    """By the option and by the setting, in a search and for a file that is named itself."""
    (tree / "dotimg.toml").write_text(f"exclude = {globs}".replace("'", '"'))
    by_option = Teams((), globs, [str(tree)])
    by_setting = Teams(())
    assert left_in(by_setting) == EVERY - out
    for name in EVERY:
        path = f"{name}/Dockerfile".lstrip("/")
        assert bool(by_setting.excludes_named(path)) == (name in out), path
        assert bool(by_setting.excludes_named(str(tree / path))) == (name in out), path
    (tree / "dotimg.toml").unlink()
    assert left_in(by_option) == EVERY - out
    for name in EVERY:
        assert bool(by_option.excludes_named(f"{name}/Dockerfile".lstrip("/"))) == (name in out)


def test_what_leaves_a_path_out_is_told(tree: Path) -> None:
    (tree / "pyproject.toml").write_text('[tool.dotimg]\nexclude = ["legacy"]\n')
    told = f"exclude in {tree / 'pyproject.toml'}"
    assert Teams(()).excludes_named("legacy/web/Dockerfile") == told
    assert Teams((), ["api"], [str(tree)]).excludes_named("api") == "--exclude"
    assert Teams(()).excludes_named("Dockerfile") == ""


def test_the_settings_above_leave_out_a_folder_with_settings_of_its_own(tree: Path) -> None:
    (tree / "dotimg.toml").write_text('exclude = ["legacy/"]')
    (tree / "legacy/dotimg.toml").write_text('exclude = ["web"]')
    assert Teams(()).excludes_named("legacy/Dockerfile")
    assert left_in(Teams(()), "legacy") == {"legacy"}  # as it is asked for, its own settings hold
    (tree / "dotimg.toml").unlink()
    assert not Teams(()).excludes_named("legacy/Dockerfile")
    assert left_in(Teams(())) == EVERY - {"legacy/web"}


def test_nothing_above_the_repository_leaves_it_out(tree: Path) -> None:
    (tree.parent / "dotimg.toml").write_text('exclude = ["tree"]')
    assert Teams(()).excludes_named(".") == Teams(()).excludes_named("api/Dockerfile") == ""
    assert left_in(Teams(())) == EVERY


def test_settings_that_cannot_be_used_leave_nothing_out(tree: Path) -> None:
    (tree / "dotimg.toml").write_text("exclude = ")
    teams = Teams(())
    assert left_in(teams) == EVERY
    for _ in range(2):
        with pytest.raises(SettingsError, match="is not valid TOML"):
            teams.of("api")


@pytest.mark.parametrize("glob", ["", "/", "!", "[", "[[:nope:]]", "a\nb", "a\\", "   "])
def test_a_glob_that_can_match_nothing_is_refused(tree: Path, glob: str) -> None:
    with pytest.raises(UsageError, match="is not a valid path pattern"):
        Teams((), [glob])
    text = glob.replace("\\", "\\\\").replace("\n", "\\n")
    for line in (f'exclude = ["{text}"]', f'per-file-ignores = {{"{text}" = []}}'):
        (tree / "dotimg.toml").write_text(line)
        with pytest.raises(SettingsError, match="is not a valid path pattern"):
            Teams(()).of(str(tree))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('exclude = "legacy"', "exclude must be a list"),
        ("exclude = [1]", "exclude holds 1, which is not a word"),
        ('per-file-ignores = ["DI201"]', "per-file-ignores must be a table"),
        ('per-file-ignores = {"a" = "DI201"}', "'a' must be a list"),
        (
            'per-file-ignores = {"!a" = ["DI201"]}',
            "per-file-ignores: '!a' is not a valid path pattern",
        ),
        (
            'fail-on = ["warning", "x"]',
            "fail-on: 'x' is not a threshold; expected one of error, warning",
        ),
    ],
)
def test_a_setting_of_another_kind_is_refused(tree: Path, line: str, told: str) -> None:
    (tree / "dotimg.toml").write_text(line)
    with pytest.raises(SettingsError) as caught:
        Teams(()).of(str(tree))
    assert told in str(caught.value)


def test_rules_are_left_out_in_the_files_that_a_glob_means(tree: Path) -> None:
    (tree / "dotimg.toml").write_text(
        'ignore = ["DI401"]\n[per-file-ignores]\n"legacy/" = ["DI201"]\n"/api/*file" = ["DI203"]\n'
    )
    own = Teams(()).of(".")
    assert {name: ignored_in(own, f"{name}/Dockerfile".lstrip("/")) for name in EVERY} == {
        "": ("DI401",),
        "api": ("DI401", "DI203"),
        "legacy": ("DI401", "DI201"),
        "legacy/web": ("DI401", "DI201"),
        "api/legacy": ("DI401", "DI201"),
        "api/test/data": ("DI401",),
    }


def test_a_file_of_settings_is_read_once_for_all_folders(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dotimg.check import team_settings

    (tree / "dotimg.toml").write_text('exclude = ["legacy"]')
    read: list[str] = []
    original = team_settings._table  # noqa: SLF001  counts what is read

    def counting(path: str) -> dict[str, object] | None:
        read.append(path)
        return original(path)

    monkeypatch.setattr(team_settings, "_table", counting)
    left_in(Teams(()))
    assert len(read) == len(set(read))
