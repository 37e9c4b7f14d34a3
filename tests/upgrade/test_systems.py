"""What files say that holds on the system an image leaves: what is edited, and what is advised."""

import pytest

from dotimg.catalog.tables import Catalog
from dotimg.upgrade import Policy, Upgrader
from dotimg.upgrade.model import FileUpgrade

MCR = "mcr.microsoft.com/dotnet/"
DAY = "2026-11-22"
TAKEN = "Ubuntu 24.04 has a user ubuntu with the ID 1000: "


@pytest.fixture(scope="module")
def upgrader(catalog: Catalog) -> Upgrader:
    return Upgrader(catalog, DAY, Policy(), None, {})


def docker(upgrader: Upgrader, *lines: str) -> FileUpgrade:
    return upgrader.upgrade("Dockerfile", "dockerfile", "\n".join(lines).encode())


def advised(upgrader: Upgrader, *lines: str, tag: str = "8.0") -> list[tuple[int, str]]:
    found = docker(upgrader, f"FROM {MCR}aspnet:{tag}", *lines)
    assert found.new != found.old
    return [(one.line, one.message) for one in found.advice]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("RUN useradd -m -u 1000 a", "useradd cannot use it"),
        (
            "RUN groupadd --gid 1000 a && useradd --uid=1000 a",
            "groupadd and useradd cannot use it",
        ),
        ('RUN adduser --disabled-password --uid "1000" a', "adduser cannot use it"),
        ("ARG ID=1000\nRUN groupmod -g $ID a", "groupmod cannot use it"),
        ("ENV ID=1000\nRUN useradd -mu ${ID:-5} a", "useradd cannot use it"),
    ],
)
def test_a_number_that_ubuntu_has_taken(upgrader: Upgrader, line: str, said: str) -> None:
    assert advised(upgrader, *line.split("\n")) == [(2 + line.count("\n"), TAKEN + said)]
    for tag in ("9.0-noble", "8.0-alpine"):  # which has the user too, and which never has
        assert advised(upgrader, *line.split("\n"), tag=tag) == []


@pytest.mark.parametrize(
    "line",
    [
        "RUN useradd -m a",
        "RUN useradd -u 1001 -g 1000 a",
        "RUN userdel -r ubuntu; useradd -u 1000 a",
        "RUN useradd -o -u 10000 a",
        "RUN chown -R 1000:1000 /app",
        "USER 1000",
    ],
)
def test_other_numbers_are_free(upgrader: Upgrader, line: str) -> None:
    assert advised(upgrader, line) == []


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("ARG CLANG=1:14.0-55.7~deb12u1", "deb12u1 is"),
        (
            "RUN wget https://packages.microsoft.com/config/debian/12/p.deb",
            "https://packages.microsoft.com/config/debian/12/p.deb is",
        ),
        (
            "RUN echo 'deb http://mirror.example.com/debian bookworm-backports main' > x",
            "http://mirror.example.com/debian and bookworm are",
        ),
        (
            "RUN sed -i 's|www.debian.org|mirror.local|' /etc/apt/sources.list.d/debian.sources",
            "www.debian.org and debian.sources are",
        ),
        ("COPY debian.sources /etc/apt/sources.list.d/", "debian.sources is"),
        ("RUN <<E\necho bullseye\nE", "bullseye is"),
    ],
)
def test_what_is_of_debian_is_named(upgrader: Upgrader, line: str, named: str) -> None:
    assert advised(upgrader, line) == [(2, f"{named} not of Ubuntu 24.04")]


def test_comments_and_what_stays_on_its_system_are_passed_over(upgrader: Upgrader) -> None:
    assert advised(upgrader, "RUN true \\\n# bookworm\n && true", "# trixie") == []
    assert advised(upgrader, "RUN echo noble ubuntu.sources", tag="9.0-noble") == []


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("RUN echo jammy-updates", "jammy"),
        ("RUN curl https://x.example/ubuntu2204/y", "ubuntu2204"),
        ("RUN curl packages.microsoft.com/config/ubuntu/22.04/p.deb", "packages.microsoft.com/"),
        ("RUN echo noble ubuntu2404 archive.ubuntu.com /config/ubuntu/24.04/p.deb", ""),
    ],
)
def test_another_release_of_the_family_is_named(upgrader: Upgrader, line: str, named: str) -> None:
    found = advised(upgrader, line, tag="8.0-jammy")
    assert [text.startswith(named) and "not of Ubuntu 24.04" in text for _, text in found] == [
        True
    ] * bool(named)


def test_a_pinned_release_of_alpine_is_named(upgrader: Upgrader) -> None:
    line = "RUN apk add x --repository=https://dl-cdn.alpinelinux.org/alpine/v3.{}/community"
    for release, said in ((18, 1), (24, 0)):
        found = advised(upgrader, line.format(release), tag="8.0-alpine3.18")
        assert found == [(2, "alpine/v3.18 is not of Alpine 3.24")] * said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("RUN apt-get install -y libicu67", "libicu67 is libicu74 in Ubuntu 24.04"),
        (
            "RUN apt-get install -y libjpeg62-turbo",
            "libjpeg62-turbo is libjpeg-turbo8 in Ubuntu 24.04",
        ),
        ("RUN apt install chromium", "Ubuntu 24.04 has no chromium"),
        (
            'ARG V=3.25.1-1\nRUN apt-get install -y cmake="${V}"',
            "cmake=3.25.1-1: look for the names of these packages in Ubuntu 24.04",
        ),
    ],
)
def test_packages_have_other_names(upgrader: Upgrader, line: str, said: str) -> None:
    assert advised(upgrader, *line.split("\n")) == [(2 + line.count("\n"), said)]


@pytest.mark.parametrize(
    "line",
    [
        "RUN apt-get update && curl x | tar xz --strip-components=1",
        "RUN apt-get install -y --no-install-recommends curl libicu-dev libc6 libstdc++6",
        "RUN apt-get update && FOO=1 make libx1",
    ],
)
def test_options_and_other_commands_name_no_packages(upgrader: Upgrader, line: str) -> None:
    assert advised(upgrader, line) == []


def test_names_that_are_certain_are_edited(upgrader: Upgrader) -> None:
    found = docker(
        upgrader,
        f"FROM {MCR}aspnet:8.0 AS a",
        "# libicu72",
        "RUN apt-get update && apt-get install -y \\",
        '    curl libicu72 "libssl3" libicu72=1 && echo libicu72',
        "FROM debian",
        "RUN apt-get install -y libicu72",
    )
    assert found.new.decode().split("\n")[2:] == [
        "RUN apt-get update && apt-get install -y \\",
        '    curl libicu74 "libssl3t64" libicu72=1 && echo libicu72',
        "FROM debian",
        "RUN apt-get install -y libicu72",
    ]
    assert [one.why for one in found.edits[1:]] == [
        "libicu72 is libicu74 in Ubuntu 24.04",
        "libssl3 is libssl3t64 in Ubuntu 24.04",
    ]


def test_long_lines_take_no_time_of_their_own(upgrader: Upgrader) -> None:
    for part in ("a.", "a-", "http://", "x/debian", "apt-get install ", "-u ", "lib1"):
        assert docker(
            upgrader, f"FROM {MCR}aspnet:8.0", f"RUN {part * (18_000 // len(part))}"
        ).moves
