"""The picker of the page gives the answers of `dotimg pick`."""

import base64
import json
import re
import zlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page

from dotimg.catalog.model import OVER
from dotimg.catalog.tables import Catalog, bundled_folder
from dotimg.cli import run
from dotimg.explain import Explainer
from dotimg.resolver import content, page_offers, pick, sought, without_digest
from dotimg.resolver.model import NoMatch, Request, marked
from tests.cli.render.page.conftest import opened
from tests.conftest import DAY

# Chooses what each request asks for, and reads what then stands there.
ASK = """(asked) => {
  history.replaceState = () => {};  // browsers slow down whoever calls it so often
  const { elements: fields } = document.getElementById("picker");
  const answer = document.getElementById("answer");
  const texts = (selector) => [...answer.querySelectorAll(selector)].map((one) => one.textContent);
  return asked.map((choices) => {
    for (const [name, value] of Object.entries(choices)) {
      const field = fields[name];
      if (field.type === "checkbox") field.checked = value !== "";
      else field.value = value;
      if (name !== "distroless" && name !== "icu" && name !== "composite") {
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
    const facts = {};
    for (const label of answer.querySelectorAll("dt")) {
      facts[label.textContent] =
        [...label.nextSibling.querySelectorAll("li")].map((one) => one.textContent);
    }
    return { head: answer.querySelector("p").textContent, facts,
      lines: texts(".lines:not(.instead) code"), instead: texts(".instead code") };
  });
}"""
ICU = {"i": True, "n": False}


def requests(table: dict[str, Any]) -> Iterator[tuple[Request, int]]:
    """All that is offered, with the numbers of the answers."""
    for version, purposes in table.items():
        for purpose, apps in purposes.items():
            for app, systems in apps.items():
                for os, variants in systems.items():
                    for letters, architectures in variants.items():
                        icu = next((ICU[letter] for letter in letters if letter in ICU), None)
                        for arch, number in architectures.items():
                            yield (
                                Request(
                                    purpose,
                                    version,
                                    os or None,
                                    arch or None,
                                    app,
                                    distroless="d" in letters,
                                    globalization=icu,
                                    composite="c" in letters,
                                    fixed="f" in letters,
                                ),
                                number,
                            )


@pytest.fixture(scope="session")
def document(page_file: Path) -> dict[str, Any]:
    """What the picker reads."""
    (text,) = re.findall(r'id="offers">([^<]*)<', page_file.read_text("utf-8"))
    found: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(text)))
    return found


@pytest.fixture(scope="session")
def offered(document: dict[str, Any]) -> list[tuple[Request, dict[str, Any]]]:
    answers = document["answers"]
    return [(request, answers[number]) for request, number in requests(document["table"])]


def test_every_answer_is_that_of_pick(
    catalog: Catalog, offered: list[tuple[Request, dict[str, Any]]]
) -> None:
    assert len(offered) > 20_000
    contents: dict[str, Any] = {}
    for request, answer in offered:
        found = pick(catalog, request, DAY)
        if isinstance(found, NoMatch):
            near = list(map(marked, found.nearest, found.statuses))
            assert (answer["no"], answer["nearest"]) == (found.reason, near), request
            continue
        assert (answer["repository"], answer["tag"]) == (found.repository, found.tag.name), request
        assert answer["status"] == found.support.status
        assert found.support.reason in answer["support"], request
        said = (found.why, found.warnings, found.notes)
        assert tuple(answer[name] for name in ("why", "warnings", "notes")) == tuple(
            map(list, said)
        ), request
        if found.reference not in contents:
            contents[found.reference] = content(catalog, found)[0]
        digest = contents[found.reference]
        why_not = "" if digest else str(without_digest(found.tag.name))
        assert (answer["digest"], answer["unpinned"]) == (digest, why_not), request


def test_it_offers_everything_that_pick_has_an_answer_for(
    catalog: Catalog, offered: list[tuple[Request, dict[str, Any]]]
) -> None:
    asked = {request for request, _ in offered}
    assert len(asked) == len(offered)
    families = tuple(catalog.traits["families"])
    plain = {one[:5] for one in asked}
    for channel in page_offers.channels(catalog):
        offered_ones = (None, *page_offers.families_of(catalog, channel))
        for purpose, os, app in product(("run", "build"), offered_ones, catalog.traits["apps"]):
            assert (purpose, channel.name, os, None, app) in plain
    channels = [one.name for one in page_offers.channels(catalog)]
    every = product(
        ("run",),
        channels,
        (None, *families, *(catalog.systems.keys() - {"linux"})),
        (None, "amd64", "arm64", "arm"),
        catalog.traits["apps"],
        (False, True),
        (None, True, False),
        (False, True),
        (False, True),
    )
    missed = [
        request
        for request in list(map(Request._make, ((*one, False, ()) for one in every)))[::97]
        if request not in asked and sought(catalog, request, DAY)
    ]
    assert missed == []


def choices(request: Request, *, digest: bool = False) -> dict[str, str]:
    icu = {None: "", True: "i", False: "n"}[request.globalization]
    return {
        "version": request.version,
        "purpose": request.purpose,
        "app": request.app,
        "os": request.os or "",
        "distroless": "d" if request.distroless else "",
        "icu": icu,
        "composite": "c" if request.composite else "",
        "fixed": "f" if request.fixed else "",
        "arch": request.arch or "",
        "digest": "on" if digest else "",
    }


def test_what_is_chosen_is_what_is_shown_and_what_the_command_gives(
    catalog: Catalog,
    page: Page,
    offered: list[tuple[Request, dict[str, Any]]],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOTIMG_CATALOG", bundled_folder())
    explainer = Explainer(catalog, DAY, history=False)
    sample = [*offered[::60], *[one for one in offered if one[0].composite][::40]]
    asked = [choices(one, digest=number % 3 == 0) for number, (one, _) in enumerate(sample)]
    digests = {
        f"{one['repository']}:{one['tag']}": f"@{one['digest']}"
        for _, one in offered
        if one.get("digest")
    }
    replaced = also_pinned = 0
    for number, shown in enumerate(page.evaluate(ASK, asked)):
        _, answer = sample[number]
        *lines, command = shown["lines"]
        pinned = asked[number]["digest"] != ""
        no = answer.get("no") or (pinned and answer["unpinned"])
        if no:
            assert (shown["head"], lines) == (no, answer.get("nearest", [])), asked[number]
        else:
            reference = f"{answer['repository']}:{answer['tag']}"
            over = answer["status"] in OVER
            instead = explainer.explain(reference).replacement if over else None
            instead = instead and instead + (digests.get(instead, "") if pinned else "")
            assert shown["instead"] == ([instead] if instead else []), asked[number]
            also_pinned += "@" in (instead or "")
            replaced += bool(instead)
            reference += f"@{answer['digest']}" if pinned else ""
            expected = [reference, f"FROM {reference}", f"docker pull {reference}"]
            assert lines == expected, asked[number]
            said = {"why": "why", "warning": "warnings", "note": "notes"}
            for label, key in said.items():
                assert shown["facts"].get(label, []) == answer[key], asked[number]
        if number % 5:
            continue
        program, *arguments = command.split(" ")
        assert program == "dotimg"
        code = run(["-q", "--today", DAY, *arguments])
        out, err = capfd.readouterr()
        near = f"; nearest: {', '.join(lines)}" if lines else ""
        assert (out, err) == (("", f"dotimg: {no}{near}\n") if code else (f"{lines[0]}\n", ""))
    assert replaced > 50
    assert also_pinned > 10


def test_what_is_not_offered_cannot_be_chosen(page: Page) -> None:
    page.select_option("[name=version]", "8.0")
    assert page.is_enabled("[name=distroless]")
    page.check("[name=distroless]")
    assert page.inner_text("#answer code >> nth=0").endswith("aspnet:8.0-noble-chiseled")
    page.select_option("[name=version]", "3.1")
    assert page.is_disabled("[name=distroless]")
    assert not page.is_checked("[name=distroless]")
    page.select_option("[name=purpose]", "build")
    assert page.is_disabled("[name=icu]")
    assert page.is_enabled("[name=fixed]")


def test_retired_choices_are_marked(page: Page) -> None:
    labels = page.locator("[name=version] option").all_inner_texts()
    assert "8.0 LTS, ended 2026-11-10" in labels
    page.select_option("[name=version]", "10.0")
    labels = page.locator("[name=os] option").all_inner_texts()
    assert "Alpine 3.22 (alpine3.22), retired" in labels
    assert "Alpine 3.24 (alpine3.24)" in labels
    page.select_option("[name=os]", "alpine3.22")
    assert page.locator("#answer .badge").get_attribute("class") == "badge retired"
    instead = page.inner_text("#answer .instead code")
    assert instead == "mcr.microsoft.com/dotnet/aspnet:10.0-alpine3.24"


def test_platforms_are_told_with_sizes(page: Page) -> None:
    text = page.inner_text("#answer")
    assert "linux/amd64 on Ubuntu 24.04, 95.9 MB" in text


def test_it_begins_with_what_pick_takes_by_itself(page: Page) -> None:
    assert page.inner_text("#answer code >> nth=0") == "mcr.microsoft.com/dotnet/aspnet:10.0"
    assert page.inner_text("#answer code >> nth=3") == "dotimg pick --version 10.0"


def test_a_choice_that_is_not_offered_any_more_gives_way_to_the_nearest(page: Page) -> None:
    page.select_option("[name=version]", "8.0")
    page.select_option("[name=os]", "alpine3.18")
    page.select_option("[name=arch]", "arm64")
    page.select_option("[name=version]", "10.0")
    assert page.input_value("[name=os]") == "alpine"
    assert page.input_value("[name=arch]") == "arm64"
    assert page.inner_text("#answer code >> nth=0").endswith("aspnet:10.0-alpine")


def test_the_address_remembers_what_was_chosen(page: Page, page_file: Path) -> None:
    page.select_option("[name=version]", "5.0")
    page.select_option("[name=purpose]", "build")
    page.select_option("[name=os]", "alpine")
    page.check("[name=fixed]")
    page.check("[name=digest]")
    page.select_option("#repository", "aspnet")
    page.get_by_role("link", name="Images").click()
    address = page.evaluate("location.search + location.hash")
    assert address.endswith("#images")
    answer = page.inner_text("#answer")
    page.goto("about:blank")
    again = opened(page, page_file, address)
    assert again.inner_text("#answer") == answer
    assert "/sdk:5.0.408-alpine3.15@sha256:" in again.inner_text("#answer code >> nth=0")
    assert again.inner_text("#missing") == ""


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?version=99.0", 'version "99.0"'),
        (
            "?version=8&os=<img src=x onerror=alert(1)>",
            'version "8", os "<img src=x onerror=alert(1)>"',
        ),
        (
            "?app=service&arch=mips&distroless=yes&icu=maybe&repository=asp",
            'repository "asp", app "service", distroless "yes", icu "maybe", arch "mips"',
        ),
        (f"?os={'x' * 50}", f'os "{"x" * 40}..."'),
        ("?%&app=&arch=#images", ""),
        ("?length=1&0=8.0&submit=x&utm_source=x#version=8.0", ""),
    ],
)
def test_what_an_address_asks_for_in_vain_is_said(
    blank: Page, page_file: Path, query: str, said: str
) -> None:
    faults: list[str] = []

    def note(error: Error) -> None:
        faults.append(str(error))

    blank.on("pageerror", note)
    page = opened(blank, page_file, query)
    assert page.inner_text("#answer code >> nth=0") == "mcr.microsoft.com/dotnet/aspnet:10.0"
    assert faults == []
    line = f"Not on this page: {said}. The nearest choice is shown instead." if said else ""
    assert page.inner_text("#missing") == line
    page.select_option("[name=purpose]", "build")
    assert page.inner_text("#missing") == ""
    blank.remove_listener("pageerror", note)


def test_a_choice_that_goes_with_no_other_is_said_too(blank: Page, page_file: Path) -> None:
    page = opened(blank, page_file, "?version=10.0&os=alpine3.18&fixed=f")
    assert page.inner_text("#answer code >> nth=0").startswith(
        "mcr.microsoft.com/dotnet/aspnet:10.0."
    )
    assert 'Not on this page: os "alpine3.18".' in page.inner_text("#missing")
