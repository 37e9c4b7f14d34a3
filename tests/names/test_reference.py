"""Image references: what is read, what is refused and why."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotimg.errors import UsageError
from dotimg.names.reference import Reference, is_digest, is_placeholder, is_tag, parse

HEX = "0123456789abcdef" * 4
DIGEST = f"sha256:{HEX}"
SHORT = ("sdk", "aspnet", "monitor/base", "framework/aspnet")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("nginx", "docker.io/library/nginx"),
        ("nginx:1.27", "docker.io/library/nginx:1.27"),
        ("docker.io/nginx", "docker.io/library/nginx"),
        ("index.docker.io/library/nginx", "docker.io/library/nginx"),
        ("microsoft/dotnet:2.1-sdk", "docker.io/microsoft/dotnet:2.1-sdk"),
        ("mcr.microsoft.com/dotnet/sdk:10.0", "mcr.microsoft.com/dotnet/sdk:10.0"),
        ("MCR.microsoft.com/dotnet/sdk", "mcr.microsoft.com/dotnet/sdk"),
        ("localhost/a", "localhost/a"),
        ("localhost:5000/a/b__c/d-e.f:T_1", "localhost:5000/a/b__c/d-e.f:T_1"),
        ("localhost:5000", "docker.io/library/localhost:5000"),
        ("[::1]:5000/a", "[::1]:5000/a"),
        (f"a.b/c@{DIGEST}", f"a.b/c@{DIGEST}"),
        (f"a.b:1/c:8.0@{DIGEST}", f"a.b:1/c:8.0@{DIGEST}"),
        (f"c@sha512:{HEX}{HEX}", f"docker.io/library/c@sha512:{HEX}{HEX}"),
        ("sdk:10.0", "mcr.microsoft.com/dotnet/sdk:10.0"),
        ("dotnet/sdk:8.0", "mcr.microsoft.com/dotnet/sdk:8.0"),
        ("framework/aspnet:4.8", "mcr.microsoft.com/dotnet/framework/aspnet:4.8"),
        ("dotnet/monitor/base", "mcr.microsoft.com/dotnet/monitor/base"),
        (f"aspnet@{DIGEST}", f"mcr.microsoft.com/dotnet/aspnet@{DIGEST}"),
        ("library/sdk", "docker.io/library/sdk"),
        ("docker.io/sdk", "docker.io/library/sdk"),
    ],
)
def test_canonical_text(text: str, canonical: str) -> None:
    found = parse(text, SHORT)
    assert str(found) == canonical
    assert found.text == text


def test_short_names_are_only_those_that_are_known() -> None:
    assert str(parse("sdk:10.0")) == "docker.io/library/sdk:10.0"
    assert str(parse("dotnet/sdk")) == "docker.io/dotnet/sdk"


def test_parts() -> None:
    text = f"localhost:5000/dotnet/sdk:8.0@{DIGEST}"
    found = parse(text)
    assert found == Reference("localhost:5000", "dotnet/sdk", "8.0", DIGEST, text)
    assert found.name == "localhost:5000/dotnet/sdk"
    other = f"sha256:{HEX[::-1]}"
    assert str(found.at(other)) == found.at(other).text == f"localhost:5000/dotnet/sdk@{other}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "an image reference is missing"),
        ("https://mcr.microsoft.com/dotnet/sdk", "leave out 'https://'"),
        ("docker://sdk", "leave out 'docker://'"),
        ("sdk: 8.0", "it contains a space"),
        ("sdk:8.0\n", "it contains a space"),
        ("sdk:${TAG}", "it contains a variable"),
        ("sdk:8.0\x1b[2J", r"image names cannot contain the character '\x1b'"),
        ("sdk\u2010preview", "image names cannot contain the character '\u2010'"),
        (DIGEST, f"the repository is missing: 'NAME@{DIGEST}'"),
        ("mcr.microsoft.com/DotNet/sdk", "repositories are lower-case: write 'dotnet'"),
        ("Nginx", "repositories are lower-case: write 'nginx'"),
        ("a//b", "part of the repository is empty"),
        ("a/b/", "part of the repository is empty"),
        ("localhost/", "the repository is missing"),
        ("docker.io/", "the repository is missing"),
        ("a/-b", "'-b' cannot be part of a repository"),
        ("a/b___c", "'b___c' cannot be part of a repository"),
        ("a.b:/c", "'a.b:' is not a registry host"),
        ("a.b:x/c", "'a.b:x' is not a registry host"),
        ("a.b:65536/c", "'a.b:65536' is not a registry host"),
        ("a..b/c", "'a..b' is not a registry host"),
        ("-a.b/c", "'-a.b' is not a registry host"),
        ("sdk:", "the tag after ':' is missing"),
        ("sdk:.8", "the tag '.8' may contain letters"),
        ("sdk:8+1", "the tag '8+1' may contain letters"),
        ("sdk:" + "8" * 129, "a tag has at most 128 characters, this one 129"),
        ("sdk@", "expected sha256: or sha512: after '@', not ''"),
        ("sdk@md5:00", "expected sha256: or sha512: after '@', not 'md5:00'"),
        (f"sdk@{HEX}", "expected sha256: or sha512: after '@'"),
        (f"sdk@{DIGEST[:19]}", "a sha256 digest has 64 digits, this one 12"),
        (f"sdk@{DIGEST}0", "a sha256 digest has 64 digits, this one 65"),
        (
            f"sdk@{DIGEST.upper().replace('SHA', 'sha')}",
            "a digest has only the digits 0-9 and a-f, not 'A'",
        ),
        (f"sdk@{DIGEST}@{DIGEST}", "not '@'"),
        ("a.b/" + "c" * 252, "registry and repository have more than 255 characters"),
    ],
)
def test_each_fault_has_its_own_message(text: str, why: str) -> None:
    with pytest.raises(UsageError) as error:
        parse(text)
    assert why in str(error.value)
    assert str(error.value).isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "CentosContainer",
        "REPLACE-ME",
        "IMAGE:1.0",
        "<REGISTRY>/dotnet/sdk:8.0",
        "YOUR_REGISTRY/app:1.0",
        "your.azurecr.io/APP_NAME:1.0",
        "__IMAGE__",
        "mcr.microsoft.com/dotnet/sdk:__TAG__",
        "{{ .Values.image }}",
        "{image}:1.0",
        "%IMAGE%",
        "@IMAGE@",
        "sdk:@VERSION@",
        "#{Image}#",
        "mcr.microsoft.com/dotnet/sdk:<version>",
        "app:[TAG]",
    ],
)
def test_what_is_filled_in_later_is_a_placeholder(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        "sdk",
        "mcr.microsoft.com/dotnet/sdk:8.0-Alpine",
        "mcr.microsoft.com/DotNet/sdk:8.0",
        "LOCALHOST:5000/sdk",
        "MCR.Microsoft.com/dotnet/sdk:8.0",
        "Nginx:1.0",
        "a/b__c__d:1.0__x",
        "[::1]:5000/sdk",
        f"sdk:8.0@{DIGEST}",
        "sdk:8.0-RC1",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert not is_placeholder(text)


def test_the_longest_name_and_tag() -> None:
    longest = f"a.b/{'c' * 251}:{'8' * 128}"
    assert str(parse(longest)) == longest


def test_tags_and_digests() -> None:
    assert is_tag("_8.0-a")
    assert not is_tag("8.0\n")
    assert is_digest(DIGEST)
    assert not is_digest(f"{DIGEST}\n")


LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
REGISTRIES = st.one_of(
    st.just("localhost"),
    st.lists(LABELS, min_size=2, max_size=4).map(".".join),
    st.tuples(LABELS, st.integers(0, 65535)).map(lambda pair: f"{pair[0]}:{pair[1]}"),
)
COMPONENTS = st.from_regex(r"[a-z0-9]{1,8}((\.|_|__|-{1,3})[a-z0-9]{1,8}){0,2}", fullmatch=True)
REPOSITORIES = st.lists(COMPONENTS, min_size=2, max_size=5).map("/".join)
TAGS = st.none() | st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}", fullmatch=True)
DIGESTS = st.none() | st.from_regex(r"sha256:[0-9a-f]{64}", fullmatch=True)


@given(REGISTRIES, REPOSITORIES, TAGS, DIGESTS)
def test_every_reference_comes_back(
    registry: str, repository: str, tag: str | None, digest: str | None
) -> None:
    text = str(Reference(registry, repository, tag, digest, ""))
    assert parse(text, SHORT) == Reference(registry, repository, tag, digest, text)


@given(st.text() | st.text("aA0.:/@-_[]${}% \n\x1b\u202eé", max_size=40))
def test_anything_is_a_reference_or_a_usage_error(text: str) -> None:
    try:
        found = parse(text, SHORT)
    except UsageError as error:
        assert str(error).isprintable()  # noqa: PT017
    else:
        assert parse(str(found))[:4] == found[:4]


def test_it_imports_little() -> None:
    code = (
        "import sys, dotimg.names.reference; "
        "print('requests' in sys.modules, 'json' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.split() == ["False", "False"]
