"""What every figure means, in the words that pages and files show."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Definition:
    """One figure: its name on pages, what it counts, and an example where one helps."""

    slug: str
    name: str
    meaning: str
    example: str = ""


MONEY = (
    Definition(
        "doanh-so-dat",
        "Doanh số đặt",
        "Số tiền người bán được hưởng nếu không đơn nào bị hủy hay trả lại: giá bán trừ phần người bán tự giảm. "
        "Phần sàn giảm giá không bị trừ, vì sàn trả lại cho người bán. Phí vận chuyển, xu, phí sàn và thuế không tính.",
        "Áo 200.000 ₫, người bán giảm 20.000 ₫, sàn giảm 30.000 ₫: doanh số đặt là 180.000 ₫.",
    ),
    Definition(
        "huy",
        "Đã hủy",
        "Doanh số đặt của hàng bị hủy. Hủy trước khi gửi và hủy sau khi gửi (giao không thành) được tách riêng.",
    ),
    Definition(
        "tra-lai",
        "Trả lại",
        "Phần doanh số đặt của hàng đã giao rồi được sàn chấp nhận trả, hết hoặc một phần.",
        "Bán 3 cái giá 300.000 ₫, khách trả 1 cái: trả lại 100.000 ₫, doanh thu thực 200.000 ₫.",
    ),
    Definition(
        "chua-xong",
        "Chưa xong",
        "Doanh số đặt của hàng chưa thanh toán, chờ gửi, đang giao, hoặc có trạng thái mà cổng chưa hiểu.",
    ),
    Definition(
        "doanh-thu-thuc",
        "Doanh thu thực",
        "Phần doanh số đặt của hàng đã giao hoặc hoàn thành, sau khi trừ hàng trả lại.",
    ),
    Definition(
        "can-bang",
        "Các phần cộng lại",
        "Doanh số đặt = doanh thu thực + đã hủy + trả lại + chưa xong, đúng đến từng đồng, ở mọi bảng.",
    ),
)

COUNTS = (
    Definition(
        "don-dat",
        "Số đơn đặt",
        "Số đơn khác nhau (theo sàn, tài khoản bán và mã đơn). Một đơn mua của hai sạp được đếm ở cả hai sạp, "
        "nhưng chỉ một lần ở dòng tổng; vì vậy cộng các sạp lại có thể nhiều hơn dòng tổng.",
    ),
    Definition(
        "don-hoan-thanh",
        "Đơn hoàn thành",
        "Số đơn đặt có ít nhất một món đã giao, hoàn thành hoặc chỉ trả một phần.",
    ),
    Definition("san-pham", "Sản phẩm bán ra", "Cộng số lượng của mọi dòng hàng đã đặt."),
    Definition("gia-tri-don", "Giá trị đơn trung bình", "Doanh số đặt chia cho số đơn đặt."),
    Definition(
        "ty-le-huy",
        "Tỷ lệ hủy",
        "Giá trị đã hủy chia cho doanh số đặt. Tính từ tổng tiền, không lấy trung bình các tỷ lệ.",
    ),
    Definition("ty-le-hoan", "Tỷ lệ hoàn", "Giá trị trả lại chia cho doanh số đặt. Tính từ tổng tiền."),
    Definition(
        "so-nha-ban",
        "Số nhà bán",
        "Số tiểu thương có ít nhất một món không bị hủy trong kỳ. Đếm đúng từng người trong cả kỳ, "
        "không cộng các ngày. Hàng chưa rõ sạp không tính cho ai.",
    ),
)

SESSIONS = (
    Definition(
        "trong-phien",
        "Trong phiên và sau phiên",
        "Đơn đặt trong giờ phát là trong phiên; đơn đặt trong 24 giờ kế tiếp là sau phiên. File hoặc báo cáo LIVE "
        "ghi rõ mã phiên, nhà sáng tạo thì theo file.",
    ),
    Definition(
        "luot-tiep-can",
        "Lượt tiếp cận, lượt xem",
        "Do sàn hoặc người phụ trách báo. Cộng nhiều phiên thì đọc là lượt, không phải số người.",
    ),
    Definition(
        "nguoi-xem",
        "Người xem, mắt xem cao nhất",
        "Do sàn hoặc người phụ trách báo, chỉ xem theo từng phiên, không bao giờ trộn với số tiền hay số đơn của cổng.",
    ),
)

TIME = (
    Definition(
        "ngay-cua-don",
        "Ngày của đơn",
        "Ngày khách đặt, theo giờ Việt Nam. Phiên phát qua nửa đêm thuộc ngày bắt đầu, còn đơn thuộc ngày đặt của nó.",
    ),
    Definition(
        "ky-bao-cao",
        "Kỳ báo cáo 15 đến 14",
        "Kỳ tháng đi từ ngày 15 tháng trước đến hết ngày 14 của tháng báo cáo; kỳ quý và kỳ năm chốt theo cùng cách.",
    ),
    Definition(
        "tam-tinh",
        "Tạm tính và chính thức",
        "Doanh số đặt, số đơn đặt thành chính thức 2 ngày sau ngày đặt; các phần còn lại sau 14 ngày. "
        "Trước đó là tạm tính. "
        "Nhập thêm file thì số được tính lại, có ghi lý do.",
    ),
    Definition(
        "tang-truong",
        "So với cùng kỳ, so với kỳ trước",
        "Số kỳ này chia cho số kỳ so sánh, trừ 1. Kỳ so sánh bằng 0 thì ghi “—”. Kỳ đang chạy được so với "
        "cùng số ngày của kỳ kia.",
    ),
    Definition(
        "cho-va-nganh",
        "Chợ, phường và ngành hàng",
        "Theo người bán vào lúc đơn được nhập lần đầu. Tiểu thương chuyển chợ thì số cũ vẫn ở chợ cũ.",
    ),
)

TRAINING = (
    Definition(
        "ket-qua-dao-tao",
        "Đã học, học xong",
        "Dự ít nhất một buổi của lớp (đến muộn vẫn tính; về trước nửa buổi thì không). Học xong là ngày của buổi cuối "
        "mà người ấy dự; mọi khoảng “sau khi học” bắt đầu từ hôm sau, “trước khi học” là các ngày ngay trước buổi đầu.",
    ),
    Definition(
        "sau-khi-hoc",
        "30, 90, 180 ngày trước và sau",
        "Đơn hoàn thành, doanh thu thực, phiên của người ấy trong bấy nhiêu ngày trước và sau. Ai chưa qua hết số ngày "
        "thì ghi “chưa đủ ngày” và không tính vào đâu. Phiên: trên tài khoản của mình, hoặc có hàng của mình.",
    ),
    Definition(
        "con-ban",
        "Còn bán qua livestream sau N ngày",
        "Trong 30 ngày cuối của N ngày ấy có ít nhất một phiên, hoặc bán được hàng trong livestream.",
        "Sau 90 ngày: xem từ ngày 61 đến ngày 90.",
    ),
    Definition(
        "nguoi-duoc-so",
        "Người chưa học, để so",
        "Người cùng chợ, cùng ngành hàng chính với học viên, lúc ấy chưa học lớp nào (kể cả người ở danh sách chờ của "
        "chính lớp ấy). Sau này họ đi học thì từ buổi đầu của họ không dùng để so nữa.",
    ),
    Definition(
        "hon-bao-nhieu",
        "Học viên hơn bao nhiêu",
        "Mức thay đổi của học viên lần đầu (mỗi người, mỗi 30 ngày, sau trừ trước) trừ mức thay đổi của người chưa học "
        "trong đúng những ngày ấy. Kèm khoảng tin cậy 95 %, tính theo từng người.",
        "Học viên từ 2 lên 5 triệu, người chưa học từ 2 lên 3 triệu: học viên hơn 2 triệu.",
    ),
    Definition(
        "chang-dao-tao",
        "Các chặng từ lời mời",
        "Được mời, có chỗ, đã học, có chứng nhận (chưa bị thu hồi), đã phát phiên đầu, còn bán sau 90 ngày. Mỗi người "
        "đếm một lần trong mỗi dòng; tỷ lệ đi tiếp chỉ tính trong những người của chặng trước.",
    ),
    Definition(
        "nhom-nho",
        "Ẩn nhóm nhỏ",
        "Kết quả đào tạo của dưới 5 người không hiện ở trang và tệp nào; nhóm khác cũng ẩn nếu lấy tổng trừ đi thì "
        "lộ ra nhóm ấy. So sánh cần ít nhất 5 người mỗi bên.",
    ),
)

GROUPS = (
    ("Tiền", MONEY),
    ("Đơn, sản phẩm, nhà bán", COUNTS),
    ("Phiên livestream", SESSIONS),
    ("Ngày và kỳ", TIME),
    ("Kết quả đào tạo", TRAINING),
)


def notes() -> list[tuple[str, str]]:
    """Name and meaning of every figure, for the notes of a file."""
    return [(found.name, found.meaning) for _, group in GROUPS for found in group]
