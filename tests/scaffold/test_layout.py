"""The build context: found from the files, never too wide, and holding all of them."""

import os
from pathlib import Path

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.errors import InputError
from dotimg.scaffold.service import Wishes
from tests.scaffold.trees import inside, judged, library, plant, project, reference, scaffolded

APP = "src/App/App.csproj"
LIB = "src/Lib/Lib.csproj"


def test_the_context_is_found_without_a_repository(tmp_path: Path, catalog: Catalog) -> None:
    plant(tmp_path, {APP: project(), "Directory.Packages.props": "<Project />"})
    (tmp_path / ".git").rmdir()
    service = scaffolded(catalog, tmp_path / APP)
    assert service.layout.context == str(tmp_path)
    assert "COPY Directory.Packages.props ./\n" in service.text


def test_the_command_is_typed_where_one_is_if_there_is_no_repository(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, {APP: project(items=reference("../Lib/Lib.csproj")), LIB: library()})
    (tmp_path / ".git").rmdir()
    monkeypatch.chdir(tmp_path)
    assert (
        "# docker build -f src/App/Dockerfile -t app src\n" in scaffolded(catalog, Path(APP)).text
    )
    monkeypatch.chdir(tmp_path / "src" / "App")
    assert (
        "# docker build -f App/Dockerfile -t app .\n"
        in scaffolded(catalog, Path("App.csproj")).text
    )


def test_the_context_is_no_wider_than_what_is_needed(tmp_path: Path, catalog: Catalog) -> None:
    plant(tmp_path, {APP: project(items=reference("../Lib/Lib.csproj")), LIB: library()})
    service = scaffolded(catalog, tmp_path / APP)
    assert service.layout.context == str(tmp_path / "src")
    assert "# docker build -f src/App/Dockerfile -t app src\n" in service.text


def test_a_submodule_and_what_is_around_it_are_one(tmp_path: Path, catalog: Catalog) -> None:
    plant(
        tmp_path,
        {
            "ext/sub/App/App.csproj": project(items=reference("../../../src/Lib/Lib.csproj")),
            "ext/sub/.git": "gitdir: ../../.git/modules/sub\n",
            "Directory.Build.props": "<Project />",
            LIB: library(),
        },
    )
    service = scaffolded(catalog, tmp_path / "ext/sub/App/App.csproj")
    assert service.layout.context == str(tmp_path)
    needed = frozenset((LIB, "Directory.Build.props", "ext/sub/App/App.csproj"))
    assert judged(service)[0].files >= inside(service, tmp_path, needed)


def test_what_is_in_another_repository_is_refused_by_name(tmp_path: Path, catalog: Catalog) -> None:
    plant(tmp_path / "mine", {"App.csproj": project(items=reference("../other/Lib.csproj"))})
    plant(tmp_path / "other", {"Lib.csproj": library()})
    with pytest.raises(InputError) as refused:
        scaffolded(catalog, tmp_path / "mine/App.csproj")
    other = tmp_path / "other"
    message = f"needs {other / 'Lib.csproj'}, which is in another repository: {other}"
    assert str(refused.value) == f"{tmp_path / 'mine/App.csproj'}: {message}"


def test_the_home_of_the_user_is_a_context_only_when_asked_for(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    plant(
        tmp_path,
        {"a/App.csproj": project(items=reference("../b/Lib.csproj")), "b/Lib.csproj": library()},
    )
    (tmp_path / ".git").rmdir()
    with pytest.raises(InputError) as refused:
        scaffolded(catalog, tmp_path / "a/App.csproj")
    because = f"the build context would be {tmp_path}, because of {tmp_path / 'b/Lib.csproj'}"
    assert f"{because}: --context gives it if it is meant" in str(refused.value)
    service = scaffolded(catalog, tmp_path / "a/App.csproj", Wishes(context=str(tmp_path)))
    assert service.layout.context == str(tmp_path)


def test_settings_in_the_home_of_the_user_do_not_make_it_the_context(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    plant(
        tmp_path,
        {
            "a/App.csproj": project(),
            "nuget.config": "<configuration />",
            ".editorconfig": "",
            ".config/dotnet-tools.json": "{}",
        },
    )
    (tmp_path / ".git").rmdir()
    service = scaffolded(catalog, tmp_path / "a/App.csproj")
    assert service.layout.context == str(tmp_path / "a")


def test_a_context_that_lacks_what_is_needed_is_refused(tmp_path: Path, catalog: Catalog) -> None:
    plant(tmp_path, {APP: project(items=reference("../Lib/Lib.csproj")), LIB: library()})
    with pytest.raises(InputError) as refused:
        scaffolded(catalog, tmp_path / APP, Wishes(context=str(tmp_path / "src/App")))
    assert f"needs {tmp_path / LIB}, which is outside of {tmp_path / 'src/App'}" in str(
        refused.value
    )


@pytest.mark.skipif(os.name == "nt", reason="links are for administrators there")
def test_a_link_that_leads_out_of_the_context_is_refused(tmp_path: Path, catalog: Catalog) -> None:
    root = tmp_path / "repository"
    plant(root, {APP: project(items=reference("../Lib/Lib.csproj"))})
    plant(tmp_path / "elsewhere", {"Lib.csproj": library()})
    (tmp_path / "elsewhere/.git").rmdir()
    (root / "src/Lib").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError) as refused:
        scaffolded(catalog, root / APP)
    assert f"needs {root / LIB}, a link that leads out of the build context" in str(refused.value)


@pytest.mark.parametrize("name", ["A\nB", "A\tB", "A\x1b[31mB"])
def test_a_name_that_no_line_holds_is_refused(tmp_path: Path, catalog: Catalog, name: str) -> None:
    if os.name == "nt":
        pytest.skip("no such file is there")
    plant(tmp_path, {f"{name}.csproj": project()})
    with pytest.raises(InputError, match="cannot be written into a Dockerfile"):
        scaffolded(catalog, tmp_path / f"{name}.csproj")


@pytest.mark.parametrize(
    "folder",
    ["a b", "a (b)", "a [b]", "a, b", "it's", "a$b", "a&b", "[a]", "a*b", "ä", "-a", "a;b", 'a"b'],
)
def test_names_of_any_kind_are_copied_to_their_places(
    tmp_path: Path, catalog: Catalog, folder: str
) -> None:
    if os.name == "nt" and set(folder) & set('*"'):
        pytest.skip("no such folder is there")
    plant(tmp_path, {"App/App.csproj": "", f"{folder}/Lib.csproj": library()})
    escaped = "".join(f"%{ord(one):02X}" if one in '*$;&"' else one for one in folder)
    plant(tmp_path, {"App/App.csproj": project(items=reference(f"../{escaped}/Lib.csproj"))})
    service = scaffolded(catalog, tmp_path / "App/App.csproj")
    restore, publish = judged(service)
    assert f"{folder}/Lib.csproj" in restore.files & publish.files


def test_an_assembly_name_that_is_not_known_is_refused(tmp_path: Path, catalog: Catalog) -> None:
    plant(tmp_path, {APP: project("<AssemblyName>$(UserName)</AssemblyName>")})
    with pytest.raises(InputError, match="AssemblyName is unknown"):
        scaffolded(catalog, tmp_path / APP)


def test_the_lower_global_json_holds_where_dotnet_runs(tmp_path: Path, catalog: Catalog) -> None:
    plant(
        tmp_path,
        {
            APP: project(),
            "src/App/global.json": '{"sdk": {"version": "10.0.100", "rollForward": "latestMinor"}}',
            "global.json": '{"sdk": {"version": "9.0.100"}}',
            "Directory.Build.props": "<Project />",
        },
    )
    assert [one.folder for one in judged(scaffolded(catalog, tmp_path / APP))] == [
        "/source/src/App"
    ] * 2


def test_many_folders_are_mounted_as_they_would_be_too_many_layers(
    tmp_path: Path, catalog: Catalog
) -> None:
    names = [f"Lib{number}" for number in range(120)]
    items = "".join(reference(f"../{name}/{name}.csproj") for name in names)
    files = {f"src/{name}/{name}.csproj": library() for name in names}
    plant(tmp_path, {APP: project(items=items), **files})
    service = scaffolded(catalog, tmp_path / APP)
    assert service.text.count("COPY ") == 2
    restore, _ = judged(service)
    assert restore.files == inside(service, tmp_path, frozenset((APP, *files)))


def test_a_folder_that_cannot_be_searched_is_named(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, {APP: project(items=reference("../Lib/Lib.csproj")), "src/Lib/x": ""})
    monkeypatch.setattr(os, "access", lambda path, _mode: not str(path).endswith("Lib"))
    with pytest.raises(InputError) as refused:
        scaffolded(catalog, tmp_path / APP)
    place = f"{APP}: line 1: refers to {LIB}"
    assert str(refused.value) == f"{place}, but src/Lib cannot be read".replace("/", os.sep)
