"""Dockerfiles judged and edited by the builds that other files of their tree declare."""

import json
from pathlib import Path

import pytest

from tests.cli.commands.trees import plant
from tests.cli.conftest import Run

DAY = "2026-11-27"
MCR = "mcr.microsoft.com/dotnet/"
DOCKERFILE = f"ARG VERSION=10.0\nFROM {MCR}aspnet:${{VERSION}}\nCOPY out /app\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tree"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())


def found(dotimg: Run, *arguments: str) -> list[tuple[str, str]]:
    """Place and rule of each finding."""
    result = dotimg("check", "--format", "json", *(arguments or (".",)), day=DAY)
    assert result.code in (0, 1), result.err
    document = json.loads(result.out)
    return [(f"{one['path']}:{one['line']}", one["rule"]) for one in document["findings"]]


def skipped(dotimg: Run, *arguments: str) -> list[str]:
    document = json.loads(dotimg("check", "--format", "json", *(arguments or (".",))).out)
    return [f"{one['path']}:{one['line']}: {one['reason']}" for one in document["skipped"]]


@pytest.mark.parametrize(
    ("tree", "findings"),
    [
        ("01-compose-build-args", [("compose.yaml:6", "DI201")]),
        ("03-compose-args-no-default", [("compose.yaml:6", "DI201")]),
        (
            "05-compose-dotenv",
            [("compose.yaml:3", "DI201"), ("compose.yaml:5", "DI201"), ("compose.yaml:7", "DI201")],
        ),
        ("07-additional-contexts", [("compose.yml:6", "DI201")]),
        ("08-bake-hcl", [("docker-bake.hcl:1", "DI201"), ("docker-bake.hcl:10", "DI201")]),
        ("13-devcontainer-build-args", [(".devcontainer/devcontainer.json:4", "DI201")]),
        ("47-compose-target", []),
        ("env", [("compose.yaml:3", "DI201")]),
    ],
)
def test_a_value_of_another_file_is_judged_where_it_stands(
    here: Path, dotimg: Run, tree: str, findings: list[tuple[str, str]]
) -> None:
    plant("check_builds.txt", tree, here)
    assert found(dotimg) == findings


@pytest.mark.parametrize(
    ("tree", "path", "old", "new"),
    [
        ("01-compose-build-args", "compose.yaml", b'"6.0"', b'"10.0"'),
        ("03-compose-args-no-default", "compose.yaml", b'"6.0"', b'"10.0"'),
        ("07-additional-contexts", "compose.yml", b"aspnet:6.0", b"aspnet:10.0"),
        ("08-bake-hcl", "docker-bake.hcl", b"6.0", b"10.0"),
        ("13-devcontainer-build-args", ".devcontainer/devcontainer.json", b'"6.0"', b'"10.0"'),
        ("env", ".env", b"5.0", b"10.0"),
    ],
)
def test_a_value_of_another_file_is_edited_where_it_stands(
    here: Path, dotimg: Run, tree: str, path: str, old: bytes, new: bytes
) -> None:
    plant("check_builds.txt", tree, here)
    before = {one: one.read_bytes() for one in here.rglob("*") if one.is_file()}
    assert dotimg("upgrade", ".", "--write", day=DAY).code == 0
    after = {one: one.read_bytes() for one in here.rglob("*") if one.is_file()}
    edited = before[here / path].replace(old, new).replace(b"aspnet:7.0", b"aspnet:10.0")
    assert after == before | {here / path: edited}
    assert found(dotimg) == []


def test_a_finding_says_which_build_it_is_of(here: Path, dotimg: Run) -> None:
    plant("check_builds.txt", "01-compose-build-args", here)
    first = dotimg("check", ".", day=DAY).out.splitlines()[0]
    assert first.startswith(
        "compose.yaml:6:19: error DI201 version-ended: builds Dockerfile with VERSION=6.0: "
    )


def test_a_default_that_every_build_overrides_is_a_note(here: Path, dotimg: Run) -> None:
    compose = "services:\n  a:\n    build:\n      context: .\n      args: {VERSION: '10.0'}\n"
    write(here, {"Dockerfile": DOCKERFILE.replace("10.0", "6.0"), "compose.yaml": compose})
    document = json.loads(dotimg("check", "--format", "json", ".").out)
    assert [(one["line"], one["severity"]) for one in document["findings"]] == [(2, "note")]
    write(here, {"build.sh": "docker build .\n"})
    document = json.loads(dotimg("check", "--format", "json", ".").out)
    assert [(one["line"], one["severity"]) for one in document["findings"]] == [(2, "error")]


def test_a_build_argument_of_the_command_line_goes_first(here: Path, dotimg: Run) -> None:
    plant("check_builds.txt", "01-compose-build-args", here)
    assert found(dotimg, ".", "--build-arg", "VERSION=5.0") == [("Dockerfile:2", "DI201")]


def test_only_builds_of_files_that_are_named_count(here: Path, dotimg: Run) -> None:
    plant("check_builds.txt", "01-compose-build-args", here)
    assert found(dotimg, "Dockerfile") == []
    assert found(dotimg, "compose.yaml") == [("compose.yaml:6", "DI201")]


def test_a_dockerfile_of_any_name_is_opened_where_a_build_names_it(here: Path, dotimg: Run) -> None:
    build = "build:\n      context: ../web\n      dockerfile: ../image.txt\n"
    compose = f"services:\n  a:\n    {build}"
    write(here, {"image.txt": f"FROM {MCR}aspnet:6.0\n", "deploy/compose.yaml": compose})
    assert found(dotimg) == [("image.txt:1", "DI201")]


def test_a_build_of_what_is_not_there_or_outside_is_said(here: Path, dotimg: Run) -> None:
    (here.parent / "Dockerfile").write_text(DOCKERFILE)
    compose = "services:\n  a: {build: ./no}\n  b: {build: ..}\n  c: {build: 'https://a.b/c.git'}\n"
    write(here, {"compose.yaml": compose})
    assert skipped(dotimg) == [
        "compose.yaml:2: it builds no/Dockerfile, which is not there",
        "compose.yaml:3: it builds ../Dockerfile, which is outside of the tree",
        "compose.yaml:4: it is built from https://a.b/c.git, which is not read",
    ]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("b.sh", "cd '{}'"),
        ("b.ps1", "Set-Location {}"),
        ("b.ps1", 'set-location -Path "{}"'),
        ("b.ps1", "Push-Location -LiteralPath {}"),
        ("b.cmd", "cd /d {}"),
        ("b.cmd", "chdir {}"),
    ],
)
def test_a_command_builds_in_the_folder_that_is_changed_to(
    here: Path, dotimg: Run, name: str, change: str
) -> None:
    write(here, {"my-app/Dockerfile": f"FROM {MCR}aspnet:6.0\n"})
    for folder, skips in (("my-app", []), ("$appFolder", []), ("%~dp0app", []), ("no", [2])):
        write(here, {name: f"{change.format(folder)}\ndocker build -t a --pull .\n"})
        assert [int(one.split(":")[1]) for one in skipped(dotimg)] == skips, folder
    argument = "docker build --build-arg A=1 ."
    write(here, {name: f"{change.format('$appFolder')}\n{argument}\n"})
    assert "runs in a folder that is not known" in skipped(dotimg)[0]


def test_a_value_that_cannot_be_known_is_said_at_its_place(here: Path, dotimg: Run) -> None:
    script = 'docker build --build-arg VERSION="$1" .\n'
    write(here, {"Dockerfile": DOCKERFILE, "build.sh": script})
    (one,) = skipped(dotimg)
    assert one.startswith("build.sh:1: builds Dockerfile with a value of VERSION that is not known")


def test_a_target_decides_which_stage_ships(here: Path, dotimg: Run) -> None:
    plant("check_builds.txt", "47-compose-target", here)
    compose = (here / "compose.yaml").read_text()
    with (here / "Dockerfile").open("a") as file:
        file.write("CMD dotnet run\nFROM build AS shell\nCMD bash\n")
    assert found(dotimg, ".", "--target", "shell") == []
    assert found(dotimg, ".", "--target", "test") == [("Dockerfile:1", "DI301")]
    (here / "compose.yaml").write_text(compose.replace("final", "test"))
    assert found(dotimg) == [("Dockerfile:1", "DI301")]
    (here / "compose.yaml").write_text(compose.replace("final", "none"))
    assert skipped(dotimg) == [
        "compose.yaml:5: builds Dockerfile with the target none, which is not one of its stages"
    ]


def test_the_platforms_of_a_build_are_asked_for(here: Path, dotimg: Run) -> None:
    build = "context: .\n      platforms: [linux/amd64, linux/s390x]\n"
    write(
        here,
        {
            "Dockerfile": f"FROM {MCR}aspnet:10.0\n",
            "compose.yaml": f"services:\n  a:\n    build:\n      {build}",
        },
    )
    assert found(dotimg) == [("Dockerfile:1", "DI501")]


def test_an_inline_dockerfile_is_judged_and_edited(here: Path, dotimg: Run) -> None:
    compose = (
        "services:\n  a:\n    build:\n      args: {V: '6.0'}\n      dockerfile_inline: |\n"
        f"        ARG V=8.0\n        FROM {MCR}aspnet:$${{V}}\n        FROM {MCR}sdk:7.0\n"
    )
    write(here, {"compose.yaml": compose})
    places = [place for place, rule in found(dotimg) if rule == "DI201"]
    assert places == ["compose.yaml:4", "compose.yaml:7", "compose.yaml:8"]
    assert dotimg("upgrade", ".", "--write", day=DAY).code == 0
    new = (here / "compose.yaml").read_text()
    assert new == compose.replace("6.0", "10.0").replace("7.0", "10.0").replace("8.0", "10.0")


def test_a_value_that_builds_need_differently_is_left_and_said(here: Path, dotimg: Run) -> None:
    shared = "x-v: &v '6.0'\nservices:\n  a: {build: {context: ., args: {VERSION: *v}}}\n"
    other = "  b: {build: {context: b, args: {NODE: *v}}}\n"
    write(here, {"Dockerfile": DOCKERFILE, "compose.yaml": shared + other})
    write(here, {"b/Dockerfile": "ARG NODE\nFROM node:$NODE\n"})
    result = dotimg("upgrade", ".", "--write", day=DAY)
    assert (here / "compose.yaml").read_text() == shared + other
    said = " ".join(result.err.split())
    assert "not changed: it shares a value with node:6.0" in said
    assert "compose.yaml:1: aspnet:6.0" in said


def test_files_that_share_a_value_are_written_all_or_none(here: Path, dotimg: Run) -> None:
    compose = "services:\n  a: {build: {context: ., args: {VERSION: '6.0'}}}\n"
    text = f"ARG VERSION=7.0\nFROM {MCR}aspnet:${{VERSION}}\n"
    write(here, {"Dockerfile": text, "compose.yaml": compose})
    (here / "compose.yaml").chmod(0o444)
    result = dotimg("upgrade", ".", "--write", day=DAY)
    assert result.code == 3
    assert (here / "Dockerfile").read_text() == text
    assert (here / "compose.yaml").read_text() == compose


CI = {
    ".github/workflows/a.yml": (
        (
            "on: push\nenv: {NET: '6.0'}\njobs:\n  a:\n    strategy:\n      matrix:\n"
            "        v: ['7.0', '8.0']\n    steps:\n"
            "      - uses: docker/build-push-action@v6\n        with:\n"
            "          file: app/Dockerfile\n"
            "          build-args: |\n            A=1\n            VERSION=${{ matrix.v }}\n"
            "      - run: docker build --build-arg VERSION=${{ env.NET }} app\n"
        ),
        [2, 7, 7],
    ),
    ".gitlab-ci.yml": (
        (
            "variables: {NET: '3.1'}\na:\n  script:\n    - >-\n      docker build\n"
            "      --build-arg VERSION=$NET\n      app\n"
        ),
        [1],
    ),
    "azure-pipelines.yml": (
        (
            "steps:\n- task: Docker@2\n  inputs:\n    command: build\n"
            "    Dockerfile: $(Build.SourcesDirectory)/app/Dockerfile\n"
            "    arguments: --build-arg VERSION=5.0\n- script: |\n    cd app\n"
            "    docker buildx build --push --build-arg=VERSION=7.0 .\n"
        ),
        [6, 9],
    ),
    "Makefile": ("V ?= 2.1\nbuild:\n\tdocker build --build-arg VERSION=$(V) app # x\n", [1]),
    "b.sh": (
        (
            "# docker build --build-arg VERSION=5.0 app\nif true; then podman build \\\n -t x \\\n"
            ' --build-arg "VERSION=3.1" -f app/Dockerfile .; fi\n'
        ),
        [4],
    ),
    "b.ps1": ('$v = "6.0"\ndocker image build `\n  --build-arg VERSION=$v `\n  app\n', [1]),
    "skaffold.yaml": (
        (
            "apiVersion: skaffold/v4beta1\nkind: Config\nbuild:\n  artifacts:\n  - image: x\n"
            "    context: app\n    docker:\n      buildArgs:\n        VERSION: '7.0'\n"
        ),
        [9],
    ),
    "docker-bake.json": (
        (
            '{"variable": {"V": {"default": "5.0"}}, "target": {"a": {"context": "app",\n'
            ' "args": {"VERSION": "${V}"}}}}\n'
        ),
        [1],
    ),
    "stack.hcl.txt": ("docker build --build-arg VERSION=5.0 app\n", []),
}


@pytest.mark.parametrize("path", CI)
def test_each_kind_of_file_declares_builds(here: Path, dotimg: Run, path: str) -> None:
    text, lines = CI[path]
    write(here, {path: text, "app/Dockerfile": DOCKERFILE})
    assert found(dotimg) == [(f"{path}:{line}", "DI201") for line in lines]
    assert dotimg("upgrade", ".", "--write", day=DAY).code == 0
    assert found(dotimg) == []
    assert (here / "app/Dockerfile").read_text() == DOCKERFILE


TREES: dict[str, tuple[dict[str, str], list[str]]] = {
    "a file completes another": (
        {
            "Dockerfile": DOCKERFILE,
            "compose.yaml": "services:\n  a:\n    build:\n      context: .\n",
            "compose.override.yaml": "services:\n  a:\n    build:\n      args: [VERSION=6.0]\n",
        },
        ["compose.override.yaml:4"],
    ),
    "extends leads into another folder": (
        {
            "base/Dockerfile": DOCKERFILE,
            "base/common.yaml": "services:\n  b:\n"
            "    build: {context: ., args: {VERSION: '6.0'}}\n",
            "compose.yaml": "services:\n  a:\n    extends: {file: base/common.yaml, service: b}\n",
        },
        ["base/common.yaml:3"],
    ),
    "an argument takes its value from .env": (
        {
            "Dockerfile": DOCKERFILE,
            ".env": "export VERSION='6.0'\r\n",
            "compose.yaml": "services:\n  a:\n    build: {context: ., args: [VERSION]}\n",
        },
        [".env:1"],
    ),
    "a number without quotes": (
        {
            "Dockerfile": DOCKERFILE,
            "compose.yaml": "services:\n  a:\n    build:\n      args:\n        VERSION: 6.0\n",
        },
        ["compose.yaml:5"],
    ),
    "a Dockerfile in a bake file": (
        {
            "docker-bake.hcl": 'variable "V" {\n  default = "7.0"\n}\ntarget "a" {\n'
            "  dockerfile-inline = <<EOT\n"
            f"FROM {MCR}sdk:6.0 AS b\nFROM {MCR}aspnet:${{V}}\nEOT\n}}\n"
        },
        ["docker-bake.hcl:6", "docker-bake.hcl:7"],
    ),
    "a Dockerfile from the input": (
        {
            "image.docker": DOCKERFILE,
            "b.sh": "docker build --build-arg VERSION=6.0 - < image.docker\n",
        },
        ["b.sh:1"],
    ),
    "a context replaces a stage and an image": (
        {
            "Dockerfile": f"FROM {MCR}aspnet:10.0 AS base\nFROM x.example/sdk:1\nFROM base\n",
            "b.sh": "docker buildx build --build-context base=docker-image://"
            f"{MCR}aspnet:6.0 \\\n --build-context x.example/sdk:1=docker-image://{MCR}sdk:7.0 .\n",
        },
        ["b.sh:1", "b.sh:2"],
    ),
    "a part of the name comes from a build": (
        {
            "Dockerfile": "ARG REG=x.example/y\nARG V\nFROM ${REG}/aspnet:${V}-alpine\n",
            "compose.yaml": "services:\n  a:\n    build:\n      args:\n        V: '6.0'\n"
            "        REG: mcr.microsoft.com/dotnet\n",
        },
        ["compose.yaml:5"],
    ),
}


@pytest.mark.parametrize("name", TREES)
def test_values_are_followed_to_where_they_stand(here: Path, dotimg: Run, name: str) -> None:
    files, places = TREES[name]
    write(here, files)
    document = json.loads(dotimg("check", "--format", "json", ".", day=DAY).out)
    errors = [one for one in document["findings"] if one["severity"] == "error"]
    assert [f"{one['path']}:{one['line']}" for one in errors] == places
    assert dotimg("upgrade", ".", "--write", day=DAY).code == 0
    document = json.loads(dotimg("check", "--format", "json", ".", day=DAY).out)
    assert [one for one in document["findings"] if one["severity"] == "error"] == []
    for path, text in files.items():
        if path.endswith("Dockerfile"):
            assert (here / path).read_text().count("\n") == text.count("\n")


def test_a_number_that_is_written_gets_quotes(here: Path, dotimg: Run) -> None:
    write(here, TREES["a number without quotes"][0])
    dotimg("upgrade", ".", "--write", day=DAY)
    assert 'VERSION: "10.0"\n' in (here / "compose.yaml").read_text()


COMPOSE = "services:\n  api:\n    build:\n      context: .\n      args:\n        VERSION: {}\n"
BAKE = 'target "api" {{\n  context = "."\n  args = {{ VERSION = "{}" }}\n}}\n'


@pytest.mark.parametrize(
    ("files", "findings"),
    [
        ({"infra/services.part": COMPOSE.format("6.0"), "infra/Dockerfile": DOCKERFILE,
          "compose.yaml": "include:\n  - infra/services.part\n"}, ["infra/services.part:6"]),
        ({"infra/services.part": COMPOSE.format("${V}"), "infra/Dockerfile": DOCKERFILE,
          ".env": "V=6.0\n",
          "compose.yaml": "include:\n  - path: [infra/services.part]\n"}, [".env:1"]),
        ({"compose.yaml": COMPOSE.format("10.0"),
          "build.sh": "docker compose build --build-arg VERSION=6.0 api\n"}, ["build.sh:1"]),
        ({"a/compose.yml": COMPOSE.format("10.0"), "a/Dockerfile": DOCKERFILE,
          "Makefile": "x:\n\tcd a && docker-compose build --build-arg=VERSION=6.0\n"},
         ["Makefile:2"]),
        ({"a/ci.part": COMPOSE.format("10.0"), "a/Dockerfile": DOCKERFILE,
          ".gitlab-ci.yml": "x:\n  script:\n    - docker compose -p y -f a/ci.part build --pull "
          "--build-arg VERSION=6.0\n"}, [".gitlab-ci.yml:3"]),
        ({"compose.yaml": COMPOSE.format("10.0"),
          "build.sh": "docker compose build --build-arg VERSION=6.0 other\n"}, []),
        ({"docker-bake.hcl": BAKE.format("10.0"),
          "docker-bake.override.hcl": BAKE.format("6.0")}, ["docker-bake.override.hcl:3"]),
        ({"docker-bake.hcl": BAKE.format("10.0"),
          "docker-bake.override.json": '{"target": {"api": {"args": {"VERSION": "6.0"}}}}'}, []),
        ({"docker-bake.json": '{"target": {"api": {"args": {"VERSION": "10.0"}}}}',
          "docker-bake.override.json": '{"target": {"api": {"args": {"VERSION": "6.0"}}}}'},
         ["docker-bake.override.json:1"]),
        ({"Jenkinsfile": "node { docker.build('x', '--build-arg VERSION=6.0 -f Dockerfile .') }\n"},
         ["Jenkinsfile:1"]),
        ({"Jenkinsfile": "// docker.build('x', '--build-arg VERSION=6.0 .')\n"}, []),
        ({"ci/Jenkinsfile": "pipeline {\n agent {\n  dockerfile {\n   filename 'Build.Dockerfile'\n"
          "   dir 'ci'\n   additionalBuildArgs '--build-arg VERSION=6.0'\n  }\n }\n}\n",
          "ci/Build.Dockerfile": DOCKERFILE}, ["ci/Jenkinsfile:6"]),
    ],
)  # fmt: skip
def test_what_other_ways_of_building_give_is_judged(
    here: Path, dotimg: Run, files: dict[str, str], findings: list[str]
) -> None:
    write(here, {"Dockerfile": DOCKERFILE, **files})
    assert found(dotimg) == [(place, "DI201") for place in findings]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"compose.yaml": "include: [oci://contoso.com/x]\n"},
         "compose.yaml:1: it includes oci://contoso.com/x, which is not read"),
        ({"compose.yaml": "include:\n  - gone.yaml\n"},
         "compose.yaml:2: it includes gone.yaml, which is not there"),
        ({"compose.yaml": "include: [a.part]\n", "a.part": "build: [\n"},
         "compose.yaml:1: it includes a.part: "),
        ({"docker-bake.hcl": BAKE.format("${lower(V)}")},
         "docker-bake.hcl:3: "),
        ({"build.sh": "docker compose -f $FILE build --build-arg VERSION=6.0\n"},
         "build.sh:1: the compose file whose builds it makes is not known: "),
        ({"build.sh": "dotnet publish $APP /t:PublishContainer\n"},
         "build.sh:1: the project that is published as an image is not known: "),
        ({"Jenkinsfile": "docker.build('x', \"-f ${file} --build-arg VERSION=6.0 .\")\n"},
         "Jenkinsfile:1: the Dockerfile that is built is not known: "),
        ({"azure-pipelines.yml": "steps:\n- checkout: self\n- checkout: git://x/tools\n"
          "- task: Docker@2\n  inputs:\n    command: build\n"
          "    Dockerfile: $(Build.SourcesDirectory)/tools/Dockerfile\n"},
         "azure-pipelines.yml:4: it builds tools/Dockerfile, which is not there"),
    ],
)  # fmt: skip
def test_a_build_that_cannot_be_followed_is_skipped_with_its_reason(
    here: Path, dotimg: Run, files: dict[str, str], reason: str
) -> None:
    write(here, {"Dockerfile": DOCKERFILE, **files})
    assert [one[: len(reason)] for one in skipped(dotimg)] == [reason]


def test_files_that_include_each_other_have_an_end(here: Path, dotimg: Run) -> None:
    write(
        here,
        {
            "Dockerfile": DOCKERFILE,
            "compose.yaml": "include: [a.yaml, compose.yaml]\n" + COMPOSE.format("6.0"),
            "a.yaml": "include: [compose.yaml]\nservices: {}\n",
        },
    )
    assert found(dotimg) == [("compose.yaml:7", "DI201")]


def test_files_that_include_all_others_are_read_in_time(here: Path, dotimg: Run) -> None:
    names = [f"compose.{number}.yaml" for number in range(40)]
    text = f"include: [{', '.join(names)}]\nservices: {{}}\n"
    write(here, {"Dockerfile": DOCKERFILE, **dict.fromkeys(names, text)})
    assert found(dotimg) == []
