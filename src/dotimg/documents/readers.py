"""Which module reads which kind of file."""

from collections.abc import Callable, Mapping

from dotimg.documents import (
    azure_pipelines,
    compose,
    devcontainer,
    gitlab_ci,
    project,
    unnamed,
    workflow,
)
from dotimg.files.model import Found

READERS: dict[str, Callable[[bytes, Mapping[str, str]], Found]] = {
    "azure-pipelines": azure_pipelines.read,
    "compose": compose.read,
    "devcontainer": devcontainer.read,
    "gitlab-ci": gitlab_ci.read,
    "project": project.read,
    "workflow": workflow.read,
    "yaml": unnamed.read,
}
