import json

import pytest

from dotimg.catalog.tables import Catalog
from tests.cli.conftest import Run

MCR = "mcr.microsoft.com/dotnet/"
DAY = "2026-11-22"


def test_the_answer_alone_goes_to_stdout(dotimg: Run) -> None:
    result = dotimg("pick", "--purpose", "run", "--version", "5.0", day=DAY)
    assert (result.code, result.out) == (0, MCR + "aspnet:5.0\n")
    assert result.err.splitlines() == [
        "note: tag data is 94 days old (2026-08-20); run 'dotimg refresh'",
        "warning: support of .NET 5.0 ended 2022-05-10",
    ]


def test_quiet_silences_notes_and_warnings(dotimg: Run) -> None:
    assert dotimg("-q", "pick", "--version", "5.0", day=DAY).err == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("10", "write: dotimg pick --version 10"),
        ("aspnet", "write: dotimg pick --app web"),
        (
            "sdk 8 ALPINE x64",
            "write: dotimg pick --purpose build --version 8 --os alpine --arch x64",
        ),
        ("runtime-deps noble", "write: dotimg pick --app self-contained --os noble"),
        ("aspnet:10.0", "see 'dotimg pick --help', or 'dotimg explain' for a tag"),
        ("10 nonsense", "see 'dotimg pick --help', or 'dotimg explain' for a tag"),
    ],
)
def test_words_without_an_option_are_answered_with_what_to_write(
    dotimg: Run, words: str, said: str
) -> None:
    result = dotimg("pick", *words.split(), day=DAY)
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith(f"; {said}\n" if said.startswith("see") else f"{said}\n")
    if said.startswith("write"):
        assert dotimg(*said.partition("dotimg ")[2].split(), day=DAY).code == 0


def test_a_fresh_catalog_is_not_remarked_upon(dotimg: Run) -> None:
    assert dotimg("pick", day="2026-10-04").err == ""
    assert "46 days old" in dotimg("pick", day="2026-10-05").err


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("ref", [MCR + "aspnet:10.0"]),
        ("tag", ["10.0"]),
        ("from", [f"FROM {MCR}aspnet:10.0"]),
    ],
)
def test_plain_formats(dotimg: Run, name: str, lines: list[str]) -> None:
    assert dotimg("pick", "--format", name).out.splitlines() == lines


def test_env_is_made_of_assignments(dotimg: Run) -> None:
    lines = dict(line.split("=") for line in dotimg("pick", "--format", "env").out.splitlines())
    assert lines["DOTNET_IMAGE"] == MCR + "aspnet:10.0"
    assert lines["DOTNET_IMAGE_REPOSITORY"] == MCR + "aspnet"
    assert lines["DOTNET_IMAGE_TAG"] == "10.0"
    assert lines["DOTNET_IMAGE_DIGEST"].startswith("sha256:")


def test_digest_pins(dotimg: Run) -> None:
    digest = json.loads(dotimg("pick", "--format", "json").out)["digest"]
    assert dotimg("pick", "--digest").out == f"{MCR}aspnet:10.0@{digest}\n"
    assert dotimg("pick", "--digest", "--format", "tag").out == f"10.0@{digest}\n"


def test_a_retired_tag_is_pinned_to_the_digest_that_it_carried_last(
    dotimg: Run, catalog: Catalog
) -> None:
    last = catalog.digest_history(MCR + "aspnet", "5.0", "5.0")[0]
    assert "5.0.17" in last.tags
    result = dotimg("pick", "--version", "5.0", "--digest")
    assert (result.code, result.out) == (0, f"{MCR}aspnet:5.0@{last.digest}\n")


def test_no_digest_is_known_of_a_tag_of_before_2020(dotimg: Run) -> None:
    result = dotimg("pick", "--version", "3.0", "--digest")
    assert (result.code, result.out) == (1, "")
    assert "the digest of 3.0 is not known; digests are known since 2020-03-10" in result.err


def test_json_is_the_document_of_the_contract(dotimg: Run) -> None:
    document = json.loads(
        dotimg("pick", "--version", "8", "--os", "alpine3.18", "--format", "json").out
    )
    assert list(document) == [
        *("schema", "reference", "registry", "repository", "tag", "digest", "purpose", "channel"),
        *("version", "os", "variants", "platforms", "support", "why", "notes", "catalog"),
    ]
    assert document["schema"] == 1
    assert document["reference"] == MCR + "aspnet:8.0-alpine3.18"
    assert document["registry"] == "mcr.microsoft.com"
    assert document["repository"] == "dotnet/aspnet"
    assert document["os"] == {"type": "linux", "family": "alpine", "release": "alpine3.18"}
    assert document["version"] == "8.0.6"
    assert document["platforms"][0] == {
        "os": "linux", "architecture": "amd64", "os_version": "alpine3.18",
        "digest": None, "size": None,
    }  # fmt: skip
    assert document["support"]["status"] == "retired"
    assert document["support"]["ends"] == "2024-06-11"
    assert document["catalog"] == {"as_of": "2026-08-20"}
    assert document["notes"][0].startswith("retired 2024-06-11")


def test_json_has_compressed_bytes_of_each_platform(dotimg: Run) -> None:
    document = json.loads(dotimg("pick", "--format", "json").out)
    assert [one["architecture"] for one in document["platforms"]] == ["amd64", "arm", "arm64"]
    assert all(one["size"] > 10**7 for one in document["platforms"])


def test_registry_maps_the_name_onto_a_mirror(dotimg: Run) -> None:
    result = dotimg("pick", "--registry", "contoso.azurecr.io/mcr")
    assert result.out == "contoso.azurecr.io/mcr/dotnet/aspnet:10.0\n"
    regret = dotimg(
        "pick", "--registry", "contoso.azurecr.io/mcr/", "--version", "10", "--os", "debian"
    )
    assert "nearest: contoso.azurecr.io/mcr/dotnet/aspnet:10.0-noble" in regret.err


@pytest.mark.parametrize(
    "prefix", ["", " ", "https://contoso.azurecr.io", "a b", "UPPER", "\x1b[0m"]
)
def test_refuses_what_is_no_registry_prefix(dotimg: Run, prefix: str) -> None:
    result = dotimg("pick", "--registry", prefix)
    assert (result.code, result.out) == (2, "")
    assert "such as contoso.azurecr.io/mcr" in result.err


def test_strict_makes_ended_support_a_no(dotimg: Run) -> None:
    assert dotimg("pick", "--strict").code == 0
    result = dotimg("pick", "--strict", "--version", "5.0")
    assert (result.code, result.out) == (1, "")
    assert "support of .NET 5.0 ended 2022-05-10" in result.err


def test_strict_lets_an_end_that_is_near_pass(dotimg: Run) -> None:
    result = dotimg("pick", "--strict", "--version", "9", "--os", "alpine")
    assert result.code == 0
    assert "support of .NET 9.0 ends 2026-11-10" in result.err


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("DOTIMG_PICK_VERSION", "8", "aspnet:8.0"),
        ("DOTIMG_PICK_OS", "alpine", "aspnet:10.0-alpine"),
        ("DOTIMG_PICK_PURPOSE", "build", "sdk:10.0"),
        ("DOTIMG_PICK_FIXED", "1", "aspnet:10.0.11"),
    ],
)
def test_options_can_be_set_in_the_environment(
    dotimg: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert dotimg("-q", "pick").out == f"{MCR}{expected}\n"


BAD_INPUT = [
    (["--version", "13"], 1, "there is no image of .NET 13.0; known are 11.0"),
    (["--version", "8.0.999"], 1, "there is no SDK 8.0.999; the newest of 8.0 is 8.0.424"),
    (["--version", "../../x"], 2, "'../../x' is not a .NET version; expected"),
    (["--version", ""], 2, "'' is not a .NET version; expected"),
    (["--version", "a" * 10240], 2, "...' is not a .NET version; expected"),
    (["--version", "\x1b[2J\x07"], 2, r"'\x1b[2J\x07' is not a .NET version"),
    (["--os", "beos"], 2, "no .NET image was ever published for 'beos'; expected one of ubuntu"),
    (["--os", "alpin"], 2, "did you mean alpine?"),
    (["--os", "nobel"], 2, "did you mean noble?"),
    (["--os", ""], 2, "no .NET image was ever published for ''"),
    (["--os", "x" * 10240], 2, "no .NET image was ever published for 'xxx"),
    (["--os", "\x1b[31m"], 2, r"'\x1b[31m'"),
    (
        ["--arch", "sparc"],
        2,
        "'sparc' is not an architecture of .NET images; expected amd64, arm64, arm",
    ),
    (["--arch", ""], 2, "expected amd64"),
    (["--single-arch"], 2, "--single-arch needs --arch"),
    (["--os", "alpine", "--version", "4.8"], 1, ".NET Framework 4.8 has no Alpine image"),
    (["--app", "aot", "--version", "3.1"], 1, ".NET 3.1 has no native AOT, which came with 7.0"),
    (["--app", "console", "--composite"], 1, "no image in runtime that is composite; nearest: "),
    (["--app", "\x1b[31m"], 2, r"'\x1b[31m' is not one of 'web'"),
    (["--\x1b[31m"], 2, r"No such option"),
    (["surplus\x1b[31m"], 2, r"surplus\x1b[31m"),
    (["--format", "yaml"], 2, "'yaml' is not one of 'ref'"),
]


@pytest.mark.parametrize(
    ("arguments", "code", "said"), BAD_INPUT, ids=lambda value: str(value)[:40]
)
def test_bad_input_gets_one_clear_line(
    dotimg: Run, arguments: list[str], code: int, said: str
) -> None:
    result = dotimg("pick", *arguments)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert result.err.startswith("dotimg: ")
    assert result.err.count("\n") == 1
    assert result.err[:-1].isprintable()
    assert len(result.err) < 1100


def test_strict_refuses_a_preview_whose_channel_is_out_by_the_calendar(dotimg: Run) -> None:
    result = dotimg("pick", "--version", "11", "--strict", day="2026-11-10")
    assert (result.code, result.out) == (1, "")
    assert result.err.endswith("dotimg: 11.0-preview is not supported on 2026-11-10 (--strict)\n")
    assert dotimg("pick", "--version", "11", "--strict", day="2026-11-09").code == 0
    assert dotimg("pick", "--version", "latest", "--strict", day="2026-11-10").code == 0


def test_the_warning_of_a_release_is_in_json_too(dotimg: Run) -> None:
    found = json.loads(dotimg("pick", "--version", "11", "--format", "json", day="2026-11-28").out)
    assert found["tag"] == "11.0-preview"
    assert ".NET 11.0 was due on 2026-11-10" in found["notes"][0]


def test_what_may_be_newer_is_no_wrong_usage_and_names_live(dotimg: Run) -> None:
    for asked in (("--version", "10.0.12"), ("--os", "alpine3.25")):
        result = dotimg("pick", *asked)
        assert (result.code, result.out) == (1, "")
        assert "may be newer" in result.err
        assert "; --live asks the registry; nearest: " in result.err
