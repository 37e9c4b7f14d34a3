"""What a project has to follow with when the images of its Dockerfile move."""

import re
from collections.abc import Iterable, Iterator

from dotimg.names.versions import age, without_rebuild
from dotimg.project import satisfied_by
from dotimg.project.of_dockerfile import App
from dotimg.upgrade.advice import PAGE, Change
from dotimg.upgrade.model import Advice

_FRAMEWORK = re.compile(r"net(?:coreapp)?([0-9]{1,4}\.[0-9]{1,4})(-.*)?")


def project_advice(app: App, changes: Iterable[Change]) -> Iterator[Advice]:
    """The target framework to raise, and a global.json that accepts no SDK of the new image."""
    for change in changes:
        if change.use.role != "from":
            continue
        if change.old.channel != change.new.channel:
            yield from _framework(app, change.new.channel)
        if change.new.repository == "sdk":
            yield from _pin(app, change.new.tag.version)


def _framework(app: App, channel: str) -> Iterator[Advice]:
    project = app.project
    place = project.where.get("target_frameworks")
    matches = [_FRAMEWORK.fullmatch(one) for one in project.target_frameworks or ()]
    if not place or not matches or not all(matches):
        return  # of .NET Framework or Standard, or unknown
    newest = max((match[1] for match in matches if match), key=age)
    if age(newest) < age(channel):
        targets = ", ".join(project.target_frameworks or ())
        message = f"the target framework is {targets}: raise it to net{channel}"
        yield Advice(place.path, place.line, message, f"{PAGE}#project")


def _pin(app: App, version: str) -> Iterator[Advice]:
    asked, held = app.global_json, without_rebuild(version)
    if asked and asked.version and held and not satisfied_by(asked, held):
        message = f"it asks for SDK {asked.version}, and the new image holds {held}"
        yield Advice(asked.path, asked.line, message, f"{PAGE}#project")
