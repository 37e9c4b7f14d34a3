"""What the live commands found, as JSON documents. `schema` is in each of them.

A platform is `{"platform", "os", "architecture", "variant", "os_version"}`, where `platform` is
its whole name. Sizes are compressed bytes. An `error` is `{"exit_code", "message"}` with the exit
code that it alone would give, or null.
"""

from collections.abc import Callable, Iterable

from dotimg.base.model import Base
from dotimg.catalog.model import Support
from dotimg.cli.render.picks import SCHEMA, support
from dotimg.errors import EXIT_NO, DotimgError, printable
from dotimg.registry.model import (
    Comparison,
    ImageSettings,
    InspectedPlatform,
    Inspection,
    Layer,
    Pair,
    PlatformImage,
    total,
)
from dotimg.resolver.details import Listing

Document = dict[str, object]
BaseOf = Callable[[InspectedPlatform], Base | None]


def digest(text: str, reference: str, platform: str | None, found: str | DotimgError) -> Document:
    """`input`, `reference`, `platform` (null for the whole image), `digest` or null, `error`."""
    return {
        "schema": SCHEMA,
        "input": text,
        "reference": reference,
        "platform": platform,
        **_digest_or_error(found),
    }


def tags(
    text: str, repository: str, rows: Iterable[tuple[str, Listing | None]], as_of: str
) -> Document:
    """`input`, `repository`, and `tags` of `tag`, `version` and `support`.

    `version` is the one that the tag stands for; both are null for what the catalog does not know.
    """
    return {
        "schema": SCHEMA,
        "input": text,
        "repository": repository,
        "tags": [
            {
                "tag": tag,
                "version": row.tag.version if row else None,
                "support": support(row.support) if row else None,
            }
            for tag, row in rows
        ],
        "catalog": {"as_of": as_of},
    }


def inspection(
    text: str, found: Inspection, state: Support | None, base_of: BaseOf = lambda _: None
) -> Document:
    """One image.

    `input`, `reference`, `digest`, `kind` (`index` or `manifest`), `media_type`, `platforms` with
    `digest`, `size` and `layers` (both null where the registry lacks the manifest) and `base` (the
    official image that its layers are built on, null where that is itself or none), `settings` of
    one platform (null where they could not be had), `superseded` (the days on which the publisher
    replaced this digest; null where that could not be asked, and an empty list proves nothing),
    `support` (null where the catalog does not know the tag), `errors`: what could not be asked.
    """
    return {
        "schema": SCHEMA,
        "input": text,
        "reference": found.reference,
        "digest": found.digest,
        "kind": found.kind,
        "media_type": found.media_type,
        "platforms": [_platform(one, base_of(one)) for one in found.platforms],
        "settings": _settings(found.settings) if found.settings else None,
        "superseded": None if found.superseded is None else list(found.superseded),
        "support": support(state) if state else None,
        "errors": [error(one) for one in found.errors],
    }


def no_inspection(text: str, reference: str, found: DotimgError) -> Document:
    """What could not be inspected: `input`, `reference` and `errors`."""
    return {"schema": SCHEMA, "input": text, "reference": reference, "errors": [error(found)]}


def comparison(first: str, second: str, found: Comparison) -> Document:
    """Two images.

    `first`, `second` (references), `platforms` that both offer, `only_first`, `only_second`. A
    platform has `first` and `second` (each `digest`, `size`, and `layers` as a count), `shared`
    and `new` (each `size` and `layers` of `digest` and `size`: what a host that holds the first
    has and lacks of the second), and `together`, the bytes of both.
    """
    return {
        "schema": SCHEMA,
        "first": first,
        "second": second,
        "platforms": [_pair(pair) for pair in found.pairs],
        "only_first": list(found.only_first),
        "only_second": list(found.only_second),
    }


def live(found: str | DotimgError) -> Document:
    """Whether a registry serves an image: `served` (null if it did not say), `digest`, `error`."""
    absent = isinstance(found, DotimgError) and found.exit_code == EXIT_NO
    unknown = isinstance(found, DotimgError) and not absent
    return {"served": None if unknown else not absent, **_digest_or_error(found)}


def error(found: DotimgError) -> Document:
    """An error."""
    return {"exit_code": found.exit_code, "message": printable(str(found))}


def _digest_or_error(found: str | DotimgError) -> Document:
    if isinstance(found, DotimgError):
        return {"digest": None, "error": error(found)}
    return {"digest": found, "error": None}


def _platform(one: InspectedPlatform, base: Base | None) -> Document:
    return {
        "platform": one.name,
        "os": one.os,
        "architecture": one.architecture,
        "variant": one.variant,
        "os_version": one.os_version,
        "digest": one.digest,
        "size": one.size,
        "layers": one.layers,
        "base": {"reference": base.reference, "digest": base.digest} if base else None,
    }


def _settings(one: ImageSettings) -> Document:
    return {
        "platform": one.platform,
        "created": one.created,
        "user": one.user,
        "ports": list(one.ports),
        "env": dict(one.env),
        "labels": dict(one.labels),
    }


def _pair(pair: Pair) -> Document:
    return {
        "platform": pair.platform,
        "first": _content(pair.first),
        "second": _content(pair.second),
        "shared": _layers(pair.shared),
        "new": _layers(pair.new),
        "together": pair.together,
    }


def _content(one: PlatformImage) -> Document:
    return {"digest": one.digest, "size": one.size, "layers": len(one.layers)}


def _layers(layers: tuple[Layer, ...]) -> Document:
    return {
        "size": total(layers),
        "layers": [{"digest": one.digest, "size": one.size} for one in layers],
    }
