"""The invented producers and products of the demonstration, and how far each product has come."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Goods:
    """An invented product: the set it belongs to, the state its dossier reaches, the stars it ends with.

    `seals` is how many members have sealed, for a dossier still being scored.
    """

    maker: str
    name: str
    set_no: int
    state: str
    stars: int = 3
    seals: int = 0
    colour: str = "#7a8f3c"
    story: str = ""


MAKERS: Final = (
    Maker("lan", "Hợp tác xã Ớt Tả Van", "htx", "Thôn Tả Van Giáy", "Giáy", "nu", "Giám đốc"),
    Maker("sung", "Hợp tác xã Mận Bắc Hà Xanh", "htx", "Thôn Na Quang", "Mông", "nam", "Giám đốc"),
    Maker("dao", "Tổ hợp tác Thêu Dao Y Tý", "tht", "Thôn Choản Thèn", "Dao", "nu", "Tổ trưởng"),
    Maker("nga", "Hộ kinh doanh Vịt Nghĩa Đô", "ho", "Bản Nà Khương", "Tày", "nu", "Chủ hộ"),
    Maker("hung", "Công ty Chè Shan Văn Chấn", "dn", "Khu 3", "Thái", "nam", "Giám đốc"),
    Maker("be", "Hợp tác xã Nem Lai Vung Út Bé", "htx", "Ấp Tân Lộc", "Kinh", "nu", "Giám đốc"),
    Maker("tu", "Trang trại Xoài Cái Bè Ba Tư", "trang_trai", "Ấp Hòa Phúc", "Kinh", "nam", "Chủ trang trại"),
    Maker("sen", "Công ty Hoa kiểng Sa Đéc Xanh", "dn", "Khóm Tân Huề", "Kinh", "nu", "Giám đốc"),
)

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
        story="Vườn xoài bên sông Tiền, trái bao giấy từ khi bằng ngón tay.",
    ),
    Goods("tu", "Xoài sấy Cái Bè Ba Tư", 7, "recognised", 3, colour="#dd8a00"),
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
)
