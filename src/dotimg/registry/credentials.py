"""Credentials as docker keeps them: in its configuration file or behind a helper program.

Formats: docker's `config.json` (`auths`, `credHelpers`, `credsStore`) and the protocol of
docker-credential-helpers (`get`, the server on stdin, JSON on stdout).
"""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys

from dotimg.errors import InputError, UnreachableError, printable, quoted
from dotimg.named_tuples import NamedTuple
from dotimg.names.reference import DOCKER_HUB
from dotimg.registry.typed_json import Document, DocumentError, load

_DOCKER_HUB_KEY = "https://index.docker.io/v1/"
_HUB_HOSTS = (DOCKER_HUB, "index.docker.io", "registry-1.docker.io")
_IDENTITY_USER = "<token>"
_NOT_FOUND = b"credentials not found"
_HELPER_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


class Credentials(NamedTuple):
    """A user name with a password, or an identity token that stands for both."""

    username: str
    password: str
    identity_token: str = ""

    @property
    def identity(self) -> str:
        """A word that differs for every credential and does not give it away."""
        return hashlib.sha256("\n".join(self).encode()).hexdigest()

    @property
    def basic(self) -> str:
        """The value of an `Authorization` header (RFC 7617)."""
        pair = f"{self.username}:{self.password}".encode()
        return f"Basic {base64.b64encode(pair).decode()}"

    def __repr__(self) -> str:
        return "Credentials(...)"


def config_file() -> str:
    """The path of docker's configuration file, which need not exist."""
    folder = os.environ.get("DOCKER_CONFIG") or os.path.join(os.path.expanduser("~"), ".docker")
    return os.path.join(folder, "config.json")


def is_named(registry: str) -> bool:
    """Whether docker's configuration names this registry, as it does after a login."""
    try:
        config = _load_config()
        return any(_matching(config, section, registry) for section in ("auths", "credHelpers"))
    except InputError:
        return False


def find(registry: str, seconds: float) -> Credentials | None:
    """The credentials for a registry; None where there are none.

    Args:
        registry: The host as in a reference.
        seconds: How long a credential helper may take.

    Raises:
        InputError: The configuration file, or what a credential helper answers, cannot be read.
        UnreachableError: A credential helper is missing, fails, or does not answer in time.
    """
    config = _load_config()
    if helper := _helper(config, registry):
        server = _DOCKER_HUB_KEY if registry == DOCKER_HUB else registry
        if found := _ask_helper(helper, server, seconds):
            return found
    try:
        for key in _matching(config, "auths", registry):
            if found := _from_entry(config.row("auths").row(key)):
                return found
    except ValueError:
        raise InputError(
            f"{_shown_file()} holds a broken entry for {printable(registry)}"
        ) from None
    return None


def _shown_file() -> str:
    return printable(config_file())


def _load_config() -> Document:
    try:
        with open(config_file(), "rb") as file:
            return _read(file.read())
    except FileNotFoundError:
        return Document({})
    except (OSError, DocumentError):
        raise InputError(f"{_shown_file()} cannot be read as docker's configuration") from None


def _matching(config: Document, section: str, registry: str) -> list[str]:
    """The keys for a registry; docker writes them with and without scheme and path."""
    hosts = _HUB_HOSTS if registry == DOCKER_HUB else (registry,)
    try:
        return [key for key in config.row(section).fields if _host_in(key) in hosts]
    except DocumentError as error:
        raise InputError(f"{_shown_file()} is not a docker configuration: {error}") from None


def _host_in(key: str) -> str:
    return key.rpartition("://")[2].partition("/")[0].lower()


def _helper(config: Document, registry: str) -> str:
    keys = _matching(config, "credHelpers", registry)
    own = _strings(config.row("credHelpers"))
    return next((own[key] for key in keys if key in own), _strings(config).get("credsStore", ""))


def _from_entry(entry: Document) -> Credentials | None:
    fields = _strings(entry)
    username, password = fields.get("username", ""), fields.get("password", "")
    if auth := fields.get("auth"):
        username, _, password = base64.b64decode(auth, validate=True).decode().partition(":")
    token = fields.get("identitytoken", "")
    return Credentials(username, password, token) if token or (username and password) else None


def _strings(document: Document) -> dict[str, str]:
    """The texts in an object, to the letter: a password may hold any character."""
    return {key: value for key, value in document.fields.items() if isinstance(value, str)}


def _read(content: bytes) -> Document:
    r"""The object that the bytes hold.

    Raises:
        DocumentError: They hold none, or half a character (`\ud800`), which nothing can send.
    """
    document = load(content)
    try:
        json.dumps(document.fields, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        raise DocumentError("it contains something that is not text") from None
    return document


def _ask_helper(helper: str, server: str, seconds: float) -> Credentials | None:
    name = f"docker-credential-{helper}"
    program = _on_path(name) if _HELPER_NAME.fullmatch(helper) else None
    if not program:
        raise UnreachableError(
            f"the credential helper {quoted(name)} is not on PATH: "
            f"install it or take it out of {_shown_file()}"
        )
    try:
        done = subprocess.run(  # noqa: S603  # the user's own configuration names it
            [program, "get"],
            input=server.encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        if done.returncode:
            _check_refusal(name, done)
            return None
        answer = _strings(_read(done.stdout))
    except subprocess.TimeoutExpired:
        raise UnreachableError(
            f"the credential helper {quoted(name)} did not answer in time"
        ) from None
    except OSError as error:
        raise UnreachableError(
            f"the credential helper {quoted(name)} cannot be run: {error.strerror}"
        ) from None
    except DocumentError:
        raise InputError(f"the credential helper {quoted(name)} gave no usable answer") from None
    username, secret = answer.get("Username", ""), answer.get("Secret", "")
    if username == _IDENTITY_USER:
        return Credentials("", "", secret)
    return Credentials(username, secret) if secret else None


def _on_path(name: str) -> str | None:
    """A program on PATH, never one of the current folder, as docker has it.

    `shutil.which` begins in the current folder on Windows, which may be a stranger's repository.
    """
    file = f"{name}.exe" if sys.platform == "win32" else name
    paths = (os.path.join(folder, file) for folder in os.get_exec_path() if os.path.isabs(folder))
    return next((path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)), None)


def _check_refusal(name: str, done: subprocess.CompletedProcess[bytes]) -> None:
    """No credentials is an ordinary answer of a helper; all else is trouble.

    Its standard output is never quoted, for that is where it prints secrets.
    """
    if done.stdout.lower().startswith(_NOT_FOUND):
        return
    complaint = done.stderr.decode(errors="replace").strip().partition("\n")[0]
    said = f": {quoted(complaint)}" if complaint else ""
    raise UnreachableError(
        f"the credential helper {quoted(name)} failed with exit code {done.returncode}{said}"
    )
