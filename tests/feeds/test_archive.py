"""A release is unpacked into memory; whatever is not a plain file of a plain name is refused."""

import lzma
import re
import tarfile
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.errors import InputError
from dotimg.feeds import archive

from .releases_of_tables import Member, member, pack, tar

FILES = {"catalog.json": b'{"schema": 1}\n', "tags.jsonl": b"[]\n" * 500, "cves.json": b""}
GOOD = pack(FILES)
PLAIN = lzma.decompress(GOOD)


def unpack(content: bytes) -> dict[str, bytes]:
    return archive.unpacked(content, "release.tar.xz")


def of(*members: Member, kind: int = tarfile.USTAR_FORMAT) -> bytes:
    return lzma.compress(tar(members, kind))


def changed(plain: bytes, at: int, new: bytes) -> bytes:
    """The archive with other bytes in its first header, which is right in itself."""
    header = plain[:at] + new + plain[at + len(new) : 512]
    blanked = header[:148] + b" " * 8 + header[156:512]
    header = header[:148] + b"%06o\0 " % sum(blanked) + header[156:512]
    return lzma.compress(header + plain[512:])


@given(st.dictionaries(st.from_regex(r"[a-z]{1,20}\.[a-z]{1,5}", fullmatch=True), st.binary()))
def test_what_is_packed_is_unpacked(files: dict[str, bytes]) -> None:
    if files:
        assert unpack(pack(files)) == files


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is cut off"),
        (b"<html>log in</html>", "is not an xz file, or damaged"),
        (GOOD[:-1], "is cut off"),
        (GOOD[: len(GOOD) // 2], "is cut off"),
        (GOOD[:40] + b"\0\0" + GOOD[42:], "is not an xz file, or damaged"),
        (GOOD + b"more", "goes on behind its end"),
        (GOOD + GOOD, "goes on behind its end"),
        (lzma.compress(PLAIN, format=lzma.FORMAT_ALONE), "is not an xz file"),
        (lzma.compress(b""), "has no end"),
        (lzma.compress(b"no tar at all"), "holds no tar, or a damaged one"),
        (lzma.compress(PLAIN[:300]), "holds no tar, or a damaged one"),
        (lzma.compress(PLAIN[:520]), "is cut off in catalog.json"),
        (lzma.compress(PLAIN[:1024]), "has no end"),
        (lzma.compress(PLAIN + PLAIN), "has no end, or goes on behind it"),
        (lzma.compress(PLAIN.replace(b"catalog.json", b"catalog.jsom", 1)), "or a damaged one"),
        (of(member("cves.json"), member("cves.json", b"x")), "holds cves.json twice"),
        (of(member("/etc/passwd", b"x")), "holds '/etc/passwd', which is not the name"),
        (of(member("../tags.jsonl", b"x")), "holds '../tags.jsonl', which is not"),
        (of(member("./tags.jsonl", b"x")), "holds './tags.jsonl', which is not"),
        (of(member(r"..\tags.jsonl", b"x")), r"holds '..\tags.jsonl', which is not"),
        (of(member("tags.jsonl:x", b"x")), "holds 'tags.jsonl:x', which is not"),
        (of(member("\x1b[31m.json", b"x")), r"holds '\x1b[31m.json', which is not"),
        (of(member("data", type=tarfile.DIRTYPE)), "holds 'data/', which is not"),
        (of(member("tags.jsonl", type=tarfile.DIRTYPE)), "holds 'tags.jsonl/', which is not"),
        (
            of(member("tags.jsonl", type=tarfile.SYMTYPE, linkname="/etc/passwd")),
            "holds tags.jsonl as something else than a plain file",
        ),
        (
            of(member("cves.json"), member("tags.jsonl", type=tarfile.LNKTYPE, linkname="x")),
            "holds tags.jsonl as something else than a plain file",
        ),
        (of(member("tags.jsonl", type=tarfile.FIFOTYPE)), "as something else than a plain file"),
        (of(member("tags.jsonl", type=tarfile.CHRTYPE)), "as something else than a plain file"),
        (changed(PLAIN, 156, b"S"), "holds catalog.json as something else"),  # sparse, of GNU
        (changed(PLAIN, 124, b"\x80" + b"\xff" * 11), "holds catalog.json as something else"),
        (changed(PLAIN, 124, b"-0000000001\0"), "holds catalog.json as something else"),
        (changed(PLAIN, 124, b"77777777777\0"), "is cut off in catalog.json"),
        (changed(PLAIN, 345, b"etc"), "holds 'catalog.json', which is not"),
        (
            of(member("tags.jsonl", pax_headers={"path": "/x"}), kind=tarfile.PAX_FORMAT),
            "which is not the name of a table",
        ),
        (of(member("x" * 200 + ".json"), kind=tarfile.GNU_FORMAT), "which is not the name"),
    ],
)
def test_what_is_not_as_it_should_be_is_named(content: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=f"^release.tar.xz: .*{re.escape(reason)}") as caught:
        unpack(content)
    assert str(caught.value).isprintable()


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LIMIT", 1 << 20)
    bomb = lzma.compress(bytes(3 << 20), preset=0)
    assert len(bomb) < 10_000
    with pytest.raises(InputError, match="unpacks to more than 1 MiB"):
        unpack(bomb)


def test_a_dictionary_that_takes_too_much_memory_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive, "_MEMORY", 1 << 10)
    with pytest.raises(InputError, match="damaged: Memory usage limit exceeded"):
        unpack(GOOD)


@given(st.integers(0, 8 * len(PLAIN) - 1), st.booleans())
def test_a_damaged_one_is_refused_or_holds_no_other_names(bit: int, packed: bool) -> None:
    content = bytearray(GOOD if packed else PLAIN)
    content[bit // 8 % len(content)] ^= 1 << bit % 8
    try:
        files = unpack(bytes(content) if packed else lzma.compress(content, preset=0))
    except InputError:
        return
    assert not packed
    assert files.keys() == FILES.keys()


def test_a_python_without_xz_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "lzma", None)
    with pytest.raises(InputError, match="this Python was built without xz"):
        unpack(GOOD)


def members(names: Iterable[str]) -> list[Member]:
    return [member(name) for name in names]


def test_what_other_tars_write_is_read_too() -> None:
    for kind in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        assert unpack(of(*members(FILES), kind=kind)).keys() == FILES.keys()
