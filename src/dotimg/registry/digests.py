"""Digests of what a registry sends (OCI image specification, "Digests")."""

import hashlib

from dotimg.errors import quoted
from dotimg.names.reference import is_digest
from dotimg.registry.answers import Answer
from dotimg.registry.typed_json import DocumentError

_HEADER = "docker-content-digest"


def claimed(answer: Answer) -> str:
    """The digest that the header tells; "" when there is none.

    Raises:
        DocumentError: The header holds no digest.
    """
    digest = answer.headers.get(_HEADER, "")
    if digest and not is_digest(digest):
        raise DocumentError(f"{quoted(digest)} is no digest")
    return digest


def verified(answer: Answer, expected: str | None) -> str:
    """The digest of a body, which must be the one asked for, else the one that the header tells.

    Raises:
        DocumentError: It is another.
    """
    wanted = expected or claimed(answer)
    algorithm = wanted.partition(":")[0] or "sha256"
    digest = f"{algorithm}:{hashlib.new(algorithm, answer.body).hexdigest()}"
    if wanted and digest != wanted:
        raise DocumentError(f"what it sent is not {wanted}")
    return digest


def agreed(claim: str, asked: str | None) -> str:
    """The digest asked for, with which a claim of the same algorithm must agree; else the claim.

    Raises:
        DocumentError: They differ.
    """
    if asked and claim.partition(":")[0] == asked.partition(":")[0] and claim != asked:
        raise DocumentError(f"asked for {asked}, it tells of {claim}")
    return asked or claim
