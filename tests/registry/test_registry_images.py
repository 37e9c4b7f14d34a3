"""What is told of an image when not all of it can be asked."""

import pytest
from pytest_httpserver import HTTPServer

from dotimg.registry.client import END_OF_LIFE, LIFECYCLE_TYPE
from dotimg.registry.images import inspect
from dotimg.registry.manifests import OCI_INDEX
from tests.registry_doubles import Blob, Connect, config, document, index, manifest, publish, sdk

SETTINGS = config("amd64")
LAST_DAY = "2024-06-11"
NONE = document(OCI_INDEX, {"manifests": []})


@pytest.fixture
def published(server: HTTPServer) -> Blob:
    """An image whose configuration and end of life are still to be served."""
    inner = manifest(SETTINGS)
    outer = index({"amd64": inner})
    for blob in (inner, outer):
        publish(server, "dotnet/sdk", "8.0" if blob is outer else "inner", blob)
    return outer


def test_a_lost_configuration_leaves_the_end_of_life(
    connect: Connect, server: HTTPServer, host: str, published: Blob
) -> None:
    member = Blob("x", b"").descriptor(
        artifactType=LIFECYCLE_TYPE, annotations={END_OF_LIFE: LAST_DAY}
    )
    server.expect_request(f"/v2/dotnet/sdk/blobs/{SETTINGS.digest}").respond_with_data(
        "", status=403
    )
    server.expect_request(f"/v2/dotnet/sdk/referrers/{published.digest}").respond_with_data(
        document(OCI_INDEX, {"manifests": [member]}).body, content_type=OCI_INDEX
    )
    found = inspect(connect(), sdk(host), None)
    assert found.settings is None
    assert found.superseded == (LAST_DAY,)
    assert ["403" in str(error) for error in found.errors] == [True]


def test_each_loss_is_told(
    connect: Connect, server: HTTPServer, host: str, published: Blob
) -> None:
    for path in (f"blobs/{SETTINGS.digest}", f"referrers/{published.digest}"):
        server.expect_request(f"/v2/dotnet/sdk/{path}").respond_with_data("", status=403)
    found = inspect(connect(), sdk(host), None)
    assert (found.settings, found.superseded, len(found.errors)) == (None, None, 2)


@pytest.mark.parametrize(
    ("created", "told", "said"),
    [
        ("0001-01-01T00:00:00+05:00", None, "'0001-01-01T00:00:00+05:00' is not a point in time"),
        ("0001-01-01T00:00:00", "0001-01-01T00:00:00+00:00", ""),
    ],
)
def test_no_moment_is_too_early(
    connect: Connect, server: HTTPServer, host: str, created: str, told: str | None, said: str
) -> None:
    settings = document("x", {"created": created})
    inner = manifest(settings)
    outer = index({"amd64": inner})
    publish(server, "dotnet/sdk", "8.0", outer)
    publish(server, "dotnet/sdk", "inner", inner)
    for path, blob in ((f"blobs/{settings.digest}", settings), (f"referrers/{outer.digest}", NONE)):
        server.expect_request(f"/v2/dotnet/sdk/{path}").respond_with_data(
            blob.body, content_type=blob.media_type
        )
    found = inspect(connect(), sdk(host), None)
    assert (found.settings and found.settings.created) == told
    assert said in " ".join(map(str, found.errors))
    assert bool(said) == bool(found.errors)
