"""Draws the README's pictures: python -m tests.screenshots"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from urllib.parse import quote

from PIL import Image

from indexer.build import build
from indexer.generation import Generation
from tests.browser import ROOT, app, chromium, settled

_QUESTION = quote("Tỷ lệ hồ sơ TTHC giải quyết đúng hạn")
_WIDTH, _HEIGHT = 1440, 900  # of the window


def main() -> None:
    """Start the app over the five plans and picture its main views."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        build(ROOT / "corpus", index)
        with Generation.open(index) as generation:
            plan = next(one for one in generation.documents.values() if one.number == "182/KH-UBND")
            start = generation.text(plan.id).index("Trên 95%")
        views = {
            "hoi-dap": f"/?q={_QUESTION}",
            "so-sanh": "/so-sanh?field=procedures",
            "doc": f"/doc?id={plan.id}&start={start}&end={start + 60}",
        }
        with app(ROOT / "corpus", index) as address, chromium() as browser:
            page = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT}, locale="vi-VN")
            page.goto(address)
            settled(page)
            page.locator("section[data-testid=stSidebar] .notice").wait_for(state="detached")
            for name, path in views.items():
                page.goto(address + path)
                settled(page)
                page.wait_for_timeout(500)  # the cited place scrolls into view
                _save(page.screenshot(), ROOT / "docs" / f"{name}.png")


def _save(png: bytes, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    Image.open(io.BytesIO(png)).convert("RGB").quantize(128).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
