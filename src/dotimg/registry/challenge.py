"""Reading of `WWW-Authenticate` (RFC 9110, section 11.6.1)."""

import re
from typing import NamedTuple

_WORD = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_PIECE = re.compile(
    rf'(?P<key>{_WORD})\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^\s,"]+))'
    rf"|(?P<scheme>{_WORD})"
)


class Challenge(NamedTuple):
    """One way in that a server offers: a lower-case scheme and its lower-case parameters."""

    scheme: str
    parameters: dict[str, str]


def challenges(header: str) -> list[Challenge]:
    """All challenges of a header, in its order; what cannot be read is passed over."""
    found: list[Challenge] = []
    for piece in _PIECE.finditer(header):
        if piece["scheme"]:
            found.append(Challenge(piece["scheme"].lower(), {}))
        elif found:
            quoted = piece["quoted"]
            value = piece["plain"] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            found[-1].parameters[piece["key"].lower()] = value
    return found
