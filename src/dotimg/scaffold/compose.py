"""A compose file that builds and starts the services of a solution.

The format is the Compose specification's; paths are seen from the file.
"""

import json
import re
from collections.abc import Iterator, Sequence

from dotimg.named_tuples import NamedTuple

NAME = "compose.yaml"
# What YAML takes for a text as it stands, and for nothing else.
_PLAIN = re.compile(r"(?:\.|[A-Za-z_][\w.-]*|\.{1,2}/[\w./-]+|[A-Za-z_][\w.-]*/[\w./-]+)")
_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))


class ComposeService(NamedTuple):
    """A service: its name, its build with paths from the compose file, and its ports.

    `dockerfile` is seen from the context. `container_port` is 0 where nothing is served, and
    `platform` is empty where the image is for any. `secrets` are variables of the environment that
    its build takes.
    """

    name: str
    context: str
    dockerfile: str
    container_port: int = 0
    platform: str = ""
    secrets: tuple[str, ...] = ()


def text(services: Sequence[ComposeService], first_port: int = 8080) -> str:
    """The text of the compose file; the services that serve get ports from `first_port` on."""
    lines = ["# docker compose up --build builds and starts them all.", "services:"]
    port = first_port
    for service in services:
        lines += _service(service, port)
        port += bool(service.container_port)
    secrets = dict.fromkeys(name for service in services for name in service.secrets)
    if secrets:
        lines.append("secrets:")
    for name in secrets:
        lines += [f"  {name}:", f"    environment: {name}"]
    return "\n".join(lines) + "\n"


def _service(service: ComposeService, port: int) -> Iterator[str]:
    yield f"  {_scalar(service.name)}:"
    if service.platform:
        yield f"    platform: {service.platform}"
    yield "    build:"
    yield f"      context: {_scalar(service.context)}"
    yield f"      dockerfile: {_scalar(service.dockerfile)}"
    if service.secrets:
        yield f"      secrets: [{', '.join(service.secrets)}]"
    if service.container_port:
        yield "    ports:"
        yield f'      - "{port}:{service.container_port}"'


def _scalar(word: str) -> str:
    """A text in YAML, of which compose expands nothing."""
    word = word.replace("$", "$$")
    plain = _PLAIN.fullmatch(word) and word.lower() not in _WORDS
    return word if plain else json.dumps(word, ensure_ascii=False)
