"""Folders with projects, made for one test."""

from collections.abc import Mapping
from pathlib import Path

from dotimg.project.model import Project
from dotimg.project.reader import read


def make(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder that is the root of a repository."""
    (folder / ".git").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def project(*properties: str, sdk: str = "Microsoft.NET.Sdk", rest: str = "") -> str:
    """A project for net8.0 unless it says otherwise; its properties begin in line 3."""
    framework = (
        ""
        if "<TargetFramework" in "".join(properties)
        else "<TargetFramework>net8.0</TargetFramework>"
    )
    lines = "\n".join(properties)
    return (
        f'<Project Sdk="{sdk}">\n<PropertyGroup>{framework}\n{lines}\n</PropertyGroup>\n{rest}\n'
        "</Project>\n"
    )


def shared(*properties: str) -> str:
    """A `Directory.Build.props`."""
    return f"<Project><PropertyGroup>{''.join(properties)}</PropertyGroup></Project>"


def facts(folder: Path, text: str | bytes, framework: str | None = None, **given: str) -> Project:
    """What `App/App.csproj` with this text says."""
    make(folder, {"App/App.csproj": text})
    return read(str(folder / "App"), framework, given)


def evaluated(folder: Path, condition: str, **given: str) -> bool | None:
    """Whether a condition holds, None for unknown; attribute quotes are double."""
    text = condition.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return facts(folder, project(f'<PublishAot Condition="{text}">true</PublishAot>'), **given).aot


def expanded(folder: Path, text: str, **given: str) -> str | None:
    """What a text gives, None for unknown."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return facts(
        folder, project(f"<ContainerFamily>{escaped}</ContainerFamily>"), **given
    ).container_family
