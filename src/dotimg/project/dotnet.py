"""Asks the `dotnet` on the PATH for the facts of a project, once for each target framework.

Evaluation can run code of the repository, so this happens only if the user asks for it.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Any

from dotimg.errors import InputError, printable, quoted
from dotimg.project.model import Project, listed, truth
from dotimg.project.msbuild import sdks

SECONDS = 120  # which one question may take
LARGEST = 32_000_000  # bytes of an answer
_SAID = 10_000  # bytes of what it complains that are looked at
_PAUSE = 0.05  # seconds between two looks at it
_PROPERTIES = (
    *("TargetFramework", "TargetFrameworks", "OutputType", "AssemblyName", "IsPublishable"),
    *("SelfContained", "PublishSelfContained", "PublishSingleFile", "PublishTrimmed"),
    *("PublishAot", "InvariantGlobalization", "RuntimeIdentifier", "RuntimeIdentifiers"),
    *("ContainerRuntimeIdentifier", "ContainerRuntimeIdentifiers", "ContainerBaseImage"),
    *("ContainerFamily", "RollForward", "IsTestProject", "UsingMicrosoftNETSdkWeb"),
    *("IsAspireHost", "NETCoreSdkVersion"),
)
_ITEMS = ("FrameworkReference", "ProjectReference", "PackageReference")
_RUNTIME = "Microsoft.NETCore.App"
_ASPNET = "Microsoft.AspNetCore.App"


def ask(path: str, framework: str | None = None) -> tuple[Project, ...]:
    """The facts of a project for each of its target frameworks.

    Args:
        path: The project file.
        framework: The one target framework to ask for, None for all.

    Raises:
        InputError: There is no `dotnet`, it refuses the project, takes too long, or its answer
            cannot be read.
    """
    outer = _Answer(path, framework)
    names = listed(outer.text("TargetFrameworks"))
    if framework or not names or outer.text("TargetFramework"):
        return (outer.project(listed(outer.text("TargetFramework"))),)
    return tuple(_Answer(path, name).project(names) for name in names)


class _Answer:
    def __init__(self, path: str, framework: str | None) -> None:
        self._path = path
        document = _asked(path, [f"-p:TargetFramework={framework}"] if framework else [])
        try:
            self._properties: dict[str, str] = document["Properties"]
            self._items: dict[str, list[dict[str, str]]] = document["Items"]
            self.names = {
                kind: tuple(str(one["Identity"]) for one in self._items.get(kind, ()))
                for kind in _ITEMS
            }
        except (LookupError, TypeError, AttributeError):
            raise InputError(f"{path}: what dotnet msbuild prints cannot be read") from None

    def text(self, name: str) -> str:
        """A property, empty where it has no value."""
        return str(self._properties.get(name, ""))

    def _truth(self, name: str) -> bool:
        return truth(self.text(name)) is True

    def project(self, targets: Sequence[str]) -> Project:
        """The facts."""
        frameworks = tuple(one for one in self.names["FrameworkReference"] if one != _RUNTIME)
        contained = self.text("PublishSelfContained") or self.text("SelfContained")
        web = self._truth("UsingMicrosoftNETSdkWeb") or _ASPNET in frameworks
        folder = os.path.dirname(self._path)
        return Project(
            path=self._path,
            sdks=(sdks.WEB if self._truth("UsingMicrosoftNETSdkWeb") else sdks.NET,),
            framework=self.text("TargetFramework"),
            target_frameworks=tuple(targets),
            output_type=self.text("OutputType"),
            assembly_name=self.text("AssemblyName"),
            test=self._truth("IsTestProject"),
            web=web,
            framework_references=frameworks,
            runtime_identifier=self.text("RuntimeIdentifier"),
            runtime_identifiers=listed(self.text("RuntimeIdentifiers")),
            container_runtime_identifier=self.text("ContainerRuntimeIdentifier"),
            container_runtime_identifiers=listed(self.text("ContainerRuntimeIdentifiers")),
            self_contained=truth(contained),
            single_file=self._truth("PublishSingleFile"),
            trimmed=self._truth("PublishTrimmed"),
            aot=self._truth("PublishAot"),
            invariant_globalization=self._truth("InvariantGlobalization"),
            container_base_image=self.text("ContainerBaseImage"),
            container_family=self.text("ContainerFamily"),
            references=tuple(
                os.path.normpath(os.path.join(folder, one.replace("\\", os.sep)))
                for one in self.names["ProjectReference"]
            ),
            package_references=self.names["PackageReference"],
            where={},
            unknown=(),
            roll_forward=self.text("RollForward"),
            publishable=truth(self.text("IsPublishable")) is not False,
            app_host=self._truth("IsAspireHost"),
            told_by=f"dotnet msbuild of SDK {printable(self.text('NETCoreSdkVersion'))}",
        )


def _asked(path: str, more: Sequence[str]) -> dict[str, Any]:
    """What `dotnet msbuild` prints of a project."""
    program = shutil.which("dotnet")
    if not program:
        raise InputError(f"{path}: there is no dotnet on the PATH, which --msbuild asks")
    line = [
        *(program, "msbuild", os.path.basename(path)),
        f"-getProperty:{','.join(_PROPERTIES)}",
        f"-getItem:{','.join(_ITEMS)}",
        *("-p:Configuration=Release", "-p:_IsPublishing=true", *more),
    ]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        code = _run(path, line, out, err)
        out.seek(0)
        err.seek(0)
        printed, complained = out.read(LARGEST), err.read(_SAID)
    if code:
        said = (complained or printed[:_SAID]).decode("utf-8", "replace").strip().split("\n")[0]
        raise InputError(f"{path}: dotnet msbuild rejects it: {printable(said.strip())}")
    try:
        document: dict[str, Any] = json.loads(printed.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        start = quoted(printed[:40].decode("utf-8", "replace"))
        raise InputError(f"{path}: dotnet msbuild does not print JSON but {start}") from None
    return document


def _run(path: str, line: Sequence[str], out: IO[bytes], err: IO[bytes]) -> int:
    """Run a program up to its end, and tell its exit code.

    What it prints goes to files, so that neither much of it nor a process that it leaves behind
    is waited for.
    """
    try:
        process = subprocess.Popen(  # noqa: S603  the user asks for it
            line,
            cwd=os.path.dirname(path) or os.curdir,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
    except OSError as error:
        raise InputError(f"{path}: dotnet cannot be run: {error.strerror}") from None
    try:
        for _ in range(round(SECONDS / _PAUSE)):
            try:
                return process.wait(_PAUSE)
            except subprocess.TimeoutExpired:
                pass
            if max(os.fstat(one.fileno()).st_size for one in (out, err)) > LARGEST:
                raise InputError(
                    f"{path}: dotnet msbuild prints more than {LARGEST // 1_000_000} MB"
                )
        raise InputError(f"{path}: dotnet msbuild took longer than {SECONDS} s")
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a program, and all that it started where the system knows groups."""
    if process.poll() is None:
        if sys.platform != "win32":
            with suppress(ProcessLookupError):  # it ended meanwhile
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
