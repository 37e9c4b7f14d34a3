"""Trees of projects, and the Dockerfiles that are made for them."""

from collections.abc import Mapping
from pathlib import Path

from dotimg.catalog.tables import Catalog
from dotimg.project.reader import read
from dotimg.scaffold.service import Service, Wishes, service_of
from tests.scaffold.judge import Command, commands

DAY = "2026-11-22"
PROGRAM = "net10.0"  # of a file that states no target framework
CONSOLE, WEB = "Microsoft.NET.Sdk", "Microsoft.NET.Sdk.Web"


def project(
    properties: str = "", items: str = "", sdk: str = CONSOLE, framework: str = "net10.0"
) -> str:
    """A project that makes a program."""
    return (
        f'<Project Sdk="{sdk}"><PropertyGroup><OutputType>Exe</OutputType>'
        f"<TargetFramework>{framework}</TargetFramework>{properties}</PropertyGroup>{items}</Project>"
    )


def library(items: str = "", properties: str = "", framework: str = "net10.0") -> str:
    """A project that makes a library."""
    return project(properties, items, framework=framework).replace("Exe", "Library")


def reference(path: str, more: str = "") -> str:
    """A group with a reference to a project."""
    return f'<ItemGroup><ProjectReference Include="{path}" {more}/></ItemGroup>'


def plant(folder: Path, files: Mapping[str, str]) -> None:
    """Write files by their paths, in a repository."""
    (folder / ".git").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def scaffolded(catalog: Catalog, path: Path, wishes: Wishes = Wishes()) -> Service:  # noqa: B008
    """What is made for a project."""
    found = read(str(path), table=catalog.packages, program=PROGRAM)
    return service_of(catalog, found, wishes, DAY, PROGRAM)


def judged(service: Service) -> list[Command]:
    """The commands of its Dockerfile, each with the files that stand then."""
    context = Path(service.layout.context)
    files = [one for one in context.rglob("*") if one.is_file() and ".git" not in one.parts]
    return commands(service.text, [one.relative_to(context).as_posix() for one in files])


def inside(service: Service, root: Path, names: frozenset[str]) -> frozenset[str]:
    """Paths of a tree as its build context has them."""
    context = Path(service.layout.context)
    return frozenset((root / name).relative_to(context).as_posix() for name in names)
