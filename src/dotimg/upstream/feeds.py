"""The publisher's feeds: where they are, and how they become what the builder reads.

Each feed is cut down, as it comes, to what the builder needs of it: `read` makes a small document
of its content, `assemble` makes the builder's input of all of them.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from dotimg.traits import Traits
from dotimg.upstream.build import Feeds
from dotimg.upstream.reading import Row, parsed

# Where the publisher's feeds are; nothing else in dotimg names these places.
IMAGES = "https://raw.githubusercontent.com/dotnet/versions/main/build-info/docker/"
RELEASES = "https://raw.githubusercontent.com/dotnet/core/main/release-notes/"
CYCLES = "https://endoflife.date/api/"
IMAGE_FILES = (
    "image-info.dotnet-dotnet-docker-main.json",
    "image-info.dotnet-dotnet-docker-main-samples.json",
    "image-info.microsoft-dotnet-framework-docker-main.json",
    "image-info.microsoft-dotnet-framework-docker-main-samples.json",
)
INDEX = RELEASES + "releases-index.json"
PRODUCTS = ("dotnet", "dotnetfx")  # besides those of the operating systems in the traits

_WHOLE = "the file"
_CHANNEL = re.compile(r"\d+\.\d+", re.ASCII)

Document = dict[str, Any]


class Feed(NamedTuple):
    """One file of the publisher, and what makes a document of its content."""

    address: str
    convert: Callable[[Row], Document]

    def read(self, content: bytes, place: str) -> Document:
        """What the builder needs of the content that was found at a place.

        Raises:
            InputError: It is not what this feed should be; names the place and the row.
        """
        value = parsed(content, place, _WHOLE)
        # endoflife.date sends a bare list.
        return self.convert(Row(place, _WHOLE, {"": value} if isinstance(value, list) else value))
