"""`dotimg scaffold`: which files it writes, and which it keeps."""

import os
from collections.abc import Sequence

from dotimg.cli.context import Settings, answer, complain, note
from dotimg.errors import NoMatchError
from dotimg.files.writing import put_all
from dotimg.project import docker_ignore
from dotimg.scaffold import compose
from dotimg.scaffold.dockerfile import image_name
from dotimg.scaffold.ignore import IgnoreFile, ignore_file
from dotimg.scaffold.service import Service
from dotimg.scaffold.services import names_of
from dotimg.scaffold.taken import taken_by
from dotimg.scaffold.words import seen_from


class Writing:
    """The files to write, all of them or none.

    Args:
        settings: Who is told what.
        force: Whether files that are there are written over.
        passes: Whether a Dockerfile that is there is passed over.
    """

    def __init__(self, settings: Settings, *, force: bool, passes: bool) -> None:
        self._settings = settings
        self._force = force
        self._passes = passes
        self._staying: set[str] = set()
        self._contents: dict[str, str] = {}
        self._answers: list[str] = []

    def services(self, services: Sequence[Service]) -> None:
        """Take the Dockerfiles of services, each with the ignore file that it needs.

        Raises:
            NoMatchError: A Dockerfile is there, or an ignore file that is there breaks the build.
            InputError: An ignore file that is there cannot be used.
        """
        for one in services:
            path = _shown(one.dockerfile)
            if not self._force and os.path.lexists(path):
                if not self._passes:
                    raise NoMatchError(
                        f"{path} exists: use --output PATH for another file, or --force to "
                        "overwrite it"
                    )
                self._stays(path)
                continue
            try:
                own = self._ignore(one)
            except NoMatchError as error:
                if not self._passes:
                    raise
                complain(str(error))
                continue
            self._contents[path] = one.text
            self._answers += [path, *own]

    def remark(self, service: Service) -> None:
        """Tell what a Dockerfile that is not written to a file lacks beside it.

        Raises:
            NoMatchError: An ignore file that is there breaks the build.
            InputError: It cannot be used.
        """
        found, _ = _ignore_of(service)
        if found and found.remark:
            note(self._settings, f"{found.remark}: --output PATH writes a replacement")

    def _ignore(self, service: Service) -> list[str]:
        """Take the ignore file of a service, if it needs one; its path."""
        found, there = _ignore_of(service)
        if not found:
            self._stays(there)
            return []
        path = _shown(found.path)
        if found.remark:
            note(self._settings, f"{found.remark}: {path} replaces it for this build")
        self._contents[path] = found.text
        return [path]

    def compose(self, services: Sequence[Service], folder: str) -> None:
        """Take a compose file in a folder that builds and starts services."""
        path = _shown(os.path.join(os.path.abspath(folder), compose.NAME))
        if not self._force and os.path.lexists(path):
            self._stays(path)
            return
        place = os.path.dirname(os.path.abspath(path))
        images = [
            (image_name(one.layout.program), seen_from(place, one.needs.projects[0]))
            for one in services
        ]
        named = zip(services, names_of(images), strict=True)
        self._contents[path] = compose.text([_composed(one, name, place) for one, name in named])
        self._answers.append(path)

    def write(self) -> None:
        """Write what was taken, and print the paths.

        Raises:
            NoMatchError: There is nothing to write.
            InputError: One of the files cannot be written; none is then.
        """
        if not self._contents:
            raise NoMatchError("all files exist; --force overwrites a Dockerfile")
        put_all(
            {path: text.encode("utf-8", "surrogateescape") for path, text in self._contents.items()}
        )
        for path in self._answers:
            answer(path)

    def _stays(self, path: str) -> None:
        if path not in self._staying:
            note(self._settings, f"{path} exists and is not changed")
        self._staying.add(path)


def _ignore_of(service: Service) -> tuple[IgnoreFile | None, str]:
    """The ignore file that a service needs, and the one that is there as it is shown."""
    there = docker_ignore.in_force(service.layout.context, service.dockerfile)
    shown = _shown(there) if there else ""
    taken = taken_by(service.layout, service.needs, git=service.git)
    return ignore_file(taken, service.dockerfile, shown), shown


def _composed(service: Service, name: str, folder: str) -> compose.ComposeService:
    """A service as the compose file in a folder names it."""
    layout = service.layout
    return compose.ComposeService(
        name=name,
        context=seen_from(folder, layout.context),
        dockerfile=seen_from(layout.context, service.dockerfile),
        container_port=service.port,
        platform=service.publishing.platform,
        secrets=service.extras.secrets,
    )


def _shown(path: str) -> str:
    """A path as it is seen from here."""
    try:
        return os.path.relpath(path)
    except ValueError:  # on another drive
        return path
