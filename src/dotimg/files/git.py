"""Which files belong to a repository, according to git.

Nothing that the repository configures is run: no monitor of its files, no hook, no transport. The
rules that git reads for its user, of `core.excludesFile`, count as they do there.
"""

import os
import re
import subprocess

from dotimg.errors import InputError

SECONDS = 20  # which git may take

_COMMAND = (
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "submodule.recurse=false", "ls-files", "-z"),
    *("--cached", "--others", "--exclude-standard"),
)
_NO_REPOSITORY = b"not a git repository"
_UNREADABLE = re.compile(rb"^warning: could not open directory '(.+?)/?': ", re.MULTILINE)


class GitRefusesError(InputError):
    """Git does not tell; the message says why."""


class GitFiles:
    """The files of a folder that are tracked, or untracked and not ignored.

    Args:
        paths: They and the repositories inside, as paths from the folder.
        unreadable: Folders of which nothing is known.
    """

    def __init__(self, paths: list[str], unreadable: list[str]) -> None:
        self._files = {os.path.normcase(path.rstrip("/")) for path in paths}
        self._folders: set[str] = set()
        # What cannot be read is searched, so that it is told.
        for path in (*self._files, *(os.path.normcase(f"{name}/") for name in unreadable)):
            self._add_folders(path)

    def _add_folders(self, path: str) -> None:
        while (path := os.path.dirname(path)) and path not in self._folders:
            self._folders.add(path)

    def entered(self, _folder: str, _inside: str) -> "GitFiles":
        """What holds in a folder inside, which is the same."""
        return self

    def takes(self, path: str, *, folder: bool) -> bool:
        """Whether a path from the folder is one of them, or holds some."""
        path = os.path.normcase(path)
        return path in self._files or (folder and path in self._folders)


def ask(folder: str, root: str) -> GitFiles | None:
    """The files in a folder that git takes for those of a repository.

    Args:
        folder: The folder.
        root: The folder with `.git`, as an absolute path.

    Returns:
        None where there is no git, or no repository.

    Raises:
        GitRefusesError: Git gives no answer, as for a tree of another user.
    """
    program = _program()
    if not program:
        return None
    try:
        done = subprocess.run(  # noqa: S603  the user's own git, and none of the tree's words
            [program, *_COMMAND],
            cwd=folder,
            env=_environment(root),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise GitRefusesError(f"no answer within {SECONDS} s") from None
    except OSError:
        return None
    if done.returncode:
        if _NO_REPOSITORY in done.stderr:
            return None
        said = done.stderr.decode("utf-8", "replace").partition("\n")[0]
        raise GitRefusesError(said.removeprefix("fatal: ") or f"exit code {done.returncode}")
    paths = [os.fsdecode(path) for path in done.stdout.split(b"\0") if path]
    return GitFiles(paths, list(map(os.fsdecode, _UNREADABLE.findall(done.stderr))))


def _program() -> str:
    """The git of the system, never one that lies in the folder where dotimg runs."""
    name = "git.exe" if os.name == "nt" else "git"
    for folder in os.get_exec_path():
        path = os.path.join(folder, name)
        if os.path.isabs(folder) and os.access(path, os.X_OK) and os.path.isfile(path):
            return path
    return ""


def _environment(root: str) -> dict[str, str]:
    """Variables that name this repository, and no other; what a user configures stays."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith("GIT_CONFIG_")
    }
    return kept | {
        "LC_ALL": "C",
        "GIT_WORK_TREE": root,  # whatever core.worktree says
        "GIT_CEILING_DIRECTORIES": os.path.dirname(root),  # none but this one
        "GIT_OPTIONAL_LOCKS": "0",
        # A clone without all its objects must not fetch them by the commands that it configures.
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "",
    }
