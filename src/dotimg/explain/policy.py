"""The target of a move: channel, family and digests."""

from dotimg.catalog.tables import Catalog
from dotimg.errors import UsageError, quoted
from dotimg.explain.records import Records
from dotimg.explain.subject import Subject
from dotimg.named_tuples import NamedTuple
from dotimg.names import versions
from dotimg.resolver.system import wanted
from dotimg.resolver.target import Target, target

BEST = ("lts", "latest")  # leave what has ended; a channel that is named is served to its end
WORDS = (*BEST, "patch")


class Policy(NamedTuple):
    """`to` is a word or a channel; `family` the system to move to; `pin` asks for digests.

    `families` are those that a team allows, all where there are none; `pin_sdk_images` asks that
    projects name the image that the SDK takes for them.
    """

    to: str = "lts"
    family: str | None = None
    pin: bool = False
    families: tuple[str, ...] = ()
    pin_sdk_images: bool = False


def understood(catalog: Catalog, word: str) -> str:
    """A word of the policy, or the channel that a version names.

    Raises:
        UsageError: It is neither, or a release, to which nothing is moved.
    """
    if word.lower() in WORDS:
        return word.lower()
    kind: str
    try:
        kind, found, text = versions.parse(word)
    except UsageError:
        kind = found = text = ""
    if kind in ("release", "sdk", "band"):
        raise UsageError(f"{quoted(word)} is not a channel; the channel of {text} is {found}")
    if not any(channel.name == found for channel in catalog.channels):
        known = ", ".join(channel.name for channel in catalog.channels)
        raise UsageError(f"{quoted(word)} is not {', '.join(WORDS)} or one of the channels {known}")
    return found


def family(catalog: Catalog, word: str) -> str:
    """The family of operating systems that a word names.

    Raises:
        UsageError: It names none.
    """
    found = wanted(catalog, word)
    if found.kind != "family":
        families = ", ".join(catalog.traits["families"])
        raise UsageError(
            f"{quoted(word)} is not an operating system family; expected one of {families}"
        )
    return found.name


def goal(catalog: Catalog, policy: Policy, today: str) -> str | None:
    """The channel of .NET that a policy aims at; None where each image stays in its own.

    Also where nothing is supported that could be aimed at.
    """
    if policy.to == "patch":
        return None
    if policy.to not in WORDS:
        return policy.to
    found = target(catalog, policy.to, "run", today)
    if not isinstance(found, Target):
        return None
    channel = catalog.channel(found.channel)
    return None if channel and channel.has_ended(today) else found.channel


def channels(records: Records, policy: Policy, aim: str | None, subject: Subject) -> list[str]:
    """The channels in which to look for what takes the place of an image, the best first.

    `aim` is the channel of .NET to go to, None to stay in the image's own.
    """
    if subject.repository.product == ".NET Framework":
        return _of_framework(records, policy, subject)
    if subject.own_versions:
        later = [] if policy.to == "patch" else records.later_channels(subject)
        return [*later[::-1], subject.channel]
    if aim is None:
        return [subject.channel]
    return [aim if versions.age(aim) >= versions.age(subject.channel) else subject.channel]


def _of_framework(records: Records, policy: Policy, subject: Subject) -> list[str]:
    """The own version, which lives as long as its Windows does, then later ones."""
    if policy.to == "patch":
        return [subject.channel]
    names = [channel.name for channel in reversed(records.catalog.framework)]
    if subject.channel in names:
        return names[names.index(subject.channel) :]
    return names[::-1]
