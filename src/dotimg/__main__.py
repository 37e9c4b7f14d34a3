"""Where `dotimg` and `python -m dotimg` begin and end."""

import gc
import os
import sys


def main() -> None:
    """Run dotimg with the arguments of the process and end the process."""
    gc.disable()  # a short run makes no garbage that is worth a search,
    from dotimg.cli import run  # nor do the imports, click's among them,

    code = run(sys.argv[1:])
    gc.freeze()  # nor is a last search on the way out, a sixth of the run (bench/startup.py)
    if _has_threads():
        _end(code)
    sys.exit(code)


def _has_threads() -> bool:
    """Whether a request still goes on that nobody waits for."""
    from threading import enumerate as threads

    return any(one.daemon for one in threads())


def _end(code: int) -> None:
    """End the process at once: OpenSSL frees at its end what such a request still uses."""
    from contextlib import suppress

    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
