"""DI502 to DI504: a stage uses something that its image does not have."""

import re
from collections.abc import Iterator, Sequence

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import NOTE, WARNING, Case, Complaint, Rule
from dotimg.check.rules.stages import built_on, images_built_on
from dotimg.files.dockerfile import Instruction
from dotimg.names.tags import DISTROLESS
from dotimg.project.build_steps import BETWEEN_COMMANDS

_BUILDPLATFORM = re.compile(r"--platform=\$(?:BUILDPLATFORM|\{BUILDPLATFORM\})")
_SHELL_FORMS = ("RUN", "ENTRYPOINT", "CMD")
# What a COPY may bring a shell with: one itself, its folder, or a whole system.
_SHELL = re.compile(r"busybox|(?:^|/)(?:ba|da|a)?sh$|(?:^|/)s?bin/?$|^/$")
_MANAGERS = {
    "apt-get": "apt",
    "apt": "apt",
    "apk": "apk",
    "tdnf": "rpm",
    "dnf": "rpm",
    "yum": "rpm",
}
_MANAGER = re.compile("|".join(_MANAGERS))
_OF_FAMILY = {"debian": "apt", "ubuntu": "apt", "alpine": "apk", "azurelinux": "rpm"}
# What asks first, or goes on without it.
_ASKS = re.compile(r"\bcommand -v\b|\bwhich\b|\bif\b|\|\||\[ -|\btype\b|\bcase\b")
_PREFIXES = ("sudo", "exec", "time", "env", "set")


def _build_platform(case: Case) -> Complaint | None:
    if case.use.role != "from" or not case.use.ships:
        return None
    flags = (one for stage in built_on(case)[:1] for one in stage.instructions[0].flags)
    if any(_BUILDPLATFORM.fullmatch(one.text) for one in flags):
        return Complaint(
            "the final image is for the build machine, not for the platform that it runs on: use "
            "--platform=$BUILDPLATFORM only in build stages"
        )
    return None


BUILD_PLATFORM = Rule(
    RuleText(
        "DI502",
        "build-platform-ships",
        NOTE,
        "The final stage has --platform=$BUILDPLATFORM: an image for another platform contains "
        "the system of the build machine.",
        "Use the option only in build stages.",
    ),
    _build_platform,
    needs="file",
)


def _no_shell(case: Case) -> Complaint | None:
    found = case.found
    if case.use.role != "from" or not found.published:
        return None
    if not any(one in DISTROLESS for one in found.inside.variants):
        return None
    for instructions in images_built_on(case):
        if any(map(_brings_shell, instructions)):
            continue
        for one in _needing_shell(instructions):
            return Complaint(f"it has no shell, which {one.keyword} in line {one.line} needs")
    return None


def _brings_shell(instruction: Instruction) -> bool:
    if instruction.keyword == "SHELL":
        return True
    if instruction.keyword not in ("COPY", "ADD"):
        return False
    return any(_SHELL.search(word.text.strip("\"'")) for word in instruction.words)


def _needing_shell(instructions: Sequence[Instruction]) -> Iterator[Instruction]:
    """Each RUN and what is started in the end, as far as they have the form for a shell."""
    last = {one.keyword: one for one in instructions}
    for one in instructions:
        if one.keyword not in _SHELL_FORMS or one.is_list or not one.body.raw:
            continue
        entry = last.get("ENTRYPOINT")
        if one.keyword == "CMD" and entry and entry.is_list:
            continue  # it is only handed on
        if one.keyword == "RUN" or one is last[one.keyword]:
            yield one


NO_SHELL = Rule(
    RuleText(
        "DI503",
        "no-shell",
        WARNING,
        "A stage on a chiseled or distroless image has a RUN, or an ENTRYPOINT or CMD in shell "
        "form: there is no shell to run it.",
        'Run the command in another stage and copy the result; write ENTRYPOINT ["dotnet", '
        '"App.dll"].',
    ),
    _no_shell,
    needs="file",
)


def _package_manager(case: Case) -> Complaint | None:
    found = case.found
    families = {one.family for one in found.inside.systems if one.type == "linux"}
    if case.use.role != "from" or not found.published or len(families) != 1:
        return None
    (family,) = families
    own = _OF_FAMILY.get(family)
    if not own or any(one in DISTROLESS for one in found.inside.variants):
        return None
    for stage in built_on(case):
        managers: set[str] = set()
        for one in stage.instructions:
            if one.keyword != "RUN":
                continue
            for command in _managers(one):
                if _MANAGERS[command] != own and command not in managers:
                    title = found.inside.systems[0].title
                    return Complaint(f"{title} has no {command}, which line {one.line} runs")
            managers.update(one.body.text.split())  # what was installed by its own
    return None


def _managers(instruction: Instruction) -> Iterator[str]:
    """The package managers that a RUN calls, whatever the system."""
    text = instruction.body.text
    if not _MANAGER.search(text) or _ASKS.search(text):
        return
    for command in BETWEEN_COMMANDS.split(text):
        words = [word for word in command.split() if "=" not in word and word not in _PREFIXES]
        if words and words[0] in _MANAGERS and len(words) > 1:
            yield words[0]


PACKAGE_MANAGER = Rule(
    RuleText(
        "DI504",
        "wrong-package-manager",
        WARNING,
        "A RUN calls a package manager that the operating system of the image does not have.",
        "Use apk on Alpine, apt-get on Debian and Ubuntu, tdnf on Azure Linux; or an image of the "
        "system that the file is written for.",
    ),
    _package_manager,
    needs="file",
)


RULES = (BUILD_PLATFORM, NO_SHELL, PACKAGE_MANAGER)
