"""Workflows and actions of GitHub, by the pages "Workflow syntax" and "Metadata syntax"."""

from collections.abc import Iterator, Mapping
from functools import partial

from dotimg.documents.matrix import Matrix, is_expression, matrix_keys, shortened
from dotimg.files.formats.expansion import (
    UnresolvedError,
    Variable,
    delimited,
    known_later,
)
from dotimg.files.formats.images import Images
from dotimg.files.model import Found
from dotimg.files.syntax.tree import (
    Node,
    Scalar,
    fields,
    items,
)
from dotimg.files.syntax.yaml_tree import documents

_SCHEME = "docker://"


def read(content: bytes, _arguments: Mapping[str, str]) -> Found:
    """The images that jobs run in, beside them, and as their steps.

    Raises:
        InputError: It is no YAML; the message names the line.
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
    keys = matrix_keys(node)
    if not keys or not isinstance(node, Scalar):
        images.add(node, partial(_expressions, {}), stage)
        return
    try:
        jobs = matrix.combinations(keys)
    except UnresolvedError as unresolved:
        images.skip(node.span, str(unresolved))
        return
    whole = is_expression(node.text)
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
