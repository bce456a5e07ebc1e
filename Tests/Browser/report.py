"""What the page of `render report` does in a browser; each check is one promise."""

import base64
import os
import subprocess
import time

from promises import Promises

LARGEST = 6_000_000
READY = "document.readyState === 'complete'"
CHECKS = Promises()
check = CHECKS.add


class Report:
    """A page made of a run, open in a browser."""

    def __init__(self, browser, binaries, run, data, folder):
        self.browser, self.folder = browser, folder
        self.path = os.path.join(folder, "report.html")
        start = time.monotonic()
        subprocess.run(
            [os.path.join(binaries, "render"), "report", "--run", run, "--data", data, "--output",
             self.path, "--quiet"], check=True)
        self.seconds = time.monotonic() - start

    def open(self):
        self.browser.open(self.path)
        self.browser.wait(READY)

    def expect_quiet(self):
        """No complaint of the browser, no request but for the file."""
        assert not self.browser.problems, self.browser.problems
        others = [url for url in self.browser.requests
                  if not url.startswith("data:") and url != "file://" + os.path.abspath(self.path)]
        assert not others, others

    def sources(self):
        return self.browser.value(
            "[...document.querySelectorAll('[data-picture]:not([hidden]) img')].map((x) => x.src)")


@check
def the_page_is_made_and_opens_without_a_network(report):
    report.open()
    report.expect_quiet()
    size = os.path.getsize(report.path)
    assert size <= LARGEST, size
    broken = report.browser.value(
        "[...document.images].filter((x) => x.offsetParent && !x.naturalWidth).length")
    assert broken == 0, broken
    return f"{size:,} bytes in {report.seconds:.1f} s"


@check
def one_slider_drives_every_picture(report):
    browser = report.browser
    report.open()
    names = browser.value("JSON.parse(document.getElementById('data').textContent).epochs.map((x) => x.name)")
    if len(names) < 2:
        return "one epoch, no slider"
    def move(index):
        browser.value(f"""(() => {{ const slider = document.getElementById('epoch');
          slider.value = {index}; slider.dispatchEvent(new Event('input')); }})()""")
    move(0)
    first = report.sources()
    move(len(names) - 1)
    last = report.sources()
    assert len(first) == len(last) >= 2
    assert all(a != b for a, b in zip(first, last)), "a picture stays"
    browser.value("document.getElementById('epoch').focus()")
    browser.press("Home")
    browser.press("ArrowRight")
    assert browser.value("document.getElementById('epoch-name').textContent") == names[1]
    assert browser.value("document.getElementById('epoch').getAttribute('aria-valuetext')") == names[1]
    headings = browser.value(
        "[...document.querySelectorAll('[data-epoch-of]')].map((x) => x.textContent)")
    assert set(headings) == {"of " + names[1]}, headings
    browser.click("before")
    assert report.sources() == first
    report.expect_quiet()
    return f"{len(names)} epochs"


@check
def the_page_is_whole_without_scripts(report):
    browser = report.browser
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        report.open()
        # The protocol's own expressions still run.
        assert browser.value("document.getElementById('bar').hidden")
        assert len(report.sources()) >= 2
        assert browser.value("document.querySelectorAll('.progress img').length") >= 1
        browser.picture(os.path.join(report.folder, "report-no-script.png"))
        report.expect_quiet()
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


@check
def the_page_fits_every_window_and_preference(report):
    browser = report.browser
    for name, width, height, scheme in [
        ("light", 1280, 900, "light"), ("dark", 1280, 900, "dark"), ("narrow", 360, 740, "light"),
        ("projector", 1920, 1080, "light"),
    ]:
        browser.resize(width, height, scheme)
        report.open()
        inner, outer = browser.value(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert inner <= outer, f"{inner} wide in a window of {outer}"
        browser.picture(os.path.join(report.folder, f"report-{name}.png"))
    browser.resize(1280, 900)
    report.expect_quiet()


@check
def the_page_can_be_printed(report):
    report.open()
    pages = report.browser.call("Page.printToPDF", printBackground=True)["data"]
    with open(os.path.join(report.folder, "report.pdf"), "wb") as file:
        file.write(base64.b64decode(pages))
    report.expect_quiet()


@check
def whoever_does_not_see_the_page_is_told(report):
    browser = report.browser
    report.open()
    assert browser.value("[...document.images].every((x) => x.alt !== '' && !x.alt.includes('EPOCH'))")
    assert browser.value(
        "[...document.querySelectorAll('svg[role=img]')].every((x) => x.getAttribute('aria-label'))")
    levels = browser.value(
        "[...document.querySelectorAll('h1, h2, h3')].map((x) => Number(x.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1, levels
    assert all(below <= above + 1 for above, below in zip(levels, levels[1:])), levels
    assert browser.value("[...document.querySelectorAll('table')].every((x) => x.caption || x.className === 'progress')")
