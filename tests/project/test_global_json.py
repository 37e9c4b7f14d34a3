"""`global.json`: where it is found, what it says, what dotnet would pass over."""

from pathlib import Path

import pytest

from dotimg.errors import InputError
from dotimg.project.global_json import nearest
from dotimg.project.model import GlobalJson
from tests.project.answers import read_answers
from tests.project.trees import make

FULL = """// which SDK builds us
{
  "msbuild-sdks": { "version": "1.0" },
  /* "version": "1.1.1"
  */
  "sdk": {
    "allowPrerelease": false,
    "version": "8.0.404", // not "9.0.100"
    "rollForward": "LATESTFEATURE",
    "paths": [".dotnet", "$host$"]
  }
}
"""


def said(folder: Path, text: str | bytes) -> GlobalJson | None:
    return nearest(str(make(folder, {"global.json": text})))


def test_says_what_it_asks_for_and_in_which_line(tmp_path: Path) -> None:
    path = str(tmp_path / "global.json")
    assert said(tmp_path, FULL) == GlobalJson(path, 8, "8.0.404", "latestFeature", False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", ("", "latestMajor", True)),
        ('{"sdk": null}', ("", "latestMajor", True)),
        ('{"sdk": {"version": null}}', ("", "latestMajor", True)),
        ('{"sdk": {"version": "8.0.100"}}', ("8.0.100", "patch", True)),
        ('{"sdk": {"allowPrerelease": false}}', ("", "latestMajor", False)),
        ('{"sdk": {"rollForward": "latestMajor"}}', ("", "latestMajor", True)),
        (
            '{"sdk": {"version": "10.0.100-rc.1.1", "allowPrerelease": false}}',
            ("10.0.100-rc.1.1", "patch", True),
        ),
        ('{"sdk": {"version": "8.0.100", "version": "9.0.100"}}', ("8.0.100", "patch", True)),
        ('{"sdk": {"version": "8.0.100"}, "sdk": {}}', ("8.0.100", "patch", True)),
        ('{"sdk": {"version": "8.0.100"}} trailing', ("8.0.100", "patch", True)),
        ('\ufeff{"sdk": {"version": "8.0.100", "x": "//"}}', ("8.0.100", "patch", True)),
    ],
)
def test_defaults_are_those_of_dotnet(
    tmp_path: Path, text: str, expected: tuple[str, str, bool]
) -> None:
    found = said(tmp_path, text)
    assert found is not None
    assert found[2:] == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{\n"sdk": {\n"version": "8.0.100",\n}}',
            "line 3: is not valid JSON: a comma before a closing",
        ),
        ('//\n{"a": [1,]}', "line 2: is not valid JSON: a comma before a closing"),
        ("", "line 1: is not valid JSON"),
        ('{"sdk": {"version": "8.0.100"}', "line 1: is not valid JSON"),
        ("[]", "line 1: must be a JSON object"),
        ('{\n"sdk": "8.0.100"}', "line 2: sdk must be a JSON object"),
        ('{"sdk": {\n"version": "10.0"}}', "line 2: '10.0' is not a full SDK version"),
        ('{"sdk": {\n"version": "8.0.4xx"}}', "line 2: '8.0.4xx' is not a full SDK version"),
        ('{"sdk": {\n"version": "08.0.100"}}', "line 2: '08.0.100' is not a full SDK version"),
        ('{"sdk": {\n"version": ""}}', "line 2: '' is not a full SDK version"),
        (
            '{"sdk": {"version": "8.0.100",\n"rollForward": ""}}',
            "line 2: rollForward '' is not one",
        ),
        ('{"sdk": {\n"version": NaN}}', "line 2: is not valid JSON"),
        ('{"sdk": {\n"version": 8}}', "line 2: version must be a string"),
        ('{\n"sdk": {\n"version":\n[1]}}', "line 3: version must be a string"),
        ('{\n\n"sdk": []}', "line 3: sdk must be a JSON object"),
        ('{"sdk": {\n"rollForward":\n{}}}', "line 2: rollForward must be a string"),
        (b'{"sdk": {"version": "\xff"}}', "line 1: '\ufffd' is not a full SDK version"),
        (
            '{"sdk": {"version": "8.0.100",\n"rollForward": "newest"}}',
            "line 2: rollForward 'newest'",
        ),
        ('{"sdk": {\n"rollForward": "feature"}}', "line 2: rollForward 'feature' needs a version"),
        ('{"sdk": {\n"allowPrerelease": 1}}', "line 2: allowPrerelease must be true or false"),
        ("[" * 100_000, "line 1: is not valid JSON"),
        ("1" * 5000, "line 1: must be a JSON object"),
        ('{"a": "' + "\\" * 5, "line 1: is not valid JSON"),
        (b"\xff\xfe{\x00}\x00", "line 1: is not valid JSON"),
        (b" " * 4_000_001, "is larger than the 4 MB"),
    ],
)
def test_what_dotnet_cannot_use_is_refused_with_its_line(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        said(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'global.json'}: {message}")
    assert "\n" not in str(caught.value)


def test_the_nearest_one_up_to_the_root_of_the_repository_counts(tmp_path: Path) -> None:
    make(tmp_path / "repo", {"src/App/App.csproj": "", "src/global.json": "{}"})
    make(tmp_path, {"global.json": "{}"})
    for below in ("repo/src/App", "repo/src/App/App.csproj", "repo/src"):
        found = nearest(str(tmp_path / below))
        assert found is not None
        assert found.path == str(tmp_path / "repo/src/global.json")
    assert nearest(str(tmp_path / "repo")) is None


def test_a_path_is_shown_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, {"global.json": "{}", "src/App.csproj": ""})
    monkeypatch.chdir(tmp_path / "src")
    found = nearest(".")
    assert found is not None
    assert found.path == "../global.json"


def test_what_is_taken_is_what_the_host_of_dotnet_takes(tmp_path: Path) -> None:
    different, answers = [], 0
    for text, state, taken in read_answers("global-json.jsonl.gz"):
        if text is None:
            continue
        try:
            found = said(tmp_path, text.encode("utf-8", "surrogatepass"))
        except InputError as refusal:
            # What the host passes over it takes any SDK for, and dotimg refuses.
            if state == "valid" and "nested more than" not in str(refusal):
                different.append((text, str(refusal)))
            continue
        assert found is not None
        answers += len(taken)
        different += [
            (text, sdk) for sdk, expected in taken.items() if found.accepts(sdk) != expected
        ]
        assert "invalid_data" not in state or state.endswith("no_fallback"), text
    assert different == []
    assert answers > 11_000
