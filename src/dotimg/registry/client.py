"""The requests to a registry (OCI distribution specification, pull and discovery)."""

from collections.abc import Callable
from datetime import date, datetime
from itertools import chain
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlencode

from dotimg.errors import quoted
from dotimg.names.reference import Reference, is_tag
from dotimg.registry.answers import MIB, NOT_FOUND, OK, Answer
from dotimg.registry.auth import Authorizer
from dotimg.registry.cache import Cache
from dotimg.registry.faults import nonsense
from dotimg.registry.fetch import Fetcher, Question, pages
from dotimg.registry.hosts import HostPolicy
from dotimg.registry.manifests import (
    ACCEPTED,
    OCI_INDEX,
    Config,
    Descriptor,
    Index,
    Manifest,
    read_config,
    read_index,
    read_manifest,
    verified,
)
from dotimg.registry.timing import REAL_CLOCK, Clock, Deadline
from dotimg.registry.transport import Transport
from dotimg.registry.typed_json import Document, DocumentError, load

LIFECYCLE_TYPE = "application/vnd.microsoft.artifact.lifecycle"
END_OF_LIFE = "vnd.microsoft.artifact.lifecycle.end-of-life.date"

_MANIFEST_LIMIT = 4 * MIB
_CONFIG_LIMIT = MIB
_TAGS_LIMIT = 16 * MIB
_JSON = "application/json"
_REFERRERS_TAG_LIMIT = len("sha512-") + 64
# What registries without the referrers API answer; the specification names 404 alone.
_NO_REFERRERS_API = frozenset({400, NOT_FOUND, 406})


R = TypeVar("R")


class Client:
    """A read-only client for any registry, safe to share between threads.

    Every operation raises `NoMatchError` for what the registry says is absent, `UnreachableError`
    for what it could not be asked, and `InputError` for an unreadable docker configuration.

    Args:
        timeout: Seconds from now in which all operations together must be done, retries and
            logging in included; what is asked later fails at once.
        insecure: HostPolicy whose TLS certificate is not verified.
        plain_http: HostPolicy that are asked in plain HTTP; loopback addresses are by themselves.
        cache: Where answers are kept; nowhere when left out.
        clock: Time and chance.
    """

    def __init__(
        self,
        *,
        timeout: float = 30.0,
        insecure: frozenset[str] = frozenset(),
        plain_http: frozenset[str] = frozenset(),
        cache: Cache | None = None,
        clock: Clock = REAL_CLOCK,
    ) -> None:
        self._deadline = Deadline(timeout, clock)
        self._hosts = HostPolicy(_lower(insecure), _lower(plain_http))
        self._transport = Transport(self._hosts, clock)
        authorizer = Authorizer(self._transport, self._hosts, clock)
        self._fetcher = Fetcher(authorizer, cache, self._hosts.insecure)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._transport.close()

    def in_time(self, work: Callable[[], R]) -> R:
        """What some work gives: several operations, and what is made of their answers.

        Raises:
            UnreachableError: It is not done within the time of this client.
        """
        return self._deadline.bound(work)

    def tags(self, where: Reference) -> tuple[str, ...]:
        """Every tag of the repository, in the registry's order; one request a page."""
        question = Question(where, self._url(where, "tags/list"), _JSON, _TAGS_LIMIT)
        listed = pages(self._fetcher, question, _read_tags, self._deadline)
        return tuple(dict.fromkeys(chain.from_iterable(listed)))

    def digest(self, what: Reference) -> str:
        """The digest that a reference stands for now.

        The image itself is read: of an answer to HEAD nothing shows that it is one of a registry.
        """
        return self.manifest(what).digest

    def manifest(self, what: Reference) -> Index | Manifest:
        """The index or the manifest that a reference stands for, `latest` when it names none."""

        def read(answer: Answer) -> Index | Manifest:
            digest = verified(answer, what.digest)
            return read_manifest(answer.body, _content_type(answer), digest)

        return self._fetcher.ask(self._manifest_question(what), read, self._deadline)

    def config(self, where: Reference, manifest: Manifest) -> Config:
        """The configuration of a manifest that this repository holds; one blob of some KiB."""
        descriptor = manifest.config
        if descriptor.size > _CONFIG_LIMIT:
            raise nonsense(
                where.registry, f"a configuration of {descriptor.size} bytes is too large"
            )
        return self._blob(where, descriptor, _CONFIG_LIMIT, read_config)

    def statement(self, where: Reference, descriptor: Descriptor) -> Document:
        """A JSON document that a manifest of this repository points at, such as an attestation."""
        return self._blob(where, descriptor, _MANIFEST_LIMIT, load)

    def referrers(
        self, where: Reference, digest: str, artifact_type: str
    ) -> tuple[Descriptor, ...]:
        """What the repository holds about a digest, of one type; the images need not be there.

        From the referrers API, else from the tag that stands in for it.
        """
        subject = where.at(digest)
        query = urlencode({"artifactType": artifact_type})
        url = self._url(subject, f"referrers/{digest}?{query}")
        question = Question(subject, url, OCI_INDEX, _MANIFEST_LIMIT, also=_NO_REFERRERS_API)
        answers = list(pages(self._fetcher, question, _read_referrers, self._deadline))
        if None in answers:
            answers = [self._fallback(subject)]
        descriptors = chain.from_iterable(page or () for page in answers)
        return tuple(one for one in descriptors if one.artifact_type == artifact_type)

    def end_of_life(self, where: Reference, digest: str) -> tuple[date, ...]:
        """The days on which the publisher superseded a digest, oldest first.

        They stand in annotations of Microsoft's lifecycle artifacts. None proves nothing.
        """
        # A registry may leave the annotations out of the list.
        annotations = [
            one.annotations or self.manifest(where.at(one.digest)).annotations
            for one in self.referrers(where, digest, LIFECYCLE_TYPE)
        ]
        words = {note[END_OF_LIFE] for note in annotations if END_OF_LIFE in note}
        try:
            return tuple(sorted({datetime.fromisoformat(word).date() for word in words}))
        except ValueError:
            raise nonsense(where.registry, "an end-of-life annotation has no date") from None

    def _blob(
        self, where: Reference, descriptor: Descriptor, limit: int, read: Callable[[bytes], R]
    ) -> R:
        """What `read` makes of a blob of the repository, which has at most so many bytes."""
        where = where.at(descriptor.digest)
        url = self._url(where, f"blobs/{descriptor.digest}")
        question = Question(where, url, "*/*", limit, immutable=True)

        def verified_body(answer: Answer) -> R:
            verified(answer, descriptor.digest)
            return read(answer.body)

        return self._fetcher.ask(question, verified_body, self._deadline)

    def _fallback(self, subject: Reference) -> tuple[Descriptor, ...]:
        """The list under the referrers tag (distribution specification, "Referrers Tag Schema")."""
        tag = str(subject.digest).replace(":", "-")[:_REFERRERS_TAG_LIMIT]
        question = self._manifest_question(subject._replace(tag=tag, digest=None))
        question = question._replace(also=frozenset({NOT_FOUND}))
        return self._fetcher.ask(question, _read_fallback, self._deadline)

    def _manifest_question(self, what: Reference) -> Question:
        url = self._url(what, f"manifests/{what.digest or what.tag or 'latest'}")
        return Question(what, url, ACCEPTED, _MANIFEST_LIMIT, immutable=what.digest is not None)

    def _url(self, where: Reference, rest: str) -> str:
        return f"{self._hosts.api(where.registry)}/v2/{where.repository}/{rest}"


def _lower(hosts: frozenset[str]) -> frozenset[str]:
    return frozenset(host.lower() for host in hosts)


def _content_type(answer: Answer) -> str:
    return answer.headers.get("content-type", "")


def _read_tags(answer: Answer) -> list[str]:
    """The tags, which are null where there are none; a document without them is not a list."""
    document = load(answer.body)
    if "tags" not in document.fields:
        raise DocumentError("it is not a list of tags")
    tags = document.texts("tags")
    for tag in tags:
        if not is_tag(tag):
            raise DocumentError(f"it lists {quoted(tag)}, which is not a tag")
    return tags


def _read_referrers(answer: Answer) -> tuple[Descriptor, ...] | None:
    """None where the registry has no such API."""
    if answer.status != OK:
        return None
    return read_index(answer.body, _content_type(answer), "").manifests


def _read_fallback(answer: Answer) -> tuple[Descriptor, ...]:
    """No such tag means no referrers, and so does one of an image."""
    if answer.status != OK:
        return ()
    found = read_manifest(answer.body, _content_type(answer), verified(answer, None))
    return found.manifests if isinstance(found, Index) else ()
