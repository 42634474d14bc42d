"""Where a person can go from every page, by role.

The apps are named in strings only. An entry whose address does not exist yet
is left out, so an app may be switched off without touching this list.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from portal.accounts.roles import ALLOWED, MARKET_ROLES, Action, Role

VISITOR = "visitor"
EVERYONE = frozenset(Role)
SEES_FIGURES = ALLOWED[Action.SEE_MARKET_FIGURES] | {Role.TRADER}


@dataclass(frozen=True)
class Entry:
    """One place in the navigation; ``icon`` is a drawing in ``static/img/icons.svg``, ``hint`` what is found there."""

    label: str
    url_name: str
    roles: frozenset[str]
    icon: str
    hint: str


@dataclass(frozen=True)
class Place:
    """An entry that exists, with whether the reader stands on or under it."""

    label: str
    url: str
    icon: str
    hint: str
    is_here: bool


ENTRIES = (
    Entry("Trang chủ", "home", EVERYONE | {VISITOR}, "home", "Trang mở đầu."),
    Entry("Số liệu", "figures", SEES_FIGURES, "chart", "Doanh số theo kỳ, đi cùng phần hủy và trả."),
    Entry(
        "Chợ",
        "market_list",
        ALLOWED[Action.SEE_REGISTERS],
        "stall",
        "Sạp, tiểu thương, tài khoản sàn và số liệu của từng chợ.",
    ),
    Entry(
        "Tiểu thương",
        "trader_register",
        ALLOWED[Action.SEE_REGISTERS] - frozenset(MARKET_ROLES),
        "people",
        "Tìm một người ở mọi chợ: tên, số điện thoại, mã sạp.",
    ),
    Entry("Phiên", "session_list", SEES_FIGURES, "session", "Các buổi phát: lịch, kết quả, tiền từng buổi."),
    Entry(
        "Nhập đơn hàng",
        "import_list",
        ALLOWED[Action.IMPORT_ORDERS],
        "upload",
        "Thả tệp tải từ trang người bán, xem lại các lần nhập.",
    ),
    Entry(
        "Hồ sơ",
        "application_list",
        ALLOWED[Action.DECIDE_APPLICATIONS],
        "people",
        "Người mới xin vào danh sách tiểu thương, người chuyển chợ.",
    ),
    Entry(
        "VNeID",
        "vneid",
        ALLOWED[Action.SEE_REGISTERS] | {Role.TRADER},
        "person",
        "Tài khoản bán hàng nào phải liên kết với VNeID, còn bao nhiêu ngày.",
    ),
    Entry("Đào tạo", "run_list", EVERYONE | {VISITOR}, "calendar", "Lớp sắp mở: ngày giờ, nơi học, còn bao nhiêu chỗ."),
    Entry(
        "Khóa học",
        "course_list",
        ALLOWED[Action.EDIT_RUNS],
        "file",
        "Nội dung dạy, tài liệu, đơn vị tổ chức; mở lớp từ một khóa.",
    ),
    Entry("Lớp của tôi", "own_training", frozenset({Role.TRADER}), "calendar", "Lớp sắp học, đang chờ chỗ, đã học."),
    Entry(
        "Kết quả đào tạo",
        "outcomes",
        ALLOWED[Action.SEE_OUTCOMES],
        "chart",
        "Ai học xong còn bán, hơn người chưa học bao nhiêu.",
    ),
    Entry(
        "Góp ý",
        "feedback_results",
        ALLOWED[Action.SEE_FEEDBACK],
        "message",
        "Học viên chấm khóa, giảng viên mấy điểm, viết thêm gì.",
    ),
    Entry("Hàng của tôi", "own_products", frozenset({Role.TRADER}), "stall", "Hàng bạn bán, giá, giấy tờ còn thiếu."),
    Entry(
        "Giấy tờ",
        "papers",
        ALLOWED[Action.SEE_REGISTERS] | {Role.TRADER},
        "file",
        "Giấy tờ hàng hóa: chờ kiểm tra, còn giá trị, sắp hết hạn.",
    ),
    Entry(
        "Tư vấn",
        "booth_list",
        EVERYONE | {VISITOR},
        "calendar",
        "Quầy tư vấn miễn phí tại chợ: giờ trực, hẹn lượt, việc đã hỏi.",
    ),
    Entry("Tin của tôi", "own_messages", frozenset({Role.TRADER}), "message", "Những gì cổng đã nhắn cho bạn."),
    Entry(
        "Tin đã gửi",
        "message_list",
        ALLOWED[Action.SEE_MESSAGES],
        "message",
        "Gửi cho ai, vì việc gì, đã tới chưa; gửi lại tin chưa tới.",
    ),
    Entry(
        "Dữ liệu cá nhân",
        "data_requests",
        ALLOWED[Action.HANDLE_DATA_REQUESTS],
        "file",
        "Người xin sửa, xin xóa dữ liệu; sự cố; dữ liệu cũ.",
    ),
    Entry(
        "Sổ sự cố",
        "breach_list",
        ALLOWED[Action.SEE_BREACHES] - ALLOWED[Action.HANDLE_DATA_REQUESTS],
        "attention",
        "Sự cố dữ liệu cá nhân và hạn báo 72 giờ.",
    ),
    Entry(
        "Tổ chức",
        "organisation_list",
        ALLOWED[Action.SEE_ORGANISATIONS] - set(MARKET_ROLES),  # they go there from their market
        "people",
        "Ai quản lý chợ nào, thêm và gỡ người.",
    ),
    Entry("Cán bộ", "office_list", ALLOWED[Action.EDIT_OFFICE_ACCOUNTS], "person", "Tài khoản của cán bộ, giảng viên."),
    Entry("Các chợ", "public_markets", frozenset({VISITOR}), "stall", "Giờ mở cửa, đặc sản, sạp bán trên mạng."),
    Entry("Vận hành", "operations", frozenset({Role.ADMINISTRATOR}), "operations", "Việc chờ, lần đếm lại gần nhất."),
)


def navigation_for(role: str, path: str) -> list[Place]:
    """The places of ``role``; the longest address that ``path`` begins with is where one stands."""
    found = list(_existing(role))
    here = max((url for _, url in found if _is_under(path, url)), key=len, default=None)
    return [Place(entry.label, url, entry.icon, entry.hint, url == here) for entry, url in found]


def _existing(role: str) -> Iterator[tuple[Entry, str]]:
    for entry in ENTRIES:
        if role in entry.roles:
            try:
                yield entry, reverse(entry.url_name)
            except NoReverseMatch:
                continue


def _is_under(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
