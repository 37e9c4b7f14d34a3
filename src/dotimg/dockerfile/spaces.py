"""Blanks as BuildKit sees them: at both ends of a line those of Unicode count too."""

# Unicode's White_Space above ASCII, in UTF-8.
_WIDE = (
    *(b"\xc2\x85", b"\xc2\xa0", b"\xe1\x9a\x80", b"\xe2\x80\xa8", b"\xe2\x80\xa9"),
    *(b"\xe2\x80\xaf", b"\xe2\x81\x9f", b"\xe3\x80\x80"),
    *(b"\xe2\x80%c" % low for low in range(0x80, 0x8B)),
)
_ASCII = b"\t\n\v\f\r "
_LAST_ASCII = 0x7F
_TWO_BYTES = 0xC2

# As many blanks of one line as there are.
BLANKS = (
    rb"[\t\v\f\r ]*+(?:(?:\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]"
    rb"|\xe2\x81\x9f|\xe3\x80\x80)[\t\v\f\r ]*+)*+"
)


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
