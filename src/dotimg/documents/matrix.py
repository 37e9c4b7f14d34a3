"""The matrix of a job in a workflow: which values an expression such as `matrix.sdk` can have."""

import re

from dotimg.documents.expansion import UnresolvedError
from dotimg.documents.tree import Node, Scalar, fields, is_empty, items
from dotimg.errors import quoted

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
        for text in texts:
            if text.plain and _SHORTENED.fullmatch(text.text):
                number = text.text.rstrip("0").rstrip(".")
                raise UnresolvedError(
                    f"{text.text} in the matrix is the number {number}: put it in quotes"
                )
        return texts


def _unlisted(key: str) -> UnresolvedError:
    return UnresolvedError(
        f"the matrix of the job does not list the values of {quoted(key)} as plain texts: "
        "write the image itself to have it judged"
    )
