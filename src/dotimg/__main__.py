"""Where `dotimg` and `python -m dotimg` begin and end."""

import gc
import os
import sys

from dotimg.load_later import load_later


def main() -> None:
    """Run dotimg with the arguments of the process and end the process."""
    load_later("inspect")  # click rarely uses it; to load it takes a seventh of click's import
    gc.disable()  # a short run makes no garbage that is worth a search,
    from dotimg.cli import run  # nor do the imports, click's among them,

    code = run(sys.argv[1:])
    gc.freeze()  # nor is a last search on the way out, a sixth of the run (bench/startup.py)
    _leave_requests(code)
    sys.exit(code)


def _leave_requests(code: int) -> None:
    """End at once if a request still goes on that nobody waits for: OpenSSL frees what it uses."""
    import threading
    from contextlib import suppress

    if not any(one.daemon for one in threading.enumerate()):
        return
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
