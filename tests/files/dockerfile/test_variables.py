import pytest

from dotimg.files.dockerfile import read

NOT_GIVEN = "the value of ${0} is not in the file: give --build-arg {0}=VALUE"
NOT_DECLARED = (
    "the value of ${0} is not in the file: write ARG {0} {1} and give --build-arg {0}=VALUE"
)
BUILDER_SETS = "the builder sets ${0}: give --build-arg {0}=VALUE"
ENDS_AT_FROM = "the value of $V ends at FROM: write ARG V in the stage"


def resolved(text: str, **arguments: str) -> str:
    """The last image that a file names, or why it is skipped."""
    found = read(text.encode(), arguments)
    places = [(use.span, use.reference) for use in found.uses]
    places += [(skipped.span, skipped.reason) for skipped in found.skipped]
    return max(places)[1]


@pytest.mark.parametrize(
    ("word", "image"),
    [
        ("$V", "aspnet:8.0.1"),
        ("${V}", "aspnet:8.0.1"),
        ("x$V.y", "xaspnet:8.0.1.y"),
        ("x$Vy", NOT_DECLARED.format("Vy", "before the first FROM")),
        ("${V:-x}", "aspnet:8.0.1"),
        ("${NO:-x}", "x"),
        ("${NO-x}", "x"),
        ("${EMPTY:-x}", "x"),
        ("y${EMPTY-x}", "y"),
        ("${V:+x}", "x"),
        ("${V+x}", "x"),
        ("y${NO:+x}", "y"),
        ("y${NO+x}", "y"),
        ("y${EMPTY:+x}", "y"),
        ("${EMPTY+x}", "x"),
        ("${V:?x}", "aspnet:8.0.1"),
        ("${V?x}", "aspnet:8.0.1"),
        ("y${EMPTY?x}", "y"),
        ("${EMPTY:?x}", NOT_GIVEN.format("EMPTY")),
        ("${NO?x}", NOT_DECLARED.format("NO", "before the first FROM")),
        ("${UNSET}", NOT_GIVEN.format("UNSET")),
        ("${UNSET:-x}", "x"),
        ("${NO:-${UNSET:-$V}}", "aspnet:8.0.1"),
        ("${NO:-${UNSET:-x}y}z", "xyz"),
        ("${V:-$NO}", "aspnet:8.0.1"),
        ("${NO:-$UNSET}", NOT_GIVEN.format("UNSET")),
        ("${V#*:}", "8.0.1"),
        ("${V#x}", "aspnet:8.0.1"),
        ("${V#a*.}", "0.1"),
        ("${V##a*.}", "1"),
        ("${V%.*}", "aspnet:8.0"),
        ("${V%%.*}", "aspnet:8"),
        ("${V%?.?}", "aspnet:8."),
        ("${V%%*}y", "y"),
        ("${V/8/9}", "aspnet:9.0.1"),
        ("${V/s*./x}", "ax1"),
        ("${V/x*/y}", "aspnet:8.0.1"),
        ("${V//./-}", "aspnet:8-0-1"),
        ("${V//./$NINE}", "aspnet:89091"),
        ("${V//\\?/x}", "aspnet:8.0.1"),
        ("${V//?.?/x}", "aspnet:x.1"),
        ("${V/aspnet:/a\\/}", "a\\/8.0.1"),
        ("${V%$TAIL}", "aspnet:8.0"),
        ("'$V'", "$V"),
        ('"$V"', "aspnet:8.0.1"),
        ("\"x'$NINE'\"", "x'9'"),
        ("\\$V", "$V"),
        ('"\\$V\\x"', "$V\\x"),
        ("\\x", "x"),
        ("x\\", "x"),
        ("x$", "x$"),
        ("x$.y", "x$.y"),
        ("$1x", NOT_DECLARED.format("1", "before the first FROM")),
        ("a:$TARGETARCH", BUILDER_SETS.format("TARGETARCH")),
        ("a:${BUILDOS:-x}", BUILDER_SETS.format("BUILDOS")),
        ("$EMPTY", "it is empty once its variables are resolved"),
        ("'x", "''x' cannot be read: a single quote is missing its end"),
        ('"x', "'\"x' cannot be read: a double quote is not closed"),
        ("${V", "'${V' cannot be read: '${' needs a name with a known operator"),
        ("${V:-x", "'${V:-x' cannot be read: a '}' is missing"),
        ("${V/x}", "'${V/x}' cannot be read: a '/' is missing"),
        ("${V:=x}", "'${V:=x}' cannot be read: '${' needs a name with a known operator"),
        ("${}", "'${}' cannot be read: '${' needs a name with a known operator"),
        ("${V#\\a}", "'${V#\\a}' cannot be read: its pattern is broken"),
    ],
)
def test_a_word_means_what_it_means_to_the_builder(word: str, image: str) -> None:
    declared = "ARG V=aspnet:8.0.1 EMPTY= UNSET NINE=9 TAIL=.1"
    assert resolved(f"{declared}\nFROM {word}") == image


def test_the_escape_character_of_the_file_escapes() -> None:
    assert resolved("# escape=`\nARG V=1\nFROM a`$V\\$V\n") == "a$V\\1"


@pytest.mark.parametrize(
    ("arguments", "image"),
    [
        ("ARG V=1", "a:1"),
        ("ARG W=1 V=2", "a:2"),
        ("ARG V='1' ", "a:1"),
        ('ARG V="1"', "a:1"),
        ("ARG V=1\nARG V", "a:1"),
        ("ARG V=1\nARG V=2", "a:2"),
        ("ARG W=1\nARG V=$W$W", "a:11"),
        ("ARG W=1 V=$W", "a:1"),
        ("ARG W\nARG V=$W", NOT_GIVEN.format("W")),
        ("ARG V=$W\nARG W=1", NOT_DECLARED.format("W", "before the first FROM")),
        ("ARG V=$TARGETARCH", BUILDER_SETS.format("TARGETARCH")),
        ("ARG TARGETARCH=x\nARG V=$TARGETARCH", "a:x"),
        ("ARG v=1", NOT_DECLARED.format("V", "before the first FROM")),
        ("ENV V=1", "a:1"),
        ("ARG V='1", "''1' cannot be read: a single quote is missing its end"),
    ],
)
def test_a_from_sees_the_arguments_before_the_first_one(arguments: str, image: str) -> None:
    assert resolved(f"{arguments}\nFROM a:$V\n") == image


def test_a_from_sees_nothing_that_a_stage_declares() -> None:
    text = "FROM x\nARG V=1\nENV V=1\nFROM a:$V"
    assert resolved(text) == NOT_DECLARED.format("V", "before the first FROM")


def test_what_is_given_wins_where_it_is_declared() -> None:
    assert resolved("ARG V=1\nFROM a:$V", V="2") == "a:2"
    assert resolved("ARG V\nFROM a:$V", V="2") == "a:2"
    assert resolved("ARG V=$NO\nFROM a:$V", V="2") == "a:2"
    assert resolved("FROM a:$V", V="2") == NOT_DECLARED.format("V", "before the first FROM")
    assert resolved("ARG V=1\nFROM a:${V:-3}", V="") == "a:3"
    assert resolved("FROM a:$TARGETARCH", TARGETARCH="arm64") == "a:arm64"
    assert resolved("ARG V\nFROM a:$V", V="$V\ud800").startswith("a:$V")


@pytest.mark.parametrize(
    ("stage", "image"),
    [
        ("ARG V", "a:1"),
        ("ARG V=2", "a:2"),
        ("ENV V=2", "a:2"),
        ("ENV V 2", "a:2"),
        ("ENV V 2 3", "a:2 3"),
        ("ENV X=2\nENV X=3 V=$X", "a:2"),
        ("ENV V=$W", NOT_DECLARED.format("W", "in the stage")),
        ("ARG W\nENV V=$W", NOT_GIVEN.format("W")),
        ("ARG TARGETOS\nENV V=$TARGETOS", BUILDER_SETS.format("TARGETOS")),
        ("ARG V=$V", ENDS_AT_FROM),
        ("RUN x", ENDS_AT_FROM),
    ],
)
def test_a_stage_sees_what_it_declares(stage: str, image: str) -> None:
    for line in ("COPY --from=a:$V x y", 'RUN --mount="from=a:${V}" x'):
        assert resolved(f"ARG V=1\nFROM x\n{stage}\n{line}\n") == image


def test_a_stage_sees_what_its_parents_declare_but_no_other_stage() -> None:
    base = "FROM x AS base\nARG V=1\nFROM base AS mid\n"
    assert resolved(f"{base}FROM mid\nCOPY --from=a:$V x y\n") == "a:1"
    assert resolved(f"{base}FROM x\nCOPY --from=a:$V x y\n") == NOT_DECLARED.format(
        "V", "in the stage"
    )


def test_a_variable_can_name_a_stage() -> None:
    found = read(b"ARG B=Base\nFROM a AS base\nFROM $B\nARG B\nCOPY --from=$B x y\n")
    assert [(use.reference, use.ships) for use in found.uses] == [("a", True)]
    assert not found.skipped
