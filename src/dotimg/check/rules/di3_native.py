"""DI306 to DI308: a native program is built without its tools, or for another C library."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import WARNING, Case, Complaint, Rule, kind
from dotimg.check.rules.siblings import sibling
from dotimg.check.rules.stages import built_on, commands, runs_of, starts_program
from dotimg.errors import UsageError
from dotimg.explain.explainer import Explainer
from dotimg.explain.model import Explanation
from dotimg.names import reference
from dotimg.project.build_steps import DotnetCommand, reached
from dotimg.project.images.identifiers import kind_of
from dotimg.project.of_dockerfile import App

_LIBRARIES = {"musl": "musl", "linux": "glibc"}
# What brings a linker and the library that native AOT needs, or may: a script of the repository's.
_TOOLCHAIN = re.compile(r"\b(?:clang|gcc|llvm|build-essential|build-base)|\.sh\b")
_COMPATIBLE = re.compile(r"\b(?:gcompat|libc6-compat|glibc)\b")  # glibc's programs on musl
_CROSS = re.compile(r"\bsysroot|\bzig\b|PublishAotCross", re.IGNORECASE)
_RUNTIME = re.compile(r"(?:--runtime|-r)[=:](.*)")
_PROPERTY = re.compile(r"(?:--property|[-/]p)(?:roperty)?[:=](\w+)=(.*)", re.IGNORECASE)
# The rest of a command that publishes, to the end of the lines that continue it.
_PUBLISHING = re.compile(rb"publish\b((?:[^\n\\`]++|[\\`]\r?\n?)*+)")
# All that makes what it publishes native, or of one C library, where no project does.
_SAID = re.compile(
    rb"\s[\"']?(?:-r|--runtime)\b|RuntimeIdentifier|PublishAot|self-?contained", re.IGNORECASE
)


def may_say(content: bytes, app: App | None) -> bool:
    """Whether a Dockerfile may publish what these rules are about; to take it apart takes long."""
    project = app.project if app else None
    native = project and (project.aot or project.self_contained or project.runtime_identifier)
    if native:
        return b"publish" in content
    return any(map(_SAID.search, _PUBLISHING.findall(content)))


def _missing_toolchain(case: Case) -> Complaint | None:
    found, file = case.found, case.file
    if case.use.role != "from" or kind(found) != "sdk" or not file:
        return None
    if "aot" in found.inside.variants or not _library(found):
        return None
    own = {stage.number for stage in built_on(case)}
    publishing = [one for one in _publishing(case, own) if _is_aot(case, one)]
    needed = reached(file, None) if publishing else ()
    if any(one.stage in needed and not _has_tools(case, one.stage) for one in publishing):
        return Complaint(
            "native AOT needs clang and zlib's headers, which the image lacks",
            sibling(case, variant="aot"),
        )
    return None


def _has_tools(case: Case, stage: int) -> bool:
    return bool(_TOOLCHAIN.search("\n".join(runs_of(case, stage))))


MISSING_TOOLCHAIN = Rule(
    RuleText(
        "DI306",
        "native-toolchain",
        WARNING,
        "An app is published with native AOT on an SDK image without a linker: publishing fails.",
        "Build on an -aot image of the SDK, which 10.0 has, or install clang and zlib1g-dev; "
        "on Alpine clang, build-base and zlib-dev.",
    ),
    _missing_toolchain,
    needs="steps",
)


def _identifier_mismatch(case: Case) -> Complaint | None:
    here = _shipped_library(case)
    if not here or not starts_program(case):
        return None
    told = {_identifier(case, one) for one in _of_shipped(case)}
    if len(told) != 1:
        return None
    (identifier,) = told
    library = _LIBRARIES.get(kind_of(identifier) if identifier else "")
    if not library or library == here:
        return None
    meant = "linux-musl" if here == "musl" else "linux"
    return Complaint(
        f"the app is published for {identifier} ({library}) and cannot start on {here}: publish "
        f"it for {meant}-..., or use an image with {library}"
    )


IDENTIFIER_MISMATCH = Rule(
    RuleText(
        "DI307",
        "runtime-identifier-mismatch",
        WARNING,
        "The runtime identifier of the app and the final image have different C libraries: "
        "programs for glibc do not start on Alpine, nor programs for musl elsewhere.",
        "Publish for linux-musl-x64 if the image is Alpine, else for linux-x64; or omit "
        "the identifier and build on an SDK image of the same system.",
    ),
    _identifier_mismatch,
    needs="steps",
)


def _library_mismatch(case: Case) -> Complaint | None:
    here = _shipped_library(case)
    if not here or not case.file:
        return None
    for command in _of_shipped(case):
        identifier, aot = _identifier(case, command), _is_aot(case, command)
        if identifier is None or (identifier and not aot) or not (aot or _is_whole(case, command)):
            continue
        built = _built_on(case, command)
        if not built or built == here or _CROSS.search("\n".join(runs_of(case, command.stage))):
            continue
        what = "native AOT compiles" if aot else "without a runtime identifier it is published"
        return Complaint(
            f"{what} for the C library of the SDK's image, {built}, and this one has {here}: build "
            "on an SDK of the same system"
        )
    return None


LIBRARY_MISMATCH = Rule(
    RuleText(
        "DI308",
        "c-library-mismatch",
        WARNING,
        "A program that includes its runtime is built on a system with glibc and runs "
        "on one with musl, or the reverse, so it does not start.",
        "Build on an SDK image of the system that the app runs on: sdk:10.0-alpine for Alpine.",
    ),
    _library_mismatch,
    needs="steps",
)


def _shipped_library(case: Case) -> str:
    """The C library of the image that ships what a build of the file makes; empty for others."""
    if case.use.role != "from" or not case.use.ships or not case.use.shipped or not case.steps:
        return ""
    library = _library(case.found)
    if kind(case.found) == "sdk" or (library == "musl" and _COMPATIBLE.search(commands(case))):
        return ""
    return library


def _library(found: Explanation) -> str:
    """The C library of an image's Linux; empty where it is not known, or of Windows alone."""
    families = [one.family for one in found.inside.systems if one.type == "linux"]
    if not found.published or not families:
        return ""
    return "musl" if families[0] == "alpine" else "glibc"


def _of_shipped(case: Case) -> Iterator[DotnetCommand]:
    """The commands that publish what goes into the stages that ship."""
    if case.file:
        for number in case.use.shipped:
            yield from _publishing(case, reached(case.file, str(number)))


def _publishing(case: Case, stages: Collection[int]) -> Iterator[DotnetCommand]:
    done = case.steps().commands if case.steps else ()
    return (one for one in done if one.verb == "publish" and one.stage in stages)


def _properties(words: Sequence[str]) -> dict[str, str]:
    """The properties that a command sets, by their names in lower case."""
    joined = (f"-p:{after}" for word, after in pairwise(words) if word in ("-p", "--property"))
    matches = map(_PROPERTY.fullmatch, (*words, *joined))
    return {match[1].lower(): match[2].strip("\"'") for match in matches if match}


def _identifier(case: Case, command: DotnetCommand) -> str | None:
    """The runtime identifier that a command publishes for; empty for none, None if not known."""
    words = command.words
    told = [match[1] for match in map(_RUNTIME.fullmatch, words) if match]
    told += [after for word, after in pairwise(words) if word in ("-r", "--runtime")]
    told += [value for name, value in _properties(words).items() if name == "runtimeidentifier"]
    if told:
        return told[-1] or None
    if {"--os", "--ucr", "--use-current-runtime"} & set(words):
        return None
    project = case.app.project if case.app else None
    return project.runtime_identifier if project else ""


def _is_aot(case: Case, command: DotnetCommand) -> bool:
    stated = _properties(command.words).get("publishaot", "").lower()
    if stated:
        return stated == "true"
    project = case.app.project if case.app else None
    return bool(project and project.aot)


def _is_whole(case: Case, command: DotnetCommand) -> bool:
    """Whether a command publishes an app with its runtime."""
    words = [word.lower() for word in command.words]
    stated = _properties(words).get("selfcontained", "")
    if "--self-contained" in words:
        place = words.index("--self-contained") + 1
        stated = next((one for one in words[place : place + 1] if one == "false"), "true")
    stated = stated or next(
        (one.partition("=")[2] for one in words if one.startswith("--self-contained=")), ""
    )
    if stated or "--no-self-contained" in words:
        return stated == "true"
    project = case.app.project if case.app else None
    return bool(project and project.self_contained)


def _built_on(case: Case, command: DotnetCommand) -> str:
    """The C library of the image that a command runs on; empty where it is not known."""
    if not case.file or not case.catalog:
        return ""
    image = case.file.root(case.file.stages[command.stage]).image
    text = getattr(image, "text", "")
    try:
        named = reference.parse(text)
    except UsageError:
        return ""
    explainer = Explainer(case.catalog, case.today, None, short=False, history=False)
    found = explainer.explain(str(named))
    return _library(found) if kind(found) == "sdk" else ""


RULES = (MISSING_TOOLCHAIN, IDENTIFIER_MISMATCH, LIBRARY_MISMATCH)
