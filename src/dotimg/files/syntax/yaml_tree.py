"""YAML as trees of texts with their positions; tags are not applied, and no objects are created."""

import re
from collections.abc import Iterator

import yaml

from dotimg.errors import InputError, printable, quoted
from dotimg.files.syntax.source import DecodedText, source_of
from dotimg.files.syntax.tree import Node, Opaque, Scalar, fields, items

DEPTH_LIMIT = 200
# Values that a file may have through aliases alone: far above real files, far below a bomb.
ALIASED_LIMIT = 200_000

_NULLS = ("null", "Null", "NULL", "~")
# What YAML 1.2 does not accept (section 5.1), besides what a `DecodedText` never holds.
_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ufffd]")
# An anchor, a tag or both stand in front of a value and belong to its position.
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+){0,2}")
# What the parser quotes of the file; single characters are of its own grammar.
_WORDS = re.compile(r"""(['"]).{2,}\1""", re.DOTALL)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # not every build of PyYAML has libyaml


def documents(content: bytes, path: str = "") -> list[Node]:
    """The documents of a file; fields behind `<<` are those of the mapping itself.

    Args:
        content: The bytes of the file.
        path: What its spans are to call the file.

    Raises:
        InputError: It is not YAML, or nested too deep; the message names the line.
    """
    source = source_of(content, path)
    if strange := _UNPRINTABLE.search(source.text):
        line = source.line(strange.start())
        raise InputError(
            f"line {line}: YAML does not allow the character '{printable(strange[0])}'"
        )
    try:
        return list(_Composer(source, yaml.parse(source.text, Loader=_LOADER)).documents())
    except yaml.MarkedYAMLError as error:
        problem = _WORDS.sub("'...'", error.problem or "invalid YAML")
        mark = error.problem_mark or error.context_mark
        raise InputError(f"line {mark.line + 1 if mark else 1}: {problem}") from None


class _Composer:
    """Puts the parser's events together; an alias is the node that it names, never a copy."""

    def __init__(self, source: DecodedText, events: Iterator[yaml.Event]) -> None:
        self._source = source
        self._events = events
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._size = 0  # nodes so far, those behind an alias counted each time
        self._aliased = 0

    def documents(self) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors = {}
                yield self._node(next(self._events), 0)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if not isinstance(event, yaml.NodeEvent) or depth > DEPTH_LIMIT:
            raise _fault(event, f"it is nested more than {DEPTH_LIMIT} levels deep")
        before = self._size
        self._size += 1
        node = self._content(event, depth)
        if event.anchor:
            self._anchors[event.anchor] = node, self._size - before
        return node

    def _alias(self, event: yaml.AliasEvent) -> Node:
        name = event.anchor or ""
        if name not in self._anchors:
            raise _fault(event, "this alias has no anchor above")
        node, size = self._anchors[name]
        self._size += size
        self._aliased += size
        if self._aliased > ALIASED_LIMIT:
            raise _fault(event, "the aliases up to here repeat too much: write fewer of them")
        return node

    def _content(self, event: yaml.NodeEvent, depth: int) -> Node:
        start = _start(event)
        if isinstance(event, yaml.ScalarEvent):
            node: Node = self._scalar(event)
            end = _end(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node, end = self._sequence(depth)
        else:
            node, end = self._mapping(start, depth)
        return self._tagged(event, node, start, end)

    def _tagged(self, event: yaml.NodeEvent, node: Node, start: int, end: int) -> Node:
        """The node, unless its tag is one of the tool's own, such as GitLab's `!reference`."""
        tag = getattr(event, "tag", None) or ""
        if not tag.startswith("!") or tag in {"!", "!override"}:
            return node
        if tag == "!reset":  # compose: nothing, whatever stands here
            return self._source.scalar("", start, end)
        return Opaque(
            f"what the tag {quoted(tag)} gives is not known", self._source.span(start, end)
        )

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        value, start, end = event.value, _start(event), _end(event)
        if event.anchor or event.tag:
            match = _PROPERTIES.match(self._source.text, start, end)
            start = match.end() if match else start
        if event.style in {"'", '"'}:
            start, end = start + 1, end - 1
        elif not event.style and value in _NULLS:
            value = ""
        return self._source.scalar(value, start, end)._replace(plain=not event.style)

    def _sequence(self, depth: int) -> tuple[Node, int]:
        found: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._node(event, depth + 1))
        return found, _end(event)

    def _mapping(self, start: int, depth: int) -> tuple[Node, int]:
        own: dict[str, Node] = {}
        merged: dict[str, Node] = {}
        template = False
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(key, Scalar):
                template = True
            elif key.text == "<<":
                _merge(merged, value)
            else:
                own[key.text] = value
        end = _end(event)
        if template and self._source.text.startswith("{", start):
            return Opaque("a template is here", self._source.span(start, end)), end
        return merged | own, end


def _merge(merged: dict[str, Node], value: Node) -> None:
    """Add the fields of a mapping, or of a list of mappings where the first ones win."""
    for source in reversed([value, *items(value)]):
        merged.update(fields(source))


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _end(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0


def _fault(event: yaml.Event, what: str) -> InputError:
    return InputError(f"line {event.start_mark.line + 1 if event.start_mark else 1}: {what}")
