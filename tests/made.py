"""Documents that tests make for themselves: PDFs with places known to the point, scans, hostile files."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

_FOLDERS = ("/usr/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")
# Pairs of a plain and a bold font with Vietnamese letters, whichever the machine has.
_FONTS = (
    ("NotoSerif-Regular.ttf", "NotoSerif-Bold.ttf"),
    ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
    ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"),
    ("times.ttf", "timesbd.ttf"),
)

LETTERHEAD = (
    ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("XÃ TÂN HƯNG", "Độc lập - Tự do - Hạnh phúc"),
    ("Số: 15/KH-UBND", "Tân Hưng, ngày 12 tháng 01 năm 2026"),
)
PARAGRAPHS = (
    "Ủy ban nhân dân xã ban hành Kế hoạch cải cách hành chính năm 2026 với mục tiêu nâng cao chất lượng "
    "phục vụ người dân và doanh nghiệp, bảo đảm công khai, minh bạch trong giải quyết hồ sơ, cụ thể như sau:",
    "1. Phấn đấu trên 97% hồ sơ thủ tục hành chính được giải quyết đúng hạn và trước hạn; mức độ hài lòng "
    "của người dân, tổ chức đối với sự phục vụ của cơ quan hành chính đạt tối thiểu 92% trong năm.",
    "2. Tối thiểu 85% hồ sơ được tiếp nhận trực tuyến qua Cổng dịch vụ công quốc gia, trong đó 100% kết quả "
    "giải quyết được số hóa và trả bản điện tử cho người nộp.",
)


@cache
def fonts() -> tuple[str, str]:
    """Names of a plain and a bold font, ready for reportlab."""
    found = {path.name: path for folder in _FOLDERS for path in Path(folder).rglob("*.ttf")}
    for plain, bold in _FONTS:
        if plain in found and bold in found:
            pdfmetrics.registerFont(TTFont("Plain", found[plain]))
            pdfmetrics.registerFont(TTFont("Bold", found[bold]))
            return "Plain", "Bold"
    raise RuntimeError(
        "the tests need a serif font with Vietnamese letters, such as Debian's fonts-noto-core"
    )


class Sheet:
    """A PDF being drawn; places in points from the top left."""

    def __init__(self, path: Path) -> None:
        self.plain, self.bold = fonts()
        self.canvas = Canvas(str(path), pagesize=A4)
        self.width, self.height = A4

    def text(self, x: float, y: float, text: str, size: float = 13, bold: bool = False) -> None:
        """Write `text` with its baseline `y` below the top."""
        self.canvas.setFont(self.bold if bold else self.plain, size)
        self.canvas.drawString(x, self.height - y, text)

    def centred(self, x: float, y: float, text: str, size: float = 13, bold: bool = False) -> None:
        self.canvas.setFont(self.bold if bold else self.plain, size)
        self.canvas.drawCentredString(x, self.height - y, text)

    def paragraph(self, y: float, text: str, indent: float = 28, size: float = 13) -> float:
        """A justified paragraph between the margins; the place below it."""
        style = ParagraphStyle(
            "body",
            fontName=self.plain,
            fontSize=size,
            leading=1.4 * size,
            alignment=4,
            firstLineIndent=indent,
        )
        flow = Paragraph(text, style)
        _, used = flow.wrap(self.width - 85 - 57, self.height)
        flow.drawOn(self.canvas, 85, self.height - y - used)
        return y + used + 6

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def next(self) -> None:
        self.canvas.showPage()

    def save(self) -> None:
        self.canvas.save()


def plan(path: Path) -> Path:
    """A one-page plan with a letterhead in two columns."""
    sheet = Sheet(path)
    for number, (left, right) in enumerate(LETTERHEAD):
        sheet.centred(160, 60 + 18 * number, left, bold=number < 2)
        sheet.centred(420, 60 + 18 * number, right, bold=number < 2)
    sheet.centred(305, 150, "KẾ HOẠCH", 14, bold=True)
    sheet.centred(305, 168, "Cải cách hành chính nhà nước năm 2026", 14, bold=True)
    y = 200.0
    for text in PARAGRAPHS:
        y = sheet.paragraph(y, text)
    sheet.save()
    return path


def table(
    sheet: Sheet, y: float, widths: Iterable[float], rows: Iterable[Iterable[str]], height: float = 24
) -> float:
    """A ruled table with one line of text a cell; the place below it."""
    edges = [57.0]
    for width in widths:
        edges.append(edges[-1] + width)
    top = y
    for row in rows:
        for left, text in zip(edges, row, strict=False):
            sheet.text(left + 4, y + 16, text, 11)
        sheet.rule(edges[0], y, edges[-1], y)
        y += height
    sheet.rule(edges[0], y, edges[-1], y)
    for x in edges:
        sheet.rule(x, top, x, y)
    return y


def pictures(path: Path, dpi: int = 200) -> list[Image.Image]:
    """The pages of a PDF as a scanner would give them: grey, a little soft, with specks."""
    noise = np.random.default_rng(7)
    images = []
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            grey = np.asarray(page.render(scale=dpi / 72).to_pil().convert("L")).astype(float)
            grey = 245 - (255 - grey) * 0.85 + noise.normal(0, 8, grey.shape)
            images.append(Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)))
    return images


def scanned(images: list[Image.Image], path: Path, dpi: int = 200) -> Path:
    """Pictures as the pages of a PDF without any text."""
    images[0].save(path, save_all=True, append_images=images[1:], resolution=dpi)
    return path


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first being its catalogue."""
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(data))
    return data + head + table + trailer


def pdf_in_font(font: str, text: bytes) -> bytes:
    """A page with one line of bytes in a font that has that name and no Unicode map."""
    stream = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % text.replace(b"\\", b"\\\\").replace(
        b"(", b"\\("
    ).replace(b")", b"\\)")
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/TrueType/BaseFont/%s/Encoding/WinAnsiEncoding>>" % font.encode(),
    )


def blank_png(path: Path, side: int) -> Path:
    """A black and white picture of side × side pixels, small on disk however large it is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" * (1 + side // 8)
    packed = b"".join([packer.compress(row) for _ in range(side)]) + packer.flush()
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", packed) + chunk(b"IEND", b""))
    return path


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def docx(path: Path, body: str, head: str = "", **parts: str) -> Path:
    """A Word file with this body (WordprocessingML); `parts` are what numbering, styles, … hold."""
    relationships = "".join(
        f'<Relationship Id="r{number}" Target="{name}.xml" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"/>'
        for number, name in enumerate(parts)
    )
    space = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{space}/content-types"/>')
        archive.writestr(
            "word/document.xml", f"{head}<w:document {_W} {_MC} {_M}><w:body>{body}</w:body></w:document>"
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{space}/relationships">{relationships}</Relationships>',
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {_W}>{content}</w:{name}>")
    return path


def png(image: Image.Image) -> bytes:
    """The picture as a PNG file."""
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()
