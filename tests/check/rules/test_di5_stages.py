"""DI502 to DI505: what a stage, a job or a pod asks of its image that it does not have."""

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.check.checker import Checker, Team
from dotimg.check.model import FileReport
from dotimg.files.kinds import FileKind

from .conftest import Judge

MCR = "mcr.microsoft.com/dotnet/"
WINDOWS = f"{MCR}framework/runtime:4.8.1-windowsservercore-ltsc2022"
OLDER = f"{MCR}framework/runtime:4.8-windowsservercore-ltsc2019"


def messages(judge: Judge, rule: str, *lines: str) -> list[tuple[str, str]]:
    text = "\n".join(lines) + "\n"
    return [(one.severity, one.message) for one in judge(text) if one.rule == rule]


@pytest.mark.parametrize("option", ["--platform=$BUILDPLATFORM", "--platform=${BUILDPLATFORM}"])
def test_what_ships_is_not_of_the_machine_that_builds(judge: Judge, option: str) -> None:
    build, run = f"FROM {option} {MCR}sdk:10.0 AS a", f"{MCR}aspnet:10.0 AS b"
    assert messages(judge, "DI502", build, f"FROM {run}") == []
    ((severity, _),) = messages(judge, "DI502", build, f"FROM {option} {run}", "FROM b")
    assert severity == "note"
    assert messages(judge, "DI502", build, f"FROM --platform=$TARGETPLATFORM {run}") == []


@pytest.mark.parametrize("tag", ["10.0-noble-chiseled", "10.0-azurelinux3.0-distroless"])
@pytest.mark.parametrize(
    ("line", "keyword"),
    [
        ("RUN mkdir /data", "RUN"),
        ("RUN <<E\nmkdir /data\nE", "RUN"),
        ("ENTRYPOINT dotnet App.dll", "ENTRYPOINT"),
        ("CMD ./App", "CMD"),
        ('RUN ["/app/App", "--prepare"]', ""),
        ('ENTRYPOINT ["dotnet", "App.dll"]\nCMD --urls', ""),
        ('ENTRYPOINT dotnet A.dll\nFROM a\nENTRYPOINT ["dotnet", "App.dll"]', ""),
        ('ENTRYPOINT dotnet A.dll\nENTRYPOINT ["dotnet", "App.dll"]', ""),
        ("COPY --from=busybox /bin/busybox /bin/sh\nRUN true", ""),
        ('SHELL ["/busybox/sh", "-c"]\nRUN true', ""),
        ("ONBUILD RUN true", ""),
    ],
)
def test_there_is_no_shell_in_a_distroless_image(
    judge: Judge, tag: str, line: str, keyword: str
) -> None:
    found = messages(judge, "DI503", f"FROM {MCR}aspnet:{tag} AS a", line)
    told = [("warning", f"it has no shell, which {keyword} in line 2 needs")]
    assert found == (told if keyword else [])


@pytest.mark.parametrize(
    ("tag", "command", "title"),
    [
        ("10.0-alpine", "apt-get update", "Alpine 3.24"),
        ("10.0", "apk add curl", "Ubuntu 24.04"),
        ("10.0", "mkdir a && tdnf install -y tar", "Ubuntu 24.04"),
        ("10.0-azurelinux3.0", "apt install curl", "Azure Linux 3.0"),
        ("10.0-alpine", "apk add curl", ""),
        ("10.0-azurelinux3.0", "tdnf install -y tar", ""),
        ("10.0", "command -v apk && apk add curl || apt-get install curl", ""),
        ("10.0-alpine", "if [ -x /usr/bin/apt-get ]; then apt-get update; fi", ""),
        ("10.0-alpine", "echo apt-get update", ""),
        ("10.0-noble-chiseled", "apk add curl", ""),
    ],
)
def test_each_system_has_its_package_manager(
    judge: Judge, tag: str, command: str, title: str
) -> None:
    found = messages(judge, "DI504", f"FROM {MCR}aspnet:{tag} AS a", "FROM a", f"RUN {command}")
    assert [text.startswith(f"{title} has no ") for _, text in found] == [True] * bool(title)


def report(catalog: Catalog, path: str, kind: FileKind, text: str) -> FileReport:
    return Checker(catalog, "2026-08-21", {}).check(path, kind, text.encode(), Team())


def of_machine(catalog: Catalog, machine: str, image: str) -> list[str]:
    """The same job in GitHub's and in Azure's form."""
    github = f"on: push\njobs:\n  a:\n    runs-on: {machine}\n    container: {image}\n"
    azure = f"jobs:\n- job: a\n  pool: {{vmImage: {machine}}}\n  container: {image}\n"
    both = (
        report(catalog, "w", "workflow", github),
        report(catalog, "a", "azure-pipelines", azure),
    )
    first, second = (
        [f"{one.severity}: {one.message}" for one in each.findings if one.rule == "DI505"]
        for each in both
    )
    assert first == second
    return first


@pytest.mark.parametrize(
    ("machine", "image", "said"),
    [
        ("windows-2019", WINDOWS, "warning: windows-2019 is Windows Server 2019, which cannot run"),
        ("windows-2025", OLDER, "note: windows-2025: Windows Server 2025 runs an image of Windows"),
        ("ubuntu-latest", WINDOWS, "warning: the image is of Windows alone, and ubuntu-latest"),
        ("windows-2022", f"{MCR}sdk:10.0", "warning: the image is of Linux, and windows-2022"),
    ],
)
def test_a_machine_that_does_not_run_the_image(
    catalog: Catalog, machine: str, image: str, said: str
) -> None:
    (found,) = of_machine(catalog, machine, image)
    assert found.startswith(said)


@pytest.mark.parametrize(
    ("machine", "image"),
    [
        ("windows-2022", WINDOWS),
        ("windows-2025", WINDOWS),
        ("ubuntu-latest", f"{MCR}sdk:10.0"),
        ("[self-hosted, windows-2019]", WINDOWS),
        ("contoso-pool", WINDOWS),
        ("${{ matrix.os }}", WINDOWS),
    ],
)
def test_a_machine_that_runs_the_image_or_is_not_known(
    catalog: Catalog, machine: str, image: str
) -> None:
    assert of_machine(catalog, machine, image) == []


def test_a_machine_that_moves_is_named_and_not_judged(catalog: Catalog) -> None:
    text = f"on: push\njobs:\n  a:\n    runs-on: windows-latest\n    container: {WINDOWS}\n"
    found = report(catalog, "w", "workflow", text)
    (skip,) = found.skipped
    assert (skip.line, skip.reason.partition(" ")[0]) == (5, "windows-latest")
    assert "DI505" not in [one.rule for one in found.findings]


def test_a_pod_says_which_nodes_it_is_for(catalog: Catalog) -> None:
    pod = "kind: Pod\nspec:\n  nodeSelector:\n    {}\n  containers:\n  - image: {}\n"

    def judged(selector: str, image: str) -> list[str]:
        found = report(catalog, "pod.yaml", "yaml", pod.format(selector, image)).findings
        return [one.severity for one in found if one.rule == "DI505"]

    build = "node.kubernetes.io/windows-build"
    assert judged(f"{build}: 10.0.17763", WINDOWS) == ["warning"]
    assert judged(f"{build}: 10.0.20348", OLDER) == ["note"]
    assert judged(f"{build}: 10.0.20348", WINDOWS) == []
    assert judged("kubernetes.io/os: linux", WINDOWS) == ["warning"]
    assert judged("kubernetes.io/os: windows", f"{MCR}runtime:10.0") == ["warning"]
    assert judged("kubernetes.io/os: windows", WINDOWS) == []
    assert judged("disk: ssd", WINDOWS) == []
