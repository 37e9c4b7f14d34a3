"""What a .dockerignore leaves out, held against moby's documented rules and a plain matcher."""

import re
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotimg.errors import InputError
from dotimg.project.docker_ignore import in_force, leaves_out, parse


def left_out(rules: str, path: str) -> bool:
    return parse(rules.encode("utf-8", "surrogateescape"), ".dockerignore").leaves_out(path)


@pytest.mark.parametrize(
    ("rules", "out", "kept"),
    [
        ("bin", "bin bin/a bin/Debug/a", "src/bin binary a/bin/b"),
        ("/bin/", "bin/a", "src/bin/a"),
        ("./bin/../obj//", "obj/a", "bin/a"),
        ("  bin  ", "bin/a", ""),
        ("*/temp*", "a/temporary.txt a/temp/b", "temp a/b/temp"),
        ("*/*/temp*", "a/b/temporary.txt", "a/temp"),
        ("temp?", "tempa tempb/c", "temp temporary"),
        ("**/bin", "bin a/bin a/b/bin/c", "a/binary bin2"),
        ("**/bin/Debug", "bin/Debug/a src/A/bin/Debug/net10.0/a", "bin/Release/a bin/a Debug"),
        ("docs/**", "docs/a docs/a/b", "docs doc"),
        ("a/**/z", "a/z a/b/z a/b/c/z/y", "a/bz b/a/z"),
        ("**", "a a/b", ""),
        ("*", "a a/b", ""),
        ("**end", "end theend a/the.end/b", "ends"),
        ("start**", "start started start/b", "a/start"),
        ("**/*.cs", "a.cs a/b.cs", "a.csx"),
        ("a[b-d]e", "ace", "aae abbe a[b-d]e"),
        ("a[^b-d]e", "aae", "ace"),
        ("a\\*b", "a*b", "axb"),
        ("a.b|(c)+${d}", "a.b|(c)+${d}", "axb"),
        ("a.b*|(c)+${d}", "a.bb|(c)+${d}", "axb|(c)+${d}"),
        ("*\n!publish/", "a a/b", "publish publish/a"),
        ("!publish\n*", "publish", ""),
        ("a\n!a/b\na/b/c", "a/x a/b/c", "a/b a/b/d"),
        ("*\n! src ", "a", "src/b"),
        ("*\n!/src", "a", "src/b"),
        ("# bin\n\n #obj", "#obj", "bin obj"),
        ("\N{ZERO WIDTH NO-BREAK SPACE}bin\r\nobj\r\n", "bin obj/a", "a"),
        (".", "", "a a/b"),
        ("/", "", "a"),
        ("BIN", "BIN", "bin"),
    ],
)  # fmt: skip
def test_a_rule_means_what_docker_says(rules: str, out: str, kept: str) -> None:
    for path in out.split():
        assert left_out(rules, path), path
    for path in kept.split():
        assert not left_out(rules, path), path


@pytest.mark.parametrize("rule", ["[", "a[]", "[]a]", "[a-]", "[-a]", "!", "! ", "a\\", "[a"])
def test_a_line_that_docker_refuses_is_named(rule: str) -> None:
    with pytest.raises(InputError, match=r"^x: line 2: .* is not a valid pattern"):
        parse(f"bin\n{rule}\n".encode(), "x")


def test_the_rule_that_counts_is_told_with_its_line() -> None:
    rules = parse(b"# all\n*\n!src\n**/obj\n", "x")
    told = [rules.rule_for(path) for path in ("a", "src/a", "src/obj/a")]
    assert [(one.line, one.text, one.keeps) for one in told if one] == [
        (2, "*", False), (3, "!src", True), (4, "**/obj", False),
    ]  # fmt: skip
    assert parse(b"", "x").rule_for("a") is None


NAMES = st.text(st.sampled_from("ab./"), min_size=1, max_size=8).map(
    lambda text: "/".join(part for part in text.split("/") if part not in ("", ".", "..")) or "a"
)
PIECES = ("a", "b", ".", "/", "*", "**", "**/", "?", "[ab]", "[^a]")
PATTERNS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join)
LINES = st.lists(st.tuples(st.sampled_from(("", "!")), PATTERNS), min_size=1, max_size=4)


def plainly(lines: list[tuple[str, str]], path: str) -> bool:
    """What the lines say, pattern by pattern and folder by folder."""
    parts = path.split("/")
    out = False
    for mark, pattern in lines:
        expression = plain_expression(pattern)
        if any(re.fullmatch(expression, place) for place in accumulate(parts, "{}/{}".format)):
            out = not mark
    return out


def plain_expression(pattern: str) -> str:
    """A cleaned pattern as an expression, by moby's rules."""
    absolute = pattern.startswith("/")
    parts: list[str] = []
    for part in pattern.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", ".") and not (part == ".." and absolute):
            parts.append(part)
    clean = "/".join(parts) or "."
    if ends := re.fullmatch(r"\*\*([^/*?[\]]*|[^/*?[\]][^*?[\]]*)", clean):
        return f".*{re.escape(ends[1])}"
    made = ""
    for piece in re.findall(r"\*\*/?|\*|\?|\[[^]]+\]|[^*?[]", clean):
        if piece.startswith("**"):
            made += "(?:.*/)?"
        else:
            wild = {"*": "[^/]*", "?": "[^/]"}.get(piece, piece)
            made += wild if len(wild) > 1 else re.escape(wild)
    return re.sub(r"\(\?:\.\*/\)\?$", ".*", made)


@settings(max_examples=100)
@given(LINES, NAMES)
def test_the_automaton_says_what_a_plain_matcher_says(
    lines: list[tuple[str, str]], path: str
) -> None:
    rules = "\n".join(f"{mark}{pattern}" for mark, pattern in lines)
    assert left_out(rules, path) == plainly(lines, path)


def test_many_wildcards_take_no_more_time_than_few() -> None:
    rules = parse(
        "\n".join(["*a" * 60 + "b", "**/a" * 60 + "/b", "[^b]*" * 40 + "b"]).encode(), "x"
    )
    assert not rules.leaves_out("/".join(["a" * 40] * 50))


def test_the_rules_of_the_dockerfile_take_the_place_of_those_of_the_context(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text("a\n")
    dockerfile = str(tmp_path / "x" / "Dockerfile")
    assert in_force(str(tmp_path), dockerfile) == str(tmp_path / ".dockerignore")
    assert leaves_out(str(tmp_path), dockerfile, str(tmp_path / "a"))
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "Dockerfile.dockerignore").write_text("b\n")
    assert in_force(str(tmp_path), dockerfile) == f"{dockerfile}.dockerignore"
    assert not leaves_out(str(tmp_path), dockerfile, str(tmp_path / "a"))
    assert leaves_out(str(tmp_path), dockerfile, str(tmp_path / "b"))


def test_rules_that_docker_refuses_leave_nothing_out(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text("a\n[\n")
    assert not leaves_out(str(tmp_path), str(tmp_path / "Dockerfile"), str(tmp_path / "a"))
