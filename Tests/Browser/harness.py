"""A small harness: one browser, named checks, one line each, and no error in the console unless a check expects it."""

import os
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

BASE = os.environ.get("QS_URL", "http://127.0.0.1:3000").rstrip("/")
ADMIN = os.environ.get("QS_ADMIN", "admin")
SHOTS = Path(os.environ.get("QS_SHOTS") or tempfile.mkdtemp(prefix="qs-browser-"))
RESTART = os.environ.get("QS_RESTART", "")
# The server's data folder, when it lies on this machine.
DATA = os.environ.get("QS_DATA", "")

# One waiting time for everything that only the page does; jobs of the server have their own.
PAGE_SECONDS = 15
JOB_SECONDS = float(os.environ.get("QS_JOB_SECONDS", "180"))
expect.set_options(timeout=PAGE_SECONDS * 1000)


class Skipped(Exception):
    """What a check raises when it cannot be made here, and why."""


class Session:
    """A page in a browser context of its own, and what its console said."""

    def __init__(self, browser: Browser, width: int = 1440, height: int = 900) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        self.context.set_default_timeout(PAGE_SECONDS * 1000)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.errors.append(f"exception: {error}"))

    def _heard(self, message) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def unexpected(self, allowed: str | None) -> list[str]:
        """Takes the errors heard since the last call and keeps those that nobody allowed."""
        heard, self.errors[:] = list(self.errors), []
        return [line for line in heard if allowed is None or re.search(allowed, line) is None]

    def close(self) -> None:
        self.context.close()


class Run:
    """Counts the checks and prints them."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0
        self.skipped = 0
        self.sessions: list[Session] = []

    def session(self, browser: Browser, **size: int) -> Session:
        session = Session(browser, **size)
        self.sessions.append(session)
        return session

    def check(self, title: str, body: Callable[[], None], allowed: str | None = None) -> bool:
        """Runs one check; `allowed` is a pattern of console errors that it provokes on purpose."""
        started = time.monotonic()
        try:
            body()
            heard = [line for session in self.sessions for line in session.unexpected(allowed)]
            if heard:
                raise AssertionError("the console said: " + " | ".join(heard[:3]))
        except Skipped as reason:
            self.skip(title, str(reason))
            return True
        except Exception as error:
            self.failed += 1
            for session in self.sessions:
                session.unexpected(None)
            lines = str(error).strip().splitlines()
            text = next((line.strip() for line in lines if line.strip()), type(error).__name__)
            print(f"FAIL {title}: {text}", flush=True)
            for line in lines[1:12]:
                print(f"       {line}", flush=True)
            frame = next((f for f in reversed(traceback.extract_tb(error.__traceback__)) if "/Tests/Browser/" in f.filename), None)
            if frame is not None:
                print(f"       at {Path(frame.filename).name}:{frame.lineno}", flush=True)
            self._picture(title)
            return False
        self.passed += 1
        print(f"ok   {title} ({time.monotonic() - started:.1f} s)", flush=True)
        return True

    def skip(self, title: str, why: str) -> None:
        self.skipped += 1
        print(f"skip {title}: {why}", flush=True)

    def _picture(self, title: str) -> None:
        name = "failed-" + re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60]
        for number, session in enumerate(self.sessions):
            try:
                session.page.screenshot(path=SHOTS / f"{name}-{number}.png")
            except Exception as error:
                print(f"       no picture: {error}", file=sys.stderr)

    def finish(self) -> int:
        if self.skipped:
            print(f"{self.skipped} skipped")
        print(f"Pictures: {SHOTS}")
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


@contextmanager
def eventually(seconds: float, what: str) -> Iterator[Callable[[bool], bool]]:
    """Fails with a sentence when something did not come true in time.

        with eventually(60, "the equity moves") as holds:
            while not holds(equity() != before): pass
    """
    end = time.monotonic() + seconds

    def holds(is_true: bool) -> bool:
        if is_true:
            return True
        if time.monotonic() > end:
            raise AssertionError(f"Not within {seconds:.0f} s: {what}.")
        time.sleep(0.1)
        return False

    yield holds
