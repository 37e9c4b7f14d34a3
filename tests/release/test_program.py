"""The frozen program for this machine, unpacked from its package, answers without any Python.

`DOTIMG_FROZEN` names the folder of it, which `release.freeze` makes, as `.ci/run` has it do.
"""

import os
import platform
import shutil
import ssl
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from pytest_httpserver import HTTPServer

from dotimg.catalog.tables import ELSEWHERE
from release import archives, glibc, nuget, own, program
from tests.cli.refresh_feeds import Mirror, published
from tests.conftest import DAY
from tests.feeds.releases_of_tables import LISTING, release
from tests.feeds.upstream_world import LATER, TODAY, World
from tests.needs import need
from tests.tables import change

ROOT = Path(__file__).parent.parent.parent
RUNTIMES = {
    ("linux", "x86_64"): "linux-x64",
    ("linux", "aarch64"): "linux-arm64",
    ("darwin", "arm64"): "osx-arm64",
    ("darwin", "x86_64"): "osx-x64",
    ("win32", "AMD64"): "win-x64",
    ("win32", "ARM64"): "win-arm64",
}
RUNTIME = RUNTIMES.get((sys.platform, platform.machine()), "")
# Without it, no program of Windows starts.
KEPT = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
LIMIT = 25_000_000
GLIBC_OF_DOTNET = (2, 27)  # by the supported systems of .NET 10
ENDED = "FROM mcr.microsoft.com/dotnet/aspnet:8.0-alpine\nRUN apk add --no-cache curl\n"

pytestmark = pytest.mark.skipif(not RUNTIME, reason="dotimg is not frozen for this machine")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="is of Linux")


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture(scope="module")
def frozen() -> Path:
    """What cx_Freeze makes of a wheel of this repository."""
    if "DOTIMG_FROZEN" not in os.environ:
        pytest.skip("DOTIMG_FROZEN names no folder that release.freeze made")
    return Path(os.environ["DOTIMG_FROZEN"]).absolute()


@pytest.fixture(scope="module")
def written(frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return program.write(RUNTIME, frozen, tmp_path_factory.mktemp("packages"), "2.28")


@pytest.fixture(scope="module")
def package(written: tuple[Path, Path]) -> Path:
    return written[0]


@pytest.fixture(scope="module")
def tool(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as the SDK installs it: unpacked without any rights, its start made runnable."""
    folder = tmp_path_factory.mktemp("tools") / "päckages"
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    start = folder / "tools" / "any" / RUNTIME / nuget.entry_point(RUNTIME)
    start.chmod(0o755)
    return start


@pytest.fixture
def dotimg(tool: Path, tmp_path: Path) -> Run:
    def run(*arguments: str, **variables: str) -> Done:
        done = subprocess.run(
            [tool, *arguments],
            cwd=tmp_path, env={**KEPT, **variables},
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)

    return run


def test_it_is_small_enough_for_a_package(package: Path) -> None:
    assert package.stat().st_size < LIMIT


@on_linux
def test_it_runs_wherever_dotnet_runs(frozen: Path, package: Path) -> None:
    floor = glibc.floor(frozen)
    assert floor
    assert floor <= GLIBC_OF_DOTNET
    with zipfile.ZipFile(package) as archive:
        about = archive.read(f"dotimg.{RUNTIME}.nuspec").decode()
    assert f"glibc {floor[0]}.{floor[1]} or newer" in about


def test_it_holds_the_tables_the_licences_and_nothing_that_tests_need(frozen: Path) -> None:
    for name in ("catalog.json", "digests.jsonl"):
        assert (frozen / "lib" / "dotimg" / "data" / name).read_bytes() == (
            ROOT / "data" / name
        ).read_bytes()
    assert {"dotimg", "click", "requests"} <= {one.name for one in (frozen / "licenses").iterdir()}
    packages = {one.name for one in (frozen / "lib").iterdir()}
    assert not packages & {"pytest", "hypothesis", "pip", "readline", "tkinter"}


def test_it_takes_nothing_from_a_python_of_this_machine(dotimg: Run, tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise SystemExit('was imported')\n")
    nowhere = {"PYTHONPATH": str(tmp_path), "PYTHONHOME": str(tmp_path / "none")}
    assert dotimg("--version", **nowhere) == (0, f"dotimg {own.version()}\n", "")


def test_the_plain_archive_holds_the_same_and_runs(
    written: tuple[Path, Path], frozen: Path, tmp_path: Path
) -> None:
    shutil.unpack_archive(written[1], tmp_path)
    (folder,) = tmp_path.iterdir()
    assert folder.name == f"dotimg-{own.version()}-{RUNTIME}"
    assert archives.read(folder).keys() == archives.read(frozen).keys()
    command = [str(folder / nuget.entry_point(RUNTIME)), "--version"]
    done = subprocess.run(command, env=KEPT, capture_output=True, text=True, check=False)
    assert done.stdout == f"dotimg {own.version()}\n"


def test_it_picks(dotimg: Run) -> None:
    done = dotimg("-q", "--today", DAY, "pick", "--version", "5.0")
    assert done == (0, "mcr.microsoft.com/dotnet/aspnet:5.0\n", "")


def test_it_checks_and_upgrades(dotimg: Run, tmp_path: Path) -> None:
    file = tmp_path / "dienst-ä" / "Dockerfile"
    file.parent.mkdir()
    file.write_text(ENDED)
    found = dotimg("--today", DAY, "check", "--format", "json", ".")
    assert found.code == 1
    assert "aspnet:10.0-alpine" in found.out
    assert "dienst-\\u00e4" in found.out
    moved = dotimg("-q", "--today", DAY, "upgrade", "--write", ".")
    assert (moved.code, moved.err) == (0, "")
    assert file.read_text() == ENDED.replace("8.0-alpine", "10.0-alpine")


def test_it_tells_of_a_rule(dotimg: Run) -> None:
    done = dotimg("rule", "DI203")
    assert (done.code, "DI203" in done.out) == (0, True), done.err


def test_it_lists_as_on_a_terminal(dotimg: Run) -> None:
    done = dotimg("-q", "--today", DAY, "list", "--version", "10", "--format", "table")
    assert (done.code, done.err) == (0, "")
    assert "10.0-noble-chiseled" in done.out


def test_it_completes(dotimg: Run) -> None:
    assert dotimg("completion", "bash").out.startswith("# Completions of dotimg for bash")
    assert "--purpose" in dotimg(_DOTIMG_COMPLETE="dotimg pick --pur").out


@pytest.fixture
def vouched(tmp_path: Path) -> Iterator[tuple[HTTPServer, Path]]:
    """A server over TLS at localhost, and the certificate that vouches for it."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *(need("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with HTTPServer("localhost", ssl_context=context) as server:
        yield server, certificate


@on_linux  # where XDG_DATA_HOME is the folder of the data
def test_it_refreshes_over_tls_from_whom_a_certificate_vouches_for(
    dotimg: Run, vouched: tuple[HTTPServer, Path], tmp_path: Path
) -> None:
    server, certificate = vouched
    world = World(tmp_path / "world")
    world.write()
    folder = tmp_path / "data" / "dotimg" / "catalogs" / f"{TODAY}-small"
    folder.mkdir(parents=True)
    for name, content in world.files().items():
        (folder / name).write_bytes(content)
    (folder.parent.parent / "current").write_text(f"{folder.name}\n", "utf-8")
    mirror = Mirror(server, published(world))
    words = ("--today", LATER, "refresh", "--source", mirror.url)
    older = {ELSEWHERE: os.environ[ELSEWHERE]}  # than the small world, whatever day it is
    home = {"XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path), **older}
    strange = dotimg(*words, **home)
    assert strange.code == 4
    assert "certificate" in strange.err
    assert not mirror.answers
    done = dotimg(*words, **home, REQUESTS_CA_BUNDLE=str(certificate))
    assert done.code == 0, done.err
    assert {status for status, _ in mirror.answers} <= {200, 404}
    later = "2026-09-15"
    newest = tmp_path / "newest"
    shutil.copytree(done.out.strip(), newest, ignore=shutil.ignore_patterns("feeds"))
    change(newest, lambda index: index.update(as_of=later))
    mirror.files = release({one.name: one.read_bytes() for one in newest.iterdir()}, later)
    words = ("--today", later, "refresh", "--source", f"{mirror.url}/{LISTING}")
    done = dotimg(*words, **home, REQUESTS_CA_BUNDLE=str(certificate))
    assert (done.code, f"to {later})" in done.err) == (0, True), done.err
