"""The pictures in docs show what dotimg prints, and pages use them."""

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
_TEXT = re.compile(r"<text[^>]*>(.*?)</text>")
_IMAGE = re.compile(r"!\[([^\]]+)\]\(([^)]+\.svg)\)")


def text_in(picture: Path) -> str:
    """What a picture says, whatever its colours and positions."""
    return unescape("".join(_TEXT.findall(picture.read_text("utf-8")))).replace("\xa0", " ")


@pytest.mark.skipif(sys.platform == "win32", reason="the pictures are of a POSIX shell")
def test_pictures_show_what_dotimg_prints_now(tmp_path: Path) -> None:
    programs, drawn = tmp_path / "bin", tmp_path / "drawn"
    programs.mkdir()
    drawn.mkdir()
    program = programs / "dotimg"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}/src" "{sys.executable}" -m dotimg "$@"\n')
    program.chmod(0o755)
    subprocess.run(
        [sys.executable, PICTURES / "draw.py", drawn],
        env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}, check=True,
    )  # fmt: skip
    now = {one.name: text_in(one) for one in drawn.glob("*.svg")}
    assert all(now.values())
    committed = {one.name: text_in(one) for one in PICTURES.glob("*.svg")}
    assert committed == now, "run 'python docs/pictures/draw.py'"


def test_pages_use_each_picture_once_and_describe_it() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    used = [
        (page.parent / target).resolve()
        for page in pages
        for _, target in _IMAGE.findall(page.read_text("utf-8"))
    ]
    assert sorted(used) == sorted(PICTURES.glob("*.svg"))
