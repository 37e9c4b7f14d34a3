from dotimg.files.dockerfile import parse

CONTENT = b"""\
# syntax=docker/dockerfile:1
ARG TAG=8.0

FROM mcr.microsoft.com/dotnet/sdk:$TAG AS Build
RUN apt-get update \\
    # the tools
    && apt-get install -y clang
COPY --link ["a b.csproj", "./"]
RUN <<-'END' cat
\techo $X
\tEND

from build as final
EXPOSE 80 8081/tcp
ENTRYPOINT dotnet app.dll
CMD ["--help"]
ONBUILD RUN --network=none make
NONSENSE x
"""


def test_stages_have_their_instructions_and_places() -> None:
    dockerfile = parse(CONTENT)
    assert [one.keyword for one in dockerfile.preamble] == ["ARG"]
    build, final = dockerfile.stages
    assert (build.number, build.name, build.parent) == (0, "Build", None)
    assert (final.number, final.name, final.parent) == (1, "final", 0)
    assert build.base.text == "mcr.microsoft.com/dotnet/sdk:$TAG"
    assert CONTENT[slice(*build.base.span[:2])] == b"mcr.microsoft.com/dotnet/sdk:$TAG"
    assert CONTENT[slice(*build.span[:2])].startswith(b"FROM mcr")
    assert CONTENT[slice(*build.span[:2])].endswith(b"\tEND")
    assert CONTENT[slice(*final.span[:2])].startswith(b"from build")
    assert [one.keyword for one in final.instructions] == [
        *("FROM", "EXPOSE", "ENTRYPOINT", "CMD", "ONBUILD", "NONSENSE")
    ]
    assert dockerfile.instructions == (
        *dockerfile.preamble, *build.instructions, *final.instructions
    )  # fmt: skip


def test_the_target_is_a_name_or_a_number_or_the_last_stage() -> None:
    dockerfile = parse(CONTENT)
    build, final = dockerfile.stages
    assert dockerfile.target(None) is dockerfile.target("") is dockerfile.target("other") is final
    assert dockerfile.target("BUILD") is dockerfile.target("0") is build
    assert dockerfile.root(final) is build


def test_an_argument_can_name_the_stage_that_another_is_built_on() -> None:
    content = b"ARG BASE=x\nFROM a AS x\nFROM b AS y\nFROM $BASE\n"
    assert [stage.parent for stage in parse(content).stages] == [None, None, 0]
    assert [stage.parent for stage in parse(content, {"BASE": "y"}).stages] == [None, None, 1]


def test_instructions_have_their_lines_and_bytes() -> None:
    said = [
        (one.line, CONTENT[slice(*one.span[:2])].split()[0], CONTENT[one.end - 1 : one.end + 1])
        for one in parse(CONTENT).instructions
    ]
    assert said == [
        (2, b"ARG", b"0\n"),
        (4, b"FROM", b"d\n"),
        (5, b"RUN", b"g\n"),
        (8, b"COPY", b"]\n"),
        (9, b"RUN", b"D\n"),
        (13, b"from", b"l\n"),
        (14, b"EXPOSE", b"p\n"),
        (15, b"ENTRYPOINT", b"l\n"),
        (16, b"CMD", b"]\n"),
        (17, b"ONBUILD", b"e\n"),
        (18, b"NONSENSE", b"x\n"),
    ]


def test_words_are_what_the_instruction_makes_of_them() -> None:
    said = {
        (one.keyword, one.is_list): [word.text for word in one.words]
        for one in parse(CONTENT).stages[1].instructions
    }
    assert said == {
        ("FROM", False): ["build", "as", "final"],
        ("EXPOSE", False): ["80", "8081/tcp"],
        ("ENTRYPOINT", False): ["dotnet app.dll"],
        ("CMD", True): ["--help"],
        ("ONBUILD", False): ["RUN --network=none make"],
        ("NONSENSE", False): ["x"],
    }


def test_words_have_their_places() -> None:
    build = parse(CONTENT).stages[0]
    run, copy = build.instructions[1:3]
    assert [CONTENT[slice(*word.span[:2])] for word in copy.words] == [b"a b.csproj", b"./"]
    assert [flag.text for flag in copy.flags] == ["--link"]
    assert CONTENT[slice(*copy.flags[0].span[:2])] == b"--link"
    assert run.body.text == "apt-get update     && apt-get install -y clang"
    (word,) = run.words
    assert CONTENT[slice(*word.span[:2])].startswith(b"apt-get update \\\n")
    assert CONTENT[slice(*word.span[:2])].endswith(b"-y clang")


def test_a_heredoc_has_its_lines_and_its_end() -> None:
    run = parse(CONTENT).stages[0].instructions[3]
    (heredoc,) = run.heredocs
    assert heredoc[:3] == ("END", False, True)
    assert CONTENT[slice(*heredoc.lines[:2])] == b"\techo $X\n"
    assert CONTENT[slice(*heredoc.end[:2])] == b"\tEND"


def test_onbuild_holds_an_instruction_back() -> None:
    onbuild = parse(CONTENT).stages[1].instructions[4]
    trigger = onbuild.trigger
    assert trigger
    assert (trigger.keyword, trigger.body.text) == ("RUN", "make")
    assert [flag.text for flag in trigger.flags] == ["--network=none"]
    assert CONTENT[slice(*trigger.span[:2])] == b"RUN --network=none make"
    assert trigger.trigger is None


def test_escapes_of_a_list_are_read() -> None:
    content = b'FROM a\nCMD ["\\u00e4\\"", "\\\\", "\\ud800", "\xff\\n"]\n'
    cmd = parse(content).stages[0].instructions[1]
    assert [word.text for word in cmd.words] == ['\u00e4"', "\\", "\ufffd", "\ufffd\n"]
    assert [content[slice(*word.span[:2])] for word in cmd.words][:2] == [b'\\u00e4\\"', b"\\\\"]


def test_what_stands_before_the_first_from_is_kept() -> None:
    dockerfile = parse(b"RUN x\nCOPY --from=y a b\nFROM z\n")
    assert [one.keyword for one in dockerfile.preamble] == ["RUN", "COPY"]
