"""The images for .NET Framework projects, which the SDK cannot publish as images."""

from dotimg.catalog.model import Purpose
from dotimg.catalog.tables import Catalog
from dotimg.names.versions import age
from dotimg.project.images.app import PublishedApp
from dotimg.project.images.run_image import first
from dotimg.resolver.model import NoMatch, Pick, Request

_FIRST_IN_PLACE = (4,)  # 4.x replaces its predecessors; 3.5 stands beside it


def framework_image(
    catalog: Catalog, app: PublishedApp, purpose: Purpose, wishes: Request, today: str
) -> Pick | NoMatch:
    """The image of a version of .NET Framework, or of the first later one that is listed.

    Args:
        catalog: The tables.
        app: What is built and run.
        purpose: `build` or `run`.
        wishes: What the command line asks for besides.
        today: The day on which support is judged.
    """
    if purpose == "run" and app.unfit:
        return NoMatch(app.unfit, ())
    requests = (
        wishes._replace(
            purpose=purpose,
            version=name,
            app="web" if app.web else "console",
            globalization=None,
        )
        for name in _versions(catalog, app)
    )
    found = first(catalog, requests, today)
    if isinstance(found, NoMatch):
        return found._replace(reason=f"{app.name}: {found.reason}")
    if found.channel == app.channel:
        return found
    why = f"{app.name} runs on .NET Framework {found.channel}, which replaces it in place"
    return found._replace(why=(why, *found.why))


def _versions(catalog: Catalog, app: PublishedApp) -> list[str]:
    """The versions that run it, the oldest first."""
    if app.framework.version < _FIRST_IN_PLACE:
        return ["3.5"]
    names = sorted((one.name for one in catalog.framework), key=age)
    return [name for name in names if age(name) >= list(app.framework.version)]
