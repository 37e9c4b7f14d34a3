import re
from pathlib import Path

import pytest

from dotimg.files.kinds import ENDINGS, NAMES, TEMPLATES, kind_of

PATHS = {
    "dockerfile": [
        *("Dockerfile", "dockerfile", "DOCKERFILE", "src/Dockerfile", "Containerfile"),
        *("Dockerfile.alpine", "Dockerfile.alpine-3.20", "api.Dockerfile", "api.dockerfile"),
        *("Containerfile.dev", "api.Containerfile", "C:\\src\\Dockerfile", "Dockerfile.9.0"),
        *("Dockerfile.production", "Dockerfile.net48", "Dockerfile-web", "dockerfile_web"),
        *(
            "a\nb.Dockerfile",
            "DockerfileApi",
            "api-Dockerfile",
            "MyDockerfile",
            "Dockerfile.develop",
            "DockerfileV2",
        ),
        *("Dockerfile.template", "api.Dockerfile.template", "web.Dockerfile.tmpl", "Dockerfile.j2"),
        *("x_Containerfile-dev", "Containerfile.in", "Dockerfile.sample"),
    ],
    "compose": [
        *("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.override.yaml"),
        *("docker-compose-test.yml", "compose.dev.yml", "deploy/Compose.YAML"),
    ],
    "devcontainer": [
        *("devcontainer.json", ".devcontainer.json", ".devcontainer/devcontainer.json"),
        ".devcontainer/api/devcontainer.json",
    ],
    "workflow": [
        *(".github/workflows/ci.yml", "x/.github/workflows/docker-compose.yaml", "action.yml"),
        ".github/actions/build/action.yaml",
    ],
    "azure-pipelines": [
        *("azure-pipelines.yml", "azure-pipelines-official.yaml", "eng/azure-pipelines.ci.yml"),
        *(".azure-pipelines/jobs/build.yml", ".pipelines/ci.yml", ".azuredevops/ci.yaml"),
    ],
    "gitlab-ci": [
        *(".gitlab-ci.yml", "ci/build.gitlab-ci.yml", ".gitlab/ci/build.yml", "x.gitlab-ci.yaml"),
    ],
    "project": [
        *("src/Api.csproj", "Lib.fsproj", "Old.vbproj", "Directory.Build.props"),
        *("Directory.Build.targets", "Properties/PublishProfiles/Container.pubxml"),
    ],
    "yaml": [
        *("deploy/api.yaml", "kustomization.yml", "dockerfile.yml", ".github/dependabot.yml"),
        *("reaction.yml", "mycompose.yml", "charts/values.yaml", "charts/values.yaml.tmpl"),
        *(".github/workflows/old/ci.yml", "gitlab-ci.yml"),
    ],
    "json": [
        *("Dockerfile.json", "compose.json", "aspire-manifest.json", "main.tf.json", "a.jsonc"),
        *("package.json", "azuredeploy.json", "task.json.template"),
    ],
    "script": [
        *("build.sh", "Makefile", "makefile.linux", "GNUmakefile", "rules.mk", "Earthfile", ".env"),
        *(
            ".env.production",
            "prod.env",
            "dockerfile.py",
            "deploy.rb",
            "justfile",
            "fly.toml",
            "a.earth",
        ),
        *("stack.template", "_helpers.tpl", "run.sh.template"),
    ],
    "powershell": ["build.ps1", "Modules/Docker.psm1"],
    "batch": ["build.cmd", "run.BAT"],
    "code": [
        *("Program.cs", "Dockerfile.cs", "AppHost.ts", "index.mjs", "main.bicep", "main.go"),
        *("build.gradle.kts", "DockerfileTests.java"),
    ],
    "groovy": ["Jenkinsfile", "Jenkinsfile.release", "jenkinsfile-ci", "ci.groovy", "a.gradle"],
    "bake": ["docker-bake.hcl", "bake.json", "ci/docker-bake.override.hcl", "a.bake.hcl"],
    "fsharp": ["build.fsx", "Program.fs"],
    "terraform": ["main.tf", "prod.tfvars", "image.pkr.hcl", "rebake.hcl", "app.nomad"],
    "xml": ["packages.props", "Directory.Packages.props", "web.config", "test.runsettings"],
    None: [
        *("Dockerfile.dockerignore", ".dockerignore", "api.Dockerfile.dockerignore", "Dockerfile~"),
        *("Dockerfile.orig", ".Dockerfile.swp", "Dockerfile.md"),
        *("Dockerfiles/readme", "api.csproj.user"),
        *("", "README", "yaml", "Dockerfile-web.bak", "api-Dockerfile~", "DockerfileLexer.md"),
        *("package-lock.json", "obj/project.assets.json", "App.deps.json", "pnpm-lock.yaml"),
        *(
            "site.min.js",
            "Form.Designer.cs",
            "a.verified.ts",
            "a.verified.env",
            "notes.txt",
            "a.html",
            "a.sln",
        ),
        *("dockerfilegenerator", "makefilesystem", "notebook.ipynb", "photo.png"),
    ],
}


@pytest.mark.parametrize(
    ("path", "kind"), [(path, kind) for kind, paths in PATHS.items() for path in paths]
)
def test_the_name_of_a_file_tells_its_kind(path: str, kind: str | None) -> None:
    assert kind_of(path) == kind


def test_the_guide_lists_what_is_opened() -> None:
    page = (Path(__file__).parents[2] / "docs/guide/check-in-ci.md").read_text("utf-8")
    section = page.partition("## Which files are read\n")[2].partition("\n## ")[0]
    table = [line for line in section.split("\n") if line.startswith("|")]
    listed = set(re.findall(r"`(\.?[a-z0-9][\w.]*)`", "\n".join(table).lower()))
    assert {*ENDINGS, *NAMES, *TEMPLATES} <= listed
    others = (
        "dockerfile containerfile mydockerfile dockerfileapi api.dockerfile action.yml services"
    )
    keys = "devcontainer.json bake.hcl docker-bake.json repository image name tag newtag registry"
    words = "directory.build.props directory.build.targets platform localenv containerbaseimage"
    assert listed - {*ENDINGS, *NAMES, *TEMPLATES} <= {*f"{others} {keys} {words}".split()}
