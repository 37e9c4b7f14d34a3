"""Feeds bent documents and answers to every reader of what a registry or docker's files say.

A reader may refuse an input by an error of dotimg's own, and by no other; and an input twice as
long may take at most 2.6 times as long. `python -m bench.fuzz_registry [INPUTS] [ANSWERS]`, where
the inputs are those for each reader, and the answers whole HTTP answers over a socket.
"""

import gc
import json
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random
from threading import Thread
from typing import NamedTuple

from tests.hostile import FAULTS
from tests.registry_doubles import IMAGE, Tick, config, index, sdk

from dotimg.errors import DotimgError
from dotimg.names.reference import parse
from dotimg.registry import Client, auth, client, credentials, faults, fetch, hosts, timing
from dotimg.registry.answers import Answer
from dotimg.registry.manifests import OCI_INDEX, OCI_MANIFEST, read_config, read_manifest, verified
from dotimg.registry.platforms import parse_platform

LIMIT = 2.6  # times as long for twice as much
ENOUGH = 0.02  # seconds
MOST = 2_000_000  # items of a long input
SHORT = 10_000  # bytes of an answer that is bent
URL = "https://registry.example/v2/a/tags/list"
WORDS = (
    *(b"null", b"[]", b"{}", b"-1", b"1e999", b"9" * 40, b'"\\ud800"', b'"\\u0000"', b"\xff"),
    *(b'"', b",", b"=", b"[" * 50, b"{" * 50, b"\r\n", b"\x1b[2J", b"://", b"@", b" ", b"true"),
)


class Reader(NamedTuple):
    """What reads bytes, a right input, and one of any size, as bad as can be."""

    read: Callable[[bytes], object]
    right: bytes
    long: Callable[[int], bytes]


def of_header(read: Callable[[str], object]) -> Callable[[bytes], object]:
    """What reads the bytes as a header."""
    return lambda content: read(content.decode("latin-1"))


def answer(content: bytes, **headers: str) -> Answer:
    """An answer of a registry."""
    return Answer(URL, 404, headers, content)


def sent(login: credentials.Credentials | None) -> object:
    """What goes out of a login."""
    return login and (login.basic, login.identity)


def filled(template: bytes, item: bytes) -> Callable[[int], bytes]:
    """Builds lists of so many items."""
    return lambda size: template.replace(b"%", b",".join([item] * size))


def repeated(item: bytes) -> Callable[[int], bytes]:
    """Builds texts of so many pieces."""
    return lambda size: item * size


DESCRIPTOR = json.dumps(IMAGE.descriptor(platform={"os": "linux", "architecture": "a"})).encode()
LOGINS = b'{"auths": {"a.example": {"auth": "dTpw"}, "b": {}}, "credHelpers": {"c": "d"}}'
SETTINGS = config("amd64").body
READERS = {
    "an index": Reader(
        lambda body: read_manifest(body, index({}).media_type, ""),
        index({"amd64": IMAGE}).body,
        filled(b'{"manifests": [%]}', DESCRIPTOR),
    ),
    "an OCI index": Reader(
        lambda body: read_manifest(body, OCI_INDEX, ""),
        b'{"manifests": [%s], "annotations": {"a": "b"}}' % DESCRIPTOR,
        lambda size: (
            b'{"manifests": [], "annotations": {%s}}'
            % b",".join(b'"%d": "x"' % number for number in range(size))
        ),
    ),
    "a manifest": Reader(
        lambda body: read_manifest(body, OCI_MANIFEST, ""),
        IMAGE.body.replace(IMAGE.media_type.encode(), OCI_MANIFEST.encode()),
        filled(b'{"config": %s, "layers": [%%]}' % DESCRIPTOR, DESCRIPTOR),
    ),
    "a configuration": Reader(
        read_config, SETTINGS, filled(b'{"config": {"Env": [%]}}', b'"A=\\u001b"')
    ),
    "a digest": Reader(
        of_header(lambda text: verified(answer(b"", **{"docker-content-digest": text}), None)),
        b"sha256:" + b"0" * 64,
        repeated(b"0"),
    ),
    "tags": Reader(
        lambda body: client._read_tags(answer(body)),  # noqa: SLF001
        b'{"name": "a", "tags": ["8.0", "9.0-noble"]}',
        filled(b'{"tags": [%]}', b'"8.0"'),
    ),
    "pages": Reader(
        of_header(lambda text: fetch._next_page(answer(b"", link=text), URL, set())),  # noqa: SLF001
        b'</v2/a/tags/list?last=b>; rel="next"',
        repeated(b"<a>; x;"),
    ),
    "challenges": Reader(
        of_header(auth.challenges),
        b'Bearer realm="https://a/t",service="s",scope="x", Basic realm="\\"a"',
        repeated(b'Bearer a="\\"", '),
    ),
    "a quote without end": Reader(
        of_header(auth.challenges), b'Bearer realm="', repeated(b'a="\\')
    ),
    "a token": Reader(
        auth._read_token,  # noqa: SLF001
        b'{"token": "abc", "expires_in": 60}',
        lambda size: b'{"token": "%s"}' % (b"a" * size),
    ),
    "errors": Reader(
        lambda body: faults.refused(answer(body), "x"),
        b'{"errors": [{"code": "MANIFEST_UNKNOWN", "message": "x"}]}',
        filled(b'{"errors": [%]}', b'{"code": "X"}'),
    ),
    "addresses": Reader(
        of_header(lambda text: hosts.resolve(URL, text)),
        b"https://a.example:5000/v2/?n=1",
        repeated(b"../a"),
    ),
    "times to wait": Reader(
        of_header(lambda text: timing.retry_after(text, 0.0)),
        b"Fri, 31 Dec 2027 23:59:59 GMT",
        repeated(b"9"),
    ),
    "logins": Reader(
        lambda body: credentials._matching(credentials._read(body), "auths", "a"),  # noqa: SLF001
        LOGINS,
        lambda size: b'{"auths": {%s}}' % b",".join(b'"a%d": {}' % at for at in range(size)),
    ),
    "an entry": Reader(
        lambda body: sent(credentials._from_entry(credentials._read(body))),  # noqa: SLF001
        b'{"auth": "dTpw", "username": "u", "identitytoken": "t"}',
        lambda size: b'{"auth": "%s"}' % (b"dTpw" * size),
    ),
    "references": Reader(of_header(parse), b"a.example:5000/b/c:8.0@sha256:0", repeated(b"a-")),
    "platforms": Reader(of_header(parse_platform), b"windows/amd64:10.0.20348", repeated(b"1.")),
}


def bent(content: bytes, dice: Random) -> bytes:
    """A content with some of its bytes changed, left out, moved or added."""
    for _ in range(dice.randrange(1, 5)):
        place = dice.randrange(len(content) + 1)
        end = min(len(content), place + dice.randrange(1, 30))
        word = dice.choice((b"", *WORDS, bytes([dice.randrange(256)]), content[place:end] * 2))
        content = content[:place] + word + content[dice.choice((place, end)) :]
    return content


def fuzz(reader: Reader, inputs: int) -> Counter[str]:
    """What becomes of so many inputs."""
    outcomes: Counter[str] = Counter()
    for number in range(inputs):
        content = bent(reader.right, Random(number))  # noqa: S311
        try:
            reader.read(content)
            outcomes["read"] += 1
        except UnicodeEncodeError as error:
            outcomes[f"BUG {error!r} of {content!r}"] += 1
        except (DotimgError, ValueError):
            outcomes["refused"] += 1
        except Exception as error:  # noqa: BLE001
            outcomes[f"BUG {error!r} of {content!r}"] += 1
    return outcomes


def growth(reader: Reader) -> float:
    """How much longer it takes for twice as much, at a size that takes a while."""
    size = 500
    while seconds(reader, size) < ENOUGH and size < MOST:
        size *= 2
    return min(seconds(reader, 2 * size) / seconds(reader, size) for _ in range(5))


def seconds(reader: Reader, size: int) -> float:
    """How long this process works on the long input of a size, at best."""
    content = reader.long(size)
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        with suppress(DotimgError, ValueError):
            reader.read(content)
        best = min(best, time.process_time() - start)
    return max(best, 1e-6)


def answers(count: int) -> Counter[str]:
    """What becomes of whole answers, bent, that come over a socket."""
    scripts = [fault.script[0] for fault in FAULTS if fault.script and not fault.slow]
    right = [one for one in scripts if isinstance(one, bytes) and len(one) < SHORT]
    outcomes: Counter[str] = Counter()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        sent = b""

        def serve() -> None:
            with suppress(OSError):
                while True:
                    visitor, _ = listener.accept()
                    with visitor, suppress(OSError):
                        visitor.recv(65536)
                        visitor.sendall(sent)

        Thread(target=serve, daemon=True).start()
        for number in range(count):
            dice = Random(number)  # noqa: S311
            sent = bent(dice.choice(right), dice)
            ask = dice.choice((Client.digest, Client.tags))
            with Client(timeout=20.0, clock=Tick().clock) as asking:
                try:
                    ask(asking, sdk(host))
                    outcomes["read"] += 1
                except DotimgError as error:
                    outcomes[f"exit {error.exit_code}"] += 1
                except Exception as error:  # noqa: BLE001
                    outcomes[f"BUG {error!r} of {sent!r}"] += 1
    return outcomes


def main() -> None:
    """Feed and print."""
    gc.disable()  # as dotimg itself does
    inputs, whole = (int(word) for word in [*sys.argv[1:3], *("100000", "3000")][:2])
    for name, reader in READERS.items():
        outcomes = fuzz(reader, inputs)
        told = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common(4))
        grown = growth(reader)
        mark = "" if grown <= LIMIT else "  TOO SLOW"
        print(f"{name:22} {told}; twice the input {grown:.2f} times the time{mark}", flush=True)
    told = ", ".join(f"{number} {outcome}" for outcome, number in answers(whole).most_common(6))
    print(f"{'whole answers':22} {told}")


if __name__ == "__main__":
    main()
