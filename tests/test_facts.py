"""What a plan says of itself, over letterheads as offices set them, portals print them and files break them."""

# ruff: noqa: E501 - letterheads are shown as they stand in a file

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer import facts
from indexer.model import Anchor, Document
from indexer.normalise import fold
from indexer.read import read
from indexer.structure import sections

CORPUS = Path(__file__).parents[1] / "corpus"
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
# Every plan cites others: none of these numbers, days and bodies may become its own.
CITED = """
Căn cứ Nghị quyết số 76/NQ-CP ngày 15 tháng 7 năm 2021 của Chính phủ ban hành Chương trình tổng thể cải cách hành chính nhà nước giai đoạn 2021 - 2030;

Căn cứ Quyết định số 1149/QĐ-BNV ngày 30/12/2020 của Bộ trưởng Bộ Nội vụ;
"""
REST = """
I. MỤC ĐÍCH, YÊU CẦU

1. Mục đích

Hoàn thành các mục tiêu cải cách hành chính đã đề ra trong năm.

2. Yêu cầu

Các cơ quan, đơn vị bám sát nhiệm vụ được giao.

II. NHIỆM VỤ

1. 100% hồ sơ được giải quyết đúng hạn.

2. Tổ chức thực hiện nghiêm túc Kế hoạch này./.
"""


@pytest.fixture(scope="module")
def understood(tmp_path_factory):
    """Facts of a text, read as the file `name`."""
    folder = tmp_path_factory.mktemp("plans")

    def of(text: str, name: str = "plan.txt") -> Document:
        path = folder / name
        path.write_text(text, "utf-8")
        reading = read(path)
        return facts.document(reading, sections(reading), name, "id")

    return of


def stated(document: Document, **expected: object) -> None:
    got = asdict(document)
    assert {key: got[key] for key in expected} == expected


# --- the plans of the corpus ----------------------------------------------------------------------

HUNG_YEN = {
    "issued": "2021-12-29",
    "issuer": "UBND thành phố Hưng Yên",
    "level": "huyện",
    "locality": "Hưng Yên",
    "unit": "thành phố",
    "province": "Hưng Yên",
    "year": 2022,
    "kind": "kế hoạch",
    "signer": None,
    "truncated": True,
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("182-kh-ubnd-hung-yen-cchc-2022.txt", {"number": "182/KH-UBND", **HUNG_YEN}),
        ("181-kh-ubnd-hung-yen-papi-2022.txt", {"number": "181/KH-UBND", **HUNG_YEN}),
        (
            "185-kh-ubnd-ha-giang-sipas-par-index-2022.txt",
            {
                "number": "185/KH-UBND",
                "issued": "2022-07-11",
                "issuer": "UBND tỉnh Hà Giang",
                "level": "tỉnh",
                "locality": "Hà Giang",
                "unit": "tỉnh",
                "province": "Hà Giang",
                "year": 2022,
                "signer": "Hoàng Gia Long",
                "truncated": True,
            },
        ),
        (
            "kh-ubnd-thach-ha-cchc-2022.txt",
            {
                "number": None,
                "issued": None,
                "issuer": "UBND huyện Thạch Hà",
                "level": "huyện",
                "locality": "Thạch Hà",
                "unit": "huyện",
                "province": "Hà Tĩnh",
                "year": 2022,
                "title": "Kế hoạch Cải cách hành chính (CCHC) năm 2022",
                "truncated": False,
            },
        ),
        (
            "kh-ubnd-cam-xa-cchc-2024.txt",
            {
                "number": None,
                "issued": None,
                "issuer": "UBND xã Cẩm Xá",
                "level": "xã",
                "locality": "Cẩm Xá",
                "unit": "xã",
                "province": "Hưng Yên",
                "year": 2024,
                "signer": "Lê Quang Thủy",
                "truncated": False,
            },
        ),
    ],
)
def test_plans_of_the_corpus(name, expected):
    reading = read(CORPUS / name)
    stated(facts.document(reading, sections(reading), name, "id"), **expected)


# --- letterheads ----------------------------------------------------------------------------------

LETTERHEADS = {
    "province, two columns one below the other": (
        "ỦY BAN NHÂN DÂN\nTỈNH LÀO CAI\n-------\n"
        + MOTTO
        + "---------------\nSố: 412/KH-UBND\nLào Cai, ngày 30 tháng 12 năm 2022\n\nKẾ HOẠCH\nCải cách hành chính tỉnh Lào Cai năm 2023\n",
        ("412/KH-UBND", "2022-12-30", "UBND tỉnh Lào Cai", "tỉnh", "Lào Cai", "tỉnh", "Lào Cai", 2023),
    ),
    "two columns read as one line": (
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỈNH QUẢNG BÌNH Độc lập - Tự do - Hạnh phúc\n"
        "Số: 2610/KH-UBND Quảng Bình, ngày 27 tháng 12 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2024\n",
        (
            "2610/KH-UBND",
            "2023-12-27",
            "UBND tỉnh Quảng Bình",
            "tỉnh",
            "Quảng Bình",
            "tỉnh",
            "Quảng Bình",
            2024,
        ),
    ),
    "two columns interleaved, both broken": (
        "ỦY BAN NHÂN CỘNG HÒA XÃ HỘI\nDÂN CHỦ NGHĨA VIỆT NAM\nHUYỆN MÙ CANG CHẢI Độc lập - Tự do - Hạnh phúc\n"
        "Số: 15/KH-UBND Mù Cang Chải, ngày 09 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính huyện Mù Cang Chải năm 2023\n",
        (
            "15/KH-UBND",
            "2023-01-09",
            "UBND huyện Mù Cang Chải",
            "huyện",
            "Mù Cang Chải",
            "huyện",
            "Yên Bái",
            2023,
        ),
    ),
    "right column first": (
        MOTTO
        + "Bắc Quang, ngày 05 tháng 02 năm 2024\nỦY BAN NHÂN DÂN\nHUYỆN BẮC QUANG\nSố: 33/KH-UBND\nKẾ HOẠCH\nKiểm soát thủ tục hành chính năm 2024\n",
        ("33/KH-UBND", "2024-02-05", "UBND huyện Bắc Quang", "huyện", "Bắc Quang", "huyện", "Hà Giang", 2024),
    ),
    "table marks of a crawler": (
        "|\n**ỦY BAN NHÂN\nDÂN**\n**THÀNH PHỐ ĐÀ NẴNG**\n--------\n|\n**CỘNG HÒA XÃ\nHỘI CHỦ NGHĨA VIỆT NAM**\nĐộc lập - Tự do - Hạnh phúc\n|\n|\n"
        "Số:\n298/KH-UBND\n|\n*Đà Nẵng,\nngày 29 tháng 12 năm 2023*\n|\n\n**KẾ HOẠCH**\n\nCẢI CÁCH HÀNH CHÍNH THÀNH PHỐ ĐÀ NẴNG NĂM 2024\n",
        (
            "298/KH-UBND",
            "2023-12-29",
            "UBND thành phố Đà Nẵng",
            "tỉnh",
            "Đà Nẵng",
            "thành phố",
            "Đà Nẵng",
            2024,
        ),
    ),
    "centrally run city, its name broken": (
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HỒ CHÍ\nMINH\n"
        + MOTTO
        + "Số: 89/KH-UBND\nThành phố Hồ Chí Minh, ngày 10 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n",
        (
            "89/KH-UBND",
            "2023-01-10",
            "UBND thành phố Hồ Chí Minh",
            "tỉnh",
            "Hồ Chí Minh",
            "thành phố",
            "Hồ Chí Minh",
            2023,
        ),
    ),
    "urban district with a number": (
        "ỦY BAN NHÂN DÂN\nQUẬN 12\n"
        + MOTTO
        + "Số: 21/KH-UBND\nQuận 12, ngày 15 tháng 01 năm 2024\nKẾ HOẠCH\nCải cách hành chính năm 2024 trên địa bàn Quận 12\n",
        ("21/KH-UBND", "2024-01-15", "UBND Quận 12", "huyện", "12", "quận", "Hồ Chí Minh", 2024),
    ),
    "urban district": (
        "UBND QUẬN CẦU GIẤY\n"
        + MOTTO
        + "Số: 07/KH-UBND\nCầu Giấy, ngày 08 tháng 01 năm 2024\nKẾ HOẠCH\nCải cách hành chính nhà nước quận Cầu Giấy năm 2024\n",
        ("07/KH-UBND", "2024-01-08", "UBND quận Cầu Giấy", "huyện", "Cầu Giấy", "quận", "Hà Nội", 2024),
    ),
    "town": (
        "ỦY BAN NHÂN DÂN\nTHỊ XÃ NGHI SƠN\n"
        + MOTTO
        + "Số: 112/KH-UBND\nNghi Sơn, ngày 20 tháng 12 năm 2022\nKẾ HOẠCH\nCải cách hành chính năm 2023\n",
        (
            "112/KH-UBND",
            "2022-12-20",
            "UBND thị xã Nghi Sơn",
            "huyện",
            "Nghi Sơn",
            "thị xã",
            "Thanh Hóa",
            2023,
        ),
    ),
    "city below a province": (
        "UBND THÀNH PHỐ HẠ LONG\n"
        + MOTTO
        + "Số: 05 /KH-UBND\nHạ Long, ngày 06 tháng 01 năm 2023\nKẾ HOẠCH\nTriển khai công tác cải cách hành chính năm 2023\n",
        (
            "05/KH-UBND",
            "2023-01-06",
            "UBND thành phố Hạ Long",
            "huyện",
            "Hạ Long",
            "thành phố",
            "Quảng Ninh",
            2023,
        ),
    ),
    "city of the province's name": (
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ SƠN LA\n"
        + MOTTO
        + "Số: 64/KH-UBND\nSơn La, ngày 28 tháng 12 năm 2022\nKẾ HOẠCH\nCải cách hành chính năm 2023\n",
        ("64/KH-UBND", "2022-12-28", "UBND thành phố Sơn La", "huyện", "Sơn La", "thành phố", "Sơn La", 2023),
    ),
    "Huế while it was below a province": (
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HUẾ\n"
        + MOTTO
        + "Số: 210/KH-UBND\nHuế, ngày 12 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n",
        (
            "210/KH-UBND",
            "2023-01-12",
            "UBND thành phố Huế",
            "huyện",
            "Huế",
            "thành phố",
            "Thừa Thiên Huế",
            2023,
        ),
    ),
    "Huế since it is centrally run": (
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HUẾ\n"
        + MOTTO
        + "Số: 34/KH-UBND\nHuế, ngày 16 tháng 01 năm 2025\nKẾ HOẠCH\nCải cách hành chính năm 2025\n",
        ("34/KH-UBND", "2025-01-16", "UBND thành phố Huế", "tỉnh", "Huế", "thành phố", "Huế", 2025),
    ),
    "commune below its district": (
        "UBND HUYỆN GIA LÂM\nỦY BAN NHÂN DÂN\nXÃ BÁT TRÀNG\n"
        + MOTTO
        + "Số: 18/KH-UBND\nBát Tràng, ngày 11 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n",
        ("18/KH-UBND", "2023-01-11", "UBND xã Bát Tràng", "xã", "Bát Tràng", "xã", "Hà Nội", 2023),
    ),
    "commune of a common name, told by its district": (
        "ỦY BAN NHÂN DÂN\nXÃ TÂN TIẾN\n"
        + MOTTO
        + "Số: 09/KH-UBND\nTân Tiến, ngày 10 tháng 01 năm 2024\nKẾ HOẠCH\nCải cách hành chính năm 2024\n"
        "Thực hiện Kế hoạch số 101/KH-UBND ngày 28/12/2023 của UBND huyện Tràng Định về cải cách hành chính năm 2024;\n",
        ("09/KH-UBND", "2024-01-10", "UBND xã Tân Tiến", "xã", "Tân Tiến", "xã", "Lạng Sơn", 2024),
    ),
    "district of a common name, told by its province": (
        "ỦY BAN NHÂN DÂN\nHUYỆN CHÂU THÀNH\n"
        + MOTTO
        + "Số: 27/KH-UBND\nChâu Thành, ngày 19 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n"
        "Căn cứ Kế hoạch số 301/KH-UBND ngày 30/12/2022 của Ủy ban nhân dân tỉnh Sóc Trăng;\n",
        (
            "27/KH-UBND",
            "2023-01-19",
            "UBND huyện Châu Thành",
            "huyện",
            "Châu Thành",
            "huyện",
            "Sóc Trăng",
            2023,
        ),
    ),
    "district of a common name, its province nowhere": (
        "ỦY BAN NHÂN DÂN\nHUYỆN CHÂU THÀNH\n"
        + MOTTO
        + "Số: 27/KH-UBND\nChâu Thành, ngày 19 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n",
        ("27/KH-UBND", "2023-01-19", "UBND huyện Châu Thành", "huyện", "Châu Thành", "huyện", None, 2023),
    ),
    "ward with a number": (
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nPHƯỜNG 7 Độc lập – Tự do – Hạnh phúc\n"
        "Số: 44 /KH-UBND Phường 7, ngày 03 tháng 02 năm 2023\nKẾ HOẠCH\nCải cách hành chính Phường 7, thành phố Tuy Hòa năm 2023\n",
        ("44/KH-UBND", "2023-02-03", "UBND Phường 7", "xã", "7", "phường", "Phú Yên", 2023),
    ),
    "ward since July 2025": (
        "ỦY BAN NHÂN DÂN\nPHƯỜNG MỸ HÀO\n"
        + MOTTO
        + "Số: 12/KH-UBND\nMỹ Hào, ngày 15 tháng 8 năm 2025\nKẾ HOẠCH\nCải cách hành chính 6 tháng cuối năm 2025\n",
        ("12/KH-UBND", "2025-08-15", "UBND phường Mỹ Hào", "xã", "Mỹ Hào", "phường", "Hưng Yên", 2025),
    ),
    "commune since July 2025, named like many before": (
        "ỦY BAN NHÂN DÂN\nXÃ MƯỜNG HUM\n"
        + MOTTO
        + "Số: 03/KH-UBND\nMường Hum, ngày 21 tháng 7 năm 2025\nKẾ HOẠCH\nCải cách hành chính năm 2025\n",
        ("03/KH-UBND", "2025-07-21", "UBND xã Mường Hum", "xã", "Mường Hum", "xã", "Lào Cai", 2025),
    ),
    "special zone": (
        "ỦY BAN NHÂN DÂN\nĐẶC KHU PHÚ QUỐC\n"
        + MOTTO
        + "Số: 88/KH-UBND\nPhú Quốc, ngày 30 tháng 9 năm 2025\nKẾ HOẠCH\nCải cách hành chính năm 2026\n",
        ("88/KH-UBND", "2025-09-30", "UBND đặc khu Phú Quốc", "xã", "Phú Quốc", "đặc khu", "An Giang", 2026),
    ),
    "township that the table has under another name": (
        "UBND HUYỆN BẢO THẮNG\nUBND THỊ TRẤN PHONG HẢI\n"
        + MOTTO
        + "Số: 02/KH-UBND\nPhong Hải, ngày 05 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n",
        (
            "02/KH-UBND",
            "2023-01-05",
            "UBND thị trấn Phong Hải",
            "xã",
            "Phong Hải",
            "thị trấn",
            "Lào Cai",
            2023,
        ),
    ),
    "department of a province": (
        "UBND TỈNH NINH BÌNH\nSỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN\n"
        + MOTTO
        + "Số: 06/KH-SNN\nNinh Bình, ngày 13 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023 của Sở Nông nghiệp và Phát triển nông thôn\n",
        (
            "06/KH-SNN",
            "2023-01-13",
            "Sở Nông nghiệp và Phát triển nông thôn tỉnh Ninh Bình",
            "tỉnh",
            "Ninh Bình",
            "tỉnh",
            "Ninh Bình",
            2023,
        ),
    ),
    "department of a city, two columns in one line": (
        "UBND THÀNH PHỐ CẦN THƠ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ NỘI VỤ Độc lập - Tự do - Hạnh phúc\n"
        "Số: 145/KH-SNV Cần Thơ, ngày 17 tháng 01 năm 2024\nKẾ HOẠCH\nThực hiện công tác cải cách hành chính năm 2024\n",
        (
            "145/KH-SNV",
            "2024-01-17",
            "Sở Nội vụ thành phố Cần Thơ",
            "tỉnh",
            "Cần Thơ",
            "thành phố",
            "Cần Thơ",
            2024,
        ),
    ),
    "department without its province": (
        "SỞ TƯ PHÁP\n"
        + MOTTO
        + "Số: 19/KH-STP\nVĩnh Phúc, ngày 18 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n",
        (
            "19/KH-STP",
            "2023-01-18",
            "Sở Tư pháp tỉnh Vĩnh Phúc",
            "tỉnh",
            "Vĩnh Phúc",
            "tỉnh",
            "Vĩnh Phúc",
            2023,
        ),
    ),
    "office of a district": (
        "UBND HUYỆN ĐÔNG ANH\nPHÒNG NỘI VỤ\n"
        + MOTTO
        + "Số: 11/KH-NV\nĐông Anh, ngày 22 tháng 02 năm 2023\nKẾ HOẠCH\nKiểm tra công tác cải cách hành chính năm 2023\n",
        (
            "11/KH-NV",
            "2023-02-22",
            "Phòng Nội vụ huyện Đông Anh",
            "huyện",
            "Đông Anh",
            "huyện",
            "Hà Nội",
            2023,
        ),
    ),
    "steering committee": (
        "UBND TỈNH BẾN TRE\nBAN CHỈ ĐẠO CẢI CÁCH HÀNH CHÍNH\n"
        + MOTTO
        + "Số: 08/KH-BCĐ\nBến Tre, ngày 07 tháng 3 năm 2023\nKẾ HOẠCH\nHoạt động của Ban Chỉ đạo năm 2023\n",
        (
            "08/KH-BCĐ",
            "2023-03-07",
            "Ban Chỉ đạo cải cách hành chính tỉnh Bến Tre",
            "tỉnh",
            "Bến Tre",
            "tỉnh",
            "Bến Tre",
            2023,
        ),
    ),
    "ministry": (
        "BỘ NỘI VỤ\n"
        + MOTTO
        + "Số: 1203/KH-BNV\nHà Nội, ngày 15 tháng 3 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023 của Bộ Nội vụ\n",
        ("1203/KH-BNV", "2023-03-15", "Bộ Nội vụ", "bộ", None, None, None, 2023),
    ),
    "marks and letters lost by the OCR": (
        "UY BAN NHÂN DÂN CỌNG HÒA XÃ HÔI CHỦ NGHĨA VIỆT NAM\nTĨNH QUẢNG NGÁI Đôc lâp - Tự do - Hanh phúc\n"
        "Sô: 77/KH-UBND Quảng Ngãi, ngày 19 tháng 5 năm 2022\nKÉ HOẠCH\nCải cách hành chính năm 2022\n",
        (
            "77/KH-UBND",
            "2022-05-19",
            "UBND tỉnh Quảng Ngãi",
            "tỉnh",
            "Quảng Ngãi",
            "tỉnh",
            "Quảng Ngãi",
            2022,
        ),
    ),
    "number and day never filled in": (
        "ỦY BAN NHÂN DÂN\nHUYỆN KIM ĐỘNG\n"
        + MOTTO
        + "Số: ....../KH-UBND\nKim Động, ngày .... tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n",
        (None, None, "UBND huyện Kim Động", "huyện", "Kim Động", "huyện", "Hưng Yên", 2023),
    ),
    "draft without any figure": (
        "ỦY BAN NHÂN DÂN\nTỈNH GIA LAI\n"
        + MOTTO
        + "Số:       /KH-UBND\nGia Lai, ngày     tháng     năm 2024\nDỰ THẢO\nKẾ HOẠCH\nCải cách hành chính năm 2024\n",
        (None, None, "UBND tỉnh Gia Lai", "tỉnh", "Gia Lai", "tỉnh", "Gia Lai", 2024),
    ),
    "lower case": (
        "Ủy ban nhân dân\nhuyện Yên Lạc\nCộng hòa xã hội chủ nghĩa Việt Nam\nĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 14/KH-UBND\nYên Lạc, ngày 31 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n",
        ("14/KH-UBND", "2023-01-31", "UBND huyện Yên Lạc", "huyện", "Yên Lạc", "huyện", "Vĩnh Phúc", 2023),
    ),
    "number below the kind": (
        "UBND TỈNH KON TUM\n"
        + MOTTO
        + "Kon Tum, ngày 27 tháng 01 năm 2023\nKẾ HOẠCH\nSố: 250/KH-UBND\nCải cách hành chính năm 2023\n",
        ("250/KH-UBND", "2023-01-27", "UBND tỉnh Kon Tum", "tỉnh", "Kon Tum", "tỉnh", "Kon Tum", 2023),
    ),
    "province with a dash": (
        "ỦY BAN NHÂN DÂN\nTỈNH BÀ RỊA – VŨNG TÀU\n"
        + MOTTO
        + "Số: 188/KH-UBND\nBà Rịa – Vũng Tàu, ngày 29 tháng 12 năm 2022\nKẾ HOẠCH\nCải cách hành chính tỉnh Bà Rịa - Vũng Tàu năm 2023\n",
        (
            "188/KH-UBND",
            "2022-12-29",
            "UBND tỉnh Bà Rịa - Vũng Tàu",
            "tỉnh",
            "Bà Rịa - Vũng Tàu",
            "tỉnh",
            "Bà Rịa - Vũng Tàu",
            2023,
        ),
    ),
    "province that has gone, spelled the other way": (
        "UỶ BAN NHÂN DÂN\nTỈNH HOÀ BÌNH\n"
        + MOTTO
        + "Số: 260/KH-UBND\nHoà Bình, ngày 29 tháng 12 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2024\n",
        ("260/KH-UBND", "2023-12-29", "UBND tỉnh Hòa Bình", "tỉnh", "Hòa Bình", "tỉnh", "Hòa Bình", 2024),
    ),
    "people's council": (
        "HỘI ĐỒNG NHÂN DÂN\nTỈNH TÂY NINH\n"
        + MOTTO
        + "Số: 31/KH-HĐND\nTây Ninh, ngày 14 tháng 02 năm 2023\nKẾ HOẠCH\nGiám sát công tác cải cách hành chính năm 2023\n",
        ("31/KH-HĐND", "2023-02-14", "HĐND tỉnh Tây Ninh", "tỉnh", "Tây Ninh", "tỉnh", "Tây Ninh", 2023),
    ),
    "abbreviated unit in the date line only": (
        "ỦY BAN NHÂN DÂN\n"
        + MOTTO
        + "Số: 73/KH-UBND\nTX. Kỳ Anh, ngày 04 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n",
        ("73/KH-UBND", "2023-01-04", "UBND thị xã Kỳ Anh", "huyện", "Kỳ Anh", "thị xã", "Hà Tĩnh", 2023),
    ),
    "page of a portal": (
        "Trang chủ\nKế hoạch 66/KH-UBND năm 2023 về nâng cao Chỉ số cải cách hành chính do tỉnh Phú Thọ ban hành\nSố hiệu: 66/KH-UBND\n"
        "Ngày ban hành: 08/03/2023\nLoại văn bản: Kế hoạch\nNơi ban hành: Tỉnh Phú Thọ\nNgười ký: Hồ Đại Dũng\n"
        "KẾ HOẠCH\nNÂNG CAO CHỈ SỐ CẢI CÁCH HÀNH CHÍNH\n",
        ("66/KH-UBND", "2023-03-08", "UBND tỉnh Phú Thọ", "tỉnh", "Phú Thọ", "tỉnh", "Phú Thọ", None),
    ),
    "plan carried by a decision": (
        "KẾ HOẠCH\nCải cách hành chính nhà nước tỉnh Cao Bằng năm 2023\n"
        "(Ban hành kèm theo Quyết định số 1888/QĐ-UBND ngày 30/12/2022 của Ủy ban nhân dân tỉnh Cao Bằng)\n",
        (
            "1888/QĐ-UBND",
            "2022-12-30",
            "UBND tỉnh Cao Bằng",
            "tỉnh",
            "Cao Bằng",
            "tỉnh",
            "Cao Bằng",
            2023,
        ),
    ),
    "commune, district and province in one line": (
        "ỦY BAN NHÂN DÂN XÃ TÂN LẬP - HUYỆN VŨ THƯ - TỈNH THÁI BÌNH\n"
        + MOTTO
        + "Số: 5/KH-UBND\nTân Lập, ngày 03 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n",
        ("5/KH-UBND", "2023-01-03", "UBND xã Tân Lập", "xã", "Tân Lập", "xã", "Thái Bình", 2023),
    ),
    "number and date below the title": (
        "KẾ HOẠCH\nCải cách hành chính năm 2023\nSố: 12/KH-UBND\nNgày 05 tháng 01 năm 2023\nUBND huyện Lâm Thao ban hành kế hoạch như sau:\n",
        ("12/KH-UBND", "2023-01-05", "UBND huyện Lâm Thao", "huyện", "Lâm Thao", "huyện", "Phú Thọ", 2023),
    ),
    "only the title of a page says it": (
        "Kế hoạch số 12/KH-UBND ngày 05/01/2023 của UBND huyện Lâm Thao về cải cách hành chính năm 2023\n",
        ("12/KH-UBND", "2023-01-05", "UBND huyện Lâm Thao", "huyện", "Lâm Thao", "huyện", "Phú Thọ", 2023),
    ),
    "date in figures, number with spaces": (
        "UBND TỈNH HÀ NAM\n"
        + MOTTO
        + "Số 182 / KH - UBND\nHà Nam, ngày 29/12/2021\nKẾ HOẠCH\nCải cách hành chính năm 2022\n",
        ("182/KH-UBND", "2021-12-29", "UBND tỉnh Hà Nam", "tỉnh", "Hà Nam", "tỉnh", "Hà Nam", 2022),
    ),
    "date without a place": (
        "UBND HUYỆN HẠ LANG\n"
        + MOTTO
        + "Số: 182/KH-UBND\nNgày 29 tháng 12 năm 2021\nKẾ HOẠCH\nCải cách hành chính năm 2022\n",
        ("182/KH-UBND", "2021-12-29", "UBND huyện Hạ Lang", "huyện", "Hạ Lang", "huyện", "Cao Bằng", 2022),
    ),
    "place whose name sounds like a weekday": (
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ THỦ ĐỨC\n"
        + MOTTO
        + "Số: 9/KH-UBND\nThủ Đức, ngày 12 tháng 01 năm 2022\nKẾ HOẠCH\nCải cách hành chính năm 2022\n",
        (
            "9/KH-UBND",
            "2022-01-12",
            "UBND thành phố Thủ Đức",
            "huyện",
            "Thủ Đức",
            "thành phố",
            "Hồ Chí Minh",
            2022,
        ),
    ),
    "days of the visit and of the upload above": (
        "Trang chủ › Văn bản\nCập nhật lúc 08:30, ngày 12 tháng 02 năm 2023\nThứ ba, ngày 14 tháng 3 năm 2023\nUBND HUYỆN PHÙ NINH\n"
        + MOTTO
        + "Số: 9/KH-UBND\nPhù Ninh, ngày 12 tháng 01 năm 2022\nKẾ HOẠCH\nCải cách hành chính năm 2022\n",
        ("9/KH-UBND", "2022-01-12", "UBND huyện Phù Ninh", "huyện", "Phù Ninh", "huyện", "Phú Thọ", 2022),
    ),
    "other documents listed above": (
        "- 1Nghị định 61/2018/NĐ-CP về cơ chế một cửa\nQuyết định 25/2020/QĐ-UBND về đánh giá trên địa bàn thành phố Hồ Chí Minh\n"
        "Nghị quyết 76/NQ-CP năm 2021 về Chương trình tổng thể\nỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n"
        "Số: 2218/KH-UBND | Bình Phước, ngày 11 tháng 10 năm 2021 |\nỦy ban nhân dân tỉnh ban hành kế hoạch xác định Chỉ số năm 2021, cụ thể như sau:\n",
        (
            "2218/KH-UBND",
            "2021-10-11",
            "UBND tỉnh Bình Phước",
            "tỉnh",
            "Bình Phước",
            "tỉnh",
            "Bình Phước",
            2021,
        ),
    ),
    "party committee": (
        "TỈNH ỦY HÀ GIANG\n*\nSố 12-KH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nHà Giang, ngày 12 tháng 5 năm 2022\nKẾ HOẠCH\nĐẩy mạnh cải cách hành chính năm 2022\n",
        ("12-KH/TU", "2022-05-12", "Tỉnh ủy Hà Giang", "tỉnh", "Hà Giang", "tỉnh", "Hà Giang", 2022),
    ),
    "bureau of a ministry": (
        "BỘ CÔNG THƯƠNG\nCỤC XÚC TIẾN THƯƠNG MẠI\n"
        + MOTTO
        + "Số: 9/KH-XTTM\nHà Nội, ngày 12 tháng 01 năm 2022\nKẾ HOẠCH\nCải cách hành chính năm 2022\n",
        ("9/KH-XTTM", "2022-01-12", "Cục Xúc tiến thương mại", "bộ", None, None, None, 2022),
    ),
    "service centre of a ward": (
        "UBND PHƯỜNG HÀ GIANG 1\nTRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG\n"
        + MOTTO
        + "Số: 18/KH-TTPVHCC\nHà Giang 1, ngày 29 tháng 8 năm 2025\nKẾ HOẠCH\nHoạt động năm 2025\n",
        (
            "18/KH-TTPVHCC",
            "2025-08-29",
            "Trung tâm Phục vụ hành chính công phường Hà Giang 1",
            "xã",
            "Hà Giang 1",
            "phường",
            "Tuyên Quang",
            2025,
        ),
    ),
}


@pytest.mark.parametrize("case", LETTERHEADS)
def test_letterheads(case, understood):
    head, expected = LETTERHEADS[case]
    keys = ("number", "issued", "issuer", "level", "locality", "unit", "province", "year")
    stated(understood(head + CITED + REST), kind="kế hoạch", **dict(zip(keys, expected, strict=True)))


# --- no letterhead ----------------------------------------------------------------------------------

HEADLESS = {
    "the introduction names the body": (
        "Thực hiện Kế hoạch số 16/KH-UBND ngày 11 tháng 01 năm 2024 của UBND thị xã Mỹ Hào về cải cách hành chính năm 2024, "
        "UBND phường Bần Yên Nhân xây dựng kế hoạch cải cách hành chính năm 2024 như sau:\n",
        ("UBND phường Bần Yên Nhân", "xã", "Bần Yên Nhân", "phường", "Hưng Yên", 2024),
    ),
    "the introduction names only its tier, the title the place": (
        "KẾ HOẠCH\nTruyền thông về cải cách hành chính trên địa bàn huyện Ba Chẽ năm 2023\n"
        "Thực hiện Kế hoạch số 15/KH-UBND ngày 10/01/2023 của UBND tỉnh Quảng Ninh, UBND huyện ban hành Kế hoạch như sau:\n",
        ("UBND huyện Ba Chẽ", "huyện", "Ba Chẽ", "huyện", "Quảng Ninh", 2023),
    ),
    "the closing names the body": (
        "KẾ HOẠCH\nTuyên truyền cải cách hành chính năm 2022\nI. MỤC ĐÍCH\n1. Nâng cao nhận thức.\n2. Thiết thực.\n"
        "Trên đây là Kế hoạch tuyên truyền cải cách hành chính năm 2022 của Ủy ban nhân dân thành phố Tam Kỳ.\n",
        ("UBND thành phố Tam Kỳ", "huyện", "Tam Kỳ", "thành phố", "Quảng Nam", 2022),
    ),
    "a city says only that it is one": (
        "KẾ HOẠCH\nCải cách hành chính thành phố Hải Phòng năm 2023\nỦy ban nhân dân thành phố ban hành Kế hoạch với các nội dung sau:\n",
        ("UBND thành phố Hải Phòng", "tỉnh", "Hải Phòng", "thành phố", "Hải Phòng", 2023),
    ),
    "a department speaks": (
        "KẾ HOẠCH\nCải cách hành chính năm 2023\nThực hiện Kế hoạch số 5/KH-UBND ngày 05/01/2023 của UBND tỉnh Lạng Sơn, "
        "Sở Khoa học và Công nghệ tỉnh Lạng Sơn ban hành Kế hoạch cải cách hành chính năm 2023 như sau:\n",
        ("Sở Khoa học và Công nghệ tỉnh Lạng Sơn", "tỉnh", "Lạng Sơn", "tỉnh", "Lạng Sơn", 2023),
    ),
    "nothing says who": (
        "KẾ HOẠCH\nCải cách hành chính năm 2023\nCăn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ;\n",
        (None, None, None, None, None, 2023),
    ),
}


@pytest.mark.parametrize("case", HEADLESS)
def test_without_letterhead(case, understood):
    head, expected = HEADLESS[case]
    keys = ("issuer", "level", "locality", "unit", "province", "year")
    document = understood(head + REST)
    stated(document, number=None, issued=None, **dict(zip(keys, expected, strict=True)))


def test_page_furniture_names_the_district(understood):
    text = (
        "UBND huyện ban hành Kế hoạch kiểm tra cải cách hành chính năm 2023 với các nội dung sau:\n"
        + REST
        + "\nTệp đính kèm\nBản đồ huyện Quỳnh Nhai\n"
    )
    stated(understood(text), issuer="UBND huyện Quỳnh Nhai", locality="Quỳnh Nhai", province="Sơn La")


# --- year -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Cải cách hành chính năm 2023", 2023),
        ("Cải cách hành chính nhà nước giai đoạn 2021 - 2025", None),
        ("Cải cách hành chính giai đoạn 2021 - 2025 và năm 2023", 2023),
        ("Chuyển đổi số đến năm 2025, định hướng đến năm 2030", None),
        ("Triển khai thi hành Luật Đất đai năm 2024", None),
        ("Thực hiện Nghị quyết số 76/NQ-CP ngày 15 tháng 7 năm 2021 của Chính phủ", None),
        ("Khắc phục hạn chế của Chỉ số cải cách hành chính năm 2021, nâng cao Chỉ số năm 2022", 2022),
        ("Khắc phục hạn chế của Chỉ số cải cách hành chính năm 2021", None),
        ("Kiểm tra công tác cải cách hành chính quý I năm 2024", 2024),
        ("Cải cách hành chính năm 2023 và những năm tiếp theo", 2023),
        ("Cải cách hành chính các năm 2024, 2025", None),
        ("Tuyên truyền cải cách hành chính năm học 2023 - 2024", None),
        ("Nâng cao Chỉ số hài lòng", None),
    ],
)
def test_year_is_the_one_the_plan_is_for(title, year, understood):
    text = f"UBND TỈNH LÀO CAI\n{MOTTO}Số: 4/KH-UBND\nLào Cai, ngày 15 tháng 02 năm 2022\nKẾ HOẠCH\n{title}\n{CITED}{REST}"
    stated(understood(text), year=year, title=f"Kế hoạch {title}", issued="2022-02-15")


def test_year_that_a_portal_adds_is_not_the_plans(understood):
    text = (
        "Kế hoạch 552/KH-UBND năm 2025 thực hiện lộ trình đổi mới công nghệ trên địa bàn tỉnh Đồng Tháp\n"
        + CITED
        + REST
    )
    document = understood(text)
    stated(document, number="552/KH-UBND", year=None)
    assert document.title == "Kế hoạch thực hiện lộ trình đổi mới công nghệ trên địa bàn tỉnh Đồng Tháp"


# --- title, kind, signer ------------------------------------------------------------------------------


def test_a_page_tells_of_a_plan_in_its_headline(understood):
    title = "Kế hoạch cải cách hành chính năm 2023 của huyện Sa Pa"
    text = f"Trang chủ | Tin tức | Văn bản\n{title}\nCỡ chữ: A- A A+\nNgày 06/01/2023, UBND huyện Sa Pa đã ban hành kế hoạch.\n"
    stated(understood(text + "I. MỤC TIÊU\n" + REST), title=title, year=2023)


def test_a_heading_is_no_part_of_the_title(understood):
    text = f"UBND TỈNH LÀO CAI\n{MOTTO}Số: 4/KH-UBND\nLào Cai, ngày 15 tháng 02 năm 2022\nKẾ HOẠCH\nCải cách hành chính năm 2022\n"
    stated(understood(f"{text}A. ĐÁNH GIÁ NĂM 2021\n{REST}"), title="Kế hoạch Cải cách hành chính năm 2022")


def test_title_of_several_lines_is_one_line(understood):
    text = (
        f"UBND TỈNH LÀO CAI\n{MOTTO}Số: 4/KH-UBND\nLào Cai, ngày 15 tháng 02 năm 2022\nKẾ HOẠCH\nKHẮC PHỤC TỒN TẠI, HẠN CHẾ VÀ NÂNG CAO\n"
        f"CHỈ SỐ CẢI CÁCH HÀNH CHÍNH (PAR INDEX) TỈNH LÀO CAI\nNĂM 2022\n{CITED}{REST}"
    )
    title = "KẾ HOẠCH KHẮC PHỤC TỒN TẠI, HẠN CHẾ VÀ NÂNG CAO CHỈ SỐ CẢI CÁCH HÀNH CHÍNH (PAR INDEX) TỈNH LÀO CAI NĂM 2022"
    stated(understood(text), title=title, year=2022)


@pytest.mark.parametrize(
    ("word", "symbol", "kind"),
    [
        ("QUYẾT ĐỊNH", "QĐ-UBND", "quyết định"),
        ("CHỈ THỊ", "CT-UBND", "chỉ thị"),
        ("BÁO CÁO", "BC-UBND", "báo cáo"),
    ],
)
def test_kind(word, symbol, kind, understood):
    text = f"UBND TỈNH LÀO CAI\n{MOTTO}Số: 4/{symbol}\nLào Cai, ngày 15 tháng 02 năm 2022\n{word}\nVề cải cách hành chính\n{CITED}"
    stated(understood(text), kind=kind, number=f"4/{symbol}")


def test_letter_is_known_by_its_subject(understood):
    text = (
        f"UBND TỈNH LÀO CAI\nVĂN PHÒNG\n{MOTTO}Số: 91/VP-KSTT\nV/v rà soát thủ tục hành chính theo Quyết định số 1085/QĐ-TTg\n"
        "Lào Cai, ngày 15 tháng 02 năm 2023\nKính gửi: Các sở, ban, ngành\n" + REST
    )
    document = understood(text)
    stated(
        document,
        kind="công văn",
        number="91/VP-KSTT",
        issued="2023-02-15",
        issuer="Văn phòng UBND tỉnh Lào Cai",
    )
    assert document.title == "rà soát thủ tục hành chính theo Quyết định số 1085/QĐ-TTg"


HEAD = f"UBND TỈNH LÀO CAI\n{MOTTO}Số: 4/KH-UBND\nLào Cai, ngày 15 tháng 02 năm 2022\nKẾ HOẠCH\nCải cách hành chính năm 2022\n{CITED}{REST}"


@pytest.mark.parametrize(
    ("signature", "signer"),
    [
        (
            "Nơi nhận:\n- Như trên;\n- Lưu: VT.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrịnh Xuân Trường\n",
            "Trịnh Xuân Trường",
        ),
        ("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n(Đã ký)\nGiàng Thị Dung\n", "Giàng Thị Dung"),
        (
            "Nơi nhận: TM. ỦY BAN NHÂN DÂN\n- Như trên; CHỦ TỊCH\n- Lưu: VT, NC.\nKsor H'Bơ Khăp\n",
            "Ksor H'Bơ Khăp",
        ),
        ("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nLý Seo Dìn\nPHỤ LỤC\nDanh Mục Nhiệm Vụ\n", "Lý Seo Dìn"),
        ("Người ký: Trung tâm Công báo và Tin học\nEmail: congbao@laocai.gov.vn\n", None),
    ],
)
def test_signer(signature, signer, understood):
    stated(understood(HEAD + signature), signer=signer, truncated=False)


# --- broken off ---------------------------------------------------------------------------------------

OPENING = f"UBND TỈNH LÀO CAI\n{MOTTO}Số: 4/KH-UBND\nLào Cai, ngày 15 tháng 02 năm 2022\nKẾ HOẠCH\nCải cách hành chính năm 2022\n\n"


@pytest.mark.parametrize(
    "body",
    [
        "I. MỤC TIÊU\n\n1. Một.\n\n2. Hai.\n\n[...]",
        "I. MỤC TIÊU\n\n1. Một.\n\n2. Các cơ quan có trách nhiệm:",
        "I. MỤC TIÊU\n\n1. Một.\n\n2. Hai.\n\nII. NHIỆM VỤ\n\n1. Xây dựng kế hoạch.",
        "I. MỤC TIÊU\n\n1. Một.\n\n2. Hai.\n\nII. TỔ CHỨC THỰC HIỆN",
        "I. MỤC TIÊU\n\n1. Một.\n\n2. Hai.\n\n3. Ba;",
    ],
)
def test_broken_off(body, understood):
    assert understood(OPENING + body).truncated


@pytest.mark.parametrize(
    "body",
    [
        "I. MỤC TIÊU\n\n1. Một.\n\n2. Hai.\n\nII. NHIỆM VỤ\n\n1. Xây dựng kế hoạch.\n\n2. Thực hiện.",
        "I. MỤC TIÊU\n\n1. Một.\n\nII. NHIỆM VỤ\n\n1. Tổ chức thực hiện./.\n\nNơi nhận:\n- Lưu: VT.",
    ],
)
def test_complete(body, understood):
    assert not understood(OPENING + body).truncated


# --- what is only cited, what is only guessed ---------------------------------------------------------


@pytest.mark.parametrize(
    "citation",
    [
        "Căn cứ Kế hoạch số 520/KH-UBND ngày 24 tháng 12 năm 2021 của UBND tỉnh Lào Cai;",
        "Thực hiện Quyết định\nsố 520/QĐ-UBND ngày 24/12/2021 của Ủy ban nhân dân tỉnh Lào Cai, UBND huyện ban hành kế hoạch:",
        "Theo Công văn số: 520/UBND-NC ngày 24 tháng 12 năm 2021,",
        "- Kế hoạch số 520/KH-UBND ngày 24 tháng 12 năm 2021 của UBND tỉnh;",
        "Kế hoạch số 520/KH-UBND ngày 24/12/2021 của UBND tỉnh về cải cách hành chính, UBND huyện ban hành kế hoạch.",
        "Quyết định 520/QĐ-UBND năm 2021 về phân cấp\nKế hoạch 521/KH-UBND năm 2021 về cải cách hành chính",
        "I. CĂN CỨ\n1. Kế hoạch số 520/KH-UBND ngày 24/12/2021.",
    ],
)
def test_a_cited_number_is_never_the_documents(citation, understood):
    for opening in (
        "",
        "KẾ HOẠCH\nCải cách hành chính năm 2022\n",
        "UBND HUYỆN BÁT XÁT\n"
        + MOTTO
        + "Số:   /KH-UBND\nBát Xát, ngày   tháng 01 năm 2022\nKẾ HOẠCH\nCải cách hành chính năm 2022\n",
    ):
        stated(understood(opening + citation + REST), number=None, issued=None)


def scanned(text: str, **confidence: float):
    """A reading of `text` as from an image, words of it recognised with the given confidence."""
    from indexer.model import Block, Reading

    anchors, blocks, start = [], [], 0
    for line in text.split("\n"):
        blocks.append(Block(start, start + len(line)))
        start += len(line) + 1
    for match in re.finditer(r"\S+", text):
        sure = min((v for k, v in confidence.items() if match[0].startswith(k.strip("_"))), default=0.97)
        anchors.append(Anchor(match.start(), match.end(), 1, (0.0, 0.0, 0.1, 0.1), sure))
    return Reading(text, tuple(blocks), "pdf", 1, tuple(anchors))


SCAN = (
    "UBND TỈNH LÀO CAI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSố: 22 /BC-UBND\nLào Cai, ngày 24 tháng 01 năm 2025\n"
    "BÁO CÁO\nKết quả cải cách hành chính năm 2024\nI. KẾT QUẢ\n1. Một.\n2. Hai./."
)


def of_scan(reading, path="scan.pdf"):
    return facts.document(reading, sections(reading), path, "id")


def test_figures_typed_in_a_scan_count():
    stated(of_scan(scanned(SCAN)), number="22/BC-UBND", issued="2025-01-24")


def test_figures_written_by_hand_are_not_guessed():
    stated(of_scan(scanned(SCAN, _22=0.4, _24=0.5)), number=None, issued=None, issuer="UBND tỉnh Lào Cai")


def test_name_of_the_file_confirms_a_number():
    stated(of_scan(scanned(SCAN, _22=0.4), "2025/23-bc-ubnd.signed.pdf"), number="23/BC-UBND")
    stated(of_scan(scanned(SCAN, _22=0.4), "BC 23 (ban ky).pdf"), number="23/BC-UBND")
    stated(of_scan(scanned(SCAN, _22=0.4), "scan-2025-01-24.pdf"), number=None)
    stated(of_scan(scanned(SCAN, _22=0.4), "BC 2025.pdf"), number=None)
    stated(of_scan(scanned(SCAN), "BC 23.pdf"), number="22/BC-UBND")


def test_stamp_of_the_signature_confirms_a_day():
    stamped = SCAN + "\nKý bởi: UBND tỉnh Lào Cai\n{day}.01.2025 20:06:24 +07:00"
    stated(of_scan(scanned(stamped.format(day=24), _24=0.5)), issued="2025-01-24")
    stated(of_scan(scanned(stamped.format(day=26), _24=0.5)), issued=None)


def test_stamp_fills_a_day_left_to_the_signature(understood):
    text = (
        f"UBND TỈNH LÀO CAI\n{MOTTO}Số: 4/KH-UBND\nLào Cai, ngày   tháng 02 năm 2025\nKẾ HOẠCH\nCải cách hành chính năm 2025\n{REST}\n"
        "Ký bởi: Ủy ban nhân dân tỉnh Lào Cai\nThời gian ký: {stamp} 10:40:48\n"
    )
    stated(understood(text.format(stamp="14/02/2025")), issued="2025-02-14")
    stated(understood(text.format(stamp="03/03/2025")), issued=None)


def test_stamp_of_the_gazette_is_not_the_day(understood):
    text = f"UBND TỈNH LÀO CAI\n{MOTTO}Số: 4/KH-UBND\nLào Cai, ngày   tháng 02 năm 2025\nKẾ HOẠCH\nCải cách hành chính năm 2025\n{REST}\n"
    stated(understood(text + "Trung tâm Công báo và Tin học\n17.02.2025 13:45:56 +07:00\n"), issued=None)


# --- properties ---------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "ỦY BAN NHÂN DÂN", "UBND", "TỈNH HÀ GIANG", "THÀNH PHỐ", "HUYỆN", "PHƯỜNG 1", "SỞ NỘI VỤ", "Số:", "182", "/KH-UBND", "Số: 5/QĐ-UBND",
        "CỘNG HÒA XÃ HỘI", "CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do", ", ngày", "29", "tháng 12", "năm 2021", "ngày 31 tháng 02 năm 2022", "KẾ HOẠCH",
        "V/v", "Kính gửi", "Căn cứ", "của UBND tỉnh Hưng Yên", "kèm theo", "Nơi nhận:", "KT. CHỦ TỊCH", "Trên đây là Kế hoạch", "Người ký",
        "Ngày ban hành 45/13/2022", "24.01.2025 20:06:24 +07:00", "./.", "[...]", "I.", "1.", "a)", "\n", "\n\n", "|", "Ⅷ", "İ", "ﬁ",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map(" ".join))
@example("ỦY BAN NHÂN DÂN THÀNH PHỐ 182")
def test_any_text_has_facts_that_it_states(text):
    from indexer.model import Block, Reading
    from indexer.normalise import characters

    text = characters(text).strip()
    blocks, start = [], 0
    for line in text.split("\n"):
        if line:
            blocks.append(Block(start, start + len(line)))
        start += len(line) + 1
    reading = Reading(text, tuple(blocks), "txt")
    document = facts.document(reading, sections(reading), "a.txt", "id")
    folded = fold(text).lower()
    bare = re.sub(r"\s", "", folded)
    if document.number:
        assert fold(document.number).lower() in bare.replace("–", "-").replace("—", "-")
    if document.issued:
        year, month, day = document.issued.split("-")
        assert {year, str(int(month)), str(int(day))} <= {n.lstrip("0") for n in re.findall(r"\d+", folded)}
    if document.locality:
        assert set(fold(document.locality).lower().split()) <= set(re.findall(r"\w+|-", folded))
    if document.year:
        assert str(document.year) in text
    assert document.signer is None or document.signer in " ".join(text.split())


@settings(deadline=None)
@given(number=st.integers(1, 9999), day=st.dates())
def test_cited_numbers_and_days_never_become_the_plans(number, day):
    from indexer.model import Block, Reading

    cited = f"Căn cứ Kế hoạch số {number}/KH-UBND ngày {day.day} tháng {day.month} năm {day.year} của UBND tỉnh Lào Cai;"
    lines = [
        "ỦY BAN NHÂN DÂN",
        "HUYỆN BÁT XÁT",
        "Số: 10000/KH-UBND",
        "Bát Xát, ngày 05 tháng 01 năm 1990",
        "KẾ HOẠCH",
        "Cải cách hành chính",
        cited,
    ]
    blocks, start = [], 0
    for line in lines:
        blocks.append(Block(start, start + len(line)))
        start += len(line) + 1
    reading = Reading("\n".join(lines), tuple(blocks), "txt")
    stated(
        facts.document(reading, (), "a.txt", "id"),
        number="10000/KH-UBND",
        issued="1990-01-05",
        issuer="UBND huyện Bát Xát",
    )
