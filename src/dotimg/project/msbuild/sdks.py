"""What the SDKs of .NET set by themselves, before and after what a project says.

From the `Sdk.props` of each SDK; "Project SDK overview" of the .NET documentation lists them.
"""

from types import MappingProxyType

NET, WEB, WORKER = "Microsoft.NET.Sdk", "Microsoft.NET.Sdk.Web", "Microsoft.NET.Sdk.Worker"
RAZOR, WASM = "Microsoft.NET.Sdk.Razor", "Microsoft.NET.Sdk.BlazorWebAssembly"
DESKTOP, MSTEST = "Microsoft.NET.Sdk.WindowsDesktop", "MSTest.Sdk"
ASPIRE, EXTRAS = "Aspire.AppHost.Sdk", "MSBuild.Sdk.Extras"

_KNOWN = (
    *(NET, WEB, WORKER, RAZOR, WASM, DESKTOP, MSTEST, ASPIRE, EXTRAS),
    *("Microsoft.Build.NoTargets", "Microsoft.Build.Traversal"),
    "Microsoft.Build.CentralPackageVersions",
)
# They build projects of other kinds, to which those of .NET refer.
_WITHOUT_FILES = (
    *("Microsoft.VisualStudio.JavaScript.Sdk", "Microsoft.Build.Sql", "WixToolset.Sdk"),
    *("MSBuild.Sdk.SqlProj", "Microsoft.Build.Artifacts"),
)
_NAMES = {name.lower(): name for name in _KNOWN}

# Properties that name the tools. What is imported from there is no part of the project.
TOOL_FOLDERS = frozenset(
    """
    msbuildbinpath msbuildextensionspath msbuildextensionspath32 msbuildextensionspath64
    msbuildframeworktoolspath msbuildsdkspath msbuildtoolspath msbuildtoolspath32
    msbuildtoolspath64 msbuildprogramfiles32 vstoolspath vsinstallroot fsharptargetspath
    programfiles
    """.split()  # noqa: SIM905  a table of names reads best as words
)
# Properties that the SDK or its host sets, each time to something else.
BUILD_ONLY = TOOL_FOLDERS | frozenset(
    """
    bundlednetcoreapptargetframeworkversion devenvdir dotnet_host_path homepath
    msbuildassemblyversion msbuildfileversion msbuildlasttaskresult msbuildnodecount
    msbuildsemanticversion msbuildstartupdirectory msbuildtoolsversion msbuildversion
    netcoreappmaximumversion netcoreroot netcoresdkportableruntimeidentifier
    netcoresdkruntimeidentifier netcoresdkversion netcoretargetingpackroot nugetpackageroot
    path processor_architecture solutiondir solutionext solutionfilename solutionname
    solutionpath temp tmp username userprofile visualstudioversion
    """.split()  # noqa: SIM905
)

_USING = "usingmicrosoftnetsdk"
_EXECUTABLE = (WEB, WORKER, WASM)
# What holds in an image build: the SDK publishes releases, and it runs on Linux.
PUBLISHED = MappingProxyType({"configuration": "Release", "_ispublishing": "true"})
MACHINE = MappingProxyType({"os": "Unix", "msbuildruntimetype": "Core"})


def name_of(word: str) -> str:
    """An SDK without its version, in the usual spelling: `Aspire.AppHost.Sdk/9.0.0`."""
    name = word.partition("/")[0].strip()
    return _NAMES.get(name.lower(), name)


def is_known(name: str) -> bool:
    """Whether it is known what an SDK sets."""
    return name in _KNOWN


def reads_no_files(name: str) -> bool:
    """Whether an SDK of others is known to read no files of a repository when it restores."""
    return name.startswith(f"{NET}.") or name in _WITHOUT_FILES


def markers(sdks: tuple[str, ...]) -> dict[str, str]:
    """What the SDKs set before anything else, so that files can ask for them."""
    found = {_USING: "true"} if sdks else {}
    if WEB in sdks:
        found[_USING + "web"] = "true"
    return found


def output_type(sdks: tuple[str, ...], stated: str) -> str:
    """The kind of program before the project says so itself."""
    if any(sdk in _EXECUTABLE for sdk in sdks):
        return "Exe"
    return stated or "Library"
