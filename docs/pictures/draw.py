"""Draws what a terminal shows of the examples of the pages, as SVG.

python docs/pictures/draw.py            writes the pictures here
python docs/pictures/draw.py FOLDER     writes them elsewhere

A picture shows one command of a page, run with colour and 80 columns in the folder that the page
has made by then. Earlier commands of dotimg itself do not run: no picture needs what they write.
The text is in the reader's own monospace font.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from rich.console import Console
from rich.text import Text

from dotimg.catalog.tables import ELSEWHERE

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT))
from tests.conftest import DAY  # noqa: E402  found by the line above
from tests.console import examples, run  # noqa: E402

COLUMNS = 80
# The picture, its page, and how the command in it begins there.
PICTURES = (
    ("check", "README.md", "dotimg -q check Dockerfile"),
    ("ask-a-fleet", "docs/guide/ask-a-fleet.md", "dotimg -q inventory fleet"),
    ("check-in-ci", "docs/guide/check-in-ci.md", "dotimg -q check shop"),
    ("containerize", "docs/guide/containerize.md", "dotimg -q scaffold Shop.slnx --compose"),
    ("move-a-fleet", "docs/guide/move-a-fleet.md", "dotimg upgrade fleet/web"),
    (
        "pick-in-a-script",
        "docs/guide/pick-in-a-script.md",
        "dotimg -q pick --version 10 --os debian",
    ),
    ("pin-digests", "docs/guide/pin-digests.md", "dotimg -q explain sha256:"),
    ("scanner-reports", "docs/guide/scanner-reports.md", "dotimg -q explain CVE-"),
)
_TEMPLATE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>TITLE</title>
<style>
.{unique_id}-title {{ font: bold 18px system-ui, sans-serif; }}
.{unique_id}-matrix {{ font: {char_height}px ui-monospace, Menlo, Consolas, monospace; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main(folder: Path) -> None:
    """Write all pictures into a folder."""
    for name, command, output in shown():
        (folder / f"{name}.svg").write_text(drawn(name, command, output), "utf-8", newline="\n")


def shown() -> Iterator[tuple[str, str, str]]:
    """The name of each picture, its command, and what that prints to a terminal."""
    for name, page, beginning in PICTURES:
        text = (ROOT / page).read_text("utf-8")
        told = examples(text)
        at = next(at for at, one in enumerate(told) if one.command.startswith(beginning))
        command = told[at].command
        before = [one for one in told[:at] if "dotimg " not in one.command]
        with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as folder:
            kept = {name: os.environ[name] for name in ("PATH", ELSEWHERE)}
            environment = {**kept, "HOME": home, "DOTIMG_TODAY": DAY}
            list(run(before, Path(folder), environment))
            done = subprocess.run(
                ["bash", "-c", command.replace("dotimg ", "dotimg --color ", 1)],
                cwd=folder, env={**environment, "COLUMNS": str(COLUMNS)},
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            )  # fmt: skip
        yield name, command.replace("dotimg -q ", "dotimg "), done.stdout


def drawn(name: str, command: str, output: str) -> str:
    """A command and its output as SVG."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True)
        console.print(Text(f"$ {command}", "bold"))
        console.print(Text.from_ansi(output.rstrip("\n")))
        drawing = console.export_svg(title=command, code_format=_TEMPLATE, unique_id=name)
    return drawing.replace("TITLE", escape(command), 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
