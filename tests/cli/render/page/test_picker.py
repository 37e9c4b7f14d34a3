"""The picker of the page, in a browser, gives the answers of `dotimg pick`."""

from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from dotimg.catalog.tables import Catalog, bundled_folder
from dotimg.cli import run
from dotimg.resolver import pick, sought
from dotimg.resolver.model import NoMatch, Request, marked
from tests.cli.render.page.conftest import opened
from tests.conftest import DAY

# Chooses whatever the form offers, one after the other, and reads what then stands there.
ASK_EVERYTHING = """() => {
  history.replaceState = () => {};  // browsers slow down whoever calls it so often
  const fields = document.getElementById("picker").elements;
  const answer = document.getElementById("answer");
  const options = (name) => [...fields[name].options].map((option) => option.value);
  const texts = (selector) => [...answer.querySelectorAll(selector)].map((one) => one.textContent);
  const found = [];
  const ask = (names, chosen) => {
    if (!names.length) {
      const facts = {};
      for (const label of answer.querySelectorAll("dt")) {
        facts[label.textContent] =
          [...label.nextSibling.querySelectorAll("li")].map((one) => one.textContent);
      }
      found.push({ chosen, head: answer.querySelector("p").textContent,
        lines: texts(".lines code"), facts });
      return;
    }
    for (const value of options(names[0])) {
      fields[names[0]].value = value;
      fields[names[0]].dispatchEvent(new Event("change", { bubbles: true }));
      ask(names.slice(1), { ...chosen, [names[0]]: value });
    }
  };
  ask(["version", "purpose", "app", "os", "arch"], {});
  return found;
}"""


class Shown(NamedTuple):
    request: Request
    head: str
    lines: list[str]
    facts: dict[str, list[str]]


def everything(page: Page) -> list[Shown]:
    return [
        Shown(request_of(one["chosen"]), one["head"], one["lines"], one["facts"])
        for one in page.evaluate(ASK_EVERYTHING)
    ]


def request_of(chosen: dict[str, str]) -> Request:
    return Request(
        chosen["purpose"],  # type: ignore[arg-type]
        chosen["version"],
        chosen["os"] or None,
        chosen["arch"] or None,
        chosen["app"],  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def shown(browser: Browser, page_file: Path) -> list[Shown]:
    with browser.new_context() as context:
        return everything(opened(context, page_file))


def test_every_answer_is_that_of_pick(catalog: Catalog, shown: list[Shown]) -> None:
    for one in shown:
        found = pick(catalog, one.request, DAY)
        if isinstance(found, NoMatch):
            near = list(map(marked, found.nearest, found.statuses))
            assert (one.head, one.lines[:-1]) == (found.reason, near), one
            continue
        reference = f"{found.repository}:{found.tag.name}"
        lines = [reference, f"FROM {reference}", f"docker pull {reference}"]
        assert one.lines[:-1] == lines, one
        assert found.support.reason in one.head, one
        said = {"why": found.why, "warning": found.warnings, "note": found.notes}
        for label, texts in said.items():
            assert one.facts.get(label, []) == list(texts), one


def test_it_offers_every_channel_and_family_and_system(
    catalog: Catalog, shown: list[Shown]
) -> None:
    assert len(shown) > 5_000
    assert len({one.request for one in shown}) == len(shown)
    channels = [one.name for one in (*catalog.channels, *catalog.framework)]
    assert list(dict.fromkeys(one.request.version for one in shown)) == channels
    for channel in channels:
        offered = {one.request.os for one in shown if one.request.version == channel}
        assert {None, *catalog.traits["families"]} <= offered
        for release in catalog.systems.keys() - {"linux"}:  # no release, but a kind
            asked = (
                Request("run", channel, release, app="self-contained"),
                Request("build", channel, release),
                Request("run", channel, release),
            )
            answered = (sought(catalog, one, DAY) for one in asked)
            assert release in offered or not any(answered)


def test_the_command_gives_the_same_answer_in_a_shell(
    shown: list[Shown], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOTIMG_CATALOG", bundled_folder())
    for one in shown[::90]:
        program, *arguments = one.lines[-1].split(" ")
        assert program == "dotimg"
        code = run(["-q", "--today", DAY, *arguments])
        out, err = capfd.readouterr()
        if code == 0:
            assert out == f"{one.lines[0]}\n"
        else:
            assert err == f"dotimg: {one.head}; nearest: {', '.join(one.lines[:-1])}\n"


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


def test_the_address_remembers_what_was_chosen(
    context: BrowserContext, page: Page, page_file: Path
) -> None:
    page.select_option("[name=version]", "5.0")
    page.select_option("[name=purpose]", "build")
    page.select_option("[name=os]", "alpine")
    page.get_by_role("link", name="Images").click()
    address = page.evaluate("location.search + location.hash")
    assert address.endswith("#images")
    again = opened(context, page_file, address)
    assert again.inner_text("#answer") == page.inner_text("#answer")
    assert again.inner_text("#answer code >> nth=0").endswith("sdk:5.0-alpine")


@pytest.mark.parametrize(
    "query",
    [
        *("?version=99", "?version=8", "?os=<img src=x onerror=alert(1)>", "#images", "?%"),
        *("?app=&arch=", "?length=1&0=8.0&submit=x", "#version=8.0"),
    ],
)
def test_an_address_that_says_nothing_useful_does_no_harm(
    context: BrowserContext, page_file: Path, query: str
) -> None:
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    page = opened(context, page_file, query)
    assert page.inner_text("#answer code >> nth=0") == "mcr.microsoft.com/dotnet/aspnet:10.0"
    assert faults == []
