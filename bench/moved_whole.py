"""Moves whole public repositories to .NET 10.0, and reads the edited trees again by other means.

    python bench/moved_whole.py FOLDER_WITH_CLONES [NAME...] > result.json

Each clone is copied. `upgrade --write` is run in the copy, and beside it the printed diff is
applied with git: both have to give the same tree. Then, with nothing of dotimg but what it printed,
each Dockerfile whose FROM changed is held against the project that it publishes or starts, the
nearest `global.json` and its own `-f`: where one of them is of another channel, a warning has to
name one of these files, else the disagreement is silent. Run again, nothing may change; `check` is
timed beside.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

TO = "10.0"
FROM = re.compile(
    r"(?im)^\s*FROM\s+(?:--platform=\S+\s+)?\S*dotnet/(?:sdk|aspnet|runtime)\S*:(\d+\.\d+)"
)
PUBLISHED = re.compile(
    r"dotnet\"?,?\s+\"?(?:publish|build|run)\b[^\n&;|]*?([\w./\\-]+\.(?:cs|fs|vb)proj)"
)
STARTED = re.compile(r"([\w.-]+)\.dll\"?\s*\]?\s*$", re.MULTILINE)
FRAMEWORK = re.compile(r"<TargetFrameworks?\b[^>]*>([^<]*)</TargetFrameworks?>")
OPTION = re.compile(r"(?:\s-f|--framework)[\s=\"',]+net(?:coreapp)?(\d+\.\d+)")
DAY = "2026-11-27"


def run(arguments: list[str], folder: Path) -> tuple[int, bytes, str]:
    """The exit code, stdout and stderr of dotimg."""
    command = [sys.executable, "-m", "dotimg", "--today", DAY, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def text_of(path: Path) -> str:
    """The text of a file, in UTF-16 too."""
    content = path.read_bytes()
    return content.decode(
        "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace"
    )


def framework(project: Path, root: Path) -> str:
    """What a project states as its target frameworks, or the nearest shared file above it."""
    folder = project.parent
    while True:
        own = [project] if folder == project.parent else []
        for file in (*own, folder / "Directory.Build.props"):
            if file.is_file() and (found := FRAMEWORK.search(text_of(file))):
                return found[1].strip()
        if folder in {root, folder.parent}:
            return ""
        folder = folder.parent


def projects(dockerfile: Path, text: str, every: list[Path]) -> list[Path]:
    """The projects that a Dockerfile publishes, else those that it is called after."""
    names = {one.replace("\\", "/").rpartition("/")[2] for one in PUBLISHED.findall(text)}
    names = names or {f"{one}.csproj" for one in STARTED.findall(text)}
    found = [one for one in every if one.name in names]
    beside = [one for one in found if one.is_relative_to(dockerfile.parent)]
    return beside or found


def pinned(folder: Path, root: Path) -> str:
    """The SDK that the nearest `global.json` insists on; empty where newer ones will do."""
    while True:
        file = folder / "global.json"
        if file.is_file():
            text = text_of(file)
            version = re.search(r"\"version\"\s*:\s*\"([^\"]+)\"", text)
            loose = re.search(
                r"\"rollForward\"\s*:\s*\"(?:latest)?(?:major)\"", text, re.IGNORECASE
            )
            return version[1] if version and not loose and "sdk" in text else ""
        if folder in {root, folder.parent}:
            return ""
        folder = folder.parent


def disagreements(dockerfile: Path, root: Path, every: list[Path]) -> tuple[list[str], list[Path]]:
    """What of a moved Dockerfile is of another channel, and the projects it was held against."""
    text = text_of(dockerfile)
    found, own = [], projects(dockerfile, text, every)
    for project in own:
        stated = framework(project, root)
        if "$" in stated or not re.search(r"net(?:coreapp)?\d+\.\d+", stated):
            continue
        if f"net{TO}" not in stated:
            found.append(f"{project.relative_to(root)} is for {stated}")
        sdk = pinned(project.parent, root)
        if sdk and int(sdk.partition(".")[0]) < int(TO.partition(".")[0]):
            found.append(f"global.json above {project.relative_to(root)} asks for {sdk}")
    found += [f"-f net{one}" for one in OPTION.findall(text) if one != TO]
    return found, own


def tree(folder: Path) -> dict[str, bytes]:
    """The bytes of all files but those of git."""
    files = (one for one in folder.rglob("*") if one.is_file() and ".git" not in one.parts)
    return {str(one.relative_to(folder)): one.read_bytes() for one in files}


def measured(clone: Path, scratch: Path) -> dict[str, Any]:
    """What came of one repository."""
    moved, applied = scratch / "moved", scratch / "applied"
    for copy in (moved, applied):
        shutil.copytree(clone, copy, symlinks=True)
    before = tree(moved)
    start = time.monotonic()
    run(["check", ".", "--fail-on", "never"], applied)
    checked = time.monotonic() - start
    start = time.monotonic()
    code, diff, said = run(["upgrade", ".", "--to", TO], applied)
    took = time.monotonic() - start
    git = subprocess.run(
        [str(shutil.which("git")), "apply", "-"],
        cwd=applied,
        input=diff,
        capture_output=True,
        check=False,
    )
    _, out, _ = run(["upgrade", ".", "--to", TO, "--write", "--format", "json"], moved)
    told = json.loads(out) if out else {"left": [], "advice": [], "skipped": [], "edits": []}
    after = tree(moved)
    changed = [name for name in before if before[name] != after[name]]
    again, _, _ = run(["upgrade", ".", "--to", TO, "--check"], moved)
    every = [
        one for one in moved.rglob("*.*proj") if one.suffix in (".csproj", ".fsproj", ".vbproj")
    ]
    named = {one["path"] for kind in ("left", "advice", "skipped") for one in told[kind]}
    silent, whole, warned = [], 0, 0
    for name in changed:
        old, new = (
            FROM.findall(before[name].decode(errors="replace")),
            FROM.findall(after[name].decode(errors="replace")),
        )
        if old == new or TO not in new:
            continue
        wrong, own = disagreements(moved / name, moved, every)
        paths = {name, *(str(one.relative_to(moved)) for one in own)}
        if wrong and not paths & named:
            silent.append({"path": name, "wrong": wrong})
        warned += bool(wrong)
        whole += bool(own) and not wrong
    reasons = Counter(
        re.sub(r"^\S+ (?=has|is)|[\w./-]+(?:proj|props)", "X", one["reason"])[:70]
        for one in told["left"]
    )
    return {
        "name": clone.name,
        "exit": code,
        "bug": "a bug in dotimg" in said,
        "changed": len(changed),
        "edits": Counter(one["kind"] for one in told["edits"]),
        "whole": whole,
        "warned": warned,
        "silent": silent,
        "left": reasons,
        "applies": git.returncode == 0 and tree(applied) == after,
        "git": git.stderr.decode(errors="replace")[-300:],
        "again": again,
        "check": round(checked, 2),
        "upgrade": round(took, 2),
    }


def main() -> None:
    """One document of all repositories."""
    folder, *names = sys.argv[1:]
    results = []
    for clone in sorted(Path(folder).iterdir()):
        if (clone / ".git").is_dir() and (not names or clone.name in names):
            with tempfile.TemporaryDirectory() as scratch:
                results.append(measured(clone, Path(scratch)))
                print(json.dumps(results[-1]), file=sys.stderr, flush=True)
    json.dump(results, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
