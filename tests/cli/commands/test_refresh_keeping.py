"""The user's catalogs: there is a whole one at every moment, and the newest is the one in use."""

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dotimg.catalog.tables import ELSEWHERE, Catalog, bundled_folder, day_of
from dotimg.errors import InputError
from dotimg.feeds import store
from dotimg.feeds.store import new_catalog
from tests.cli.conftest import Run
from tests.feeds.upstream_world import LATER, RUNTIME, TODAY, World, image, part
from tests.tables import change

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.usefixtures("stranger")


class Setting(NamedTuple):
    """A user with the catalog of a small world, and a copy with news of it."""

    data: Path
    copy: Path

    @property
    def used(self) -> Path:
        return self.data / "catalogs" / (self.data / "current").read_text("utf-8").strip()

    def as_of(self, dotimg: Run) -> str:
        """The day of the catalog that `pick` uses."""
        answer = dotimg("pick", "--app", "console", "--format", "json")
        assert answer.code == 0
        day: str = json.loads(answer.out)["catalog"]["as_of"]
        return day


def keep(world: World, data: Path, day: str) -> Path:
    """Make the world's catalog that of the user, as of this day."""
    world.write()
    folder = data / "catalogs" / f"{day}-small"
    folder.mkdir(parents=True)
    for name, content in world.files().items():
        (folder / name).write_bytes(content)
    change(folder, lambda index: index.update(as_of=day))
    (data / "current").write_text(folder.name + "\n", "utf-8")
    return folder


@pytest.fixture
def user(tmp_path: Path) -> Setting:
    world = World(tmp_path / "world")
    data = tmp_path / "dotimg"
    keep(world, data, TODAY)
    new = part("noble", created="2026-09-07T11:12:13Z", tags=("10.0.9",))
    world.images[RUNTIME].append(image("10.0.9", new))
    world.write()
    return Setting(data, world.folder)


@pytest.fixture
def refresh(dotimg: Run, user: Setting) -> Run:
    return lambda *arguments: dotimg(
        "refresh", "--source", str(user.copy), *arguments, day="2026-10-01"
    )


def test_the_one_before_stays_for_who_reads_it_and_goes_with_the_next(
    refresh: Run, user: Setting
) -> None:
    first = user.used
    refresh()
    second = user.used
    assert {first, second} == set((user.data / "catalogs").iterdir())
    path = user.copy / "os-lifecycle.json"
    path.write_bytes(path.read_bytes().replace(b"2029-05-31", b"2029-06-30"))
    assert refresh().code == 0
    assert {second, user.used} == set((user.data / "catalogs").iterdir())


def test_what_a_killed_refresh_left_goes_with_the_next(refresh: Run, user: Setting) -> None:
    for name in (f"{LATER}-half", "strange"):
        (user.data / "catalogs" / name / "deep").mkdir(parents=True)
    (user.data / "current.new").write_text("2026", "utf-8")
    assert refresh().code == 0
    assert len(list((user.data / "catalogs").iterdir())) == 2
    assert not (user.data / "current.new").exists()


def test_two_at_once(refresh: Run, user: Setting) -> None:
    with store.locked(str(user.data)):
        result = refresh()
        assert (result.code, result.out) == (3, "")
        said = f"dotimg: another 'dotimg refresh' is running in {user.data}: wait for it\n"
        assert result.err == said
        assert refresh("--check").code == 1
    assert refresh().code == 0


def test_a_killed_process_leaves_no_lock(refresh: Run, user: Setting) -> None:
    code = (
        "import sys, time; from dotimg.feeds import store\n"
        "with store.locked(sys.argv[1]): print(flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(user.data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        assert refresh().code == 3
        process.kill()
    assert refresh().code == 0


def test_a_folder_that_cannot_be_made(
    dotimg: Run, user: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    result = dotimg("refresh", "--source", str(user.copy), day="2026-10-01")
    assert (result.code, result.out) == (3, "")
    assert result.err == f"dotimg: {tmp_path}/file/dotimg: cannot be written: Not a directory\n"
    assert user.as_of(dotimg) == day_of(bundled_folder())


def test_a_user_without_a_home(dotimg: Run, user: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "here")
    result = dotimg("refresh", "--source", str(user.copy), day="2026-10-01")
    assert result.code == 3
    assert "there is no home folder to keep tables in" in result.err
    assert user.as_of(dotimg) == day_of(bundled_folder())


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("where", ["dotimg.feeds.encode.write", "os.replace", "os.fsync"])
@pytest.mark.parametrize(("trouble", "code"), [(full, 3), (interrupted, 130)])
def test_a_refresh_that_ends_in_the_middle_changes_nothing(
    refresh: Run,
    user: Setting,
    dotimg: Run,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    trouble: Callable[..., None],
    code: int,
) -> None:
    before = user.used
    with monkeypatch.context() as patch:
        patch.setattr(where, trouble)
        result = refresh()
    assert (result.code, result.out) == (code, "")
    assert result.err.count("\n") == (code == 3)
    assert list((user.data / "catalogs").iterdir()) == [before] == [user.used]
    assert user.as_of(dotimg) == TODAY


def test_an_interrupt_after_the_last_step_keeps_the_new_one(
    refresh: Run, user: Setting, dotimg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def replace(old: str, new: str) -> None:
        real(old, new)
        if new.endswith("current"):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", replace)
        assert refresh().code == 130
    assert user.as_of(dotimg) == "2026-09-07"


def test_a_pointer_that_is_held_open_is_replaced_a_moment_later(
    refresh: Run, user: Setting, dotimg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tries = os.replace, []

    def replace(old: str, new: str) -> None:
        if new.endswith("current"):
            tries.append(new)
            if len(tries) < 3:
                raise PermissionError(errno.EACCES, "Access is denied")
        real(old, new)

    monkeypatch.setattr("os.replace", replace)
    assert refresh().code == 0
    assert len(tries) == 3
    assert user.as_of(dotimg) == "2026-09-07"


def test_a_pointer_that_stays_open_is_given_up(
    refresh: Run, user: Setting, dotimg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    real = os.replace

    def held(old: str, new: str) -> None:
        if new.endswith("current"):
            raise PermissionError(errno.EACCES, "Access is denied")
        real(old, new)

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", held)
        patch.setattr("time.sleep", waited.append)
        result = refresh()
    assert result.code == 3
    assert result.err == f"dotimg: {user.data}: cannot be written: Access is denied\n"
    assert 0.5 < sum(waited) <= 1
    assert user.as_of(dotimg) == TODAY


def unreadable_pointer(user: Setting) -> None:
    (user.data / "current").unlink()
    (user.data / "current").mkdir()


def astray_pointer(user: Setting) -> None:
    (user.data / "current").write_bytes(b"../..")


@pytest.mark.parametrize("damage", [unreadable_pointer, astray_pointer])
def test_no_catalog_is_removed_where_the_pointer_does_not_tell_which_is_used(
    user: Setting, damage: Callable[[Setting], None]
) -> None:
    before = user.used
    damage(user)
    with suppress(InputError), new_catalog(str(user.data), LATER):
        pass
    assert before.is_dir()


def test_without_a_pointer_no_catalog_is_in_use(user: Setting) -> None:
    (user.data / "current").unlink()
    with new_catalog(str(user.data), LATER) as folder:
        pass
    assert list((user.data / "catalogs").iterdir()) == [Path(folder)]


def test_a_catalog_that_cannot_be_read_back_is_not_used(
    refresh: Run, user: Setting, dotimg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dotimg.feeds import encode

    real = encode.write

    def write(folder: str, files: dict[str, bytes]) -> None:
        real(folder, {**files, "tags.jsonl": files["tags.jsonl"].replace(b"noble", b"moble")})

    with monkeypatch.context() as patch:
        patch.setattr("dotimg.feeds.encode.write", write)
        result = refresh()
    assert result.code == 3
    assert "tags.jsonl is damaged: its checksum does not match" in result.err
    assert user.as_of(dotimg) == TODAY


def cut(user: Setting) -> None:
    path = user.used / "tags.jsonl"
    path.write_bytes(path.read_bytes()[:-1])


def gone(user: Setting) -> None:
    shutil.rmtree(user.used)


def without_index(user: Setting) -> None:
    (user.used / "catalog.json").write_bytes(b"")


def of_an_older_dotimg(user: Setting) -> None:
    path = user.used / "catalog.json"
    index = json.loads(path.read_text("utf-8"))
    del index["tables"]["cves.json"]
    path.write_text(json.dumps(index, indent=1), "utf-8")


def garbled_pointer(user: Setting) -> None:
    (user.data / "current").write_bytes(b"\xff../../etc\x1b[31m")


def empty_pointer(user: Setting) -> None:
    (user.data / "current").write_bytes(b"")


@pytest.mark.parametrize(
    "damage",
    [cut, gone, without_index, of_an_older_dotimg, garbled_pointer, empty_pointer],
)
def test_a_damaged_catalog_is_named_and_the_bundled_one_used(
    user: Setting, dotimg: Run, damage: Callable[[Setting], None]
) -> None:
    damage(user)
    result = dotimg("pick", "--format", "json")
    assert result.code == 0
    assert json.loads(result.out)["catalog"]["as_of"] == day_of(bundled_folder())
    assert result.err.startswith(f"warning: the catalog {user.data}{os.sep}catalogs")
    assert "run 'dotimg refresh' to make a new one" in result.err
    assert result.err.count("\n") == 1


@pytest.fixture
def small_bundled(user: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables of the installation are as the user's were, which is little to read."""
    monkeypatch.setenv(ELSEWHERE, str(shutil.copytree(user.used, tmp_path / "bundled")))


@pytest.mark.usefixtures("small_bundled")
@pytest.mark.parametrize("damage", [cut, garbled_pointer])
def test_a_damaged_catalog_is_renewed_from_the_bundled_one(
    refresh: Run, user: Setting, dotimg: Run, damage: Callable[[Setting], None]
) -> None:
    damage(user)
    renewed = refresh()
    assert renewed.code == 0
    assert "cannot be used" in renewed.err
    assert user.as_of(dotimg) == "2026-09-07"


@pytest.mark.usefixtures("small_bundled")
def test_damage_that_no_size_tells_is_found_by_refresh(
    refresh: Run, user: Setting, dotimg: Run
) -> None:
    path = user.used / "releases.json"
    path.write_bytes(path.read_bytes().replace(b"10.0.302", b"10.0.303"))
    result = dotimg("pick", "--app", "console")
    assert (result.code, result.err) == (0, "")  # which reads nothing of that table
    assert "releases.json is damaged: its checksum does not match" in refresh("--check").err


@pytest.mark.usefixtures("small_bundled")
def test_an_index_that_leads_astray_is_found_by_refresh(refresh: Run, user: Setting) -> None:
    def lead_astray(index: dict[str, Any]) -> None:
        index["sections"]["tags"][RUNTIME]["10.0"][0] += 1

    change(user.used, lead_astray)
    assert "tags.jsonl is garbled" in refresh("--check").err


@pytest.mark.parametrize("command", [["pick"], ["list", "--repository", "runtime"]])
def test_damage_that_shows_while_reading_leads_to_the_bundled_tables(
    dotimg: Run, user: Setting, command: list[str]
) -> None:
    table = user.used / "tags.jsonl"
    table.write_bytes(b"0" * table.stat().st_size)
    result = dotimg(*command)
    assert result.code == 0
    assert result.out.startswith("mcr.microsoft.com/dotnet/")
    assert result.err.startswith(f"warning: the catalog {user.used} cannot be used: tags.jsonl")
    assert "the bundled tables are used until then" in result.err


def test_an_older_one_is_passed_over(tmp_path: Path, dotimg: Run) -> None:
    user = Setting(tmp_path / "dotimg", tmp_path)
    keep(World(tmp_path / "world"), user.data, "2026-08-19")
    assert user.as_of(dotimg) == day_of(bundled_folder())
    assert dotimg("pick").err == ""


def test_a_newer_one_is_used(tmp_path: Path, dotimg: Run) -> None:
    user = Setting(tmp_path / "dotimg", tmp_path)
    keep(World(tmp_path / "world"), user.data, "2026-08-21")
    assert user.as_of(dotimg) == "2026-08-21"
    assert "aspnet" not in dotimg("list", "--format", "refs").out


def test_a_catalog_that_is_named_wins(user: Setting, dotimg: Run, refresh: Run) -> None:
    named = "--catalog", bundled_folder()
    assert dotimg(*named, "pick").code == 0
    assert dotimg("pick").code == 1  # the small world has no aspnet
    result = dotimg(*named, "refresh", "--source", str(user.copy), day="2026-10-01")
    assert result.code == 0
    assert f"warning: pick and list are told to use {bundled_folder()}" in result.err
    assert refresh().err == "note: no new data since 2026-09-07\n"


def test_the_day_of_a_catalog_stands_in_its_first_bytes(tmp_path: Path) -> None:
    assert day_of(bundled_folder()) == Catalog().as_of
    assert day_of(str(tmp_path)) == ""
    (tmp_path / "catalog.json").write_bytes(b"\xff" * 200)
    assert day_of(str(tmp_path)) == ""


def test_verify_compares_every_table(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(bundled_folder(), tmp_path / "copy"))
    Catalog(str(folder)).verify()
    path = folder / "images.jsonl"
    path.write_bytes(path.read_bytes().replace(b"amd64", b"amd46", 1))
    with pytest.raises(InputError, match=r"images\.jsonl is damaged: its checksum does not match"):
        Catalog(str(folder)).verify()


OPENED = """
import os, sys
opened = []
sys.addaudithook(lambda event, arguments: opened.append(arguments[0]) if event == "open" else None)
from dotimg.cli import run
run(["--today", "2026-08-21", "pick", "--app", "console"])
sys.stderr.write("\\n".join(path for path in opened if str(path).startswith(sys.argv[1])))
"""


def opened(data: Path) -> list[str]:
    """The files below the data folder that `pick` opens or tries to."""
    settings = {**os.environ, "XDG_DATA_HOME": str(data.parent)}
    done = subprocess.run(
        [sys.executable, "-c", OPENED, str(data)],
        env=settings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [os.path.relpath(path, data) for path in done.stderr.splitlines()]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="finds the folder by XDG_DATA_HOME")
def test_pick_looks_once_where_there_is_no_catalog_of_the_user(tmp_path: Path) -> None:
    assert opened(tmp_path / "dotimg") == ["current"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="finds the folder by XDG_DATA_HOME")
def test_pick_reads_only_what_it_needs_of_the_users_catalog(user: Setting) -> None:
    encode = [f"catalogs/{TODAY}-small/{name}" for name in ("catalog.json", "tags.jsonl")]
    assert list(dict.fromkeys(opened(user.data))) == ["current", *encode]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_refresh_that_is_killed_leaves_a_whole_catalog(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.refresh_kill", "4", "small"],
        cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("4 refreshes killed")
