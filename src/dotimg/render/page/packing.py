"""How data lie in the page: JSON, deflated (RFC 1950), in base64."""

import json
import zlib
from base64 import b64encode

_SMALLEST = 9


def packed(document: object) -> str:
    """The text that `unpack` of `page.js` makes the document of."""
    text = json.dumps(document, separators=(",", ":"))
    return b64encode(zlib.compress(text.encode(), _SMALLEST)).decode()
