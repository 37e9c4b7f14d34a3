"""Programs of one C# file, whose `#:` lines say what a project would (.NET 10 and newer).

The lines and their implicit project are described in "File-based apps" of the .NET documentation.
"""

import re

from dotimg.errors import InputError, quoted
from dotimg.files.syntax.xml_tree import Element
from dotimg.project.model import Unknown, Value

_DIRECTIVE = re.compile(r"#:\s*(\w+)\s*(.*)")
_PROPERTY = re.compile(r"([A-Za-z_][\w-]*)(?:\s*=\s*|\s+)(.*)")
_COMMENT = re.compile(r"\s*(?://[^\n]*|/\*.*?(?:\*/|\Z)|#[^\n]*)?", re.DOTALL)
_ITEMS = {"package": "PackageReference", "project": "ProjectReference"}
_DEFAULT_SDK = "Microsoft.NET.Sdk"


def defaults(path: str, framework: str) -> dict[str, Value]:
    """What `dotnet` sets for such a program before its own lines.

    Args:
        path: How to call the file.
        framework: The target framework of the SDK that builds it, empty where it is not known.
    """
    reason = "is that of the SDK that builds the program: state it with #:property"
    return {
        "outputtype": "Exe",
        "publishaot": "true",
        "filebasedprogram": "true",
        "targetframework": framework or Unknown("TargetFramework", path, 1, reason),
    }


def tree(content: bytes, path: str) -> Element:
    """The project that the lines above the code stand for.

    Args:
        content: The file.
        path: How to call it.

    Raises:
        InputError: A line lacks its name or value.
    """
    root = Element("Project", {}, 1)
    properties, items = Element("PropertyGroup", {}, 1), Element("ItemGroup", {}, 1)
    for line, kind, value in _directives(content.decode("utf-8-sig", "replace")):
        if not value and (kind in _ITEMS or kind in ("sdk", "property")):
            raise InputError(f"{path}: line {line}: #:{kind} lacks a name")
        name, _, version = (part.strip() for part in value.partition("@"))
        if kind == "sdk":
            root.children.append(Element("Sdk", {"Name": name}, line))
        elif kind == "property":
            match = _PROPERTY.fullmatch(value)
            if not match:
                raise InputError(
                    f"{path}: line {line}: write #:property NAME=VALUE, not {quoted(value)}"
                )
            properties.children.append(Element(match[1], {}, line, match[2]))
        elif kind in _ITEMS:
            own = {"Include": name, "Version": version} if kind == "package" else {"Include": value}
            items.children.append(Element(_ITEMS[kind], own, line))
    if not root.children:
        root.children.append(Element("Sdk", {"Name": _DEFAULT_SDK}, 1))
    root.children += [properties, items]
    return root


def _directives(text: str) -> list[tuple[int, str, str]]:
    """Line, kind and value of each `#:` above the first code; comments may stand between."""
    found = []
    line, end = 1, 0
    while end < len(text):
        match = _COMMENT.match(text, end)
        if not match or match.end() == end:
            break
        piece = match[0]
        line += piece.count("\n", 0, len(piece) - len(piece.lstrip()))
        if directive := _DIRECTIVE.fullmatch(piece.strip()):
            found.append((line, directive[1], directive[2].strip()))
        line += piece.lstrip().count("\n")
        end = match.end()
    return found
