"""Faults of servers: what each sends, what is asked of it, and the exit code that this deserves."""

import gzip
import json
from typing import Literal, NamedTuple

from dotimg.registry.manifests import OCI_INDEX, OCI_MANIFEST
from tests.registry_doubles import IMAGE, index

Question = Literal["digest", "platform", "tags"]


class Fault(NamedTuple):
    """A fault; in the script bytes are sent and numbers are seconds of silence.

    `slow` is what ends by the time-out alone.
    """

    name: str
    script: tuple[bytes | float, ...]
    question: Question = "digest"
    code: int = 4
    slow: bool = False


def answer(
    body: bytes = b"", status: str = "200 OK", kind: str = OCI_INDEX, *more: str
) -> tuple[bytes]:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more]
    return ("\r\n".join([*lines, "Connection: close"]).encode() + b"\r\n\r\n" + body,)


def errors(code: str) -> bytes:
    return json.dumps({"errors": [{"code": code}]}).encode()


def refused(name: str, status: str, body: bytes = b"", *more: str, code: int = 4) -> Fault:
    return Fault(name, answer(body, status, "application/json", *more), "digest", code)


def listed(name: str, content: object, *more: str) -> Fault:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Fault(name, answer(body, "200 OK", "application/json", *more), "tags")


def image(name: str, content: object, kind: str = OCI_INDEX, *more: str) -> Fault:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Fault(name, answer(body, "200 OK", kind, *more))


def raw(name: str, *script: bytes | float, slow: bool = False) -> Fault:
    return Fault(name, script, slow=slow)


_OK = f"HTTP/1.1 200 OK\r\nContent-Type: {OCI_INDEX}\r\n".encode()
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
_INDEX = index({"amd64": IMAGE})
_ONE = {"mediaType": OCI_MANIFEST, "digest": IMAGE.digest, "size": 9}
_PAGE = b"<html><body>Please log in</body></html>"
_PATH = "/v2/dotnet/sdk"
_HINT = "WWW-Authenticate: Bearer realm="

FAULTS = (
    # Connections
    raw("hangs up"),
    raw("half a status line", b"HTTP/1.1 20"),
    raw("half a header", b"HTTP/1.1 200 OK\r\nConte"),
    raw("no HTTP", b"\0\xff\n\n"),
    raw("the greeting of an SSH server", b"SSH-2.0-OpenSSH_9.2\r\n"),
    raw("silence", 60.0, slow=True),
    raw("headers that never end", b"HTTP/1.1 200 OK\r\n", *(b"A: b\r\n", 0.2) * 90, slow=True),
    raw("a body that never ends", _OK + b"\r\n", *(b" ", 0.2) * 300, slow=True),
    raw("100 Continue for ever", *(b"HTTP/1.1 100 Continue\r\n\r\n", 0.1) * 600, slow=True),
    # Headers
    raw("a body cut off", _OK + b"Content-Length: 999\r\n\r\n" + _INDEX.body),
    raw("a body longer than it says", _OK + b"Content-Length: 9\r\n\r\n" + _INDEX.body),
    raw("a negative length", _OK + b"Content-Length: -5\r\n\r\n"),
    raw("a length that is not a number", _OK + b"Content-Length: x\r\n\r\n" + _INDEX.body[:99]),
    raw("two lengths", _OK + b"Content-Length: 5\r\nContent-Length: 999\r\n\r\n" + _INDEX.body),
    raw("200 headers", _OK + b"X: y\r\n" * 200 + b"\r\n"),
    raw("a header of 100 kB", _OK + b"X: " + b"y" * 100_000 + b"\r\n\r\n"),
    raw("a header with a NUL", _OK + b"X\0: \0\r\n: \r\n\r\n"),
    raw("a status of letters", b"HTTP/1.1 abc OK\r\n\r\n"),
    raw("a status of two digits", b"HTTP/1.1 20 OK\r\n\r\n"),
    raw("another protocol", b"HTTP/9.9 200 OK\r\n\r\n"),
    refused("a status that nobody knows", "999 Strange"),
    # Chunks
    raw("a negative chunk", _CHUNKED + b"-5\r\nabc\r\n0\r\n\r\n"),
    raw("a chunk without a size", _CHUNKED + b"zz\r\nabc\r\n"),
    raw("a chunk beyond all numbers", _CHUNKED + b"f" * 60 + b"\r\nabc"),
    raw("a chunk cut off", _CHUNKED + b"ff\r\nabc"),
    raw("no last chunk", _CHUNKED + b"3\r\n{} \r\n"),
    # Statuses
    refused("204", "204 No Content"),
    refused("206", "206 Partial Content", _INDEX.body),
    refused("304 to nobody's question", "304 Not Modified"),
    refused("403", "403 Forbidden", errors("DENIED")),
    refused("404 without a word", "404 Not Found"),
    refused("404 of a proxy", "404 Not Found", _PAGE),
    refused("404 of another kind", "404 Not Found", errors("BLOB_UNKNOWN")),
    refused("404 of no such image", "404 Not Found", errors("MANIFEST_UNKNOWN"), code=1),
    refused("404 of no such repository", "404 Not Found", errors("NAME_UNKNOWN"), code=1),
    refused("403 that speaks of absence", "403 Forbidden", errors("MANIFEST_UNKNOWN")),
    refused("405", "405 Method Not Allowed"),
    refused("407", "407 Proxy Authentication Required"),
    refused("418", "418 I'm a teapot", _PAGE),
    refused("429 for an hour", "429 Too Many Requests", b"", "Retry-After: 3600"),
    refused("429 for ever", "429 Too Many Requests", b"", f"Retry-After: {'9' * 400}"),
    refused("429 until never", "429 Too Many Requests", b"", "Retry-After: Fri, 99 Foo 2026"),
    refused("500", "500 Internal Server Error", errors("UNKNOWN")),
    refused("502", "502 Bad Gateway", _PAGE),
    refused("503", "503 Service Unavailable"),
    refused("504", "504 Gateway Timeout"),
    # Redirects and logins
    refused("a redirect to itself", "302 Found", b"", f"Location: {_PATH}/manifests/8.0"),
    refused("a redirect to nowhere", "302 Found"),
    refused("a redirect to a file", "302 Found", b"", "Location: file:///etc/passwd"),
    refused("a redirect with a user", "302 Found", b"", "Location: http://u:p@127.0.0.1:1/"),
    refused("a redirect to a closed port", "307 x", b"", "Location: http://127.0.0.1:1/"),
    refused("a redirect to half a host", "308 x", b"", "Location: http://[::1/"),
    refused("401 without a word", "401 Unauthorized"),
    refused("401 for a password", "401 Unauthorized", b"", 'WWW-Authenticate: Basic realm="x"'),
    refused("401 for a token of nowhere", "401 Unauthorized", b"", f'{_HINT}""'),
    refused("401 for a token of a file", "401 x", b"", f'{_HINT}"file:///etc/passwd"'),
    refused("401 for a token of a closed port", "401 x", b"", f'{_HINT}"http://127.0.0.1:1/"'),
    refused("401 in 5000 ways", "401 x", b"", f"WWW-Authenticate: {'Basic a=b, ' * 5000}"),
    # Bodies
    image("a page to log in", _PAGE, "text/html"),
    image("a page as an index", _PAGE),
    image("nothing", b""),
    image("half an index", _INDEX.body[:100]),
    image("a message", {"message": "please sign in"}),
    image("an index without images", {"mediaType": OCI_INDEX}),
    image("an index of null", {"manifests": None}),
    image("an index as plain JSON", _INDEX.body, "application/json"),
    image("a manifest without a configuration", {"layers": []}, OCI_MANIFEST),
    image("a manifest without layers", {"config": _ONE}, OCI_MANIFEST),
    image("another type than it says", {"mediaType": OCI_MANIFEST, "manifests": []}),
    image("a size below nothing", {"manifests": [{**_ONE, "size": -1}]}),
    image("a digest that is none", {"manifests": [{**_ONE, "digest": "\x1b[2J"}]}),
    image(
        "another digest", _INDEX.body, _INDEX.media_type, f"Docker-Content-Digest: {IMAGE.digest}"
    ),
    image("no digest at all", _INDEX.body, _INDEX.media_type, "Docker-Content-Digest: sha256:x"),
    image("what is compressed", gzip.compress(_INDEX.body), OCI_INDEX, "Content-Encoding: gzip"),
    image("5 MB of nothing", b" " * 5_000_000),
    image("brackets without end", b"[" * 200_000),
    image("a number without end", b"9" * 200_000),
    image("no UTF-8", b'{"manifests": "\xff"}'),
    Fault("an index without its images", answer(b"{}"), "platform"),
    Fault("an index as it should be", answer(_INDEX.body, kind=_INDEX.media_type), code=0),
    # Lists
    listed("no list of tags", {}),
    listed("a message for a list of tags", {"message": "blocked"}),
    listed("a list for an object", []),
    listed("a text for a list", {"tags": "8.0"}),
    listed("numbers for tags", {"tags": [8.0]}),
    listed("an escape sequence for a tag", {"tags": ["\x1b[2J"]}),
    listed("pages in a circle", {"tags": []}, f"Link: <{_PATH}/tags/list>; rel=next"),
    listed("pages of another host", {"tags": []}, "Link: <https://a.example/>; rel=next"),
    listed("17 MB of tags", b'{"tags": [%s""]}' % (b'"a",' * 4_300_000)),
)
