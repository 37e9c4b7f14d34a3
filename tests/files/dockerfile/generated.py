"""Dockerfiles as hypothesis makes them up: real words in orders that nobody would write."""

from hypothesis import strategies as st

KEYWORDS = [
    *("FROM", "RUN", "COPY", "ADD", "ENV", "ARG", "LABEL", "CMD", "ENTRYPOINT", "EXPOSE"),
    *("WORKDIR", "VOLUME", "SHELL", "from", "Run", "ONBUILD RUN", "onbuild copy", "UNKNOWN", "#"),
]
WORDS = [
    *("a", "b=", "c=d", "as", "AS", "base", "\\", "`", "'", '"', '\\"', "\\\\", "=", "#", "é"),
    *("$X", "${X}", "${X:-y}", "${X-${Y}}", "${X%.*}", "${X/a/b}", "$TARGETARCH", "${", "}"),
    *("X=1", 'Y="$X$X"', "X='$Y'", "aspnet:$X", "'$X'", "mcr.microsoft.com/dotnet/sdk:8.0"),
    *("--from=x", '--from="a b"', "--mount=type=bind,from=y", "--from=0", "--platform=$X", "--"),
    *("<<EOF", "<<-EOF", "<<'E F'", "3<<EOF", "<<<", '["a", "b"]', '["a"', "[", "\xa0\n"),
    *("\n", "\r\n", "\\\n", "`\n", "\\ \r\n", "\nEOF\n", "\n\tEOF\n", "\nE F\n", "\n# c\n", "\n\n"),
]
_LINES = st.tuples(
    st.sampled_from(KEYWORDS),
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(["", " ", " ", "\t"])), max_size=6),
)


def _line(parts: tuple[str, list[tuple[str, str]]]) -> str:
    return parts[0] + " " + "".join(word + blank for word, blank in parts[1]) + "\n"


DOCKERFILES = st.builds(
    lambda top, lines: top + "".join(map(_line, lines)),
    st.sampled_from(
        ["", "", "\ufeff", "# escape = `\n", "#syntax=a\n#Escape = \\ \n", "\n", "ARG X=1\n"]
    ),
    st.lists(_LINES, min_size=1, max_size=6),
)
