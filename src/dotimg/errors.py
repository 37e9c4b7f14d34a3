"""One tree of exceptions; each class knows the exit code that the contract gives it.

Messages are one line: what is wrong, where, and what to do. They may quote a user, a file or a
server, so pass them through `printable` before printing; `quoted` does that for a single word and
shortens it.
"""

EXIT_OK = 0
EXIT_NO = 1
EXIT_USAGE = 2
EXIT_INPUT = 3
EXIT_UNREACHABLE = 4
EXIT_BUG = 70
EXIT_INTERRUPTED = 130

_QUOTE_LIMIT = 60
_REDACTED = "***@"


class DotimgError(Exception):
    """Anything dotimg reports instead of an answer; `exit_code` is what the process returns."""

    exit_code = EXIT_BUG

    def __init__(self, message: str) -> None:
        super().__init__(without_credentials(message))


class NoMatchError(DotimgError):
    """The answer is no: no such image, or a tag that the registry says is absent.

    Args:
        message: What to say.
        nearest: The nearest images that exist, the best first, as references.
        statuses: The support of each.
        reason: What is said without the nearest; by default all.
    """

    exit_code = EXIT_NO

    def __init__(
        self,
        message: str,
        nearest: tuple[str, ...] = (),
        statuses: tuple[str, ...] = (),
        reason: str = "",
    ) -> None:
        super().__init__(message)
        self.nearest = nearest
        self.statuses = statuses
        self.reason = without_credentials(reason) or str(self)


class UsageError(DotimgError):
    """An invalid word on the command line, or an invalid argument."""

    exit_code = EXIT_USAGE


class InputError(DotimgError):
    """A file or folder that cannot be used; the message names it."""

    exit_code = EXIT_INPUT


class NoStageError(InputError):
    """A Dockerfile without FROM: it may be a part of one."""


class SettingsError(InputError):
    """The settings of a team cannot be used; the message names their file."""


class CatalogError(InputError):
    """The tables in a folder cannot be used.

    Args:
        message: What to say.
        folder: The folder.
    """

    def __init__(self, message: str, folder: str) -> None:
        super().__init__(message)
        self.folder = folder


class UnreachableError(DotimgError):
    """A request to a registry or feed failed, which never means "absent"."""

    exit_code = EXIT_UNREACHABLE


def printable(text: str) -> str:
    r"""The text on one line, with \xNN or \uNNNN for what is no visible character or space.

    What is left cannot move a cursor, colour a terminal, hide or reorder text, and is not a command
    for the runner of a CI system that reads it: none of `##vso[` and `##[` anywhere (Azure
    Pipelines, TeamCity, GitHub), none of `::` where a line may begin (GitHub).
    """
    if not text.isprintable():
        text = "".join(char if char.isprintable() else _escape(char) for char in text)
    if "##" in text or "::" in text:
        import re

        return re.sub(
            r"(?<=#)#(?=\w*\[)|(?<!\S):(?=:)", lambda found: rf"\x{ord(found[0]):x}", text
        )
    return text


def json_printable(text: str) -> str:
    r"""JSON of the same meaning in which no text is a command for the runner of a CI system."""
    return text.replace("##", "#\\u0023")


def without_credentials(text: str) -> str:
    """The text with `***` for what stands before the host of an address: `https://***@host`.

    All up to the last `@` of the word goes, for a password may hold `/` and `#`; but for that of
    an image's digest.
    """
    if "://" not in text:
        return text
    import re

    return re.sub(r"(?<=://)\S*@(?!sha(?:256|512):)", _REDACTED, text)


def quoted(word: str) -> str:
    """The word in single quotes, printable, without credentials, and cut after 60 characters."""
    word = without_credentials(word)
    short = word if len(word) <= _QUOTE_LIMIT else word[:_QUOTE_LIMIT] + "..."
    return f"'{printable(short)}'"


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
