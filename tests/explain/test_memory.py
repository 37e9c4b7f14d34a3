"""What was asked of one catalog is not kept when that catalog is let go."""

import ast
import gc
import weakref
from pathlib import Path

import pytest

from dotimg import check, explain, upgrade
from dotimg.catalog.tables import Catalog
from tests.conftest import DAY

SOURCE = Path(__file__).parents[2] / "src" / "dotimg"
CACHES = ("cache", "lru_cache")
PLAIN = ("str", "bytes", "int", "bool", "frozenset[str]", "tuple[str, ...]")


@pytest.mark.parametrize("reference", ["aspnet:8.0-alpinne", "aspnet:8.0-alpine3.18", "sdk:99.0"])
def test_a_catalog_is_let_go_after_an_answer(reference: str) -> None:
    catalog = Catalog()
    gone = weakref.ref(catalog)
    line = f"FROM mcr.microsoft.com/dotnet/{reference}"
    explain(reference, today=DAY, catalog=catalog)
    check(line, today=DAY, catalog=catalog)
    upgrade(line, today=DAY, catalog=catalog)
    del catalog
    gc.collect()
    assert gone() is None


def test_no_cache_of_a_whole_process_is_keyed_by_more_than_plain_values() -> None:
    """A cache keyed by a catalog, or by what holds one, keeps all of it for ever."""
    kept = []
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for function in node.body if isinstance(node, ast.Module | ast.ClassDef) else ():
                if isinstance(function, ast.FunctionDef) and _is_cached(function):
                    kept += [
                        f"{path.relative_to(SOURCE)}: {function.name}({argument.arg})"
                        for argument in function.args.args
                        if not argument.annotation or ast.unparse(argument.annotation) not in PLAIN
                    ]
    assert not kept


def _is_cached(function: ast.FunctionDef) -> bool:
    texts = [ast.unparse(decorator).partition("(")[0] for decorator in function.decorator_list]
    return any(text.rpartition(".")[2] in CACHES for text in texts)
