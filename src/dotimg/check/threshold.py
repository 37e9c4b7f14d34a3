"""What makes a check fail: a severity, and skipped images."""

from collections.abc import Iterable, Sized

from dotimg.check.model import SEVERITIES, Finding
from dotimg.errors import UsageError, quoted
from dotimg.named_tuples import NamedTuple

NEVER, SKIPPED = "never", "skipped"
WORDS = (*reversed(SEVERITIES), NEVER, SKIPPED)
_DEFAULT = "warning"


class Threshold(NamedTuple):
    """The least severity that fails, empty for none, and whether a skip fails too."""

    severity: str = _DEFAULT
    skipped: bool = False

    def fails(self, findings: Iterable[Finding], skipped: Sized) -> bool:
        """Whether what came of files is a failure."""
        if self.skipped and len(skipped):
            return True
        if not self.severity:
            return False
        least = SEVERITIES.index(self.severity)
        return any(SEVERITIES.index(one.severity) >= least for one in findings)


def threshold(text: str) -> Threshold:
    """The threshold of words with commas between them; of several severities the least counts.

    `skipped` alone leaves the severity as it is where nothing is said.

    Raises:
        UsageError: A word means nothing.
    """
    words = [word.strip().lower() for word in text.split(",")]
    for word in words:
        if word not in WORDS:
            raise UsageError(
                f"{quoted(word)} is not a threshold; expected one of {', '.join(WORDS)}"
            )
    named = [severity for severity in SEVERITIES if severity in words]
    default = "" if NEVER in words else _DEFAULT
    return Threshold(named[0] if named else default, SKIPPED in words)
