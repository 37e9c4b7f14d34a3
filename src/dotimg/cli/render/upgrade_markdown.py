"""What `upgrade` changes as the text of a pull request, in the Markdown of GitHub.

Nothing that a file says can be more than text there: no heading, table, link, mention or HTML.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dotimg.cli.render import changes
from dotimg.cli.render.terminal import size_text
from dotimg.cli.render.upgrade_remarks import short
from dotimg.errors import printable
from dotimg.explain.model import Changes, Inside
from dotimg.upgrade.model import FileUpgrade, Left, Move

_SPECIAL = re.compile(r"([\\`*_\[\]|~])")
# HTML, mentions, numbers of issues, addresses.
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", "#": "&#35;"}
_AMD64 = ("linux", "amd64")


def document(found: Sequence[FileUpgrade], changed: Mapping[tuple[str, str], Changes]) -> str:
    """The whole text.

    Args:
        found: What becomes of the files.
        changed: What the moves of images change, by the references before and after.
    """
    moves = [move for one in found for move in one.moves]
    files = len({one.path for one in found if one.old != one.new})
    head = f"{_count(len(moves), '.NET image')} moved in {_count(files, 'file')}."
    parts = [[head], _moved(moves), _changes(moves, changed), _reasons(moves)]
    parts += [_beside(found), _to_check(found), _left(found)]
    return "\n".join(line for part in parts if part for line in (*part, ""))


def text(words: str) -> str:
    """Words that Markdown shows as they are."""
    plain = _SPECIAL.sub(r"\\\1", printable(words))
    return "".join(_ENTITIES.get(char, char) for char in plain).replace("://", "&#58;//")


def code(words: str) -> str:
    """Words in the type of code; those that cannot stand there as they are, as plain text."""
    plain = printable(words)
    return text(words) if "`" in plain or "|" in plain or not plain.strip() else f"`{plain}`"


def _moved(moves: Sequence[Move]) -> list[str]:
    places: dict[tuple[str, str], dict[str, None]] = {}
    for move in moves:
        places.setdefault((move.old, move.new), {})[code(f"{move.path}:{move.line}")] = None
    rows = [
        f"| {code(short(old))} | {code(short(new))} | {'<br>'.join(where)} |"
        for (old, new), where in places.items()
    ]
    return ["| from | to | where |", "| --- | --- | --- |", *rows] if rows else []


def _changes(moves: Sequence[Move], changed: Mapping[tuple[str, str], Changes]) -> list[str]:
    rows, fixed = [], dict[str, None]()
    for pair in dict.fromkeys((move.old, move.new) for move in moves):
        if pair not in changed:
            continue
        found = changed[pair]
        before, after = found.old.inside, found.new.inside
        fixed.update(dict.fromkeys(one.id for one in found.fixed))
        cells = (
            code(short(pair[1])),
            _arrow(before.version, after.version),
            _arrow(_system(before), _system(after)),
            _sizes(before, after),
            str(len(found.fixed)) if found.old.remedy.counted and before.version else "not known",
            text(changes.besides(found)),
        )
        rows.append(f"| {' | '.join(cells)} |")
    if not rows:
        return []
    told = ["", f"CVEs fixed: {', '.join(map(text, sorted(fixed)))}."] if fixed else []
    return [
        "## What changes",
        "",
        "| image | version | system | compressed size | CVEs fixed | other changes |",
        "| --- | --- | --- | --- | --- | --- |",
        *rows,
        *told,
    ]


def _system(found: Inside) -> str:
    linux = [one.title for one in found.systems if one.type == "linux"]
    return next(iter(linux or [one.title for one in found.systems]), "")


def _sizes(before: Inside, after: Inside) -> str:
    """The sizes on one platform that both have, linux/amd64 if it is one."""
    old, new = (
        {(one.os, one.architecture): one.size for one in found.platforms if one.size}
        for found in (before, after)
    )
    both = [one for one in new if one in old]
    platform = _AMD64 if _AMD64 in both else next(iter(both), None)
    if not platform:
        return ""
    return _arrow(size_text(old[platform]), size_text(new[platform]))


def _arrow(old: str, new: str) -> str:
    return text(new) if old == new else f"{text(old)} → {text(new)}"


def _reasons(moves: Iterable[Move]) -> list[str]:
    reasons = dict.fromkeys(move.why for move in moves if move.why)
    return ["## Why", "", *(f"- {text(one)}" for one in reasons)] if reasons else []


def _beside(found: Iterable[FileUpgrade]) -> list[str]:
    """The edits that are not part of an image."""
    lines = [
        f"- {code(f'{edit.path}:{edit.line}')}: {code(edit.old)} → {code(edit.new)}"
        for one in found
        for edit in one.edits
        if edit.kind != "image"
    ]
    return ["## Other edits", "", *lines] if lines else []


def _to_check(found: Iterable[FileUpgrade]) -> list[str]:
    lines = dict.fromkeys(_tasks(found))
    return ["## To check", "", *lines] if lines else []


def _tasks(found: Iterable[FileUpgrade]) -> Iterator[str]:
    for one in found:
        for move in one.moves:
            for note in move.notes:
                yield f"- [ ] {code(f'{move.path}:{move.line}')}: {text(note)}"
        for advice in one.advice:
            place = code(f"{advice.path}:{advice.line}")
            yield f"- [ ] {place}: {text(advice.message)}"


def _left(found: Iterable[FileUpgrade]) -> list[str]:
    every = list(found)
    lines = [_line(left, left.reason) for one in every for left in one.left]
    said = {(left.path, left.line) for one in every for left in one.left}
    ended = [left for one in every for left in one.ended if (left.path, left.line) not in said]
    lines += [_line(left, left.reason) for left in ended]
    return ["## Not changed, or still unsupported", "", *lines] if lines else []


def _line(left: Left, reason: str) -> str:
    return f"- {code(f'{left.path}:{left.line}')}: {code(short(left.image))}: {text(reason)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
