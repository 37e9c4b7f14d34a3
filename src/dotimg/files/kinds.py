"""Which kind of file a name promises, so that a file is opened only when it may name an image."""

import re
from typing import Literal

FileKind = Literal[
    "dockerfile",
    "compose",
    "devcontainer",
    "workflow",
    "azure-pipelines",
    "bake",
    "gitlab-ci",
    "project",
    "script",
    "yaml",
]

# Names that begin or end with "dockerfile" and still hold something else.
OTHER_SUFFIXES = (
    *("~", ".orig", ".rej", ".bak", ".tmp", ".swp", ".swo", ".dockerignore", ".lock", ".log"),
    *(".py", ".cs", ".fs", ".vb", ".js", ".jsx", ".mjs", ".ts", ".tsx", ".go", ".rs", ".rb"),
    *(".java", ".kt", ".scala", ".php", ".pl", ".lua", ".swift", ".c", ".h", ".cc", ".cpp", ".hpp"),
    *(".sh", ".ps1", ".bat", ".vim", ".el", ".sql", ".css", ".html", ".htm", ".xml", ".svg"),
    *(".json", ".yaml", ".yml", ".toml", ".ini", ".md", ".mdx", ".rst", ".adoc", ".txt", ".csv"),
    *(".png", ".gif", ".jpg", ".pdf", ".snap", ".diff", ".patch", ".zip", ".gz"),
)
_DOCKERFILE = re.compile(r"(dockerfile|containerfile)(\..+)?|.+\.(dockerfile|containerfile)")
_WORKFLOW = re.compile(r"(.*/)?(\.github/workflows/[^/]+|action)\.ya?ml")
_COMPOSE = re.compile(r"(docker-compose.*|compose([._-].+)?)\.ya?ml")
_GITLAB = re.compile(r"(.*/)?(\.gitlab/.+|[^/]*\.gitlab-ci)\.ya?ml")
_AZURE = re.compile(
    r"(.*/)?(\.?azure-pipelines/.+|\.?(pipelines|azure|azuredevops)/[^/]+|azure-pipelines[^/]*"
    r"|\.vsts-ci)\.ya?ml"
)
_SCRIPT = re.compile(r"(gnu)?makefile([._-].*)?|.+\.(sh|bash|mk|ps1|cmd|bat)|jenkinsfile([._-].*)?")
_BAKE = re.compile(r"(.*[._-])?bake([._-].*)?\.(hcl|json)")
_PROJECT = re.compile(r"directory\.build\.(props|targets)|.+\.(csproj|fsproj|vbproj|pubxml)")


def kind_of(path: str) -> FileKind | None:
    """The kind of a file by its name and folders alone; letter case does not matter.

    Returns:
        `dockerfile`, `compose`, `devcontainer`, `workflow` (of GitHub, its actions too),
        `azure-pipelines`, `gitlab-ci`, `project` (of MSBuild), `yaml` for any other YAML file,
        and None for a file that names no image.
    """
    path = path.replace("\\", "/").lower()
    name = path.rpartition("/")[2]
    if _DOCKERFILE.fullmatch(name) and not name.endswith(OTHER_SUFFIXES):
        return "dockerfile"
    if name in {"devcontainer.json", ".devcontainer.json"}:
        return "devcontainer"
    if _PROJECT.fullmatch(name):
        return "project"
    if _BAKE.fullmatch(name):
        return "bake"
    if _SCRIPT.fullmatch(name):
        return "script"
    return _kind_of_yaml(path, name) if name.endswith((".yml", ".yaml")) else None


def _kind_of_yaml(path: str, name: str) -> FileKind:
    if _WORKFLOW.fullmatch(path):
        return "workflow"
    if _COMPOSE.fullmatch(name):
        return "compose"
    if _GITLAB.fullmatch(path):
        return "gitlab-ci"
    return "azure-pipelines" if _AZURE.fullmatch(path) else "yaml"


def is_template(text: str | bytes) -> bool:
    """Whether it has the holes of Helm, Jinja and most others, which something else fills in."""
    return "{{" in text if isinstance(text, str) else b"{{" in text
