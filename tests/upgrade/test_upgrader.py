"""Files: what changes in them, what stays as it was, and what is said."""

from pathlib import Path

import dockerfile as buildkit  # type: ignore[import-not-found]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotimg.catalog.tables import Catalog
from dotimg.errors import InputError
from dotimg.files.kinds import FileKind
from dotimg.project import of_dockerfile
from dotimg.upgrade import Policy, Upgrader
from dotimg.upgrade.model import FileUpgrade

MCR = "mcr.microsoft.com/dotnet/"
DAY = "2026-11-22"


@pytest.fixture(scope="module")
def upgrader(catalog: Catalog) -> Upgrader:
    return Upgrader(catalog, DAY, Policy(), None, {})


def docker(upgrader: Upgrader, *lines: str) -> FileUpgrade:
    return upgrader.upgrade("Dockerfile", "dockerfile", "\n".join(lines).encode())


def after(upgrader: Upgrader, *lines: str) -> list[str]:
    return docker(upgrader, *lines).new.decode().split("\n")


def test_each_value_is_edited_where_it_stands(upgrader: Upgrader) -> None:
    assert after(
        upgrader,
        "ARG VERSION=6.0",
        f"FROM {MCR}aspnet:${{VERSION}}-bullseye-slim AS base",
        f"FROM {MCR}sdk:$VERSION AS build",
        f"COPY --from={MCR}runtime:6.0 /a /b",
        f"RUN --mount=type=bind,from={MCR}sdk:6.0.400,target=/x true",
    ) == [
        "ARG VERSION=10.0",
        f"FROM {MCR}aspnet:${{VERSION}}-noble AS base",
        f"FROM {MCR}sdk:$VERSION AS build",
        f"COPY --from={MCR}runtime:10.0 /a /b",
        f"RUN --mount=type=bind,from={MCR}sdk:10.0.400,target=/x true",
    ]


def test_every_other_byte_stays(upgrader: Upgrader) -> None:
    old = (
        b"\xef\xbb\xbf# escape=`\r\n\tfrom  --platform=$BUILDPLATFORM `\r\n  # \xff\r\n"
        b"  mcr.microsoft.com/dotnet/sdk:8.0-jammy  as  Build\r\nRUN x `\r\n\r\n  y"
    )
    new = upgrader.upgrade("Dockerfile", "dockerfile", old).new
    assert new == old.replace(b"8.0-jammy", b"10.0-noble")


def test_edits_tell_their_places(upgrader: Upgrader) -> None:
    found = docker(upgrader, "# ü", f"FROM {MCR}sdk:8.0-jammy AS a", "FROM scratch")
    (edit,) = found.edits
    assert (edit.path, edit.line, edit.old, edit.new) == (
        "Dockerfile",
        2,
        f"{MCR}sdk:8.0-jammy",
        f"{MCR}sdk:10.0-noble",
    )
    assert found.old[edit.span.start : edit.span.end].decode() == edit.old
    (move,) = found.moves
    assert (move.line, move.old, move.new) == (2, edit.old, edit.new)
    assert move.why == (
        "support of .NET 8.0 ended 2026-11-10; base system changes from Ubuntu 22.04 to "
        "Ubuntu 24.04"
    )


def test_stages_go_to_the_next_channel_all_or_none(upgrader: Upgrader) -> None:
    lines = (f"FROM {MCR}sdk:8.0 AS build", f"FROM {MCR}aspnet:8.0-nobel")
    found = docker(upgrader, *lines)
    assert found.new == found.old
    assert [(one.line, one.reason) for one in found.left] == [
        (
            1,
            (
                f"all stages move together, and {MCR}aspnet:8.0-nobel cannot: no such tag was "
                "published up to the catalog's day"
            ),
        ),
        (2, "no such tag was published up to the catalog's day"),
    ]


@pytest.mark.parametrize(
    ("other", "moves"),
    [
        ("sdk:10.0.401", True),  # of the channel that the others go to
        ("sdk:11.0", True),  # of a later one
        ("sdk:8.0.425", False),
        ("aspire-dashboard:13.5", True),  # whose versions are its own
        ("aspire-dashboard:8.9", True),
    ],
)
def test_stages_wait_for_no_image_that_goes_another_way(
    upgrader: Upgrader, other: str, moves: bool
) -> None:
    found = docker(upgrader, f"FROM {MCR}{other} AS one", f"FROM {MCR}aspnet:8.0")
    assert (b"aspnet:10.0" in found.new) is moves
    assert MCR + other in [one.image for one in found.left]


@pytest.mark.parametrize("newer", ["sdk:10.0.401", "aspire-dashboard:13.5", "aspnet:11.0"])
def test_what_may_be_newer_than_the_tables_is_called_that(upgrader: Upgrader, newer: str) -> None:
    (left,) = docker(upgrader, f"FROM {MCR}{newer}").left
    assert left.reason.endswith("but may be newer")


def test_a_patch_that_cannot_be_pulled_is_said_to_be_gone(catalog: Catalog) -> None:
    upgrader = Upgrader(catalog, DAY, Policy("patch"), None, {})
    (move,) = docker(upgrader, "FROM microsoft/aspnetcore-build:2.0.5-2.1.4").moves
    assert move.new == "microsoft/aspnetcore-build:2.0.9-sdk-2.1.202"
    assert move.notes[-1].startswith("nothing can be pulled from")


def test_a_digest_moves_for_what_came_after_it(catalog: Catalog) -> None:
    upgrader = Upgrader(catalog, "2026-11-22", Policy("patch"), None, {})
    for channel, name, version, why in (
        ("6.0", "6.0", "6.0.3", "6.0.36 follows 6.0.3"),
        ("10.0", "10.0", "10.0.11", "the image was rebuilt"),
    ):
        rows = catalog.digest_history(f"{MCR}aspnet", channel, name)
        old = next(row for row in rows if row.version == version and row.retired)
        (move,) = docker(upgrader, f"FROM {MCR}aspnet@{old.digest}").moves
        assert move.why == why


def test_a_stage_that_cannot_move_does_not_stop_patches_in_the_channel(catalog: Catalog) -> None:
    upgrader = Upgrader(catalog, "2026-08-21", Policy(), None, {})
    lines = (f"FROM {MCR}sdk:8.0.404-noble AS a", f"FROM {MCR}aspnet:8.0-nobel")
    assert after(upgrader, *lines)[0] == f"FROM {MCR}sdk:8.0.424-noble AS a"


def test_images_of_other_files_move_each_on_its_own(upgrader: Upgrader) -> None:
    text = f"services:\n  a:\n    image: {MCR}sdk:8.0\n  b:\n    image: {MCR}aspnet:8.0-nobel\n"
    found = upgrader.upgrade("compose.yaml", "compose", text.encode())
    assert found.new.decode() == text.replace("sdk:8.0", "sdk:10.0")
    assert [one.line for one in found.left] == [5]


def test_a_value_that_other_images_share_is_left(upgrader: Upgrader) -> None:
    lines = ("ARG V=8.0", f"FROM {MCR}sdk:$V AS a", "FROM example.com/base:$V AS b")
    found = docker(upgrader, *lines)
    assert found.new == found.old
    (left,) = found.left
    assert left.reason == (
        "it shares a value with example.com/base:8.0, which does not move the same way"
    )


def test_a_value_that_two_images_want_otherwise_is_left(upgrader: Upgrader) -> None:
    lines = ("ARG S=8.0-alpine", f"FROM {MCR}sdk:$S AS a", f"FROM {MCR}samples:$S AS b")
    assert docker(upgrader, *lines).edits == ()
    lines = ("ARG V=8.0.11", f"FROM {MCR}aspnet:$V AS a", f"FROM {MCR}sdk:$V AS b")
    assert docker(upgrader, *lines).edits == ()


def test_where_one_stage_is_left_for_its_values_all_are(upgrader: Upgrader) -> None:
    lines = (
        "ARG V=8.0",
        f"FROM {MCR}sdk:$V AS a",
        "FROM example.com/base:$V AS b",
        f"FROM {MCR}aspnet:8.0 AS c",
    )
    found = docker(upgrader, *lines)
    assert found.edits == ()
    assert found.left[1].reason == f"all stages move together, and {MCR}sdk:8.0 cannot"


def test_a_value_from_outside_is_left(catalog: Catalog) -> None:
    upgrader = Upgrader(catalog, DAY, Policy(), None, {"V": "8.0"})
    (left,) = docker(upgrader, "ARG V", f"FROM {MCR}sdk:$V AS a", "FROM scratch").left
    assert left.reason == "a part of it is not in the file as it is read"


def test_a_number_in_two_pieces_is_left(upgrader: Upgrader) -> None:
    lines = ("ARG M=8.0.4", f"FROM {MCR}sdk:${{M}}04 AS a", "FROM scratch")
    (left,) = docker(upgrader, *lines).left
    assert left.reason == "its parts are in values that do not fit the new tag"


def test_a_digest_that_is_new_stands_behind_the_name(catalog: Catalog) -> None:
    upgrader = Upgrader(catalog, DAY, Policy(pin=True), None, {})
    lines = ("ARG V=8.0", f"FROM {MCR}aspnet:$V AS base", f'FROM "{MCR}sdk:$V" AS build')
    new = after(upgrader, *lines)
    assert new[0] == "ARG V=10.0"
    assert new[1].startswith(f"FROM {MCR}aspnet:$V@sha256:")
    assert new[1].endswith(" AS base")
    assert new[2].startswith(f'FROM "{MCR}sdk:$V@sha256:')
    assert new[2].endswith('" AS build')
    assert after(upgrader, *new) == new


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("compose", "services:\n  a:\n    image: '{}' # ours\n"),
        ("devcontainer", '{{\n  // ours\n\t"image": "{}",\n}}\n'),
        ("workflow", "jobs:\r\n  a:\r\n    container:\r\n      image: {}\r\n"),
        ("azure-pipelines", "container: {}\n"),
        ("gitlab-ci", "default:\n  image:\n    name: {}\n"),
        ("yaml", "apiVersion: v1\nkind: Pod\nspec: {{containers: [{{image: {}}}]}}\n"),
        ("project", ("<Project><PropertyGroup><ContainerBaseImage>{}</ContainerBaseImage>"
         "</PropertyGroup></Project>")),
    ],
)  # fmt: skip
def test_all_kinds_of_files(upgrader: Upgrader, kind: FileKind, text: str) -> None:
    old = text.format(MCR + "aspnet:8.0-alpine").encode()
    new = text.format(MCR + "aspnet:10.0-alpine").encode()
    assert upgrader.upgrade("file", kind, old).new == new
    assert upgrader.upgrade("file", kind, new).new == new


def test_a_stage_that_is_not_known_holds_the_others(upgrader: Upgrader) -> None:
    found = docker(upgrader, "ARG V", f"FROM {MCR}sdk:$V AS a", f"FROM {MCR}aspnet:8.0")
    assert found.new == found.old
    assert [one.line for one in found.left] == [3]
    assert [one.line for one in found.skipped] == [2]
    assert found.left[0].reason.startswith(
        f"all stages move together, and {MCR}sdk:$V is not known"
    )
    found = docker(upgrader, "ARG BASE", "FROM $BASE AS a", f"FROM {MCR}aspnet:8.0")
    assert found.new != found.old


def test_other_readers_of_an_argument_are_told(upgrader: Upgrader) -> None:
    found = docker(
        upgrader,
        "ARG V=8.0",
        f"FROM {MCR}sdk:$V AS a",
        "ARG V",
        "RUN dotnet publish -f net${V}",
        "RUN echo $VV",
    )
    assert [(one.line, one.message) for one in found.advice] == [
        (4, "RUN also uses V, which changes")
    ]


def test_yaml_keeps_texts_texts(upgrader: Upgrader) -> None:
    text = f"images:\n- name: {MCR}sdk\n  newTag: 8.0-jammy\n"
    assert b"newTag: 10.0-noble" in upgrader.upgrade("k", "yaml", text.encode()).new
    text = text.replace("8.0-jammy", "10.0-preview")
    assert b'newTag: "10.0"' in upgrader.upgrade("k", "yaml", text.encode()).new


def test_templates_are_left_alone(upgrader: Upgrader) -> None:
    found = upgrader.upgrade("Dockerfile.part", "dockerfile", b"{{ x }}\nRUN y\n")
    assert (found.new, found.images) == (found.old, 0)
    with pytest.raises(InputError, match="no FROM"):
        upgrader.upgrade("Dockerfile", "dockerfile", b"RUN y\n")


def test_advice_comes_from_what_the_file_says(upgrader: Upgrader) -> None:
    found = docker(
        upgrader,
        f"FROM {MCR}aspnet:6.0-bullseye-slim AS base",
        "EXPOSE 80 443",
        "ENV ASPNETCORE_URLS=http://+:80 OTHER=80",
        "FROM base AS final",
        "RUN apt-get update && apt-get install -y libicu67 curl",
        "RUN adduser --uid 5678 app && chown -R app /app",
        f"FROM {MCR}sdk:6.0-alpine AS build",
        "EXPOSE 8080",
        "RUN apk add icu-libs",
    )
    assert [(one.line, one.message, one.name) for one in found.advice] == [
        (
            2,
            "EXPOSE 80: since .NET 8.0, images use port 8080, not 80",
            "ports",
        ),
        (
            3,
            "ASPNETCORE_URLS=http://+:80: since .NET 8.0, images use port 8080, not 80",
            "ports",
        ),
        (
            5,
            "libicu67 is libicu74 in Ubuntu 24.04",
            "packages",
        ),
        (
            6,
            "since .NET 8.0, images have a user and a group app: remove this",
            "user",
        ),
    ]


def test_another_family_has_another_package_manager_and_maybe_no_shell(catalog: Catalog) -> None:
    alpine = Upgrader(catalog, DAY, Policy(family="alpine"), None, {})
    found = docker(alpine, f"FROM {MCR}aspnet:8.0-jammy", "RUN apt-get install -y curl")
    assert [one.message for one in found.advice] == ["Alpine 3.24 has no apt-get"]
    lts = Upgrader(catalog, DAY, Policy(), None, {})
    found = docker(lts, f"FROM {MCR}monitor:6.1", "ENTRYPOINT ./app", 'CMD ["--help"]')
    assert [(one.line, one.message) for one in found.advice] == [
        (2, "10.0 has no shell: ENTRYPOINT needs it")
    ]


@pytest.mark.parametrize("framework", ["net8.0", "net8"])
def test_the_project_has_to_follow(catalog: Catalog, tmp_path: Path, framework: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "App.csproj").write_text(
        '<Project Sdk="Microsoft.NET.Sdk.Web">\n<PropertyGroup>\n'
        f"<TargetFramework>{framework}</TargetFramework>\n</PropertyGroup></Project>"
    )
    (tmp_path / "global.json").write_text('{"sdk": {"version": "8.0.404"}}')
    upgrader = Upgrader(catalog, DAY, Policy(), None, {}, None, of_dockerfile.Finder().app_of)
    text = (
        f"FROM {MCR}sdk:8.0 AS build\nCOPY . .\nRUN dotnet publish App.csproj\n"
        f"FROM {MCR}aspnet:8.0\nCOPY --from=build /out .\n"
    )
    found = upgrader.upgrade(str(tmp_path / "Dockerfile"), "dockerfile", text.encode())
    assert [(Path(one.path).name, one.line, one.message) for one in found.advice] == [
        ("App.csproj", 3, f"the target framework is {framework}: raise it to net10.0"),
        ("global.json", 1, "it requires SDK 8.0.404, but the new image has 10.0.400"),
    ]
    (tmp_path / "App.csproj").write_text("<Project")
    upgrader = Upgrader(catalog, DAY, Policy(), None, {}, None, of_dockerfile.Finder().app_of)
    found = upgrader.upgrade(str(tmp_path / "Dockerfile"), "dockerfile", text.encode())
    assert found.new != found.old
    assert found.advice[0].message.startswith("its project is not looked at: ")


def test_nothing_is_advised_where_nothing_moves(upgrader: Upgrader) -> None:
    assert docker(upgrader, f"FROM {MCR}aspnet:10.0", "EXPOSE 80").advice == ()


VERSIONS = st.sampled_from(
    ["3.1", "5.0", "6.0", "8.0", "8.0.11", "9.0-noble", "10.0", "8.0-alpine3.18"]
)
NAMES = st.sampled_from(["sdk", "aspnet", "runtime", "core/sdk", "nope"])
BASES = st.one_of(
    st.builds(lambda name, tag: f"{MCR}{name}:{tag}", NAMES, VERSIONS),
    st.builds(lambda name: f"{MCR}{name}:$V", NAMES),
    st.builds(lambda name: f"{MCR}{name}:${{V}}-alpine", NAMES),
    st.sampled_from(["nginx", "scratch", "example.com/x:$V", '"mcr.microsoft.com/dotnet/sdk:8.0"']),
)
LINES = st.one_of(
    BASES.map(lambda base: f"FROM {base}"),
    BASES.map(lambda base: f"from  --platform=linux/amd64 \\\n  {base}  AS  x"),
    BASES.map(lambda base: f"COPY --from={base} a b"),
    st.sampled_from(
        [
            "RUN a \\\n# c\n b",
            "RUN apt-get install a \\\n libicu72",
            "# ü FROM x",
            "",
            "RUN <<E\nFROM y\nE",
            "EXPOSE 80",
            "ARG V",
        ]
    ),
)


@settings(max_examples=150)
@given(VERSIONS, st.lists(LINES, max_size=8), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_outside_of_the_edits_nothing_changes_and_buildkit_reads_the_same(
    catalog: Catalog, version: str, lines: list[str], end: str, pin: bool
) -> None:
    upgrader = Upgrader(catalog, DAY, Policy(pin=pin), None, {})
    text = end.join((f"ARG V={version}", f"FROM {MCR}sdk:8.0 AS first", *lines, "FROM scratch"))
    found = upgrader.upgrade("Dockerfile", "dockerfile", text.encode())
    rest, at = b"", 0
    for edit in found.edits:
        rest += found.old[at : edit.span.start] + edit.new.encode()
        at = edit.span.end
    assert found.new == rest + found.old[at:]
    before, after_ = (buildkit.parse_string(one.decode()) for one in (found.old, found.new))
    assert [(one.cmd, one.start_line, one.flags[:0]) for one in before] == [
        (one.cmd, one.start_line, one.flags[:0]) for one in after_
    ]
    assert [one.value[1:] for one in before if one.cmd.lower() == "from"] == [
        one.value[1:] for one in after_ if one.cmd.lower() == "from"
    ]
    again = upgrader.upgrade("Dockerfile", "dockerfile", found.new)
    assert again.new == found.new


def test_an_image_of_an_unknown_mirror_is_told(upgrader: Upgrader, catalog: Catalog) -> None:
    line = "FROM contoso.azurecr.io/mcr/dotnet/aspnet:8.0-alpine"
    (skip,) = docker(upgrader, line).skipped
    assert skip.line == 1
    assert skip.reason.endswith("name the mirror with --registry contoso.azurecr.io/mcr")
    named = Upgrader(catalog, DAY, Policy(), "contoso.azurecr.io/mcr", {})
    assert docker(named, line).skipped == ()
    assert after(named, line) == ["FROM contoso.azurecr.io/mcr/dotnet/aspnet:10.0-alpine"]


def test_the_move_from_docker_hub_tells_the_other_port(upgrader: Upgrader) -> None:
    lines = ("FROM microsoft/aspnetcore:2.0", "EXPOSE 80", "ENV ASPNETCORE_URLS http://+:80")
    found = docker(upgrader, *lines)
    assert found.new.decode().split("\n")[0] == f"FROM {MCR}aspnet:10.0"
    said = "since .NET 8.0, images use port 8080, not 80"
    assert [one.line for one in found.advice if one.message.endswith(said)] == [2, 3]


def test_a_base_image_of_a_project_moves_with_its_target_framework(
    catalog: Catalog, tmp_path: Path
) -> None:
    text = (
        '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup>\n'
        "<TargetFramework>net8.0</TargetFramework>\n"
        f"<ContainerBaseImage>{MCR}aspnet:8.0</ContainerBaseImage>\n"
        "</PropertyGroup></Project>\n"
    )
    path = tmp_path / "App.csproj"
    path.write_text(text)
    upgrader = Upgrader(catalog, DAY, Policy(), None, {}, None, of_dockerfile.Finder().app_of)
    found = upgrader.upgrade(str(path), "project", text.encode())
    assert [(one.line, one.message) for one in found.advice] == [
        (2, "the target framework is net8.0: raise it to net10.0")
    ]
