"""Proofs in a real browser: no script error, no broken policy, nothing that axe-core objects to.

    with serving(folder) as url, browser() as chromium:
        report = look(chromium, url, ["/", "/about"], shots=tmp_path)
    assert report.clean, report

Needs Chromium (FLASKWRIGHT_CHROMIUM, else /usr/bin/chromium, else Playwright's own) and axe-core
(FLASKWRIGHT_AXE, else .cache/node_modules/axe-core, where script/test puts it).
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parent.parent
PHONE, DESKTOP = 390, 1280
THEMES = ("light", "dark")
# The rules of WCAG 2.2 AA, and what axe-core calls best practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Counts violations of the policy before the first script of the page runs.
WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__violations.push(`${event.violatedDirective} blocked ${event.blockedURI} at line ${event.lineNumber}`));
"""


@dataclass
class Report:
    """What was seen; each line names the page, the width and the theme."""

    pages: int = 0
    errors: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    accessibility: list[str] = field(default_factory=list)
    layout: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Say whether at least one page was seen, and nothing was wrong."""
        found = (self.errors, self.violations, self.accessibility, self.layout)
        return self.pages > 0 and not any(found)

    def __str__(self) -> str:
        lines = [f"{self.pages} pages"]
        for name in ("errors", "violations", "accessibility", "layout"):
            lines += [f"{name}: {line}" for line in getattr(self, name)]
        return "\n".join(lines)


def axe() -> Path | None:
    """Give axe-core's script, or None when it is not on this machine."""
    folder = Path(os.environ.get("FLASKWRIGHT_AXE", ROOT / ".cache/node_modules/axe-core"))
    script = folder if folder.suffix == ".js" else folder / "axe.min.js"
    return script if script.is_file() else None


def chromium() -> str | None:
    """Give the Chromium to drive; None leaves the choice to Playwright."""
    path = os.environ.get("FLASKWRIGHT_CHROMIUM", "/usr/bin/chromium")
    return path if Path(path).is_file() else None


@contextmanager
def browser() -> Iterator[Browser]:
    """Start headless Chromium, and end it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only tests with a browser need it)

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--force-color-profile=srgb"]
        )
        try:
            yield started
        finally:
            started.close()


@contextmanager
def serving(
    folder: Path, environment: Mapping[str, str] | None = None, python: str = sys.executable
) -> Iterator[str]:
    """Serve the application of a project (its wsgi.py) with Flask's own server, and give its address.

    Raises RuntimeError with what the server printed when it does not answer within 30 seconds.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        python,
        "-m",
        "flask",
        "--app",
        "wsgi",
        "run",
        "--no-debugger",
        "--no-reload",
        "--port",
        str(port),
    ]
    log = folder / ".server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "APP_ENV": "development", "FLASK_DEBUG": "0", **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, server, log)
            yield url
        finally:
            server.terminate()
            server.wait(10)
            log.unlink(missing_ok=True)


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/robots.txt", timeout=5).close()  # noqa: S310 (our own server)
        except urllib.error.HTTPError:
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the application does not answer:\n{log.read_text(errors='replace')}")


def look(
    started: Browser,
    url: str,
    paths: Sequence[str],
    *,
    sizes: Sequence[int] = (PHONE, DESKTOP),
    themes: Sequence[str] = THEMES,
    shots: Path | None = None,
    sign_in: Callable[[Page, str], Any] | None = None,
) -> Report:
    """Open every page at every size in every theme, and report what is wrong.

    - Script errors, failed requests and violations of the policy, with the policy in force.
    - axe-core's findings, from a second context that may run axe-core in spite of the policy.
    - Pages that are wider than the screen.

    `sign_in(page, url)` runs once in each context; `shots` is a folder for a screenshot of each.
    Raises RuntimeError without axe-core: a proof that did not run is no proof.
    """
    script = axe()
    if script is None:
        raise RuntimeError("axe-core is missing: npm install --prefix .cache axe-core")
    report = Report()
    for size in sizes:
        for theme in themes:
            for bypass in (False, True):
                with _context(started, size, theme, bypass=bypass) as context:
                    page = context.new_page()
                    if sign_in:
                        sign_in(page, url)
                    for path in paths:
                        where = f"{path} at {size} in {theme}"
                        if bypass:
                            page.goto(url + path, wait_until="load")
                            report.accessibility += _axe(page, script, where)
                        else:
                            _visit(page, url + path, where, report)
                            if shots:
                                name = path.strip("/").replace("/", "-").replace("?", "-") or "home"
                                page.screenshot(path=shots / f"{name}-{size}-{theme}.png", full_page=True)
    return report


@contextmanager
def _context(started: Browser, size: int, theme: str, *, bypass: bool) -> Iterator[BrowserContext]:
    height = 844 if size < 700 else 800
    context = started.new_context(
        viewport={"width": size, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        bypass_csp=bypass,
        reduced_motion="reduce",
        device_scale_factor=1,
    )
    context.add_init_script(WATCH)
    try:
        yield context
    finally:
        context.close()


def _visit(page: Page, url: str, where: str, report: Report) -> None:
    """Open a page with the policy in force, and report its errors."""

    def console(message: Any) -> None:
        if message.type in {"error", "warning"}:
            # An error page is a failed request for the browser, too; that one is what was asked for.
            if message.location.get("url") == url and "Failed to load resource" in message.text:
                return
            report.errors.append(f"{where}: {message.text}")

    def crashed(error: Any) -> None:
        report.errors.append(f"{where}: {error}")

    page.on("console", console)
    page.on("pageerror", crashed)
    try:
        page.goto(url, wait_until="load")
        page.wait_for_timeout(50)
        report.pages += 1
        report.violations += [f"{where}: {v}" for v in page.evaluate("window.__violations")]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            report.layout.append(f"{where}: {wide} pixels wider than the screen")
    finally:
        page.remove_listener("console", console)
        page.remove_listener("pageerror", crashed)


def _axe(page: Page, script: Path, where: str) -> list[str]:
    page.evaluate(script.read_text())
    result = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    return [
        f"{where}: {found['id']} ({found['impact']}): {node['html'][:160]}: {node['failureSummary']}"
        for found in result["violations"]
        for node in found["nodes"]
    ]
