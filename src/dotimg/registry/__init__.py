"""The live registry: a read-only client of the OCI distribution API.

`Client` answers for one `Reference` at a time, `each` asks for many of them, four at once. What
comes back is typed, checked against its digest, and free of control characters. `NoMatchError`
means that the registry itself says "absent", `UnreachableError` that it could not be asked.

This package is the only importer of requests.
"""

from dotimg.registry.cache import Cache
from dotimg.registry.client import Client
from dotimg.registry.manifests import Config, Descriptor, Index, Manifest, OciPlatform
from dotimg.registry.parallel import each
from dotimg.registry.timing import Clock

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
