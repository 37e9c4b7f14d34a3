"""The images of other publishers that start an app by themselves: Azure Functions, AWS Lambda.

The repositories and tags are those that `publishers.json` knows of. How an app is put into them is
told in "Create a function app in a local Linux container" of Microsoft's documentation, and in
"Deploy .NET Lambda functions with container images" of Amazon's.
"""

import json
import os
from typing import Any

from dotimg.catalog.tables import Catalog
from dotimg.errors import InputError, NoMatchError
from dotimg.files.search import content
from dotimg.named_tuples import NamedTuple
from dotimg.names.frameworks import parse
from dotimg.project.images.app import framework_name
from dotimg.project.model import Project

_WORKER = "microsoft.azure.functions.worker"
_FUNCTIONS = "mcr.microsoft.com/azure-functions/dotnet-isolated"
_LAMBDA = "public.ecr.aws/lambda/dotnet"
_SETTINGS = "aws-lambda-tools-defaults.json"
_HANDLERS = ("image-command", "function-handler")


class Host(NamedTuple):
    """An image that starts the app, its port, and the lines that put the app into it."""

    image: str
    port: int
    lines: tuple[str, ...]


def host_of(catalog: Catalog, project: Project) -> Host | None:
    """The image that starts a project by itself; None for a project that starts alone.

    Raises:
        NoMatchError: There is none for its target framework.
        InputError: The settings of a function cannot be read.
    """
    packages = {name.lower() for name in project.package_references}
    framework = parse(framework_name(project))
    if not framework:
        return None
    if any(name.startswith(_WORKER) for name in packages):
        tag = f"4-dotnet-isolated{framework.channel}"
        return Host(
            _named(catalog, project, _FUNCTIONS, tag, framework.channel),
            80,
            (
                "ENV AzureWebJobsScriptRoot=/home/site/wwwroot \\",
                "    AzureFunctionsJobHost__Logging__Console__IsEnabled=true",
                "COPY --from=build /app /home/site/wwwroot",
            ),
        )
    settings = _settings(project)
    is_image = str(settings.get("package-type", "")).lower() == "image"
    if not is_image and not (project.lambda_function and not project.web):
        return None
    tag = framework.channel.removesuffix(".0") if framework.version >= (6,) else framework.channel
    tag = tag if framework.version >= (5,) else f"core{tag}"
    return Host(
        _named(catalog, project, _LAMBDA, tag, framework.channel),
        8080,
        (
            "WORKDIR /var/task",
            "COPY --from=build /app .",
            _command(project, settings),
        ),
    )


def _named(catalog: Catalog, project: Project, path: str, tag: str, channel: str) -> str:
    family = catalog.image_family(path)
    if not family or family.named(path, tag).channel != channel:
        raise NoMatchError(f"{project.path}: {path} has no image of .NET {channel}")
    return f"{path}:{tag}"


def _settings(project: Project) -> dict[str, Any]:
    """What the settings of Amazon's tools say, which stand beside the project."""
    path = os.path.join(os.path.dirname(project.path), _SETTINGS)
    if not os.path.isfile(path):
        return {}
    try:
        found = json.loads(content(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: is not valid JSON: {error}") from None
    return found if isinstance(found, dict) else {}


def _command(project: Project, settings: dict[str, Any]) -> str:
    """What Lambda calls: for a program its name, for a library the method that is stated."""
    stated = next((str(settings[name]) for name in _HANDLERS if settings.get(name)), "")
    if not stated and project.output_type == "Library":
        return "# Add CMD: the handler, as Assembly::Namespace.Class::Method, is stated nowhere."
    return f"CMD {json.dumps([stated or project.assembly_name])}"
