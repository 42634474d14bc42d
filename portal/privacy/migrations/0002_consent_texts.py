"""The first version of what people agree to. Other words later are a migration of their own with version + 1."""

from datetime import datetime, timezone
from typing import Any

from django.db import migrations

VALID_FROM = datetime(2026, 1, 1, tzinfo=timezone.utc)
"""The law's first day; nobody has agreed before this text was there."""

CONTROLLER = (
    "Ai giữ: đơn vị quản lý chợ nơi bạn bán và Sở Công Thương của thành phố cùng giữ và chịu trách nhiệm. "
    "Không bán, không cho ai khác dùng ngoài những việc viết ở đây."
)
RIGHTS = (
    "Quyền của bạn: không đồng ý vẫn được; đồng ý rồi rút lại lúc nào cũng được. Bạn xem, tải về, xin sửa, xin xóa "
    "dữ liệu và xem ai đã xem dữ liệu của mình ở trang “Dữ liệu của tôi”. Thấy không đúng, bạn có thể khiếu nại với "
    "đơn vị quản lý chợ hoặc cơ quan bảo vệ dữ liệu cá nhân của Bộ Công an."
)

TEXTS = (
    (
        "training",
        "Cho chợ dùng tên, số điện thoại và sạp của tôi để xếp lớp học và phiên bán hàng.",
        "Dữ liệu: họ tên, số điện thoại, sạp, ngành hàng, tài khoản sàn, các lớp và phiên bạn tham gia.",
        "Để làm gì: mời bạn vào lớp học bán hàng trên mạng, xếp giờ phiên phát trực tiếp, điểm danh và cấp giấy "
        "chứng nhận.",
        "Giữ bao lâu: khi bạn còn bán ở chợ, hoặc đến khi bạn xin xóa.",
        "Chợ thôi mời bạn vào lớp và phiên mới. Lớp đã học, phiên đã bán và giấy chứng nhận vẫn còn.",
    ),
    (
        "statistics",
        "Cho chợ và thành phố cộng doanh số bán trên mạng của tôi vào số liệu chung.",
        "Dữ liệu: đơn hàng của sạp bạn trên các sàn (ngày, hàng, số tiền, trạng thái), không có tên người mua.",
        "Để làm gì: tính doanh số của sạp, của chợ, của thành phố. Số liệu công bố chỉ là tổng của nhiều sạp, "
        "không nêu tên bạn.",
        "Giữ bao lâu: đơn hàng được giữ để kiểm lại số đã công bố; khi bạn xin xóa, tên bạn được tách khỏi đơn hàng. "
        "Số tổng giữ lâu dài vì không chỉ ra ai.",
        "Chợ thôi nhập file đơn hàng mới từ tài khoản sàn riêng của bạn. Số đã cộng vào số liệu chung vẫn còn, vì số "
        "chung không nêu tên ai.",
    ),
    (
        "sharing_kol",
        "Cho chợ đưa tên sạp, món hàng và số điện thoại của tôi cho người dẫn phiên (KOL).",
        "Dữ liệu: tên bạn, số điện thoại, sạp, món hàng, giá và giấy tờ của món hàng.",
        "Để làm gì: người dẫn phiên biết hàng để giới thiệu đúng và gọi được cho bạn trước giờ phát. Họ chỉ được dùng "
        "cho phiên đó.",
        "Giữ bao lâu: người dẫn phiên phải bỏ đi sau phiên 30 ngày; chợ giữ khi bạn còn bán ở chợ, hoặc đến khi bạn "
        "xin xóa.",
        "Chợ thôi đưa thông tin của bạn cho người dẫn phiên. Những người đã nhận cho phiên trước được báo để bỏ đi.",
    ),
    (
        "public_page",
        "Cho chợ giới thiệu tên, sạp và đường dẫn gian hàng của tôi trên trang của chợ, ai cũng xem được.",
        "Dữ liệu: tên bạn, mã sạp, ngành hàng và đường dẫn gian hàng của bạn trên các sàn. Không có số điện thoại, "
        "địa chỉ, doanh số.",
        "Để làm gì: khách vào trang giới thiệu chợ thấy sạp nào bán trên mạng và bấm vào được gian hàng của bạn.",
        "Giữ bao lâu: đến khi bạn rút lại, rời chợ hoặc xin xóa.",
        "Tên và gian hàng của bạn được gỡ khỏi trang giới thiệu chợ trong vòng vài phút. Máy tìm kiếm có thể còn nhớ "
        "trang cũ vài ngày.",
    ),
    (
        "pictures",
        "Cho chợ đăng hình của tôi, của sạp và của hàng tôi bán.",
        "Dữ liệu: hình và đoạn phim có bạn, sạp và hàng của bạn; tên sạp đi kèm.",
        "Để làm gì: trang giới thiệu chợ, trang hàng bán trên mạng, tin về phiên bán hàng và lớp học.",
        "Giữ bao lâu: đến khi bạn rút lại hoặc xin xóa.",
        "Hình có bạn được gỡ khỏi các trang của chợ. Tờ đã in và trang của báo chí thì chợ không thu lại được.",
    ),
    (
        "messages",
        "Cho chợ nhắn tin Zalo, SMS hoặc e-mail cho tôi về lớp học, phiên bán và hạn giấy tờ.",
        "Dữ liệu: số điện thoại, e-mail nếu có, tin đã gửi và tin đã tới hay chưa.",
        "Để làm gì: nhắc lịch học, giờ phiên, hạn liên kết VNeID, giấy tờ sắp hết hạn.",
        "Giữ bao lâu: lời tin giữ 6 tháng, rồi chỉ còn ngày gửi.",
        "Chợ thôi nhắn những tin ấy. Mã đăng nhập và tin báo về chính dữ liệu của bạn vẫn tới.",
    ),
)


def add_texts(apps: Any, _schema_editor: Any) -> None:
    """One row a purpose."""
    model = apps.get_model("privacy", "ConsentText")
    for purpose, sentence, which, why, how_long, on_withdrawal in TEXTS:
        text = "\n".join((which, why, CONTROLLER, how_long, RIGHTS))
        fields = {"sentence": sentence, "text": text, "on_withdrawal": on_withdrawal, "valid_from": VALID_FROM}
        model.objects.get_or_create(purpose=purpose, version=1, defaults=fields)


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("privacy", "0001_initial")]
    operations = [migrations.RunPython(add_texts, migrations.RunPython.noop)]
