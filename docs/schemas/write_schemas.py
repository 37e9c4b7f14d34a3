"""Writes the schemas that dotimg brings along: of each command's JSON, and of dotimg.toml.

python docs/schemas/write_schemas.py          writes them into the package
python docs/schemas/write_schemas.py FILE     writes them elsewhere

They stand in one file, since they share most of their words.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import images
import trees

INTO = Path(__file__).parents[2] / "src" / "dotimg" / "schemas.json"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
TOML_DRAFT = "http://json-schema.org/draft-07/schema#"  # what SchemaStore and Taplo read


def schemas() -> Iterator[tuple[str, dict[str, object]]]:
    """The name and the content of each."""
    for name, make in {**images.DOCUMENTS, **trees.DOCUMENTS}.items():
        yield name, {"$schema": DRAFT, "title": f"dotimg {name} --format json", **make()}
    yield "settings", {"$schema": TOML_DRAFT, **trees.settings()}


def main(path: Path) -> None:
    """Write all of them into a file."""
    lines = (f"{json.dumps(name)}: {json.dumps(one)}" for name, one in sorted(schemas()))
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    path.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else INTO)
