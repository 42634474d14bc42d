"""Names that nobody in particular bears."""

from __future__ import annotations

from random import Random


def _words(text: str) -> list[str]:
    return text.split()


FAMILY = _words("""
    Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Lâm Trương Đinh Mai Cao Tô Châu Tạ
""")
WOMEN_MIDDLE = _words("Thị Ngọc Kim Thanh Bích Mỹ Thu Minh Hồng Tuyết Diệu Cẩm")
WOMEN_GIVEN = _words("""
    Hoa Lan Hương Mai Cúc Đào Liên Phượng Nga Thảo Yến Trang Hạnh Nhung Dung Loan Xuân Thủy Hiền Ngân Oanh Tâm
    Trinh Vân Quyên Hằng Điệp Sương Bảy Út
""")
MEN_MIDDLE = _words("Văn Minh Quốc Hữu Thanh Đức Công Ngọc Hoàng Thành")
MEN_GIVEN = _words("Hùng Dũng Tuấn Phúc Lộc Thọ Tài Khánh Sơn Long Bình Hải Đạt Nghĩa Thắng Hậu Phát Tín Quý Năm")
WOMEN_IN_TEN = 7


def people(count: int, seed: str) -> list[tuple[str, str]]:
    """``count`` different pairs of full name and the name that customers call: ``("Lê Thị Hoa", "Cô Hoa")``."""
    random = Random(seed)  # noqa: S311 - no secret, the same on every run
    found: dict[str, str] = {}
    while len(found) < count:
        full_name, short_name = _person(random)
        if short_name not in found.values() or len(found) > len(WOMEN_GIVEN):
            found.setdefault(full_name, short_name)
    return list(found.items())


def _person(random: Random) -> tuple[str, str]:
    if random.randrange(10) < WOMEN_IN_TEN:
        given = random.choice(WOMEN_GIVEN)
        return (
            f"{random.choice(FAMILY)} {random.choice(WOMEN_MIDDLE)} {given}",
            f"{random.choice(('Cô', 'Chị'))} {given}",
        )
    given = random.choice(MEN_GIVEN)
    return f"{random.choice(FAMILY)} {random.choice(MEN_MIDDLE)} {given}", f"{random.choice(('Chú', 'Anh'))} {given}"
