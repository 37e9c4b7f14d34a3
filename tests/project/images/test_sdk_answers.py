"""The SDK's base image and runtime identifiers are those that it computed itself."""

import shlex
from pathlib import Path

from dotimg.catalog.tables import Catalog
from dotimg.files.syntax import xml_tree
from dotimg.names import frameworks
from dotimg.project.images.app import PublishedApp, app_of
from dotimg.project.images.identifiers import kind_of
from dotimg.project.images.sdk_defaults import inferred, is_self_contained
from dotimg.project.reader import read
from dotimg.resolver.model import NoMatch
from tests.console import blocks
from tests.project.answers import read_answers
from tests.project.images.apps import MCR, shown
from tests.project.images.apps import inferred as answer
from tests.project.trees import make

SDK = "10.0.401"
# The SDK takes this one for glibc; it is musl, and dotimg says so.
ALPINE = "alpine-x64"


def test_the_base_image_is_that_of_the_sdks_own_task() -> None:
    different = []
    rows = read_answers("base-images.csv.gz")
    for row in rows:
        short = row["framework"]
        framework = frameworks.parse(
            f"net{'coreapp' if short < '4' and short[1] == '.' else ''}{short}"
        )
        assert framework
        app = PublishedApp(
            short,
            framework,
            aspnet="Microsoft.AspNetCore.App" in row["references"].split(),
            base_identifiers=tuple(row["identifiers"].replace(ALPINE, "linux-x64").split()),
            self_contained=row["self_contained"] == "1",
            aot=row["aot"] == "1",
            trimmed=row["trimmed"] == "1",
            invariant=row["invariant"] == "1",
            family=row["family"],
        )
        if inferred(app, row["sdk"]).reference.removeprefix(MCR) != row["image"]:
            different.append(row)
    assert len(rows) == 6000
    assert kind_of(ALPINE) == "musl"
    assert different == []


def test_identifiers_and_what_they_imply_are_those_of_the_sdks_targets(
    tmp_path: Path, catalog: Catalog
) -> None:
    different, refused = [], 0
    for number, row in enumerate(read_answers("identifiers.jsonl.gz")):
        text, identifier, self_contained, several, image, error = row
        project = read(str(make(tmp_path / str(number), {"App.csproj": text}) / "App.csproj"))
        app = app_of(project, "")
        assert isinstance(app, PublishedApp), row
        found = inferred(app, SDK)
        own = (app.runtime_identifier, is_self_contained(app), found.reference, bool(found.fault))
        if own != (identifier, self_contained, image or "", bool(error)):
            different.append((row, own))
        assert several or len(app.identifiers) <= 1 or app.runtime_identifier == "linux-x64"
        # Where musl and glibc differ among the images, the right answer is one for each.
        kinds = (
            {kind_of(one) for one in app.identifiers} if several and not app.base_image else set()
        )
        if {"musl", "linux"} <= kinds:
            refused += 1
            run = answer(catalog, project, sdk=SDK).run
            assert isinstance(run, NoMatch), shown(run)
            assert "--os linux gives" in run.reason
            assert "--os alpine gives" in run.reason
    assert different == []
    assert refused > 20


def test_the_recipe_gives_the_sdk_what_pick_says() -> None:
    page = (Path(__file__).parents[3] / "docs" / "projects.md").read_text(encoding="utf-8")
    (recipe,) = blocks(page, "xml")
    root = xml_tree.parse(recipe.encode())
    (target,) = root.children
    assert target.attributes["BeforeTargets"] == "ComputeContainerBaseImage"
    (command,) = target.children
    words = shlex.split(command.attributes["Command"])
    assert words[:4] == ["dotimg", "-q", "pick", "--project"]
    assert words[5:] == ["--digest"]
    (output,) = command.children
    assert output.attributes["PropertyName"] == "ContainerBaseImage"
