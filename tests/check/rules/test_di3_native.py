"""The rules of native programs, DI306 to DI308, on Dockerfiles whose commands tell all."""

import pytest

from .conftest import Judge

MCR = "mcr.microsoft.com/dotnet/"
OWN = '["./App"]'
NATIVE = ("DI306", "DI307", "DI308")


def rules(
    judge: Judge, build: str, publish: str, run: str, start: str = OWN, more: str = ""
) -> str:
    """The rules of natives that a Dockerfile breaks; `more` stands in the stage that builds."""
    text = (
        f"FROM {MCR}{build} AS build\nARG TARGETARCH\nARG RID=linux-musl-x64\n{more}\n"
        f"FROM build AS publish\nRUN dotnet publish App.csproj {publish} -o /app\n"
        f"FROM {MCR}{run}\nCOPY --from=publish /app .\nENTRYPOINT {start}\n"
    )
    return " ".join(sorted(one.rule for one in judge(text) if one.rule in NATIVE))


@pytest.mark.parametrize(
    ("build", "run", "identifier", "start", "broken"),
    [
        ("sdk:10.0", "aspnet:10.0-alpine", "-r linux-x64", OWN, "DI307"),
        ("sdk:10.0", "aspnet:10.0-alpine", "--runtime linux-$TARGETARCH", OWN, "DI307"),
        (
            "sdk:10.0-alpine",
            "runtime-deps:10.0-alpine",
            "-r linux-x64 --self-contained",
            OWN,
            "DI307",
        ),
        ("sdk:10.0-alpine", "aspnet:10.0", "-r linux-musl-x64", '["/app/App"]', "DI307"),
        ("sdk:10.0", "aspnet:10.0", "/p:RuntimeIdentifier=linux-musl-arm64", OWN, "DI307"),
        ("sdk:10.0", "aspnet:10.0-noble-chiseled", "-r $RID", OWN, "DI307"),
        ("sdk:10.0", "aspnet:10.0-alpine", "-r linux-x64", '["dotnet", "App.dll"]', ""),
        ("sdk:10.0", "aspnet:10.0-alpine", "-r linux-musl-x64", OWN, ""),
        ("sdk:10.0", "aspnet:10.0", "-r linux-x64", OWN, ""),
        ("sdk:10.0", "aspnet:10.0-alpine", "-r $UNKNOWN", OWN, ""),
        ("sdk:10.0", "aspnet:10.0-alpine", "-a $TARGETARCH", OWN, ""),
        ("sdk:10.0", "aspnet:10.0-alpine", "-r linux-x64", '["/bin/sh", "run.sh"]', ""),
    ],
)
def test_a_runtime_identifier_is_for_one_c_library(
    judge: Judge, build: str, run: str, identifier: str, start: str, broken: str
) -> None:
    assert rules(judge, build, identifier, run, start) == broken


def test_an_image_with_what_runs_programs_of_glibc_is_let_be(judge: Judge) -> None:
    text = (
        f"FROM {MCR}sdk:10.0 AS build\nRUN dotnet publish -r linux-x64 -o /app\n"
        f"FROM {MCR}aspnet:10.0-alpine\n{{}}\nCOPY --from=build /app .\nENTRYPOINT {OWN}\n"
    )
    for line, count in (("RUN apk add gcompat", 0), ("RUN apk add curl", 1)):
        found = [one for one in judge(text.format(line)) if one.rule == "DI307"]
        assert len(found) == count


@pytest.mark.parametrize(
    ("build", "more", "broken"),
    [
        ("sdk:10.0", "", "DI306"),
        ("sdk:10.0-alpine", "RUN apk add curl", "DI306"),
        ("sdk:10.0-aot", "", ""),
        ("sdk:10.0-noble-aot", "", ""),
        ("sdk:10.0", "RUN apt-get update && apt-get install -y clang zlib1g-dev", ""),
        ("sdk:10.0-alpine", "RUN apk add clang build-base zlib-dev", ""),
        ("sdk:10.0", "RUN ./eng/install.sh", ""),
    ],
)
@pytest.mark.parametrize("said", ["-p:PublishAot=true", "-p PublishAot=true", "/p:publishaot=True"])
def test_native_aot_needs_its_tools(
    judge: Judge, build: str, more: str, broken: str, said: str
) -> None:
    run = "runtime-deps:10.0-alpine" if "alpine" in build else "runtime-deps:10.0"
    assert rules(judge, build, said, run, more=more) == broken
    assert rules(judge, build, "-p:PublishAot=false", run, more=more) == ""


def test_the_image_with_the_tools_is_named_where_there_is_one(judge: Judge) -> None:
    def instead(tag: str) -> str | None:
        text = f"FROM {MCR}sdk:{tag}\nRUN dotnet publish -p:PublishAot=true\n"
        (found,) = (one for one in judge(text) if one.rule == "DI306")
        return found.replacement

    assert instead("10.0") == f"{MCR}sdk:10.0-aot"
    assert instead("10.0-alpine3.24") == f"{MCR}sdk:10.0-alpine3.24-aot"
    assert instead("9.0") == f"{MCR}sdk:10.0-aot"  # as upgrade moves it


@pytest.mark.parametrize(
    ("build", "run", "publish", "broken"),
    [
        ("sdk:10.0-aot", "runtime-deps:10.0-alpine", "-p:PublishAot=true", "DI308"),
        ("sdk:10.0-alpine-aot", "runtime-deps:10.0", "-p:PublishAot=true", "DI308"),
        (
            "sdk:10.0-aot",
            "runtime-deps:10.0-alpine",
            "-p:PublishAot=true -r linux-musl-x64",
            "DI308",
        ),
        ("sdk:10.0-alpine-aot", "runtime-deps:10.0-alpine", "-p:PublishAot=true", ""),
        ("sdk:10.0", "runtime-deps:10.0-alpine", "--self-contained", "DI308"),
        ("sdk:10.0", "runtime-deps:10.0-alpine", "-p:SelfContained=true", "DI308"),
        ("sdk:10.0", "runtime-deps:10.0-alpine", "--self-contained -r linux-musl-x64", ""),
        ("sdk:10.0", "aspnet:10.0-alpine", "--self-contained false", ""),
        ("sdk:10.0", "runtime-deps:10.0", "--self-contained", ""),
    ],
)
def test_a_program_is_for_the_c_library_it_was_built_on(
    judge: Judge, build: str, run: str, publish: str, broken: str
) -> None:
    assert rules(judge, build, publish, run) == broken
