"""The diff is the one that difflib makes, without its search for what matches."""

from difflib import diff_bytes, unified_diff

from hypothesis import given
from hypothesis import strategies as st

from dotimg.upgrade.diff import diff
from dotimg.upgrade.model import FileUpgrade

LINES = st.lists(st.tuples(st.sampled_from([b"a", b"b\r", b""]), st.booleans()), max_size=40)


def upgrade(old: bytes, new: bytes, path: str = "Dockerfile") -> FileUpgrade:
    return FileUpgrade(path, old, new, (), (), (), (), 0)


@given(LINES, st.booleans())
def test_a_diff_is_the_one_of_difflib(lines: list[tuple[bytes, bool]], last: bool) -> None:
    end = b"\n" if last else b"x"
    old = (
        b"".join(b"%d %s\n" % (number, text) for number, (text, _) in enumerate(lines)) + b"z" + end
    )
    marked = [
        b"%d %s%s\n" % (number, text, b"+" * changed)
        for number, (text, changed) in enumerate(lines)
    ]
    new = b"".join(marked) + b"z" + end
    before, after = (
        [line + b"\n" for line in one.split(b"\n")[:-1]] + [one.split(b"\n")[-1]] * (not last)
        for one in (old, new)
    )
    made = diff_bytes(unified_diff, before, after, b"a/Dockerfile", b"b/Dockerfile", lineterm=b"\n")
    wanted = [
        line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"
        for line in made
    ]
    if old != new:
        assert b"".join(diff(upgrade(old, new))) == b"".join(wanted)


def test_odd_names_are_quoted_as_git_does() -> None:
    first = next(diff(upgrade(b"a\n", b"b\n", 'q"\u00e9')))
    assert first == b'--- "a/q\\"\\303\\251"\n'
