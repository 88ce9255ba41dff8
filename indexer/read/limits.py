"""What one file may ask for. Beyond it the file is refused, and the refusal names the limit."""

from __future__ import annotations

FILE = 200  # MB on disk; a scan of 500 pages has about a tenth of it
PAGES = 2_000
EXPANDED = 200  # MB that a compressed file (DOCX) may hold
PIXELS = 150  # million pixels of one image; a page of A3 at 600 dpi has 70
DRAWN = 40  # million pixels that a page of a PDF is drawn with at most
CELLS = 200_000  # of one table, merged cells counted for every place that they cover
MEMORY = 2_048  # MB of address space of the process that reads
SECONDS = 120  # without a page read; OCR takes about five for one
TOTAL = 3_600  # seconds for one file, a scan of 700 pages
