"""Images that `upgrade` leaves to a maintainer: lists of versions, and what tests expect."""

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.files.kinds import FileKind, kind_of
from dotimg.upgrade import Policy, Upgrader
from dotimg.upgrade.by_hand import TEST_CODE, is_test_code

MCR = "mcr.microsoft.com/dotnet/"
DAY = "2026-11-22"
OLD, OLDER, GOOD = f"{MCR}sdk:8.0", f"{MCR}sdk:6.0", f"{MCR}sdk:10.0"

MATRIX = "jobs:\n  a:\n    strategy:\n      matrix:\n"
INCLUDED = f"\n        - image: {OLD}\n          os: a\n        - image: {OLDER}\n"
CONTAINER = f"    container: {MCR}sdk:${{{{ matrix.v }}}}\n"
JOBS = f"jobs:\n  a:\n    container: {OLD}\n  b:\n    container: {OLDER}\n"
NAMED = "    container: ${{ matrix.image }}\n"


@pytest.fixture(scope="module")
def upgrader(catalog: Catalog) -> Upgrader:
    return Upgrader(catalog, DAY, Policy(), None, {})


def kind(path: str) -> FileKind:
    found = kind_of(path)
    assert found
    return found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("x.yaml", f"images:\n  - {OLD}\n  - {OLDER}\n"),
        ("x.yaml", f"images: [{OLD}, '{OLDER}']\n"),
        ("x.json", f'["{OLD}",\n "{OLDER}"]\n'),
        ("x.yaml", f"images:\n  net8: {OLD}\n\n  # old\n  net6: {OLDER}\n"),
        ("x.sh", f"docker pull {OLD}\ndocker pull {OLDER}\n"),
        ("x.cs", f'var all = new[] {{ "{OLD}", "{OLDER}" }};\n'),
        ("x.cs", f'(Net8, "{OLD}", "jammy"), // x\n(Net6, "{OLDER}", "jammy"),\n'),
        ("x.cs", f'(Net8, "{MCR}sdk", "8.0"),\n(Net6, "{MCR}sdk", "6.0"),\n'),
        (".github/workflows/x.yml", f"{MATRIX}        v: ['6.0', '8.0', '10.0']\n{CONTAINER}"),
        (".github/workflows/x.yml", f"{MATRIX}        image: [{OLD}, {OLDER}]\n{NAMED}"),
        (".github/workflows/x.yml", f"{MATRIX}        include: {INCLUDED}\n{NAMED}"),
    ],
)  # fmt: skip
def test_versions_side_by_side_stay_and_are_told(upgrader: Upgrader, path: str, text: str) -> None:
    found = upgrader.upgrade(path, kind(path), text.encode())
    assert found.new == found.old
    assert {one.image for one in found.left} == {OLD, OLDER}
    assert all("change a list of versions by hand" in one.reason for one in found.left)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("x.yaml", f"images:\n  - {OLD}\n  - {OLD}-alpine\n"),
        ("x.yaml", f"images:\n  - {OLD}\n  - {MCR}aspnet:6.0\n"),
        ("compose.yaml", f"services:\n  a:\n    image: {OLD}\n  b:\n    image: {OLDER}\n"),
        ("x.cs", f'var a = "{OLD}";\nRun(a);\nvar b = "{OLDER}";\n'),
        ("Dockerfile", f"FROM {OLD}\nFROM {OLDER}\n"),
        (".github/workflows/x.yml", JOBS),
    ],
)  # fmt: skip
def test_versions_for_different_things_move(upgrader: Upgrader, path: str, text: str) -> None:
    found = upgrader.upgrade(path, kind(path), text.encode())
    assert not found.left
    assert b":8.0" not in found.new
    assert b":6.0" not in found.new


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("test/E2ETest/TyeRunTests.cs", True),
        ("tests/Aspire.Hosting.Tests/Publishing/Manager.cs", True),
        ("src/Contoso.Shop.Tests/Images.cs", True),
        ("src/ShopTests/Images.fs", True),
        ("src/Shop/ImageTests.cs", True),
        ("src/web/image.test.ts", True),
        ("src/web/image.spec.ts", True),
        ("pkg/image_test.go", True),
        ("app/tests/test_image.py", True),
        ("src/test/java/Image.java", True),
        ("src/Contest/Images.cs", False),
        ("src/Latest/Images.cs", False),
        ("src/Shop/Images.cs", False),
        ("tests/run.sh", False),
        ("tests/values.yaml", False),
    ],
)
def test_code_of_tests_is_left(upgrader: Upgrader, path: str, *, test: bool) -> None:
    assert is_test_code(path, kind(path)) == test
    text = f'image: "{OLDER}"\n'.encode()
    found = upgrader.upgrade(path, kind(path), text)
    assert (found.new == text) == test
    assert [one.reason for one in found.left] == ([TEST_CODE] if test else [])
