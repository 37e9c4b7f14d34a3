"""The images of other publishers: from `derived/derived.json` to `publishers.json`."""

import re
from collections.abc import Iterator
from itertools import product

from dotimg.catalog.publishers import ImageFamily, Publishers, family
from dotimg.catalog.traits import Traits
from dotimg.feeds.rows import FeedRow, json_file

_FOLDER, _FILE = "derived", "derived.json"
_NAME = re.compile(r"[^(,]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PRODUCT = re.compile(r"\d+\.\d+")
_BRACE = re.compile(r"(\{[^}]*\}|\*)")
_READS = {"tag": "tag", "lookup": "tag", "repository": "repository", "none": ""}

# The document that `publishers.json` is, see `catalog.publishers`.
PublisherTable = dict[str, object]


def read(folder: str, traits: Traits) -> PublisherTable:
    """What is known of how other publishers name their images.

    Raises:
        InputError: The file is missing or damaged, a rule contradicts its own examples, or the
            traits tell nothing of a family.
    """
    feed = json_file(folder, _FOLDER, _FILE)
    ends = feed.row("channel_ends")
    families: dict[str, object] = {}
    for one in feed.some("families"):
        name = one.word("id")
        if name not in traits["publishers"]:
            one.refuse(f"the traits name no publisher {name}")
        families[name] = row = _family(one, ends)
        try:
            rules = family(row, traits["publishers"][name], frozenset(ends.fields))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            one.refuse(str(error))
        _check_examples(one, rules)
    table: PublisherTable = {"as_of": feed.day("evidence_newest"), "families": families}
    try:
        Publishers(table, traits["publishers"], ends.fields).verify()
    except ValueError as error:
        feed.refuse(str(error))
    return table


def _family(feed: FeedRow, ends: FeedRow) -> dict[str, object]:
    channel = feed.row("channel")
    reads = channel.one_of("from", _READS)
    table = channel.fields.get("table")
    products = _products(channel, table) if reads == "lookup" else {}
    majors = channel.fields.get("bare_major")
    places = feed.some("repositories")
    patterns = [[channel.text("pattern"), ""]] if reads != "none" else []
    return {
        "publisher": (_NAME.match(feed.text("publisher")) or feed.refuse("names none"))[0].strip(),
        "names": [name for one in places for name in _names(one)],
        "paths": [[one.word("registry"), _path(one)] for one in places if not _names(one)],
        "reads": _READS[reads],
        "patterns": [
            *patterns,
            *([one.text("pattern"), one.text("channel")] for one in _fallbacks(channel)),
        ],
        "majors": majors if isinstance(majors, dict) else {},
        "channels": channel.texts("channels_allowed"),
        "products": products,
        "ends": dict(_ends(feed, products, ends)),
    }


def _names(feed: FeedRow) -> list[str]:
    """The repositories that are told by their whole names, none where a pattern tells them."""
    kind, pattern = feed.one_of("kind", ("exact", "brace", "regex")), feed.text("pattern")
    if kind == "regex" or "*" in pattern:
        return []
    choices = [part.strip("{}").split(",") for part in _BRACE.split(pattern)]
    return [f"{feed.word('registry')}/{''.join(parts)}" for parts in product(*choices)]


def _path(feed: FeedRow) -> str:
    """A pattern of the paths behind a registry, where `*` is one part of a path."""
    pattern = feed.text("pattern")
    if feed.text("kind") == "regex":
        return pattern.removeprefix("^").removesuffix("$")
    return "".join(map(_alternatives, _BRACE.split(pattern)))


def _alternatives(part: str) -> str:
    if part == "*":
        return "[^/]+"
    if part.startswith("{"):
        return f"(?:{'|'.join(map(re.escape, part[1:-1].split(',')))})"
    return re.escape(part)


def _fallbacks(channel: FeedRow) -> list[FeedRow]:
    """The patterns with a channel of their own: a list, or one alone."""
    if isinstance(channel.fields.get("fallback"), dict):
        return [channel.row("fallback")]
    return channel.rows("fallback")


def _products(channel: FeedRow, table: object) -> dict[str, object]:
    """The channels by version of a product: told one by one, or by spans of minor versions."""
    if isinstance(table, dict):
        return {version: channel.row("table").text(version) for version in table}
    found: dict[str, object] = {}
    for span in channel.some("table"):
        bounds = span.text("from"), span.text("to")
        if not all(map(_PRODUCT.fullmatch, bounds)):
            span.refuse(f"{' to '.join(bounds)} are not versions such as 1.20")
        (major, first), (_, last) = (bound.split(".") for bound in bounds)
        systems = span.row("os")
        held = {name: systems.text(name) for name in systems.fields}
        held[""] = systems.text(span.text("default_os"))
        found.update((f"{major}.{minor}", held) for minor in range(int(first), int(last) + 1))
    return found


def _ends(feed: FeedRow, products: dict[str, object], ends: FeedRow) -> Iterator[tuple[str, str]]:
    """The publisher's own last days where .NET's are others."""
    stated = feed.row("publisher_end").fields if feed.has("publisher_end") else {}
    for version, text in stated.items():
        if _PRODUCT.fullmatch(version):
            yield from _own_end(version, text, ends.fields.get(str(products.get(version, version))))
    channels = feed.row("channels")
    for name, told in channels.fields.items():
        if isinstance(told, dict):
            text = told.get("publisher_deprecation") or told.get("publisher_end")
            yield from _own_end(name, text, ends.fields.get(name))


def _own_end(name: str, text: object, end: object) -> Iterator[tuple[str, str]]:
    day = _DAY.match(text) if isinstance(text, str) else None
    if day and day[0] != end:
        yield name, day[0]


def _check_examples(feed: FeedRow, rules: ImageFamily) -> None:
    examples = feed.row("channel").row("examples").fields
    for name, expected in examples.items():
        if rules.named(name, name).channel != (expected or ""):
            feed.refuse(f"{name} does not name the channel {expected}")
