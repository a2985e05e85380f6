"""Who lives in the demonstration. Everyone is invented; the places are real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ocop.people import roles

PASSWORD: Final = "ocop-thu-nghiem"  # noqa: S105 - printed at the start: the demonstration is open to anyone
LAO_CAI: Final = "15"
DONG_THAP: Final = "82"
COUNTRY: Final = "VN"


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the demonstration with the one office held; `what` is shown beside the login."""

    key: str
    login: str
    name: str
    role: str
    unit: str
    what: str = ""


PRODUCERS: Final = (
    Person("lan", "0912000001", "Lý Thị Lan", roles.PRODUCER, "03037", "Chủ thể (hợp tác xã, xã Tả Van)"),
    Person("sung", "0912000002", "Sùng A Chu", roles.PRODUCER, "02839"),
    Person("dao", "0912000003", "Tẩn Mẩy Đao", roles.PRODUCER, "02701"),
    Person("nga", "0912000004", "Hoàng Thị Nga", roles.PRODUCER, "02953"),
    Person("hung", "0912000005", "Lường Văn Hưng", roles.PRODUCER, "04672"),
    Person("be", "0912000006", "Nguyễn Thị Bé", roles.PRODUCER, "30226", "Chủ thể ở tỉnh khác (Đồng Tháp)"),
    Person("tu", "0912000007", "Trần Văn Tư", roles.PRODUCER, "28360"),
    Person("sen", "0912000008", "Lê Thị Sen", roles.PRODUCER, "29905"),
)
COMMUNE_OFFICERS: Final = (
    Person("minh", "0912000011", "Vàng Văn Minh", roles.COMMUNE_OFFICER, "03037", "Công chức xã Tả Van"),
    Person("pao", "0912000012", "Giàng A Páo", roles.COMMUNE_OFFICER, "02839"),
    Person("xuan", "0912000013", "Phàn Láo Xuân", roles.COMMUNE_OFFICER, "02701"),
    Person("thuy", "0912000014", "Nông Thị Thủy", roles.COMMUNE_OFFICER, "02953"),
    Person("khanh", "0912000015", "Hà Văn Khánh", roles.COMMUNE_OFFICER, "04672"),
    Person("loan", "0912000016", "Phạm Thị Loan", roles.COMMUNE_OFFICER, "30226", "Công chức xã Lai Vung"),
    Person("dung", "0912000017", "Võ Văn Dũng", roles.COMMUNE_OFFICER, "28360"),
    Person("kieu", "0912000018", "Huỳnh Thị Kiều", roles.COMMUNE_OFFICER, "29905"),
)
PROVINCE: Final = {
    LAO_CAI: (
        Person("hoa", "0912000021", "Đỗ Thị Hoa", roles.PROVINCE_OFFICER, LAO_CAI, "Công chức tỉnh Lào Cai"),
        Person(
            "cuc", "0912000022", "Trần Thị Cúc", roles.PROVINCE_LEADER, LAO_CAI, "Lãnh đạo UBND tỉnh Lào Cai"
        ),
    ),
    DONG_THAP: (
        Person(
            "yen", "0912000023", "Lê Thị Yến", roles.PROVINCE_OFFICER, DONG_THAP, "Công chức tỉnh Đồng Tháp"
        ),
        Person("phu", "0912000024", "Nguyễn Văn Phú", roles.PROVINCE_LEADER, DONG_THAP),
    ),
}
COUNCIL: Final = {
    LAO_CAI: (
        Person(
            "mai",
            "0912000031",
            "Bùi Thị Mai",
            roles.COUNCIL_MEMBER,
            LAO_CAI,
            "Chủ tịch hội đồng tỉnh Lào Cai",
        ),
        Person(
            "phuc",
            "0912000032",
            "Ngô Văn Phúc",
            roles.COUNCIL_MEMBER,
            LAO_CAI,
            "Thư ký hội đồng tỉnh Lào Cai",
        ),
        Person("tuan", "0912000033", "Hoàng Anh Tuấn", roles.COUNCIL_MEMBER, LAO_CAI, "Thành viên hội đồng"),
        Person("ngoc", "0912000034", "Lương Thị Ngọc", roles.COUNCIL_MEMBER, LAO_CAI, "Thành viên hội đồng"),
        Person("son", "0912000035", "Vi Văn Sơn", roles.COUNCIL_MEMBER, LAO_CAI, "Thành viên hội đồng"),
    ),
    DONG_THAP: (
        Person("hai", "0912000041", "Phan Văn Hải", roles.COUNCIL_MEMBER, DONG_THAP),
        Person("linh", "0912000042", "Đặng Thị Linh", roles.COUNCIL_MEMBER, DONG_THAP),
        Person("quoc", "0912000043", "Trương Quốc", roles.COUNCIL_MEMBER, DONG_THAP),
        Person("tam", "0912000044", "Mai Thị Tâm", roles.COUNCIL_MEMBER, DONG_THAP),
    ),
    COUNTRY: (
        Person("luong", "0912000071", "Đoàn Văn Lượng", roles.COUNCIL_MEMBER, COUNTRY),
        Person("ha", "0912000072", "Tạ Thu Hà", roles.COUNCIL_MEMBER, COUNTRY, "Thư ký hội đồng trung ương"),
        Person("kien", "0912000073", "Cao Trung Kiên", roles.COUNCIL_MEMBER, COUNTRY),
        Person("oanh", "0912000074", "Lưu Kim Oanh", roles.COUNCIL_MEMBER, COUNTRY),
    ),
}
TEAM: Final = {
    LAO_CAI: Person(
        "pha",
        "0912000036",
        "Phùng Thị Pha",
        roles.SPECIALIST_MEMBER,
        LAO_CAI,
        "Tổ trưởng tổ tư vấn tỉnh",
    ),
    COUNTRY: Person("tri", "0912000075", "Mạc Minh Trí", roles.SPECIALIST_MEMBER, COUNTRY),
    DONG_THAP: Person("luc", "0912000045", "Đoàn Tấn Lực", roles.SPECIALIST_MEMBER, DONG_THAP),
}
CONSULTANT: Final = Person(
    "kha",
    "0912000037",
    "Lò Văn Khá",
    roles.SPECIALIST_CONSULTANT,
    LAO_CAI,
    "Tư vấn chuyên ngành",
)
MINISTRY: Final = "thu"
"""Who enters dossiers, councils and decisions for the ministry."""
SEATS: Final = ("chair", "secretary", "member", "member", "member")
OTHERS: Final = (
    Person("thu", "0912000051", "Vũ Minh Thu", roles.MINISTRY_OFFICER, COUNTRY, "Công chức bộ"),
    Person("dat", "0912000054", "Hà Quốc Đạt", roles.PROVINCE_ADMIN, LAO_CAI, "Quản trị tỉnh Lào Cai"),
    Person(
        "vinh",
        "0912000055",
        "Nguyễn Quang Vinh",
        roles.TRADE_OFFICER,
        LAO_CAI,
        "Công chức ngành công thương tỉnh Lào Cai",
    ),
    Person("an", "0912000052", "Đinh Thị An", roles.INSPECTOR, LAO_CAI, "Thanh tra"),
    Person("quan", "0912000053", "Phạm Hồng Quân", roles.ADMIN, COUNTRY, "Quản trị hệ thống"),
)


PANEL: Final = (
    Person("vanp", "0912000061", "Đỗ Thị Vân", roles.COUNCIL_MEMBER, LAO_CAI),
    Person("khoi", "0912000062", "Lê Văn Khôi", roles.COUNCIL_MEMBER, LAO_CAI),
    Person("yenp", "0912000063", "Hồ Thị Yên", roles.COUNCIL_MEMBER, LAO_CAI),
)
"""Who looks again at a result of Lào Cai that was appealed."""


def everyone() -> tuple[Person, ...]:
    """All people of the demonstration."""
    offices = [person for group in (*PROVINCE.values(), *COUNCIL.values()) for person in group]
    return (*PRODUCERS, *COMMUNE_OFFICERS, *offices, *PANEL, *TEAM.values(), CONSULTANT, *OTHERS)


LOGINS: Final = tuple((person.what, person.login, PASSWORD) for person in everyone() if person.what)
"""What to print: (who, login, password)."""
