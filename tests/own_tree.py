"""The files of this repository, without what lies beside them."""

import shutil
import subprocess
from pathlib import Path

import pathspec

ROOT = Path(__file__).parent.parent


def files() -> list[str]:
    """The paths that git has, or would have; without git, those that `.gitignore` leaves."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        ignored = pathspec.GitIgnoreSpec.from_lines((ROOT / ".gitignore").read_text().splitlines())
        return list(ignored.match_tree_files(ROOT, negate=True))
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def copied(to: Path) -> Path:
    """A copy of them."""
    for name in files():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, to / name)
    return to
