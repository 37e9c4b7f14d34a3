"""`dotimg refresh` from a release of the tables, over HTTP and from a folder."""

import hashlib
import lzma
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from dotimg.catalog.table_files import SCHEMA
from dotimg.catalog.tables import Catalog
from dotimg.feeds import attestation, packed, publisher
from tests.cli.conftest import Result, Run
from tests.cli.refresh_feeds import Mirror, lay_out, published
from tests.feeds.releases_of_tables import (
    LISTING,
    line,
    listed,
    member,
    name_of,
    pack,
    release,
    tar,
)
from tests.feeds.stand_in_sigstore import MAKER, Authority, trust
from tests.feeds.upstream_world import LATER, RUNTIME, SDK, TODAY, World, image, part
from tests.tables import change, replace

FILE = name_of(LATER)
DAY = "2026-10-01"
NEWS = f"note: 2 new tags, 0 retired; releases 10.0.9 (tables of {TODAY} to {LATER})\n"

pytestmark = pytest.mark.usefixtures("stranger")

Files = dict[str, bytes]
Edit = Callable[[dict[str, Any]], object]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The catalogs of a user who has the tables of a small world."""
    data = tmp_path / "dotimg"
    folder = data / "catalogs" / f"{TODAY}-small"
    World(tmp_path / "world").write()
    lay_out(World(tmp_path / "world").files(), folder)
    (data / "current").write_text(folder.name + "\n", "utf-8")
    return data


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """Tables of a later day, with a patch more."""
    world = World(tmp_path / "newer")
    tags = ("10.0.9", "10.0.9-noble")
    world.add(RUNTIME, image("10.0.9", part("noble", created="2026-09-07T11:12:13Z", tags=tags)))
    world.write()
    folder = lay_out(world.files(), tmp_path / "newer-tables")
    change(folder, lambda index: index.update(as_of=LATER))
    return folder


def files_of(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def mirror(server: HTTPServer, newer: Path) -> Mirror:
    return Mirror(server, release(files_of(newer), LATER))


@pytest.fixture
def refresh(dotimg: Run, mirror: Mirror) -> Callable[..., Result]:
    """Refreshes from the mirror's listing."""

    def run(*arguments: str, name: str = LISTING, day: str = DAY) -> Result:
        return dotimg("refresh", "--source", f"{mirror.url}/{name}", *arguments, day=day)

    return run


def used(data: Path) -> Path:
    return data / "catalogs" / (data / "current").read_text("utf-8").strip()


@pytest.mark.parametrize("name", [LISTING, FILE, f"{FILE}.sha256"])
def test_its_tables_are_used(
    refresh: Callable[..., Result], dotimg: Run, newer: Path, mirror: Mirror, data: Path, name: str
) -> None:
    mirror.files[name.removesuffix(".sha256") + ".sha256"] = mirror.files[LISTING]
    assert refresh("--check", name=name) == (1, "", NEWS)
    assert refresh(name=name) == (0, f"{used(data)}\n", NEWS)
    assert files_of(used(data)) == files_of(newer)
    assert used(data).name.startswith(LATER)
    picked = dotimg("pick", "--app", "console", "--fixed", "--version", "10.0.9", day=LATER)
    assert picked.out == f"{RUNTIME}:10.0.9\n"


@pytest.mark.parametrize("name", [LISTING, FILE, f"{FILE}.sha256", ""])
def test_a_folder_may_hold_it(
    dotimg: Run, mirror: Mirror, data: Path, tmp_path: Path, name: str
) -> None:
    folder = lay_out(mirror.files, tmp_path / "usb stick")
    result = dotimg("refresh", "--source", str(folder / name), day=DAY)
    assert result == (0, f"{used(data)}\n", NEWS)


def test_a_hash_may_be_written_in_capitals(
    refresh: Callable[..., Result], mirror: Mirror, data: Path
) -> None:
    sha256, name = mirror.files[LISTING].split(b"  ")
    mirror.files[LISTING] = sha256.upper() + b"  " + name
    assert refresh().code == 0
    assert used(data).is_dir()


def test_the_newest_that_is_listed_is_taken(
    refresh: Callable[..., Result], mirror: Mirror, data: Path
) -> None:
    others = b"# a remark\r\n" + line(name_of("2026-08-25"), b"") + line("dotimg.pyz", b"")
    mirror.files[LISTING] = others + mirror.files[LISTING].replace(b"\n", b"\r\n") + others
    assert refresh().err == NEWS
    assert Catalog(str(used(data))).as_of == LATER


def test_what_is_known_already_is_not_asked_for(
    refresh: Callable[..., Result], mirror: Mirror, data: Path
) -> None:
    refresh()
    mirror.answers.clear()
    nothing = f"note: no new data since {LATER}\n"
    assert refresh("--check") == (0, "", nothing)
    assert refresh() == (0, f"{used(data)}\n", nothing)
    assert [path for _, path in mirror.answers] == [LISTING, LISTING]


def test_after_a_release_the_feeds_carry_on(
    refresh: Callable[..., Result], dotimg: Run, mirror: Mirror, data: Path, tmp_path: Path
) -> None:
    refresh()
    world = World(tmp_path / "world")
    world.images[SDK].append(image("10.0.303", part("noble", created="2026-09-20T00:00:00Z",
                                                    tags=("10.0.303",))))  # fmt: skip
    mirror.files = published(world)
    assert dotimg("refresh", "--source", mirror.url, day=DAY).code == 0
    catalog = Catalog(str(used(data)))
    assert catalog.as_of == "2026-09-20"
    assert "10.0.9" in {tag.name for tag in catalog.retired(RUNTIME, "10.0")}


def test_a_release_is_asked_for_by_tls(
    dotimg: Run, secure: HTTPServer, newer: Path, data: Path
) -> None:
    mirror = Mirror(secure, release(files_of(newer), LATER))
    source = f"https://secure.example:{secure.port}/feeds/{LISTING}"
    refused = dotimg("refresh", "--source", source, day=DAY)
    assert refused.code == 4
    assert "its TLS certificate is not trusted" in refused.err
    trusted = dotimg("refresh", "--source", source, "--insecure", "secure.example", day=DAY)
    assert (trusted.code, trusted.err) == (0, NEWS)
    assert mirror.statuses == {200}
    assert Catalog(str(used(data))).as_of == LATER


class TestDefault:
    """Where tables come from without `--source`."""

    @pytest.fixture
    def authority(self) -> Authority:
        return Authority()

    @pytest.fixture(autouse=True)
    def home(self, mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
        def address(label: str) -> str:
            return f"{mirror.url}/contoso/dotimg/" if label == "Repository" else ""

        monkeypatch.setattr("dotimg.cli.renewal.address", address)
        monkeypatch.setattr(attestation, "can_be_checked", lambda: False)
        releases = "contoso/dotimg/releases/download/tables-latest"
        mirror.files = {f"{releases}/{name}": one for name, one in mirror.files.items()}

    @pytest.mark.usefixtures("data")
    def test_the_releases_of_the_project_are_it_where_that_has_an_address(
        self, dotimg: Run
    ) -> None:
        assert dotimg("refresh", day=DAY).err == NEWS

    def test_their_attestation_is_checked_where_the_extra_is_installed(
        self,
        dotimg: Run,
        mirror: Mirror,
        data: Path,
        authority: Authority,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        before = used(data)
        monkeypatch.setattr(attestation, "can_be_checked", lambda: True)
        trust(authority, monkeypatch, tmp_path)
        home = f"{mirror.url}/contoso/dotimg"
        path = next(path for path in mirror.files if path.endswith(FILE))
        missing = dotimg("refresh", day=DAY)
        assert missing.code == 4
        assert f"404, nothing is at the path /feeds/{path}.sigstore.json" in missing.err
        sha256 = hashlib.sha256(mirror.files[path]).hexdigest()
        for bundle, reason in (
            (
                authority.attest(sha256, f"{home}2{MAKER}"),
                f"does not show that {home} made it: Cer",
            ),
            (authority.attest("0" * 64, home + MAKER), "is the attestation of another file"),
            (b"<html>log in</html>", f"does not show that {home} made it: "),
        ):
            mirror.files[f"{path}.sigstore.json"] = bundle
            refused = dotimg("refresh", day=DAY)
            assert (refused.code, refused.out, refused.err.count("\n")) == (3, "", 1)
            assert f"{mirror.url}/{path}.sigstore.json: {reason}" in refused.err
            assert used(data) == before
        mirror.files[f"{path}.sigstore.json"] = authority.attest(sha256, home + MAKER)
        assert dotimg("refresh", day=DAY).err == NEWS
        assert used(data) != before

    @pytest.mark.usefixtures("data")
    def test_the_publishers_feeds_have_a_word(
        self, dotimg: Run, mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mirror.files = published(World(tmp_path / "world"))
        real = publisher.located
        monkeypatch.setattr(publisher, "located", lambda address, _: real(address, mirror.url))
        result = dotimg("refresh", "--source", "publisher", day=DAY)
        assert (result.code, f"(tables of {TODAY} to {DAY})" in result.err) == (0, True)


class TestRefusals:
    """Whatever is wrong is named, and nothing is written."""

    @pytest.fixture(autouse=True)
    def stays(self, data: Path) -> object:
        before = {str(path): path.read_bytes() for path in data.rglob("*") if path.is_file()}
        yield
        after = {str(path): path.read_bytes() for path in data.rglob("*") if path.is_file()}
        after.pop(str(data / "lock"), None)
        assert after == before

    @pytest.fixture
    def refused(
        self, refresh: Callable[..., Result], dotimg: Run, mirror: Mirror, tmp_path: Path
    ) -> Callable[..., None]:
        """Holds that both a server and a folder with these files are refused for a reason."""

        def hold(files: Files, reason: str, *, code: int = 3, day: str = DAY) -> None:
            mirror.files = files
            folder = lay_out(files, tmp_path / "folder")
            local = dotimg("refresh", "--source", str(folder / LISTING), day=day)
            for result in (refresh(day=day), refresh("--check", day=day)):
                assert (result.code, result.out) == (code, "")
                self.said(result, mirror.url, reason)
            assert (local.code, local.out) == (3, "")
            self.said(local, f"{folder}", reason)

        return hold

    def said(self, result: Result, place: str, reason: str) -> None:
        assert reason in result.err
        assert place in result.err
        assert result.err.count("\n") == 1
        assert result.err.startswith("dotimg: ")
        assert result.err[:-1].isprintable()
        assert os.sep + "dotimg-" not in result.err.replace(f"{place}{os.sep}", "")

    def test_a_wrong_hash(self, refused: Callable[..., None], mirror: Mirror) -> None:
        cut_off = mirror.files[FILE][:-100]
        refused({**mirror.files, FILE: cut_off}, f"{FILE}: its SHA-256 is not the one that is")

    def test_two_hashes(self, refused: Callable[..., None], mirror: Mirror) -> None:
        both = mirror.files[LISTING] + line(FILE, b"other")
        refused({**mirror.files, LISTING: both}, f"{LISTING}: lists {FILE} with two hashes")

    @pytest.mark.parametrize(
        "content",
        [b"", b"<html>log in</html>", b"\xff\x00", FILE.encode(), b"0123  " + FILE.encode()],
    )
    def test_a_listing_without_a_hash(
        self, refresh: Callable[..., Result], dotimg: Run, mirror: Mirror, tmp_path: Path,
        content: bytes,
    ) -> None:  # fmt: skip
        mirror.files[LISTING] = content
        result = refresh()
        assert result.code == 4
        assert f"could not ask for {mirror.url}/{LISTING}: it lists no release" in result.err
        folder = lay_out(mirror.files, tmp_path / "folder")
        result = dotimg("refresh", "--source", str(folder), day=DAY)
        assert result.code == 3
        self.said(result, str(folder), f"{LISTING}: lists no SHA-256 of a release named dotimg-")

    def test_a_file_that_its_hash_does_not_name(
        self, refresh: Callable[..., Result], mirror: Mirror
    ) -> None:
        mirror.files[f"{FILE}.sha256"] = line(name_of("2026-09-09"), mirror.files[FILE])
        result = refresh(name=FILE)
        assert result.code == 3
        self.said(result, mirror.url, f"{FILE}.sha256: lists no SHA-256 of a release named")

    @pytest.mark.parametrize("missing", [FILE, f"{FILE}.sha256"])
    def test_a_file_or_hash_that_is_not_there(
        self, refresh: Callable[..., Result], dotimg: Run, mirror: Mirror, tmp_path: Path,
        missing: str,
    ) -> None:  # fmt: skip
        del mirror.files[missing]
        result = refresh(name=FILE)
        assert result.code == 4
        advice = f"404, nothing is at the path /feeds/{missing}: check --source\n"
        assert result.err.endswith(advice)
        folder = lay_out(mirror.files, tmp_path / "folder")
        result = dotimg("refresh", "--source", str(folder / FILE), day=DAY)
        assert result.code == 3
        self.said(result, str(folder), f"{missing}: cannot be read: No such file")

    def test_an_older_day(self, refused: Callable[..., None], newer: Path) -> None:
        old = "2026-08-19"
        change(newer, lambda index: index.update(as_of=old))
        reason = f"{name_of(old)}: is older than the catalog of {TODAY}, which stays in use"
        refused(release(files_of(newer), old), reason)

    def test_a_day_to_come(self, refused: Callable[..., None], mirror: Mirror) -> None:
        refused(mirror.files, f"{FILE}: is of a day after 2026-09-01", day="2026-09-01")

    def test_a_day_that_is_not(self, refused: Callable[..., None], newer: Path) -> None:
        files = release(files_of(newer), "2026-09-31")
        refused(files, "which is not named after a day")

    def test_another_day_than_its_tables(self, refused: Callable[..., None], newer: Path) -> None:
        files = release(files_of(newer), "2026-09-09")
        refused(files, f"holds the tables of {LATER}, another day")

    def test_a_newer_schema(self, refused: Callable[..., None], newer: Path) -> None:
        change(newer, lambda index: index.update(schema=SCHEMA + 1))
        reason = f"is of schema {SCHEMA + 1}, and this dotimg reads {SCHEMA}: install a newer one"
        refused(release(files_of(newer), LATER), reason)

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "is cut off"),
            (b"<html>log in</html>", "is not an xz file"),
            (pack({"tags.jsonl": b""}), "holds no catalog.json of the tables"),
            (pack({"catalog.json": b"{"}), "holds no catalog.json of the tables"),
            (pack({"catalog.json": b"[" * 100_000}), "holds no catalog.json of the tables"),
            (pack({"catalog.json": b'{"schema": 1, "tables": {}}'}), "without checksums"),
            (pack({"catalog.json": b'{"schema": 0, "tables": {}}'}), "not of a dotimg catalog"),
        ],
    )
    def test_what_is_no_release(
        self, refused: Callable[..., None], content: bytes, reason: str
    ) -> None:
        refused(listed(content, LATER), f"{FILE}")
        refused(listed(content, LATER), reason)

    @pytest.mark.parametrize(
        "edit",
        [
            lambda index: index["tables"]["tags.jsonl"].pop("sha256"),
            lambda index: index["tables"]["tags.jsonl"].update(bytes="many"),
            lambda index: index.update(tables=[["tags.jsonl"]]),
            lambda index: index.update(schema=float("inf")),
            lambda index: index.update(as_of=20260908),
            lambda index: index["sections"].update(tags=[]),
            lambda index: index["sections"]["tags"][SDK].update({"10.0": [0, 1]}),
            lambda index: index["sections"]["tags"][SDK].update({"10.0": [5, 90, 400]}),
            lambda index: index["channels"][0].pop(),
            lambda index: index["traits"].pop("repositories"),
        ],
    )
    def test_an_index_that_is_sealed_but_means_nothing(
        self, refresh: Callable[..., Result], mirror: Mirror, newer: Path, edit: Edit
    ) -> None:
        change(newer, edit)
        mirror.files = release(files_of(newer), LATER)
        result = refresh()
        assert (result.code, result.out) == (3, "")
        self.said(result, mirror.url, FILE)

    def test_a_part_of_it(self, refused: Callable[..., None], mirror: Mirror) -> None:
        refused(listed(mirror.files[FILE][:-200], LATER), f"{FILE}: is cut off")

    def test_a_file_more(self, refused: Callable[..., None], newer: Path) -> None:
        files = {**files_of(newer), "evil.bin": b"x"}
        refused(release(files, LATER), "holds evil.bin, which its catalog.json does not name")

    def test_a_file_less(self, refused: Callable[..., None], newer: Path) -> None:
        (newer / "cves.json").unlink()
        refused(release(files_of(newer), LATER), f"{FILE} cannot be used: cves.json: No such file")

    def test_an_absolute_path(self, refused: Callable[..., None], newer: Path) -> None:
        members = [member(f"/{name}", content) for name, content in files_of(newer).items()]
        refused(listed(lzma.compress(tar(members)), LATER), ", which is not the name of a table")

    @pytest.mark.parametrize("table", ["digests.bin", "layers.bin", "tags.jsonl", "cves.json"])
    def test_a_damaged_table(self, refused: Callable[..., None], newer: Path, table: str) -> None:
        content = (newer / table).read_bytes()
        (newer / table).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        reason = f"{FILE} cannot be used: {table} is damaged: its checksum does not match; the tab"
        refused(release(files_of(newer), LATER), reason)

    def test_a_damaged_index(self, refused: Callable[..., None], newer: Path) -> None:
        path = newer / "catalog.json"
        path.write_bytes(path.read_bytes().replace(b'"noble"', b'"nobel"', 1))
        refused(release(files_of(newer), LATER), "catalog.json is damaged: its checksum does not")

    @pytest.mark.parametrize(
        ("lost", "edit"),
        [
            (SDK, lambda index: index["sections"]["tags"].pop(SDK)),
            ("10.0", lambda index: index["channels"][0].__setitem__(0, "9.0")),
        ],
    )  # fmt: skip
    def test_what_cannot_be_gone(
        self, refused: Callable[..., None], newer: Path, lost: str, edit: Edit
    ) -> None:
        change(newer, edit)
        refused(release(files_of(newer), LATER), f"{FILE}: lacks {lost}, which the catalog before")

    def test_a_repository_without_listed_tags(
        self, refused: Callable[..., None], newer: Path
    ) -> None:
        def empty(index: dict[str, Any]) -> None:
            for section in index["sections"]["tags"][SDK].values():
                section[0] = section[1]

        change(newer, empty)
        refused(release(files_of(newer), LATER), f"lists no image of {SDK} any more")

    def test_older_release_notes(self, refused: Callable[..., None], newer: Path) -> None:
        replace(newer, "releases.json", "2026-07-14", "2026-01-01")
        reason = f"{FILE}: the release notes of 10.0 are older than the catalog of"
        refused(release(files_of(newer), LATER), reason)

    def test_more_than_a_release_has(
        self, refused: Callable[..., None], mirror: Mirror, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(packed, "_LIMIT", 1024)
        refused(mirror.files, f"{FILE}: is larger than 1 KiB")

    def test_a_bomb(
        self, refused: Callable[..., None], mirror: Mirror, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("dotimg.feeds.archive.LIMIT", 1 << 12)
        refused(mirror.files, f"{FILE}: unpacks to more than 0 MiB")

    @pytest.mark.parametrize("where", ["dotimg.feeds.encode.write", "os.replace", "os.fsync"])
    def test_a_full_disk(
        self, refresh: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, where: str
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(where, full)
            result = refresh()
        assert (result.code, result.out) == (3, "")
        assert "No space left on device" in result.err


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("dotimg-tables-2026-11-27.tar.xz", 3, ".tar.xz.sha256: cannot be read: No such file"),
        ("dotimg-tables.sha256", 3, "dotimg-tables.sha256: cannot be read: No such file"),
        ("tables.zip", 3, "'tables.zip': no such file or folder"),
        (f"http://127.0.0.1:9/{LISTING}", 4, "could not ask 127.0.0.1:9: the connection was"),
        (f"http://mirror.example/{LISTING}", 4, "mirror.example is not asked in plain HTTP"),
        (f"https://mirror.example/{LISTING}?key=word", 2, "an address without '?' and '#'"),
    ],
)
def test_what_cannot_be_asked_for(dotimg: Run, source: str, code: int, said: str) -> None:
    result = dotimg("refresh", "--source", source, day=DAY)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert result.err.count("\n") == 1
