"""Trees of small files that stand one behind the other in a text file, each below its path.

The files of a tree of bad images would be found by `dotimg check` of this repository.
"""

from pathlib import Path

HERE = Path(__file__).parent
_MARK = "=== "


def plant(name: str, tree: str, folder: Path) -> None:
    """Write the files of one tree of a text file into a folder.

    Args:
        name: Of the text file beside this one.
        tree: The first folder of the paths in it.
        folder: Where to write them.
    """
    found = 0
    for part in (HERE / name).read_text("utf-8").split(_MARK)[1:]:
        path, _, text = part.partition("\n")
        first, _, rest = path.partition("/")
        if first == tree:
            (folder / rest).parent.mkdir(parents=True, exist_ok=True)
            (folder / rest).write_bytes(text.encode())
            found += 1
    assert found, tree
