"""A baseline holds what is there today, and nothing that is new."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.check.baseline import Baseline, opened, opened_or_new
from dotimg.check.model import Finding
from dotimg.errors import InputError

MCR = "mcr.microsoft.com/dotnet/"
ONE = Finding(
    path="api/Dockerfile",
    line=3,
    column=6,
    end_column=40,
    rule="DI201",
    name="version-ended",
    severity="error",
    message="support of .NET 8.0 ended 2026-11-10",
    image=f"{MCR}aspnet:8.0",
    stage="final",
    replacement=None,
    excerpt="",
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api").mkdir()
    (tmp_path / "api/Dockerfile").touch()
    return tmp_path


def written(*findings: Finding) -> Baseline:
    opened_or_new("b.json").write(findings, {one.path for one in findings})
    return opened("b.json")


@pytest.mark.usefixtures("here")
class TestHolds:
    @pytest.mark.parametrize(
        "moved",
        [
            ONE._replace(line=99, column=1, end_column=2),
            ONE._replace(message="other words", excerpt="x", replacement="y", severity="note"),
            ONE._replace(image=f"{MCR}aspnet:8.0.11-alpine3.20@sha256:{'0' * 64}"),
            ONE._replace(path="./api/Dockerfile"),
        ],
    )
    def test_a_finding_that_only_moved(self, moved: Finding) -> None:
        assert written(ONE).compare([moved], ["api/Dockerfile"]) == ((), (moved,), ())

    @pytest.mark.parametrize(
        "other",
        [
            ONE._replace(rule="DI202"),
            ONE._replace(path="api/b.Dockerfile"),
            ONE._replace(stage="build"),
            ONE._replace(stage=None),
            ONE._replace(image=f"{MCR}sdk:8.0"),
            ONE._replace(image="contoso.azurecr.io/dotnet/aspnet:8.0"),
        ],
    )
    def test_no_other_finding(self, other: Finding) -> None:
        found = written(ONE).compare([other], ["api/Dockerfile", other.path])
        assert (found.new, found.held) == ((other,), ())
        assert [count for _, count in found.gone] == [1]

    def test_as_many_as_there_were(self) -> None:
        baseline = written(ONE, ONE._replace(line=9))
        third = ONE._replace(line=10)
        found = baseline.compare([ONE, ONE._replace(line=9), third], [ONE.path])
        assert (found.new, len(found.held), found.gone) == ((third,), 2, ())
        ((mark, count),) = baseline.compare([ONE], [ONE.path]).gone
        assert (mark.path, mark.rule, count) == ("api/Dockerfile", "DI201", 1)


def test_what_was_not_looked_at_is_not_gone_unless_its_file_is(here: Path) -> None:
    baseline = written(ONE)
    assert baseline.compare([], []).gone == ()
    assert len(baseline.compare([], [ONE.path]).gone) == 1
    (here / "api/Dockerfile").unlink()
    assert len(baseline.compare([], []).gone) == 1


def test_writing_keeps_the_files_that_were_not_looked_at(here: Path) -> None:
    other = ONE._replace(path="web/Dockerfile")
    (here / "web").mkdir()
    (here / "web/Dockerfile").touch()
    written(ONE)
    written(other)
    assert len(opened("b.json").compare([ONE, other], [ONE.path, other.path]).held) == 2
    opened("b.json").write([], [ONE.path])
    assert opened("b.json").compare([ONE, other], [ONE.path, other.path]).new == (ONE,)


def test_paths_begin_at_the_folder_of_the_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "ci").mkdir()
    Baseline("ci/b.json", Counter()).write([ONE], [ONE.path])
    text = (here / "ci/b.json").read_text()
    assert '"path": "../api/Dockerfile"' in text
    assert len(opened(str(here / "ci/b.json")).compare([ONE], []).held) == 1
    monkeypatch.chdir(here / "api")
    near = ONE._replace(path="Dockerfile")
    assert len(opened("../ci/b.json").compare([near], []).held) == 1
    whole = ONE._replace(path=str(here / "api/Dockerfile"))
    assert len(opened("../ci/b.json").compare([whole], []).held) == 1


def test_it_is_json_with_an_entry_a_line_sorted_and_the_same_each_time(here: Path) -> None:
    some = [ONE._replace(path=f"{name}/Dockerfile") for name in ("b", "a", "\udcff")]
    written(*some, ONE, ONE)
    text = (here / "b.json").read_text("ascii")
    document = json.loads(text)
    assert text.count("\n") == len(document["baseline"]) + 2
    assert [entry["path"][0] for entry in document["baseline"]] == ["a", "a", "b", "\udcff"]
    assert [entry["count"] for entry in document["baseline"]] == [1, 2, 1, 1]
    (here / "b.json").unlink()
    written(ONE, ONE, *reversed(some))
    assert (here / "b.json").read_text("ascii") == text


FIELDS = '"path": "a", "rule": "DI201", "stage": "", "repository": "b"'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is not a baseline file, or is damaged"),
        ("[" * 100_000, "is not a baseline file, or is damaged"),
        ("\xff", "is not a baseline file, or is damaged"),
        ("[]", "is not a baseline file, or is damaged"),
        ('{"name": "package"}', "is not a baseline file, or is damaged"),
        ('{"schema": 1}', "is not a baseline file, or is damaged"),
        ('{"schema": "1", "baseline": []}', "is not a baseline file, or is damaged"),
        ('{"schema": 2, "entries": []}', "is a baseline of a newer dotimg (schema 2)"),
        ('{"schema": 1, "baseline": [1]}', "entry 1 of the baseline is damaged"),
        (f'{{"schema": 1, "baseline": [{{{FIELDS}}}]}}', "entry 1 of the baseline"),
        (f'{{"schema": 1, "baseline": [{{{FIELDS}, "count": 0}}]}}', "entry 1 of the baseline"),
        (f'{{"schema": 1, "baseline": [{{{FIELDS}, "count": true}}]}}', "entry 1 of the baseline"),
        (f'{{"schema": 1, "baseline": [{{{FIELDS}, "count": 1.5}}]}}', "entry 1 of the baseline"),
        ('{"schema": 1, "baseline": ' + "9" * 5000 + "}", "is not a baseline file, or is damaged"),
        (" " * 5_000_000, "it is larger than 4 MB"),
    ],
)
def test_what_is_none_is_told_in_a_line_and_never_written_over(
    here: Path, text: str, told: str
) -> None:
    path = here / "b.json"
    path.write_bytes(text.encode("latin-1"))
    for read in (opened, opened_or_new):
        with pytest.raises(InputError) as caught:
            read("b.json")
        assert str(caught.value).startswith("b.json: ")
        assert told in str(caught.value)
        assert "\n" not in str(caught.value)
    assert path.read_bytes() == text.encode("latin-1")


@pytest.mark.usefixtures("here")
def test_one_that_is_not_there_is_told() -> None:
    with pytest.raises(InputError, match=r"no-such\.json: cannot be read: No such file"):
        opened("no-such.json")


def test_an_entry_that_two_branches_wrote_counts_once(here: Path) -> None:
    (here / "b.json").write_text(
        f'{{"schema": 1, "baseline": [{{{FIELDS}, "count": 2}}, {{{FIELDS}, "count": 1}}]}}'
    )
    twice = [ONE._replace(path="a", stage=None, image="b")] * 3
    assert len(opened("b.json").compare(twice, ["a"]).held) == 0  # b is docker.io/library/b
    (here / "b.json").write_text(
        (here / "b.json").read_text().replace('"b"', '"docker.io/library/b"')
    )
    assert len(opened("b.json").compare(twice, ["a"]).held) == 2


FINDINGS = st.lists(
    st.builds(
        ONE._replace,
        path=st.sampled_from(["Dockerfile", "a/Dockerfile", "ü/Dockerfile"]),
        rule=st.sampled_from(["DI201", "DI203"]),
        stage=st.sampled_from([None, "0", "build"]),
        image=st.sampled_from([f"{MCR}sdk:8.0", f"{MCR}sdk:9.0", f"{MCR}aspnet", "localhost:5/a"]),
        line=st.integers(1, 9),
    )
)


@given(FINDINGS, FINDINGS)
def test_what_was_written_is_held_and_the_rest_is_new(
    tmp_path_factory: pytest.TempPathFactory, old: list[Finding], added: list[Finding]
) -> None:
    path = tmp_path_factory.mktemp("b") / "b.json"
    paths = [one.path for one in (*old, *added)]
    assert opened_or_new(str(path)).write(old, paths) == len(old)
    assert opened(str(path)).compare(old, paths) == ((), tuple(old), ())
    found = opened(str(path)).compare([*old, *added], paths)
    assert (found.new, len(found.held), found.gone) == (tuple(added), len(old), ())
    assert len(opened(str(path)).compare([], paths).held) == 0
    assert sum(count for _, count in opened(str(path)).compare([], paths).gone) == len(old)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
def test_a_pipe_is_none_and_is_not_waited_for(here: Path) -> None:
    os.mkfifo(here / "b.json")
    for read in (opened, opened_or_new):
        with pytest.raises(InputError, match=r"b\.json: is not read: it is not a regular file"):
            read("b.json")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("path", "told"), [(".", "Is a directory"), ("a\0b", "embedded null byte")]
)
def test_what_is_no_file_is_told(path: str, told: str) -> None:
    with pytest.raises(InputError, match=f"cannot be read: {told}"):
        opened(path)
