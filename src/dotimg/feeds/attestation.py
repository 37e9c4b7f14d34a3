"""Checks who made a release of the tables, by the extra `verify`: the library of Sigstore.

A release has an attestation of GitHub beside it, `NAME.sigstore.json`, by the workflow that made
it. The roots that it leads to are those that the library brings along: nothing is asked for.
"""

import json
import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING

from dotimg.errors import InputError

if TYPE_CHECKING:
    from sigstore.verify import Verifier

SUFFIX = ".sigstore.json"

_MAKER = "/.github/workflows/tables.yml@refs/heads/main"
_ISSUER = "https://token.actions.githubusercontent.com"


def can_be_checked() -> bool:
    """Whether the extra is installed."""
    return find_spec("sigstore") is not None


def check(sha256: str, bundle: bytes, home: str, place: str) -> None:
    """Check that the workflow of a repository made a file.

    Args:
        sha256: The hash of the file.
        bundle: Its attestation.
        home: The address of the repository.
        place: Where the file is from, for messages.

    Raises:
        InputError: It is not attested.
    """
    from sigstore.errors import Error
    from sigstore.models import Bundle
    from sigstore.verify.policy import Identity

    maker = Identity(identity=home + _MAKER, issuer=_ISSUER)
    try:
        _, statement = _verifier().verify_dsse(Bundle.from_json(bundle), maker)
        subjects = json.loads(statement)["subject"]
        attested = {subject["digest"]["sha256"] for subject in subjects}
    except (Error, OSError, LookupError, TypeError, ValueError) as error:
        why = (str(error) or type(error).__name__).splitlines()[0]
        raise InputError(f"{place}{SUFFIX}: does not show that {home} made it: {why}") from error
    if sha256 not in attested:
        raise InputError(f"{place}{SUFFIX}: is the attestation of another file")


def _verifier() -> "Verifier":
    from sigstore.verify import Verifier

    logging.getLogger("sigstore").setLevel(logging.CRITICAL)  # it says that nothing is asked for
    return Verifier.production(offline=True)
