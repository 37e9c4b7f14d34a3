"""The values of variables in scripts and pipelines, if one line of the file sets them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from dotimg.errors import quoted
from dotimg.files.formats.expansion import Finder, UnresolvedError, Variable, known_later, unknown
from dotimg.files.syntax.source import DecodedText
from dotimg.files.syntax.tree import Node, Scalar, fields, items, outside, text_of, walk

_VARIABLE = re.compile(
    r"\$\{\{(?P<expression>[^}]*+)\}\}"
    r"|\$\{(?P<name>\w+)(?::?-(?P<default>[^}]*))?\}"
    r"|\$\((?P<macro>[\w.]+)\)|\$env:(?P<env>\w+)|\$\$?(?P<plain>[A-Za-z_]\w*)|%(?P<batch>\w+)%"
    r"|(?P<other>\$[\w{(@*#?!-]|\{\{)"
)
# NAME=value, NAME := value, NAME: value, $Name = "value", set NAME=value.
_ASSIGNMENT = re.compile(
    r"""^[ \t]*(?:-[ ]+)?(?:(?:export|local|readonly|declare|set|env)[ \t]+)?[$]?(?:env:)?["']?"""
    r"""(?P<name>[A-Za-z_][\w.]*)["']?[ \t]*(?::=|\?=|=|:)"""
    r"""[ \t]*+(?P<quote>["']?)(?P<value>[^"'\n#]{0,300}?)(?P=quote)[ \t\r]*+(?:[#;][^\n]*)?$""",
    re.MULTILINE,
)
_SOURCES = ("env", "variables")
_DECLARING = ("env", "variables", "environment")


class Assigned:
    """The variables that a text assigns.

    Args:
        source: The text.
        arguments: What the user gave, which goes first.
        roots: The documents of the text where it is YAML.
    """

    def __init__(
        self, source: DecodedText, arguments: Mapping[str, str], roots: Iterable[Node] = ()
    ) -> None:
        self._source = source
        self._declared: dict[str, dict[str, Scalar]] = {}
        for root in roots:
            self._declare(root)
        self._arguments = arguments
        self._found: dict[str, dict[str, Scalar]] | None = None

    def value(self, name: str) -> Scalar | None:
        """The one value of a variable, None where there is no such.

        Raises:
            UnresolvedError: It is assigned more than once, or not as a plain text.
        """
        if name in self._arguments:
            return outside(self._arguments[name])
        if self._found is None:
            self._found = self._assigned()
        values = self._declared.get(name) or self._found.get(name, {})
        if len(values) > 1:
            raise unknown(name, "is set more than once in this file")
        return next(iter(values.values()), None)

    def _declare(self, root: Node) -> None:
        """Take what the mappings and lists of variables in YAML say."""
        for mapping in walk(root):
            for key in _DECLARING:
                node = mapping.get(key)
                entries = fields(node)
                for one in map(fields, items(node)):
                    if "name" in one and "value" in one:
                        entries = entries | {text_of(one["name"]): one["value"]}
                for name, entry in entries.items():
                    value = fields(entry).get("value", entry)
                    if isinstance(value, Scalar):
                        self._declared.setdefault(name, {})[value.text] = value

    def _assigned(self) -> dict[str, dict[str, Scalar]]:
        """The values that lines assign, by the names of variables."""
        found: dict[str, dict[str, Scalar]] = {}
        for match in _ASSIGNMENT.finditer(self._source.text):
            value = self._source.scalar(match["value"], *match.span("value"))
            found.setdefault(match["name"], {})[value.text] = value
        return found


def finder(lookup: Callable[[str], Scalar | None], values: Mapping[str, Scalar]) -> Finder:
    """Finds the variables of a text of a script or a pipeline.

    Args:
        lookup: Gives the value of a variable.
        values: What expressions such as `matrix.tag` stand for.
    """

    def find(scalar: Scalar) -> Iterator[Variable]:
        for match in _VARIABLE.finditer(scalar.text):
            yield Variable(*match.span(), _value(match, scalar, lookup, values))

    return find


def _value(
    match: re.Match[str],
    scalar: Scalar,
    lookup: Callable[[str], Scalar | None],
    values: Mapping[str, Scalar],
) -> Scalar:
    if match["expression"] is not None:
        expression = match["expression"].strip()
        if expression in values:
            return values[expression]
        source, _, name = expression.partition(".")
        if source not in _SOURCES or not re.fullmatch(r"\w+", name):
            raise known_later(match[0], "when it runs")
    else:
        name = next(filter(None, match.group("name", "macro", "env", "plain", "batch")), "")
    if not name:
        raise known_later(match[0], "when it runs")
    value = lookup(name)
    if value is None and match["default"] is not None:
        value = scalar.part(*match.span("default"))
    if value is None:
        raise UnresolvedError(f"{quoted(match[0])} is known only when it runs")
    return value
