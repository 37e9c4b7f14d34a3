"""Words that make readers stop are not in pages, help, messages and module docstrings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [
    *sorted(ROOT.glob("*.md")),
    ROOT / "data" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
_BLOCK = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)

# What is not to be written, an example of it, and what to write instead.
INSTEAD = {
    r"(?<!here )\b(?:is|are) no (?!longer\b|more\b)": ("'abc' is no tag", "is not a"),
    r"(?<!such )(?<!same )(?<!here )(?<!there )\bas [`'\"]?\d": ("a channel as 10.0", "such as"),
    r"\b(?:so that|for|by|of|to) who\b": ("so that who never refreshes", "users who"),
    r"[.;:] Who \w+s\b": (". Who asks often opens them once", "to ask often, open"),
    r"\b[Hh]ouse\b": ("the networks of this house", "the field's own word"),
    r"\b(?:former|present) homes?\b": ("a former home", "former repository"),
    r"\banew\b": ("make the file anew", "again"),
    r"\bgives? way to\b": ("Debian 12 gives way to Ubuntu", "changes to"),
    r"\b(?:is|are) let be\b|\blets? be\b": ("such an image is let be", "is not reported"),
    r"\bhealthy\b": ("every image, healthy ones too", "supported"),
    r"\b(?:still|that) lives?\b|\bliving tags?\b": ("the tags that live", "supported"),
    r"\bheld against\b": ("labels are held against the layers", "compared with"),
    r"\bnone of (?:ours|\.NET's)\b": ("a name that is none of .NET's", "not an official .NET"),
    r"\bstands? (?:beside|behind|in front)\b": ("no tag stands beside it", "is next to"),
    r"\bwhich is said\b|\band said\b|\bis said and\b": ("it is skipped and said", "reported"),
    r"\bnobody (?:named|knows)\b": ("a mirror that nobody named", "that is not configured"),
    r"\b[Ww]here (?:nothing|nobody)\b": ("Where nothing fits, it is 1", "if nothing"),
    r"\btells? of\b": ("an index tells of images", "says, shows, lists"),
    r"\bhands? (?:on|over)\b|\bhanded\b": ("it is handed the files", "pass, get"),
    r"\bone a (?:line|job|run)\b|\bonce a job\b": ("references, one a line", "per"),
    r"\b(?:and|or) (?:its|their) (?:kin|like)\b": ("ESLint and its kin", "and similar"),
    r"\bbrings? newer\b": ("dotimg refresh brings newer ones", "downloads"),
    r"\b(?:is|are) of (?:the )?\d": ("the catalog is of 2026-08-20", "(2026-08-20)"),
    r"\bby the calendar\b": (".NET 11.0 is out by the calendar", "was due on"),
    r"\bof it first\b|\bwhat there is (?:of|to)\b": ("what 8.0 offers of it first", "the default"),
    r"\b(?:image|stage|stages) that ships?\b": ("the image that ships", "the final image"),
    r"\bdead (?:images?|tags?)\b": ("see dead images", "unsupported"),
    r"\bis none (?:of|that)\b": ("'x' is none of a, b", "is not one of"),
    r"\b(?:is|are) to be (?:a|an|true)\b": ("ignore is to be a list", "must be"),
    r"\btakes? (?:its|their|the) place\b": ("X takes its place", "replaces"),
    r"\bcarri(?:es|ed) (?:\w+ ){0,2}on\b": ("refresh carries them on", "updates"),
    r"\bcould not be asked\b": ("where it could not be asked", "a request failed"),
    r"\b[Oo]f several the\b|\bof all times\b": ("Of several the highest", "the highest"),
    r"\b(?:else|or) (?:that|those) of\b": (
        "that registry, else that of --registry",
        "or the one of",
    ),
    r"\bput together of\b": ("it is put together of pieces", "made of"),
    r"\bcalled after\b": ("a stage called after .NET 8.0", "named after"),
    r"\b(?:has|have) it not\b|\bno place for\b": ("a clone has it not", "does not have it"),
    r"\btools? of \.NET\b": ("the tool of .NET", "the .NET tool"),
    r"\bhow .{1,20} goes on\b": ("asks how a line goes on", "what comes next"),
    r"\bno longer\b[^.;]{1,60}\bany more\b": ("no longer lists it any more", "one of them"),
}


def prose(page: Path) -> str:
    """A page without its code, on one line."""
    return " ".join(_BLOCK.sub("", page.read_text("utf-8")).split())


def messages(tree: ast.AST) -> Iterator[str]:
    """The texts of three words or more in a module, with help and the module's docstring."""
    if isinstance(tree, ast.Module):
        yield " ".join((ast.get_docstring(tree) or "").split())
    inner = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            inner.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            inner.update(id(part) for part in node.values)
    for node in ast.walk(tree):
        text = ""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
        if id(node) not in inner and len(text.split()) > 2:
            yield " ".join(text.split())


@pytest.fixture(scope="module")
def written() -> list[tuple[str, str]]:
    """Each text with where it is."""
    pages = [(page.relative_to(ROOT).as_posix(), prose(page)) for page in PAGES]
    return pages + [
        (path.relative_to(ROOT).as_posix(), text)
        for path in sorted((ROOT / "src" / "dotimg").rglob("*.py"))
        for text in messages(ast.parse(path.read_text("utf-8")))
    ]


@pytest.mark.parametrize("pattern", INSTEAD)
def test_a_construction_is_not_used(pattern: str, written: list[tuple[str, str]]) -> None:
    example, instead = INSTEAD[pattern]
    assert re.search(pattern, example)
    found = [
        f"{where}: {text[max(0, one.start() - 40) : one.end() + 40]}"
        for where, text in written
        for one in re.finditer(pattern, text)
    ]
    assert not found, f"write: {instead}"
