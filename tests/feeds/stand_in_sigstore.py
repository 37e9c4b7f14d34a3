"""An authority, a certificate log and a transparency log of our own, which attest as GitHub's do.

By the specification of Sigstore's bundles, RFC 6962 (certificate transparency), DSSE and in-toto.
"""

import base64
import hashlib
import json
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from sigstore.models import TrustedRoot
from sigstore.verify import Verifier

ISSUER = "https://token.actions.githubusercontent.com"
_ISSUER = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.1")
_SCTS = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_TYPE = "application/vnd.in-toto+json"
_NOW = datetime(2026, 9, 8, 4, 30, tzinfo=UTC)

MAKER = "/.github/workflows/tables.yml@refs/heads/main"

Json = dict[str, Any]


def trust(authority: "Authority", patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let dotimg trust this authority alone, in the place of Sigstore's."""
    root = TrustedRoot.from_file(authority.root(folder / "root.json"))
    patch.setattr("dotimg.feeds.attestation._verifier", lambda: Verifier(trusted_root=root))


class Authority:
    """Issues certificates, logs and attests; `root` is the trusted root that vouches for it."""

    def __init__(self) -> None:
        self._ca, self._ct, self._log = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stand-in")])
        key = x509.SubjectKeyIdentifier.from_public_key(self._ca.public_key())
        self._root = (
            self._certificate(self._ca, self._name, timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(key, critical=False)
            .add_extension(_usage(signs=False), critical=True)
            .sign(self._ca, hashes.SHA256())
        )

    def root(self, path: Path) -> str:
        """Write the trusted root; gives its path."""
        valid = {"start": _time(_NOW - timedelta(days=30))}
        chain = {"certificates": [{"rawBytes": _text(self._root.public_bytes(Encoding.DER))}]}
        root = {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [_instance(self._log, valid)],
            "ctlogs": [_instance(self._ct, valid)],
            "certificateAuthorities": [
                {
                    "subject": {"organization": "stand-in", "commonName": "stand-in"},
                    "uri": "https://ca.example",
                    "certChain": chain,
                    "validFor": valid,
                }
            ],
            "timestampAuthorities": [],
        }
        path.write_text(json.dumps(root))
        return str(path)

    def attest(self, sha256: str, identity: str, issuer: str = ISSUER) -> bytes:
        """The bundle of an attestation that an identity makes of a file."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._leaf(key, identity, issuer)
        statement = json.dumps(
            {
                "_type": "https://in-toto.io/Statement/v1",
                "subject": [{"name": "tables", "digest": {"sha256": sha256}}],
                "predicateType": "https://slsa.dev/provenance/v1",
                "predicate": {},
            }
        ).encode()
        start = f"DSSEv1 {len(_TYPE)} {_TYPE} {len(statement)} ".encode()
        signature = _text(key.sign(start + statement, ec.ECDSA(hashes.SHA256())))
        body = json.dumps(_entry(statement, signature, certificate)).encode()
        bundle = {
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": {
                "certificate": {"rawBytes": _text(certificate.public_bytes(Encoding.DER))},
                "tlogEntries": [self._logged(body)],
            },
            "dsseEnvelope": {
                "payload": _text(statement),
                "payloadType": _TYPE,
                "signatures": [{"sig": signature}],
            },
        }
        return json.dumps(bundle).encode() + b"\n"

    def _leaf(
        self, key: ec.EllipticCurvePrivateKey, identity: str, issuer: str
    ) -> x509.Certificate:
        """A certificate for an identity, with the promise of the certificate log in it."""
        name = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(identity)])
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._ca.public_key())
        builder = (
            self._certificate(key, x509.Name([]), timedelta(minutes=10))
            .add_extension(name, critical=True)
            .add_extension(authority, critical=False)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False
            )
            .add_extension(x509.UnrecognizedExtension(_ISSUER, issuer.encode()), critical=False)
        )
        before = builder.sign(self._ca, hashes.SHA256()).tbs_certificate_bytes
        promised = x509.UnrecognizedExtension(_SCTS, self._promise(before))
        return builder.add_extension(promised, critical=False).sign(self._ca, hashes.SHA256())

    def _promise(self, certificate: bytes) -> bytes:
        """The list with one signed certificate timestamp, in DER."""
        moment = int(_NOW.timestamp() * 1000)
        entry = _id(self._ca) + len(certificate).to_bytes(3, "big") + certificate
        signed = struct.pack("!BBQH", 0, 0, moment, 1) + entry + b"\0\0"
        signature = self._ct.sign(signed, ec.ECDSA(hashes.SHA256()))
        head = b"\0" + _id(self._ct) + struct.pack("!QH", moment, 0)
        stamp = head + b"\x04\x03" + struct.pack("!H", len(signature)) + signature
        listed = struct.pack("!HH", len(stamp) + 2, len(stamp)) + stamp
        return b"\x04" + (b"" if len(listed) < 128 else b"\x81") + bytes([len(listed)]) + listed

    def _logged(self, body: bytes) -> Json:
        """The only entry of a transparency log."""
        leaf = hashlib.sha256(b"\0" + body).digest()
        note = f"log.example - 1\n1\n{_text(leaf)}\n"
        signature = self._log.sign(note.encode(), ec.ECDSA(hashes.SHA256()))
        checkpoint = f"{note}\n\u2014 log.example {_text(_id(self._log)[:4] + signature)}\n"
        moment = int(_NOW.timestamp())
        promised = {
            "body": _text(body),
            "integratedTime": moment,
            "logID": _id(self._log).hex(),
            "logIndex": 0,
        }
        canonical = json.dumps(promised, separators=(",", ":"), sort_keys=True).encode()
        return {
            "logIndex": "0",
            "logId": {"keyId": _text(_id(self._log))},
            "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": str(moment),
            "inclusionPromise": {
                "signedEntryTimestamp": _text(self._log.sign(canonical, ec.ECDSA(hashes.SHA256())))
            },
            "inclusionProof": {
                "logIndex": "0",
                "rootHash": _text(leaf),
                "treeSize": "1",
                "hashes": [],
                "checkpoint": {"envelope": checkpoint},
            },
            "canonicalizedBody": _text(body),
        }

    def _certificate(
        self, key: ec.EllipticCurvePrivateKey, name: x509.Name, half: timedelta
    ) -> x509.CertificateBuilder:
        return x509.CertificateBuilder(
            issuer_name=self._name,
            subject_name=name,
            public_key=key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=_NOW - half,
            not_valid_after=_NOW + half,
        )


def _entry(statement: bytes, signature: str, certificate: x509.Certificate) -> Json:
    """What the log holds of a statement."""
    digest = {"algorithm": "sha256", "value": hashlib.sha256(statement).hexdigest()}
    verifier = _text(certificate.public_bytes(Encoding.PEM))
    return {
        "apiVersion": "0.0.1",
        "kind": "dsse",
        "spec": {
            "envelopeHash": digest,
            "payloadHash": digest,
            "signatures": [{"signature": signature, "verifier": verifier}],
        },
    }


def _usage(*, signs: bool) -> x509.KeyUsage:
    others = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    unused = dict.fromkeys((*others, "crl_sign", "encipher_only", "decipher_only"), False)
    return x509.KeyUsage(digital_signature=signs, key_cert_sign=not signs, **unused)


def _instance(key: ec.EllipticCurvePrivateKey, valid: Json) -> Json:
    return {
        "baseUrl": "https://log.example",
        "hashAlgorithm": "SHA2_256",
        "publicKey": {
            "rawBytes": _text(_der(key)),
            "keyDetails": "PKIX_ECDSA_P256_SHA_256",
            "validFor": valid,
        },
        "logId": {"keyId": _text(_id(key))},
    }


def _der(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _id(key: ec.EllipticCurvePrivateKey) -> bytes:
    return hashlib.sha256(_der(key)).digest()


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
