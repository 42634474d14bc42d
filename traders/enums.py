from django.db.models import TextChoices


class Platform(TextChoices):
    """Where a shop account sells. ``pancake`` and ``other`` take Pancake files and the portal's template."""

    TIKTOK_SHOP = "tiktok_shop", "TikTok Shop"
    SHOPEE = "shopee", "Shopee"
    LAZADA = "lazada", "Lazada"
    PANCAKE = "pancake", "Pancake POS"
    OTHER = "other", "Kênh khác"


MARKETPLACES = (Platform.TIKTOK_SHOP, Platform.SHOPEE, Platform.LAZADA)
"""Platforms that number orders themselves: an order number stands for one order on the whole platform."""


class MarketKind(TextChoices):
    """Kinds of market of Decree 60/2024 on the development and management of markets."""

    WHOLESALE = "dau-moi", "Chợ đầu mối"
    EVERYDAY = "dan-sinh", "Chợ dân sinh"
    NIGHT = "dem", "Chợ đêm"
    COMMUNITY = "cong-dong", "Chợ cộng đồng"
    TEMPORARY = "tam", "Chợ tạm"


class MarketGrade(TextChoices):
    FIRST = "1", "Hạng 1"
    SECOND = "2", "Hạng 2"
    THIRD = "3", "Hạng 3"


class OrganisationKind(TextChoices):
    """Kinds of market management organisation (tổ chức quản lý chợ), Decree 60/2024 articles 8-9."""

    BOARD = "board", "Ban quản lý chợ"
    COMPANY = "company", "Doanh nghiệp"
    COOPERATIVE = "cooperative", "Hợp tác xã"
    WARD_COMMITTEE = "ward_committee", "UBND phường, xã"


class LegalForm(TextChoices):
    """What a trader is before the law."""

    HOUSEHOLD = "household", "Hộ kinh doanh"
    INDIVIDUAL = "individual", "Cá nhân kinh doanh"
    ENTERPRISE = "enterprise", "Doanh nghiệp"
    COOPERATIVE = "cooperative", "Hợp tác xã"


class Channel(TextChoices):
    """Where a trader sells besides the stall."""

    TIKTOK_SHOP = "tiktok_shop", "TikTok Shop"
    SHOPEE = "shopee", "Shopee"
    LAZADA = "lazada", "Lazada"
    FACEBOOK = "facebook", "Facebook"
    ZALO = "zalo", "Zalo"
    WEBSITE = "website", "Trang web riêng"


class TraderState(TextChoices):
    ACTIVE = "active", "Đang bán"
    LEFT = "left", "Đã rời chợ"


class TenancyKind(TextChoices):
    """By what right a trader stands at a stall; a sublet needs the organisation's consent in writing."""

    LEASE = "lease", "Thuê của chợ"
    SUBLET = "sublet", "Thuê lại"


class StayReason(TextChoices):
    """Why a trader's time at a market began."""

    JOINED = "joined", "Vào chợ"
    TRANSFERRED = "transferred", "Chuyển từ chợ khác"
    RETURNED = "returned", "Trở lại"


class VneidState(TextChoices):
    """Whether a shop account is linked with an e-ID account (VNeID), Decree 320/2026."""

    NOT_LINKED = "not_linked", "Chưa liên kết"
    REPORTED = "reported", "Chờ kiểm tra"
    LINKED = "linked", "Đã liên kết"
    NOT_NEEDED = "not_needed", "Không phải liên kết"


VNEID_STEPS: dict[VneidState, tuple[VneidState, ...]] = {
    VneidState.NOT_LINKED: (VneidState.REPORTED, VneidState.LINKED, VneidState.NOT_NEEDED),
    VneidState.REPORTED: (VneidState.LINKED, VneidState.NOT_NEEDED, VneidState.NOT_LINKED),
    VneidState.LINKED: (VneidState.NOT_LINKED,),
    VneidState.NOT_NEEDED: (VneidState.NOT_LINKED, VneidState.LINKED),
}
"""From which state to which an account may go. The trader reports, the organisation does all else."""


class PaperKind(TextChoices):
    """Papers that the law asks a seller for: E-commerce law 122/2025 art. 23, Advertising law art. 15a."""

    ORIGIN = "origin", "Nguồn gốc, xuất xứ"
    FOOD_SAFETY = "food_safety", "An toàn thực phẩm"
    TRADEMARK = "trademark", "Nhãn hiệu"
    ADVERTISING = "advertising", "Xác nhận nội dung quảng cáo"


class CheckState(TextChoices):
    """What the board said of a paper."""

    WAITING = "waiting", "Chờ kiểm tra"
    ACCEPTED = "accepted", "Đã kiểm tra"
    REFUSED = "refused", "Chưa đạt"


PAPER_STEPS: dict[CheckState, tuple[CheckState, ...]] = {
    CheckState.WAITING: (CheckState.ACCEPTED, CheckState.REFUSED),
    CheckState.ACCEPTED: (CheckState.WAITING, CheckState.REFUSED),
    CheckState.REFUSED: (CheckState.WAITING,),
}
"""From which state to which a paper may go; back to waiting is how a decision is undone."""


class PaperCondition(TextChoices):
    """How a paper stands on a day."""

    WAITING = "waiting", "Chờ kiểm tra"
    REFUSED = "refused", "Chưa đạt"
    VALID = "valid", "Còn giá trị"
    RUNS_OUT = "runs_out", "Sắp hết hạn"
    EXPIRED = "expired", "Đã hết hạn"
    REPLACED = "replaced", "Đã thay bản mới"


class ApplicationState(TextChoices):
    """Where a trader's registration stands."""

    DRAFT = "draft", "Đang viết"
    WAITING = "waiting", "Chờ duyệt"
    ASKED_BACK = "asked_back", "Cần bổ sung"
    ACCEPTED = "accepted", "Đã duyệt"
    REFUSED = "refused", "Từ chối"
    WITHDRAWN = "withdrawn", "Đã rút"


class ApplicationHow(TextChoices):
    """How a person handed their registration in."""

    WEB = "web", "Tự đăng ký"
    CODE = "code", "Ghi tại sạp, đọc mã trên điện thoại"
    PAPER = "paper", "Ghi tại sạp, ký giấy"


class StallAnswer(TextChoices):
    """What becomes of the stall that an applicant named."""

    GIVE = "giao", "Giao sạp cho người này"
    TAKE = "chuyen", "Lấy sạp từ người đang giữ, giao cho người này từ hôm nay"
    LEAVE = "chua", "Nhận người, chưa xếp sạp"


class TransferState(TextChoices):
    """Where a trader's move to another market stands."""

    WAITING = "waiting", "Chờ chợ mới nhận"
    RECEIVED = "received", "Đã chuyển"
    REFUSED = "refused", "Chợ mới từ chối"
    WITHDRAWN = "withdrawn", "Đã thôi"


OPEN_APPLICATION_STATES = (ApplicationState.DRAFT, ApplicationState.WAITING, ApplicationState.ASKED_BACK)


class ListState(TextChoices):
    """Where an uploaded list of traders stands."""

    MAPPING = "mapping", "Chờ chọn cột"
    CHECKED = "checked", "Đã kiểm tra, chờ nhập"
    APPLYING = "applying", "Đang nhập"
    APPLIED = "applied", "Đã nhập"
    UNDONE = "undone", "Đã hoàn tác"
    DISCARDED = "discarded", "Đã bỏ"


class RowDecision(TextChoices):
    """What is to become of one row of an uploaded list."""

    UNDECIDED = "undecided", "Chờ quyết định"
    CREATE = "create", "Thêm người mới"
    UPDATE = "update", "Cập nhật người đã có"
    SKIP = "skip", "Bỏ qua"


class RowVerdict(TextChoices):
    """What a look at one row of an uploaded list says."""

    UNREAD = "unread", "Chưa kiểm tra"
    ERROR = "error", "Có lỗi"
    NEW = "new", "Người mới"
    SAME = "same", "Không đổi"
    MATCH = "match", "Có người trùng"


class MatchKind(TextChoices):
    """By what a row of a list and a known person are the same, the surest first."""

    PHONE_AND_NAME = "phone_name", "Trùng cả số điện thoại và tên"
    PHONE = "phone", "Trùng số điện thoại"
    NAME_AND_STALL = "name_stall", "Trùng tên và sạp"
    NAME = "name", "Trùng tên"
