"""The files of this repository, without what lies beside them."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from dotimg.files.ignore_rules import IgnoreRules
from tests.tables import note
from tests.upstream import frozen

ROOT = Path(__file__).parent.parent


def files() -> list[str]:
    """The paths that git has, or would have; without git, those that `.gitignore` leaves."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        return list(_left(IgnoreRules(print), ""))
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _left(rules: IgnoreRules, inside: str) -> Iterator[str]:
    rules = rules.entered(str(ROOT / inside), inside)
    for entry in os.scandir(ROOT / inside):
        path, folder = inside + entry.name, entry.is_dir(follow_symlinks=False)
        if entry.name != ".git" and rules.takes(path, folder=folder):
            yield from _left(rules, f"{path}/") if folder else (path,)


def copied(to: Path) -> Path:
    """A copy of them, with the tables that the tests know.

    But no digests, which `pick` and `check` of tags do not read: to pack them takes longest of all
    that an installation does.
    """
    for name in files():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, to / name)
    for table in Path(frozen.folder()).glob("*.[jbi]*"):
        shutil.copy2(table, to / "data" / table.name)
    (to / "data" / "digests.jsonl").write_bytes(b"")
    note(to / "data", "digests.jsonl")
    return to
