"""Word's older files (.doc), RTF and OpenDocument, by way of LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from indexer.model import Reading
from indexer.read import docx, limits
from indexer.refusal import Refusal

_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def read(path: Path) -> Reading:
    """A .doc, .rtf or .odt file as a Reading. Refusal without LibreOffice, or where it fails."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    program = program or next((place for place in _PLACES if Path(place).exists()), None)
    if not program:
        raise Refusal("no-libreoffice")
    # A profile of its own: LibreOffice would otherwise hand the file to one that is already open.
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "input.doc")
        shutil.copyfile(path, copy)
        profile = Path(folder, "profile").as_uri()
        options = [f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck"]
        _call([program, *options, "--convert-to", "docx", "--outdir", folder, str(copy)])
        converted = copy.with_suffix(".docx")
        if not converted.exists():
            raise Refusal("not-converted")
        kind = path.suffix.lower().lstrip(".") or "doc"
        return replace(docx.read(converted), format=kind)


def _call(command: list[str]) -> None:
    """Run LibreOffice, and end all of it when it takes too long or is not waited for any more."""
    own = {"start_new_session": True} if os.name == "posix" else {}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **own) as process:
        try:
            process.wait(limits.SECONDS)
        except subprocess.TimeoutExpired as error:
            raise Refusal("slow-conversion", limit=limits.SECONDS) from error
        finally:
            if process.poll() is None:
                if own:
                    with suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)
                process.kill()
