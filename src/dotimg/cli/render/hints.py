"""Prints a hint for many places once."""

from collections.abc import Iterable, Iterator

_SHOWN = 5  # places, which is what a line holds


def each_once(said: Iterable[tuple[str, int, str]]) -> Iterator[str]:
    """Lines with the places, each a path and a line, in front of what is said of all of them."""
    places: dict[str, dict[str, None]] = {}
    for path, line, text in said:
        places.setdefault(text, {})[f"{path}:{line}"] = None
    for text, where in places.items():
        shown, more = list(where)[:_SHOWN], len(where) - _SHOWN
        others = f" and {more} other place{'' if more == 1 else 's'}" if more > 0 else ""
        yield f"{', '.join(shown)}{others}: {text}"
