"""A headless Chromium that is told what to do over two pipes, without anything but Python."""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def find_chromium():
    """The path of a Chromium; None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def above(descriptor):
    """The same file under a number from 10."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD, 10)
    os.close(descriptor)
    return moved


class Browser:
    """One page of a browser of its own; what it logs, throws and asks the network for is kept."""

    def __init__(self, program):
        self.profile = tempfile.mkdtemp(prefix="browser-")
        commands, self.writer = os.pipe()
        self.reader, events = os.pipe()
        # The browser reads from 3 and writes to 4, which may be ends of these pipes.
        commands, events = above(commands), above(events)
        ends = f"exec 3<&{commands} 4>&{events} {commands}<&- {events}>&-; exec \"$@\""
        arguments = [
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-dev-shm-usage", "--disable-background-networking", "--remote-debugging-pipe",
            f"--user-data-dir={self.profile}", "about:blank"]
        self.process = subprocess.Popen(
            ["bash", "-c", ends, "bash", *arguments], pass_fds=[commands, events],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(commands)
        os.close(events)
        self.number, self.rest, self.session = 0, b"", None
        self.problems, self.requests = [], []
        targets = self.call("Target.getTargets")["targetInfos"]
        page = next(target for target in targets if target["type"] == "page")
        self.session = self.call(
            "Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Network", "Log"]:
            self.call(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.writer)
        os.close(self.reader)
        shutil.rmtree(self.profile, ignore_errors=True)

    # What the browser says

    def message(self, deadline):
        while b"\0" not in self.rest:
            if not select.select([self.reader], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            part = os.read(self.reader, 1 << 20)
            if not part:
                raise EOFError("the browser has ended")
            self.rest += part
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def note(self, message):
        method, parameters = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.problems.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.problems.append(parameters["entry"]["text"])
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning"):
            self.problems.append(str(parameters["args"]))
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])

    # What it is told

    def call(self, method, seconds=120, **parameters):
        """The result of a command of the DevTools protocol."""
        self.number += 1
        command = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            command["sessionId"] = self.session
        data = json.dumps(command).encode() + b"\0"
        while data:
            data = data[os.write(self.writer, data):]
        deadline = time.monotonic() + seconds
        while True:
            message = self.message(deadline)
            if message.get("id") != self.number:
                self.note(message)
            elif "error" in message:
                raise RuntimeError(f"{method}: {message['error']['message']}")
            else:
                return message["result"]

    def value(self, expression):
        """The value of an expression in the page, awaited where it is a promise."""
        result = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, expression, seconds=60):
        """Waits until an expression is true."""
        deadline = time.monotonic() + seconds
        while not self.value(expression):
            if time.monotonic() > deadline:
                raise TimeoutError(f"never: {expression}")
            time.sleep(0.02)

    def prepare(self, script):
        """Runs a script before those of every page that is opened from now on."""
        return self.call("Page.addScriptToEvaluateOnNewDocument", source=script)["identifier"]

    def forget(self, identifier):
        """Runs that script no more."""
        self.call("Page.removeScriptToEvaluateOnNewDocument", identifier=identifier)

    def open(self, path):
        """Opens a file."""
        self.problems.clear()
        self.requests.clear()
        self.call("Page.navigate", url="file://" + os.path.abspath(path))

    def resize(self, width, height, scheme="light", motion="no-preference"):
        """Sets the size of the window and what the reader prefers."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": motion}])

    def drag(self, identifier, points):
        """Drags over an element, by points in shares of its size."""
        self.value(f"document.getElementById('{identifier}').scrollIntoView({{block: 'center'}})")
        box = self.value(
            f"document.getElementById('{identifier}').getBoundingClientRect().toJSON()")
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
        def mouse(kind, place, buttons):
            self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left",
                      buttons=buttons, clickCount=1)
        mouse("mousePressed", places[0], 1)
        for place in places[1:]:
            mouse("mouseMoved", place, 1)
        mouse("mouseReleased", places[-1], 0)

    def click(self, identifier):
        """Clicks in the middle of an element."""
        self.drag(identifier, [(0.5, 0.5)])

    def press(self, key):
        """Presses a key, such as `w` or `ArrowRight`."""
        text = {"text": key} if len(key) == 1 else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def picture(self, path, is_whole=True):
        """Writes a PNG of the page."""
        result = self.call(
            "Page.captureScreenshot", format="png", captureBeyondViewport=is_whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(result["data"]))
