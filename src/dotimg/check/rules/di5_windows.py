"""DI505: the machine of a job or pod cannot run the image."""

from dotimg.check.model import RuleText
from dotimg.check.rules.rule import NOTE, WARNING, Case, Complaint, Rule
from dotimg.explain.model import Explanation

_LINUX = ("linux", "ubuntu-", "ubuntu-latest", "macos")


def moves(case: Case) -> bool:
    """Whether a Windows image is for a machine whose release of Windows is not fixed."""
    runners = case.catalog.traits["windows_hosts"].get("runners") if case.catalog else None
    return bool(runners and case.machine in runners["moving"] and _is_windows(case.found))


def _machine_mismatch(case: Case) -> Complaint | None:
    found, machine = case.found, case.machine
    if not machine or not found.published or not found.inside.systems:
        return None
    if machine.startswith(_LINUX):
        only = "the image is of Windows alone, and" if _is_windows(found) else ""
        return Complaint(f"{only} {machine} is of Linux") if only else None
    build = _build(case)
    if not found.inside.hosts:
        windows = build or machine == "windows"
        return Complaint(f"the image is of Linux, and {machine} is of Windows") if windows else None
    title = _title(case, build)
    if not title or any(title in one.process for one in found.inside.hosts):
        return None
    system = next(one.title for one in found.inside.systems if one.type == "windows")
    if any(title in one.hyper_v for one in found.inside.hosts):
        message = f"{title} runs an image of {system} only with Hyper-V isolation"
        return Complaint(f"{machine}: {message}", severity=NOTE)
    return Complaint(f"{machine} is {title}, which cannot run an image of {system}")


def _is_windows(found: Explanation) -> bool:
    systems = found.inside.systems
    return bool(systems) and all(one.type == "windows" for one in systems)


def _build(case: Case) -> int:
    """The build of the machine's Windows, 0 where it is not known."""
    if case.machine.startswith("10.0."):
        build = case.machine.split(".")[2]
        return int(build) if build.isdecimal() else 0
    runners = case.catalog.traits["windows_hosts"].get("runners") if case.catalog else None
    return runners["builds"].get(case.machine, 0) if runners else 0


def _title(case: Case, build: int) -> str:
    known = case.catalog.traits["windows_hosts"]["builds"] if case.catalog else []
    return next((one["title"] for one in known if one["build"] == build), "")


MACHINE_MISMATCH = Rule(
    RuleText(
        "DI505",
        "machine-mismatch",
        WARNING,
        "The job or pod uses a machine that cannot run the image: an older Windows, or "
        "another kind of system. A note if Hyper-V isolation can run it.",
        "Use a machine with the image's release of Windows or a newer one, or an image "
        "for the machine's release.",
    ),
    _machine_mismatch,
    needs="machine",
)

RULES = (MACHINE_MISMATCH,)
