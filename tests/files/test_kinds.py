import pytest

from dotimg.files.kinds import kind_of

PATHS = {
    "dockerfile": [
        *("Dockerfile", "dockerfile", "DOCKERFILE", "src/Dockerfile", "Containerfile"),
        *("Dockerfile.alpine", "Dockerfile.alpine-3.20", "api.Dockerfile", "api.dockerfile"),
        *("Containerfile.dev", "api.Containerfile", "C:\\src\\Dockerfile", "Dockerfile.9.0"),
        *("Dockerfile.production", "Dockerfile.net48"),
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
        *("reaction.yml", "mycompose.yml", "charts/values.yaml"),
        *(".github/workflows/old/ci.yml", "gitlab-ci.yml"),
    ],
    None: [
        *("Dockerfile.dockerignore", ".dockerignore", "api.Dockerfile.dockerignore", "Dockerfile~"),
        *("Dockerfile.orig", ".Dockerfile.swp", "dockerfile.py", "Dockerfile.cs", "Dockerfile.md"),
        *(
            "Dockerfile.json",
            "MyDockerfile",
            "Dockerfiles/readme",
            "compose.json",
            "api.csproj.user",
        ),
        *("", "README", "yaml", "packages.props"),
    ],
}


@pytest.mark.parametrize(
    ("path", "kind"), [(path, kind) for kind, paths in PATHS.items() for path in paths]
)
def test_the_name_of_a_file_tells_its_kind(path: str, kind: str | None) -> None:
    assert kind_of(path) == kind
