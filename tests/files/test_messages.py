"""What is told of a file that cannot be read repeats nothing of it: it may be a key, or a link."""

import random
from pathlib import Path

import pytest

from dotimg.check.teams import Teams
from dotimg.errors import InputError
from dotimg.files import dockerfile, formats
from dotimg.files.formats.readers import READERS

INSIDE = "Zx9Secret"
FILES = (
    f"TOKEN={INSIDE}\n",
    f"{INSIDE}",
    f"FROM a AS 1{INSIDE}\n",
    f"# escape={INSIDE}\nFROM a\n",
    f"FROM a\nRUN <<{INSIDE}\n",
    f"FROM {INSIDE} b\n",
    f"a: *{INSIDE}\n",
    f"%TAG !{INSIDE}! a\n--- !{INSIDE}x!b c\n",
    f"a: [{INSIDE}\n",
    f'a: "\\{INSIDE}"\n',
    f'{{"a" {INSIDE}: 1}}',
    f'{{"image": "{INSIDE}", "b": "\\x{INSIDE}"}}',
    f'["{INSIDE}" "{INSIDE}"]',
    f"<Project><{INSIDE}></Project>",
    f"<{INSIDE} a='1' a='2'/>",
    f"<Project>&{INSIDE};</Project>",
    f"<?xml version='1.0' encoding='{INSIDE}'?><Project/>",
    f"services:\n  a: {{image: '{INSIDE}}}\n",
    f"'{INSIDE}' = 1\n'{INSIDE}' = 2\n",
    f"[{INSIDE}]\n[{INSIDE}]\n",
    f"a = {{{INSIDE} = 1, {INSIDE} = 2}}\n",
    f"a = {INSIDE}\n",
)


def refusals(content: bytes, folder: Path) -> list[str]:
    """What all readers say that cannot read it."""
    said = []
    (folder / "dotimg.toml").write_bytes(content)
    for name in (*READERS, "dockerfile", "settings"):
        try:
            if name == "settings":
                Teams(()).of(str(folder))
            elif name == "dockerfile":
                dockerfile.read(content, {})
            else:
                formats.read(name, content, {})  # type: ignore[arg-type]  # one of its kinds
        except InputError as error:
            if "no setting is called" not in str(error):  # then it is TOML
                said.append(str(error))
    return said


@pytest.mark.parametrize("text", FILES)
def test_nothing_of_a_file_is_in_its_fault(text: str, tmp_path: Path) -> None:
    some = random.Random(text)  # noqa: S311  a fixed seed, so that a failure comes again
    whole = text.encode()
    said = refusals(whole, tmp_path)
    for _ in range(60):
        at = some.randrange(len(whole))
        rest = whole[at + some.choice((0, 1, 3)) :]
        piece = some.choice(
            (b"", b"'", b'"', b"}", b"\n", b": ", b"\t", b"\\", b"<", b"&", b"\xff")
        )
        said += refusals(whole[:at] + piece + rest, tmp_path)
    assert said
    assert not [one for one in said if INSIDE[1:-1] in one]
