"""Any bytes are read, or refused by an `InputError`, in linear time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotimg.errors import InputError
from dotimg.files.formats import read
from dotimg.files.kinds import FileKind
from tests.files.formats.samples import SAMPLES, check
from tests.patience import patience

KINDS = sorted(SAMPLES)
BITS = [
    *(
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"[",
        b"]",
        b"{",
        b"}",
        b"&a ",
        b"*a",
        b"*image",
    ),
    *(
        b"<<: ",
        b"!x ",
        b"!reset ",
        b"'",
        b'"',
        b"\\",
        b"\\ud800",
        b"|\n",
        b"? ",
        b": ",
        b"- ",
        b"#",
    ),
    *(
        b"---\n",
        b"%YAML 1.1\n",
        b"\r\n",
        b"\t",
        b"\n",
        b"${",
        b"$",
        b"$(",
        b"${{ ",
        b"}}",
        b"{{",
        b"<",
    ),
    *(
        b">",
        b"&",
        b"&#0;",
        b"<!--",
        b"<![CDATA[",
        b"/*",
        b"//",
        b",",
        b"null",
        b"image",
        b"\xc2\x85",
    ),
    *(
        b"encoding='utf-16'",
        b"encoding='hex'",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"&b;",
        b"docker://",
    ),
]


def read_or_refuse(kind: FileKind, content: bytes) -> None:
    refusal = ""
    try:
        check(content, read(kind, content, {"KIND": "k"}))
    except InputError as error:
        refusal = str(error)
    assert refusal == "" or refusal.startswith("line ")
    assert "\n" not in refusal


@settings(max_examples=150)
@given(
    kind=st.sampled_from(KINDS),
    place=st.floats(0, 1),
    bits=st.lists(st.sampled_from(BITS) | st.binary(max_size=3), min_size=1, max_size=4),
    cut=st.integers(0, 5),
)
def test_a_damaged_file_is_read_or_refused(
    kind: FileKind, place: float, bits: list[bytes], cut: int
) -> None:
    content = SAMPLES[kind].encode()
    start = int(place * len(content))
    read_or_refuse(kind, content[:start] + b"".join(bits) + content[start + cut :])


@given(
    st.sampled_from(KINDS), st.binary(max_size=200) | st.lists(st.sampled_from(BITS)).map(b"".join)
)
def test_any_bytes_are_read_or_refused(kind: FileKind, content: bytes) -> None:
    read_or_refuse(kind, content)


HEADS = {
    "azure-pipelines": b"container: '",
    "compose": b"services:\n a:\n  image: '",
    "devcontainer": b'{"image": "',
    "gitlab-ci": b"image: '",
    "project": b"<a><ContainerBaseImage>",
    "workflow": b"jobs:\n a:\n  container: '",
    "yaml": b"apiVersion: v1\nkind: Pod\ncontainers: [{image: '",
}
REPEATED = [
    *(
        b"[",
        b"{",
        b"&a ",
        b"*a",
        b"- ",
        b'"',
        b"\\",
        b"<",
        b"&lt;",
        b"!!",
        b"? ",
        b"/*",
        b"//",
        b"$",
    ),
    *(b"${", b"${A:-", b"$(", b"${{ ", b"{a: ", b"\n", b"\0", b"'", b"<a>", b"<!--", b"a: ", b"%"),
]
SIZE = 1_500_000  # to copy the rest at each step is more than 10^12 bytes
LINES = 30_000  # to look at all of them at each is almost 10^9 looks


@pytest.mark.parametrize("bits", REPEATED)
@pytest.mark.parametrize("kind", KINDS)
def test_a_long_run_of_anything_takes_linear_time(kind: FileKind, bits: bytes) -> None:
    with patience():
        read_or_refuse(kind, b"image\n" * (kind == "yaml") + bits * (SIZE // len(bits)))
        read_or_refuse(kind, HEADS[kind] + bits * (SIZE // len(bits)))


def many(line: str) -> str:
    return "".join(line.format(number) for number in range(LINES))


PRODUCTS: dict[str, tuple[FileKind, str]] = {
    "merges": (
        "compose",
        "x: &x\n" + many("  k{}: v\n") + "services:\n" + many("  s{}: {{<<: *x}}\n"),
    ),
    "chain": ("compose", "x0: &x0 {image: a}\n" + many("x{0}: &x{0} {{<<: [*x0]}}\n")),
    "bomb": (
        "gitlab-ci",
        "x0: &x0 [a, a]\n"
        + "".join(f"x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 9)}]\n" for i in range(1, 200)),
    ),
    "matrix": (
        "workflow",
        "jobs:\n a:\n  strategy: {matrix: {m: ["
        + ", ".join(map(str, range(256)))
        + "]}}\n  services:\n"
        + many("   s{}: {{image: 'x${{{{matrix.m}}}}'}}\n"),
    ),
    "variables": (
        "gitlab-ci",
        "variables: {a: '" + "x" * SIZE + "'}\n" + many("j{}: {{image: $a}}\n"),
    ),
    "doubling": (
        "gitlab-ci",
        "variables:\n a0: ''\n"
        + "".join(f" a{i}: $a{i - 1}$a{i - 1}\n" for i in range(1, 99))
        + "image: $a98\n",
    ),
    "properties": ("project", "<a><PropertyGroup>" + many("<p>{}</p>") + "</PropertyGroup></a>"),
    "pipeline": ("azure-pipelines", "variables:\n" + many("- {{name: v, value: a}}\n")),
}


@pytest.mark.parametrize("name", PRODUCTS)
def test_what_refers_to_much_from_many_places_takes_linear_time(name: str) -> None:
    kind, text = PRODUCTS[name]
    with patience():
        read_or_refuse(kind, text.encode())
