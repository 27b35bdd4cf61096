# SPDX-License-Identifier: GPL-2.0-only
"""A headless Chromium, driven as the WebDriver protocol says, with nothing but Python."""

import base64
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--window-size=1400,1200"]


def missing():
    """The program that is not installed, or None."""
    return next((name for name in ("chromium", "chromedriver") if not shutil.which(name)), None)


class Browser:
    """A session; use it in a with statement. `profile` is a folder for what Chromium writes."""

    def __init__(self, profile, dark=False):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.root = f"http://127.0.0.1:{port}"
        self.session = None
        self._wait()
        more = [f"--user-data-dir={profile}"] + (["--force-dark-mode"] if dark else [])
        wanted = {"alwaysMatch": {"goog:chromeOptions": {
            "binary": shutil.which("chromium"), "args": ARGUMENTS + more}}}
        self.session = self._ask("POST", "/session", {"capabilities": wanted})["sessionId"]

    def _wait(self):
        for _ in range(100):
            try:
                if self._ask("GET", "/status")["ready"]:
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise TimeoutError("chromedriver does not answer")

    def _ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.root + path, data, method=method,
                                         headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())["value"]

    def _do(self, path, body=None):
        return self._ask("GET" if body is None else "POST", f"/session/{self.session}{path}", body)

    def open(self, path):
        """Shows a file."""
        self._do("/url", {"url": path.resolve().as_uri()})

    def run(self, script, *arguments):
        """What a function body returns."""
        return self._do("/execute/sync", {"script": script, "args": list(arguments)})

    def find(self, selector):
        """An element, by CSS selector."""
        return self._do("/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        """A click as a person's: what is hidden or covered cannot be clicked."""
        self._do(f"/element/{self.find(selector)}/click", {})

    def type(self, selector, text):
        """Keys into an element; "\\ue007" is Enter, "\\ue003" Backspace."""
        self._do(f"/element/{self.find(selector)}/value", {"text": text})

    def screenshot(self):
        """A PNG."""
        return base64.b64decode(self._do("/screenshot"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.session:
            self._ask("DELETE", f"/session/{self.session}")
        self.driver.terminate()
        self.driver.wait(20)
