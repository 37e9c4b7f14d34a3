"""The whole catalog as one HTML file that asks nothing of any network.

`page.html` is the frame, `page.css` its looks, `page.js` what moves; the other modules make what
stands in them. Without scripts the tables and the time line are there, but no picker.
"""

import hashlib
import os
from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from dotimg.catalog.details import Lifecycle
from dotimg.catalog.model import Channel, System
from dotimg.cli.render.page import data, picker, timeline
from dotimg.cli.render.page.data import packed
from dotimg.named_tuples import NamedTuple
from dotimg.resolver.details import Listing, Offer


class Contents(NamedTuple):
    """What the page shows, of the catalog of one day, judged on another (ISO dates, UTC).

    `stale` is the number of days after which the data are old; `chosen` is the channel to begin
    with; `families` are titles by name; `own` are the repositories whose versions are not those of
    .NET; `mirror` is a prefix in place of the official registry;
    `tags` gives what `data.document` made of all tags, part by part.
    """

    as_of: str
    today: str
    stale: int
    mirror: str | None
    channels: tuple[Channel, ...]
    chosen: str
    systems: dict[str, System]
    families: dict[str, str]
    own: frozenset[str]
    offers: Iterable[Offer]
    listings: Iterable[Listing]
    lifecycles: list[Lifecycle]
    tags: Callable[[], list[dict[str, Any]]]


def html(contents: Contents) -> str:
    """The page; the same for the same contents."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(os.path.dirname(__file__)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = _part("page.css"), _part("page.js")
    listed = data.groups(contents)
    age = (date.fromisoformat(contents.today) - date.fromisoformat(contents.as_of)).days
    return environment.get_template("page.html").render(
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        as_of=contents.as_of,
        today=contents.today,
        age=age,
        stale=contents.stale,
        channels=picker.groups(contents.channels, contents.today),
        chosen=contents.chosen,
        apps=picker.APPS,
        listed=listed,
        total=sum(len(one.rows) for one in listed),
        repositories=list(dict.fromkeys(row.repository for one in listed for row in one.rows)),
        chart=timeline.chart(contents.lifecycles, contents.today),
        offers=packed(picker.document(contents)),
        tags=packed(data.joined(contents.tags())),
    )


def _part(name: str) -> str:
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        return file.read()


def _hash(text: str) -> str:
    """What the page's own policy allows: this text and no other (CSP level 3, section 2.3.1)."""
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
