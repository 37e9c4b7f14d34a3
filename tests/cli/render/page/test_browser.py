"""The page as a person meets it: found by typing, by keyboard, on a phone, on paper."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page

from dotimg.catalog.tables import Catalog
from dotimg.cli.render.explanation import facts
from dotimg.explain import Explainer
from dotimg.resolver.listing import Filter, listing
from tests.cli.render.page.conftest import opened
from tests.conftest import DAY


def test_it_asks_nothing_of_any_network(context: BrowserContext, page_file: Path) -> None:
    asked: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: said.append(message.text))
    page = opened(context.new_page(), page_file)
    page.fill("#query", "aspnet 8.0")
    page.select_option("[name=version]", "8.0")
    assert asked == [page_file.as_uri()]
    assert said == []
    assert page.evaluate("fetch('https://example.com').catch((fault) => fault.name)") == "TypeError"
    assert len(asked) == 1


def test_it_is_small(page_file: Path) -> None:
    assert 500_000 < page_file.stat().st_size < 1_300_000


def test_any_tag_is_found_by_typing_it(catalog: Catalog, page: Page) -> None:
    tags = [f"{path}:{tag.name}" for path, _, tag in catalog.all_tags()]
    assert page.inner_text("#found") == f"{len(tags)} tags"
    for reference in tags[::1800]:
        page.fill("#query", reference)
        assert page.inner_text("#results code >> nth=0") == reference


def test_a_tag_is_explained_as_explain_does(catalog: Catalog, page: Page) -> None:
    explainer = Explainer(catalog, DAY, history=False)
    tags = [f"{path}:{tag.name}" for path, _, tag in catalog.all_tags()]
    for reference in [*tags[150::1500], "mcr.microsoft.com/dotnet/sdk:10.0"]:
        page.fill("#query", reference)
        first = page.locator("#results details").first
        if first.get_attribute("open") is None:
            first.locator("summary").click()
        found = explainer.explain(reference)
        assert first.locator("p").inner_text() == found.sentence
        labels = first.locator("dt").all_inner_texts()
        texts = first.locator("dd").all_inner_texts()
        assert list(zip(labels, texts, strict=True)) == list(facts(found))


def test_words_may_stand_in_any_order_and_the_best_comes_first(
    catalog: Catalog, page: Page
) -> None:
    tags = [f"{path}:{tag.name}" for path, _, tag in catalog.all_tags()]
    wanted = [tag for tag in tags if "alpine3.18" in tag and "aspnet" in tag and "8.0" in tag]
    page.fill("#query", "  ALPINE3.18 aspnet  8.0 ")
    count = f"{len(wanted)} of {len(tags)} tags"
    assert page.inner_text("#found") == f"{count}, the first 50 are shown"
    page.fill("#query", "mcr alpine3.18 aspnet 8.0-al")
    shown = page.locator("#results code").all_inner_texts()
    assert shown == [tag for tag in wanted if ":8.0-al" in tag] != []
    page.fill("#query", "aspnet 8.0")
    assert page.inner_text("#results code >> nth=0").endswith("/aspnet:8.0")
    page.fill("#query", "<b>no such</b>")
    assert page.inner_text("#found") == f"0 of {len(tags)} tags"


def test_the_table_is_that_of_list(catalog: Catalog, page: Page) -> None:
    sizes = {
        row.reference: f"{size / 1e6:.1f}" if (size := row.platforms[0].size) else ""
        for row in listing(catalog, Filter(), DAY)
    }
    shown = page.evaluate(
        "[...document.querySelectorAll('.listed tbody tr')].map((row) =>"
        " [row.querySelector('code').title, row.cells[2].textContent])"
    )
    assert dict(shown) == sizes
    assert len(shown) == len(sizes)


def test_the_table_is_grouped_by_channel_and_what_is_chosen_is_open(
    catalog: Catalog, page: Page
) -> None:
    groups = page.locator("details.group")
    own = {path for path in catalog.paths() if catalog.repository(path).product == "own"}
    rows = [row for row in listing(catalog, Filter(), DAY) if row.repository not in own]
    listed = [one.name for one in (*catalog.channels, *catalog.framework)]
    names = [name for name in listed if name in {row.channel for row in rows}]
    ids = groups.evaluate_all("(all) => all.map((one) => one.id)")
    assert ids == [*(f"images-{name}" for name in names), "images-other"]
    for name in names:
        rows_of = page.locator(f"[id='images-{name}'] tbody tr")
        assert rows_of.count() == sum(row.channel == name for row in rows)
    assert page.locator("details.group[open]").evaluate_all(
        "(all) => all.map((one) => one.id)"
    ) == ["images-10.0"]
    page.get_by_role("button", name="Expand all").click()
    assert page.locator("details.group[open]").count() == len(ids)
    page.get_by_role("button", name="Collapse all").click()
    assert page.locator("details.group[open]").count() == 0
    page.locator("details.group summary").first.click()
    assert page.locator("details.group[open]").count() == 1


def visible(page: Page) -> list[str]:
    names: list[str] = page.locator(".listed tbody tr:not([hidden]) th").all_text_contents()
    return [name.strip() for name in names]


def test_the_table_filters_by_words_and_repository(page: Page) -> None:
    everything = visible(page)
    page.fill("#filter", "alpine extra")
    wanted = [name for name in everything if "alpine" in name and "extra" in name]
    assert visible(page) == wanted != []
    assert page.inner_text("#shown") == f"{len(wanted)} of {len(everything)} images"
    page.select_option("#repository", "runtime")
    assert visible(page) == [name for name in wanted if name.startswith("runtime:")] != []
    page.fill("#filter", "")
    page.select_option("#repository", "")
    assert visible(page) == everything
    assert page.inner_text("#shown") == f"{len(everything)} images"


def test_a_group_without_what_is_sought_is_hidden_and_the_others_open(page: Page) -> None:
    page.fill("#filter", "monitor")
    assert page.locator("details.group:not([hidden])").evaluate_all(
        "(all) => all.map((one) => [one.id, one.open])"
    ) == [["images-other", True]]
    page.fill("#filter", "")
    assert page.locator("details.group[hidden]").count() == 0
    assert page.locator("details.group[open]").count() == 1


def test_a_table_sorts_by_size_and_back(page: Page) -> None:
    before = visible(page)
    group = page.locator("[id='images-10.0']")
    button = group.get_by_role("button", name="MB")
    heading = group.locator("thead th").nth(2)

    def sizes() -> list[float]:
        texts = group.locator("tbody td:nth-child(3)").all_text_contents()
        return [float(text or 0) for text in texts]

    button.click()
    assert heading.get_attribute("aria-sort") == "ascending"
    assert sizes() == sorted(sizes())
    button.press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    assert sizes() == sorted(sizes(), reverse=True)
    button.press("Space")
    assert heading.get_attribute("aria-sort") is None
    assert visible(page) == before


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ("?q=aspnet+8.0", "#query", "aspnet 8.0"),
        ("?filter=alpine", "#filter", "alpine"),
        ("?repository=sdk", "#repository", "sdk"),
        ("?repository=none", "#repository", ""),
    ],
)
def test_an_address_restores_what_was_typed(
    blank: Page, page_file: Path, query: str, field: str, value: str
) -> None:
    page = opened(blank, page_file, query)
    assert page.input_value(field) == value
    if field == "#query":
        assert page.locator("#results li").count() == 50
    page.fill("#query", "sdk:10.0")
    assert "q=sdk%3A10.0" in page.evaluate("location.search")
    page.fill("#query", "")
    assert "q=" not in page.evaluate("location.search")


def test_an_address_opens_the_group_that_it_names(blank: Page, page_file: Path) -> None:
    page = opened(blank, page_file, "#images-11.0")
    assert page.locator("[id='images-11.0'][open]").count() == 1
    page.evaluate("location.hash = '#images-other'")
    page.wait_for_selector("#images-other[open]")
    assert page.locator("#images-other table").is_visible()


def test_the_line_of_copy_is_what_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy Dockerfile").click()
    page.locator("button", has_text="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "FROM mcr.microsoft.com/dotnet/aspnet:10.0"


def test_where_copying_is_not_allowed_the_line_is_selected(page: Page) -> None:
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy reference").click()
    assert page.evaluate("getSelection().toString()") == "mcr.microsoft.com/dotnet/aspnet:10.0"


def test_the_keyboard_reaches_everything(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("(({ name, id, ariaLabel, tagName: tag, textContent: text }) => "
                          "name || id || ariaLabel || (tag === 'BUTTON' ? text : tag))"
                          "(document.activeElement)")
        )  # fmt: skip
    assert reached[:14] == [
        *("version", "purpose", "app", "os", "arch", "icu"),
        *("distroless", "composite", "fixed", "digest"),
        *("Copy reference", "Copy Dockerfile", "Copy pull", "Copy command"),
    ]
    assert {"query", "filter", "repository", "expand", "collapse", "MB"} <= set(reached)


def test_a_change_is_announced(page: Page) -> None:
    assert page.get_attribute("#answer", "aria-live") == "polite"
    for status in ("#found", "#shown"):
        assert page.get_attribute(status, "role") == "status"


def test_search_results_tell_what_is_supported_at_a_glance(page: Page) -> None:
    for reference, status in (
        ("dotnet/sdk:10.0", "supported"),
        ("dotnet/sdk:8.0", "ended"),
        ("dotnet/aspnet:3.1-alpine3.12", "retired"),
        ("dotnet/sdk:11.0-preview", "preview"),
    ):
        page.fill("#query", f"mcr.microsoft.com/{reference}")
        badge = page.locator("#results summary .badge").first
        assert badge.get_attribute("class") == f"badge {status}"


def test_search_results_tell_what_to_use_instead(catalog: Catalog, page: Page) -> None:
    explainer = Explainer(catalog, DAY, history=False)
    for reference in ("dotnet/sdk:10.0", "dotnet/sdk:8.0", "dotnet/aspnet:3.1-alpine3.12"):
        page.fill("#query", f"mcr.microsoft.com/{reference}")
        fix = page.locator("#results summary .fix").first.inner_text()
        assert fix == explainer.explain(f"mcr.microsoft.com/{reference}").scanner != ""


def test_a_row_of_the_table_copies_the_whole_reference(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy sdk:10.0-noble", exact=True).click()
    page.locator("button", has_text="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "mcr.microsoft.com/dotnet/sdk:10.0-noble"


def test_the_theme_can_be_changed_and_back(page: Page) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(background)
    page.get_by_role("button", name="Dark theme").click()
    assert page.evaluate(background) != before
    page.get_by_role("button", name="Light theme").click()
    assert page.evaluate(background) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_an_audit_finds_no_barrier(
    browser: Browser, page_file: Path, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 900}
    with browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True) as context:  # type: ignore[arg-type]  # one of playwright's literals
        page = opened(context.new_page(), page_file, "?os=alpine3.18&version=8.0")
        page.fill("#query", "mcr.microsoft.com/dotnet/aspnet:8.0-alpine3.18")
        page.locator("#results summary").first.click()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (background == "rgb(255, 255, 255)") == (scheme == "light")


# The choices that a closed list cuts off, but for systems, whose names may be long.
CUT = """() => [...document.querySelectorAll("select:not([name=os])")].flatMap((select) => {
  const style = getComputedStyle(select), pen = document.createElement("canvas").getContext("2d");
  const arrow = 20, room = select.clientWidth - 2 * parseFloat(style.paddingLeft) - arrow;
  pen.font = style.font;
  const isCut = (text) => pen.measureText(text).width > room;
  return [...select.options].map((one) => one.text).filter(isCut);
})"""


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 1920])
def test_nothing_is_wider_than_its_place(blank: Page, page_file: Path, width: int) -> None:
    blank.set_viewport_size({"width": width, "height": 800})
    page = opened(blank, page_file, "?os=alpine")
    page.fill("#query", "sdk windowsservercore-ltsc2022")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT) == []
    lines = "(all) => all.map((one) => new Set([...one.getClientRects()].map((it) => it.top)).size)"
    options = page.locator(":is(#answer, #results) .option").evaluate_all(lines)
    assert len(options) > 1
    assert set(options) == {1}
    # A name begins on the line of its triangle.
    beginnings = page.locator("#results summary").evaluate_all(
        "(all) => all.map((one) =>"
        " one.firstChild.getClientRects()[0].top - one.getBoundingClientRect().top)"
    )
    assert len(beginnings) > 1
    assert max(beginnings) < 20


def test_the_day_is_marked_in_every_row_between_what_ended_and_what_goes_on(page: Page) -> None:
    rows = page.locator(".chart tbody tr")
    assert rows.count() == page.locator(".chart .now").count() > 20

    def sides(title: str, mark: str) -> tuple[float, float]:
        row = rows.filter(has=page.locator("th", has_text=title))
        box = row.locator(f"svg {mark}").bounding_box()
        assert box is not None
        return box["x"], box["x"] + box["width"]

    now, _ = sides(".NET 10.0 LTS", ".now")
    assert sides(".NET 8.0 LTS", ".now")[0] == now
    assert sides(".NET 8.0 LTS", ".bar")[1] < now
    start, end = sides(".NET 10.0 LTS", ".bar")
    assert start < now < end


def test_on_paper_there_are_tables_and_no_controls(page: Page) -> None:
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert not page.locator("#find").is_visible()
    assert not page.get_by_role("button", name="Copy pull").is_visible()
    assert not page.locator("#filter").is_visible()
    assert page.locator(".listed thead").first.inner_text().split()[0] == "Image"
    for table in page.locator(".listed tbody").all():  # in groups that are closed too
        assert table.is_visible()
    assert page.locator(".chart").is_visible()
    line = page.locator("#answer code").first.bounding_box()
    assert line is not None
    assert line["width"] > line["height"] * 5  # in one line, not a letter on each
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_browser_that_cannot_unpack_says_so(context: BrowserContext, page_file: Path) -> None:
    context.add_init_script("delete globalThis.DecompressionStream")
    page = context.new_page()
    page.goto(page_file.as_uri())
    text = "This browser cannot read the data of the page: DecompressionStream is not defined"
    page.get_by_text(text).wait_for()


def test_without_scripts_the_tables_are_there_and_it_says_so(
    browser: Browser, page_file: Path
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        assert page.locator(".listed tbody tr").count() > 100
        assert page.locator(".chart svg .bar").count() > 10
        assert "need scripts" in page.inner_text("#pick")
        for control in ("#picker", "#answer", "#query", "#filter"):
            assert not page.locator(control).is_visible()
