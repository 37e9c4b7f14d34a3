"""One file of each kind with all that its format offers, and how tests ask of it."""

from dotimg.files.formats import read
from dotimg.files.kinds import FileKind
from dotimg.files.model import Found, Piece, Span

COMPOSE = r"""# Ärger mit Umlauten 😀
name: shop
x-api: &api
  image: &image mcr.microsoft.com/dotnet/aspnet:8.0
  restart: always
services:
  api:
    <<: *api
    platform: ${PLATFORM:-linux/arm64}
  worker:
    image: *image
  sdk: {image: "mcr.microsoft.com/dotnet/${KIND:-sdk}:${TAG-8.0}$SUFFIX"}
  nested: {image: 'mcr.microsoft.com/dotnet/runtime:${A:-${B:-8.0}-alpine}'}
  built:
    build: .
    image: shop/built
  wanted: {image: "r/${NEEDED:?say which}"}
  folded:
    image: >-
      mcr.microsoft.com/dotnet/runtime-deps:8.0
  escaped: {image: "a\x62c:1"}
  tagged: {image: !!str redis:7}
  gone: {image: !reset null}
  secret: {image: !secret db}
"""

DEVCONTAINER = r"""// Entwicklung: ä
{
  "name": "C# 😀", /* a comment */
  "image": "mcr.microsoft.com/devcontainers/${localEnv:KIND:dotnet}:${localEnv:TAG:8.0}",
  "build": { "args": { "image": "x:1" } },
  "mounts": [ "a\u00e9\\", -1.5e3, true, null, ],
}
"""

WORKFLOW = r"""name: Bau ä 😀
on: push
jobs:
  build:
    strategy:
      matrix:
        sdk: ["8.0", '9.0']
        image: [alpine:3.20, ubuntu:24.04]
        include: [{sdk: "10.0"}, {os: {image: "debian:12"}}]
    container: mcr.microsoft.com/dotnet/sdk:${{ matrix.sdk }}
    services:
      db: {image: "${{ matrix.image }}"}
      cache: {image: "${{ inputs.cache }}"}
      other: {image: "${{matrix.os.image}}"}
    steps:
      - uses: actions/checkout@v4
      - uses: docker://mcr.microsoft.com/dotnet/runtime:8.0
  test:
    container: {image: mcr.microsoft.com/dotnet/aspnet:8.0, env: {image: x}}
runs: {using: docker, image: 'docker://mcr.microsoft.com/dotnet/sdk:9.0'}
"""

AZURE = r"""# ä 😀
variables:
- name: sdk
  value: '8.0'
- ${{ if eq(variables.x, 1) }}:
  - {name: odd, value: 1}
resources:
  containers:
  - container: linux
    image: mcr.microsoft.com/dotnet/sdk:$(SDK)
  - ${{ if eq(1, 1) }}:
    - {container: musl, image: mcr.microsoft.com/dotnet/sdk:8.0-alpine}
stages:
- stage: all
  variables: {twice: a}
  jobs:
  - job: one
    container: linux
  - deployment: two
    container: {image: "r/$(odd):$(twice)"}
  - ${{ each x in parameters.y }}:
    - job: three
      container: ubuntu:24.04
    - job: four
      container: $[ variables['c'] ]
"""

GITLAB = r"""# ä 😀
variables:
  SDK: mcr.microsoft.com/dotnet/sdk:$VERSION
  VERSION: {value: "8.0", description: which}
  SHORT: 3.10
image: $SDK
default:
  image: {name: "${SDK}-alpine", docker: {platform: linux/arm64}}
.base:
  services: &services [postgres:16, {name: "r/$UNKNOWN"}]
build:
  extends: .base
  variables: {MINE: "9.0"}
  image: mcr.microsoft.com/dotnet/sdk:$MINE
  services: *services
  script: !reference [.base, script]
many:
  parallel: {matrix: [{EACH: [a, b]}]}
  image: x:$EACH
  services: [!reference [.base, services], "y:$SHORT", "z:$[[ inputs.tag ]]"]
"""

KUBERNETES = r"""# ä 😀
apiVersion: batch/v1
kind: CronJob
spec:
  jobTemplate:
    spec:
      template:
        spec:
          initContainers: [{name: init, image: busybox:1.36}]
          containers:
          - name: app
            image: "mcr.microsoft.com/dotnet/aspnet:8.0"
          - {name: helm, image: "{{ .Values.image }}"}
---
kind: Kustomization
images:
- {name: app, newName: mcr.microsoft.com/dotnet/runtime, newTag: "8.0"}
- {name: other, newName: x/y}
---
image: none
"""

PROJECT = r"""<?xml version="1.0" encoding="utf-8"?>
<Project Sdk="Microsoft.NET.Sdk.Web"><!-- ä 😀 -->
  <PropertyGroup Condition="'$(Configuration)' == 'Debug'">
    <Odd>8.0</Odd>
  </PropertyGroup>
  <PropertyGroup>
    <Tag>8.0</Tag><Twice>a</Twice><Twice>b</Twice>
    <ContainerBaseImage>mcr.microsoft.com/dotnet/aspnet:$(tag)</ContainerBaseImage>
    <ContainerBaseImage Condition="'$(Alpine)' == 'true'">
      mcr.microsoft.com/dotnet/aspnet:$(Tag)-alpine
    </ContainerBaseImage>
    <ContainerBaseImage>r/$(Odd)</ContainerBaseImage>
    <ContainerBaseImage>a&amp;<![CDATA[b]]></ContainerBaseImage>
  </PropertyGroup>
</Project>
"""

SAMPLES: dict[FileKind, str] = {
    "compose": COMPOSE,
    "devcontainer": DEVCONTAINER,
    "workflow": WORKFLOW,
    "azure-pipelines": AZURE,
    "gitlab-ci": GITLAB,
    "yaml": KUBERNETES,
    "project": PROJECT,
}


def found(kind: FileKind, text: str | bytes, **arguments: str) -> Found:
    return read(kind, text if isinstance(text, bytes) else text.encode(), arguments)


def references(kind: FileKind, text: str | bytes, **arguments: str) -> list[str]:
    return [use.reference for use in found(kind, text, **arguments).uses]


def reasons(kind: FileKind, text: str | bytes, **arguments: str) -> list[str]:
    return [skipped.reason for skipped in found(kind, text, **arguments).skipped]


def at(content: str | bytes, span: Span) -> str:
    """The text that stands in the bytes of a file."""
    raw = content if isinstance(content, bytes) else content.encode()
    return raw[span.start : span.end].decode("utf-8", "surrogateescape")


def origins(content: str, pieces: tuple[Piece, ...]) -> list[str | None]:
    """Of each piece what stands in its place, None for a piece from outside."""
    return [piece.span and at(content, piece.span) for piece in pieces]


def check(content: bytes, given: Found) -> None:
    """What must hold of whatever was found."""
    for use in given.uses:
        assert "".join(piece.text for piece in use.pieces) == use.reference
        assert 0 <= use.span.start < use.span.end <= len(content)
        for piece in use.pieces:
            assert piece.text
            assert piece.span is None or at(content, piece.span) == piece.text
    for skipped in given.skipped:
        assert 0 <= skipped.span.start < skipped.span.end <= len(content)
        assert skipped.reason
    for places in (given.uses, given.skipped):
        assert [place.span for place in places] == sorted(place.span for place in places)
