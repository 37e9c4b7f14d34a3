"""`dotimg check .` finds nothing in the repository of dotimg itself."""

import re
from pathlib import Path

from tests import own_tree
from tests.ci.jobs import DAY, shell


def test_every_image_of_our_own_is_good(tmp_path: Path) -> None:
    tree = own_tree.copied(tmp_path)
    done = shell("dotimg --quiet check .", tree, {"DOTIMG_TODAY": DAY})
    assert done.code == 0, done.out
    assert re.search(r"No problems in [1-9]\d* \.NET images? ", done.out)
