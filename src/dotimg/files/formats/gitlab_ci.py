"""GitLab CI: the "CI/CD YAML syntax reference", keywords `image`, `services` and `variables`.

Files behind `include` are not followed, nor is `!reference`: it points to what stands elsewhere.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial

from dotimg.errors import quoted
from dotimg.files.formats.expansion import Finder, UnresolvedError, Variable, known_later, unknown
from dotimg.files.formats.images import Images
from dotimg.files.model import Found
from dotimg.files.syntax.tree import Node, Scalar, fields, items, outside
from dotimg.files.syntax.yaml_tree import documents

# Keywords of the whole file whose fields are no job's.
_NO_JOBS = {"image", "services", "include", "variables", "workflow", "stages", "cache", "spec"}
# To GitLab 3.10 without quotes is the number 3.1.
_SHORTENED = re.compile(r"[-+]?[0-9]*\.[0-9]+0")
_VARIABLE = re.compile(r"\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})", re.ASCII)


def read(content: bytes, arguments: Mapping[str, str]) -> Found:
    """The images that jobs run in and beside them.

    Raises:
        InputError: It is not YAML; the message names the line.
    """
    images = Images()
    for document in documents(content):
        root = fields(document)
        jobs = {name: fields(job) for name, job in root.items() if name not in _NO_JOBS}
        variables = CiVariables(root, jobs, arguments)
        for name, job in {"": root, **jobs}.items():
            stage = "" if name == "default" else name
            _add(images, job, stage, partial(variables.find, name))
    return images.found()


def _add(images: Images, job: dict[str, Node], stage: str, find: Finder) -> None:
    for node in (job.get("image"), *items(job.get("services"))):
        platform = fields(fields(node).get("docker")).get("platform")
        images.add(fields(node).get("name", node), find, stage, platform)


class CiVariables:
    """What the file and the user say.

    Args:
        root: The whole file.
        jobs: Its jobs and templates of jobs by name, and `default`.
        arguments: What the user gave, which goes first.
    """

    def __init__(
        self, root: dict[str, Node], jobs: dict[str, dict[str, Node]], arguments: Mapping[str, str]
    ) -> None:
        self._arguments = arguments
        self._values = {name: fields(job.get("variables")) for name, job in jobs.items()}
        self._values[""] = fields(root.get("variables"))
        self._counts = Counter(name for values in self._values.values() for name in values)
        self._inherited = {name for name, job in jobs.items() if _is_inherited(name, job)} | {""}
        self._changing = {name: set(_changing(job)) for name, job in jobs.items()}
        self._changing[""] = set(_changing(fields(root.get("workflow"))))

    def find(self, job: str, scalar: Scalar) -> Iterator[Variable]:
        """Find the variables of a text that belongs to a job, or to none: an empty name."""
        if "$[[" in scalar.text:
            raise known_later(scalar.text, "when the file is included")
        for match in _VARIABLE.finditer(scalar.text):
            if match[1]:
                yield Variable(match.start(), match.start() + 1, outside(""))  # `$$` gives `$`
            else:
                yield Variable(match.start(), match.end(), self._value(job, match[2] or match[3]))

    def _value(self, job: str, name: str) -> Scalar:
        if name in self._arguments:
            return outside(self._arguments[name])
        if name in self._changing[job] or name in self._changing[""]:
            raise unknown(name, "is set by a matrix or by rules")
        if job in self._inherited and self._counts[name] > 1:
            raise unknown(name, "is set more than once in this file")
        node = self._values[job].get(name, self._values[""].get(name))
        node = fields(node).get("value", node)
        if not isinstance(node, Scalar):
            raise unknown(name)
        if node.plain and _SHORTENED.fullmatch(node.text):
            raise UnresolvedError(f"{node.text} of {quoted(name)} is a number: put it in quotes")
        return node


def _is_inherited(name: str, job: dict[str, Node]) -> bool:
    """Whether other jobs take over what this one says, or it what others say."""
    return name == "default" or name.startswith(".") or "extends" in job


def _changing(job: dict[str, Node]) -> Iterator[str]:
    """The names of the variables that take one of several values."""
    for one in items(fields(job.get("parallel")).get("matrix")):
        yield from fields(one)
    for rule in items(job.get("rules")):
        yield from fields(fields(rule).get("variables"))
