"""Workflows and actions of GitHub, by the pages "Workflow syntax" and "Metadata syntax"."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import product
from math import prod

from dotimg.errors import quoted
from dotimg.files.formats.expansion import UnresolvedError, Variable, delimited, known_later
from dotimg.files.formats.images import Images
from dotimg.files.model import Found
from dotimg.files.syntax.tree import Node, Scalar, fields, is_empty, items, text_of
from dotimg.files.syntax.yaml_tree import documents

_SCHEME = "docker://"
# GitHub makes no more jobs out of one matrix.
_JOBS_LIMIT = 256
# To GitHub 8.0 without quotes is the number 8.
_SHORTENED = re.compile(r"[-+]?[0-9]*\.[0-9]*0")
_OF_ALL = ("include", "exclude")
_EXPRESSION = re.compile(r"\$\{\{\s*matrix\.([\w.-]+)\s*\}\}")


class Matrix:
    """A matrix.

    Args:
        node: What stands behind `strategy.matrix`, None when there is nothing.
    """

    def __init__(self, node: Node | None) -> None:
        self._axes = fields(node)

    def combinations(self, keys: list[str]) -> list[dict[str, Scalar]]:
        """The texts that some keys can have together, as far as the file tells.

        Raises:
            UnresolvedError: They are not listed as plain texts, or are too many.
        """
        entries = {key: self.entries(key) for key in keys}
        if len(keys) == 1:
            return [{key: one} for key, values in entries.items() for one in values]
        found: dict[tuple[Scalar, ...], None] = {}
        for job in self._jobs():
            values = [_at(job, key) for key in keys]
            texts = tuple(value for value in values if isinstance(value, Scalar))
            if len(texts) == len(keys):
                found[texts] = None
        return [dict(zip(keys, texts, strict=True)) for texts in found]

    def _jobs(self) -> list[dict[str, Node]]:
        """The jobs, as "Expanding or adding matrix configurations" tells what `include` does.

        Raises:
            UnresolvedError: They are too many.
        """
        axes = {name: items(node) for name, node in self._axes.items() if name not in _OF_ALL}
        axes = {name: values for name, values in axes.items() if values}
        if prod(map(len, axes.values())) > _JOBS_LIMIT:
            raise _unlisted(", ".join(axes))
        made = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
        excluded = [fields(one) for one in items(self._axes.get("exclude"))]
        made = [job for job in made if job and not any(_agrees(job, one) for one in excluded)]
        jobs, alone = [job.copy() for job in made], []
        for one in map(fields, items(self._axes.get("include"))):
            known = {name: value for name, value in one.items() if name in axes}
            extended = [job for job, first in zip(jobs, made, strict=True) if _agrees(first, known)]
            for job in extended:
                job.update(one)
            if not extended:
                alone.append(one)
        return [*jobs, *alone]

    def entries(self, key: str) -> list[Scalar]:
        """The texts that a key can have, of the axis and of `include`; `a.b` is field b of a.

        Raises:
            UnresolvedError: They are not listed as plain texts.
        """
        axis, *path = key.split(".")
        values = items(self._axes.get(axis))
        if not values and not is_empty(self._axes.get(axis)):
            raise _unlisted(key)
        included = [fields(one) for one in items(self._axes.get("include"))]
        values = [*values, *[one[axis] for one in included if axis in one]]
        for field in path:
            values = [fields(value)[field] for value in values if field in fields(value)]
        texts = [value for value in values if isinstance(value, Scalar)]
        if not texts or len(texts) != len(values) or len(texts) > _JOBS_LIMIT:
            raise _unlisted(key)
        return texts


def _at(job: dict[str, Node], key: str) -> Node | None:
    """The value of a key in a job; `a.b` is field b of a."""
    axis, *path = key.split(".")
    node = job.get(axis)
    for field in path:
        node = fields(node).get(field)
    return node


def _agrees(job: dict[str, Node], other: dict[str, Node]) -> bool:
    """Whether a job has all values of another one."""
    return all(name in job and text_of(job[name]) == text_of(one) for name, one in other.items())


def read(content: bytes, _arguments: Mapping[str, str]) -> Found:
    """The images that jobs run in, beside them, and as their steps.

    Raises:
        InputError: It is not YAML; the message names the line.
    """
    images = Images()
    for document in documents(content):
        for name, job in fields(fields(document).get("jobs")).items():
            _read_job(images, name, fields(job))
        runs = fields(fields(document).get("runs"))  # an action has no jobs
        _add_docker(images, runs.get("image"), "")
        _read_steps(images, runs, "")
    return images.found()


def _read_job(images: Images, name: str, job: dict[str, Node]) -> None:
    matrix = Matrix(fields(job.get("strategy")).get("matrix"))
    container = job.get("container")
    _add(images, fields(container).get("image", container), matrix, name)
    for service, node in fields(job.get("services")).items():
        _add(images, fields(node).get("image"), matrix, service)
    _read_steps(images, job, name)


def _read_steps(images: Images, parent: dict[str, Node], stage: str) -> None:
    for step in items(parent.get("steps")):
        _add_docker(images, fields(step).get("uses"), stage)


def _add_docker(images: Images, node: Node | None, stage: str) -> None:
    """Add what `docker://image` names; anything else is an action or a Dockerfile."""
    if isinstance(node, Scalar) and node.text.startswith(_SCHEME):
        images.add(node.part(len(_SCHEME), len(node.text)), partial(_expressions, {}), stage)


def _add(images: Images, node: Node | None, matrix: Matrix, stage: str) -> None:
    """Add an image; one that the matrix of the job chooses is added once for each job."""
    keys = _matrix_keys(node)
    if not keys or not isinstance(node, Scalar):
        images.add(node, partial(_expressions, {}), stage)
        return
    try:
        jobs = matrix.combinations(keys)
    except UnresolvedError as unresolved:
        images.skip(node.span, str(unresolved))
        return
    whole = _is_expression(node.text)
    for job in jobs:
        reasons = {entry.span: why for entry in job.values() if (why := shortened(entry))}
        for span, reason in reasons.items():
            images.skip(span, reason)
        if not reasons:
            find = partial(_expressions, {f"matrix.{key}": entry for key, entry in job.items()})
            images.add(next(iter(job.values())) if whole else node, find, stage)


def _expressions(values: Mapping[str, Scalar], scalar: Scalar) -> Iterator[Variable]:
    for start, end, inside in delimited(scalar.text, "${{", "}}"):
        name = inside.strip()
        if name not in values:
            raise known_later(scalar.text[start:end], "when the workflow runs")
        yield Variable(start, end, values[name])


def _matrix_keys(node: Node | None) -> list[str]:
    """The different keys of the matrix that a text names in expressions of their own."""
    text = node.text if isinstance(node, Scalar) else ""
    return list(dict.fromkeys(_EXPRESSION.findall(text)))


def _is_expression(text: str) -> bool:
    """Whether a text is nothing but one value of the matrix."""
    return _EXPRESSION.fullmatch(text) is not None


def shortened(entry: Scalar) -> str:
    """Why a number without quotes is not the text that it looks like; empty where it is."""
    if not entry.plain or not _SHORTENED.fullmatch(entry.text):
        return ""
    number = entry.text.rstrip("0").rstrip(".")
    return f"{entry.text} in the matrix is the number {number}: put it in quotes"


def _unlisted(key: str) -> UnresolvedError:
    return UnresolvedError(
        f"the matrix of the job does not list the values of {quoted(key)} as plain texts: "
        "write the image itself so that it can be checked"
    )
