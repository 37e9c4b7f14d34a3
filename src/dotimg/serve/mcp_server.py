"""The MCP server, which offers the commands as tools."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeVar

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import Field, ValidationError

from dotimg import api
from dotimg._version import __version__
from dotimg.base.model import ImageBases
from dotimg.catalog.model import AppKind, Purpose
from dotimg.catalog.tables import Catalog
from dotimg.errors import DotimgError, NoMatchError, UsageError, printable, quoted
from dotimg.serve.tool_results import (
    BaseResult,
    CheckResult,
    ExplainResult,
    PickResult,
    UpgradeResult,
)

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

_INSTRUCTIONS = """\
dotimg knows every official .NET container image, from tables: no registry is asked and nothing is \
written. Ask `pick` which image to use instead of recalling a tag, `explain` what a reference or \
digest is, `check` what is wrong with the images that a file names, `upgrade` for the edits as a \
diff, `base` what a built image is built on."""
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

_Registry = Annotated[
    str,
    Field(description="The prefix of a mirror, such as contoso.azurecr.io/mcr; empty for none."),
]
_Path = Annotated[
    str,
    Field(
        description="The path of the file, whose name determines its type: a Dockerfile, compose "
        "file, devcontainer.json, workflow, .csproj. Settings and projects next to it are read."
    ),
]
_Text = Annotated[str, Field(description="The content of the file; empty to read it from disk.")]


class DotimgTools(MCPServer[Any]):
    """The tools, all of which only read.

    Args:
        catalog: The tables.
        today: The ISO day to judge on; None for today in UTC, whenever that is.
    """

    def __init__(self, catalog: Catalog, today: str | None) -> None:
        super().__init__(
            "dotimg", version=__version__, instructions=_INSTRUCTIONS, log_level="ERROR"
        )
        self._catalog = catalog
        self._today = today
        for tool in (self.pick, self.explain, self.check, self.upgrade, self.base):
            self.add_tool(_telling(tool), annotations=_READS)

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: "Context[Any, Any] | None" = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool.

        Raises:
            MCPError: There is no such tool, or an argument is none of its own: not the work of the
                tool has failed, but the request means nothing.
            ToolError: The tool cannot answer; the message says why.
        """
        known = {tool.name: tool.parameters for tool in self._tool_manager.list_tools()}
        if name not in known:
            raise MCPError(INVALID_PARAMS, f"there is no tool {quoted(name)}")
        for one in arguments.keys() - known[name]["properties"].keys():
            raise MCPError(INVALID_PARAMS, f"{name} has no argument {quoted(one)}")
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                raise MCPError(INVALID_PARAMS, _wrong(error.__cause__)) from error
            raise

    def pick(
        self,
        *,
        version: Annotated[
            str,
            Field(description="8, 8.0.30, net8.0, an SDK (8.0.404), lts, sts, latest, preview."),
        ] = "lts",
        purpose: Annotated[Purpose, Field(description="build (the SDK) or run.")] = "run",
        os: Annotated[
            str | None, Field(description="A family (alpine) or a release (noble, ltsc2025).")
        ] = None,
        arch: Annotated[str | None, Field(description="amd64, arm64 or arm.")] = None,
        app: Annotated[AppKind, Field(description="The kind of app.")] = "web",
        distroless: Annotated[bool, Field(description="An image without a shell.")] = False,
        globalization: Annotated[
            bool | None, Field(description="Require ICU (true), or not (false).")
        ] = None,
        composite: Annotated[
            bool, Field(description="The composite image of ASP.NET Core.")
        ] = False,
        fixed: Annotated[
            bool, Field(description="Use a tag of one patch, which never moves.")
        ] = False,
        digest: Annotated[bool, Field(description="Add the digest.")] = False,
        registry: _Registry = "",
    ) -> PickResult:
        """Pick the one official .NET image to use; null with a reason where there is none."""
        try:
            found = api.pick(
                version=version,
                purpose=purpose,
                os=os,
                arch=arch,
                app=app,
                distroless=distroless,
                globalization=globalization,
                composite=composite,
                fixed=fixed,
                digest=digest,
                registry=registry or None,
                today=self._today,
                catalog=self._catalog,
            )
        except NoMatchError as error:
            return PickResult.refused(error)
        return PickResult.of(found)

    def explain(
        self,
        reference: Annotated[
            str, Field(description="A reference, long or short, a former name, or a digest.")
        ],
        registry: _Registry = "",
    ) -> ExplainResult:
        """Tell what an image is: its support, CVEs fixed since, tags, and what to use instead."""
        found = api.explain(
            reference, registry=registry or None, today=self._today, catalog=self._catalog
        )
        return ExplainResult.of(found)

    def check(
        self, path: _Path = "Dockerfile", text: _Text = "", registry: _Registry = ""
    ) -> CheckResult:
        """Judge the .NET images that a file names: dead, retired, outdated, wrong for the app."""
        return CheckResult.of([self._files(registry).check(path, text or None)])

    def upgrade(
        self, path: _Path = "Dockerfile", text: _Text = "", registry: _Registry = ""
    ) -> UpgradeResult:
        """Move the .NET images of a file to supported ones: a diff, of which nothing is written."""
        found = self._files(registry).upgrade(path, text or None)
        if found is None:
            raise UsageError(f"the settings leave {path} out")
        return UpgradeResult.of(found)

    def base(
        self,
        archive: Annotated[
            str,
            Field(
                description="The output of docker save, an OCI archive or an OCI layout; or "
                "give layers."
            ),
        ] = "",
        layers: Annotated[
            list[str], Field(description="The digests of its layers, the lowest first.")
        ] = [],  # noqa: B006 - a model is made of it
        env: Annotated[dict[str, str], Field(description="Of its configuration.")] = {},  # noqa: B006
        labels: Annotated[dict[str, str], Field(description="Of its configuration.")] = {},  # noqa: B006
        registry: _Registry = "",
    ) -> BaseResult:
        """Find the official .NET image that a built image is built on, and whether to rebuild."""
        if archive:
            found = api.bases_in(
                archive, registry=registry or None, today=self._today, catalog=self._catalog
            )
            return BaseResult.of(found)
        one = api.base(
            layers,
            env=env,
            labels=labels,
            registry=registry or None,
            today=self._today,
            catalog=self._catalog,
        )
        return BaseResult.of([ImageBases("", (one,))])

    def _files(self, registry: str) -> api.FilesInPlace:
        return api.FilesInPlace(registry=registry or None, today=self._today, catalog=self._catalog)


def _telling(tool: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """The tool, of which a client is told what dotimg says instead of an answer."""

    @wraps(tool)
    def told(*arguments: Arguments.args, **named: Arguments.kwargs) -> Answer:
        try:
            return tool(*arguments, **named)
        except DotimgError as error:
            raise ToolError(printable(str(error))) from error

    return told


def _wrong(error: ValidationError) -> str:
    """What is wrong with arguments, in one line."""
    first = error.errors(include_url=False, include_input=False)[0]
    return printable(f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
