"""What the page of `render explore` does in a browser; each check is one promise."""

import base64
import json
import os
import struct
import subprocess
import time

from pictures import sheet_digits
from promises import Promises

SEED = 5
DIGITS = 6
STARTED = "globalThis.explorer !== undefined || document.getElementById('failure')?.hidden === false"
SHOWN = "document.getElementById('latent-verdict').textContent !== ''"
CHECKS = Promises()
check = CHECKS.add


class Explorer:
    """A page made of a run, open in a browser."""

    def __init__(self, browser, binaries, run, data, folder):
        self.browser, self.folder = browser, folder
        self.path = os.path.join(folder, "explore.html")
        sheet = os.path.join(folder, "digits.png")
        def render(*arguments):
            subprocess.run(
                [os.path.join(binaries, "render"), *arguments, "--run", run, "--quiet"], check=True)
        render("explore", "--data", data, "--output", self.path)
        render("grid", "--seed", str(SEED), "--rows", "1", "--columns", str(DIGITS),
               "--palette", "gray", "--scale", "1", "--output", sheet)
        self.digits = sheet_digits(sheet, DIGITS)

    def open(self):
        """Opens the page; the seconds until the first digit is shown."""
        start = time.monotonic()
        self.browser.open(self.path)
        self.browser.wait(STARTED)
        self.browser.wait(SHOWN)
        return time.monotonic() - start

    def show(self, view):
        self.browser.value(f"document.getElementById('tab-{view}').click()")

    def text(self, identifier):
        return self.browser.value(f"document.getElementById('{identifier}').textContent")

    def expect_quiet(self):
        """No complaint of the browser, no request but for the file and its worker."""
        assert not self.browser.problems, self.browser.problems
        others = [url for url in self.browser.requests
                  if not url.startswith(("file:", "blob:", "data:"))]
        assert not others, others

    def expect_digits_of_render(self):
        """The page draws what `render` drew, within a grey level; the largest difference."""
        script = f"""(async () => {{
          const digits = [];
          for (let i = 0; i < {DIGITS}; i++) {{
            const latent = sampleLatent({SEED}n, i, explorer.data.dimension);
            const {{ image }} = await explorer.generate(latent);
            digits.push([...image].map((x) => 255 * x));
          }}
          return digits;
        }})()"""
        largest = max(abs(a - b) for digit, drawn in zip(self.browser.value(script), self.digits)
                      for a, b in zip(digit, drawn))
        # The picture is rounded to whole levels.
        assert largest <= 1, f"{largest} grey levels"
        return largest

    def rates(self, count):
        """Digits a second that the page gets, one asked for after the other: at best, in all."""
        script = f"""(async () => {{
          const times = [];
          for (let i = 0; i < {count}; i++) {{
            const start = performance.now();
            await explorer.generate(explorer.latent);
            times.push(performance.now() - start);
          }}
          return times;
        }})()"""
        times = self.browser.value(script)
        return 1000 / min(times), 1000 * count / sum(times)


@check
def the_page_opens_quietly_and_passes_its_test(explorer):
    seconds = explorer.open()
    explorer.browser.wait("explorer.selfTest !== undefined")
    result = explorer.browser.value("explorer.selfTest")
    assert result["isGood"] and result["latents"] == 0, result
    assert explorer.browser.value("explorer.host.kind + ' ' + explorer.host.place") == "wasm in a worker"
    explorer.expect_quiet()
    return f"first digit after {seconds:.2f} s, {os.path.getsize(explorer.path)} bytes, {result}"


@check
def both_engines_draw_what_render_draws(explorer):
    told = []
    for kind in ["plain", "wasm"]:
        explorer.browser.value(f"""(async () => {{
          document.getElementById('kind').value = '{kind}';
          await explorer.changeHost();
        }})()""")
        assert explorer.browser.value("explorer.host.kind") == kind
        assert explorer.browser.value("explorer.selfTest.isGood")
        largest = explorer.expect_digits_of_render()
        best, mean = explorer.rates(30)
        told.append(f"{kind}: {largest:.3f} grey levels off, {best:.1f} digits/s at best, {mean:.1f} in the mean")
    explorer.expect_quiet()
    return "; ".join(told)


@check
def a_seed_and_a_place_name_a_digit(explorer):
    explorer.browser.value(f"""
      document.getElementById('seed').value = '{SEED}';
      document.getElementById('place').value = 3;
      document.getElementById('place').dispatchEvent(new Event('change'));""")
    same = f"""sampleLatent({SEED}n, 2, explorer.data.dimension).every((x, i) => x === explorer.latent[i])"""
    assert explorer.browser.value(same)


@check
def sliders_and_pad_move_the_latent_by_hand_and_by_key(explorer):
    browser = explorer.browser
    explorer.show("latent")
    place = "dot(explorer.latent, explorer.directions[{}])"
    before = browser.value(place.format(0))
    browser.value("document.getElementById('direction-0').focus()")
    browser.press("ArrowLeft")
    assert 0.01 < abs(browser.value(place.format(0)) - before) < 0.11
    browser.drag("pad", [(0.5, 0.5), (0.6, 0.4), (0.75, 0.25)])
    places = [browser.value(place.format(i)) for i in (0, 1)]
    assert all(abs(x - 1.5) < 0.1 for x in places), places
    browser.value("document.getElementById('pad').focus()")
    browser.press("ArrowDown")
    assert abs(browser.value(place.format(1)) - places[1] + 0.1) < 1e-3
    browser.click("centre")
    assert all(abs(browser.value(place.format(i))) < 1e-4 for i in range(8))
    assert browser.value("getComputedStyle(document.getElementById('pad')).touchAction") == "none"
    explorer.expect_quiet()


@check
def every_epoch_has_a_generator_of_its_own(explorer):
    browser = explorer.browser
    count = browser.value("explorer.data.epochs.length")
    digits = set()
    for epoch in range(count):
        browser.value(f"""
          document.getElementById('epoch').value = {epoch};
          document.getElementById('epoch').dispatchEvent(new Event('input'));""")
        assert explorer.text("epoch-name") == browser.value(f"explorer.data.epochs[{epoch}].name")
        digits.add(json.dumps(browser.value(
            "explorer.generate(explorer.latent).then((answer) => [...answer.image])")))
    assert len(digits) == count
    return f"{count} epochs"


@check
def the_walk_passes_kept_digits_and_its_latents_are_saved(explorer):
    browser = explorer.browser
    kept = browser.value("explorer.kept.length")
    explorer.show("latent")
    browser.click("keep")
    explorer.show("between")
    browser.wait(f"document.querySelectorAll('#kept canvas').length === {kept + 1}")
    ends = browser.value("""[[0, 0], [0.5, 0.5], [1, 1]].map(([share]) => {
      const [a, b] = explorer.kept, middle = between(a, b, share);
      return [a, b, middle].map((x) => Math.sqrt(dot(x, x)));
    })""")
    assert abs(ends[0][2] - ends[0][0]) < 1e-5 and abs(ends[2][2] - ends[2][1]) < 1e-5
    assert abs(ends[1][2] - (ends[1][0] + ends[1][1]) / 2) < 1e-4, "not on the sphere"
    browser.click("play")
    browser.wait("Number(document.getElementById('walk').value) > 0.1")
    browser.click("play")
    browser.resize(1280, 900, motion="reduce")
    browser.value("document.getElementById('walk').value = 0.3")
    browser.click("play")
    browser.wait("Number(document.getElementById('walk').value) === 1")
    browser.click("play")
    browser.resize(1280, 900)
    expect_npy(explorer, kept + 1)
    explorer.expect_quiet()


def expect_npy(explorer, count):
    """The saved file is what numpy reads."""
    saved, latents = explorer.browser.value(
        "[btoa(String.fromCharCode(...npyBytes(explorer.kept))), explorer.kept.map((x) => [...x])]")
    data = base64.b64decode(saved)
    length = struct.unpack("<H", data[8:10])[0]
    assert data[:8] == b"\x93NUMPY\x01\x00" and (10 + length) % 64 == 0
    header = data[10:10 + length].decode()
    assert header.endswith("\n") and f"'shape': ({count}, {len(latents[0])})" in header, header
    numbers = struct.unpack(f"<{count * len(latents[0])}f", data[10 + length:])
    assert list(numbers) == [x for latent in latents for x in latent]


@check
def every_layer_is_shown(explorer):
    explorer.show("layers")
    explorer.browser.wait("document.querySelectorAll('#layers figcaption')[3].textContent !== ''")
    captions = explorer.browser.value(
        "[...document.querySelectorAll('#layers figcaption')].map((x) => x.textContent)")
    sizes = ["7 x 7", "14 x 14", "28 x 28", "28 x 28"]
    assert all(size in caption for size, caption in zip(sizes, captions)), captions
    last = explorer.browser.value("""(async () => {
      const { image, activations } = await explorer.generate(explorer.latent, true);
      return [activations.map((x) => x.values.length), image.length];
    })()""")
    assert last == [[49 * 128, 196 * 128, 784 * 128], 784], last
    explorer.expect_quiet()


@check
def a_drawing_is_centred_and_judged(explorer):
    browser = explorer.browser
    explorer.show("draw")
    browser.click("clear")
    browser.drag("paper", [(0.05, 0.1), (0.3, 0.1), (0.15, 0.4)])
    browser.wait("document.getElementById('drawn-rank').textContent !== ''")
    assert "% real" in explorer.text("drawn-verdict")
    form = browser.value(
        "[...mnistForm(explorer.views.draw.drawing, explorer.views.draw.side)]")
    ink = sum(form)
    rows = [i // 28 for i, x in enumerate(form) if x > 0]
    columns = [i % 28 for i, x in enumerate(form) if x > 0]
    assert max(max(rows) - min(rows), max(columns) - min(columns)) == 19
    for places in [lambda i: i // 28, lambda i: i % 28]:
        centre = sum(x * (places(i) + 0.5) for i, x in enumerate(form)) / ink
        assert abs(centre - 14) <= 0.5, centre
    browser.click("clear")
    browser.wait("document.getElementById('drawn-verdict').textContent.startsWith('Nothing')")
    browser.value("document.getElementById('paper').focus()")
    for key in [" ", "ArrowDown", "ArrowDown", "ArrowRight", " "]:
        browser.press(key)
    browser.wait("document.getElementById('drawn-verdict').textContent.includes('% real')")
    assert browser.value("getComputedStyle(document.getElementById('paper')).touchAction") == "none"
    explorer.expect_quiet()


@check
def the_quiz_counts_right(explorer):
    browser = explorer.browser
    explorer.show("quiz")
    browser.wait("explorer.views.quiz.digits !== undefined")
    truth, machine = browser.value("""[explorer.views.quiz.digits.map((x) => x.isGenerated),
      explorer.views.quiz.digits.map((x) => x.isTakenForGenerated)]""")
    assert len(truth) == 20 and 6 <= sum(truth) <= 14, truth
    for i in range(20):
        browser.press("g" if i % 3 else "w")
    answers = [bool(i % 3) for i in range(20)]
    cells = browser.value(
        "[...document.querySelectorAll('#quiz-table td')].map((x) => x.textContent)")
    expected = []
    for player in [answers, machine]:
        found = sum(a and t for a, t in zip(player, truth))
        spared = sum(not a and not t for a, t in zip(player, truth))
        expected.append([(found + spared, 20), (found, sum(truth)), (spared, 20 - sum(truth))])
    for row in range(3):
        for player in range(2):
            part, whole = expected[player][row]
            assert cells[2 * row + player].startswith(f"{part} of {whole} ("), cells
    browser.click("quiz-again")
    browser.wait("!document.getElementById('quiz-game').hidden")
    explorer.expect_quiet()


@check
def the_page_fits_every_window_and_preference(explorer):
    browser = explorer.browser
    for name, width, height, scheme in [
        ("light", 1280, 900, "light"), ("dark", 1280, 900, "dark"), ("narrow", 360, 740, "light"),
        ("projector", 1920, 1080, "light"),
    ]:
        browser.resize(width, height, scheme)
        for view in ["latent", "between", "layers", "draw", "quiz"]:
            explorer.show(view)
            time.sleep(0.4)
            inner, outer = browser.value(
                "[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            assert inner <= outer, f"{view} is {inner} wide in a window of {outer}"
            browser.picture(os.path.join(explorer.folder, f"{name}-{view}.png"))
    browser.resize(1280, 900)
    explorer.expect_quiet()


@check
def what_a_browser_refuses_is_done_otherwise(explorer):
    browser = explorer.browser
    told = []
    for script, expected in [
        ("URL.createObjectURL = () => { throw new Error('refused'); };", "wasm in a worker"),
        ("delete globalThis.Worker;", "wasm beside the page"),
        ("delete globalThis.Worker; delete globalThis.WebAssembly;", "plain beside the page"),
    ]:
        identifier = browser.prepare(script)
        seconds = explorer.open()
        browser.forget(identifier)
        browser.wait("globalThis.explorer?.selfTest !== undefined")
        assert browser.value("explorer.host.kind + ' ' + explorer.host.place") == expected
        assert browser.value("explorer.selfTest.isGood")
        largest = explorer.expect_digits_of_render()
        told.append(f"{expected}: {seconds:.2f} s, {largest:.3f} grey levels off")
        explorer.expect_quiet()
    return "; ".join(told)
