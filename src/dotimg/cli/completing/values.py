"""Completions for options and arguments, by metavar.

Each function gives groups of words with a short help, the usual ones first. A later group is used
only if no earlier word starts with the word on the line.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from dotimg.catalog import current as defaults
from dotimg.catalog.model import Channel, System, Tag
from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError

if TYPE_CHECKING:
    from dotimg.cli.context import Settings

Groups = Iterator[dict[str, str]]


class CompletedWord(click.types.StringParamType):
    """A word of which some are known.

    Args:
        groups: Gives them, for the catalog, the day and the word on the line.
    """

    def __init__(self, groups: Callable[[Catalog, str, str], Groups]) -> None:
        self._groups = groups

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The words that begin so; one that ends in a colon goes on behind it."""
        del param
        settings: Settings = ctx.obj
        today = settings.today or defaults.day(None)  # none where what was given is not a day
        for group in self._groups(settings.tables(), today, incomplete):
            found = [(word, text) for word, text in group.items() if word.startswith(incomplete)]
            if found:
                return [
                    CompletionItem(word, "open" if word.endswith(":") else "plain", text)
                    for word, text in found
                ]
        return []


class Path(click.types.StringParamType):
    """A path, which the shell itself completes.

    Args:
        kind: `file`, which may be a folder too, or `dir`.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The word as it is, for the shell."""
        del ctx, param
        return [CompletionItem(incomplete, self._kind)]


def offer(command: click.Command) -> None:
    """Let the options and arguments of a command complete what their metavars say they take."""
    for parameter in command.params:
        metavar = parameter.metavar or (parameter.name or "").upper()
        parameter.type = TYPES.get(metavar.strip("[],."), parameter.type)


def versions(catalog: Catalog, day: str, word: str) -> Groups:
    """Words, channels of .NET and versions of .NET Framework."""
    del day, word
    # As in dotimg.versions; each with its own help, for zsh puts words of the same on one line.
    words = {
        "lts": "the newest LTS",
        "sts": "the newest STS",
        "latest": "the newest",
        "preview": "the newest preview",
    }
    yield {**words, **{one.name: _of(one) for one in (*catalog.channels, *catalog.framework)}}


def goals(catalog: Catalog, day: str, word: str) -> Groups:
    """Where images can move to: words and the channels that are supported, else any channel."""
    del word
    # As in dotimg.explain.policy, whose import would take as long as all the rest.
    words = {"lts": "the newest LTS", "latest": "the newest", "patch": "stay in the channel"}
    yield {**words, **_channels(catalog, day)}
    yield _channels(catalog)


def systems(catalog: Catalog, day: str, word: str) -> Groups:
    """Kinds, families and releases that get updates; else those that do not, else other names."""
    del word
    kinds = {"linux": "any Linux", "windows": "any Windows"}
    families = {name: one["title"] for name, one in catalog.traits["families"].items()}
    current = [one for one in catalog.systems.values() if not _ended(one.end, day)]
    yield {**families, **kinds, **{one.name: _of(one) for one in current}}
    yield {one.name: _of(one) for one in catalog.systems.values()}
    yield {name: _of(one) for one in catalog.systems.values() for name in one.names}


def families(catalog: Catalog, day: str, word: str) -> Groups:
    """Families of systems, else their other names."""
    del day, word
    traits = catalog.traits["families"]
    yield {name: one["title"] for name, one in traits.items()}
    yield {name: one["title"] for one in traits.values() for name in one.get("names", ())}


def architectures(catalog: Catalog, day: str, word: str) -> Groups:
    """The names that .NET images have, else those that people use."""
    del catalog, day, word
    from dotimg.names.platforms import ALIASES

    yield dict.fromkeys(ALIASES, "")
    yield {alias: name for name, aliases in ALIASES.items() for alias in aliases}


def platforms(catalog: Catalog, day: str, word: str) -> Groups:
    """The platforms that .NET images are for."""
    del catalog, day, word
    yield dict.fromkeys(("linux/amd64", "linux/arm64", "linux/arm", "windows/amd64"), "")


def repositories(catalog: Catalog, day: str, word: str) -> Groups:
    """The repositories by their short names, else by their paths."""
    del day, word
    known = catalog.repositories.values()
    yield {one.name: one.title for one in known}
    yield {one.path: one.title for one in known}


def references(catalog: Catalog, day: str, word: str) -> Groups:
    """Repositories, and behind the colon their listed tags, else the retired ones."""
    name, colon, begun = word.rpartition(":")
    if not colon:
        for group in repositories(catalog, day, word):
            yield {f"{name}:": title for name, title in group.items()}
        return
    from dotimg.names.reference import parse

    try:
        path = parse(name, catalog.repositories).name
    except UsageError:
        return
    channels = catalog.channels_of(path)
    # Nearly all tags begin as their channel does; to read all 10,000 of a repository takes long.
    likely = [one for one in channels if one.startswith(begun) or begun.startswith(one)]
    for read, some in (
        (catalog.listed, channels),
        (catalog.retired, likely),
        (catalog.retired, channels),
    ):
        tags = [tag for channel in some for tag in read(path, channel) if tag.published]
        yield {f"{name}:{tag.name}": _of_tag(tag) for tag in tags if tag.name.startswith(begun)}


def rules(catalog: Catalog, day: str, word: str) -> Groups:
    """The rules by number, else by name, behind those that are there and a comma."""
    del catalog, day
    from dotimg.check.rules import RULES

    before = _up_to_comma(word)
    yield {before + rule.text.id: rule.text.name for rule in RULES}
    yield {before + rule.text.name: rule.text.id for rule in RULES}


def rule_pages(catalog: Catalog, day: str, word: str) -> Groups:
    """The rules by number and the kinds of advice, else the rules by name."""
    del catalog, day, word
    from dotimg.check.rule_pages import pages

    every = list(pages())
    yield {one.id: one.name for one in every}
    yield {one.name: one.id for one in every}


def schema_names(catalog: Catalog, day: str, word: str) -> Groups:
    """What there are schemas of."""
    del catalog, day, word
    from dotimg.cli.commands.schema import schemas

    yield dict.fromkeys(schemas(), "")


def thresholds(catalog: Catalog, day: str, word: str) -> Groups:
    """What fails a check, behind the words that are there and a comma."""
    del catalog, day
    from dotimg.check.threshold import WORDS

    yield {_up_to_comma(word) + one: "" for one in WORDS}


def _up_to_comma(word: str) -> str:
    before, comma, _ = word.rpartition(",")
    return before + comma


TYPES = {
    "ARCH": CompletedWord(architectures),
    "FAMILY": CompletedWord(families),
    "LEVEL": CompletedWord(thresholds),
    **dict.fromkeys(("OLD", "NEW"), CompletedWord(references)),
    "OS": CompletedWord(systems),
    "P": CompletedWord(platforms),
    "R": CompletedWord(repositories),
    "REF": CompletedWord(references),
    "REPO": CompletedWord(repositories),
    "RULE": CompletedWord(rules),
    "RULE|ADVICE": CompletedWord(rule_pages),
    "SCHEMA": CompletedWord(schema_names),
    "TO": CompletedWord(goals),
    "V": CompletedWord(versions),
    "DIR": Path("dir"),
    "FILE": Path("file"),
    "PATH": Path("file"),
    "PROJECT": Path("file"),
    "URL|PATH": Path("file"),
}


def _channels(catalog: Catalog, day: str = "") -> dict[str, str]:
    """The channels of .NET, those that are supported on a day or all."""
    return {one.name: _of(one) for one in catalog.channels if not _ended(one.end, day)}


def _ended(end: str | None, day: str) -> bool:
    return end is not None and end <= day


def _of(one: Channel | System) -> str:
    """What a channel or a system is, and until when it is supported."""
    name = f"{one.product} {one.name}" if isinstance(one, Channel) else one.title
    kind = f" {one.kind.upper()}" if isinstance(one, Channel) and one.kind else ""
    return f"{name}{kind}" + (f", until {one.end}" if one.end else "")


def _of_tag(tag: Tag) -> str:
    """What a tag points to, and since when it is retired."""
    return (tag.version or "no version") + (f", retired {tag.retired}" if tag.retired else "")
