"""`dotimg refresh`: what it makes of the feeds, where it asks, and what it never does."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from dotimg.catalog.tables import Catalog
from dotimg.feeds import publisher
from tests.cli.conftest import Result, Run
from tests.cli.refresh_feeds import Mirror, lay_out, published, shipped
from tests.feeds.upstream_world import (
    LATER,
    MCR,
    RUNTIME,
    RUNTIME_DEPS,
    SDK,
    TODAY,
    Json,
    World,
    image,
    part,
    release,
)
from tests.registry_doubles import Rude

IMAGES = publisher.located(publisher.IMAGES + publisher.IMAGE_FILES[0], "/")[1:]
CVES = "dotnet/core/release-index/release-notes/timeline/2026/09/cve.json"
NET_10 = "dotnet/core/main/release-notes/10.0/releases.json"
BUILT = "2026-09-07T11:12:13.1234567Z"

pytestmark = pytest.mark.usefixtures("stranger")
Refresh = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Where this user's catalogs are."""
    return tmp_path / "dotimg"


@pytest.fixture
def world(tmp_path: Path, data: Path) -> World:
    """A small world, whose catalog is the one in use."""
    world = World(tmp_path / "world")
    world.write()
    folder = data / "catalogs" / f"{TODAY}-small"
    folder.mkdir(parents=True)
    for name, content in world.files().items():
        (folder / name).write_bytes(content)
    (data / "current").write_text(folder.name + "\n", "utf-8")
    return world


@pytest.fixture
def mirror(server: HTTPServer, world: World) -> Mirror:
    return Mirror(server, published(world))


@pytest.fixture
def refresh(dotimg: Run, mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> Refresh:
    """Refreshes from the publisher, who is found on this machine."""
    real = publisher.located

    def located(address: str, source: str | None) -> str:
        return real(address, source or mirror.url)

    monkeypatch.setattr(publisher, "located", located)
    return lambda *arguments, day=LATER: dotimg("refresh", *arguments, day=day)


@pytest.fixture
def copied(dotimg: Run, mirror: Mirror) -> Refresh:
    """Refreshes from the mirror."""

    def run(*arguments: str, day: str = LATER) -> Result:
        return dotimg("refresh", "--source", mirror.url, *arguments, day=day)

    return run


def publish(world: World, mirror: Mirror) -> None:
    """Publish a patch: images, release note, and one system less."""
    world.images[RUNTIME] = [
        image("10.0.9", part("noble", created=BUILT), tags=("10.0", "10.0.9")),
    ]
    noted = release("10.0.9", "2026-09-08", "10.0.303", **{"cve-list": ["CVE-2026-7000"]})
    world.releases["channels"][0]["releases"].insert(0, noted)
    mirror.files = published(world)
    disclose(mirror, "CVE-2026-7000")


def disclose(mirror: Mirror, number: str) -> None:
    """Publish what a CVE of the month affects."""
    month = {
        "disclosures": [{"id": number, "problem": "A vulnerability", "platforms": ["linux"]}],
        "products": [
            {"cve_id": number, "name": "dotnet-runtime", "fixed": "10.0.9", "release": "10.0"}
        ],
        "packages": [],
    }
    mirror.files[CVES] = json.dumps(month).encode()


def used(data: Path) -> Path:
    return data / "catalogs" / (data / "current").read_text("utf-8").strip()


def state(data: Path) -> dict[str, tuple[int, bytes]]:
    files = (path for path in data.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_the_new_catalog_is_printed_and_used(
    refresh: Refresh, dotimg: Run, world: World, mirror: Mirror, data: Path
) -> None:
    publish(world, mirror)
    result = refresh()
    assert (result.code, result.out) == (0, f"{used(data)}\n")
    assert result.err == (
        "note: 1 new tags, 3 retired; releases 10.0.9 (tables of 2026-08-20 to 2026-09-08)\n"
    )
    found = dotimg("pick", "--app", "console", "--fixed", "--format", "json", day=LATER)
    document = json.loads(found.out)
    assert (document["tag"], document["catalog"]) == ("10.0.9", {"as_of": LATER})
    listed = dotimg("list", "--format", "refs", day=LATER).out
    assert f"{RUNTIME}:10.0\n" in listed
    catalog = Catalog(str(used(data)))
    assert catalog.releases("10.0")[0].cves == ("CVE-2026-7000",)
    gone = {tag.name: tag.retired for tag in catalog.retired(RUNTIME, "10.0")}
    assert gone["10.0-noble-arm64v8"] == LATER


def test_what_a_new_cve_affects_is_carried_on(
    world: World, mirror: Mirror, refresh: Refresh, data: Path
) -> None:
    refresh()
    publish(world, mirror)
    result = refresh()
    assert "not known yet" not in result.err
    found = Catalog(str(used(data))).cves("10.0")
    assert [(one.id, one.components, one.fixed) for one in found] == [
        ("CVE-2026-1000", ("runtime",), "10.0.8"),
        ("CVE-2026-7000", ("runtime",), "10.0.9"),
    ]
    mirror.answers.clear()
    refresh()
    assert CVES not in {path for _, path in mirror.answers}


def test_a_refresh_without_the_cves_keeps_what_is_known_and_says_what_is_not(
    world: World, mirror: Mirror, refresh: Refresh, data: Path
) -> None:
    publish(world, mirror)
    del mirror.files[CVES]
    result = refresh()
    assert result.code == 0
    assert "note: what these affect is not known yet: CVE-2026-7000\n" in result.err
    assert CVES in result.err
    known = [one.id for one in Catalog(str(used(data))).cves("10.0")]
    assert known == ["CVE-2026-1000"]
    disclose(mirror, "CVE-2026-7000")
    assert refresh().code == 0
    assert len(Catalog(str(used(data))).cves("10.0")) == 2


def test_a_repository_that_this_version_does_not_know_is_left_out_and_named(
    refresh: Refresh, dotimg: Run, world: World, mirror: Mirror
) -> None:
    publish(world, mirror)
    path = f"{MCR}dotnet/brand-new"
    world.images[path] = [image("1.0.0", part("noble"), tags=("1.0", "1.0.0"))]
    mirror.files = published(world)
    disclose(mirror, "CVE-2026-7000")
    result = refresh()
    assert result.code == 0
    assert (
        f"note: this version of dotimg knows nothing of these repositories: {path}\n" in result.err
    )
    assert dotimg("support", day=LATER).code == 0
    assert dotimg("explain", f"{path}:1.0", day=LATER).code == 1


def test_nothing_new_costs_only_304s_and_writes_nothing(
    refresh: Refresh, mirror: Mirror, data: Path
) -> None:
    refresh()
    before, first = state(data), len(mirror.answers)
    mirror.answers.clear()
    result = refresh()
    assert (result.code, result.out) == (0, f"{used(data)}\n")
    assert result.err == f"note: no new data since {LATER}\n"
    assert mirror.statuses == {304}
    assert len(mirror.answers) == first == len(mirror.files)
    assert state(data) == before


def test_only_what_has_changed_is_transferred(
    refresh: Refresh, world: World, mirror: Mirror, data: Path
) -> None:
    refresh()
    mirror.answers.clear()
    publish(world, mirror)
    refresh(day="2026-09-15")
    assert {path for status, path in mirror.answers if status == 200} == {IMAGES, NET_10, CVES}
    assert Catalog(str(used(data))).as_of == "2026-09-15"


def test_without_entity_tags_the_content_tells_that_nothing_is_new(
    refresh: Refresh, mirror: Mirror, data: Path
) -> None:
    mirror.tagged = False
    refresh()
    before = state(data)
    assert refresh().err == f"note: no new data since {LATER}\n"
    assert state(data) == before


def test_the_publishers_unchanged_feeds_make_the_catalog_as_fresh_as_today(
    refresh: Refresh, mirror: Mirror, data: Path
) -> None:
    refresh()
    for day in ("2026-09-15", "2026-09-16"):
        mirror.answers.clear()
        before = Catalog(str(used(data))).as_of
        assert refresh("--check", day=day).code == 0
        result = refresh(day=day)
        assert result == (0, f"{used(data)}\n", f"note: no news (tables of {before} to {day})\n")
        assert mirror.statuses == {304}
        assert Catalog(str(used(data))).as_of == day


def test_a_mirror_is_of_the_day_of_its_newest_image(
    copied: Refresh, world: World, mirror: Mirror, data: Path
) -> None:
    publish(world, mirror)
    assert copied("--check", day="2026-10-01").code == 1
    assert copied(day="2026-10-01").code == 0
    assert Catalog(str(used(data))).as_of == BUILT[:10]
    mirror.answers.clear()
    nothing = f"note: no new data since {BUILT[:10]}\n"
    assert copied("--check", day="2026-10-02") == (0, "", nothing)
    assert copied(day="2026-10-02").err == nothing
    assert mirror.statuses == {304}


def test_an_old_mirror_makes_no_catalog_younger(
    copied: Refresh, dotimg: Run, mirror: Mirror, data: Path
) -> None:
    before = used(data)
    nothing = f"note: no new data since {TODAY}\n"
    assert copied("--check") == (0, "", nothing)
    assert copied() == (0, f"{before}\n", nothing)
    said = dotimg("pick", "--app", "console", day="2026-12-01").err
    assert "103 days old" in said
    assert mirror.statuses == {200}


def test_a_mirror_is_never_of_a_day_before_the_catalog(
    refresh: Refresh, copied: Refresh, world: World, mirror: Mirror, data: Path
) -> None:
    refresh(day="2026-09-20")
    publish(world, mirror)
    assert copied(day="2026-10-01").code == 0
    assert Catalog(str(used(data))).as_of == "2026-09-20"


def test_feeds_that_change_nothing_only_confirm_the_day(refresh: Refresh, data: Path) -> None:
    assert refresh().err == f"note: no news (tables of {TODAY} to {LATER})\n"
    assert Catalog(str(used(data))).as_of == LATER


def test_a_damaged_memory_is_as_none(refresh: Refresh, mirror: Mirror, data: Path) -> None:
    refresh()
    for path in (used(data) / "feeds").iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    mirror.answers.clear()
    assert refresh(day="2026-09-15").code == 0
    assert mirror.statuses == {200}


def test_check_tells_of_news_without_writing(
    refresh: Refresh, world: World, mirror: Mirror, data: Path
) -> None:
    publish(world, mirror)
    before = state(data)
    result = refresh("--check")
    assert (result.code, result.out) == (1, "")
    assert "1 new tags, 3 retired" in result.err
    assert state(data) == before
    refresh()
    assert refresh("--check") == (0, "", f"note: no new data since {LATER}\n")


def test_check_knows_that_another_day_is_no_news(refresh: Refresh, data: Path) -> None:
    before = state(data)
    assert refresh("--check").code == 0
    assert state(data) == before


def test_a_repository_between_two_releases_is_believed(
    refresh: Refresh, world: World, mirror: Mirror, data: Path
) -> None:
    world.images[SDK] = []
    publish(world, mirror)
    assert refresh().code == 0
    assert Catalog(str(used(data))).listed(SDK, "10.0")


def test_the_publisher_may_take_back_the_newest_image_of_one_repository(
    refresh: Refresh, world: World, mirror: Mirror
) -> None:
    old = part("alpine3.23", created="2026-08-09T00:00:00Z", tags=("10.0-alpine3.23",))
    world.images[SDK] = [image("10.0.302", old)]
    publish(world, mirror)
    assert refresh().code == 0


def test_check_that_cannot_ask_is_no_answer(dotimg: Run, world: World) -> None:
    del world
    result = dotimg("refresh", "--check", "--source", "http://127.0.0.1:9", day=LATER)
    assert (result.code, result.out) == (4, "")
    assert "could not ask 127.0.0.1:9: the connection was refused" in result.err


def test_the_source_can_stand_in_the_environment(
    dotimg: Run, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOTIMG_REFRESH_SOURCE", mirror.url)
    assert dotimg("refresh", day=LATER).code == 0


def test_quiet_leaves_only_the_answer(
    dotimg: Run, world: World, mirror: Mirror, data: Path
) -> None:
    publish(world, mirror)
    result = dotimg("-q", "refresh", "--source", mirror.url, day=LATER)
    assert result == (0, f"{used(data)}\n", "")


def test_hosts_in_the_environment_are_checked(dotimg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOTIMG_REFRESH_PLAIN_HTTP", "http://foo/")
    result = dotimg("refresh", "--source", "http://127.0.0.1:9")
    assert (result.code, "'http://foo/' is not a host" in result.err) == (2, True)
    monkeypatch.setenv("DOTIMG_REFRESH_PLAIN_HTTP", "127.0.0.1:9")
    result = dotimg("refresh", "--insecure", "127.0.0.1", "--source", "http://127.0.0.1:9")
    assert (result.code, "the connection was refused" in result.err) == (4, True)


def test_the_shipped_catalog_is_carried_on(
    dotimg: Run, server: HTTPServer, tmp_path: Path, data: Path
) -> None:
    world = shipped(World(tmp_path))
    new = part("noble", created=BUILT, tags=("10.0.12-noble-amd64",))
    world.images[MCR + "dotnet/aspnet"].append(image("10.0.12", new, tags=("10.0.12",)))
    result = dotimg("refresh", "--source", Mirror(server, published(world)).url, day=LATER)
    assert result.code == 0
    assert result.err.startswith("note: 2 new tags, 0 retired")
    bundled, found = Catalog(), Catalog(str(used(data)))
    assert found.traits == bundled.traits
    assert sum(1 for _ in found.all_tags()) == sum(1 for _ in bundled.all_tags()) + 2
    pick = dotimg("pick", "--version", "10.0.12", day=LATER)
    assert pick.out == "mcr.microsoft.com/dotnet/aspnet:10.0.12\n"


class TestFolder:
    """`--source DIR`."""

    @pytest.fixture(params=["the builder's layout", "the paths of the feeds"])
    def folder(
        self, request: pytest.FixtureRequest, world: World, mirror: Mirror, tmp_path: Path
    ) -> Path:
        publish(world, mirror)
        if request.param == "the paths of the feeds":
            return lay_out(mirror.files, tmp_path / "copy")
        world.write()
        (world.folder / "tags-history.jsonl.gz").write_bytes(b"is not read")
        return world.folder

    def test_is_of_the_day_of_its_newest_image(self, dotimg: Run, folder: Path, data: Path) -> None:
        result = dotimg("refresh", "--source", str(folder), day="2026-10-01")
        assert (result.code, result.out) == (0, f"{used(data)}\n")
        assert Catalog(str(used(data))).as_of == BUILT[:10]

    def test_that_is_known_already_is_not_written_again(
        self, dotimg: Run, folder: Path, data: Path
    ) -> None:
        dotimg("refresh", "--source", str(folder), day="2026-10-01")
        before = state(data)
        result = dotimg("refresh", "--source", str(folder), day="2026-10-02")
        assert result.err == f"note: no new data since {BUILT[:10]}\n"
        assert state(data) == before

    def test_is_never_of_a_day_before_the_catalog(
        self, refresh: Refresh, dotimg: Run, folder: Path, data: Path
    ) -> None:
        refresh(day="2026-09-20")
        shutil.rmtree(used(data) / "feeds")
        for path in folder.rglob("*.json"):
            path.write_bytes(path.read_bytes().replace(b"2029-05-31", b"2029-06-30"))
        assert dotimg("refresh", "--source", str(folder), day="2026-10-01").code == 0
        assert Catalog(str(used(data))).as_of == "2026-09-20"

    def test_of_a_day_to_come_is_refused(self, dotimg: Run, folder: Path, data: Path) -> None:
        before = state(data)
        result = dotimg("refresh", "--source", str(folder), day="2026-09-06")
        assert result.code == 3
        assert "lists an image that was built on 2026-09-07, after 2026-09-06" in result.err
        assert state(data).keys() - before.keys() == {str(data / "lock")}

    def test_that_lacks_a_feed_is_refused_with_its_path(self, dotimg: Run, folder: Path) -> None:
        missing = next(iter(folder.rglob("*release*/**/releases.json")))
        missing.unlink()
        result = dotimg("refresh", "--source", str(folder), day=LATER)
        assert result.code == 3
        assert f"{missing}: cannot be read: No such file" in result.err


class TestRefusals:
    """Whatever is wrong is named, and the catalog in use stays."""

    @pytest.fixture(autouse=True)
    def stays(self, world: World, data: Path, dotimg: Run) -> object:
        del world
        before, old = used(data), state(used(data))
        yield
        assert (used(data), state(used(data))) == (before, old)
        assert [path.name for path in (data / "catalogs").iterdir()] == [before.name]
        answer = dotimg("pick", "--app", "console", "--format", "json", day=TODAY)
        assert (answer.code, answer.err) == (0, "")
        assert json.loads(answer.out)["catalog"] == {"as_of": TODAY}

    @pytest.fixture
    def refresh(self, copied: Refresh) -> Refresh:
        return copied

    def test_feeds_that_list_older_images(
        self, refresh: Refresh, world: World, mirror: Mirror
    ) -> None:
        old = "2026-08-09T00:00:00Z"
        world.images[SDK] = [image("10.0.302", part("noble", created=old), tags=("10.0.302",))]
        mirror.files = published(world)
        result = refresh()
        assert result.code == 3
        assert result.err == (
            f"dotimg: {mirror.url}: lists older images than the catalog of {TODAY}, "
            "which stays in use\n"
        )

    @pytest.mark.parametrize(
        ("path", "content", "reason"),
        [
            (IMAGES, b"", "the file: no JSON"),
            (IMAGES, b'{"repos": [', "the file: no JSON"),
            (IMAGES, b"<html>\x1b[31m</html>", "the file: no JSON"),
            (IMAGES, b'{"login": "/"}', "the file: holds no repos"),
            (IMAGES, b'{"repos": {}}', "the file: repos should be a list"),
            (NET_10, b"<html>", "the file: no JSON"),
            (NET_10, b"{}", "the file: releases holds no release"),
            ("api/ubuntu.json", b'"log in"', "the file: is not a JSON object"),
        ],
    )
    def test_what_is_no_feed(
        self,
        refresh: Refresh,
        dotimg: Run,
        mirror: Mirror,
        tmp_path: Path,
        path: str,
        content: bytes,
        reason: str,
    ) -> None:
        mirror.files[path] = content
        result = refresh()
        assert (result.code, result.out) == (4, "")
        assert result.err.startswith(f"dotimg: could not ask for {mirror.url}/{path}: {reason}")
        assert result.err.endswith(" (a login page or proxy may stand in between)\n")
        assert result.err[:-1].isprintable()
        assert refresh("--check").code == 4
        folder = lay_out(mirror.files, tmp_path / "copy")
        result = dotimg("refresh", "--source", str(folder), day=LATER)
        assert result.code == 3
        assert result.err.startswith(f"dotimg: {folder}/{path}: {reason}")

    @pytest.mark.parametrize(
        ("path", "content", "reason"),
        [
            (NET_10, b'{"releases": []}', "the file: releases holds no release"),
            ("api/ubuntu.json", b'[{"cycle": 1}]', "the file, cycles 1: cycle should be a text"),
        ],
    )
    def test_a_damaged_feed(
        self, refresh: Refresh, mirror: Mirror, path: str, content: bytes, reason: str
    ) -> None:
        mirror.files[path] = content
        result = refresh()
        assert (result.code, result.out) == (3, "")
        assert result.err.startswith(f"dotimg: {mirror.url}/{path}: {reason}")
        assert result.err.count("\n") == 1
        assert result.err[:-1].isprintable()

    @pytest.mark.parametrize(
        ("bent", "reason"),
        [
            ({"architecture": "sparc"}, "the architecture 'sparc' is unknown"),
            ({"digest": "sha256:12"}, "digest should be a sha256 digest"),
            ({"created": "yesterday"}, "created should be a time in UTC"),
        ],
    )
    def test_a_damaged_row(
        self, refresh: Refresh, world: World, mirror: Mirror, bent: Json, reason: str
    ) -> None:
        world.images[SDK].append(image("10.0.303", part("noble", tags=("10.0.303",), **bent)))
        mirror.files = published(world)
        result = refresh()
        assert result.code == 3
        row = "the file, repos 2, images 2, platforms 1"
        assert result.err.startswith(f"dotimg: {mirror.url}/{IMAGES}: {row}: {reason}")

    def test_a_feed_that_breaks_off(self, dotimg: Run, rude: Rude, world: World) -> None:
        del world
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n"
        server = rude(head + b'{"repos"')
        result = dotimg(
            "refresh", "--timeout", "0.5", "--source", f"http://{server.host}", day=LATER
        )
        assert result.code == 4
        assert f"could not ask {server.host}: the connection broke off" in result.err

    def test_a_silent_server(self, dotimg: Run, rude: Rude) -> None:
        server = rude(5.0)
        result = dotimg(
            "refresh", "--timeout", "0.3", "--source", f"http://{server.host}", day=LATER
        )
        assert result.code == 4
        assert f"could not ask {server.host}: no answer in time" in result.err

    def test_a_feed_that_is_not_there(self, refresh: Refresh, mirror: Mirror) -> None:
        del mirror.files["api/debian.json"]
        result = refresh()
        assert result.code == 4
        assert re.search(r"could not ask 127\.0\.0\.1:\d+ for .*/api/debian.json: 404", result.err)
        advice = "404, nothing is at the path /feeds/api/debian.json: check --source\n"
        assert result.err.endswith(advice)
        assert "repositor" not in result.err

    def test_a_main_repository_that_is_gone(
        self, refresh: Refresh, world: World, mirror: Mirror
    ) -> None:
        del world.images[SDK]
        publish(world, mirror)
        result = refresh()
        assert (result.code, result.out) == (3, "")
        assert f"{mirror.url}: lists no image of {SDK} any more" in result.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--source", "nowhere"], 3, "'nowhere': no such file or folder"),
        (["--source", ""], 3, "no such file or folder"),
        (["--source", "ftp://mirror.example"], 2, "'ftp://mirror.example' is not an address"),
        (["--source", "http://"], 2, "'http://' is not an address"),
        (["--source", "https://user:word@mirror.example"], 2, "is not an address such as https://"),
        (["--source", "https://mirror.example/?key=word"], 2, "an address without '?' and '#'"),
        (["--source", "https://mirror.example/feeds#word"], 2, "an address without '?' and '#'"),
        (["--plain-http", "http://foo/"], 2, "'http://foo/' is not a host"),
        (["--insecure", ""], 2, "'' is not a host"),
        (["--source", "http://mirror.example"], 4, "mirror.example is not asked in plain HTTP"),
        (["--timeout", "0"], 2, "--timeout"),
        (["--timeout", "soon"], 2, "--timeout"),
        (["again"], 2, "unexpected extra argument"),
    ],
)
def test_wrong_usage(dotimg: Run, arguments: list[str], code: int, said: str) -> None:
    result = dotimg("refresh", *arguments, day=LATER)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert result.err.count("\n") == 1
    assert "key" not in result.err


def test_no_day_to_come_is_taken_for_today(dotimg: Run, mirror: Mirror) -> None:
    result = dotimg("refresh", "--source", mirror.url, day="2999-01-01")
    assert result.code == 2
    assert "--today 2999-01-01 is still to come" in result.err
    assert mirror.answers == []


def test_help_fits_80_columns_and_names_the_exit_codes(dotimg: Run) -> None:
    result = dotimg("refresh", "--help")
    assert max(map(len, result.out.splitlines())) <= 80
    assert "Exit codes: 0 done" in result.out


def test_runtime_deps_is_a_main_repository() -> None:
    named = {one["path"] for one in Catalog().traits["repositories"].values() if "purpose" in one}
    assert {RUNTIME, RUNTIME_DEPS, SDK} <= named
