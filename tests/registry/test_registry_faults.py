"""Absent, or could not be asked: every status a registry may give."""

import json

import pytest
from pytest_httpserver import HTTPServer

from dotimg.errors import NoMatchError, UnreachableError
from tests.registry_doubles import MANIFEST, Connect, sdk


def errors(code: str) -> str:
    return json.dumps({"errors": [{"code": code, "message": "\x1b[31mlies\x1b[0m"}]})


@pytest.mark.parametrize("code", ["MANIFEST_UNKNOWN", "NAME_UNKNOWN"])
def test_only_these_codes_mean_absent(
    connect: Connect, server: HTTPServer, host: str, code: str
) -> None:
    server.expect_request(MANIFEST).respond_with_data(errors(code), status=404)
    for operation in (connect().digest, connect().manifest):
        with pytest.raises(NoMatchError) as error:
            operation(sdk(host))
        assert str(error.value) == f"{host} has no {host}/dotnet/sdk:8.0 ({code})"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        pytest.param(404, "", "404, which does not prove absence", id="404 without a body"),
        pytest.param(404, "<html>404</html>", "404, which does not prove absence", id="404 page"),
        pytest.param(404, errors("BLOB_UNKNOWN"), "404 BLOB_UNKNOWN, ", id="404 of another kind"),
        pytest.param(404, '{"errors": "MANIFEST_UNKNOWN"}', "404, ", id="404 of another shape"),
        pytest.param(404, errors("MANIFEST_UNKNOWN\x1b[2J"), "404, ", id="404 with an escape"),
        pytest.param(401, errors("UNAUTHORIZED"), "401 UNAUTHORIZED, log in", id="401"),
        pytest.param(403, errors("DENIED"), "403 DENIED, access is denied", id="403"),
        pytest.param(403, errors("MANIFEST_UNKNOWN"), "403 MANIFEST_UNKNOWN, ", id="403 that lies"),
        pytest.param(407, "", "407, the proxy", id="407"),
        pytest.param(418, "", "418, no answer that a registry should give", id="418"),
        pytest.param(204, "", "204, no answer", id="204"),
        pytest.param(304, "", "304, no answer", id="304 to nobody's question"),
        pytest.param(500, errors("UNKNOWN"), "500 UNKNOWN, the registry has a problem", id="500"),
        pytest.param(
            500, "x" * 5_000_000, "500, the registry has a problem", id="500 with a huge page"
        ),
        pytest.param(
            429, errors("TOOMANYREQUESTS"), "429 TOOMANYREQUESTS after 4 tries, ", id="429"
        ),
        pytest.param(502, "", "502 after 4 tries, the registry has a problem", id="502"),
        pytest.param(503, "", "503 after 4 tries, the registry has a problem", id="503"),
        pytest.param(504, "", "504 after 4 tries, the registry has a problem", id="504"),
    ],
)
def test_all_else_is_unreachable(
    connect: Connect, server: HTTPServer, status: int, body: str, said: str
) -> None:
    server.expect_request(MANIFEST).respond_with_data(body, status=status)
    image = sdk(server)
    with pytest.raises(UnreachableError, match=f"^could not ask {image.registry} for {image}: "):
        connect().digest(image)
    with pytest.raises(UnreachableError, match=f" for {image}: {said}") as error:
        connect().manifest(image)
    assert str(error.value).isprintable()


@pytest.mark.parametrize(("padding", "kind"), [(60, NoMatchError), (70, UnreachableError)])
def test_only_the_first_64_kib_of_an_error_are_read(
    connect: Connect, server: HTTPServer, padding: int, kind: type[Exception]
) -> None:
    body = errors("MANIFEST_UNKNOWN")[:-1] + " " * padding * 1024 + "}"
    server.expect_request(MANIFEST).respond_with_data(body, status=404)
    with pytest.raises(
        kind, match="MANIFEST_UNKNOWN" if padding == 60 else "does not prove absence"
    ):
        connect().manifest(sdk(server))
