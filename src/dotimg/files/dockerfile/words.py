"""How the text behind a keyword is cut into flags and words.

The rules are those of BuildKit's Dockerfile frontend: each group of instructions has its own.
"""

import re
from collections.abc import Iterator
from functools import cache

from dotimg.files.dockerfile.text import Text, joined

BLANKS = (
    rb"[\t\v\f\r ]*+(?:(?:\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]"
    rb"|\xe2\x81\x9f|\xe3\x80\x80)[\t\v\f\r ]*+)*+"
)


_KEYWORD = re.compile(rb"%b([^\s]*+)%b" % (BLANKS, BLANKS))
_BLANK_SEPARATED = re.compile(rb"[^\s]++")
_BLANKS = re.compile(rb"\s++")
# A JSON list of nothing but strings; anything else stays the text that it is.
_STRING = rb'"((?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+)"'
_JSON_BLANKS = rb"[\t\r ]*+"
_JSON_STRING = re.compile(_STRING)
_JSON_LIST = re.compile(
    rb"\[%b(?:%b%b(?:,%b%b%b)*+)?+\]"
    % (_JSON_BLANKS, _STRING, _JSON_BLANKS, _JSON_BLANKS, _STRING, _JSON_BLANKS)
)
# Unicode's White_Space above ASCII, in UTF-8.
_WIDE = (
    *(b"\xc2\x85", b"\xc2\xa0", b"\xe1\x9a\x80", b"\xe2\x80\xa8", b"\xe2\x80\xa9"),
    *(b"\xe2\x80\xaf", b"\xe2\x81\x9f", b"\xe3\x80\x80"),
    *(b"\xe2\x80%c" % low for low in range(0x80, 0x8B)),
)
_ASCII = b"\t\n\v\f\r "
_LAST_ASCII = 0x7F
_TWO_BYTES = 0xC2


@cache
def _quoted_word(escape: bytes) -> re.Pattern[bytes]:
    """A word that keeps its quotes; nothing escapes a single quote."""
    one = re.escape(escape)
    return re.compile(
        rb"""(?:[^\s'"%b]++|%b.|'[^']*+'?+|"(?:[^"%b]++|%b.)*+(?:"|(?=%b?\Z)))++"""
        % (one, one, one, one, one),
        re.DOTALL,
    )


@cache
def _flag(escape: bytes) -> re.Pattern[bytes]:
    """A word whose quotes and escapes go; both kinds of quotes know escapes."""
    one = re.escape(escape)
    quoted = rb"%b(?:[^%b%b]++|%b.)*+(?:%b|%b?\Z)"
    single = quoted % (b"'", b"'", one, one, b"'", one)
    double = quoted % (b'"', b'"', one, one, b'"', one)
    return re.compile(
        rb"""(?:[^\s'"%b]++|%b(?:.|\Z)|%b|%b)++""" % (one, one, single, double), re.DOTALL
    )


@cache
def _flag_token(escape: bytes) -> re.Pattern[bytes]:
    one = re.escape(escape)
    return re.compile(rb"""([^'"%b]++)|%b(.)|(['"])""" % (one, one), re.DOTALL)


def keyword_and_rest(text: Text) -> tuple[Text, Text]:
    """The first word and what stands behind it, without the blanks around them."""
    match = _KEYWORD.match(text.raw)
    (start, end), rest = (match.span(1), match.end()) if match else ((0, 0), 0)
    last = end_without_blanks(text.raw, start)
    return text.cut(start, min(end, last)), text.cut(rest, max(rest, last))


def without_blanks_behind(text: Text) -> Text:
    """A text up to the blanks at its end."""
    end = end_without_blanks(text.raw, 0)
    return text if end == len(text.raw) else text.cut(0, end)


def flags_and_body(text: Text, escape: bytes) -> tuple[tuple[Text, ...], Text]:
    """The leading words that begin with `--`, without quotes and escapes, and all behind them."""
    raw = text.raw
    flags: list[Text] = []
    at = 0
    while raw.startswith(b"--", at) and (match := _flag(escape).match(raw, at)):
        flag = _unquoted(text.cut(*match.span()), escape)
        blanks = _BLANKS.match(raw, match.end())
        at = blanks.end() if blanks else match.end()
        if flag.raw == b"--":
            break
        flags.append(flag)
    return tuple(flags), text.cut(at, len(raw))


def blank_separated(text: Text) -> tuple[Text, ...]:
    """The words between blanks; quotes are characters like all others."""
    return tuple(text.cut(*match.span()) for match in _BLANK_SEPARATED.finditer(text.raw))


def quoted_words(text: Text, escape: bytes) -> tuple[Text, ...]:
    """The words between blanks that no quote or escape holds together; all of that is kept."""
    return tuple(text.cut(*match.span()) for match in _quoted_word(escape).finditer(text.raw))


def pairs(text: Text, escape: bytes) -> Iterator[tuple[Text, Text]]:
    """Names and values of an ENV or LABEL: `a=1 b=2`, or of old one name, a blank, one value."""
    words = quoted_words(text, escape)
    if words and b"=" not in words[0].raw:
        if blanks := _BLANKS.search(text.raw):
            yield text.cut(0, blanks.start()), text.cut(blanks.end(), len(text.raw))
        return
    for word in words:
        equals = word.raw.find(b"=")
        if equals > 0:
            yield word.cut(0, equals), word.cut(equals + 1, len(word.raw))


def json_strings(text: Text) -> tuple[tuple[bytes, Text], ...] | None:
    """The strings of a JSON list, each as it reads and as it stands; None if it is no such list."""
    if not text.raw.startswith(b"[") or not _JSON_LIST.fullmatch(text.raw):
        return None
    cuts = (text.cut(*match.span(1)) for match in _JSON_STRING.finditer(text.raw))
    return tuple((_unescaped(cut.raw), cut) for cut in cuts)


def _unescaped(raw: bytes) -> bytes:
    if b"\\" not in raw:
        return raw
    import json

    text: str = json.loads(f'"{raw.decode("utf-8", "replace")}"')
    # A lone surrogate is not a character.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _unquoted(flag: Text, escape: bytes) -> Text:
    if escape not in flag.raw and b'"' not in flag.raw and b"'" not in flag.raw:
        return flag
    parts: list[Text] = []
    quote = b""
    for match in _flag_token(escape).finditer(flag.raw):
        mark = match[3]
        if mark and mark == quote:
            quote = b""
        elif mark and not quote:
            quote = mark
        else:
            parts.append(flag.cut(*match.span(match.lastindex or 0)))
    return joined(parts)


# As many blanks of one line as there are.


def end_without_blanks(raw: bytes, start: int) -> int:
    """Where the blanks at the end begin, `start` at the earliest."""
    end = max(len(raw.rstrip()), start)
    if end > start and raw[end - 1] <= _LAST_ASCII:
        return end
    while end > start:
        if raw[end - 1] in _ASCII:
            end -= 1
        elif raw.endswith(_WIDE, start, end):
            end -= 2 if raw[end - 2] == _TWO_BYTES else 3
        else:
            break
    return end
