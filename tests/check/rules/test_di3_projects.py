"""The rules that need the project: DI302 to DI305."""

from pathlib import Path

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.check.checker import Checker, Team
from dotimg.check.model import FileReport
from dotimg.files.kinds import FileKind
from dotimg.project import of_dockerfile

MCR = "mcr.microsoft.com/dotnet/"
DAY = "2026-08-21"
INVARIANT = "<InvariantGlobalization>true</InvariantGlobalization>"
WEB, CONSOLE = "Microsoft.NET.Sdk.Web", "Microsoft.NET.Sdk"
# aspnet:10.0.11-alpine3.24, as it was first listed on 2026-08-11
ALPINE_DIGEST = "sha256:c4b29bf368004ad9076c1ab9bc91fb373561e3905b4345637e14e8b8c57e3be8"


class Repository:
    """A repository with one project, and what `check` says of a Dockerfile in it."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        (folder / ".git").mkdir()
        self.folder = folder
        self._catalog = catalog

    def project(self, sdk: str, framework: str = "net10.0", properties: str = "") -> None:
        (self.folder / "App.csproj").write_text(
            f'<Project Sdk="{sdk}"><PropertyGroup><OutputType>Exe</OutputType>'
            f"<TargetFramework>{framework}</TargetFramework>{properties}"
            "</PropertyGroup></Project>"
        )

    def report(
        self, run: str, build: str = "sdk:10.0", more: str = "", args: str = ""
    ) -> FileReport:
        text = (
            f"FROM {MCR}{build} AS build\nCOPY . .\n"
            f"RUN dotnet publish App.csproj -c Release {args} -o /app\n"
            f"FROM {MCR}{run}\n{more}\nCOPY --from=build /app .\n"
            'ENTRYPOINT ["dotnet", "App.dll"]\n'
        )
        return self.checked(text)

    def checked(
        self, text: str, name: str = "Dockerfile", kind: FileKind = "dockerfile"
    ) -> FileReport:
        path = str(self.folder / name)
        # A finder reads a file once, and the project changes between reports.
        finder = of_dockerfile.Finder(self._catalog.packages)
        checker = Checker(self._catalog, DAY, {}, None, finder.app_of)
        return checker.check(path, kind, text.encode(), Team())

    def found(self, run: str, build: str = "sdk:10.0", more: str = "", args: str = "") -> list[str]:
        report = self.report(run, build, more, args)
        name = str(self.folder / "App.csproj")
        return [
            f"{one.rule} {one.severity}: {one.message.replace(name, 'App')}"
            for one in report.findings
            if one.rule in ("DI302", "DI303", "DI304", "DI305")
        ]


@pytest.fixture
def repository(tmp_path: Path, catalog: Catalog) -> Repository:
    return Repository(tmp_path, catalog)


def test_an_app_on_its_image_breaks_nothing(repository: Repository) -> None:
    repository.project(WEB)
    assert repository.found("aspnet:10.0") == []
    repository.project(CONSOLE)
    assert repository.found("runtime:10.0") == []
    assert repository.found("aspnet:10.0") == []


def test_a_web_app_needs_aspnet(repository: Repository) -> None:
    repository.project(WEB)
    assert repository.found("runtime:10.0") == [
        "DI302 error: App is a web app, and runtime has no ASP.NET Core: use aspnet"
    ]


@pytest.mark.parametrize(
    "more",
    [
        "RUN curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0",
        "RUN wget https://builds.dotnet.microsoft.com/dotnet/Runtime/10.0.1/dotnet-runtime.tar.gz",
        "RUN apt-get update && apt-get install -y aspnetcore-runtime-10.0",
        "RUN apk add --no-cache dotnet10-runtime",
        "COPY --from=build /usr/share/dotnet /usr/share/dotnet",
        'COPY --from=build ["/usr/share/dotnet", "/usr/share/dotnet/"]',
    ],
)
@pytest.mark.parametrize("run", ["runtime-deps:10.0", "runtime:8.0", "aspnet:8.0"])
def test_nothing_is_known_of_a_dotnet_that_an_image_is_given(
    repository: Repository, run: str, more: str
) -> None:
    repository.project(WEB)
    assert repository.found(run) != []
    assert repository.found(run, more=more) == []
    assert repository.found(run, more="RUN apt-get install -y dotnet && echo Runtime") != []


def test_a_build_with_an_sdk_of_its_own_builds_what_it_can(repository: Repository) -> None:
    repository.project(WEB)
    text = "FROM {0}sdk:8.0 AS build\n{1}COPY . .\nRUN dotnet publish App.csproj\n"
    text += "FROM {0}aspnet:10.0\nCOPY --from=build /app .\n"
    install = "RUN ./dotnet-install.sh --version 10.0.100\n"
    rules = [
        [one.rule for one in repository.checked(text.format(MCR, more)).findings]
        for more in ("", install)
    ]
    assert ["DI303" in one for one in rules] == [True, False]


def test_runtime_deps_is_for_self_contained_apps(repository: Repository) -> None:
    repository.project(CONSOLE)
    message = "DI302 error: App is not self-contained, and runtime-deps has no .NET: use runtime"
    assert repository.found("runtime-deps:10.0") == [message]
    assert repository.found("runtime-deps:10.0", args="--self-contained") == []
    assert repository.found("runtime-deps:10.0", args="-p:PublishAot=true") == []
    assert repository.found("runtime-deps:10.0", args="--self-contained false -v q") == [message]
    for stated in ("SelfContained", "PublishAot", "PublishTrimmed", "PublishSingleFile"):
        repository.project(CONSOLE, properties=f"<{stated}>true</{stated}>")
        assert repository.found("runtime-deps:10.0") == []


def test_an_app_starts_on_its_own_version(repository: Repository) -> None:
    repository.project(WEB, "net10.0")
    assert repository.found("aspnet:9.0-noble") == [
        "DI303 error: App is for net10.0, and .NET 9.0 cannot run it"
    ]
    repository.project(WEB, "net9.0")
    message = (
        "DI303 error: App is for net9.0, and cannot start on .NET 10.0 unless it rolls forward"
    )
    assert repository.found("aspnet:10.0") == [message]
    assert repository.found("aspnet:10.0", more="ENV DOTNET_ROLL_FORWARD=Major") == []
    repository.project(WEB, "net9")
    assert repository.found("aspnet:10.0") == [message.replace("net9.0", "net9")]
    repository.project(WEB, "net9.0", "<RollForward>Major</RollForward>")
    assert repository.found("aspnet:10.0") == []
    repository.project(WEB, "net9.0", "<SelfContained>true</SelfContained>")
    assert repository.found("aspnet:10.0") == []


def test_an_sdk_builds_for_its_version_and_older_ones(repository: Repository) -> None:
    repository.project(WEB, "net10.0")
    assert repository.found("aspnet:10.0", build="sdk:9.0-noble") == [
        "DI303 error: App is for net10.0, which SDK 9.0 cannot build"
    ]
    repository.project(WEB, "net9.0")
    assert repository.found("aspnet:9.0-noble", build="sdk:10.0") == []
    repository.project(CONSOLE, "netstandard2.0")
    assert repository.found("runtime:10.0", build="sdk:9.0-noble") == []


def test_a_globalized_app_needs_icu(repository: Repository) -> None:
    repository.project(WEB)
    message = (
        "DI304 warning: App does not set InvariantGlobalization, and the image has no ICU: use an "
        "-extra image"
    )
    assert repository.found("aspnet:10.0-alpine") == [message.replace("warning", "note")]
    assert repository.found("aspnet:10.0-noble-chiseled") == [message]
    assert repository.found("aspnet:10.0-alpine-extra") == []
    assert repository.found("aspnet:10.0-noble-chiseled-extra") == []
    assert repository.found("aspnet:10.0-alpine", more="RUN apk add --no-cache icu-libs") == []
    environment = "ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true"
    assert repository.found("aspnet:10.0-alpine", more=environment) == []
    repository.project(WEB, properties="<InvariantGlobalization>true</InvariantGlobalization>")
    assert repository.found("aspnet:10.0-alpine") == []


def test_an_image_must_hold_an_sdk_that_global_json_accepts(repository: Repository) -> None:
    repository.project(WEB)
    pin = repository.folder / "global.json"
    pin.write_text('{"sdk": {"version": "10.0.302", "rollForward": "latestPatch"}}')
    wish = f"{pin} requires SDK 10.0.302 (rollForward latestPatch)"
    assert repository.found("aspnet:10.0") == [f"DI305 error: {wish}, but the image has 10.0.400"]
    pin.write_text('{"sdk": {"version": "10.0.302", "rollForward": "latestFeature"}}')
    assert repository.found("aspnet:10.0") == []


def test_the_next_feature_band_is_told_ahead(repository: Repository) -> None:
    repository.project(WEB)
    pin = repository.folder / "global.json"
    pin.write_text('{"sdk": {"version": "10.0.400", "rollForward": "latestPatch"}}')
    assert repository.found("aspnet:10.0") == [
        (
            f"DI305 note: {pin} requires SDK 10.0.400 (rollForward latestPatch); it will not "
            "accept the next feature band, 10.0.500"
        )
    ]
    assert repository.found("aspnet:10.0", build="sdk:10.0.400") == []


def test_a_global_json_that_is_not_copied_has_no_say(repository: Repository) -> None:
    repository.project(WEB)
    (repository.folder / "global.json").write_text('{"sdk": {"version": "9.0.100"}}')
    text = (
        f"FROM {MCR}sdk:10.0 AS b\nCOPY App.csproj .\nRUN dotnet publish App.csproj\nFROM scratch\n"
    )
    assert repository.checked(text).findings == ()


def test_a_project_that_cannot_be_used_is_told_and_stops_nothing(repository: Repository) -> None:
    (repository.folder / "App.csproj").write_text("<Project>")
    report = repository.report("aspnet:8.0-nobel")
    assert [one.rule for one in report.findings] == ["DI101"]
    (skipped,) = report.skipped
    assert skipped.reason.startswith("its project is not checked: ")


def test_what_comes_along_needs_aspnet_too(repository: Repository) -> None:
    repository.project(CONSOLE)
    app = repository.folder / "App.csproj"
    reference = '<ItemGroup><ProjectReference Include="Lib/Lib.csproj" /></ItemGroup></Project>'
    app.write_text(app.read_text().replace("</Project>", reference))
    (repository.folder / "Lib").mkdir()
    (repository.folder / "Lib" / "Lib.csproj").write_text(
        f'<Project Sdk="{WEB}"><PropertyGroup><TargetFramework>net10.0</TargetFramework>'
        "</PropertyGroup></Project>"
    )
    (found,) = repository.found("runtime:10.0")
    assert found == (
        "DI302 error: App needs ASP.NET Core: Microsoft.AspNetCore.App comes with Lib (project "
        "reference), and runtime has no ASP.NET Core: use aspnet"
    )
    assert repository.found("aspnet:10.0") == []


@pytest.mark.parametrize(
    ("framework", "properties", "own"),
    [
        ("net6.0", "<RuntimeIdentifier>linux-x64</RuntimeIdentifier>", True),
        ("net6.0", "<PublishReadyToRun>true</PublishReadyToRun>", True),
        ("net10.0", "<RuntimeIdentifier>linux-x64</RuntimeIdentifier>", False),
        ("net10.0", "<PublishReadyToRun>true</PublishReadyToRun>", False),
        ("net10.0", "<PublishTrimmed>true</PublishTrimmed>", True),
    ],
)
def test_an_identifier_implies_the_runtime_below_net8(
    repository: Repository, framework: str, properties: str, *, own: bool
) -> None:
    repository.project(CONSOLE, framework, properties)
    found = repository.found(f"runtime-deps:{framework[3:]}")
    assert ("DI302" in "".join(found)) != own


def test_the_image_that_a_global_json_accepts_is_named(repository: Repository) -> None:
    repository.project(WEB)
    pin = repository.folder / "global.json"
    pin.write_text('{"sdk": {"version": "10.0.302", "rollForward": "latestPatch"}}')
    (finding,) = [
        one
        for one in repository.report("aspnet:10.0", build="sdk:10.0-alpine").findings
        if one.rule == "DI305"
    ]
    assert finding.replacement == f"{MCR}sdk:10.0.302-alpine3.23"


def test_a_global_json_that_dotnet_passes_over_is_a_warning(repository: Repository) -> None:
    repository.project(WEB)
    pin = repository.folder / "global.json"
    pin.write_text('{"sdk":\n{"version": "10.0"}}')
    (found,) = repository.found("aspnet:10.0")
    assert found == (
        f"DI305 warning: dotnet ignores {pin}: line 2: '10.0' is not a full SDK version such "
        "as 10.0.100, so dotnet uses any SDK"
    )


def test_a_stage_that_nothing_needs_is_left_alone(repository: Repository) -> None:
    repository.project(WEB)
    text = (
        f"FROM {MCR}sdk:8.0 AS old\nFROM {MCR}sdk:10.0 AS build\nCOPY . .\n"
        f"RUN dotnet publish App.csproj\nFROM {MCR}aspnet:10.0\nCOPY --from=build /app .\n"
    )
    rules = [(one.line, one.rule) for one in repository.checked(text).findings]
    assert (1, "DI303") not in rules


def test_a_base_image_that_a_project_names_is_judged_too(repository: Repository) -> None:
    image = f"<ContainerBaseImage>{MCR}runtime:8.0</ContainerBaseImage>"
    repository.project(WEB, properties=image)
    path = repository.folder / "App.csproj"
    report = repository.checked(path.read_text(), "App.csproj", "project")
    found = {one.rule: one.replacement for one in report.findings}
    assert found["DI302"] == found["DI303"] == f"{MCR}aspnet:10.0"


@pytest.mark.parametrize(
    ("framework", "properties", "found"),
    [
        (
            "net10.0", "<ContainerFamily>jammy-chiseled</ContainerFamily>",
            {"DI101": "10.0-jammy-chiseled-extra"},
        ),
        ("net6.0", "<ContainerFamily>jammy</ContainerFamily>", {"DI201": "6.0-jammy"}),
        ("net10.0", "<EnableSdkContainerSupport>true</EnableSdkContainerSupport>", {}),
        ("net7.0", "<EnableSdkContainerSupport>true</EnableSdkContainerSupport>", {"DI201": "7.0"}),
        ("net7.0", "", {}),
    ],
)  # fmt: skip
def test_the_image_that_the_sdk_takes_by_itself_is_judged(
    repository: Repository, framework: str, properties: str, found: dict[str, str]
) -> None:
    repository.project(WEB, framework, properties)
    text = (repository.folder / "App.csproj").read_text()
    report = repository.checked(text, "App.csproj", "project")
    told = {one.rule: one.message for one in report.findings if one.severity == "error"}
    assert told.keys() == found.keys()
    for rule, tag in found.items():
        assert told[rule].startswith(f"the SDK takes {MCR}aspnet:{tag}: ")
    if "DI101" in told:
        assert told["DI101"].endswith(
            f"; set ContainerBaseImage to {MCR}aspnet:10.0-noble-chiseled-extra"
        )


@pytest.mark.parametrize(
    ("run", "instead", "advice"),
    [
        ("aspnet:10.0-alpine", "aspnet:10.0-alpine-extra", "use an -extra image"),
        # Of the image that is to be used instead of one that has ended.
        ("aspnet:8.0-jammy-chiseled", "aspnet:10.0-noble-chiseled-extra", "use an -extra image"),
        ("aspnet:8.0.8-alpine3.20", "aspnet:10.0.11-alpine3.24-extra", "use an -extra image"),
        ("nightly/aspnet:9.0-alpine", "aspnet:10.0-alpine-extra", "use an -extra image"),
        ("aspnet:2.1-alpine", "aspnet:10.0-alpine-extra", "use an -extra image"),
        (f"aspnet@{ALPINE_DIGEST}", None, "add the package icu-libs"),
    ],
)
def test_an_image_with_icu_is_named_where_there_is_one(
    repository: Repository, run: str, instead: str | None, advice: str
) -> None:
    repository.project(WEB)
    found = [one for one in repository.report(run).findings if one.rule == "DI304"]
    assert [one.replacement for one in found] == [f"{MCR}{instead}" if instead else None]
    assert found[0].message.endswith(f"the image has no ICU: {advice}")


def test_nightly_images_are_judged_too(repository: Repository) -> None:
    repository.project(WEB)
    (repository.folder / "global.json").write_text('{"sdk": {"version": "10.0.100"}}')
    found = repository.found("nightly/runtime:8.0-alpine", build="nightly/sdk:8.0")
    assert sorted(one[:5] for one in found) == ["DI302", "DI303", "DI303", "DI304", "DI305"]
    repository.project(WEB, "net8.0")
    (repository.folder / "global.json").unlink()
    assert repository.found("nightly/aspnet:8.0", build="nightly/sdk:8.0") == []


@pytest.mark.parametrize(
    ("run", "properties", "instead"),
    [
        ("runtime:10.0", "", "aspnet:10.0"),
        ("runtime:10.0.11-alpine3.24", INVARIANT, "aspnet:10.0.11-alpine3.24"),
        ("runtime:10.0-noble-chiseled", INVARIANT, "aspnet:10.0-noble-chiseled"),
        ("runtime:10.0-noble-chiseled", "", "aspnet:10.0-noble-chiseled-extra"),
        ("runtime-deps:10.0-alpine", "", "aspnet:10.0-alpine"),
        ("aspnet:10.0-noble-chiseled", "", "aspnet:10.0-noble-chiseled-extra"),
        ("aspnet:10.0-alpine-amd64", "", "aspnet:10.0-alpine-extra-amd64"),
        ("runtime:6.0", "", "aspnet:10.0"),
    ],
)
def test_the_replacement_is_the_image_that_fits(
    repository: Repository, run: str, properties: str, instead: str
) -> None:
    repository.project(WEB, properties=properties)
    found = [one for one in repository.report(run).findings if one.replacement]
    assert {one.replacement for one in found if one.rule in ("DI302", "DI304")} >= {MCR + instead}
    if "alpine" not in run:
        assert {one.replacement for one in found if one.image == MCR + run} == {MCR + instead}
