"""Versions as the publisher writes them, in an order of our own."""

import re
from functools import cache

_REBUILD = re.compile(r"(-\d+)+$")
_PRERELEASE = re.compile(r"^(\d[\d.]*-(?:alpha|beta|preview|rc)\.?\d+)\.\d{4,}.*$")

_PATCH = 2  # the place of the patch in a version

Order = tuple[tuple[int, ...], bool, tuple[tuple[int, str], ...]]


def channel(version: str) -> str:
    """`8.0` of `8.0.11`."""
    return ".".join(re.split(r"[.-]", version)[:2])


@cache
def order(version: str) -> Order:
    """A sort key; previews and release candidates stand before their release."""
    numbers, _, pre = short(version).partition("-")
    words = re.findall(r"\d+|[a-z]+", pre)
    parts = tuple((int(word), "") if word.isdigit() else (0, word) for word in words)
    return tuple(map(int, numbers.split("."))), not pre, parts


@cache
def short(version: str) -> str:
    """Without the number of a rebuild (`8.0.401-1`) and of a build (`9.0.0-rc.2.24473.5`)."""
    return _PRERELEASE.sub(r"\1", _REBUILD.sub("", version))


def is_prerelease(version: str) -> bool:
    """Whether it is a preview or a release candidate."""
    return bool(short(version).partition("-")[2])


def band(sdk: str) -> str:
    """The feature band of an SDK, `8.0.4` of `8.0.404`; empty where it has none."""
    numbers = sdk.partition("-")[0].split(".")
    patch = numbers[2] if len(numbers) > _PATCH else ""
    return ".".join((*numbers[:_PATCH], patch[:-2])) if len(patch) > 2 else ""
