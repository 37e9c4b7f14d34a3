"""What takes the place of an image: by cases, and for tags and digests of all times."""

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.explain import Explainer
from dotimg.explain.policy import Policy, goal
from dotimg.explain.records import Records
from dotimg.explain.subject import Subject
from dotimg.names import reference
from dotimg.upgrade.decision import Decider
from tests.sample import some

MCR = "mcr.microsoft.com/dotnet/"
AUTUMN = "2026-11-22"
SUMMER = "2026-08-21"  # before 8.0 and 9.0 ended
LTS = Policy()
# On the day of the tables the dashboard was between two releases: only floating tags were listed.
BETWEEN_RELEASES = tuple(
    f"{MCR}aspire-dashboard:13.4.2{architecture}" for architecture in ("", "-amd64", "-arm64v8")
)
ALIVE = ("supported", "ends-soon", "preview", "unknown")


class Team:
    """A decider with its aim, which takes and gives texts."""

    def __init__(
        self, catalog: Catalog, day: str, policy: Policy, mirror: str | None = None
    ) -> None:
        self.records = Records(catalog, day)
        self.decider = Decider(self.records, policy, mirror)
        self.aim = goal(catalog, policy, day)

    def moved(self, text: str) -> str:
        """The new reference, or behind an exclamation mark why there is none."""
        parsed = reference.parse(text)
        decision = self.decider.decide(parsed, self.aim)
        return f"! {decision.reason}" if decision.reason else self.decider.text(parsed, decision)

    def subject(self, text: str) -> Subject:
        parsed = reference.parse(text)
        found = self.records.find(parsed.name, parsed.tag or "latest")
        assert found, text
        return found


@pytest.mark.parametrize(
    ("policy", "old", "new"),
    [
        (LTS, "sdk:10.0", "sdk:10.0"),
        (LTS, "sdk:8.0", "sdk:10.0"),
        (LTS, "sdk:8.0-jammy", "sdk:10.0-noble"),
        (LTS, "aspnet:8.0-jammy-chiseled-extra", "aspnet:10.0-noble-chiseled-extra"),
        (LTS, "aspnet:8.0-alpine", "aspnet:10.0-alpine"),
        (LTS, "aspnet:7.0-alpine3.18", "aspnet:10.0-alpine3.24"),
        (LTS, "aspnet:8.0.11-alpine3.20-amd64", "aspnet:10.0.11-alpine3.24-amd64"),
        (LTS, "aspnet:8.0-bookworm-slim", "aspnet:10.0-noble"),
        (LTS, "sdk:9.0-bookworm-slim-arm64v8", "sdk:10.0-noble-arm64v8"),
        (LTS, "sdk:8.0.404", "sdk:10.0.400"),
        (LTS, "sdk:8.0.401-1", "sdk:10.0.400"),
        (LTS, "aspnet:10.0.9", "aspnet:10.0.11"),
        (LTS, "aspnet:6.0-cbl-mariner2.0-distroless", "aspnet:10.0-azurelinux3.0-distroless"),
        (LTS, "aspnet:10.0-alpine-composite", "aspnet:10.0-alpine3.24-composite"),
        (LTS, "aspnet:3.1-nanoserver-1809", "aspnet:10.0-nanoserver-ltsc2025"),
        (LTS, "aspnet:10.0-preview", "aspnet:10.0"),
        (LTS, "sdk:11.0-preview", "sdk:11.0-preview"),
        (LTS, "sdk:11.0.100-preview.5", "sdk:11.0.100-preview.7"),
        (LTS, "core/sdk:3.1-bionic", "sdk:10.0-noble"),
        (LTS, "core/sdk:8.0-jammy", "sdk:10.0-noble"),  # never there
        (LTS, "nightly/sdk:10.0", "sdk:10.0"),
        (LTS, "framework/runtime:3.5-windowsservercore-ltsc2022",
         "framework/runtime:4.8.1-windowsservercore-ltsc2022"),
        (LTS, "framework/aspnet:4.8-windowsservercore-ltsc2019",
         "framework/aspnet:4.8-windowsservercore-ltsc2019"),
        (LTS, "aspire-dashboard:9.0", "aspire-dashboard:13"),
        (LTS, "aspire-dashboard:9.0.0", "aspire-dashboard:13.4.2"),
        (LTS, "samples:dotnetapp", "samples:dotnetapp"),
        (LTS, "samples", "samples"),
        (LTS, "sdk:latest", "sdk:latest"),
        (Policy("latest"), "sdk:8.0", "sdk:10.0"),
        (Policy("9.0"), "sdk:8.0", "sdk:9.0"),
        (Policy("patch"), "sdk:8.0", "sdk:8.0"),
        (Policy("patch"), "aspnet:8.0.11", "aspnet:8.0.30"),
        (Policy("patch"), "aspnet:6.0.5-alpine3.15", "aspnet:6.0.36-alpine3.20"),
        (Policy("patch"), "aspnet:6.0-alpine3.15", "aspnet:6.0-alpine3.20"),
        (Policy("patch"), "core/sdk:2.2.104", "core/sdk:2.2.207"),
        (Policy("patch"), "core/sdk:3.1.100", "sdk:3.1.426"),
        (Policy("patch"), "aspnet:10.0.9", "aspnet:10.0.11"),
        (Policy(family="alpine"), "sdk:8.0-jammy", "sdk:10.0-alpine3.24"),
        (Policy(family="alpine"), "sdk:8.0", "sdk:10.0-alpine"),
        (Policy(family="alpine"), "sdk:10.0", "sdk:10.0-alpine"),
        (Policy(families=("alpine",)), "sdk:8.0-bookworm-slim", "sdk:10.0-alpine3.24"),
        (Policy(families=("ubuntu",)), "sdk:8.0-bookworm-slim", "sdk:10.0-noble"),
        (LTS, "aspnet:8.0-nobel", "! no such tag was published up to the catalog's day"),
        (LTS, "foo:8.0", "! it is not in the tables"),
        (LTS, "aspnet:8.0@sha256:" + "0" * 64, "! its digest is not in the tables"),
    ],
)  # fmt: skip
def test_an_image_moves(catalog: Catalog, policy: Policy, old: str, new: str) -> None:
    expected = new if new.startswith("!") else MCR + new
    assert Team(catalog, AUTUMN, policy).moved(MCR + old) == expected


def test_other_peoples_images_are_let_be(catalog: Catalog) -> None:
    assert Team(catalog, AUTUMN, LTS).moved("nginx:1.27") == "nginx:1.27"


@pytest.mark.parametrize(
    ("policy", "old", "new"),
    [
        (Policy("patch"), "aspnet:8.0", "aspnet:8.0"),
        (Policy("patch"), "aspnet:8.0.3", "aspnet:8.0.30"),
        (Policy("patch"), "aspnet:8.0.3-bookworm-slim", "aspnet:8.0.30-bookworm-slim"),
        (Policy("9.0"), "aspnet:8.0", "aspnet:9.0"),
        (Policy("9.0"), "aspnet:7.0-bullseye-slim", "aspnet:9.0-bookworm-slim"),
    ],
)
def test_an_image_keeps_its_system_while_the_publisher_rebuilds_it(
    catalog: Catalog, policy: Policy, old: str, new: str
) -> None:
    assert Team(catalog, SUMMER, policy).moved(MCR + old) == MCR + new


@pytest.mark.parametrize("tag", ["", ":latest", ":8.0"])
@pytest.mark.parametrize(("policy", "channel"), [(Policy("patch"), "8.0"), (LTS, "10.0")])
def test_a_digest_that_carried_latest_moves_as_what_it_was_then(
    catalog: Catalog, tag: str, policy: Policy, channel: str
) -> None:
    history = catalog.digest_history(f"{MCR}aspnet", "8.0", "latest")
    old = next(row.digest for row in history if row.version == "8.0.8")
    team = Team(catalog, SUMMER, policy)
    new = reference.parse(team.moved(f"{MCR}aspnet{tag}@{old}"))
    contents = team.records.contents(f"{MCR}aspnet", channel)
    assert (new.digest, new.tag or "") in {
        (digest, name if tag else "") for name, (digest, _) in contents.items()
    }
    assert new.tag != "latest"


def test_a_platform_is_kept_or_the_image_stays(catalog: Catalog) -> None:
    decider = Decider(Records(catalog, AUTUMN), LTS, None)
    parsed = reference.parse(MCR + "aspnet:7.0")
    assert decider.decide(parsed, "10.0", "windows/amd64").reason == (
        "10.0 has no image for windows/amd64"
    )
    assert not decider.decide(parsed, "10.0", "linux/arm64").reason


def test_a_nightly_build_of_what_is_no_stable_image_stays(catalog: Catalog) -> None:
    new = Team(catalog, AUTUMN, LTS).moved(f"{MCR}nightly/yarp:2.3-preview")
    assert new == "! it is not in the tables"


def test_a_nightly_pin_stays_a_pin(catalog: Catalog) -> None:
    new = Team(catalog, AUTUMN, LTS).moved(f"{MCR}nightly/aspnet:10.0@sha256:{'0' * 64}")
    assert new.startswith(MCR + "aspnet:10.0@sha256:")
    assert "0" * 64 not in new


def test_a_repository_that_no_table_holds_has_a_successor(catalog: Catalog) -> None:
    assert Team(catalog, AUTUMN, LTS).moved("microsoft/aspnetcore:2.0") == MCR + "aspnet:10.0"


def test_an_sdk_stays_in_its_feature_band_with_patch(catalog: Catalog) -> None:
    team = Team(catalog, "2026-08-21", Policy("patch"))
    assert team.moved(MCR + "sdk:8.0.404") == MCR + "sdk:8.0.424"
    assert team.moved(MCR + "sdk:10.0.300") == MCR + "sdk:10.0.400"


def test_a_mirror_keeps_its_prefix(catalog: Catalog) -> None:
    team = Team(catalog, AUTUMN, LTS, "contoso.azurecr.io/mcr")
    assert team.moved("contoso.azurecr.io/mcr/dotnet/sdk:8.0") == (
        "contoso.azurecr.io/mcr/dotnet/sdk:10.0"
    )
    assert team.moved("contoso.azurecr.io/mcr/dotnet/core/sdk:3.1") == (
        "contoso.azurecr.io/mcr/dotnet/sdk:10.0"
    )


def test_a_digest_is_renewed_with_one_of_its_kind(catalog: Catalog) -> None:
    team, pinned = Team(catalog, SUMMER, LTS), Team(catalog, SUMMER, Policy(pin=True))
    index = pinned.moved(MCR + "aspnet:10.0-alpine").partition("@")[2]
    old = next(
        row
        for row in catalog.digest_history(MCR + "aspnet", "10.0", "10.0-alpine")
        if row.retired and row.kind == "index"
    )
    assert team.moved(f"{MCR}aspnet:10.0-alpine@{old.digest}") == (
        f"{MCR}aspnet:10.0-alpine@{index}"
    )
    part = next(one for one in catalog.children(old) if one.architecture == "arm64")
    renewed = team.moved(f"{MCR}aspnet:10.0-alpine@{part.digest}")
    name, _, renewed = renewed.partition("@")
    assert name == MCR + "aspnet:10.0-alpine"
    (row, *_) = catalog.digests(renewed)
    assert (row.kind, row.architecture, row.retired) == ("platform", "arm64", None)
    assert renewed in next(one for one in catalog.digests(index)).children


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("10.0.4-noble-chiseled@sha256:2789618e306b203f23331e922813106c356a349afad045653f35f9c82b061ffe",
         "10.0.11-noble-chiseled@sha256:"),
        ("10.0@sha256:bab27d29d13f9e903442c5fe83d7e162013747c6a101850f21049d17248afb85",
         "10.0@sha256:"),
    ],
)  # fmt: skip
def test_a_pin_keeps_the_precision_of_its_tag_in_all_commands(
    catalog: Catalog, old: str, new: str
) -> None:
    written = Team(catalog, AUTUMN, LTS).moved(f"{MCR}aspnet:{old}")
    assert written.startswith(f"{MCR}aspnet:{new}")
    assert Explainer(catalog, AUTUMN).explain(f"{MCR}aspnet:{old}").remedy.replacement == written


def test_a_live_registry_is_asked_for_digests(catalog: Catalog) -> None:
    asked: list[tuple[str, str | None]] = []

    def ask(name: str, platform: str | None) -> str:
        asked.append((name, platform))
        return "sha256:" + "1" * 64

    records = Records(catalog, AUTUMN)
    decider = Decider(records, Policy(pin=True), "mirror:5000", ask)
    parsed = reference.parse("mirror:5000/dotnet/sdk:8.0")
    text = decider.text(parsed, decider.decide(parsed, "10.0"))
    assert text == "mirror:5000/dotnet/sdk:10.0@sha256:" + "1" * 64
    assert asked == [("mirror:5000/dotnet/sdk:10.0", None)]


@pytest.mark.parametrize(
    ("part", "day", "policy", "counts"),
    [
        (0, AUTUMN, LTS, [(44_063, 212), (8_817, 43)]),
        (1, SUMMER, Policy("patch"), [(37_621, 3_916), (7_525, 775)]),
        (2, SUMMER, Policy("latest", family="alpine"), [(36_388, 8_282), (7_256, 1_678)]),
    ],
    ids=lambda value: getattr(value, "to", value),
)
def test_every_tag_ever_published_moves_well_or_says_why_not(
    catalog: Catalog, part: int, day: str, policy: Policy, counts: list[tuple[int, int]]
) -> None:
    team = Team(catalog, day, policy)
    moved = left = 0
    for path, channel, tag in some(catalog.all_tags(), 5, part):
        old = f"{path}:{tag.name}"
        new = team.moved(old)
        if new.startswith("!"):
            left += 1
            continue
        if new == old:
            continue
        moved += 1
        subject = team.subject(new)
        decision = team.decider.decide(reference.parse(old), team.aim)
        said = team.decider.cautions(decision)
        if policy.to == "patch" and subject.ended:
            assert subject.ended in said
        elif new not in BETWEEN_RELEASES:
            assert not subject.tag.retired, new
            assert subject.support.status in ALIVE, new
        assert team.moved(new) == new, "upgrading twice changes nothing more"
        if policy.to == "patch" and tag.version:
            assert subject.channel == channel
        before = team.subject(old)
        assert subject.name.fixed == before.name.fixed
        lost = set(tag.architectures()) - set(subject.tag.architectures())
        assert not lost or "has no" in " ".join(team.decider.cautions(decision)), (old, new)
    assert (moved, left) in counts  # of all, or of a part


def test_every_digest_moves_to_a_listed_one_and_stays_there(catalog: Catalog) -> None:
    team = Team(catalog, AUTUMN, LTS)
    moved = 0
    for row in some(catalog.all_digests(), 40):
        old = f"{row.repository}@{row.digest}"
        new = team.moved(old)
        if new.startswith("!") or new == old:
            continue
        moved += 1
        repository, _, digest = new.partition("@")
        (found, *_) = (one for one in catalog.digests(digest) if one.repository == repository)
        assert found.kind == row.kind
        assert not found.retired or "aspire-dashboard" in found.repository
        assert not row.architecture or found.architecture == row.architecture
        assert team.moved(new) == new
    assert moved > 1500


DOCKER_HUB_YEARS = [
    f"docker.io/microsoft/{name}" for name in ("aspnet", "aspnetcore", "aspnetcore-build", "wcf")
]


def test_all_images_of_the_docker_hub_years_move_to_what_explain_names(catalog: Catalog) -> None:
    team, explainer = Team(catalog, AUTUMN, LTS), Explainer(catalog, AUTUMN, history=False)
    count = 0
    for path, _, tag in catalog.all_tags():
        if path in DOCKER_HUB_YEARS:
            count += 1
            new = team.moved(f"{path}:{tag.name}")
            found = explainer.explain(f"{path}:{tag.name}")
            assert new == (found.step or found.remedy.replacement)
            assert team.subject(new).support.status in ALIVE
    assert count == 485 + 18


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("microsoft/aspnetcore:2.0", "aspnet:10.0"),
        ("microsoft/aspnetcore-build:1.0-2.0-2017-10-jessie", "sdk:10.0.400-noble"),
        ("microsoft/aspnet:1.0.0-rc1-update1-coreclr", "aspnet:10.0.11"),
        ("microsoft/aspnet", "framework/aspnet:4.8"),
        (
            "microsoft/aspnet:4.7.2-windowsservercore-ltsc2016",
            "framework/aspnet:4.8-windowsservercore-ltsc2016",
        ),
        (
            "microsoft/aspnet:4.8-windowsservercore-ltsc2016",  # came after the move
            "framework/aspnet:4.8-windowsservercore-ltsc2016",
        ),
        (
            "microsoft/aspnet:3.5-windowsservercore-10.0.14393.1715",
            "framework/aspnet:4.8-windowsservercore-ltsc2016",
        ),
        (
            "microsoft/aspnet:windowsservercore-10.0.14393.576",
            "framework/aspnet:4.8-windowsservercore-ltsc2016",
        ),
        ("microsoft/wcf:4.7.1", "framework/wcf:4.8"),
    ],
)
def test_images_of_the_docker_hub_years_move_to_their_present_home(
    catalog: Catalog, old: str, new: str
) -> None:
    assert Team(catalog, AUTUMN, LTS).moved(old) == MCR + new


def test_the_lost_tools_of_an_old_sdk_are_named(catalog: Catalog) -> None:
    decider = Team(catalog, AUTUMN, LTS).decider
    decision = decider.decide(reference.parse("microsoft/aspnetcore-build:2.0-jessie"), "10.0")
    said = "10.0-noble has no Node.js, no bower, no gulp"
    old = "docker.io/microsoft/aspnetcore-build"
    assert decider.cautions(decision) == (f"{said}, which images of {old} had",)
