"""What an image must have to answer a request."""

from collections.abc import Callable
from functools import partial
from typing import Literal

from dotimg.catalog.model import Tag, offered
from dotimg.catalog.tables import Catalog
from dotimg.named_tuples import NamedTuple
from dotimg.names import tags, versions
from dotimg.resolver.system import SystemWord
from dotimg.resolver.target import Target

Aspect = Literal["repository", "version", "system", "architecture", "variant", "tag"]


class Need(NamedTuple):
    """A request with its words understood; `globalization` is None where nothing was said of it."""

    repository: str
    target: Target
    system: SystemWord
    architecture: str | None
    distroless: bool
    composite: bool
    aot: bool
    globalization: bool | None
    fixed: bool
    single_arch: bool
    also: tuple[str, ...] = ()

    @property
    def architectures(self) -> tuple[str, ...]:
        """All that one release of the image must offer."""
        return (self.architecture, *self.also) if self.architecture else self.also


class Condition(NamedTuple):
    """One thing that an image must have; `name` says which, for `reason`."""

    name: Aspect
    holds: Callable[[Tag], bool]


def conditions(catalog: Catalog, need: Need) -> tuple[Condition, ...]:
    """All conditions, in the order in which a person would name the first that fails."""
    return (
        Condition("repository", partial(_is_of_repository, need)),
        Condition("version", need.target.allows),
        Condition("system", partial(_is_of_system, need, frozenset(need.system.releases))),
        Condition(
            "architecture", partial(has_architectures, need.system.releases, need.architectures)
        ),
        Condition("variant", partial(_has_variants, catalog, need)),
        Condition("tag", partial(_is_usable, need)),
    )


def reason(catalog: Catalog, need: Need, failed: Aspect) -> str:
    """Why there is nothing, in words, from the condition that no image met."""
    channel = catalog.channel(need.target.channel)
    product = f"{channel.product} {channel.name}" if channel else need.target.channel
    if need.target.versions or need.target.band:
        product = f"{'SDK' if need.repository == 'sdk' else '.NET'} {need.target.asked}"
    system = f" {need.system.title}" if need.system.title else ""
    on = f" for {' and '.join(need.architectures)}" if need.architectures else ""
    where = f"{product} has no{system} image{on} in {need.repository}"
    if failed == "repository":
        return f"{product} has no {need.repository} image"
    if failed == "version":
        newest = (channel.sdk if need.repository == "sdk" else channel.runtime) if channel else ""
        missing = f"there is no {need.repository} image of {need.target.asked}"
        return f"{missing}; the newest of {need.target.channel} is {newest}" if newest else missing
    if failed == "variant":
        words = " and ".join(word for word in _variant_words(need) if word)
        return f"{where} that is {words or 'a plain one'}"
    if failed == "tag":
        kind = "single-architecture" if need.single_arch else "fixed" if need.fixed else "floating"
        return f"{where} with a {kind} tag"
    return where


def offers(tag: Tag, releases: tuple[str, ...], architecture: str | None) -> bool:
    """Whether a tag offers one of the releases, and there the architecture if one is given."""
    for release, own in offered(tag.platforms).items():
        if release in releases and (not architecture or architecture in own):
            return True
    return False


def has_architectures(releases: tuple[str, ...], architectures: tuple[str, ...], tag: Tag) -> bool:
    """Whether one of the releases in a tag is there for each of some architectures."""
    return all(offers(tag, releases, architecture) for architecture in architectures)


def has_icu(catalog: Catalog, repository: str, tag: Tag) -> bool:
    """Whether an image holds ICU, so that apps know cultures (`without_icu` of the traits)."""
    without = catalog.traits["without_icu"]
    variants = tag.variants.split()
    if "extra" in variants or (tag.kind or repository).endswith("sdk"):
        return True
    families = [catalog.systems[release].family for release in tag.releases]
    bare = any(variant in without["variants"] for variant in variants)
    return not bare and not any(family in without["families"] for family in families)


def needs_aot_sdk(catalog: Catalog, need: Need) -> bool:
    """Whether the SDK image must be the one with the native toolchain, as one exists."""
    return need.aot and need.repository == "sdk" and has_aot_sdk(catalog, need.target.channel)


def has_aot_sdk(catalog: Catalog, channel: str) -> bool:
    """Whether a channel's SDK has an image with the native toolchain."""
    return versions.age(channel) >= versions.age(catalog.traits["native_aot"]["sdk_image_since"])


def before_aot(catalog: Catalog, channel: str) -> bool:
    """Whether a channel is older than native AOT."""
    return versions.age(channel) < versions.age(catalog.traits["native_aot"]["since"])


def _is_of_repository(need: Need, tag: Tag) -> bool:
    seen = tag.published and tag.evidence != "seen-in-use"  # in a list of the publisher's
    return seen and tag.kind in ("", need.repository)


def _is_of_system(need: Need, releases: frozenset[str], tag: Tag) -> bool:
    return need.system.kind == "any" or not releases.isdisjoint(tag.releases)


def _has_variants(catalog: Catalog, need: Need, tag: Tag) -> bool:
    own = tag.variants.split()
    if ("composite" in own) != need.composite or ("aot" in own) != needs_aot_sdk(catalog, need):
        return False
    # Composite images exist mostly, and native ones run best, without a distribution.
    if need.distroless != tag.distroless and not (tag.distroless and (need.composite or need.aot)):
        return False
    if need.globalization:
        return has_icu(catalog, need.repository, tag)
    return "extra" not in own or (need.aot and need.globalization is None)


def may_be_usable(need: Need, tag: Tag) -> bool:
    """Whether the numbers in a tag do not rule it out, which spares taking apart most names."""
    numbers = tag.name.partition("-")[0].count(".")
    return need.target.framework or (numbers > 1) == need.fixed


def _is_usable(need: Need, tag: Tag) -> bool:
    if not may_be_usable(need, tag):
        return False
    name = tags.parse(tag.name)
    if name.label or "." not in name.version or name.fixed != need.fixed:
        return False
    if name.second and not (name.kind == "sdk" and name.fixed):  # 2.0.6-sdk-2.1.101
        return False
    if need.single_arch:
        return not tag.multi_platform
    return not name.architecture or need.architecture is not None


def _variant_words(need: Need) -> tuple[str, ...]:
    return (
        "distroless" if need.distroless else "",
        "composite" if need.composite else "",
        "globalized (has ICU)" if need.globalization else "",
        "for native AOT" if need.aot else "",
    )
