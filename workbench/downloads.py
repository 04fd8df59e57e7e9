"""Files that a browser downloads: what the desk exports into a folder, as bytes."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path

from data.contracts.errors import NotFound
from workbench.access import User
from workbench.desk import Desk

EPOCH = (1980, 1, 1, 0, 0, 0)  # the same roster gives the same bytes


def export_file(desk: Desk, user: User, plan_id: str, language: str, name: str) -> bytes:
    """One of the files that `Desk.export` writes (`roster.xlsx`, `partners/pa.csv`); a folder comes as a zip.

    The edits that are saved at this moment are in it. Raises `NotFound` for a name that is not exported.
    """
    files = _exported(desk, user, plan_id, len(desk.adjustments(user, plan_id)), language)
    if name in files:
        return files[name]
    inside = {path: body for path, body in files.items() if path.startswith(f"{name}/")}
    if not inside:
        raise NotFound("Plan {plan} has no export {name}.", "Load the page again.", plan=plan_id, name=name)
    return zipped(inside)


@lru_cache(maxsize=8)
def _exported(desk: Desk, user: User, plan_id: str, edits: int, language: str) -> dict[str, bytes]:  # noqa: ARG001
    with tempfile.TemporaryDirectory(prefix="peakcrew-") as place:
        folder = Path(place)
        desk.export(user, plan_id, folder, language)
        paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def zipped(files: dict[str, bytes]) -> bytes:
    """The files in one zip.

    >>> zipfile.ZipFile(io.BytesIO(zipped({"a/b.txt": b"x"}))).namelist()
    ['a/b.txt']
    """
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return body.getvalue()
