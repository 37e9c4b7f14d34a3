"""The default base images of the SDK, for projects wherever they lie."""

from pathlib import Path

from dotimg.catalog.tables import Catalog
from dotimg.project.images.sdk_image import SdkImages


def test_folders_may_be_nested_deeper_than_calls(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path.joinpath(*["a"] * 2000, "App.csproj")
    assert not list(SdkImages(catalog, catalog.as_of).found(str(path), b"<Project />"))
