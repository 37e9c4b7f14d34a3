"""Findings for people: each with its line and a mark under the image."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from dotimg.check.model import SEVERITIES, Finding
from dotimg.cli.render.findings.answer import CheckAnswer
from dotimg.cli.render.wrapping import broken
from dotimg.errors import printable

_WIDTH = 80
_LONG = 20  # findings, of which more fill several screens
_MOST_IMAGES = 10
_BEFORE = 8  # characters in front of the image that are kept of a long line
_COMMAND = re.compile(r"##(?=\w*\[)")  # for the runner of a CI system
_COLOURS = {"error": "31", "warning": "33", "note": "36"}


def rendered(answer: CheckAnswer) -> str:
    """The findings, an overview of many, and the line that counts."""
    findings, color = answer.findings, answer.color
    told = [
        *lines(findings, color=color, columns=answer.columns),
        *overview(findings, color=color),
    ]
    if answer.files or not answer.unusable:
        told.append(counted(answer))
        told += fixable(answer.fixable)
    return "".join(f"{line}\n" for line in told)


def lines(findings: Sequence[Finding], *, color: bool, columns: int = 0) -> Iterator[str]:
    """The findings, those of one image together, with an empty line after each image.

    Their sentences are broken between words for a terminal of so many columns, 0 for none.
    """
    for _, group in groupby(findings, key=_place):
        together = list(group)
        for one in together:
            yield from _headline(one, color=color, columns=columns)
        yield from _excerpt(together[0], color=color)
        for replacement in dict.fromkeys(one.replacement for one in together):
            if replacement:
                yield f"{_gutter(together[0])} = use {printable(replacement)}"
        yield ""


def overview(findings: Sequence[Finding], *, color: bool) -> Iterator[str]:
    """Of many findings how many there are of each rule, and of the images that have most."""
    if len(findings) <= _LONG:
        return
    yield "By rule:"
    rules = Counter((one.severity, one.rule, one.name) for one in findings)
    worst_first = sorted(rules, key=lambda one: (-SEVERITIES.index(one[0]), -rules[one], one))
    for severity, rule, name in worst_first:
        painted = _painted(f"{severity:<7}", _COLOURS[severity], color=color)
        yield f"{rules[severity, rule, name]:>6}  {painted}  {rule} {name}"
    yield ""
    yield "By image:"
    images = Counter(one.image for one in findings)
    most = sorted(images, key=lambda one: (-images[one], one))
    for image in most[:_MOST_IMAGES]:
        yield f"{images[image]:>6}  {_shortened(printable(image), _WIDTH - 8)}"
    if rest := most[_MOST_IMAGES:]:
        yield f"{sum(images[one] for one in rest):>6}  of {_count(len(rest), 'other image')}"
    yield ""


def fixable(count: int | None) -> Iterator[str]:
    """What to put below the line that counts: what `upgrade` would fix, where that was asked."""
    if count is None:
        yield "run 'dotimg upgrade' to see what can be fixed"
    elif count:
        yield f"{count} can be fixed: run 'dotimg upgrade'"


def counted(answer: CheckAnswer) -> str:
    """One line that counts: findings by severity, files and .NET images, what was skipped.

    Where it is not of the whole, for some files could not be read, it says so.
    """
    held = answer.held
    images, files = _count(answer.images, ".NET image"), _count(answer.files, "file")
    rest = f"; {len(answer.skipped)} skipped" if answer.skipped else ""
    rest += f"; {len(held)} in the baseline" if held else ""
    if not answer.findings:
        nothing = "No problems" if held is None else "No new problems"
        read = " that could be read" if answer.unusable else ""
        return f"{nothing} in {images} ({files}{read}){rest}"
    counts = Counter(one.severity for one in answer.findings)
    told = [_count(counts[name], name) for name in reversed(SEVERITIES) if counts[name]]
    return f"{', '.join(told)} in {images} ({files}){rest}"


def _place(one: Finding) -> tuple[str, int, int, str]:
    return one.path, one.line, one.column, one.image


def _headline(one: Finding, *, color: bool, columns: int) -> Iterator[str]:
    where = f"{printable(one.path)}:{one.line}:{one.column}:"
    text = f"{where} {one.severity} {one.rule} {one.name}: {printable(one.message)}"
    painted = f"{where} {_painted(one.severity, _COLOURS[one.severity], color=color)}"
    for line in broken(text, columns) if columns else [text]:
        yield line.replace(f"{where} {one.severity}", painted, 1)


def _excerpt(one: Finding, *, color: bool) -> Iterator[str]:
    if not one.excerpt:
        return
    gutter = _gutter(one)
    room = _WIDTH - len(gutter) - len(" | ")
    start = one.column - 1
    size = max(one.end_column - one.column, 1)
    text = one.excerpt
    if not text.isprintable():
        # One character each, so that the mark stays under what it marks.
        text = "".join(char if char.isprintable() else " " for char in text)
    text = _COMMAND.sub("# ", text)
    if len(text) > room:
        cut = max(0, min(start - _BEFORE, len(text) - room))
        text, start = text[cut : cut + room], start - cut
    size = min(size, room - start)
    mark = _painted("^" * size, _COLOURS[one.severity], color=color)
    yield f"{one.line:>{len(gutter)}} | {text}"
    yield f"{gutter} | {' ' * start}{mark}"


def _shortened(text: str, room: int) -> str:
    """A text that fits, its end kept, where an image has its tag."""
    return text if len(text) <= room else f"...{text[3 - room :]}"


def _gutter(one: Finding) -> str:
    return " " * max(3, len(str(one.line)))


def _painted(text: str, colour: str, *, color: bool) -> str:
    return f"\x1b[1;{colour}m{text}\x1b[0m" if color else text


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
