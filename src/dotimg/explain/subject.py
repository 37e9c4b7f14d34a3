"""A tag that is looked at: where it stands, what it is an image of, and its support."""

from dotimg.catalog.model import Channel, Repository, Support, System, Tag
from dotimg.named_tuples import NamedTuple
from dotimg.names import tags

_ALIVE = ("supported", "ends-soon")


class Subject(NamedTuple):
    """A tag where it stands, judged on the day of the records that gave it.

    `channel` is the section of the repository that holds it; `repository` is what it
    is an image of, wherever it stands; `dotnet_channel` is None where versions are its own;
    `window` is the channel whose end is its own, that of .NET for what follows .NET; `ended` says
    that this channel is past its end, and is empty where it is not.
    """

    path: str
    channel: str
    tag: Tag
    name: tags.TagName
    repository: Repository
    systems: tuple[System, ...]
    dotnet_channel: Channel | None
    window: Channel | None
    support: Support
    ended: str

    @property
    def present(self) -> str:
        """The path of the repository that holds such images today."""
        return self.repository.path

    @property
    def system_types(self) -> set[str]:
        """The kinds of its systems: `linux`, `windows`."""
        return {system.type for system in self.systems}

    @property
    def own_versions(self) -> bool:
        """Whether its versions are not those of .NET or .NET Framework."""
        return self.repository.product == "own"

    @property
    def is_dotnet(self) -> bool:
        """Whether its versions are those of .NET, which moves from channel to channel."""
        return self.repository.product == ".NET"

    @property
    def is_alive(self) -> bool:
        """Whether a listed tag is supported, or has no window that anyone published."""
        status, channel = self.support.status, self.dotnet_channel
        preview = status == "preview" and channel is not None and channel.preview
        without_window = status == "unknown" and channel is None and not self.support.overdue
        return status in _ALIVE or preview or without_window
