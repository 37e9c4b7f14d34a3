"""The live registry: a read-only client of the OCI distribution API.

`Client` answers for one `Reference` at a time, `each` asks for many of them, four at once. What
comes back is typed, checked against its digest, and free of control characters. `NoMatchError`
means that the registry itself says "absent", `UnreachableError` that a request failed.

This package is the only importer of requests.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dotimg.registry.cache import Cache
    from dotimg.registry.client import Client
    from dotimg.registry.manifests import Config, Descriptor, Index, Manifest, OciPlatform
    from dotimg.registry.parallel import each
    from dotimg.registry.timing import Clock
else:
    # An archive is read by the same manifests, and needs no HTTP.
    _HOMES = {
        **dict.fromkeys(("Config", "Descriptor", "Index", "Manifest", "OciPlatform"), "manifests"),
        "Cache": "cache",
        "Client": "client",
        "Clock": "timing",
        "each": "parallel",
    }

    def __getattr__(name: str) -> object:
        """What `__all__` lists, from where it stands (PEP 562)."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        found = getattr(import_module(f"dotimg.registry.{_HOMES[name]}"), name)
        globals()[name] = found
        return found


__all__ = [
    "Cache",
    "Client",
    "Clock",
    "Config",
    "Descriptor",
    "Index",
    "Manifest",
    "OciPlatform",
    "each",
]
