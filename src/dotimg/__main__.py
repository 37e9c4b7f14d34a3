"""Where `dotimg` and `python -m dotimg` begin and end."""

import gc
import sys


def main() -> None:
    """Run dotimg with the arguments of the process and end the process."""
    gc.disable()  # a short run makes no garbage that is worth a search,
    from dotimg.cli import run  # nor do the imports, click's among them,

    code = run(sys.argv[1:])
    gc.freeze()  # nor is a last search on the way out, a sixth of the run (bench/startup.py)
    sys.exit(code)


if __name__ == "__main__":
    main()
