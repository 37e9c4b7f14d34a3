"""Files of all kinds: each image that one names is judged and moved where it stands."""

import json
from pathlib import Path

import pytest

from tests.cli.commands.trees import plant
from tests.cli.conftest import Run

DAY = "2026-11-27"
MCR = "mcr.microsoft.com/dotnet/"
OLD = f"{MCR}sdk:6.0"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tree"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def write(folder: Path, path: str, content: bytes) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(content)


def places(dotimg: Run, *arguments: str) -> list[str]:
    """Place and rule of each finding."""
    result = dotimg("check", "--format", "json", *(arguments or (".",)), day=DAY)
    assert result.code in (0, 1), result.err
    document = json.loads(result.out)
    return [f"{one['path']}:{one['line']} {one['rule']}" for one in document["findings"]]


def skipped(dotimg: Run) -> list[str]:
    document = json.loads(dotimg("check", ".", "--format", "json", day=DAY).out)
    return [f"{one['path']}:{one['line']}: {one['reason']}" for one in document["skipped"]]


REPORTS = {
    "10-run-lines": [
        *(f".github/workflows/ci.yml:{line}" for line in (5, 6, 15, 18)),
        *(f"azure-pipelines.yml:{line}" for line in (2, 4, 8, 13)),
    ],
    "16-bitbucket-drone-cloudbuild": [
        *(".woodpecker.yml:3", "bitbucket-pipelines.yml:1", "bitbucket-pipelines.yml:6"),
        *(".drone.yml:5", "cloudbuild.yaml:2"),
    ],
    "61-dockerfile-dash-name": [
        *("Dockerfile-dotnet7:1", "DockerfileApi:1", "Dockerfile_prod:1", "api-Dockerfile:1"),
    ],
    "plat": ["compose.yml:3"],
}


@pytest.mark.parametrize("tree", REPORTS)
def test_what_was_overlooked_once_is_found(here: Path, dotimg: Run, tree: str) -> None:
    plant("check_files.txt", tree, here)
    assert sorted(place.rpartition("/")[2] for place in places(dotimg)) == sorted(
        f"{place.rpartition('/')[2]} DI201" for place in REPORTS[tree]
    )
    assert dotimg("upgrade", "--check", ".", day=DAY).code == 1


FILES = {
    ".circleci/config.yml": "jobs:\n  a:\n    docker:\n    - image: {}\n",
    "bitbucket-pipelines.yml": "image:\n  name: {}\n",
    ".drone.yml": "kind: pipeline\nsteps:\n- image: {}\n",
    ".woodpecker/a.yaml": "steps:\n  a: {{image: '{}'}}\n",
    "cloudbuild.yaml": "steps:\n- name: {}\n  args: [test]\n",
    "task.yaml": "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  steps:\n  - image: {}\n",
    "workflow.yaml": "apiVersion: argoproj.io/v1alpha1\nspec: {{script: {{image: '{}'}}}}\n",
    "skaffold.yaml": "apiVersion: skaffold/v4beta1\nbuild: {{artifacts: [{{image: '{}'}}]}}\n",
    "aspire-manifest.json": '{{"resources": {{"a": {{"image": "{}"}}}}}}\n',
    "pods.json": '{{"kind": "List", "items": [{{"image": "{}"}}]}}\n',
    "main.tf.json": '{{"resource": {{"docker_image": {{"a": {{"name": "{}"}}}}}}}}\n',
    "azuredeploy.json": '{{"properties": {{"linuxFxVersion": "DOCKER|{}"}}}}\n',
    ".github/workflows/ci.yml": "jobs:\n  a:\n    steps:\n    - run: |\n        docker pull {}\n",
    "azure-pipelines.yml": "steps:\n- script: docker run --rm {} dotnet --version\n",
    ".gitlab-ci.yml": "a:\n  script:\n  - docker run {} dotnet test\n",
    "templates/pod.yaml": "{{{{- if .Values.a }}}}\nimage: {}\n{{{{- end }}}}\n",
    "Dockerfile": "FROM scratch\nRUN docker pull {}\n",
    "build.sh": '#!/bin/sh\ndocker run --rm "{}" dotnet test\n',
    "build.ps1": '$image = "{}"\n',
    "build.cmd": "docker run {}\n",
    "Makefile": "test:\n\tdocker run {}\n",
    "Jenkinsfile": "pipeline {{ agent {{ docker {{ image '{}' }} }} }}\n",
    "main.tf": 'resource "docker_image" "a" {{\n  name = "{}"\n}}\n',
    "main.bicep": "param image string = '{}'\n",
    "Earthfile": "VERSION 0.8\nFROM {}\n",
    "Host/Api.cs": 'new ContainerBuilder("{}").Build();\n',
    "AppHost/Program.cs": 'builder.AddContainer("a", "{}");\n',
    "build.fsx": 'let image = "{}"\n',
    "index.ts": "const image = '{}';\n",
    "deploy.py": 'client.containers.run("{}")\n',
    "app.template": "image={}\n",
    ".env": "IMAGE={}\n",
    "Directory.Build.targets": "<Project><Exec Command='docker pull {}'/></Project>\n",
    "App.props": "<Project><!-- x --><Image>{}</Image></Project>\n",
}


def test_a_literal_reference_is_judged_and_moved(here: Path, dotimg: Run) -> None:
    found = []
    for path, text in FILES.items():
        write(here, path, text.format(OLD).encode())
        line = text.format(OLD)[: text.format(OLD).index(OLD)].count("\n") + 1
        found.append(f"{path}:{line} DI201")
    assert sorted(places(dotimg)) == sorted(found)
    assert dotimg("upgrade", ".", "--write", day=DAY).code == 0
    new = {path: (here / path).read_bytes().decode() for path in FILES}
    assert new == {path: text.format(f"{MCR}sdk:10.0") for path, text in FILES.items()}


@pytest.mark.parametrize(
    "text",
    [
        "image:\n  repository: mcr.microsoft.com/dotnet/sdk\n  tag: '6.0'\n",
        "image: {registry: mcr.microsoft.com, repository: dotnet/sdk, tag: '6.0'}\n",
        "images:\n- name: app\n  newName: mcr.microsoft.com/dotnet/sdk\n  newTag: '6.0'\n",
        "- image: mcr.microsoft.com/dotnet/sdk\n  tag: 6.0-alpine\n",
    ],
)
def test_a_tag_beside_its_name_is_judged_and_moved(here: Path, dotimg: Run, text: str) -> None:
    write(here, "values.yaml", text.encode())
    assert any(place.endswith(" DI201") for place in places(dotimg))
    assert dotimg("upgrade", ".", "--write", day=DAY).code == 0
    assert (here / "values.yaml").read_text() == text.replace("6.0", "10.0")


def test_documents_and_comments_are_not_judged(here: Path, dotimg: Run) -> None:
    write(here, "README.md", f"docker run {OLD}\n".encode())
    write(here, "docs/a.html", f"<pre>docker run {OLD}</pre>\n".encode())
    write(here, "build.sh", f"# docker run {OLD}\n".encode())
    write(here, "package-lock.json", f'{{"a": "{OLD}"}}\n'.encode())
    write(here, "node_modules/a/index.js", f'"{OLD}"\n'.encode())
    assert places(dotimg) == skipped(dotimg) == []


def test_a_part_of_a_reference_is_said(here: Path, dotimg: Run) -> None:
    write(
        here, "A.cs", b'var a = "mcr.microsoft.com/dotnet/sdk:" + version;\nvar b = "a/b:" + c;\n'
    )
    write(here, "b.sh", b"docker pull mcr.microsoft.com/dotnet/aspnet:$TAG\ndocker pull x:$TAG\n")
    assert places(dotimg) == []
    assert [one.partition(": ")[0] for one in skipped(dotimg)] == ["A.cs:1", "b.sh:1"]
    result = dotimg("upgrade", ".", day=DAY)
    assert "A.cs:1, b.sh:1: skipped: a part of it is filled in later" in result.err


def test_images_of_others_in_text_are_judged(here: Path, dotimg: Run) -> None:
    write(here, "run.sh", b"docker run public.ecr.aws/lambda/dotnet:6\n")
    assert places(dotimg) == ["run.sh:1 DI201"]


def test_stages_do_not_wait_for_what_a_command_names(here: Path, dotimg: Run) -> None:
    stages = f"FROM {OLD}\nRUN docker pull {MCR}sdk:$V && docker pull {MCR}framework/wcf:4.6.2\n"
    write(here, "Dockerfile", stages.encode())
    assert dotimg("upgrade", ".", "--write", day=DAY).code == 0
    assert (here / "Dockerfile").read_text().startswith(f"FROM {MCR}sdk:10.0\n")


def test_what_is_large_or_no_text_is_said_if_it_may_matter(here: Path, dotimg: Run) -> None:
    write(here, "large.py", b"x = 1\n" * 1_000_000 + f'y = "{OLD}"\n'.encode())
    write(here, "data.json", b'{"a": "' + b"x" * 5_000_000 + b'"}')
    write(here, "binary.cfg", b"\0\1" + OLD.encode())
    write(here, "other.cfg", b"\0\1")
    assert places(dotimg) == []
    assert skipped(dotimg) == [
        "binary.cfg:1: it is not text",
        "large.py:1: is larger than the 4 MB that are read",
    ]


def test_json_on_one_line_is_read(here: Path, dotimg: Run) -> None:
    items = ", ".join(f'{{"image": "a/b:{number}", "tag": "c"}}' for number in range(20_000))
    write(here, "all.json", f'{{"items": [{items}, {{"image": "{OLD}"}}]}}'.encode())
    assert places(dotimg) == ["all.json:1 DI201"]


def test_a_file_that_is_named_is_opened_whatever_it_holds(here: Path, dotimg: Run) -> None:
    write(here, "node_modules/a/run.sh", f"docker run {OLD}\n".encode())
    assert places(dotimg, "node_modules/a/run.sh") == ["node_modules/a/run.sh:1 DI201"]


def test_a_part_of_a_dockerfile_stops_nothing_unless_it_is_named(here: Path, dotimg: Run) -> None:
    write(here, "Dockerfile", f"FROM {OLD}\n".encode())
    write(here, "Dockerfile.common", b"ENV A=1\nRUN b\n")
    write(here, "web.Dockerfile/Dockerfile-parts", b"RUN b\n")
    assert places(dotimg) == ["Dockerfile:1 DI201"]
    assert skipped(dotimg) == [
        f"{path}:1: line 1: no FROM in it: not a Dockerfile"
        for path in ("Dockerfile.common", "web.Dockerfile/Dockerfile-parts")
    ]
    assert dotimg("upgrade", ".", day=DAY).code == 0
    assert dotimg("check", "Dockerfile.common", day=DAY).code == 3
    write(here, "bad.Dockerfile", b"RUN b\n")
    assert dotimg("check", ".", day=DAY).code == 3
