"""Lists in pages: tags and referrers."""

import json
from datetime import date

import pytest
from pytest_httpserver import HTTPServer

from dotimg.errors import UnreachableError
from dotimg.registry.client import END_OF_LIFE, LIFECYCLE_TYPE
from dotimg.registry.manifests import OCI_INDEX, OCI_MANIFEST
from tests.registry_doubles import IMAGE, Connect, document, sdk

TAGS = "/v2/dotnet/sdk/tags/list"
REFERRERS = f"/v2/dotnet/sdk/referrers/{IMAGE.digest}"
FALLBACK = f"/v2/dotnet/sdk/manifests/{IMAGE.digest.replace(':', '-')}"


def page(server: HTTPServer, tags: object, link: str | None = None) -> None:
    server.expect_ordered_request(TAGS).respond_with_json(
        {"name": "dotnet/sdk", "tags": tags}, headers={"Link": link} if link else {}
    )


@pytest.mark.parametrize(
    "link",
    [
        pytest.param(f'<{TAGS}?last=b&n=2>; rel="next"', id="relative"),
        pytest.param('<list?last=b&n=2>; title="x"; rel=next', id="relative to the folder"),
        pytest.param('<{base}?last=b&n=2>; rel="next"', id="absolute"),
        pytest.param('</first>; rel="first", <{base}?last=b&n=2>; REL="next"', id="second of two"),
    ],
)
def test_pages_are_followed(connect: Connect, server: HTTPServer, host: str, link: str) -> None:
    page(server, ["a", "b"], link.format(base=server.url_for(TAGS)))
    page(server, ["b", "c"])
    assert connect().tags(sdk(host)) == ("a", "b", "c")
    assert [request.query_string for request, _ in server.log] == [b"", b"last=b&n=2"]


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("<http://registry.example{path}>; rel=next", "at another host: 'http://registry.example"),
        ("<http://127.0.0.1:1{path}>; rel=next", "at another host"),
        ("<https://{host}{path}?n=2>; rel=next", "at another host"),
        ("<http://localhost:{port}{path}>; rel=next", "at another host"),
        ("<//registry.example{path}>; rel=next", "at another host"),
        ("<http://u@{host}{path}>; rel=next", "cannot be followed"),
        ("<file:///etc/passwd>; rel=next", "cannot be followed"),
        ("<{path}>; rel=next", "form a loop"),
    ],
)
def test_foreign_and_looping_links_are_not(
    connect: Connect, server: HTTPServer, host: str, link: str, said: str
) -> None:
    page(server, ["a"], link.format(path=TAGS, host=host, port=server.port))
    with pytest.raises(UnreachableError, match=f"^{host} gave no usable answer: .*{said}"):
        connect().tags(sdk(host))
    assert len(server.log) == 1


def test_a_longer_loop_ends(connect: Connect, server: HTTPServer, host: str) -> None:
    for number in (1, 2, 1):
        page(server, [str(number)], f"<{TAGS}?last={number}>; rel=next")
    with pytest.raises(UnreachableError, match="form a loop"):
        connect().tags(sdk(host))


@pytest.mark.parametrize("link", ['</x>; rel="prev"', "next", "<>", "</x>"])
def test_other_links_are_no_pages(
    connect: Connect, server: HTTPServer, host: str, link: str
) -> None:
    page(server, ["a"], link)
    assert connect().tags(sdk(host)) == ("a",)


def test_no_tags(connect: Connect, server: HTTPServer, host: str) -> None:
    page(server, None)
    assert connect().tags(sdk(host)) == ()


@pytest.mark.parametrize("body", ["{}", '{"message": "please sign in"}', '{"errors": []}'])
def test_what_is_no_list_does_not_mean_no_tags(
    connect: Connect, server: HTTPServer, host: str, body: str
) -> None:
    server.expect_request(TAGS).respond_with_data(body, content_type="application/json")
    with pytest.raises(UnreachableError, match="it is not a list of tags"):
        connect().tags(sdk(host))


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        (["8.0", "\x1b[2J"], r"it lists '\\x1b\[2J', which is not a tag"),
        (["8.0\u202e"], "which is not a tag"),
        ([""], "it lists '', which is not a tag"),
        ([5], "'tags' is not a list of texts"),
        ({"8.0": 1}, "'tags' is not a list"),
    ],
)
def test_strange_tags(
    connect: Connect, server: HTTPServer, host: str, tags: object, said: str
) -> None:
    page(server, tags)
    with pytest.raises(UnreachableError, match=said) as error:
        connect().tags(sdk(host))
    assert str(error.value).isprintable()


def test_all_pages_together_are_limited(connect: Connect, server: HTTPServer, host: str) -> None:
    for number in range(3):
        page(server, [f"{number}{'a' * 120}"] * 60_000, f"<{TAGS}?last={number}>; rel=next")
    with pytest.raises(UnreachableError, match=f"^{host} gave .* larger than 16384 KiB$"):
        connect().tags(sdk(host))
    assert len(server.log) == 3


def referrer(day: str | None, number: int = 0, kind: str = LIFECYCLE_TYPE) -> dict[str, object]:
    notes = {"n": str(number)} if day is None else {"n": str(number), END_OF_LIFE: day}
    blob = document(OCI_MANIFEST, {"config": IMAGE.descriptor(), "annotations": notes})
    return blob.descriptor(artifactType=kind, annotations=notes)


def listing(*members: dict[str, object]) -> str:
    return json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": members})


class TestReferrers:
    def test_days_of_one_type(self, connect: Connect, server: HTTPServer, host: str) -> None:
        body = listing(
            referrer("2024-06-11T00:00:00Z"),
            referrer("2024-03-12", 1),
            referrer("2024-03-12", 2),
            referrer(None, 3),
            referrer("2020-01-01", 4, "application/vnd.example"),
        )
        server.expect_request(REFERRERS).respond_with_data(body, content_type=OCI_INDEX)
        client = connect()
        days = client.end_of_life(sdk(host), IMAGE.digest)
        assert days == (date(2024, 3, 12), date(2024, 6, 11))
        assert server.log[0][0].args.to_dict() == {"artifactType": LIFECYCLE_TYPE}
        assert len(server.log) == 1
        assert len(client.referrers(sdk(host), IMAGE.digest, LIFECYCLE_TYPE)) == 4

    def test_in_pages(self, connect: Connect, server: HTTPServer, host: str) -> None:
        for day, link in (("2024-01-09", f"<{REFERRERS}?page=2>; rel=next"), ("2024-02-13", "")):
            server.expect_ordered_request(REFERRERS).respond_with_data(
                listing(referrer(day)), content_type=OCI_INDEX, headers={"Link": link}
            )
        days = connect().end_of_life(sdk(host), IMAGE.digest)
        assert days == (date(2024, 1, 9), date(2024, 2, 13))

    def test_annotations_that_the_list_leaves_out(
        self, connect: Connect, server: HTTPServer, host: str
    ) -> None:
        content: dict[str, object] = {
            "config": IMAGE.descriptor(),
            "annotations": {END_OF_LIFE: "2024-07-09"},
        }
        content["layers"] = []
        artifact = document(OCI_MANIFEST, content)
        body = listing(artifact.descriptor(artifactType=LIFECYCLE_TYPE))
        server.expect_request(REFERRERS).respond_with_data(body, content_type=OCI_INDEX)
        server.expect_request(f"/v2/dotnet/sdk/manifests/{artifact.digest}").respond_with_data(
            artifact.body, content_type=OCI_MANIFEST
        )
        assert connect().end_of_life(sdk(host), IMAGE.digest) == (date(2024, 7, 9),)

    @pytest.mark.parametrize("status", [404, 400, 406])
    def test_the_fallback_tag(
        self, connect: Connect, server: HTTPServer, host: str, status: int
    ) -> None:
        server.expect_request(REFERRERS).respond_with_data("page not found", status=status)
        server.expect_request(FALLBACK).respond_with_data(
            listing(referrer("2024-06-11")), content_type=OCI_INDEX
        )
        assert connect().end_of_life(sdk(host), IMAGE.digest) == (date(2024, 6, 11),)

    @pytest.mark.parametrize(("status", "body"), [(404, ""), (200, IMAGE.body.decode())])
    def test_without_a_fallback_nothing_is_known(
        self, connect: Connect, server: HTTPServer, host: str, status: int, body: str
    ) -> None:
        server.expect_request(REFERRERS).respond_with_data("", status=404)
        server.expect_request(FALLBACK).respond_with_data(
            body, status=status, content_type=IMAGE.media_type
        )
        assert connect().end_of_life(sdk(host), IMAGE.digest) == ()

    @pytest.mark.parametrize("body", ["<html>", "{}", ""])
    def test_a_fallback_that_cannot_be_read_is_trouble(
        self, connect: Connect, server: HTTPServer, host: str, body: str
    ) -> None:
        server.expect_request(REFERRERS).respond_with_data("", status=404)
        server.expect_request(FALLBACK).respond_with_data(body, content_type=OCI_INDEX)
        with pytest.raises(UnreachableError, match="gave no usable answer"):
            connect().end_of_life(sdk(host), IMAGE.digest)

    @pytest.mark.parametrize(("path", "status"), [(REFERRERS, 503), (FALLBACK, 429)])
    def test_trouble_is_not_taken_for_nothing(
        self, connect: Connect, server: HTTPServer, path: str, status: int
    ) -> None:
        server.expect_request(path).respond_with_data("", status=status)
        server.expect_request(REFERRERS).respond_with_data("", status=404)
        with pytest.raises(UnreachableError, match=str(status)):
            connect().end_of_life(sdk(server), IMAGE.digest)

    @pytest.mark.parametrize(
        ("body", "kind", "said"),
        [
            ("{}", "text/html", "not an image index"),
            (IMAGE.body.decode(), IMAGE.media_type, "a manifest where a list belongs"),
            (listing(referrer("soon")), OCI_INDEX, "an end-of-life annotation has no date"),
        ],
    )
    def test_nonsense(
        self, connect: Connect, server: HTTPServer, body: str, kind: str, said: str
    ) -> None:
        server.expect_request(REFERRERS).respond_with_data(body, content_type=kind)
        with pytest.raises(UnreachableError, match=said):
            connect().end_of_life(sdk(server), IMAGE.digest)
