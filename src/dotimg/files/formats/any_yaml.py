"""YAML files whose names do not tell what they are: their first keys do."""

import re
from collections.abc import Mapping

from dotimg.errors import InputError
from dotimg.files.formats import azure_pipelines, compose, kubernetes, workflow
from dotimg.files.model import Found, Skipped, Span

_KEY = re.compile(rb"^([A-Za-z-]+):", re.MULTILINE)
# As Azure Pipelines lists what GitHub maps.
_LISTED = re.compile(rb"^\s*- (?:job|stage|deployment|template|container):", re.MULTILINE)
_AZURE = {b"jobs", b"stages", b"resources", b"container", b"pool"}
_WORDS = tuple(
    word.encode(encoding)
    for word in ("image", "container")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


def read(content: bytes, arguments: Mapping[str, str]) -> Found:
    """The images of a compose file, a pipeline, a workflow, or of Kubernetes.

    What cannot be read is skipped as a whole: it need not be any of them.
    """
    if not any(word in content for word in _WORDS):
        return Found((), ())
    keys = set(_KEY.findall(content))
    try:
        if keys & {b"apiVersion", b"kind"}:
            return kubernetes.read(content, arguments)
        if b"services" in keys:
            return compose.read(content, arguments)
        if {b"on", b"jobs"} <= keys:
            return workflow.read(content, arguments)
        if keys & _AZURE and _LISTED.search(content):
            return azure_pipelines.read(content, arguments)
    except InputError as error:
        reason = f"it cannot be read: {error}"
        return Found((), (Skipped(Span(0, len(content)), reason),))
    return kubernetes.read(content, arguments)
