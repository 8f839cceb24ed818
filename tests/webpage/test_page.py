"""The page: one file, safe whatever the program contains, and moved by keys in a real browser."""

import json
import re
import shutil
import subprocess

import pytest

from asynclearn.explaining.story import CodeLine, Lane, Step, StepKind, Story
from asynclearn.explaining.tell import tell
from asynclearn.webpage.page import Page, page
from tests.explaining.conftest import read_run

EVIL = "</script><script>alert(1)</script><!-- & @@STORY@@"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER = next((path for name in BROWSERS if (path := shutil.which(name))), None)

REPORT = """
<script>
const seen = [];
addEventListener("error", (event) => seen.push(`error ${event.message}`));
addEventListener("securitypolicyviolation", (event) => seen.push(`refused ${event.blockedURI}`));
console.error = (...words) => seen.push(`console ${words.join(" ")}`);
addEventListener("load", () => {
  const marked = () => document.querySelector('.step[aria-selected="true"]').id;
  const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key }));
  const told = { focus: document.activeElement.id, start: marked() };
  press("ArrowDown"); press("ArrowDown"); told.down = marked();
  told.line = document.querySelector(".code-line[aria-current]").textContent;
  const texts = (which) => [...document.querySelectorAll(which)].map((each) => each.textContent);
  told.printed = texts(".output:not(.later)");
  press("ArrowUp"); told.up = marked();
  press("End"); told.end = marked();
  press("Home"); told.home = marked();
  press("d"); told.details = document.querySelectorAll(".step").length;
  told.active = document.getElementById("steps").getAttribute("aria-activedescendant");
  told.requests = performance.getEntriesByType("resource").map((entry) => entry.name);
  told.heads = texts(".head");
  told.notes = document.getElementById("notes").textContent;
  told.wide = document.documentElement.scrollWidth > innerWidth;
  told.seen = seen;
  const report = document.createElement("pre");
  report.id = "report";
  report.textContent = JSON.stringify(told);
  document.body.append(report);
});
</script>
"""


def page_of(run="break"):
    source, outcome = read_run(run)
    return page(tell(outcome, source), Page("program.py", "It finished.", outcome.stdout))


def story_as_json(text):
    [script] = re.findall(r'<script type="application/json" id="story">(.*?)</script>', text)
    return json.loads(script)


def test_the_page_asks_for_nothing_from_outside():
    text = page_of()

    assert "default-src 'none'" in text
    assert re.findall(r"(?:src|href)\s*=|url\(|@import|https?:|fetch\(|XMLHttpRequest", text) == []


def test_nothing_that_a_program_contains_breaks_out_of_the_page():
    step = Step(0, StepKind.PRINTS, f"prints `{EVIL}`", 0.0, 1, EVIL, (1,), (1,))
    story = Story(EVIL, (Lane(EVIL, EVIL),), (step,), (step,), (CodeLine(1, EVIL),), (EVIL,))

    text = page(story, Page(EVIL, EVIL, EVIL))

    assert "<script>alert" not in text
    assert text.count("</script>") == page_of().count("</script>")
    told = story_as_json(text)
    assert told["code"] == [{"number": 1, "text": EVIL}]
    assert told["steps"][0]["text"] == f"prints `{EVIL}`"


def test_a_browser_without_scripts_shows_the_sentences():
    [sentences] = re.findall(r"<noscript>(.*?)</noscript>", page_of(), re.DOTALL)

    assert "<li>`main()` begins.</li>" in sentences


def test_a_story_without_steps_has_a_page_too():
    story = Story("t", (), (), (), (), ("This run was not recorded.",))

    assert story_as_json(page(story, Page("p.py", "It finished.", "")))["steps"] == []


@pytest.fixture(scope="module")
def in_browser(tmp_path_factory):
    """What a page tells of itself in a headless Chromium: `in_browser(text)`."""
    if BROWSER is None:
        pytest.skip(f"no browser is here: none of {', '.join(BROWSERS)}")
    folder = tmp_path_factory.mktemp("browser")

    def look(text, width=1200):
        # The page's own policy holds in the copy as well: its scripts are inline, and so is this.
        file = folder / "page.html"
        file.write_text(text.replace("<style>", f"{REPORT}<style>", 1), encoding="utf-8")
        done = subprocess.run(
            [
                BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
                f"--user-data-dir={folder / 'profile'}", f"--window-size={width},800",
                "--virtual-time-budget=3000", file.as_uri(),
            ],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )  # fmt: skip
        [report] = re.findall(r'<pre id="report">(.*?)</pre>', done.stdout, re.DOTALL)
        return json.loads(report.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))

    return look


@pytest.mark.slow
def test_the_keys_move_through_the_page_without_an_error_or_a_request(in_browser):
    told = in_browser(page_of())

    assert (told["seen"], told["requests"]) == ([], [])
    assert told["focus"] == "steps"
    places = [told[each] for each in ("start", "down", "up", "end", "home")]
    assert places == ["step-0", "step-2", "step-1", "step-9", "step-0"]
    assert told["line"].endswith("print(row)")
    assert told["printed"] == ["row 1"]
    assert told["details"] == len(story_as_json(page_of())["details"])
    assert told["active"] == "step-1"  # the first is that of the module, which makes `main()`
    assert told["heads"][:2] == ["the program", "main()"]


@pytest.mark.slow
def test_an_evil_program_is_only_text_in_the_browser(in_browser):
    steps = tuple(
        Step(0, StepKind.PRINTS, f"prints `{EVIL}`", 0.0, 1, EVIL, (1,), (number,))
        for number in range(3)
    )
    story = Story(EVIL, (Lane(EVIL, EVIL),), steps, steps, (CodeLine(1, EVIL),), (EVIL,))

    told = in_browser(page(story, Page(EVIL, EVIL, EVIL)))

    assert (told["seen"], told["heads"]) == ([], [EVIL])
    assert told["notes"] == EVIL


@pytest.mark.slow
def test_a_phone_is_wide_enough(in_browser):
    assert in_browser(page_of("queue"), width=500)["wide"] is False
