"""What a test needs of its machine: without it the test is skipped, but never in CI."""

import os
import shutil
from typing import NoReturn

import pytest


def need(program: str) -> str:
    """The path of a program that the test cannot do without."""
    return shutil.which(program) or skip_unless_ci(f"needs {program}, which .ci/run installs")


def skip_unless_ci(reason: str) -> NoReturn:
    """Skip the test that asks; where CI is `true`, it fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
