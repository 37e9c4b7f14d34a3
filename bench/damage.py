"""Damages the tables in many ways, and looks at every answer that is given of them.

Each try damages one table of a copy as a bad disk would, once as the catalog that `--catalog`
names and once as that of the last refresh, and asks for picks, support and explanations. An answer
must be that of whole tables; instead of one a named catalog may be refused (exit 3), while one of
the last refresh must give way to that of the installation.

`python -m bench.damage [TRIES] [TABLE...]`
"""

import contextlib
import io
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.base.shapes import build, layer, layout, rows
from tests.tables import change, damaged

from dotimg.catalog.tables import bundled_folder
from dotimg.cli import run

DAY = "2026-08-22"
REFRESHED = "2026-08-21"
TABLES = (
    *("catalog.json", "releases.json", "cves.json", "tags.jsonl", "images.jsonl"),
    *("publishers.json", "packages.json", "distros.json"),
    *("digests.bin", "digests.idx", "digests.jsonl", "layers.bin"),
)
DIGEST = "sha256:b0beb9cc1dee1c1b0749796110d4734292071b814207ad0d4f40611f7db04f7b"
QUESTIONS = (
    ("pick", "--digest", "--os", "alpine"),
    ("support",),
    ("explain", "aspnet:8.0.11-alpine3.20"),
    ("explain", DIGEST),
    ("base", "--archive", "layout"),
    ("upgrade", "Dockerfile", "--diff"),
    ("check", "Dockerfile"),
)
# What needs to know what another system calls a package.
DOCKERFILE = """FROM mcr.microsoft.com/dotnet/aspnet:7.0-bullseye-slim
RUN apt-get update && apt-get install -y libicu67
"""


def answer(*arguments: str) -> tuple[int, str]:
    """The exit code and the answer of a run in this process."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = run(["-q", "--today", DAY, *arguments])
        out.flush()
    return code, out.buffer.getvalue().decode()


@contextlib.contextmanager
def another(path: Path, content: bytes) -> Iterator[None]:
    """Another content of a file for a while."""
    right = path.read_bytes()
    path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(right)


def main() -> None:
    """Damage, ask and print."""
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        os.environ.update(HOME=name, XDG_DATA_HOME=name)
        os.chdir(name)
        (home / "Dockerfile").write_text(DOCKERFILE)
        image = build(rows()[0], [*rows()[0].layers, layer("app")])
        layout(home / "layout", [image.manifest.descriptor()], list(image))
        right = {question: answer(*question) for question in QUESTIONS}
        tables = home / "dotimg" / "catalogs" / f"{REFRESHED}-copy"
        shutil.copytree(bundled_folder(), tables)
        change(tables, lambda index: index.update(as_of=REFRESHED))
        (home / "dotimg" / "current").write_text(tables.name)
        for table in sys.argv[2:] or TABLES:
            outcomes: Counter[str] = Counter()
            for number in range(tries):
                content = (tables / table).read_bytes()
                with another(tables / table, damaged(content, Random(number))):  # noqa: S311
                    for question in QUESTIONS:
                        given = answer("--catalog", str(tables), *question)
                        outcomes[judged(given, right[question], may_refuse=True)] += 1
                        given = answer(*question)
                        outcomes[judged(given, right[question], may_refuse=False)] += 1
            told = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
            print(f"{table:14} {tries} damages: {told}", flush=True)


def judged(given: tuple[int, str], right: tuple[int, str], *, may_refuse: bool) -> str:
    """What to call an answer."""
    if given == right:
        return "right"
    code, text = given
    if code == 3 and may_refuse and not text:  # noqa: PLR2004  the contract's
        return "refused"
    return f"WRONG (exit {code})"


if __name__ == "__main__":
    main()
