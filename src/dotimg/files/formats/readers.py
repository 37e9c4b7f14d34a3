"""Which module reads which kind of file."""

from collections.abc import Callable, Mapping

from dotimg.files.formats import (
    any_tree,
    azure_pipelines,
    compose,
    devcontainer,
    gitlab_ci,
    msbuild,
    workflow,
)
from dotimg.files.model import Found

READERS: dict[str, Callable[[bytes, Mapping[str, str]], Found]] = {
    "azure-pipelines": azure_pipelines.read,
    "bake": lambda _content, _arguments: Found((), ()),  # its images are those of its builds
    "compose": compose.read,
    "devcontainer": devcontainer.read,
    "gitlab-ci": gitlab_ci.read,
    "project": msbuild.read,
    "workflow": workflow.read,
    "json": any_tree.read_json,
    "yaml": any_tree.read_yaml,
}
