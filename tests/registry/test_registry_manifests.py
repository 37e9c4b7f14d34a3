"""Manifests, configurations and digests that are not what they should be."""

import hashlib
import json
import time

import pytest
from pytest_httpserver import HTTPServer

from dotimg.errors import UnreachableError
from dotimg.registry import Config, Index, Manifest, OciPlatform
from dotimg.registry.manifests import DOCKER_LIST, OCI_INDEX, OCI_MANIFEST
from tests.registry_doubles import (
    IMAGE,
    MANIFEST,
    Blob,
    Connect,
    Rude,
    config,
    document,
    index,
    manifest,
    sdk,
)

MANIFESTS = "/v2/dotnet/sdk/manifests"

OTHER = f"sha256:{'b' * 64}"


def serve(server: HTTPServer, blob: Blob, **headers: str) -> None:
    server.expect_request(MANIFEST).respond_with_data(
        blob.body, content_type=blob.media_type, headers=headers
    )


def with_platform(**platform: object) -> Blob:
    member = IMAGE.descriptor(platform=platform)
    return document(OCI_INDEX, {"schemaVersion": 2, "manifests": [member]})


def with_layer(size: int) -> Blob:
    one = {"digest": OTHER, "size": size}
    return document(OCI_MANIFEST, {"config": IMAGE.descriptor(), "layers": [one]})


def test_the_largest_size(connect: Connect, server: HTTPServer, host: str) -> None:
    serve(server, with_layer(2**63 - 1))
    found = connect().manifest(sdk(host))
    assert isinstance(found, Manifest)
    assert found.layers[0].size == 2**63 - 1


def test_every_manifest_type_is_asked_for(connect: Connect, server: HTTPServer, host: str) -> None:
    serve(server, IMAGE)
    connect().manifest(sdk(host))
    accept = server.log[0][0].headers["Accept"].split(", ")
    assert sorted(accept) == [
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
    ]


def test_an_oci_index(connect: Connect, server: HTTPServer, host: str) -> None:
    windows = with_platform(
        os="windows", architecture="amd64", variant="v1", **{"os.version": "10.0.20348.2849"}
    )
    serve(server, windows)
    found = connect().manifest(sdk(host))
    assert isinstance(found, Index)
    assert (found.digest, found.size) == (windows.digest, len(windows.body))
    member = found.manifests[0]
    assert member.platform == OciPlatform("windows", "amd64", "v1", "10.0.20348.2849")
    assert (member.digest, member.size) == (IMAGE.digest, len(IMAGE.body))


def test_an_oci_manifest(connect: Connect, server: HTTPServer, host: str) -> None:
    content = {"config": IMAGE.descriptor(), "layers": [], "annotations": {"a\x1b": "b\x07"}}
    serve(server, document(f"{OCI_MANIFEST}; charset=utf-8", content))
    found = connect().manifest(sdk(host))
    assert isinstance(found, Manifest)
    assert found.media_type == OCI_MANIFEST
    assert found.annotations == {"a\\x1b": "b\\x07"}


def test_no_tag_means_latest(connect: Connect, server: HTTPServer, host: str) -> None:
    server.expect_request(f"{MANIFESTS}/latest").respond_with_data(
        IMAGE.body, content_type=IMAGE.media_type
    )
    assert connect().manifest(sdk(host, "")).digest == IMAGE.digest


@pytest.mark.parametrize(
    ("blob", "said"),
    [
        pytest.param(Blob("text/html", IMAGE.body), "disagree", id="another Content-Type"),
        pytest.param(Blob("text/html", b"{}"), "the type 'text/html' is not an image", id="a page"),
        pytest.param(Blob(DOCKER_LIST, IMAGE.body), "disagree", id="manifest as list"),
        pytest.param(Blob(OCI_INDEX, b"[]"), "is not a JSON object", id="a list"),
        pytest.param(Blob(OCI_INDEX, b"\xff{}"), "is not JSON", id="no text"),
        pytest.param(Blob(OCI_INDEX, b""), "is not JSON", id="nothing"),
        pytest.param(Blob(OCI_INDEX, b"[" * 100_000), "is not JSON", id="very deep"),
        pytest.param(Blob(OCI_INDEX, b"9" * 9999), "is not JSON", id="a huge number"),
        pytest.param(
            document(OCI_INDEX, {"manifests": {}}), "'manifests' is not a list", id="shape"
        ),
        pytest.param(document(OCI_INDEX, {"manifests": [1]}), "list of objects", id="members"),
        pytest.param(document(OCI_INDEX, {"mediaType": 1}), "'mediaType' is not a text", id="type"),
        pytest.param(
            document(OCI_INDEX, {"annotations": {"a": 1}}), "'a' is not a text", id="note"
        ),
        pytest.param(document(OCI_MANIFEST, {}), "'' is not a digest", id="no config"),
        pytest.param(
            document(OCI_MANIFEST, {"config": IMAGE.descriptor()}), "has no 'layers'", id="layers"
        ),
        pytest.param(document(OCI_INDEX, {}), "it has no 'manifests'", id="members missing"),
        pytest.param(
            document(OCI_INDEX, {"manifests": None}), "it has no 'manifests'", id="null members"
        ),
        pytest.param(
            document(OCI_MANIFEST, {"config": {"digest": "\x1b[2J"}}),
            r"'\\x1b\[2J' is not a digest",
            id="an escape",
        ),
        pytest.param(
            document(OCI_MANIFEST, {"config": {"digest": OTHER, "size": -1}}),
            "not a size",
            id="size",
        ),
        pytest.param(
            document(OCI_MANIFEST, {"config": {"digest": OTHER, "size": True}}),
            "not a size",
            id="bool",
        ),
        pytest.param(with_layer(10**400), "'size' is not a size", id="a size beyond floats"),
        pytest.param(with_layer(2**63), "'size' is not a size", id="a size beyond 64 bits"),
        pytest.param(with_platform(os=[]), "'os' is not a text", id="platform"),
    ],
)
def test_nonsense(connect: Connect, server: HTTPServer, host: str, blob: Blob, said: str) -> None:
    serve(server, blob)
    for ask in (connect().manifest, connect().digest):
        with pytest.raises(UnreachableError, match=f"^{host} gave no usable answer: .*{said}"):
            ask(sdk(host))


class TestDigests:
    @pytest.mark.parametrize("headers", [IMAGE.headers, {}])
    def test_the_image_is_read(
        self, connect: Connect, server: HTTPServer, host: str, headers: dict[str, str]
    ) -> None:
        serve(server, IMAGE, **headers)
        assert connect().digest(sdk(host)) == IMAGE.digest
        assert [request.method for request, _ in server.log] == ["GET"]

    def test_a_wrong_header(self, connect: Connect, server: HTTPServer, host: str) -> None:
        serve(server, IMAGE, **{"Docker-Content-Digest": OTHER})
        with pytest.raises(UnreachableError, match=f"what it sent is not {OTHER}"):
            connect().manifest(sdk(host))

    @pytest.mark.parametrize("digest", ["sha256:abc", "md5:00", "\x1b[2J", f"{OTHER} "])
    def test_a_header_that_is_no_digest(self, connect: Connect, rude: Rude, digest: str) -> None:
        head = f"HTTP/1.1 200 OK\r\nDocker-Content-Digest: {digest}x\r\n\r\n"
        with pytest.raises(UnreachableError, match="is not a digest") as error:
            connect().digest(sdk(rude(head.encode()).host))
        assert str(error.value).isprintable()

    def test_sha512(self, connect: Connect, server: HTTPServer, host: str) -> None:
        long = f"sha512:{hashlib.sha512(IMAGE.body).hexdigest()}"
        serve(server, IMAGE, **{"Docker-Content-Digest": long})
        assert connect().digest(sdk(host)) == connect().manifest(sdk(host)).digest == long

    def test_what_is_asked_by_digest_must_have_it(
        self, connect: Connect, server: HTTPServer, host: str
    ) -> None:
        server.expect_request(f"{MANIFESTS}/{OTHER}").respond_with_data(
            IMAGE.body, content_type=IMAGE.media_type, headers=IMAGE.headers
        )
        image = sdk(host, f":8.0@{OTHER}")
        for ask in (connect().manifest, connect().digest):
            with pytest.raises(UnreachableError, match=f"what it sent is not {OTHER}"):
                ask(image)

    @pytest.mark.parametrize("header", [f"sha512:{'c' * 128}", OTHER])
    def test_the_header_must_be_right_too(
        self, connect: Connect, server: HTTPServer, host: str, header: str
    ) -> None:
        server.expect_request(f"{MANIFESTS}/{IMAGE.digest}").respond_with_data(
            IMAGE.body,
            content_type=IMAGE.media_type,
            headers={"Docker-Content-Digest": header},
        )
        with pytest.raises(UnreachableError, match=f"what it sent is not {header}"):
            connect().digest(sdk(host, f"@{IMAGE.digest}"))


class TestConfigurations:
    SETTINGS = config("arm64")

    def ask(self, connect: Connect, server: HTTPServer, settings: Blob, body: bytes) -> Config:
        image = manifest(settings)
        serve(server, image)
        path = f"/v2/dotnet/sdk/blobs/{settings.digest}"
        server.expect_request(path).respond_with_data(body)
        where = sdk(f"127.0.0.1:{server.port}")
        client = connect()
        found = client.manifest(where)
        assert isinstance(found, Manifest)
        return client.config(where, found)

    def test_another_body(self, connect: Connect, server: HTTPServer) -> None:
        with pytest.raises(UnreachableError, match=f"what it sent is not {self.SETTINGS.digest}"):
            self.ask(connect, server, self.SETTINGS, b"{}")

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ({"created": "soon"}, "'soon' is not a point in time"),
            ({"created": "0001-01-01T00:00:00+05:00"}, "'0001-01-01T.*' is not a point in time"),
            ({"created": "9999-12-31T23:00:00-05:00"}, "'9999-12-31T.*' is not a point in time"),
            ({"created": 5}, "'created' is not a text"),
            ({"config": []}, "'config' is not an object"),
            ({"config": {"Env": [1]}}, "'Env' is not a list of texts"),
            ({"config": {"Labels": {"a": []}}}, "'a' is not a text"),
        ],
    )
    def test_nonsense(
        self, connect: Connect, server: HTTPServer, content: dict[str, object], said: str
    ) -> None:
        blob = document("x", content)
        with pytest.raises(UnreachableError, match=said):
            self.ask(connect, server, blob, blob.body)

    @pytest.mark.parametrize(
        "created", ["2024-11-12T18:09:31", "2024-11-12T20:09:31+02:00", "2024-11-12T18:09:31Z"]
    )
    def test_moments_are_in_utc(
        self,
        connect: Connect,
        server: HTTPServer,
        monkeypatch: pytest.MonkeyPatch,
        created: str,
    ) -> None:
        monkeypatch.setenv("TZ", "Asia/Tokyo")  # where one without a zone would be nine hours off
        time.tzset()
        blob = document("x", {"created": created})
        found = self.ask(connect, server, blob, blob.body).created
        monkeypatch.undo()
        time.tzset()
        assert found
        assert found.isoformat() == "2024-11-12T18:09:31+00:00"

    def test_little_is_said(self, connect: Connect, server: HTTPServer) -> None:
        blob = document("x", {"config": {"Env": None, "Labels": None}})
        nothing = Config(None, OciPlatform("", ""), {}, {}, "", ())
        assert self.ask(connect, server, blob, blob.body) == nothing

    def test_the_user_and_the_ports(self, connect: Connect, server: HTTPServer) -> None:
        ports: dict[str, object] = {"8081/tcp": {}, "8080/tcp\x1b[2J": {}}
        blob = document("x", {"config": {"User": "1654", "ExposedPorts": ports}})
        found = self.ask(connect, server, blob, blob.body)
        assert (found.user, found.ports) == ("1654", ("8080/tcp\\x1b[2J", "8081/tcp"))

    def test_a_huge_one_is_not_asked_for(self, connect: Connect, server: HTTPServer) -> None:
        with pytest.raises(UnreachableError, match="a configuration of 2000000 bytes is too large"):
            self.ask(connect, server, Blob("x", b" " * 2_000_000), b"")
        assert len(server.log) == 1


def test_an_index_of_many(connect: Connect, server: HTTPServer, host: str) -> None:
    serve(server, index(dict.fromkeys(map(json.dumps, range(100)), IMAGE)))
    found = connect().manifest(sdk(host))
    assert isinstance(found, Index)
    assert len(found.manifests) == 100
