"""GitLab CI: the "CI/CD YAML syntax reference", keywords `image`, `services` and `variables`.

Files behind `include` are not followed, nor is `!reference`: it points to what stands elsewhere.
"""

from collections.abc import Mapping
from functools import partial

from dotimg.documents.gitlab_variables import Variables
from dotimg.files.formats.expansion import Finder
from dotimg.files.formats.images import Images
from dotimg.files.model import Found
from dotimg.files.syntax.tree import Node, fields, items
from dotimg.files.syntax.yaml_tree import documents

# Keywords of the whole file whose fields are no job's.
_NO_JOBS = {"image", "services", "include", "variables", "workflow", "stages", "cache", "spec"}


def read(content: bytes, arguments: Mapping[str, str]) -> Found:
    """The images that jobs run in and beside them.

    Raises:
        InputError: It is no YAML; the message names the line.
    """
    images = Images()
    for document in documents(content):
        root = fields(document)
        jobs = {name: fields(job) for name, job in root.items() if name not in _NO_JOBS}
        variables = Variables(root, jobs, arguments)
        for name, job in {"": root, **jobs}.items():
            stage = "" if name == "default" else name
            _add(images, job, stage, partial(variables.find, name))
    return images.found()


def _add(images: Images, job: dict[str, Node], stage: str, find: Finder) -> None:
    for node in (job.get("image"), *items(job.get("services"))):
        platform = fields(fields(node).get("docker")).get("platform")
        images.add(fields(node).get("name", node), find, stage, platform)
