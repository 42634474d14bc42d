"""Who organises, and what is taught."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts.demo import DA_NANG, HO_CHI_MINH_CITY
from portal.accounts.models import User
from training.actions.courses import add_material, save_course
from training.enums import Audience, Level, OrganiserKind, Topic
from training.models import Course, CourseMaterial, Organiser


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """A course as a department would announce it."""

    title: str
    topic: Topic
    minutes: int
    summary: str
    syllabus: tuple[str, ...]
    organisers: tuple[str, ...]
    city: str = HO_CHI_MINH_CITY
    level: Level = Level.BEGINNER
    audience: Audience = Audience.TRADERS


ORGANISERS = {
    "Sở Công Thương TP.HCM": ("Sở Công Thương Thành phố Hồ Chí Minh", OrganiserKind.DEPARTMENT),
    "Sở Công Thương Đà Nẵng": ("Sở Công Thương thành phố Đà Nẵng", OrganiserKind.DEPARTMENT),
    "Hội Tiểu thương (mẫu)": ("Hội Tiểu thương các chợ truyền thống (mẫu)", OrganiserKind.ASSOCIATION),
    "Trường Nghề (mẫu)": ("Trường Trung cấp Nghề Thương mại (mẫu)", OrganiserKind.SCHOOL),
    "Sàn bán hàng (mẫu)": ("Đơn vị đào tạo của sàn bán hàng (mẫu)", OrganiserKind.PLATFORM),
}
_CITY, _DA_NANG, _GUILD, _SCHOOL, _PLATFORM = ORGANISERS

LIVE = "Livestream bán hàng cho người mới"
CONTENT = "Quay và dựng video ngắn bằng điện thoại"
LAW = "Bán hàng livestream đúng luật từ 1/7/2026"
PAYMENT = "Thanh toán QR và chống lừa đảo"
CREATORS = "KOL, KOC bán hàng cùng chợ truyền thống"
LIVE_DA_NANG = "Lên sóng cùng chợ Đà Nẵng"

COURSES = (
    CoursePlan(
        LIVE, Topic.LIVESTREAM, 480, "Tự mở một buổi phát tại sạp và chốt được đơn đầu tiên.",
        ("Chuẩn bị sạp, ánh sáng, điện thoại", "Mở gian hàng và giỏ hàng", "Nói gì trong 60 phút đầu",
         "Chốt đơn, đóng gói, gửi hàng", "Phát thử và sửa cho nhau"),
        (_CITY, _PLATFORM),
    ),
    CoursePlan(
        CONTENT, Topic.CONTENT, 240, "Làm được một video 30 giây về món hàng của mình.",
        ("Chọn góc quay trong sạp chật", "Quay, cắt, thêm chữ", "Đăng giờ nào, kèm gì"), (_CITY, _SCHOOL),
        level=Level.INTERMEDIATE,
    ),
    CoursePlan(
        LAW, Topic.LEGAL, 180, "Biết giấy tờ nào phải có trước buổi phát, và lời nào không được nói.",
        ("Luật Thương mại điện tử 122/2025/QH15", "Nghị định 320/2026/NĐ-CP và VNeID", "Giấy tờ hàng hóa, quảng cáo"),
        (_CITY,),
    ),
    CoursePlan(
        PAYMENT, Topic.E_PAYMENT, 120, "Nhận tiền bằng mã QR và nhận ra ảnh chuyển khoản giả.",
        ("Mã QR của sạp", "Kiểm tra tiền về", "Các kiểu lừa hay gặp"), (_CITY, _GUILD),
    ),
    CoursePlan(
        CREATORS, Topic.LIVESTREAM, 240, "Giữ lời với tiểu thương, đúng luật với người mua.",
        ("Nghĩa vụ của người livestream", "Kịch bản theo giấy tờ của hàng"), (_CITY, _PLATFORM),
        audience=Audience.CREATORS,
    ),
    CoursePlan(
        LIVE_DA_NANG, Topic.LIVESTREAM, 360, "Bán được đặc sản Đà Nẵng trong một buổi phát.",
        ("Kể chuyện món hàng", "Phát thử tại chợ", "Gửi hàng tươi đi xa"), (_DA_NANG, _GUILD), city=DA_NANG,
    ),
)  # fmt: skip


def official_of(city: str) -> User:
    """Who plans courses there."""
    return User.objects.get(username="so.danang" if city == DA_NANG else "so.tphcm")


def fill() -> None:
    """Courses with their organisers, and a link to open for the first."""
    if Course.objects.exists():
        return
    organisers = {
        short: Organiser.objects.create(name=name, short_name=short, kind=kind)
        for short, (name, kind) in ORGANISERS.items()
    }
    for plan in COURSES:
        course = Course(
            city_id=plan.city, title=plan.title, topic=plan.topic, level=plan.level, audience=plan.audience,
            minutes=plan.minutes, summary=plan.summary, syllabus="\n".join(plan.syllabus),
        )  # fmt: skip
        named = [organisers[short] for short in plan.organisers]
        save_course(course=course, organisers=named, new_organiser=None, by=official_of(plan.city))
    law = Course.objects.get(title=LAW)
    text = CourseMaterial(
        course=law,
        title="Luật Thương mại điện tử, bản đăng công báo",
        link="https://congbao.chinhphu.vn",
        is_public=True,
    )
    add_material(material=text, file=None, by=official_of(law.city_id))
