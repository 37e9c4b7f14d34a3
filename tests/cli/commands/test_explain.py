import io
import json
import random
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from dotimg.catalog.tables import Catalog
from tests.cli.conftest import Run

MCR = "mcr.microsoft.com/dotnet/"
DAY = "2026-11-22"
FROZEN = "sha256:4b2da7653c257f250666ddf37aebbc7198f955474936f5bd0927e46a96a6f436"
FIELDS = [
    *("schema", "input", "known", "repository", "tag", "digest", "kind", "era"),
    *("product_version", "first_seen", "last_seen", "retired", "os", "variants", "platforms"),
    *("tags", "support", "cves_fixed_since", "replacement", "notes"),
]


Give = Callable[[bytes], None]


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Give:
    """Puts what stdin is to hold in its place."""

    def give(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))

    return give


def sample(catalog: Catalog, size: int) -> list[str]:
    """Published references, always the same."""
    known = [f"{path}:{tag.name}" for path, _, tag in catalog.all_tags() if tag.published]
    return random.Random(2).sample(known, size)  # noqa: S311


def test_text_fits_one_screen(dotimg: Run) -> None:
    result = dotimg("-q", "explain", "aspnet:8.0-alpine3.18", day=DAY)
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        "mcr.microsoft.com/dotnet/aspnet:8.0-alpine3.18",
        "fix: move to aspnet:10.0-alpine3.24",
        "ASP.NET Core runtime 8.0 on Alpine 3.18: a floating tag, last 8.0.6",
        "  support    retired 2024-06-11, frozen at 8.0.6: Microsoft dropped Alpine 3.18",
        "             while .NET 8.0 was still supported",
        "  listed     2023-09-12 to 2024-06-10",
        "  pointed at sha256:4b2da7653c25, 8.0.6; first listed 2024-05-29",
        "  before     8.0.5 (2024-05-14), 8.0.4 (2024-04-09), 8.0.3 (2024-03-12), 8.0.2",
        "             (2024-02-13) and 4 more",
        "  had tags   8.0.6-alpine3.18",
        "  platforms  alpine3.18 amd64, arm, arm64",
        "  patches    23 since, the latest 8.0.30 (2026-08-11); 33 CVEs fixed; those of",
        "             8.0.30 not known yet",
        "  note       support of .NET 8.0 ended 2026-11-10",
    ]


def test_no_line_of_prose_is_longer_than_80_columns(dotimg: Run, catalog: Catalog) -> None:
    some = sample(catalog, 300)
    lines = dotimg("-q", "explain", *some, day=DAY).out.splitlines()
    assert len(lines) > 2000
    for line in lines:
        assert len(line) <= 80 or "mcr.microsoft.com/" in line or "docker.io/" in line, line
        assert line == line.rstrip()


def test_json_is_the_document_of_the_contract(dotimg: Run) -> None:
    document = json.loads(
        dotimg("explain", "aspnet:8.0-alpine3.18", "--format", "json", day=DAY).out
    )
    assert list(document)[: len(FIELDS)] == FIELDS
    assert document["schema"] == 1
    assert (document["input"], document["known"]) == ("aspnet:8.0-alpine3.18", True)
    assert document["repository"] == MCR + "aspnet"
    assert (document["tag"], document["digest"]) == ("8.0-alpine3.18", FROZEN)
    assert (document["kind"], document["era"]) == ("floating", "mcr-dotnet")
    assert document["product_version"] == "8.0.6"
    assert (document["first_seen"], document["last_seen"]) == ("2023-09-12", "2024-06-10")
    assert document["retired"] == "2024-06-11"
    assert document["os"] == {"type": "linux", "family": "alpine", "release": "alpine3.18"}
    assert [one["architecture"] for one in document["platforms"]] == ["amd64", "arm", "arm64"]
    assert document["tags"] == ["8.0-alpine3.18", "8.0.6-alpine3.18"]
    assert document["support"]["status"] == "retired"
    assert len(document["cves_fixed_since"]) == len(document["cves"]) == 33
    assert document["replacement"] == MCR + "aspnet:10.0-alpine3.24"
    assert document["scanner"] == f"move to {document['step']}"
    assert document["history"][0]["digest"] == FROZEN
    assert document["patches_since"][0] == {"version": "8.0.30", "day": "2026-08-11", "cves": None}
    assert document["catalog"] == {"as_of": "2026-08-20"}


def test_json_tells_the_publisher_and_the_channel_of_an_image_of_others(dotimg: Run) -> None:
    result = dotimg("explain", "amazon/aws-lambda-dotnet:8", "--format", "json", day=DAY)
    document = json.loads(result.out)
    assert result.code == 0
    assert list(document)[: len(FIELDS)] == FIELDS
    assert (document["publisher"], document["channel"]) == ("Amazon Web Services", "8.0")
    assert (document["known"], document["published"]) == (True, None)
    assert document["support"]["ends"] == "2026-11-10"
    official = json.loads(dotimg("explain", "aspnet:8.0", "--format", "json", day=DAY).out)
    assert (official["publisher"], official["channel"]) == (None, "8.0")


def test_several_are_a_list_and_one_is_not(dotimg: Run) -> None:
    documents = json.loads(dotimg("explain", "sdk:8.0", "nginx", "--format", "json").out)
    assert [one["input"] for one in documents] == ["sdk:8.0", "nginx"]


def test_stdin_is_a_list_of_references(dotimg: Run, stdin: Give) -> None:
    stdin(b"\xef\xbb\xbf# ours\r\n\r\n  sdk:8.0  \r\n#sdk:9.0\nsdk:10.0")
    documents = json.loads(dotimg("explain", "-", "--format", "json").out)
    assert [one["tag"] for one in documents] == ["8.0", "10.0"]
    stdin(b"\n")
    assert json.loads(dotimg("explain", "-", "--format", "json").out) == []


def test_a_thousand_references_some_broken_each_get_their_answer(
    dotimg: Run, stdin: Give, catalog: Catalog
) -> None:
    some = sample(catalog, 960)
    broken = [
        b"http://sdk",
        b"sdk: 8.0",
        b"SDK:8.0",
        b"\xff\xfe",
        b"sdk:\x1b[2J",
        b"x" * 10240,
        b"::",
    ]
    foreign = [b"nginx:latest"] * 33
    lines = [*(one.encode() for one in some), *broken, *foreign]
    random.Random(3).shuffle(lines)  # noqa: S311
    stdin(b"\n".join(lines))
    result = dotimg("-q", "explain", "-", "--format", "json", day=DAY)
    documents = json.loads(result.out)
    assert result.code == 2
    assert len(documents) == 1000
    assert sum(one["known"] for one in documents) == 960
    assert result.err.count("\n") == len(broken)
    assert all(
        line.startswith("dotimg: ") and line.isprintable() for line in result.err.splitlines()
    )
    stdin(b"\n".join(lines))
    result = dotimg("-q", "explain", "-", day=DAY)
    assert result.out.count("\n\n") == 992
    assert "\x1b" not in result.out


@pytest.mark.parametrize(
    ("references", "code"),
    [
        (["sdk:8.0"], 0),
        (["sdk:8.0", "sdk:8.0-bookworm"], 1),
        (["nginx"], 1),
        (["sdk:10.0.401"], 1),
        (["sdk:6.0.417-1-alpine3.18-arm64v8"], 1),  # defined, never seen
        ([f"sdk:8.0@{FROZEN}"], 1),
        (["sdk: 8.0", "nginx", "sdk:8.0"], 2),
    ],
)
def test_the_worst_answer_is_the_exit_code(dotimg: Run, references: list[str], code: int) -> None:
    assert dotimg("explain", *references).code == code


BAD = [
    ("http://mcr.microsoft.com/dotnet/sdk:8.0", "leave out 'http://'"),
    ("SDK:8.0", "repositories are lower-case: write 'sdk'"),
    ("sdk 8.0", "it contains a space"),
    ("sdk:8.0@sha256:12", "'sha256:12' is too short for a digest; give at least 12 hex digits"),
    ("sha256:12", "is too short for a digest"),
    ("sha256:" + "z" * 64, "is not a digest"),
    ("sdk@md5:0", "expected sha256: or sha512: after '@'"),
    ("sdk:8.0\x1b[2J", r"'\x1b'"),
    ("", "an image reference is missing"),
    ("x" * 10240 + "!", "is not an image reference"),
    ("sdk:${TAG}", "it contains a variable"),
]


@pytest.mark.parametrize(("reference", "said"), BAD, ids=lambda value: str(value)[:30])
def test_bad_input_gets_one_clear_line(dotimg: Run, reference: str, said: str) -> None:
    result = dotimg("explain", reference)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert result.err.startswith("dotimg: ")
    assert result.err.count("\n") == 1
    assert result.err[:-1].isprintable()
    assert len(result.err) < 300


def test_bad_input_has_its_place_in_json(dotimg: Run) -> None:
    result = dotimg("explain", "sdk 8.0", "--format", "json")
    document = json.loads(result.out)
    assert (result.code, document["known"]) == (2, False)
    assert "it contains a space" in document["sentence"]


def test_a_closed_stdin_is_unusable_input(dotimg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    result = dotimg("explain", "-")
    assert (result.code, result.out) == (3, "")
    assert "stdin is closed" in result.err


def test_what_was_only_defined_is_said_to_be_just_that(dotimg: Run) -> None:
    lines = dotimg("explain", "sdk:6.0.417-1-alpine3.18-arm64v8", day=DAY).out.splitlines()
    assert "arm64v8 only: defined, but never published" in " ".join(lines[1:4])
    assert "  defined    2023-11-17 to 2023-11-17" in lines


def test_without_references_it_is_wrong_usage(dotimg: Run) -> None:
    result = dotimg("explain")
    assert (result.code, result.out) == (2, "")
    assert "Missing argument 'REF...'" in result.err


def test_what_to_use_instead_is_named_as_on_the_mirror(dotimg: Run) -> None:
    prefix = "contoso.azurecr.io/mcr"
    text = f"{prefix}/dotnet/sdk:5.0"
    document = json.loads(
        dotimg("explain", text, "--registry", prefix, "--format", "json", day=DAY).out
    )
    assert document["repository"] == MCR + "sdk"
    assert document["replacement"] == document["step"] == f"{prefix}/dotnet/sdk:10.0"
    assert document["scanner"] == f"move to {prefix}/dotnet/sdk:10.0"
    out = dotimg("explain", f"{prefix}/dotnet/sdk:8.0-x", "--registry", prefix, day=DAY).out
    assert f"nearest    {prefix}/dotnet/sdk:10.0" in out
    assert f"{prefix}/dotnet/sdk:8.0 (ended)" in out


def test_json_tells_a_contradiction_in_a_field_of_its_own(dotimg: Run) -> None:
    document = json.loads(dotimg("explain", f"aspnet:8.0@{FROZEN}", "--format", "json").out)
    assert document["contradiction"].startswith("the tag 8.0 never pointed at this digest")
    document = json.loads(dotimg("explain", FROZEN, "--format", "json").out)
    assert document["contradiction"] is None


def test_contradictions_are_said_first(dotimg: Run) -> None:
    lines = dotimg("explain", f"aspnet:8.0@{FROZEN}").out.splitlines()
    assert lines[3].startswith("  wrong      the tag 8.0 never pointed at this digest")


def test_a_digest_is_told_with_its_own_version(dotimg: Run) -> None:
    text = dotimg("-q", "explain", "mcr.microsoft.com/dotnet/core/sdk:3.1").out
    assert "3.1.403; first listed 2020-10-20" in text
    assert "the digest is that of 3.1.403; the one of 3.1.426 is unknown" in text


def test_a_cve_is_explained_beside_images(dotimg: Run) -> None:
    result = dotimg("explain", "cve-2025-55315", "aspnet:8.0", "GHSA-5rrx-jjjq-q2r5")
    assert result.code == 1
    first, *_ = result.out.split("\n\n")
    assert first.splitlines()[:4] == [
        "CVE-2025-55315",
        ".NET Security Feature Bypass Vulnerability",
        "  kind       security feature bypass",
        "  in         aspnetcore",
    ]
    assert max(map(len, result.out.splitlines())) <= 80
    (found,) = json.loads(f"[{dotimg('explain', 'CVE-2025-55315', '--format', 'json').out}]")
    assert (found["kind"], found["fixed"]["8.0"]["runtime"]) == ("cve", "8.0.21")
