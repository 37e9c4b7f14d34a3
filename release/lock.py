"""Pins what CI and a release install: writes `requirements/*.txt` anew, by `uv pip compile`.

`python -m release.lock` takes the newest versions that the registry has, for all systems and
Pythons at once, and names no registry. What goes into a release is pinned by hash too.
"""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKS = {
    "test.txt": ("--extra", "test", "pyproject.toml"),
    "run.txt": ("--generate-hashes", "pyproject.toml"),
    "freeze.txt": ("--generate-hashes", "pyproject.toml", "requirements/freeze.in"),
    "release.txt": ("--generate-hashes", "requirements/release.in"),
}
ALWAYS = (
    *("--quiet", "--upgrade", "--universal", "--python-version", "3.11"),
    *("--no-emit-index-url", "--no-emit-find-links"),
    *("--custom-compile-command", "python -m release.lock"),
)


def main() -> None:
    """Write all locks."""
    for name, what in LOCKS.items():
        to = ("--output-file", f"requirements/{name}")
        subprocess.run(("uv", "pip", "compile", *ALWAYS, *to, *what), cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
