"""Small trees in MSBuild's language mean what MSBuild itself makes of them."""

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dotimg.errors import InputError
from dotimg.project.reader import read
from tests.project.answers import read_answers
from tests.project.trees import make

_NAMED = "GetParent('$(MSBuildThisFileDirectory)').Name"
_MEASURED = "'marker.txt').Length"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path; pytest's own make hundreds of trees slow to find."""
    with tempfile.TemporaryDirectory() as path:
        yield Path(path).resolve()


def answer(folder: Path, number: int, row: list[object]) -> tuple[str, str]:
    """What kind of answer dotimg gives of one tree, and how it differs from MSBuild's."""
    project, files, expected, error = row
    assert isinstance(project, str)
    assert isinstance(files, dict)
    text = files[project]
    # Two functions tell of the folder, which was another one there.
    told = re.match(r"[0-9]{5}", str(expected)) if _NAMED in text else None
    tree = make(folder / str(number) / (told[0] if told else "tree"), files)
    if _MEASURED in text:
        expected = str(expected).replace("21", str(len(str(tree)) + 1))
    try:
        value = read(str(tree / project)).container_family
    except InputError as refusal:
        return ("refused" if not error else "fine"), str(refusal)
    if value is None:
        return ("unknown" if not error else "fine"), ""
    return ("fine" if value == expected and not error else "wrong"), f"{value!r} for {row}"


def test_what_is_evaluated_is_what_msbuild_says(folder: Path) -> None:
    rows = read_answers("evaluation.jsonl.gz")
    answers = [answer(folder, number, row) for number, row in enumerate(rows)]
    kinds = Counter(kind for kind, _ in answers)
    assert [told for kind, told in answers if kind == "wrong"] == []
    # MSBuild was told to pass over imports that are not there.
    refusals = [told for kind, told in answers if kind == "refused"]
    assert [told for told in refusals if "which is not there" not in told] == []
    assert len(rows) == 1983
    assert kinds["unknown"] < 1567 * 0.06
