"""Who may do what: the one table of roles × actions. docs/roles.md is printed from it.

A role says which actions; how far they reach (own stall, own markets, own ward, the city) is said by
``REACH`` and done by the querysets' ``visible_to(user)``. What does not stand here nobody may do.
"""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person may do; on which markets or stalls is said by the rows that name the person."""

    TRADER = "trader", "Tiểu thương"
    MARKET_CLERK = "market_clerk", "Nhân viên quản lý chợ"
    MARKET_MANAGER = "market_manager", "Quản lý chợ"
    WARD_OFFICE = "ward_office", "UBND phường, xã"
    TRAINER = "trainer", "Giảng viên"
    OFFICIAL = "official", "Cán bộ Sở"
    INSPECTOR = "inspector", "Thanh tra"
    ADMINISTRATOR = "administrator", "Quản trị"


REACH: dict[Role, str] = {
    Role.TRADER: "sạp của mình",
    Role.MARKET_CLERK: "các chợ của tổ chức mình",
    Role.MARKET_MANAGER: "các chợ của tổ chức mình",
    Role.WARD_OFFICE: "các chợ trong phường, xã mình",
    Role.TRAINER: "các lớp mình dạy",
    Role.OFFICIAL: "thành phố mình",
    Role.INSPECTOR: "thành phố mình, chỉ đọc",
    Role.ADMINISTRATOR: "toàn hệ thống",
}
"""How far what a role may do reaches."""

CITY_ROLES = (Role.OFFICIAL, Role.INSPECTOR)
"""Roles that see one city and so must name it."""

MARKET_ROLES = (Role.MARKET_MANAGER, Role.MARKET_CLERK)
"""Roles of people who work for a market management organisation."""

OFFICE_ROLES = (Role.WARD_OFFICE, Role.TRAINER, Role.OFFICIAL, Role.INSPECTOR, Role.ADMINISTRATOR)
"""Roles of people outside markets, whose accounts the administrator makes."""

SECOND_FACTOR_ROLES = (Role.OFFICIAL, Role.INSPECTOR, Role.ADMINISTRATOR)
"""Roles that sign in with a second factor or a passkey."""


class Action(TextChoices):
    """Something that only some roles may do. The label is what docs and refusals call it."""

    SEE_OWN_STALL = "see_own_stall", "Xem sạp, hàng và doanh số của mình"
    EDIT_OWN_STALL = "edit_own_stall", "Sửa sản phẩm, giấy tờ, tài khoản sàn của mình"
    REGISTER = "register", "Đăng ký làm tiểu thương của một chợ"
    SEE_MARKET_FIGURES = "see_market_figures", "Xem số liệu của chợ"
    SEE_CITY_FIGURES = "see_city_figures", "Xem số liệu của thành phố"
    SEE_OPERATIONS = "see_operations", "Xem trang vận hành"
    IMPORT_ORDERS = "import_orders", "Nhập, hoàn tác tệp đơn hàng"
    SEE_REVIEWS = "see_reviews", "Xem việc cần xem lại của đơn hàng"
    DECIDE_REVIEWS = "decide_reviews", "Quyết định việc cần xem lại của đơn hàng"
    EDIT_SESSIONS = "edit_sessions", "Thêm, sửa phiên"
    SEE_REGISTERS = "see_registers", "Xem danh sách sạp, tiểu thương, tài khoản sàn"
    EDIT_REGISTERS = "edit_registers", "Thêm, sửa sạp, tiểu thương, tài khoản sàn, sản phẩm, giấy tờ"
    EDIT_MARKET = "edit_market", "Sửa trang giới thiệu, khu, giờ mở cửa của chợ"
    IMPORT_TRADERS = "import_traders", "Nhập danh sách tiểu thương từ tệp"
    DECIDE_APPLICATIONS = "decide_applications", "Duyệt hồ sơ đăng ký của tiểu thương"
    SEE_PHONES = "see_phones", "Xem đủ số điện thoại của tiểu thương (người khác thấy 0912 ••• 678)"
    MOVE_TRADERS = "move_traders", "Chuyển chợ, ghi nhận rời chợ, trở lại"
    RECEIVE_TRADERS = "receive_traders", "Nhận tiểu thương từ chợ khác chuyển tới"
    CHECK_PAPERS = "check_papers", "Kiểm tra giấy tờ, liên kết VNeID"
    EXPORT_PERSONAL_DATA = "export_personal_data", "Tải về danh sách có dữ liệu cá nhân"
    READ_TAX_CODE = "read_tax_code", "Mở xem mã số thuế 12 số"
    SEND_CAMPAIGNS = "send_campaigns", "Gửi tin cho nhiều tiểu thương"
    SEE_MESSAGES = "see_messages", "Xem tin đã gửi"
    EDIT_STAFF = "edit_staff", "Thêm, đổi vai trò, gỡ nhân viên của tổ chức"
    SEE_ORGANISATIONS = "see_organisations", "Xem tổ chức quản lý chợ và người của tổ chức"
    EDIT_ORGANISATIONS = "edit_organisations", "Thêm, sửa tổ chức quản lý chợ và chợ"
    EDIT_OFFICE_ACCOUNTS = "edit_office_accounts", "Thêm, đổi vai trò, khóa tài khoản cán bộ"
    SEE_TAX_NOTICES = "see_tax_notices", "Xem doanh thu năm của tiểu thương so với ngưỡng thuế"
    HANDLE_DATA_REQUESTS = "handle_data_requests", "Xử lý yêu cầu sửa, xóa dữ liệu cá nhân"
    SEE_BREACHES = "see_breaches", "Xem sổ sự cố dữ liệu cá nhân"
    EDIT_BREACHES = "edit_breaches", "Ghi sổ sự cố dữ liệu cá nhân"
    SEE_RETENTION = "see_retention", "Xem các lần dọn dữ liệu cũ"
    EDIT_COURSES = "edit_courses", "Thêm, sửa khóa đào tạo"
    EDIT_RUNS = "edit_runs", "Mở lớp, dời, hủy buổi học"
    SEE_TRAINEES = "see_trainees", "Xem danh sách học viên"
    ENROL_SELF = "enrol_self", "Đăng ký học, hẹn tư vấn cho mình"
    ENROL_OTHERS = "enrol_others", "Đăng ký học cho tiểu thương, mời học"
    ORDER_WAITING = "order_waiting", "Đổi thứ tự danh sách chờ, gỡ học viên"
    RUN_DOOR = "run_door", "Điểm danh"
    ISSUE_CERTIFICATES = "issue_certificates", "Cấp giấy chứng nhận"
    REVOKE_CERTIFICATES = "revoke_certificates", "Thu hồi giấy chứng nhận"
    SEE_FEEDBACK = "see_feedback", "Xem góp ý của học viên"
    EDIT_BOOTHS = "edit_booths", "Mở quầy tư vấn, xếp ca trực"
    ADVISE = "advise", "Tiếp người hỏi ở quầy tư vấn"
    SEE_OUTCOMES = "see_outcomes", "Xem kết quả sau đào tạo"
    HAVE_SECOND_FACTOR = "have_second_factor", "Đặt mật khẩu, lớp xác minh thứ hai cho tài khoản mình"


_MARKET = frozenset(MARKET_ROLES)
_MANAGER = frozenset({Role.MARKET_MANAGER})
_CITY = frozenset(CITY_ROLES)
_ADMIN = frozenset({Role.ADMINISTRATOR})

ALLOWED: dict[Action, frozenset[Role]] = {
    Action.SEE_OWN_STALL: frozenset({Role.TRADER}),
    Action.EDIT_OWN_STALL: frozenset({Role.TRADER}),
    Action.REGISTER: frozenset({Role.TRADER}),
    Action.SEE_MARKET_FIGURES: _MARKET | {Role.WARD_OFFICE} | _CITY | _ADMIN,
    Action.SEE_CITY_FIGURES: _CITY | _ADMIN,
    Action.SEE_OPERATIONS: frozenset({Role.OFFICIAL}) | _ADMIN,
    Action.IMPORT_ORDERS: _MARKET | _ADMIN,
    Action.SEE_REVIEWS: _MARKET | _CITY | _ADMIN,
    Action.DECIDE_REVIEWS: _MARKET | _ADMIN,
    Action.EDIT_SESSIONS: _MARKET | _ADMIN,
    Action.SEE_REGISTERS: _MARKET | {Role.WARD_OFFICE} | _CITY | _ADMIN,
    Action.EDIT_REGISTERS: _MARKET | _ADMIN,
    Action.EDIT_MARKET: _MANAGER | _ADMIN,
    Action.IMPORT_TRADERS: _MARKET | _ADMIN,
    Action.DECIDE_APPLICATIONS: _MARKET | _ADMIN,
    Action.SEE_PHONES: _MARKET | {Role.OFFICIAL} | _ADMIN,
    Action.MOVE_TRADERS: _MARKET | _ADMIN,
    Action.RECEIVE_TRADERS: _MANAGER | _ADMIN,
    Action.CHECK_PAPERS: _MARKET | _ADMIN,
    Action.EXPORT_PERSONAL_DATA: _MANAGER | {Role.OFFICIAL} | _ADMIN,
    Action.READ_TAX_CODE: _MANAGER | _CITY | _ADMIN,
    Action.SEND_CAMPAIGNS: _MANAGER | {Role.OFFICIAL} | _ADMIN,
    Action.SEE_MESSAGES: _MARKET | {Role.OFFICIAL} | _ADMIN,
    Action.EDIT_STAFF: _MANAGER | _ADMIN,
    Action.SEE_ORGANISATIONS: _MARKET | _CITY | _ADMIN,
    Action.EDIT_ORGANISATIONS: _ADMIN,
    Action.EDIT_OFFICE_ACCOUNTS: _ADMIN,
    Action.SEE_TAX_NOTICES: _MARKET | _CITY | _ADMIN,
    Action.HANDLE_DATA_REQUESTS: _MANAGER | _ADMIN,
    Action.SEE_BREACHES: _CITY | _ADMIN,
    Action.EDIT_BREACHES: _ADMIN,
    Action.SEE_RETENTION: _ADMIN,
    Action.EDIT_COURSES: frozenset({Role.OFFICIAL}) | _ADMIN,
    Action.EDIT_RUNS: _MANAGER | {Role.OFFICIAL} | _ADMIN,
    Action.SEE_TRAINEES: _MARKET | {Role.TRAINER} | _CITY | _ADMIN,
    Action.ENROL_SELF: frozenset({Role.TRADER}),
    Action.ENROL_OTHERS: _MARKET | {Role.OFFICIAL} | _ADMIN,
    Action.ORDER_WAITING: _MANAGER | {Role.OFFICIAL} | _ADMIN,
    Action.RUN_DOOR: _MARKET | {Role.TRAINER, Role.OFFICIAL} | _ADMIN,
    Action.ISSUE_CERTIFICATES: _MANAGER | {Role.OFFICIAL} | _ADMIN,
    Action.REVOKE_CERTIFICATES: frozenset({Role.OFFICIAL}) | _ADMIN,
    Action.SEE_FEEDBACK: _MANAGER | {Role.TRAINER} | _CITY | _ADMIN,
    Action.EDIT_BOOTHS: _MANAGER | {Role.OFFICIAL} | _ADMIN,
    Action.ADVISE: _MARKET | {Role.TRAINER, Role.OFFICIAL} | _ADMIN,
    Action.SEE_OUTCOMES: _MARKET | {Role.WARD_OFFICE} | _CITY | _ADMIN,
    Action.HAVE_SECOND_FACTOR: frozenset(Role) - {Role.TRADER},
}
"""Every action and the roles that may do it, within their ``REACH``."""


def as_markdown() -> str:
    """The table for docs/roles.md: actions down, roles across."""
    head = ["Việc", *(role.label for role in Role)]
    rows = [[action.label, *("✓" if role in ALLOWED[action] else "" for role in Role)] for action in Action]
    lines = [head, ["---", *(":-:" for _ in Role)], *rows]
    reach = [f"- **{role.label}** (`{role.value}`): {REACH[role]}." for role in Role]
    return "\n".join(
        [
            "# Who may do what",
            "",
            "Printed from `portal/accounts/roles.py` by `manage.py roles > docs/roles.md`; a test holds the two equal.",
            "Views are guarded by `@may(Action.…)`, objects by `Model.objects.visible_to(user)`; what has no row here",
            "nobody may do. Everybody may see their own account, messages, personal data and consents.",
            "",
            *("| " + " | ".join(cells) + " |" for cells in lines),
            "",
            "How far each role reaches:",
            "",
            *reach,
            "",
        ]
    )
