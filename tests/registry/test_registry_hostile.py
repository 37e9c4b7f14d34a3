"""Every fault of a server is told as what it is: never as "no", never as a bug, never for ever."""

from collections.abc import Callable

import pytest

from dotimg.errors import DotimgError
from dotimg.names.reference import Reference
from dotimg.registry import Client
from dotimg.registry.images import digest_of
from dotimg.registry.platforms import parse_platform
from tests.hostile import FAULTS, Fault
from tests.registry_doubles import Connect, Rude, sdk

ASK: dict[str, Callable[[Client, Reference], object]] = {
    "digest": Client.digest,
    "tags": Client.tags,
    "platform": lambda client, what: digest_of(client, what, parse_platform("linux/amd64")),
}


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_fault_has_its_exit_code(connect: Connect, rude: Rude, fault: Fault) -> None:
    client = connect(timeout=0.5 if fault.slow else 300.0)
    code, said = 0, "x"
    try:
        ASK[fault.question](client, sdk(rude(*fault.script).host))
    except DotimgError as error:
        code, said = error.exit_code, str(error)
    assert (code, said.isprintable()) == (fault.code, True)
