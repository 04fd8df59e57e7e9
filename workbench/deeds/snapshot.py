"""The files of a centre's folder as one value, kept with each plan so that it can be made and read again."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from data.contracts.centre import Centre
from data.contracts.settings import CENTRE_FILES
from data.intake.centre import SUFFIXES, read_centre

EPOCH = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever they are packed


def pack_folder(folder: Path) -> tuple[str, bytes]:
    """Hash and zip of the settings in a folder; history is not part of it. The same files give the same bytes."""
    return pack(folder_files(folder))


def folder_files(folder: Path) -> dict[str, bytes]:
    """The settings in a folder: name of the file and its content; history is not part of it."""
    names = {"centre.toml"} | {f"{name}{suffix}" for name in CENTRE_FILES for suffix in SUFFIXES}
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name in names}


def packed_files(body: bytes) -> dict[str, bytes]:
    """The settings that were packed."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return {entry.filename: packed.read(entry) for entry in packed.infolist()}


def with_tables(files: Mapping[str, bytes], tables: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with these tables, as CSV, in the place of what they held before."""
    gone = {f"{name}{suffix}" for name in tables for suffix in SUFFIXES}
    kept = {name: body for name, body in files.items() if name not in gone}
    return kept | {f"{name}.csv": body for name, body in tables.items()}


def pack(files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """Hash and zip of files; the same files give the same bytes."""
    body = io.BytesIO()
    digest = hashlib.sha256()
    with zipfile.ZipFile(body, "w") as packed:
        for name, content in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
            # of the content, not of the zip: zlib may pack differently elsewhere
            digest.update(f"{name}\x1f{len(content)}\x1e".encode() + content)
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
