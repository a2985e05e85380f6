"""The invented producers and products of the demonstration, and how far each product has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, slots=True)
class Maker:
    """An invented producer; `person` is who speaks for it."""

    person: str
    name: str
    kind: str
    address: str
    ethnicity: str
    gender: str
    title: str
    business_number: str = ""


@dataclass(frozen=True, slots=True)
class Goods:
    """An invented product: the set it belongs to, the state its dossier reaches, the stars it ends with.

    Beside the states of a regime: "at_ministry" waits for the ministry's decision after its council,
    "handed_back" for the province's after the ministry's council found fewer points.

    `seals` is how many members have sealed, for a dossier still being scored. `assisted` is what the officer
    of the commune types for the producer, under its consent. `together`: decided on with the others that
    have it, by one decision that two people prepare and sign.
    """

    maker: str
    name: str
    set_no: int
    state: str
    stars: int = 3
    seals: int = 0
    assisted: bool = False
    colour: str = "#7a8f3c"
    story: str = ""
    together: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """An invented product certified before July 2025; `commune` and `issuer` are codes of that day's map.

    A product of the same maker and name is entered once, with all its certificates. `removed` is a code of
    the list `product_end`, for a certificate struck from the register since.
    """

    maker: str
    name: str
    set_no: int
    stars: int
    commune: str
    issuer: str
    decided_on: date
    number: str
    decision: str
    signer: str
    title: str
    total: Decimal | None = None
    removed: str = ""


EARLIER: Final = (
    Earlier(
        "sung",
        "Mận Tả Van sấy gừng Na Hối",
        7,
        3,
        "02881",
        "085",
        date(2024, 11, 20),
        "18/GCN-OCOP",
        "4512/QĐ-UBND",
        "Vương Văn Sín",
        "Phó Chủ tịch UBND huyện Bắc Hà",
        Decimal("58.5"),
    ),
    Earlier(
        "lan",
        "Rau cải mèo Mường Hoa",
        1,
        3,
        "03037",
        "10",
        date(2022, 11, 10),
        "07/GCN-OCOP",
        "2604/QĐ-UBND",
        "Ngô Quang Hà",
        "Phó Chủ tịch UBND tỉnh Lào Cai",
    ),
    Earlier(
        "hung",
        "Chè Shan tuyết Suối Giàng",
        11,
        4,
        "04657",
        "15",
        date(2023, 12, 29),
        "31/GCN-OCOP",
        "2467/QĐ-UBND",
        "Đặng Thế Minh",
        "Phó Chủ tịch UBND tỉnh Yên Bái",
        Decimal("78.25"),
    ),
    Earlier(
        "tu",
        "Xoài ngâm Hòa Khánh",
        7,
        3,
        "28399",
        "819",
        date(2024, 6, 28),
        "09/GCN-OCOP",
        "3170/QĐ-UBND",
        "Lê Văn Thành",
        "Chủ tịch UBND huyện Cái Bè",
    ),
    Earlier(
        "sung",
        "Thịt trâu gác bếp Na Hối",
        8,
        3,
        "02881",
        "10",
        date(2022, 12, 20),
        "11/GCN-OCOP",
        "2899/QĐ-UBND",
        "Ngô Quang Hà",
        "Phó Chủ tịch UBND tỉnh Lào Cai",
    ),
    Earlier(
        "sung",
        "Thịt trâu gác bếp Na Hối",
        8,
        4,
        "02881",
        "10",
        date(2024, 12, 10),
        "26/GCN-OCOP",
        "3215/QĐ-UBND",
        "Ngô Quang Hà",
        "Phó Chủ tịch UBND tỉnh Lào Cai",
        Decimal("76.5"),
    ),
    Earlier(
        "tu",
        "Nước ép xoài Hòa Khánh",
        13,
        3,
        "28399",
        "819",
        date(2024, 8, 15),
        "14/GCN-OCOP",
        "3402/QĐ-UBND",
        "Lê Văn Thành",
        "Chủ tịch UBND huyện Cái Bè",
        removed="stopped",
    ),
)

MAKERS: Final = (
    Maker("lan", "Hợp tác xã Ớt Tả Van", "htx", "Thôn Tả Van Giáy", "Giáy", "nu", "Giám đốc"),
    Maker("sung", "Hợp tác xã Mận Bắc Hà Xanh", "htx", "Thôn Na Quang", "Mông", "nam", "Giám đốc"),
    Maker("dao", "Tổ hợp tác Thêu Dao Y Tý", "tht", "Thôn Choản Thèn", "Dao", "nu", "Tổ trưởng"),
    Maker("nga", "Hộ kinh doanh Vịt Nghĩa Đô", "ho", "Bản Nà Khương", "Tày", "nu", "Chủ hộ", "12E8002206"),
    Maker("hung", "Công ty Chè Shan Văn Chấn", "dn", "Khu 3", "Thái", "nam", "Giám đốc"),
    Maker("be", "Hợp tác xã Nem Lai Vung Út Bé", "htx", "Ấp Tân Lộc", "Kinh", "nu", "Giám đốc"),
    Maker("tu", "Trang trại Xoài Cái Bè Ba Tư", "trang_trai", "Ấp Hòa Phúc", "Kinh", "nam", "Chủ trang trại"),
    Maker("sen", "Công ty Hoa kiểng Sa Đéc Xanh", "dn", "Khóm Tân Huề", "Kinh", "nu", "Giám đốc"),
)

JOINED: Final = "sung"
"""The producer that a household of its commune joins."""

HELPED: Final = "lan"
HELPER: Final = "minh"
"""The producer that agreed to help with its papers, and the officer of its commune who gives it."""

GOODS: Final = (
    Goods(
        "lan",
        "Tương ớt Mường Hoa",
        9,
        "recognised",
        4,
        colour="#b3261e",
        story="Giống ớt được giữ qua ba đời ở thung lũng Mường Hoa, phơi nắng sớm và ủ trong chum đất.",
    ),
    Goods(
        "sung",
        "Mận sấy dẻo Bắc Hà",
        7,
        "recognised",
        4,
        colour="#7b1e4b",
        story="Mận tam hoa hái tay vào tháng sáu, sấy dẻo ngay tại bản.",
    ),
    Goods("sung", "Rượu ngô men lá Bản Phố", 14, "recognised", 3, colour="#c9a227"),
    Goods(
        "dao",
        "Túi thổ cẩm Dao đỏ Y Tý",
        21,
        "recognised",
        3,
        colour="#8c1d18",
        story="Mỗi hoa văn kể một đoạn trong hành trình của người Dao đỏ.",
    ),
    Goods("nga", "Vịt bầu Nghĩa Đô làm sạch", 2, "withdrawn_certificate", 3, colour="#9a6b3f"),
    Goods(
        "hung",
        "Chè Shan tuyết cổ thụ Văn Chấn",
        11,
        "forwarded",
        5,
        colour="#2f6b3a",
        story="Búp chè hái từ những cây hơn hai trăm năm tuổi trên sườn núi sương mù.",
    ),
    Goods("hung", "Bạch trà Shan búp non Văn Chấn", 11, "at_ministry", 5, colour="#4c7a34"),
    Goods("be", "Nem nướng Lai Vung Út Bé", 8, "handed_back", 4, colour="#b5533c"),
    Goods("hung", "Hồng trà Shan Văn Chấn", 11, "recognised", 4, colour="#7c3b12"),
    Goods("be", "Nem chua Lai Vung Út Bé", 8, "recognised", 4, colour="#c2502e"),
    Goods("be", "Chả lụa lá chuối Út Bé", 8, "not_recognised", 2, colour="#d3b58d"),
    Goods(
        "tu",
        "Xoài cát Hòa Lộc Cái Bè",
        1,
        "recognised",
        4,
        colour="#e0a100",
        together=True,
        story="Vườn xoài bên sông Tiền, trái bao giấy từ khi bằng ngón tay.",
    ),
    Goods("tu", "Xoài sấy Cái Bè Ba Tư", 7, "recognised", 3, colour="#dd8a00", together=True),
    Goods("sen", "Hoa hồng chậu Sa Đéc", 23, "recognised", 3, colour="#c2185b"),
    Goods("sen", "Kiểng lá Sa Đéc", 24, "closed", 3, colour="#2e7d32"),
    Goods("be", "Tương hột Lai Vung", 9, "accepted", colour="#6d4c41"),
    Goods("tu", "Mứt xoài dẻo Cái Bè", 7, "sent_up", colour="#ffb300"),
    Goods("dao", "Khăn thêu Y Tý", 22, "closed", 4, colour="#5e1f6b"),
    Goods("nga", "Bánh chưng đen Nghĩa Đô", 6, "closed", 2, colour="#3a3a3a"),
    Goods("hung", "Trà dược liệu Văn Chấn", 12, "closed", 5, colour="#55772b"),
    Goods("nga", "Trứng vịt muối Nghĩa Đô", 8, "revealed", 3, colour="#b0a27c"),
    Goods("lan", "Gừng mật ong Tả Van", 4, "scoring", 3, seals=2, colour="#c98a1b"),
    Goods("sung", "Mật ong bạc hà Bắc Hà", 4, "scoring", 4, seals=4, colour="#e3a72f"),
    Goods("hung", "Gạo nếp Tú Lệ Văn Chấn", 3, "scoring", 3, seals=0, colour="#d8cfae"),
    Goods("dao", "Du lịch cộng đồng Choản Thèn", 26, "accepted", colour="#3f7d8c"),
    Goods("nga", "Cốm nếp Nghĩa Đô", 6, "sent_up", colour="#8fae3b"),
    Goods("sung", "Ngô nếp Bắc Hà", 3, "withdrawn", colour="#e8d37a"),
    Goods("lan", "Thảo quả sấy Tả Van", 10, "returned", colour="#6b4b2a"),
    Goods("lan", "Hạt dổi rừng Tả Van", 10, "filed", colour="#4b3621"),
    Goods("lan", "Măng khô Tả Van", 7, "draft", colour="#b59b5b"),
    Goods("lan", "Chẩm chéo Tả Van", 9, "draft", colour="#8a6d1f", assisted=True),
)
ENDED_DAY: Final = (
    Goods("nga", "Lạp sườn hun khói Nghĩa Đô", 8, "closed", 3, colour="#8c3b2a"),
    Goods("hung", "Chè xanh Suối Giàng", 11, "closed", 4, colour="#4e7d3a"),
    Goods("dao", "Gối thổ cẩm Y Tý", 22, "closed", 3, colour="#6a2a7a"),
)
"""What the council judged on a day of its own that has ended."""
TODAY: Final = (
    Goods("lan", "Ớt muối Tả Van", 10, "closed", 3, colour="#c0392b"),
    Goods("lan", "Bột ớt Mường Hoa", 10, "closed", 4, colour="#a93226"),
    Goods("sung", "Mận ngâm đường Bắc Hà", 7, "closed", 3, colour="#7d1f4e"),
    Goods("sung", "Mứt mận Bắc Hà", 7, "closed", 3, colour="#8e2a5a"),
    Goods("nga", "Thịt trâu gác bếp Nghĩa Đô", 8, "revealed", 4, colour="#4a2a1a"),
    Goods("nga", "Cơm cháy nếp Nghĩa Đô", 6, "scoring", 3, seals=4, colour="#d9b25f"),
    Goods("hung", "Chè vàng Văn Chấn", 11, "scoring", 3, seals=2, colour="#b8a13a"),
    Goods("hung", "Chè hoa nhài Văn Chấn", 11, "scoring", 4, seals=1, colour="#8aa05a"),
    Goods("dao", "Ví thổ cẩm Y Tý", 22, "scoring", 3, seals=0, colour="#51307d"),
    Goods("dao", "Mũ thêu Dao đỏ Y Tý", 22, "scoring", 3, seals=0, colour="#7d3030"),
)
"""What stands on the agenda of the day of the demonstration, and how far the council has come with each."""
