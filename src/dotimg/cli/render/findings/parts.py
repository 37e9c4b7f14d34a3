"""What the formats of findings share: paths, sentences and fingerprints."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterable

from dotimg.check.model import Finding


def slashed(path: str) -> str:
    """A path as addresses have it, the same on every system."""
    return os.path.normpath(path).replace(os.sep, "/")


def sentence(one: Finding) -> str:
    """What is wrong, and what to use instead."""
    return f"{one.message}; use {one.replacement}" if one.replacement else one.message


class Fingerprints:
    """Tells each finding of a run from the others by one word, which stays as long as it does.

    It is made of what a baseline knows a finding by, and of how many of the same came before.

    Args:
        before: Findings that came before and are not told.
    """

    def __init__(self, before: Iterable[Finding] = ()) -> None:
        self._seen = Counter(one.fingerprint(slashed(one.path)) for one in before)

    def of(self, one: Finding) -> str:
        """The word of the next finding: 32 hexadecimal digits."""
        mark = one.fingerprint(slashed(one.path))
        self._seen[mark] += 1
        text = "\n".join((*mark, str(self._seen[mark])))
        return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()[:32]
