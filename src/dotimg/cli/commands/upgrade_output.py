"""What `upgrade` writes: files in place, stdout, diffs and hints."""

import sys
from typing import TYPE_CHECKING

from dotimg.cli.context import Settings, complain, say, warn
from dotimg.cli.progress import working
from dotimg.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dotimg.catalog.tables import Catalog
    from dotimg.cli.render.progress import Work
    from dotimg.upgrade.model import FileUpgrade


def done_with(
    settings: Settings, found: "list[FileUpgrade]", on_stdin: str, *, write: bool, show: bool
) -> "list[FileUpgrade]":
    """Write what changed; those files that could be written, or else that can be shown.

    Args:
        settings: The common options.
        found: What becomes of all files.
        on_stdin: The path of the file that is written to stdout, empty for none.
        write: Whether to write.
        show: Whether a diff is shown.
    """
    if write:
        with working(settings, "writing files") as work:
            failed = _write(settings, found, on_stdin, work)
        return [one for one in found if one.path not in failed]
    return _showable(settings, found) if show else found


def _write(settings: Settings, found: "list[FileUpgrade]", on_stdin: str, work: "Work") -> set[str]:
    """Write what changed, each file in one step; the paths that could not be written.

    Files that belong together are written all, or none of them.
    """
    from dotimg.files.writing import remove_stale, replace

    remove_stale(one.path for one in found if one.path != on_stdin)
    failed: set[str] = set()
    written: dict[str, FileUpgrade] = {}
    # Images last: where a run is ended in between, the next one still finds what belongs to them.
    for one in work.through(sorted(found, key=lambda one: bool(one.moves)), len(found)):
        if failed.intersection(one.together):
            failed.add(one.path)
            continue
        try:
            if one.path == on_stdin:
                _expect_no_command(one.new.splitlines(), "the file")
                sys.stdout.buffer.write(one.new)
                continue
            if one.old != one.new and (others := replace(one.path, one.old, one.new)):
                names = "another name keeps" if others == 1 else f"{others} other names keep"
                warn(settings, f"{one.path}: was a hard link; {names} the old text")
            written[one.path] = one
        except InputError as error:
            complain(f"{one.path}: {error}")
            failed.add(one.path)
            failed |= _taken_back([written[path] for path in one.together if path in written])
    return failed


def _taken_back(written: "list[FileUpgrade]") -> set[str]:
    """Put the old bytes back into files whose others could not be written; their paths."""
    from dotimg.files.writing import replace

    for one in written:
        try:
            if one.old != one.new:
                replace(one.path, one.new, one.old)
                complain(f"{one.path}: is not changed: a related file cannot be written")
        except InputError as error:
            complain(f"{one.path}: {error}")
    return {one.path for one in written}


def _showable(settings: Settings, found: "list[FileUpgrade]") -> "list[FileUpgrade]":
    """Those whose diff can be shown as it is, which a terminal's need not."""
    from dotimg.upgrade.diff import diff

    if sys.stdout.isatty() or settings.color:
        return found
    showable = []
    for one in found:
        try:
            if one.old != one.new:
                _expect_no_command(diff(one), "its diff")
            showable.append(one)
        except InputError as error:
            complain(f"{one.path}: {error}")
    return showable


def _expect_no_command(lines: "Iterable[bytes]", what: str) -> None:
    """Print nothing byte by byte that the log of a CI system would make more of.

    Raises:
        InputError: A line is a command for the runner of one.
    """
    from dotimg.cli.render.upgrades import command_in

    if number := command_in(lines):
        raise InputError(f"line {number} of {what} is a command for CI runners: nothing is printed")


def tell(settings: Settings, found: "Iterable[FileUpgrade]") -> None:
    """Why images move or stay, and what to look at, on stderr; each hint once."""
    from dotimg.cli.render import upgrade_remarks

    every = list(found)
    say(settings, upgrade_remarks.moves(every))
    say(settings, upgrade_remarks.companions(every))
    for block in upgrade_remarks.remarks(every):
        say(settings, block)


def show(settings: Settings, found: "Iterable[FileUpgrade]") -> None:
    """Print the diffs: for people readable and safe, in a pipe byte by byte."""
    from dotimg.cli.render import upgrades
    from dotimg.upgrade.diff import diff

    terminal = sys.stdout.isatty()
    color = settings.colors(sys.stdout)
    for one in found:
        if one.old == one.new:
            continue
        for line in diff(one):
            if terminal or color:
                sys.stdout.write(upgrades.shown(line, color=color) + "\n")
            else:
                sys.stdout.buffer.write(line)


def show_markdown(
    settings: Settings,
    catalog: "Catalog",
    mirrors: "Iterable[str | None]",
    found: "list[FileUpgrade]",
) -> None:
    """Print the text of a pull request."""
    from dotimg.cli.pull_request import compared
    from dotimg.cli.render import upgrade_markdown

    changed = compared(catalog, settings.today, mirrors, found)
    sys.stdout.write(upgrade_markdown.document(found, changed) + "\n")
