from typing import Any

from dotimg.catalog.details import Platform, Release
from dotimg.catalog.model import Channel, Support
from dotimg.cli.render import explanation
from dotimg.explain.model import Cause, Explanation, FixedCve, Hosts, ImageName

RETIRED = Support("retired", "2024-06-11", "")  # whose line is empty without a reason
FOUND = Explanation(
    "sdk:8.0", "A sentence.", True, True, name=ImageName("r/sdk:8.0"), support=RETIRED
)


PARTS = ("name", "inside", "dates", "remedy")


def lines(**fields: Any) -> list[str]:
    """The lines of an explanation with other fields, of its own or of a part."""
    found = FOUND
    for name, value in fields.items():
        part = next((one for one in PARTS if name in getattr(FOUND, one)._fields), None)
        changed = {part: getattr(found, part)._replace(**{name: value})} if part else {name: value}
        found = found._replace(**changed)
    return list(explanation.lines(found))


def facts(**fields: Any) -> list[str]:
    """The lines under the sentence."""
    return lines(**fields)[3:]


def flat(found: list[str]) -> str:
    """Some lines as one."""
    return " ".join(" ".join(found).split())


def test_what_is_not_known_has_no_line() -> None:
    found = Explanation(
        "nginx", "Not a .NET image", name=ImageName("docker.io/library/nginx:latest")
    )
    assert list(explanation.lines(found)) == ["docker.io/library/nginx:latest", "Not a .NET image"]


def test_long_words_are_not_broken_and_stand_behind_their_label() -> None:
    reference = "mcr.microsoft.com/dotnet/aspnet:" + "x" * 60
    short = reference.removeprefix("mcr.microsoft.com/dotnet/")
    assert f"fix: move to {short}" in " ".join(lines(replacement=reference))
    assert f"  at least   {short}" in lines(step=reference)


def test_long_texts_are_broken_before_column_80() -> None:
    found = facts(notes=("word " * 30 + "end",))
    assert found[:2] == [
        "  note       " + " ".join(["word"] * 13),
        " " * 13 + " ".join(["word"] * 13),
    ]


def test_sizes_in_megabytes_by_release() -> None:
    one = Platform("linux", "amd64", "noble", None, 98_271_223, None)
    two = Platform("windows", "amd64", "nanoserver-1809", None, None, None)
    found = lines(platforms=(one, one._replace(architecture="arm64", size=None), two))
    assert found[-2:] == [
        "  platforms  noble amd64 98.3 MB, arm64",
        "             nanoserver-1809 amd64",
    ]


def test_patches_say_what_is_not_known() -> None:
    old = Release("8.0.1", "2024-01-09", "8.0.1", (), ("CVE-1",))
    fixed = FixedCve("CVE-1", "A vulnerability", "other", ("runtime",), "8.0.1")
    assert lines(patches=(old,), fixed_cves=(fixed,))[-1] == (
        "  patches    1 since, the latest 8.0.1 (2024-01-09); 1 CVE fixed"
    )
    unknown = "those of 8.0.2 not known yet"
    told = facts(patches=(old,), fixed_cves=(fixed,), uncounted=unknown)
    assert flat(told).endswith(f"1 CVE fixed; {unknown}")
    assert "no CVEs fixed" in lines(patches=(old,))[-1]


def test_nothing_is_counted_where_nothing_can_be() -> None:
    old = Release("8.0.1", "2024-01-09", "8.0.1", (), ("CVE-1",))
    why = "your app carries the runtime: publish it again"
    assert flat(facts(patches=(old,), counted=False, uncounted=why)) == (
        f"patches 1 since, the latest 8.0.1 (2024-01-09); {why}"
    )


def test_what_has_no_patches_of_its_own_tells_the_cves_of_its_dotnet() -> None:
    fixed = FixedCve("CVE-1", "A vulnerability", "other", ("runtime",), "8.0.1")
    assert facts(fixed_cves=(fixed,)) == ["  since      1 CVE fixed"]


def test_the_newest_lts_is_named_where_nobody_needs_to_move() -> None:
    own = Channel("8.0", ".NET", "lts", "eol", "2023-11-14", "2026-11-10", "8.0.30", "8.0.424")
    stays = {"stay": "rebuild with --pull", "replacement": "r/sdk:10.0"}
    assert "  newest LTS r/sdk:10.0" in lines(channel=own, **stays)
    assert "  newest     r/sdk:10.0" in lines(channel=None, **stays)


def test_the_smallest_move_is_named_where_it_is_another() -> None:
    found = lines(step="r/sdk:9.0", replacement="r/sdk:10.0")
    assert found[1] == "fix: move to r/sdk:10.0"
    assert found[-1] == "  at least   r/sdk:9.0"
    assert "at least" not in lines(step="r/sdk:10.0", replacement="r/sdk:10.0")[-1]


def test_support_and_retirement_are_two_lines_where_another_clock_stopped_first() -> None:
    ended = Support("ended", "2022-05-10", "support of .NET 5.0 ended 2022-05-10")
    found = facts(support=ended, retired="2022-06-14", cause=Cause("channel-ended", "it ended"))
    assert found == [
        "  support    ended: support of .NET 5.0 ended 2022-05-10",
        "  retired    2022-06-14: it ended",
    ]


def test_windows_hosts() -> None:
    hosts = Hosts("nanoserver-1809", 17763, ("Windows Server 2019",), ("Windows Server 2022",))
    assert flat(facts(hosts=(hosts,))) == (
        "hosts nanoserver-1809 (build 17763): Windows Server 2019, later ones with Hyper-V "
        "isolation"
    )
