"""A release is attested by the workflow of its repository, or refused."""

import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dotimg.errors import InputError
from dotimg.feeds import attestation

from .stand_in_sigstore import MAKER, Authority, trust

HOME = "https://github.com/contoso/dotimg"
HASH = "ab" * 32
PLACE = "tables.tar.xz"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(autouse=True)
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trust(authority, monkeypatch, tmp_path)


def test_what_the_workflow_made_passes(authority: Authority) -> None:
    attestation.check(HASH, authority.attest(HASH, HOME + MAKER), HOME, PLACE)


@pytest.mark.parametrize(
    "identity",
    [
        "https://github.com/fabrikam/dotimg" + MAKER,
        f"https://github.com/contoso/dotimg2{MAKER}",
        f"{HOME}/.github/workflows/ci.yml@refs/heads/main",
        f"{HOME}/.github/workflows/tables.yml@refs/heads/other",
        f"{HOME}/.github/workflows/tables.yml@refs/pull/1/merge",
    ],
)
def test_another_maker_is_refused(authority: Authority, identity: str) -> None:
    with pytest.raises(InputError, match=rf"\.sigstore\.json: does not show that {HOME} made it"):
        attestation.check(HASH, authority.attest(HASH, identity), HOME, PLACE)


def test_another_issuer_is_refused(authority: Authority) -> None:
    bundle = authority.attest(HASH, HOME + MAKER, "https://accounts.example")
    with pytest.raises(InputError, match="does not show that"):
        attestation.check(HASH, bundle, HOME, PLACE)


def test_another_authority_is_refused() -> None:
    with pytest.raises(InputError, match="does not show that"):
        attestation.check(HASH, Authority().attest(HASH, HOME + MAKER), HOME, PLACE)


def test_another_file_is_refused(authority: Authority) -> None:
    with pytest.raises(InputError, match="is the attestation of another file"):
        attestation.check("cd" * 32, authority.attest(HASH, HOME + MAKER), HOME, PLACE)


def of_another_statement(bundle: dict[str, Any], other: dict[str, Any]) -> None:
    bundle["dsseEnvelope"]["payload"] = other["dsseEnvelope"]["payload"]


def of_another_signature(bundle: dict[str, Any], other: dict[str, Any]) -> None:
    bundle["dsseEnvelope"]["signatures"] = other["dsseEnvelope"]["signatures"]


def of_another_log_entry(bundle: dict[str, Any], other: dict[str, Any]) -> None:
    material = bundle["verificationMaterial"]
    material["tlogEntries"] = other["verificationMaterial"]["tlogEntries"]


def of_another_certificate(bundle: dict[str, Any], other: dict[str, Any]) -> None:
    material = bundle["verificationMaterial"]
    material["certificate"] = other["verificationMaterial"]["certificate"]


def of_no_log_entry(bundle: dict[str, Any], other: dict[str, Any]) -> None:
    del other
    bundle["verificationMaterial"]["tlogEntries"] = []


@pytest.mark.parametrize(
    "bend",
    [
        of_another_statement,
        of_another_signature,
        of_another_log_entry,
        of_another_certificate,
        of_no_log_entry,
    ],
)
def test_a_bent_one_is_refused(
    authority: Authority, bend: Callable[[dict[str, Any], dict[str, Any]], None]
) -> None:
    bundle, other = (
        json.loads(authority.attest(sha256, HOME + MAKER)) for sha256 in (HASH, "cd" * 32)
    )
    bend(bundle, other)
    with pytest.raises(InputError, match="does not show that") as caught:
        attestation.check("cd" * 32, json.dumps(bundle).encode(), HOME, PLACE)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("bundle", [b"", b"<html>", b"{}", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_bundle_is_refused(bundle: bytes) -> None:
    with pytest.raises(InputError, match=f"^{re.escape(PLACE)}.sigstore.json: does not show"):
        attestation.check(HASH, bundle, HOME, PLACE)


def test_the_real_roots_are_at_hand_without_network_or_noise(
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.undo()
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr("socket.getaddrinfo", lambda *_: pytest.fail("asks the network"))
    monkeypatch.setattr(logging.getLogger("sigstore"), "propagate", False)
    with pytest.raises(InputError, match="does not show that"):
        attestation.check(HASH, authority.attest(HASH, HOME + MAKER), HOME, PLACE)
    assert capfd.readouterr() == ("", "")
