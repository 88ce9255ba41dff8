"""Numbers that name something and count nothing: citations, dates, numbering, grades, addresses.

No target may stand inside one of these spans.
"""

from __future__ import annotations

import re

_DATE = r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}"
_ROMAN = r"[IVXLC]+"
_DOCUMENT = (
    r"(?:nghị quyết|nghị định|quyết định|thông tư(?: liên tịch)?|chỉ thị|kế hoạch|công văn|thông báo|báo cáo"
    r"|hướng dẫn|quy định|quy chế|kết luận|chương trình(?: hành động)?|luật|bộ luật|pháp lệnh|đề án|tờ trình"
    r"|công điện|văn bản|văn bản hợp nhất|hiệp định|dự án|biểu mẫu)"
)
_PLACE_IN_TEXT = (
    r"(?:điều|khoản|chương|mục|phần|tiết|phụ lục|phụ biểu|biểu(?: số| mẫu)?|mẫu(?: số| phiếu)?|bảng"
    r"|hình|trang|dòng|tiểu mục|nội dung|nhiệm vụ(?: số)?|bước|giai đoạn|đợt|kỳ|phương án|ví dụ|ghi chú"
    r"|stt|tt)"
)
_COUNTED = (
    r"(?i:(?:tổng )?số|xã|phường|thị trấn|huyện|đơn vị|cơ quan|sở|chỉ tiêu|tiêu chí|thủ tục|TTHC|hồ sơ"
    r"|cán bộ|người|điểm)"
)
_PATTERNS = (
    # Numbers and signs of documents: 60/2021/NĐ-CP, 540-QĐ/TW, 14-NQ/TU, 182 /KH-UBND
    r"(?<!\d)\d{1,6}[a-zđ]?\s?(?:/\s?\d{4})?\s?[/-]\s?(?:[A-ZĐƯ]{1,}[a-zđ]{0,2}[A-ZĐƯa-zđ0-9]*)(?:\s?[-/]\s?[A-ZĐƯ][A-ZĐƯa-zđ0-9]*)*"
    r"(?:\s?,?\s?(?:ngày|ban hành ngày)\s?" + _DATE + ")?",
    rf"(?i:{_DOCUMENT})\s+(?:số\s+|lần thứ\s+)?\d+(?:[-/.]\w+)*(?=[\s,;:.)/]|$)(?!\s?%)",
    r"(?i:\bsố)\s*:?\s*\d+\s*(?:/|-)\s*\w+(?:[/-]\w+)*",
    r"(?i:luật)\s[^.;]{0,60}?(?i:năm)\s\d{4}",
    rf"(?i:\b{_PLACE_IN_TEXT})\s+(?:số\s+)?\d+(?:\.\d+)*(?:\s?(?:,|và|đến"
    rf"|-)\s?\d+(?:\.\d+)*)*(?!\s?%)(?![\d.,]*\d)(?!\w)",
    # Dates and spans of time
    rf"(?i:ngày\s+)?{_DATE}",
    r"(?i:ngày)\s*\d{1,2}\s*(?i:tháng)\s*\d{1,2}(?:\s*(?i:năm)\s*\d{4})?",
    r"(?i:tháng)\s*\d{1,2}(?:\s*[/-]\s*\d{4}|\s*(?i:năm)\s*\d{4}|(?:\s?(?:,|và|-"
    r"|đến)\s?(?:tháng\s)?\d{1,2})*)(?!\d|\s?%)",
    r"(?i:ngày)\s*\d{1,2}(?:\s?[-–]\s?\d{1,2})?(?:\s?[/-]\s?\d{1,2})?(?!\d|\s?%)",
    rf"(?<![\d/,.])\d{{1,2}}(?:\s?[-–]\s?\d{{1,2}})?/(?:0?[1-9]|1[0-2])(?:/\d{{4}})?(?![\d/%]|\s?{_COUNTED})",
    r"\d{1,2}/\d{4}(?!\d)",
    r"(?i:quý)\s+(?:[IV]+|\d)(?:\s?[/-]\s?\d{4}|\s(?i:năm)\s\d{4})?(?!\w)",
    r"(?i:năm|niên độ|khóa|khoá|nhiệm kỳ|giai đoạn|thời kỳ|từ|đến|tới|sau|trước|và|,|-|–|/)\s*(?:19"
    r"|20)\d{2}(?:\s?[-–]\s?(?:19|20)?\d{2,4})?(?!\d|\s?%|[.,]\d)",
    r"(?<!\d)(?:19|20)\d{2}\s?[-–]\s?(?:19|20)\d{2}(?!\d)",
    r"\d{1,2}\s?(?:h|giờ)\s?\d{0,2}(?!\w)",
    r"(?<!\w)\d{1,3}\s?(?i:tháng)(?:\s(?i:đầu năm|cuối năm|cuối|đầu|một lần|/lần))?(?!\w)",
    r"(?<!\w)\d{1,3}\s?(?i:năm)(?!\w)(?:\s(?:\d{4}\s?-\s?\d{4}|giai đoạn|\(?20\d\d))?",
    r"(?i:lần thứ|khóa|khoá|thế kỷ|kỳ họp thứ|phiên họp thứ|kỷ niệm)\s+(?:\d+|[IVXLC]+)(?!\w)",
    # Grades, names with a number, versions, standards
    r"(?i:mức độ|mức|cấp độ|cấp|bậc|loại|nhóm|hạng|tầng|tuyến|vùng|khu vực|khối|lớp|thứ)\s+(?:số\s)?(?:\d"
    r"|[IVX]+)"
    r"(?:\s?(?:,|và|,\s?và|hoặc|-|/|&|;)\s?(?:(?i:mức độ|mức|cấp độ|cấp)\s)?(?:\d|[IVX]+)(?![\d%]|[.,]\d"
    r"|\s?%))*(?![\d%]|[.,]\d|\s?%|\s?phần trăm)(?!\w)",
    r"(?i:top)\s+(?=[A-Z])",
    r"(?:TCVN|ISO|QCVN|IEC|TCXD\w*|SA|OHSAS)(?:[\s/:-]+[A-Z]*\s?\d[\d.:/-]*)+",
    r"(?:(?i:đề án|chiến dịch|tổng đài|hotline|đường dây nóng|quốc lộ|tỉnh lộ|số nhà|ngõ|kiệt|hẻm|windows"
    r"|office)"
    r"|Tổ|Đội|Phường|Quận|Thôn|Ấp|Khu phố|Khóm)\s+(?:số\s)?\d{1,5}[A-Za-z]?(?![\d%]|[.,]\d|\s?%)(?!\w)",
    r"(?i:công nghiệp|cách mạng công nghiệp|web|phiên bản|version|v)\s?(?i:lần thứ\s)?\d+\.\d+",
    r"(?i:covid|cop|agenda|ipv|h5n|vneid|ictindex|sdg)[\s-]?\d+",
    r"(?<!\w)\d[Gg](?:/\d[Gg])*(?!\w)",
    r"(?<!\d)24/7(?:\b|/)",
    r"(?<!\w)\d+[A-Za-z]\d*(?!\w|\s?%)",
    # Addresses of people and machines: telephones, codes, web
    r"(?i:điện thoại|đt|tel|fax|sđt|di động|mã số thuế|mst|mã tthc|mã số|mã)\s*[:.]?\s*\(?[\d.()\s-]{5,}\d",
    r"\(0\d{1,3}\)\s?\d[\d.\s]{5,}",
    r"(?<![\w.,])0\d{2,3}[.\s-]?\d{3,4}[.\s-]?\d{3,4}(?!\d)",
    r"(?:https?://|www\.)\S+",
    r"(?<![\w,])\d\.\d{6}(?:\.\S+)?",
    r"\[\d+\]",
    # Numbering
    r"\((?:\d{1,2}|[ivx]{1,4})\)(?!\s?%)",
    r"(?m:^)\s*(?:[-–+•*]\s*)?\d{1,2}(?:\.\d{1,2}){0,4}[.)](?=\s|$)",
    r"(?m:^)\s*\d{1,2}(?:\.\d{1,2}){1,4}(?=\s+\D)",
    # Counters of web pages
    r"(?i:thống kê|online|lượt (?:truy cập|xem|đánh giá)|đang (?:truy cập|online)|tổng (?:lượt )?truy cập"
    r"|hôm nay|hôm qua)\s*:\s*[\d.,]+",
)
_MENTION = tuple(re.compile(pattern) for pattern in _PATTERNS)

# What a grade means: "nhóm B (từ 80% đến dưới 90%)", "Tốt (từ 90%), khá (từ 80%)", "loại tốt: từ 90 điểm"
_RANGE = r"(?:(?i:đạt|từ|trên|dưới|tối thiểu|ít nhất)\s)*[^();:]{1,60}"
_DEFINITIONS = (
    re.compile(
        r"(?i:nhóm|loại|mức|hạng|xếp loại|đạt loại)\s+(?:[“\"']?[A-ZĐ][”\"']?|\w+(?:\s\w+)?)\s*(?::|\()\s*"
        rf"(?=[^();]*\d){_RANGE}(?:\)|(?=;|\.|$))"
    ),
    re.compile(rf"(?i:(?<!\w)(?:tốt|khá|trung bình|yếu|kém|giỏi|xuất sắc))\s*\((?=[^()]*\d){_RANGE}\)"),
)


def mentions(text: str) -> list[tuple[int, int]]:
    """Spans of `text` whose numbers name something (legal citations, dates, grades...), sorted, merged."""
    spans = sorted(match.span() for pattern in (*_MENTION, *_DEFINITIONS) for match in pattern.finditer(text))
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return merged


def states_number(text: str) -> bool:
    """Whether a text holds a number that names nothing ("350 triệu đồng", not "năm 2024")."""
    named = mentions(text)
    digits = (match.start() for match in re.finditer(r"\d", text))
    return any(not any(start <= digit < end for start, end in named) for digit in digits)
