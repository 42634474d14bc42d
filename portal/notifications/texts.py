"""Every text that the portal sends, by name. Applications add their own entries here.

A text names its values in braces; ``notify`` refuses a call whose values are others. The link of a
message is put behind its text. Short: an SMS with Vietnamese letters holds 70 characters, then costs
double. What a text is for decides who may turn it off (``Purpose``).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from portal.notifications.enums import Channel, Purpose
from portal.notifications.errors import NotificationsError

MASK = "••••••"
"""Stands in the stored text for a value that only the receiver may read."""

EVERY_CHANNEL = (Channel.ZALO, Channel.SMS, Channel.EMAIL)


@dataclass(frozen=True)
class Text:
    """One text. ``is_urgent`` goes out at night too; ``lives`` is how long it is worth sending."""

    purpose: Purpose
    text: str
    subject: str = ""
    is_urgent: bool = False
    secrets: frozenset[str] = frozenset()
    lives: dt.timedelta | None = None
    channels: tuple[Channel, ...] = EVERY_CHANNEL

    @property
    def names(self) -> set[str]:
        """The values that the text asks for."""
        return {name for _, name, _, _ in Formatter().parse(self.text) if name}

    def check(self, values: Mapping[str, str]) -> None:
        """Refuse missing and unknown values, so that no reader meets a brace."""
        if set(values) != self.names:
            raise NotificationsError(f"Tin này cần các giá trị: {', '.join(sorted(self.names)) or 'không có'}.")

    def render(self, values: Mapping[str, str]) -> str:
        """The text with ``values``."""
        return self.text.format_map(values)

    def masked(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values as they may be stored."""
        return {name: MASK if name in self.secrets else value for name, value in values.items()}


TEXTS: dict[str, Text] = {
    "code": Text(
        Purpose.CODE,
        "{code} là mã xác nhận Chợ Số của bạn, dùng trong 5 phút. Đừng đọc mã cho ai, kể cả người của chợ.",
        subject="Mã xác nhận Chợ Số",
        is_urgent=True,
        secrets=frozenset({"code"}),
        lives=dt.timedelta(minutes=5),
    ),
    "code_at_stall": Text(
        Purpose.CODE,
        "{code} là mã xác nhận hồ sơ chợ, dùng trong 5 phút. Chỉ đọc cho người của chợ đang ghi giúp bạn tại sạp.",
        subject="Mã xác nhận hồ sơ chợ",
        is_urgent=True,
        secrets=frozenset({"code"}),
        lives=dt.timedelta(minutes=5),
    ),
    "data_request_done": Text(Purpose.ACCOUNT, "Yêu cầu “{kind}” của bạn đã làm xong.", subject="Dữ liệu của bạn"),
    "data_request_refused": Text(
        Purpose.ACCOUNT,
        "Yêu cầu “{kind}” của bạn chưa làm được. Mở trang Dữ liệu của tôi để xem vì sao.",
        subject="Dữ liệu của bạn",
    ),
    "tax_80": Text(
        Purpose.TAX,
        "Năm {year}, đơn trên sàn của bạn đã thu {revenue}, bằng 80 % ngưỡng {threshold} phải kê khai thuế. "
        "Số này tính từ tệp đã nhập; xem và hỏi cơ quan thuế nếu cần.",
        subject="Doanh thu đã tới 80 % ngưỡng thuế",
    ),
    "tax_100": Text(
        Purpose.TAX,
        "Năm {year}, đơn trên sàn của bạn đã thu {revenue}, vượt ngưỡng {threshold} phải kê khai thuế. "
        "Số này tính từ tệp đã nhập; hãy hỏi cơ quan thuế cách kê khai.",
        subject="Doanh thu đã vượt ngưỡng thuế",
    ),
    "vneid_missing": Text(
        Purpose.VNEID,
        "Bạn còn {count} tài khoản bán hàng chưa liên kết VNeID: {accounts}. Phải xong trước ngày {deadline}. "
        "Mở trang để xem 4 bước làm.",
        subject="Liên kết VNeID cho tài khoản bán hàng",
    ),
    "vneid_linked": Text(
        Purpose.VNEID,
        "Ban quản lý chợ đã kiểm tra: {account} đã liên kết VNeID. Bạn không phải làm gì thêm.",
        subject="Đã liên kết VNeID",
    ),
    "vneid_sent_back": Text(
        Purpose.VNEID,
        "{account}: ban quản lý chưa thấy đã liên kết VNeID. Lý do: {reason}",
        subject="Cần làm lại liên kết VNeID",
    ),
    "paper_accepted": Text(Purpose.PAPERS, "Giấy tờ “{paper}” của bạn đã đạt.", subject="Giấy tờ đã đạt"),
    "paper_refused": Text(
        Purpose.PAPERS, "Giấy tờ “{paper}” của bạn chưa đạt. Lý do: {reason}", subject="Giấy tờ chưa đạt"
    ),
    "paper_runs_out": Text(
        Purpose.PAPERS,
        "Giấy tờ “{paper}” của bạn hết hạn ngày {day}, còn {days} ngày. Xin giấy mới rồi chụp gửi lên cổng.",
        subject="Giấy tờ sắp hết hạn",
    ),
    "papers_run_out_market": Text(
        Purpose.PAPERS,
        "{market}: {count} giấy tờ của tiểu thương hết hạn ngày {day}, còn {days} ngày. Mở danh sách để nhắc.",
        subject="Giấy tờ của chợ sắp hết hạn",
    ),
    "general": Text(Purpose.GENERAL, "{text}", subject="Thông báo từ Chợ Số"),
    "application_received": Text(
        Purpose.REGISTRATION,
        "{market} đã nhận hồ sơ của bạn và sẽ trả lời bằng tin nhắn. Xem hồ sơ:",
        subject="Chợ đã nhận hồ sơ của bạn",
    ),
    "application_accepted": Text(
        Purpose.REGISTRATION,
        "{market} đã duyệt hồ sơ của bạn. Mở Chợ Số để xem việc tiếp theo:",
        subject="Hồ sơ đã được duyệt",
    ),
    "application_asked_back": Text(
        Purpose.REGISTRATION, "{market} cần bạn bổ sung hồ sơ: {reason}", subject="Hồ sơ cần bổ sung"
    ),
    "application_refused": Text(
        Purpose.REGISTRATION, "{market} chưa nhận hồ sơ của bạn: {reason}", subject="Hồ sơ chưa được nhận"
    ),
    "application_reopened": Text(
        Purpose.REGISTRATION,
        "{market} đang xem lại hồ sơ của bạn. Bạn không phải làm gì.",
        subject="Hồ sơ đang được xem lại",
    ),
    "number_not_theirs": Text(
        Purpose.ACCOUNT,
        "Người giữ số {phone} nói không phải là {name} ở {market}. Số này đã được gỡ khỏi danh sách.",
        subject="Số điện thoại trong danh sách không đúng",
    ),
    "sign_in_number_changed": Text(
        Purpose.ACCOUNT,
        "{market} đã đổi số đăng nhập của bạn sang {phone}. Không phải bạn yêu cầu? Báo ban quản lý chợ ngay.",
        subject="Số đăng nhập đã đổi",
        is_urgent=True,
    ),
    "trader_moved": Text(
        Purpose.REGISTRATION, "{market} đã nhận bạn chuyển tới. Sạp và việc tiếp theo của bạn:", subject="Đã chuyển chợ"
    ),
    "transfer_refused": Text(
        Purpose.ACCOUNT, "{market} chưa nhận {name} chuyển tới: {reason}", subject="Chợ mới chưa nhận"
    ),
    "staff_invited": Text(
        Purpose.ACCOUNT,
        "{by} mời bạn vào {place} trên Chợ Số, vai trò: {role}. Tên đăng nhập: {username}. "
        "Đặt mật khẩu trong 3 ngày: {address}",
        subject="Lời mời vào Chợ Số",
        secrets=frozenset({"address"}),
        lives=dt.timedelta(days=3),
    ),
    "staff_added": Text(
        Purpose.ACCOUNT, "{by} đã thêm bạn vào {place}, vai trò: {role}.", subject="Bạn được thêm vào một tổ chức"
    ),
    "staff_role_changed": Text(
        Purpose.ACCOUNT,
        "{by} đã đổi vai trò của bạn ở {place} thành: {role}. Thấy không đúng, hãy báo ngay cho quản trị Chợ Số.",
        subject="Vai trò của bạn đã đổi",
    ),
    "staff_removed": Text(
        Purpose.ACCOUNT,
        "{by} đã gỡ bạn khỏi {place}; bạn không còn xem được dữ liệu ở đó.",
        subject="Bạn đã được gỡ khỏi một tổ chức",
    ),
    "account_closed": Text(
        Purpose.ACCOUNT, "{by} đã khóa tài khoản Chợ Số của bạn. Lý do: {reason}", subject="Tài khoản đã khóa"
    ),
    "account_opened": Text(Purpose.ACCOUNT, "{by} đã mở lại tài khoản Chợ Số của bạn.", subject="Tài khoản đã mở lại"),
    "run_assigned": Text(
        Purpose.TRAINING, "Bạn dạy lớp “{run}”, bắt đầu {when}. Nơi học: {place}.", subject="Lớp bạn dạy"
    ),
    "series_assigned": Text(
        Purpose.TRAINING, "Bạn dạy {count} lớp của đợt “{series}”: {runs}.", subject="Các lớp bạn dạy"
    ),
    "run_cancelled": Text(
        Purpose.TRAINING,
        "Lớp “{run}” ({when}) đã hủy. Lý do: {reason}. Bạn không phải làm gì.",
        subject="Lớp đã hủy",
    ),
    "series_cancelled": Text(
        Purpose.TRAINING,
        "Đợt “{series}” đã hủy. Lý do: {reason}. Lớp của bạn: {runs}.",
        subject="Các lớp đã hủy",
    ),
    "run_place_changed": Text(
        Purpose.TRAINING, "Lớp “{run}” ({when}) đổi chỗ học: {place}.", subject="Lớp đổi chỗ học"
    ),
    "meeting_added": Text(
        Purpose.TRAINING, "Lớp “{run}” thêm một buổi: {when}. Nơi học: {place}.", subject="Lớp thêm một buổi"
    ),
    "meeting_moved": Text(
        Purpose.TRAINING,
        "Lớp “{run}”: buổi {old} dời sang {new}. Nơi học: {place}. Lý do: {reason}.",
        subject="Buổi học đã dời",
    ),
    "meeting_cancelled": Text(
        Purpose.TRAINING,
        "Lớp “{run}”: buổi {when} đã hủy, các buổi khác giữ nguyên. Lý do: {reason}.",
        subject="Buổi học đã hủy",
    ),
    "booth_tomorrow": Text(
        Purpose.TRAINING,
        "Bạn hẹn tư vấn lúc {time} ngày {day} ở {booth}, {market}. Không tới được thì đổi hoặc hủy ở đây:",
        subject="Nhắc hẹn tư vấn",
    ),
    "booth_in_an_hour": Text(
        Purpose.TRAINING,
        "{time} hôm nay bạn có hẹn ở {booth}, {market}: {place}. Mang theo giấy tờ, điện thoại cần hỏi.",
        subject="Sắp tới giờ hẹn tư vấn",
        lives=dt.timedelta(hours=1),
    ),
    "booth_moved": Text(
        Purpose.TRAINING,
        "{booth} đổi giờ trực: lượt hẹn của bạn từ {before} dời sang {after}. Lý do: {reason}. Không tiện thì đổi giờ:",
        subject="Lượt hẹn tư vấn đã dời",
    ),
    "booth_taken_back": Text(
        Purpose.TRAINING,
        "{booth} không trực lúc {time}, lượt hẹn của bạn đã hủy. Lý do: {reason}. Chọn giờ khác:",
        subject="Lượt hẹn tư vấn đã hủy",
    ),
    "booth_follow_up": Text(
        Purpose.TRAINING,
        "Hôm nay {booth}, {market} hẹn xem lại việc bạn đã hỏi. Ghé quầy, hoặc xem lời tư vấn lần trước:",
        subject="Hẹn xem lại việc đã tư vấn",
    ),
    "place_taken": Text(
        Purpose.TRAINING, "Bạn có chỗ ở lớp “{run}”, {start}. Chỗ học, giờ học:", subject="Bạn có chỗ trong lớp"
    ),
    "place_waiting": Text(
        Purpose.TRAINING,
        "Lớp “{run}”: bạn đứng thứ {position} trong danh sách chờ. Có chỗ trống, Chợ Số nhắn bạn ngay.",
        subject="Bạn ở trong danh sách chờ",
    ),
    "place_offered": Text(
        Purpose.TRAINING,
        "Có chỗ cho bạn ở lớp “{run}”, {start}. Bấm nhận trước {deadline}; quá giờ, chỗ chuyển cho người sau:",
        subject="Có chỗ cho bạn trong lớp",
    ),
    "place_offered_soon": Text(
        Purpose.TRAINING,
        "Có chỗ cho bạn ở lớp “{run}”, {start}. Gấp: bấm nhận trước {deadline}:",
        subject="Có chỗ cho bạn trong lớp, cần trả lời gấp",
        is_urgent=True,
    ),
    "place_offer_lapsed": Text(
        Purpose.TRAINING,
        "Lớp “{run}”: đã quá giờ nhận chỗ, chỗ đã chuyển cho người sau. Vẫn muốn học thì đăng ký lại:",
        subject="Đã quá giờ nhận chỗ",
    ),
    "place_removed": Text(
        Purpose.TRAINING, "Bạn được gỡ khỏi lớp “{run}”. Lý do: {reason}", subject="Bạn được gỡ khỏi một lớp"
    ),
    "place_given_up": Text(
        Purpose.TRAINING,
        "{by} đã hủy đăng ký lớp “{run}” cho bạn. Không phải bạn nhờ? Đăng ký lại:",
        subject="Đăng ký lớp của bạn đã được hủy",
    ),
    "swap_asked": Text(
        Purpose.TRAINING,
        "{giver} nhường bạn chỗ ở lớp “{run}”, {start}. Mở trang để nhận hay không:",
        subject="Có người nhường chỗ học cho bạn",
    ),
    "swap_exchange_asked": Text(
        Purpose.TRAINING,
        "{giver} muốn đổi lớp với bạn: bạn học “{run}”, {start}; {giver} học “{other}”, {other_start}. Trả lời:",
        subject="Có người muốn đổi lớp với bạn",
    ),
    "swap_accepted": Text(
        Purpose.TRAINING,
        "{taker} đã nhận chỗ của bạn ở lớp “{run}”. Bạn không còn trong lớp này.",
        subject="Chỗ của bạn đã chuyển",
    ),
    "swap_exchanged": Text(Purpose.TRAINING, "{taker} đồng ý đổi lớp. Bạn học “{run}”, {start}.", subject="Đã đổi lớp"),
    "swap_declined": Text(
        Purpose.TRAINING,
        "{taker} không nhận chỗ ở lớp “{run}”. Chỗ vẫn là của bạn.",
        subject="Chỗ chưa chuyển được",
    ),
    "swap_withdrawn": Text(
        Purpose.TRAINING, "{giver} đã rút lời đổi chỗ ở lớp “{run}”.", subject="Lời đổi chỗ đã được rút"
    ),
    "certificate_issued": Text(
        Purpose.TRAINING,
        "Bạn đã học xong “{course}”. Giấy chứng nhận số {number} của bạn, xem và tải về:",
        subject="Giấy chứng nhận của bạn",
    ),
    "certificate_revoked": Text(
        Purpose.TRAINING,
        "Giấy chứng nhận {number}, khóa “{course}”, đã bị thu hồi. Xem lý do:",
        subject="Giấy chứng nhận đã bị thu hồi",
    ),
    "certificate_restored": Text(
        Purpose.TRAINING,
        "Giấy chứng nhận {number}, khóa “{course}”, có hiệu lực trở lại. Xem và tải về:",
        subject="Giấy chứng nhận có hiệu lực trở lại",
    ),
    "feedback_asked": Text(
        Purpose.TRAINING,
        "Lớp “{run}” có giúp được bạn không? 5 câu, 1 phút, không ai thấy tên bạn. Góp ý tới hết {until}:",
        subject="Góp ý về lớp vừa học",
    ),
    "run_tomorrow": Text(
        Purpose.TRAINING,
        "Ngày mai bạn học “{run}”: {when}. Nơi học: {place}. Không đi được thì trả chỗ cho người đang chờ:",
        subject="Ngày mai bạn có buổi học",
    ),
    "run_in_an_hour": Text(
        Purpose.TRAINING,
        "{time} hôm nay bạn học “{run}”. Nơi học: {place}. Mang theo điện thoại để điểm danh.",
        subject="Sắp tới giờ học",
        lives=dt.timedelta(hours=1),
    ),
    "run_invitation": Text(
        Purpose.INVITATION,
        "{by} mời bạn học “{run}”, {start}. Xem và đăng ký một chạm:",
        subject="Mời bạn đi học",
    ),
    "start_session": Text(
        Purpose.SESSION,
        "{market} mời bạn phát buổi đầu: phiên “{session}”, {when}. Có người của chợ đi cùng. Xem phiên:",
        subject="Mời bạn phát buổi đầu",
    ),
}
"""Name → text. Names are stored with the messages and chosen once for all."""


def text_named(name: str) -> Text:
    """The text of that name."""
    try:
        return TEXTS[name]
    except KeyError:
        raise NotificationsError(f"Không có mẫu tin “{name}”.") from None
