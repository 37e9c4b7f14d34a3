"""The Python API: its names, its types, its errors, its defaults, and what importing it costs."""

import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest

import dotimg
from dotimg.catalog import tables as catalog_module
from dotimg.catalog.current import POINTER, day
from dotimg.catalog.tables import Catalog
from dotimg.catalog.user_folders import user_folder

if TYPE_CHECKING:
    import click

pytestmark = pytest.mark.usefixtures("nobodys_home")

DAY = "2026-11-22"


class TestNames:
    def test_what_is_listed_is_there_and_documented(self) -> None:
        for name in dotimg.__all__:
            found = getattr(dotimg, name)
            assert name == "__version__" or (inspect.getdoc(found) or "").endswith((".", "`")), name

    def test_dir_lists_it(self) -> None:
        assert set(dotimg.__all__) <= set(dir(dotimg))

    def test_a_star_brings_it(self) -> None:
        names: dict[str, object] = {}
        exec("from dotimg import *", names)  # noqa: S102  what a user may write
        assert set(dotimg.__all__) <= set(names)

    def test_another_name_is_an_attribute_error(self) -> None:
        with pytest.raises(AttributeError, match="module 'dotimg' has no attribute 'pikc'"):
            dotimg.pikc  # type: ignore[attr-defined]  # noqa: B018  asked for on purpose

    def test_the_packages_of_the_same_name_leave_the_functions_alone(self) -> None:
        """Python binds a package in its parent, where it would hide the function."""
        packages = {module.name for module in pkgutil.iter_modules(dotimg.__path__)}
        same = sorted(packages & set(dotimg.__all__))
        assert same == ["base", "check", "explain", "upgrade"]
        for before in ("", f"from dotimg import {', '.join(same)}; "):
            code = (
                f"import sys; {before}import dotimg.check.checker, dotimg.upgrade.upgrader; "
                f"from dotimg import {', '.join(same)}; "
                f"print(*(type(one).__name__ for one in ({', '.join(same)})))"
            )
            done = subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, check=True
            )
            assert done.stdout.split() == ["function"] * len(same)

    def test_arguments_are_named_as_the_options_of_the_commands(self) -> None:
        from dotimg.cli.commands import check, explain, inventory, pick, support, upgrade
        from dotimg.cli.commands import list as list_

        asked: dict[Callable[..., object], click.Command] = {
            dotimg.pick: pick.command,
            dotimg.images: list_.command,
            dotimg.explain: explain.command,
            dotimg.check: check.command,
            dotimg.upgrade: upgrade.command,
            dotimg.inventory: inventory.command,
            dotimg.support_windows: support.command,
        }
        # Of dotimg.toml, and the file itself.
        other = {"today", "catalog", "families", "content", "path", "reference"}
        for function, of_command in asked.items():
            words = {word.strip("-") for one in of_command.params for word in one.opts}
            words |= {"build-args"} if "build-arg" in words else set()
            own = {name.replace("_", "-") for name in inspect.signature(function).parameters}
            assert own - other <= words, function


class TestErrors:
    @pytest.mark.parametrize(
        "ask",
        [
            lambda: dotimg.pick(version="eight"),
            lambda: dotimg.pick(purpose="ship"),  # type: ignore[arg-type]
            lambda: dotimg.pick(app="desktop"),  # type: ignore[arg-type]
            lambda: dotimg.pick(os="plan9"),
            lambda: dotimg.pick(arch="vax"),
            lambda: dotimg.pick(single_arch=True),
            lambda: dotimg.pick(registry="contoso.azurecr.io/mcr:tag"),
            lambda: dotimg.pick(today="yesterday"),
            lambda: dotimg.images(purpose=""),  # type: ignore[arg-type]
            lambda: dotimg.images(repository="aspnett"),
            lambda: dotimg.explain("no reference"),
            lambda: dotimg.explain_all([], registry="::"),
            lambda: dotimg.check(b"", ignore=["DI999"]),
            lambda: dotimg.check(b"", ignore="DI401"),  # a word is not a list of words
            lambda: dotimg.check(b"", families=["plan9"]),
            lambda: dotimg.upgrade(b"", to="13"),
            lambda: dotimg.upgrade(b"", os="noble"),
            lambda: dotimg.support_windows(today=""),
            lambda: dotimg.support_windows(today="20261128"),
            lambda: dotimg.inventory(exclude=["["]),
            lambda: dotimg.inventory(exclude="legacy"),
        ],
    )
    def test_a_word_that_means_nothing_is_a_usage_error(self, ask: Callable[[], object]) -> None:
        with pytest.raises(dotimg.UsageError) as refused:
            ask()
        assert "\n" not in str(refused.value)

    @pytest.mark.parametrize("ask", [dotimg.check, dotimg.upgrade])
    @pytest.mark.parametrize(
        ("path", "content"),
        [("Dockerfile", b"FROM\n"), ("Dockerfile", "\ud800 a\n"), ("compose.yaml", b"a: [\n")],
    )
    def test_what_cannot_be_read_is_an_input_error(
        self, ask: Callable[..., object], path: str, content: str | bytes
    ) -> None:
        with pytest.raises(dotimg.InputError):
            ask(content, path=path)

    def test_damaged_tables_are_a_catalog_error(self, tmp_path: Path) -> None:
        with pytest.raises(dotimg.CatalogError) as refused:
            dotimg.Catalog(str(tmp_path))
        assert refused.value.folder == str(tmp_path)

    def test_all_errors_are_of_one_tree(self) -> None:
        found = [getattr(dotimg, name) for name in dotimg.__all__ if name.endswith("Error")]
        assert len(found) > 1
        assert all(issubclass(one, dotimg.DotimgError) for one in found)


class TestDefaults:
    def test_a_date_is_a_day(self, catalog: Catalog) -> None:
        before = dotimg.pick(today=date(2024, 1, 1), catalog=catalog)
        assert before.channel == "8.0"

    def test_today_is_the_day_and_the_shipped_tables_are_used(self) -> None:
        newest = max(
            one.name for one in dotimg.support_windows() if one.status == "preview" and one.listed
        )
        assert dotimg.pick(version="preview").channel == newest
        assert dotimg.current_catalog().folder == catalog_module.bundled_folder()

    def test_damaged_tables_of_a_refresh_are_warned_of(self, tmp_path: Path) -> None:
        data = Path(user_folder("data") or "")
        data.mkdir(parents=True)
        assert data.is_relative_to(tmp_path)
        (data / POINTER).write_text("garbled")
        with pytest.warns(RuntimeWarning, match="the bundled tables are used") as told:
            found = dotimg.current_catalog()
        assert found.folder == catalog_module.bundled_folder()
        assert told[0].filename == __file__

    def test_no_variable_of_dotimg_is_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        expected = dotimg.pick(today=DAY)
        monkeypatch.setenv("DOTIMG_TODAY", "2021-01-01")
        monkeypatch.setenv("DOTIMG_PICK_VERSION", "5.0")
        monkeypatch.setenv("DOTIMG_CATALOG", "nowhere")
        assert dotimg.pick(today=DAY) == expected
        assert dotimg.support_windows() == dotimg.support_windows(today=day(None))


class TestCost:
    @staticmethod
    def loaded(code: str) -> set[str]:
        code = f"import sys; before = set(sys.modules); {code}; print(*set(sys.modules) - before)"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        return set(done.stdout.split())

    def test_importing_the_package_loads_nothing(self) -> None:
        assert self.loaded("import dotimg") == {"dotimg", "dotimg._version"}

    def test_importing_an_error_loads_no_tables(self) -> None:
        found = self.loaded("from dotimg import NoMatchError")
        assert {one for one in found if "dotimg" in one} == {
            *("dotimg", "dotimg._version", "dotimg.errors")
        }

    def test_pick_loads_nothing_heavy(self) -> None:
        found = self.loaded("from dotimg import pick; pick()")
        heavy = {"click", "rich", "requests", "urllib3", "yaml", "packaging", "platformdirs"}
        assert found & heavy == set()
        assert "dotimg.resolver" in found
        assert not [one for one in found if one.startswith(("dotimg.cli", "dotimg.check.checker"))]


class TestTypes:
    PROGRAM = """\
from datetime import date

from dotimg import Catalog, Explanation, Finding, Listing, NoMatchError, Pick, check, explain_all
from dotimg import images, pick, support_windows, upgrade

tables = Catalog()
found: Pick = pick(purpose="build", version="10", today=date(2026, 11, 22), catalog=tables)
text: str = found.reference
listed: list[Listing] = images(os="alpine", all=True)
known: list[Explanation] = list(explain_all([text]))
findings: tuple[Finding, ...] = check(b"FROM x").findings
new: bytes = upgrade("FROM x", to="lts").new
ends: list[str | None] = [one.end for one in support_windows()]
try:
    pick()
except NoMatchError as error:
    near: tuple[str, ...] = error.nearest
"""
    WRONG: ClassVar = {
        'pick(purpose="biuld")': "arg-type",
        "pick(version=10)": "arg-type",
        'pick("run")': "call-arg|misc",
        "pick(verison='10')": "call-arg",
        "number: int = found.reference": "assignment",
        "from dotimg import pikc": "attr-defined",
        "from dotimg import Request": "attr-defined",
    }

    def test_a_type_checker_sees_all_of_it(self, tmp_path: Path) -> None:
        """As a user's strict mypy does, elsewhere than here, by the marker `py.typed`."""
        program = self.PROGRAM + "\n".join(self.WRONG) + "\n"
        (tmp_path / "program.py").write_text(program)
        done = subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "program.py"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        first = self.PROGRAM.count("\n") + 1
        told = dict(self._errors(done.stdout))
        assert set(told) == set(range(first, first + len(self.WRONG))), done.stdout
        for line, codes in enumerate(self.WRONG.values(), start=first):
            assert told[line] in codes.split("|"), done.stdout

    @staticmethod
    def _errors(text: str) -> Iterator[tuple[int, str]]:
        for line in text.splitlines():
            if ": error: " in line:
                yield int(line.split(":")[1]), line.rpartition("[")[2].rstrip("]")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (
            lambda: dotimg.explain_all("aspnet:8.0"),
            "references takes a list of strings, such as ['aspnet:8.0']",
        ),
        (
            lambda: dotimg.check("FROM a", ignore="DI201"),
            "ignore takes a list of strings, such as ['DI201']",
        ),
        (
            lambda: dotimg.check("FROM a", families="alpine"),
            "families takes a list of strings, such as ['alpine']",
        ),
        (lambda: dotimg.upgrade("FROM a", families="alpine"), "families takes a list"),
        (lambda: dotimg.pick(version=10), "version takes a string, such as '10', not int"),  # type: ignore[arg-type]
    ],
)
def test_a_value_of_another_kind_is_wrong_usage(ask: Callable[[], object], said: str) -> None:
    with pytest.raises(dotimg.UsageError) as caught:
        ask()
    assert str(caught.value).startswith(said)
