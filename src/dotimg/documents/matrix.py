"""The matrix of a job in a workflow: which values an expression such as `matrix.sdk` can have."""

import re
from itertools import product
from math import prod

from dotimg.errors import quoted
from dotimg.files.formats.expansion import UnresolvedError
from dotimg.files.syntax.tree import (
    Node,
    Scalar,
    fields,
    is_empty,
    items,
)

# GitHub makes no more jobs out of one matrix.
_JOBS_LIMIT = 256

# To GitHub 8.0 without quotes is the number 8.
_SHORTENED = re.compile(r"[-+]?[0-9]*\.[0-9]*0")
_EXPRESSION = re.compile(r"\$\{\{\s*matrix\.([\w.-]+)\s*\}\}")


def matrix_keys(node: Node | None) -> list[str]:
    """The different keys of the matrix that a text names in expressions of their own."""
    text = node.text if isinstance(node, Scalar) else ""
    return list(dict.fromkeys(_EXPRESSION.findall(text)))


def is_expression(text: str) -> bool:
    """Whether a text is nothing but one value of the matrix."""
    return _EXPRESSION.fullmatch(text) is not None


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
        entries = [self.entries(key) for key in keys]
        if prod(map(len, entries)) > _JOBS_LIMIT:
            raise _unlisted(", ".join(keys))
        return [dict(zip(keys, values, strict=True)) for values in product(*entries)]

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


def shortened(entry: Scalar) -> str:
    """Why a number without quotes is not the text that it looks like; empty where it is."""
    if not entry.plain or not _SHORTENED.fullmatch(entry.text):
        return ""
    number = entry.text.rstrip("0").rstrip(".")
    return f"{entry.text} in the matrix is the number {number}: put it in quotes"


def _unlisted(key: str) -> UnresolvedError:
    return UnresolvedError(
        f"the matrix of the job does not list the values of {quoted(key)} as plain texts: "
        "write the image itself to have it judged"
    )
