"""The .NET SDK's own answer, one row a rule or a case of it."""

import pytest

from dotimg.project.images.sdk_defaults import RULES, inferred
from tests.project.images.apps import MCR, app

NEW, OLD = "10.0.400", "8.0.204"

# target framework, SDK, facts, repository and tag, the rules that fired
TABLE: list[tuple[str, str, dict[str, object], str, str]] = [
    # the repository
    ("net10.0", NEW, {}, "runtime:10.0", "runtime sdk-version"),
    ("net10.0", NEW, {"aspnet": True}, "aspnet:10.0", "aspnet sdk-version"),
    ("net10.0", NEW, {"web": True}, "runtime:10.0", "runtime sdk-version"),
    ("net10.0", NEW, {"self_contained": True}, "runtime-deps:10.0", "runtime-deps sdk-version"),
    (
        "net10.0", NEW, {"aspnet": True, "self_contained": True},
        "runtime-deps:10.0", "runtime-deps sdk-version",
    ),
    ("net10.0", NEW, {"self_contained": False}, "runtime:10.0", "runtime sdk-version"),
    # what implies self-contained
    ("net10.0", NEW, {"single_file": True}, "runtime-deps:10.0", "runtime-deps sdk-version"),
    (
        "net10.0", NEW, {"single_file": True, "self_contained": False},
        "runtime:10.0", "runtime sdk-version",
    ),
    (
        "net10.0", NEW, {"single_file": True, "self_contained": False, "aspnet": True},
        "aspnet:10.0", "aspnet sdk-version",
    ),
    ("net10.0", NEW, {"runtime_identifier": "linux-x64"}, "runtime:10.0", "runtime sdk-version"),
    ("net8.0", NEW, {"runtime_identifier": "linux-x64"}, "runtime:8.0",
     "runtime framework-version"),
    ("net7.0", NEW, {"runtime_identifier": "linux-x64"}, "runtime-deps:7.0",
     "runtime-deps below-8"),
    ("net6.0", NEW, {"runtime_identifier": "linux-x64", "self_contained": False, "aspnet": True},
     "aspnet:6.0", "aspnet below-8"),
    ("net6.0", NEW, {"single_file": True}, "runtime-deps:6.0", "runtime-deps below-8"),
    ("net7.0", NEW, {"aot": True}, "runtime-deps:7.0", "runtime-deps below-8"),
    ("net6.0", NEW, {"trimmed": True}, "runtime-deps:6.0", "runtime-deps below-8"),
    ("net6.0", NEW, {"ready_to_run": True}, "runtime-deps:6.0", "runtime-deps below-8"),
    ("net6.0", NEW, {"ready_to_run": True, "output_type": "Library"}, "runtime:6.0",
     "runtime below-8"),
    ("net8.0", NEW, {"ready_to_run": True}, "runtime:8.0", "runtime framework-version"),
    ("net6.0", NEW, {"rids": "linux-x64 linux-arm64"}, "runtime:6.0", "runtime below-8"),
    # the version
    ("net8.0", NEW, {"aspnet": True}, "aspnet:8.0", "aspnet framework-version"),
    ("net9.0", "9.0.317", {"aspnet": True}, "aspnet:9.0", "aspnet sdk-version"),
    ("net10.0", "9.0.317", {}, "runtime:9.0", "runtime sdk-version"),
    ("netcoreapp3.1", NEW, {"aspnet": True}, "aspnet:3.1", "aspnet below-8"),
    ("net5.0", NEW, {}, "runtime:5.0", "runtime below-8"),
    ("net7.0", "7.0.410", {}, "runtime:7.0", "runtime below-8"),
    ("net6.0", "11.0.100-preview.7.26359.118", {}, "runtime:6.0", "runtime below-8"),
    # a pre-release of the SDK
    ("net11.0", "11.0.100-preview.7.26359.118", {}, "runtime:11.0.0-preview.7",
     "runtime preview-version"),
    ("net10.0", "10.0.100-rc.2.25502.107", {"aspnet": True}, "aspnet:10.0.0-rc.2",
     "aspnet preview-version"),
    ("net8.0", "10.0.100-rc.2.25502.107", {}, "runtime:8.0", "runtime framework-version"),
    ("net11.0", "11.0.100-alpha.1.26065.1", {}, "runtime:11.0-preview",
     "runtime preview-version"),
    ("net11.0", "11.0.100-dev", {}, "runtime:11.0-preview", "runtime preview-version"),
    ("net11.0", "11.0.100-ci", {"aspnet": True}, "aspnet:11.0-preview",
     "aspnet preview-version"),
    ("net10.0", "10.0.100-rtm.25523.111", {}, "runtime:10.0", "runtime sdk-version"),
    ("net10.0", "10.0.100-servicing.25523.111", {}, "runtime:10.0", "runtime sdk-version"),
    ("net10.0", "10.0.200-preview.0.26103.119", {}, "runtime:10.0", "runtime sdk-version"),
    ("net8.0", "8.0.400-preview.0.24324.5", {"aspnet": True}, "aspnet:8.0", "aspnet sdk-version"),
    ("net11.0", "11.0.100-preview.7", {"aot": True},
     "runtime-deps:11.0.0-preview.7-noble-chiseled-extra",
     "runtime-deps preview-version chiseled extra"),
    ("net11.0", "11.0.100-preview.7", {"rids": "linux-musl-x64", "self_contained": True},
     "runtime-deps:11.0.0-preview.7-alpine", "runtime-deps preview-version alpine"),
    # below 8.0: alpine or nothing
    ("net6.0", NEW, {"rids": "linux-musl-x64", "aspnet": True}, "aspnet:6.0-alpine",
     "aspnet below-8 alpine"),
    ("net7.0", NEW, {"rids": "linux-musl-x64", "aot": True}, "runtime-deps:7.0-alpine",
     "runtime-deps below-8 alpine"),
    ("net7.0", NEW, {"trimmed": True, "self_contained": True}, "runtime-deps:7.0",
     "runtime-deps below-8"),
    ("net6.0", NEW, {"family": "jammy"}, "runtime:6.0-jammy", "runtime below-8 family"),
    ("net6.0", NEW, {"family": "jammy-chiseled"}, "runtime:6.0-jammy-chiseled",
     "runtime below-8 family"),
    # musl
    ("net10.0", NEW, {"rids": "linux-musl-x64"}, "runtime:10.0-alpine",
     "runtime sdk-version alpine"),
    ("net10.0", NEW, {"rids": "linux-musl-x64 linux-musl-arm64", "aspnet": True},
     "aspnet:10.0-alpine", "aspnet sdk-version alpine"),
    ("net10.0", NEW, {"rids": "linux-musl-x64", "aot": True}, "runtime-deps:10.0-alpine-extra",
     "runtime-deps sdk-version alpine extra"),
    ("net10.0", NEW, {"rids": "linux-musl-x64", "aot": True, "invariant": True},
     "runtime-deps:10.0-alpine", "runtime-deps sdk-version alpine"),
    ("net8.0", NEW, {"rids": "linux-musl-arm64", "trimmed": True},
     "runtime-deps:8.0-alpine-extra", "runtime-deps framework-version alpine extra"),
    # native and trimmed
    ("net10.0", NEW, {"aot": True}, "runtime-deps:10.0-noble-chiseled-extra",
     "runtime-deps sdk-version chiseled extra"),
    ("net10.0", NEW, {"aot": True, "invariant": True}, "runtime-deps:10.0-noble-chiseled",
     "runtime-deps sdk-version chiseled"),
    ("net10.0", NEW, {"trimmed": True}, "runtime-deps:10.0-noble-chiseled-extra",
     "runtime-deps sdk-version chiseled extra"),
    ("net10.0", NEW, {"trimmed": True, "invariant": True}, "runtime-deps:10.0-noble-chiseled",
     "runtime-deps sdk-version chiseled"),
    ("net10.0", NEW, {"trimmed": True, "self_contained": False, "aspnet": True},
     "aspnet:10.0-noble-chiseled-extra", "aspnet sdk-version chiseled extra"),
    ("net10.0", NEW, {"invariant": True}, "runtime:10.0", "runtime sdk-version"),
    ("net10.0", NEW, {"aot": True, "rids": "linux-arm64"},
     "runtime-deps:10.0-noble-chiseled-extra", "runtime-deps sdk-version chiseled extra"),
    ("net10.0", NEW, {"rids": "win-x64", "aspnet": True}, "aspnet:10.0", "aspnet sdk-version"),
    # Ubuntu is chosen by the SDK
    ("net8.0", OLD, {"aot": True}, "runtime-deps:8.0-jammy-chiseled-extra",
     "runtime-deps sdk-version chiseled extra"),
    ("net8.0", "8.0.300", {"aot": True}, "runtime-deps:8.0-noble-chiseled-extra",
     "runtime-deps sdk-version chiseled extra"),
    ("net8.0", "8.0.300-preview.24203.14", {"aot": True},
     "runtime-deps:8.0-jammy-chiseled-extra", "runtime-deps sdk-version chiseled extra"),
    ("net8.0", "8.0.299", {"trimmed": True, "invariant": True},
     "runtime-deps:8.0-jammy-chiseled", "runtime-deps sdk-version chiseled"),
    ("net8.0", "9.0.100-preview.1.24101.2", {"trimmed": True, "invariant": True},
     "runtime-deps:8.0-noble-chiseled", "runtime-deps framework-version chiseled"),
    # ContainerFamily
    ("net10.0", NEW, {"family": "alpine"}, "runtime:10.0-alpine", "runtime sdk-version family"),
    ("net10.0", NEW, {"family": "no such"}, "runtime:10.0-no such",
     "runtime sdk-version family"),
    ("net10.0", NEW, {"family": "jammy-chiseled"}, "runtime:10.0-jammy-chiseled-extra",
     "runtime sdk-version family extra"),
    ("net10.0", NEW, {"family": "noble-chiseled", "invariant": True, "aspnet": True},
     "aspnet:10.0-noble-chiseled", "aspnet sdk-version family"),
    ("net10.0", NEW, {"family": "noble-chiseled-extra"}, "runtime:10.0-noble-chiseled-extra",
     "runtime sdk-version family"),
    ("net10.0", NEW, {"family": "noble-chiseled", "rids": "linux-musl-x64"},
     "runtime:10.0-noble-chiseled", "runtime sdk-version family"),
    ("net8.0", OLD, {"family": "noble-chiseled"}, "runtime:8.0-noble-chiseled-extra",
     "runtime sdk-version family extra"),
    ("net10.0", "10.0.100-rc.2.25502.107", {"family": "noble-chiseled"},
     "runtime:10.0.0-rc.2-noble-chiseled", "runtime preview-version family"),
    ("net10.0", NEW, {"family": "noble", "aot": True}, "runtime-deps:10.0-noble",
     "runtime-deps sdk-version family"),
    ("net10.0", NEW, {"family": "alpine", "aot": True}, "runtime-deps:10.0-alpine",
     "runtime-deps sdk-version family"),
]  # fmt: skip


def _facts(facts: dict[str, object]) -> dict[str, object]:
    names = {"family": "container_family", "invariant": "invariant_globalization"}
    return {names.get(name, name): value for name, value in facts.items()}


@pytest.mark.parametrize(("framework", "sdk", "facts", "image", "rules"), TABLE, ids=str)
def test_the_sdk_takes(
    framework: str, sdk: str, facts: dict[str, object], image: str, rules: str
) -> None:
    found = inferred(app(framework, **_facts(facts)), sdk)
    assert (found.reference, found.rules, found.fault) == (MCR + image, tuple(rules.split()), "")


def test_the_base_image_goes_before_all_rules() -> None:
    found = inferred(app(container_base_image="example.org/x:1", aot=True), NEW)
    assert found == ("example.org/x:1", ("base-image",), "")


def test_musl_mixed_with_glibc_is_refused() -> None:
    plain = app(container_family="alpine")
    found = inferred(plain._replace(base_identifiers=("linux-x64", "linux-musl-x64")), NEW)
    assert found.reference == ""
    assert "cannot be mixed" in found.fault


@pytest.mark.parametrize("sdk", ["10.0.100-beta.1", "10.0.100-rc", "10.0.100-preview"])
def test_a_label_that_the_sdk_does_not_know_is_refused(sdk: str) -> None:
    found = inferred(app(), sdk)
    assert (found.reference, found.fault) == ("", f"'{sdk}' is not an SDK version that it knows")


def test_every_rule_fires_and_has_its_sentence() -> None:
    fired = {rule for *_, rules in TABLE for rule in rules.split()} | {"base-image"}
    assert fired == RULES.keys()
    assert len(TABLE) >= 60


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"container_runtime_identifiers": ("linux-musl-x64",)}, "runtime:10.0-alpine"),
        ({"runtime_identifiers": ("linux-musl-x64",)}, "runtime:10.0-alpine"),
        ({"container_runtime_identifier": "linux-musl-x64"}, "runtime:10.0-alpine"),
        ({"runtime_identifier": "linux-musl-x64"}, "runtime:10.0-alpine"),
        (
            {"rids": "linux-x64", "container_runtime_identifier": "linux-musl-x64"},
            "runtime:10.0",
        ),
        (
            {"container_runtime_identifiers": ("linux-musl-x64",),
             "container_runtime_identifier": "linux-x64"},
            "runtime:10.0",
        ),
        ({"runtime_identifiers": ("linux-musl-x64",), "ready_to_run": True}, "runtime:10.0"),
        (
            {
                "container_runtime_identifiers": ("linux-x64",),
                "runtime_identifiers": ("linux-musl-x64",),
            },
            "runtime:10.0",
        ),
        (
            {"container_runtime_identifier": "linux-musl-x64", "runtime_identifier": "linux-x64"},
            "runtime:10.0-alpine",
        ),
    ],
    ids=str,
)  # fmt: skip
def test_the_first_list_of_identifiers_counts(stated: dict[str, object], expected: str) -> None:
    assert inferred(app("net10.0", **stated), NEW).reference == MCR + expected
