"""The bases of images whose repository does not say which .NET they contain."""

from dotimg.catalog.details import Digest
from dotimg.catalog.digests import ALGORITHM
from dotimg.catalog.traits import Traits
from dotimg.feeds.digests import Digests

_MOST_STEPS = 3  # monitor stands on its own base, and that on aspnet


def with_bases(digests: Digests, traits: Traits) -> Digests:
    """The digests, with repository and version in place of the digest that one is built on.

    The publisher states it for platforms; an index has that of its platforms, where all share it.
    """
    telling: dict[str, str] = {}
    silent: set[str] = set()
    for name, one in traits["repositories"].items():
        paths = (one["path"], *one.get("former", ()))
        if "holds" in one:
            telling.update(dict.fromkeys(paths, name))
        else:
            silent.update(paths)
    by_name = {digest.digest: digest for digest in digests.values()}

    def platform_base(digest: Digest) -> str:
        below: Digest | None = digest
        for _ in range(_MOST_STEPS):
            if not below or not below.base.startswith(ALGORITHM):
                return below.base if below else ""  # as an earlier catalog tells it
            below = by_name.get(below.base)
            if below and below.repository in telling:
                return f"{telling[below.repository]}:{below.version}" if below.version else ""
        return ""

    def base(digest: Digest) -> str:
        if digest.kind == "platform":
            return platform_base(digest)
        found = {platform_base(digests[digest.repository, one]) for one in digest.children}
        return found.pop() if len(found) == 1 else ""

    return {
        key: digest._replace(base=base(digest) if digest.repository in silent else "")
        for key, digest in digests.items()
    }
