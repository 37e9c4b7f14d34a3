"""Lists what a maintainer has to fill in before a release; docs/releasing.md tells the rest.

`python -m release.ready [TAG]` prints a line for each, and ends with exit code 1 if there is one.
"""

import re
import sys
from collections.abc import Iterator

from release import own

ADDRESSES = {"Repository": "where dotimg lives", "Rules": "its pages docs/rules"}


def missing(tag: str = "") -> Iterator[str]:
    """What is not ready, a line each; of a tag, where one is named, too."""
    version = own.version()
    for name, what in ADDRESSES.items():
        if not own.address(name).startswith("https://"):
            yield f"pyproject.toml: [project.urls] has no {name}, the address of {what}"
    if tag and tag != f"v{version}":
        yield f"src/dotimg/_version.py: the version is {version}, the tag {tag}"
    if not own.changes(version):
        yield f"CHANGELOG.md: no section '## {version} - YYYY-MM-DD'"
    elif own.changes("Unreleased").strip():
        yield f"CHANGELOG.md: what is under 'Unreleased' belongs to {version}, or to no release"
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        yield f"src/dotimg/_version.py: {version} is not an X.Y.Z, which NuGet orders otherwise"


if __name__ == "__main__":
    lines = list(missing(*sys.argv[1:]))
    print("\n".join(lines) or "ready")
    sys.exit(bool(lines))
