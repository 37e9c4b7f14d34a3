"""The shapes of projects that `dotnet new` makes, each alone and as repositories arrange them."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.scaffold.trees import CONSOLE, WEB, library, project, reference

WORKER = "Microsoft.NET.Sdk.Worker"


class Tree(NamedTuple):
    """Files by their paths, the project, and what restore and publish need of them."""

    files: dict[str, str]
    project: str
    restored: frozenset[str]
    published: frozenset[str]


class Shape(NamedTuple):
    """A template: its project file, and its sources."""

    name: str
    text: str
    sources: dict[str, str]


_PACKAGE = '<ItemGroup><PackageReference Include="{}" Version="1.0.0" /></ItemGroup>'
_CS = {"Program.cs": "return;"}
SHAPES = {
    "console": Shape("App.csproj", project(), _CS),
    "web": Shape("App.csproj", project(sdk=WEB), {**_CS, "appsettings.json": "{}"}),
    "api": Shape(
        "App.csproj",
        project(items=_PACKAGE.format("Microsoft.AspNetCore.OpenApi"), sdk=WEB),
        {**_CS, "App.http": "", "appsettings.json": "{}"},
    ),
    "mvc": Shape(
        "App.csproj",
        project(sdk=WEB),
        {**_CS, "Views/Home/Index.cshtml": "", "wwwroot/lib/a/dist/a.js": ""},
    ),
    "blazor": Shape(
        "App.csproj",
        project(sdk=WEB),
        {**_CS, "Components/App.razor": "", "wwwroot/app.css": ""},
    ),
    "worker": Shape(
        "App.csproj",
        project(items=_PACKAGE.format("Microsoft.Extensions.Hosting"), sdk=WORKER),
        {**_CS, "Worker.cs": ""},
    ),
    "grpc": Shape(
        "App.csproj",
        project(
            items='<ItemGroup><Protobuf Include="Protos/a.proto" /></ItemGroup>'
            + _PACKAGE.format("Grpc.AspNetCore"),
            sdk=WEB,
        ),
        {**_CS, "Protos/a.proto": ""},
    ),
    "aot": Shape("App.csproj", project("<PublishAot>true</PublishAot>", sdk=WEB), _CS),
    "razor library": Shape(
        "App.csproj",
        project(items=reference("Ui/Ui.csproj"), sdk=WEB),
        {**_CS, "Ui/Ui.csproj": library().replace(CONSOLE, "Microsoft.NET.Sdk.Razor")},
    ),
    "F#": Shape(
        "App.fsproj",
        project(items='<ItemGroup><Compile Include="Program.fs" /></ItemGroup>'),
        {"Program.fs": ""},
    ),
    "VB": Shape("App.vbproj", project(), {"Program.vb": ""}),
    "file-based": Shape("app.cs", "#:property PublishAot=false\nreturn;", {}),
}
_SHARED = "<Project><PropertyGroup><Nullable>enable</Nullable></PropertyGroup></Project>"
_VERSIONS = (
    "<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>"
    '</PropertyGroup><Import Project="eng/Versions.props" /></Project>'
)


def _alone(shape: Shape) -> Tree:
    files = {shape.name: shape.text, **shape.sources}
    return Tree(files, shape.name, _projects(files) | {shape.name}, frozenset(files))


def _below(shape: Shape, more: dict[str, str]) -> Tree:
    """The shape in a folder of a repository, with files that restore needs as well."""
    own = {f"src/App/{name}": text for name, text in _alone(shape).files.items()}
    files = {**own, **more}
    path = f"src/App/{shape.name}"
    return Tree(files, path, frozenset(more) | _projects(files) | {path}, frozenset(files))


def _in_a_solution(shape: Shape) -> Tree:
    files = {
        "src/Lib/Lib.csproj": library(),
        "Directory.Build.props": _SHARED,
        "Directory.Build.targets": "<Project />",
        "global.json": '{"sdk": {"version": "10.0.100", "rollForward": "latestFeature"}}',
        ".editorconfig": "root = true",
    }
    found = _below(_referring(shape), files)
    others = {"All.slnx": "<Solution />", "src/Lib/Lib.cs": ""}
    return found._replace(
        files={**found.files, **others}, published=found.published | {"src/Lib/Lib.cs"}
    )


def _under_central_versions(shape: Shape) -> Tree:
    files = {"Directory.Packages.props": _VERSIONS, "eng/Versions.props": "<Project />"}
    return _below(shape, files)


def _with_lock_files(shape: Shape) -> Tree:
    return _below(shape, {"src/App/packages.lock.json": '{"version": 1, "dependencies": {}}'})


def _with_linked_files(shape: Shape) -> Tree:
    linked = '<ItemGroup><None Include="../../shared/note.txt" Link="note.txt" /></ItemGroup>'
    if shape.name.endswith(".cs"):
        found = _below(shape, {"src/Directory.Build.props": f"<Project>{linked}</Project>"})
    else:
        found = _below(
            shape._replace(text=shape.text.replace("</Project>", f"{linked}</Project>")), {}
        )
    files = {**found.files, "shared/note.txt": ""}
    return found._replace(files=files, published=frozenset(files))


def _referring(shape: Shape) -> Shape:
    if shape.name.endswith(".cs"):
        return shape._replace(text=f"#:project ../Lib\n{shape.text}")
    text = shape.text.replace("</Project>", reference("../Lib/Lib.csproj") + "</Project>")
    return shape._replace(text=text)


def _projects(files: dict[str, str]) -> frozenset[str]:
    return frozenset(name for name in files if name.endswith("proj"))


ARRANGEMENTS: dict[str, Callable[[Shape], Tree]] = {
    "alone": _alone,
    "in a solution": _in_a_solution,
    "under central versions": _under_central_versions,
    "with lock files": _with_lock_files,
    "with linked files": _with_linked_files,
}


def trees() -> Iterator[tuple[str, Tree]]:
    """Every shape in every arrangement, by a name."""
    for name, shape in SHAPES.items():
        for how, arranged in ARRANGEMENTS.items():
            yield f"{name}, {how}", arranged(shape)
