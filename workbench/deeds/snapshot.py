"""The files of a centre's folder as one value, kept with each plan so that it can be made and read again."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from pathlib import Path

from data.contracts.centre import Centre
from data.contracts.settings import CENTRE_FILES
from data.intake.centre import read_centre

EPOCH = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever they are packed


def pack_folder(folder: Path) -> tuple[str, bytes]:
    """Hash and zip of the settings in a folder; history is not part of it. The same files give the same bytes."""
    names = {"centre.toml"} | {f"{name}{suffix}" for name in CENTRE_FILES for suffix in (".csv", ".xlsx")}
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        for path in sorted(path for path in folder.iterdir() if path.name in names):
            packed.writestr(zipfile.ZipInfo(path.name, EPOCH), path.read_bytes(), zipfile.ZIP_DEFLATED)
    files = zipfile.ZipFile(io.BytesIO(body.getvalue()))
    digest = hashlib.sha256()
    for entry in files.infolist():  # of the content, not of the zip: zlib may pack differently elsewhere
        digest.update(f"{entry.filename}\x1f{entry.file_size}\x1e".encode() + files.read(entry))
    return digest.hexdigest(), body.getvalue()


def unpack_folder(body: bytes, folder: Path) -> None:
    """Write the packed files into a folder."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        packed.extractall(folder)


def packed_centre(body: bytes) -> Centre:
    """The centre that the packed files describe."""
    with tempfile.TemporaryDirectory(prefix="peakcrew-") as folder:
        unpack_folder(body, Path(folder))
        return read_centre(Path(folder))
