"""What a file is, told by its content; its name only breaks ties."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from indexer.refusal import Refusal

_HEAD = 4096  # bytes looked at
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Module of this package → what its files begin with.
_SIGNATURES = {
    "pdf": (b"%PDF-",),
    "ocr": (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*"),
    "office": (b"{\\rtf",),
}
_PAGE = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|table|div)\b|^MIME-Version:.*multipart/related", re.I | re.S
)
_OFFICE_XML = b"urn:schemas-microsoft-com:office:word"


def kind(path: Path) -> str:
    """Name of the module that reads the file. Refusal for kinds that nothing reads, OSError where gone."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for module, signatures in _SIGNATURES.items():
        if head.startswith(signatures):
            return module
    if head.startswith(_OLE):
        return _in_ole(path)
    if head.startswith(b"PK\3\4"):
        return _in_zip(path)
    # Mail gateways and portals sometimes leave lines of their own in front of a PDF.
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"<?xml") and _OFFICE_XML in head:
        return "office"
    named = path.suffix.lower() in (".htm", ".html", ".mht", ".mhtml", ".xhtml")
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    found = _PAGE.search(plain)
    if found and (named or found.start() == 0 or b"<html" in plain.lower()):
        return "html"
    return "text"


def _in_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            mimetype = archive.read("mimetype")[:99] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Refusal("damaged-office") from error
    if b"opendocument.text" in mimetype:
        return "office"
    if any(name.startswith("word/") for name in names) or path.suffix.lower() in (".docx", ".docm", ".dotx"):
        return "docx"
    raise Refusal("other-archive")


def _in_ole(path: Path) -> str:
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refusal("locked-office")
    if "WordDocument".encode("utf-16-le") in data:
        return "office"
    raise Refusal("other-office")
