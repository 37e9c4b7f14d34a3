"""Rules of `.gitignore` files without git: what git says, in linear time, whatever they are."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dotimg.files.ignore_rules import IgnoreRules, matcher, rules_of
from dotimg.files.side_files import LARGEST
from tests.needs import need
from tests.patience import patience

PIECES = (
    *(b"a", b"b", b"ab", b"*", b"**", b"/", b"**/", b"/**", b"?", b"[ab]", b"[!a]", b"[z-a]"),
    *(b"[a-b]", b"\\", b"\\a", b" ", b"!", b"#", b"[", b"]", b"[[:alpha:]]", b"[[:foo:]]", b"[]a]"),
    *(b"-", b"[^b]", b"[[a]", b"[a-", b"[\\]]", b"\xc3\xa9", b"\t", b"[a--b]", b"\\/", b"\r"),
)
NAMES = ("a", "b", "ab", "aab", "x", " a", "a ", "\u00e9", "]", "-", "[", "#a", "!a")


def left(tree: Path) -> set[str]:
    """The files that the rules of a tree leave in."""

    def walk(rules: IgnoreRules, inside: str) -> Iterator[str]:
        rules = rules.entered(str(tree / inside), inside)
        for entry in os.scandir(tree / inside):
            path, folder = inside + entry.name, entry.is_dir()
            if entry.name not in (".git", ".gitignore") and rules.takes(path, folder=folder):
                yield from walk(rules, f"{path}/") if folder else (path,)

    return set(walk(IgnoreRules(print), ""))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in (".", "a", "a/b", "x", "a/b/ab", "a/x"):
        (tmp_path / folder).mkdir(exist_ok=True)
        for name in NAMES:
            if not (tmp_path / folder / name).exists() and name not in ("a", "b", "x", "ab"):
                (tmp_path / folder / name).touch()
    return tmp_path


@pytest.mark.parametrize("seed", range(4))
def test_any_rules_leave_what_git_leaves(tree: Path, seed: int) -> None:
    git = need("git")
    subprocess.run([git, "init", "-q", str(tree)], check=True)
    some = random.Random(seed)  # noqa: S311  a fixed seed, so that a failure comes again
    for _ in range(60):
        lines = [b"".join(some.choices(PIECES, k=some.randint(1, 6))) for _ in range(2)]
        content = b"\n".join(lines)
        (tree / ".gitignore").write_bytes(content)
        (tree / "a/.gitignore").write_bytes(b"!ab\n/b/*\n" if some.random() < 1 / 4 else b"")
        listed = subprocess.run(
            [git, "ls-files", "-z", "--others", "--exclude-standard"],
            cwd=tree, capture_output=True, check=True,
        ).stdout  # fmt: skip
        of_git = {os.fsdecode(name) for name in listed.split(b"\0") if name}
        of_git -= {".gitignore", "a/.gitignore"}
        assert left(tree) == of_git, content


@pytest.mark.parametrize("line", ["bin\\", "!", "[z-a]", "[a--b]", "[", "[[:x:]]", "a[", "!/", "/"])
def test_a_line_that_means_nothing_matches_nothing(line: str) -> None:
    for rule in rules_of(line.encode()):
        assert not rule.matches(b"bin")
        assert not rule.matches(line.encode())


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        (b"*a" * 2000 + b"b", b"a" * 4000),
        (b"**/a/" * 800 + b"b", b"a/" * 2000 + b"c"),
        (b"**/*a*a/" * 400 + b"b", b"aaaa/" * 800 + b"c"),
        (b"**/a*" * 800 + b"b", b"aa/" * 1300 + b"c"),
        (b"*[!b]*?" * 600 + b"/b", b"a" * 4000),
        (b"**/" * 1300 + b"b", b"a/" * 2000 + b"c"),
    ],
)
def test_no_pattern_takes_longer_than_it_is_long(pattern: bytes, path: bytes) -> None:
    with patience():
        assert not matcher(pattern)(path)


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_what_is_no_regular_file_of_a_sane_size_is_said_and_not_read(tmp_path: Path) -> None:
    said: list[str] = []
    rules = tmp_path / ".gitignore"

    def takes() -> bool:
        return IgnoreRules(said.append).entered(str(tmp_path), "").takes("a", folder=False)

    rules.write_bytes(b"a\n")
    assert not takes()
    rules.write_bytes(b"a\n" * LARGEST)
    assert takes()
    rules.unlink()
    (tmp_path / "other").write_bytes(b"a\n")
    rules.symlink_to("other")  # which git does not follow either
    assert takes()
    rules.unlink()
    os.mkfifo(rules)
    assert takes()
    assert said == [
        f"{rules}: is not read: it is larger than 1 MB",
        f"{rules}: is not read: it is not a regular file",
        f"{rules}: is not read: it is not a regular file",
    ]
