"""`dotimg base`, on a real registry, on scripted ones, on archives and on stdin."""

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pytest_httpserver import HTTPServer

from dotimg.catalog import layers as marks
from dotimg.catalog.tables import bundled_folder
from tests.base.shapes import (
    Built,
    attestation,
    attested_member,
    build,
    index,
    layer,
    layout,
    provenance,
    rows,
)
from tests.cli.conftest import Run
from tests.cli.render.test_findings import SHAPE
from tests.conftest import DAY
from tests.real_registry import PACKED, SHOP, RealRegistry
from tests.registry_doubles import Blob, asked, publish, refuse
from tests.tables import note

pytestmark = pytest.mark.usefixtures("stranger")

ROWS = rows()
OLD, OLD_ARM, CURRENT = ROWS[:3]
TWIN = ROWS[-1]
AMD64 = {"os": "linux", "architecture": "amd64"}


def documents(out: str) -> list[dict[str, Any]]:
    found = json.loads(out)
    return found if isinstance(found, list) else [found]


def test_the_base_of_a_real_image(dotimg: Run, real: RealRegistry) -> None:
    result = dotimg("base", f"{real.host}/{SHOP}:1.4", "--platform", "linux/arm64", day=DAY)
    assert result.code == 0
    assert result.out.splitlines() == [
        f"{real.host}/{SHOP}:1.4, linux/arm64",
        "ASP.NET Core runtime 8.0.11 on Debian 12: the image for arm64",
        "  base       mcr.microsoft.com/dotnet/aspnet:8.0.11-bookworm-slim",
        "  digest     sha256:48c2c5f55e20",
        "  found by   layers: the lowest 6 of 7 are those of the base",
        "  support    ended: support of .NET 8.0 ended 2026-11-10",
        "  built      2024-11-12, 740 days ago",
        "  CVEs       26 fixed since (aspnetcore 13, runtime 13); those of 8.0.30 not",
        "             known yet",
        "  fix:       move to mcr.microsoft.com/dotnet/aspnet:10.0-noble",
    ]


def test_several_real_images(dotimg: Run, real: RealRegistry) -> None:
    tags = ("1.4", "2.0", "squashed", "other", "lie", "gone")
    names = [f"{real.host}/{SHOP}:{tag}" for tag in tags]
    result = dotimg("base", *names, "--format", "json", day=DAY)
    assert result.code == 1
    found = {one["input"].rpartition(":")[2]: one["platforms"] for one in documents(result.out)}
    by_tag = {
        tag: [(one["found_by"], (one["base"] or {}).get("version")) for one in platforms]
        for tag, platforms in found.items()
    }
    assert by_tag == {
        "1.4": [("layers", "8.0.11")] * 2,
        "2.0": [("layers", "10.0.11")],
        "squashed": [("environment", "8.0.11")],
        "other": [(None, None)],
        "lie": [("layers", "8.0.11")],
        "gone": [],
    }
    assert "but its layers belong to another image" in found["lie"][0]["notes"][0]
    assert "MANIFEST_UNKNOWN" in result.err


class Served:
    """An image on a scripted registry."""

    def __init__(self, server: HTTPServer, host: str) -> None:
        self._server = server
        self.place = f"{host}/shop/web:1"
        self.path = "GET /v2/shop/web"

    def publish(self, *blobs: Blob, tag: Blob) -> None:
        publish(self._server, "shop/web", "1", tag)
        for blob in blobs:
            publish(self._server, "shop/web", "unused", blob)
            where = f"/v2/shop/web/blobs/{blob.digest}"
            self._server.expect_request(where).respond_with_data(blob.body)

    def asked(self) -> list[str]:
        return asked(self._server)


@pytest.fixture
def served(server: HTTPServer, host: str) -> Served:
    return Served(server, host)


def test_one_index_and_per_platform_one_manifest_and_one_configuration(
    dotimg: Run, served: Served
) -> None:
    images = [build(row, [*row.layers, layer("app")]) for row in (OLD, OLD_ARM)]
    attested = attestation(provenance(OLD.digest))
    members = [
        image.manifest.descriptor(platform={"os": "linux", "architecture": row.architecture})
        for image, row in zip(images, (OLD, OLD_ARM), strict=True)
    ]
    whole = index([*members, attested_member(attested, images[0].manifest)])
    served.publish(attested, *(blob for image in images for blob in image), tag=whole)
    result = dotimg("base", served.place, "--format", "json", day=DAY)
    assert result.code == 0
    (found,) = documents(result.out)
    assert [one["platform"] for one in found["platforms"]] == ["linux/amd64", "linux/arm64"]
    manifests = [f"{served.path}/manifests/{image.manifest.digest}" for image in images]
    configs = [f"{served.path}/blobs/{image.config.digest}" for image in images]
    assert sorted(served.asked()) == sorted([f"{served.path}/manifests/1", *manifests, *configs])


def test_provenance_is_read_where_layers_leave_several(dotimg: Run, served: Served) -> None:
    image = build(TWIN, [*TWIN.layers, layer("app")])
    statement = provenance(layer("frontend"), TWIN.digest)
    attested = attestation(statement)
    platform = {"os": "linux", "architecture": TWIN.architecture}
    whole = index(
        [image.manifest.descriptor(platform=platform), attested_member(attested, image.manifest)]
    )
    served.publish(statement, attested, *image, tag=whole)
    result = dotimg("base", served.place, "--format", "json", day=DAY)
    (platform_found,) = documents(result.out)[0]["platforms"]
    assert platform_found["found_by"] == "attestation"
    assert platform_found["base"]["digest"] == TWIN.digest


@pytest.fixture
def tables_with(tmp_path: Path) -> Callable[[list[str]], str]:
    """Tables in which one image has other layers than it really has."""

    def make(layers: list[str]) -> str:
        folder = Path(shutil.copytree(bundled_folder(), tmp_path / "tables"))
        content = (folder / marks.TABLE).read_bytes()
        mark = marks.mark_of(OLD.layers)
        assert content.count(mark) == 1
        (folder / marks.TABLE).write_bytes(content.replace(mark, marks.mark_of(layers)))
        note(folder, marks.TABLE)
        return str(folder)

    return make


def test_a_base_of_a_table_made_for_it(
    dotimg: Run, served: Served, tables_with: Callable[[list[str]], str]
) -> None:
    own = [layer("synthetic 1"), layer("synthetic 2")]
    folder = tables_with(own)
    image = build(OLD, [*own, layer("app")])
    served.publish(*image, tag=image.manifest)
    asked_for = ("base", served.place, "--format", "csv")
    assert dotimg(*asked_for, day=DAY).code == 1
    result = dotimg("--catalog", folder, *asked_for, day=DAY)
    assert result.code == 0
    (row,) = csv.DictReader(io.StringIO(result.out))
    assert (row["base_digest"], row["found_by"]) == (OLD.digest, "layers")


@pytest.mark.parametrize("kind", ["oci", "oci-archive"])
def test_what_skopeo_copied(
    dotimg: Run,
    real: RealRegistry,
    tables_with: Callable[[list[str]], str],
    tmp_path: Path,
    kind: str,
) -> None:
    folder = tables_with([PACKED.digest])
    target = tmp_path / "copy"
    subprocess.run(
        [
            *("skopeo", "copy", "--src-tls-verify=false"),
            *(f"docker://{real.host}/{SHOP}:packed", f"{kind}:{target}:web"),
        ],
        check=True,
        capture_output=True,
    )
    asked_for = ("base", "--catalog", folder, "--archive", str(target), "--format", "json")
    result = dotimg("-q", *asked_for, day=DAY)
    (found,) = documents(result.out)
    assert result.code == 0
    assert found["input"] == f"{target}: web"
    platforms = {one["platform"]: one["base"]["digest"] for one in found["platforms"]}
    assert platforms == {"linux/amd64": OLD.digest}


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., str]:
    def make(*images: Built) -> str:
        members = [one.manifest.descriptor() for one in images]
        return str(layout(tmp_path / "archive", members, [blob for one in images for blob in one]))

    return make


@pytest.mark.parametrize(
    ("options", "day", "code"),
    [
        ((), DAY, 0),
        (("--fail-on", "ended"), DAY, 1),
        (("--fail-on", "ended"), "2026-08-21", 0),
        (("--fail-on", "outdated"), "2026-08-21", 1),
        (("--fail-on", "never"), DAY, 0),
        (("--max-age", "1000"), DAY, 0),
        (("--max-age", "30"), DAY, 1),
        (("--cve", "CVE-2025-55315"), DAY, 1),
        (("--cve", "CVE-2024-43485"), DAY, 0),
    ],
)
def test_what_fails(
    dotimg: Run, archive: Callable[..., str], options: tuple[str, ...], day: str, code: int
) -> None:
    path = archive(build(OLD, list(OLD.layers)))
    result = dotimg("-q", "base", "--archive", path, *options, day=day)
    assert (result.code, bool(result.err)) == (code, code == 1)


def test_a_current_base_fails_nothing(dotimg: Run, archive: Callable[..., str]) -> None:
    path = archive(build(CURRENT, list(CURRENT.layers)))
    options = ("--fail-on", "outdated", "--max-age", "7", "--cve", "CVE-2025-55315")
    result = dotimg("base", "--archive", path, *options, day="2026-08-21")
    assert result.code == 0
    assert "  fix:       current" in result.out.splitlines()


def test_explain_how_shows_the_layers(dotimg: Run, archive: Callable[..., str]) -> None:
    path = archive(build(OLD, [*OLD.layers, layer("app")]))
    result = dotimg("base", "--archive", path, "--explain-how")
    layers = [line.split()[1:] for line in result.out.splitlines() if line.startswith("  layer")]
    assert layers == [
        *([one[:19], "base"] for one in OLD.layers),
        [layer("app")[:19], "own"],
    ]
    result = dotimg("base", "--archive", path, "--explain-how", "--format", "json")
    (platform,) = documents(result.out)[0]["platforms"]
    assert platform["layers"]["digests"] == [*OLD.layers, layer("app")]


def test_markdown_sarif_and_tab_separated_rows(dotimg: Run, archive: Callable[..., str]) -> None:
    images = [build(row, [*row.layers, layer("app")]) for row in (OLD, CURRENT)]
    asked_for = ("base", "--archive", archive(*images))
    plain = dotimg(*asked_for, day="2026-08-21").out.splitlines()
    assert [line.split("\t")[3].rpartition("/")[2] for line in plain] == [
        "aspnet:8.0.11-bookworm-slim",
        "aspnet:10.0.11-noble",
    ]
    markdown = dotimg(*asked_for, "--format", "markdown").out.splitlines()
    assert len(markdown) == 4
    assert all(line.count(" | ") == 5 for line in (markdown[0], *markdown[2:]))
    sarif = json.loads(dotimg(*asked_for, "--format", "sarif", day=DAY).out)
    jsonschema.validate(sarif, SHAPE)
    (result,) = [one for one in sarif["runs"][0]["results"] if one["ruleId"] == "base-ended"]
    assert "aspnet:8.0.11-bookworm-slim" in result["message"]["text"]


def test_the_json_fields_are_told(dotimg: Run, archive: Callable[..., str]) -> None:
    from tests.cli.test_json_fields import fields

    path = archive(build(OLD, list(OLD.layers)))
    (found,) = documents(dotimg("base", "--archive", path, "--format", "json").out)
    (platform,) = found["platforms"]
    assert fields("JSON of base") == {*found, *platform, *platform["base"]}


# stdin

INSPECTED = {
    "Id": layer("config"),
    "RepoTags": ["shop:1.4"],
    "RepoDigests": [f"shop@{layer('manifest')}"],
    "Os": "linux",
    "Architecture": "amd64",
    "Created": "2024-11-20T08:00:00Z",
    "Config": {"Env": ["ASPNET_VERSION=8.0.11"], "Labels": None},
    "RootFS": {"Type": "layers", "Layers": [layer("diff")]},
}


@pytest.fixture
def said(dotimg: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    def ask(stdin: str, *options: str) -> Any:
        fake = io.TextIOWrapper(io.BytesIO(stdin.encode()))
        monkeypatch.setattr("sys.stdin", fake)
        return dotimg("-q", "base", "-", *options, day=DAY)

    return ask


def test_what_a_daemon_tells(said: Callable[..., Any]) -> None:
    own = {**INSPECTED, "RepoTags": None, "RepoDigests": [f"{OLD.repository}@{OLD.digest}"]}
    result = said(json.dumps([INSPECTED, own]), "--format", "json")
    assert result.code == 0
    first, second = documents(result.out)
    assert first["input"] == "shop:1.4"
    assert [one["platforms"][0]["found_by"] for one in (first, second)] == ["environment", "digest"]
    assert first["platforms"][0]["notes"] == ["layers not compared: they are uncompressed"]


def test_a_list_of_references(said: Callable[..., Any], served: Served) -> None:
    image = build(OLD, [*OLD.layers, layer("app")])
    served.publish(*image, tag=image.manifest)
    result = said(f"# ours\n{served.place}\n\n", "--format", "csv")
    assert result.code == 0
    assert OLD.digest in result.out


@pytest.mark.parametrize("stdin", ["{", "[1]", "[{}]", '[{"Config": 7}]', "[" * 100_000])
def test_other_json_on_stdin_is_refused(said: Callable[..., Any], stdin: str) -> None:
    result = said(stdin)
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("dotimg: stdin: ")
    assert result.err.count("\n") == 1


# Registries that say something else.


def test_an_image_that_is_absent_or_cannot_be_asked_for(
    dotimg: Run, server: HTTPServer, host: str
) -> None:
    refuse(server, "/v2/shop/web/manifests/gone", 404, "MANIFEST_UNKNOWN")
    refuse(server, "/v2/shop/web/manifests/secret", 401, "UNAUTHORIZED")
    assert dotimg("base", f"{host}/shop/web:gone").code == 1
    assert dotimg("base", f"{host}/shop/web:secret").code == 4
    result = dotimg("base", f"{host}/shop/web:gone", f"{host}/shop/web:secret")
    assert result.code == 4
    assert len(result.err.splitlines()) == 2


@pytest.mark.parametrize("broken", ["config", "large", "no-config", "schema1"])
def test_a_manifest_that_is_of_no_use(
    dotimg: Run, server: HTTPServer, served: Served, broken: str
) -> None:
    image = build(OLD, [*OLD.layers, layer("app")])
    content = json.loads(image.manifest.body)
    media_type = image.manifest.media_type
    if broken == "large":
        content["config"]["size"] = 10_000_000
    if broken == "no-config":
        del content["config"]
    if broken == "schema1":
        media_type = "application/vnd.docker.distribution.manifest.v1+prettyjws"
        content = {"schemaVersion": 1, "fsLayers": [], "history": []}
    publish(server, "shop/web", "1", Blob(media_type, json.dumps(content).encode()))
    refuse(server, f"/v2/shop/web/blobs/{image.config.digest}", 404, "BLOB_UNKNOWN")
    result = dotimg("-q", "base", served.place)
    assert result.code == 4
    assert result.err.count("\n") == 1


def test_an_index_of_attestations_alone_is_no_image(dotimg: Run, served: Served) -> None:
    attested = attestation(provenance(OLD.digest))
    served.publish(attested, tag=index([attested_member(attested, attested)]))
    result = dotimg("-q", "base", served.place)
    assert (result.code, result.out) == (1, "")
    assert result.err.endswith("it has no image for any platform\n")


def test_an_index_whose_platforms_are_half_there(dotimg: Run, served: Served) -> None:
    there = build(OLD, list(OLD.layers))
    members = [there.manifest.descriptor(platform=AMD64)]
    for number in range(49):
        absent = Blob(there.manifest.media_type, str(number).encode())
        platform = {"os": "linux", "architecture": "arm64", "variant": f"v{number}"}
        members.append(absent.descriptor(platform=platform))
    served.publish(*there, tag=index(members))
    result = dotimg("-q", "base", served.place, "--format", "json")
    (found,) = documents(result.out)
    assert len(found["platforms"]) == 50
    assert found["platforms"][0]["base"]["digest"] == OLD.digest
    assert all(one["notes"][0].startswith("not read: ") for one in found["platforms"][1:])


@pytest.mark.parametrize("words", [(), ("nginx",), ("UPPER/x:1",), ("--archive", "nowhere.tar")])
def test_what_is_no_image_is_refused(dotimg: Run, words: tuple[str, ...]) -> None:
    result = dotimg("-q", "base", *words)
    assert result.code == (3 if "--archive" in words else 2)
    assert result.err.count("\n") == 1


def test_nothing_of_an_image_reaches_the_terminal_unescaped(
    dotimg: Run, archive: Callable[..., str]
) -> None:
    evil = "\x1b[2J\u202e"
    stated = {"org.opencontainers.image.base.name": evil, "a": evil}
    path = archive(build(OLD._replace(os=evil), [layer("a")], annotations=stated))
    for style in ("text", "json", "csv", "markdown", "table", "sarif"):
        result = dotimg("base", "--archive", path, "--format", style)
        assert "\x1b" not in result.out + result.err
        assert "\u202e" not in result.out + result.err
