"""The command line. This is the one place where errors become exit codes and lines on stderr."""

import contextlib
import errno
import os
import re
import sys

import click

from dotimg.cli.context import Settings, fitting
from dotimg.cli.group import dotimg
from dotimg.errors import (
    EXIT_BUG,
    EXIT_INPUT,
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_USAGE,
    CatalogError,
    DotimgError,
    InputError,
    printable,
    without_credentials,
)

COMPLETE = "_DOTIMG_COMPLETE"  # what a shell sets that asks how a line goes on

_LONGEST_LINE = 1000


def run(arguments: list[str]) -> int:
    """Run dotimg and give the exit code of the contract."""
    settings = Settings()
    if COMPLETE in os.environ:
        return _complete(settings)
    try:
        _prepare_streams()
        while True:
            try:
                # Not by click's main(), which has exit codes of its own for a closed pipe.
                words = [*arguments] or ["--help"]  # click empties what it reads
                with dotimg.make_context("dotimg", words, obj=settings) as context:
                    dotimg.invoke(context)
                break
            except CatalogError as error:
                if not settings.falls_back(error):
                    raise
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  the one error boundary
        if settings.debug and _is_bug(error):
            import traceback

            for line in traceback.format_exc().splitlines():
                sys.stderr.write(printable(line) + "\n")
            return EXIT_BUG
        return _exit_code(error, settings)
    return EXIT_OK


def _complete(settings: Settings) -> int:
    """Answer a shell; of what goes wrong it is told nothing, in the middle of a line."""
    from dotimg.cli.completing import answer

    try:
        _prepare_streams()
        sys.stdout.write(answer(dotimg, settings, os.environ[COMPLETE]))
        sys.stdout.flush()
    except OSError:
        return _reader_left(settings)
    except (Exception, KeyboardInterrupt):  # noqa: BLE001, S110  see above
        pass
    return EXIT_OK


def _exit_code(error: BaseException, settings: Settings) -> int:
    """The exit code for what ended a command, after the line on stderr that it deserves."""
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case DotimgError():
            return _complain(str(error), error.exit_code)
        case click.UsageError():
            return _complain(f"{error.format_message()}{_help_hint(error)}", EXIT_USAGE)
        case KeyboardInterrupt():
            return EXIT_INTERRUPTED
        case OSError() if _is_of_reader(error):
            return _reader_left(settings)
        case OSError():
            _drop_what_is_left()
            return _complain(f"cannot read or write: {error}", EXIT_INPUT)
        case _:
            what = f"{type(error).__name__}: {error}"
            return _complain(
                f"a bug in dotimg, please report it: {what} (--debug shows where)", EXIT_BUG
            )


def _is_of_reader(error: OSError) -> bool:
    """Whether it tells that our output was closed: on Windows also by EINVAL, without a file."""
    closed = error.errno == errno.EINVAL and sys.platform == "win32" and error.filename is None
    return error.errno == errno.EPIPE or closed


def _is_bug(error: BaseException) -> bool:
    known = (DotimgError, click.ClickException, click.exceptions.Exit, OSError)
    return isinstance(error, Exception) and not isinstance(error, known)


def _complain(message: str, code: int) -> int:
    """One line on stderr, in which nothing can move a cursor; a lost stderr is not worth a word."""
    line = printable(without_credentials(re.sub(r"\n\t?", " ", message)))  # click breaks lines so
    if len(line) > _LONGEST_LINE:
        line = line[:_LONGEST_LINE] + "..."
    with contextlib.suppress(OSError):
        sys.stderr.write(fitting(f"dotimg: {line}\n"))
        sys.stderr.flush()
    return code


def _help_hint(error: click.UsageError) -> str:
    name = error.option_name if isinstance(error, click.NoSuchOption) else ""
    if name in {option for common in dotimg.params for option in common.opts}:
        return f" (write {name} before the command)"
    return f" (see '{error.ctx.command_path} --help')" if error.ctx else ""


def _prepare_streams() -> None:
    """Never fail on a console of another encoding; pipes carry UTF-8 on every system."""
    if sys.stderr is None:  # closed by the caller, 2>&-
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  used to the end
    if sys.stdout is None:
        raise InputError("cannot write the answer: stdout is closed")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def _drop_what_is_left() -> None:
    """Forget an answer that cannot be written, which Python would try again at its own end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _reader_left(settings: Settings) -> int:
    """Who closed our output (`| head -1`) has all that was wanted; end without a word."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return settings.exit_code
