"""What market stalls sell live: lines of goods, products with variations, and prices that one would believe."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from traders.goods_lines import GOODS_LINE_NAMES

# Line of goods → "product | price of the smallest in thousand ₫ | variations", each dearer than the one before.
PRODUCTS: dict[str, str] = {
    "vai-soi": """
        Vải lụa tơ tằm may áo dài|420|2 m,3 m
        Vải gấm hoa may áo dài Tết|260|2 m,3 m
        Vải thun cotton bốn chiều|65|1 m,3 m,5 m
        Vải kate ford may đồ bộ|48|1 m,4 m
        Vải ren thêu hoa nổi|150|1 m,2 m
        Vải lanh thô tự nhiên|95|1 m,3 m
        Vải nhung tuyết|120|1 m,2 m
        Vải voan in hoa nhí|58|1 m,3 m""",
    "quan-ao": """
        Áo dài lụa in hoa sen|385|Size S,Size M,Size L
        Áo bà ba lụa mềm|230|Size M,Size L
        Đồ bộ lanh mặc nhà|129|Size M,Size L,Size XL
        Áo thun cotton trơn|79|Size M,Size L
        Đầm suông hoa nhí|189|Size S,Size M,Size L
        Quần ống rộng đũi|145|Size M,Size L
        Áo khoác gió hai lớp|215|Size M,Size L
        Áo dài bé gái gấm|175|4–6 tuổi,7–9 tuổi""",
    "giay-dep-tui": """
        Dép da bò đế cao su|165|Size 37,Size 39
        Giày búp bê mũi vuông|179|Size 36,Size 38
        Túi cói thêu hoa|145|Nhỏ,Lớn
        Ví da cầm tay|120|Ngắn,Dài
        Guốc mộc quai nhung|210|Size 36,Size 38
        Balo vải bố|198|Đen,Xanh rêu
        Nón lá bài thơ|85|Trẻ em,Người lớn""",
    "hai-san-kho": """
        Tôm khô đất Cà Mau|185|100 g,250 g,500 g
        Mực khô câu loại một|210|200 g,500 g
        Cá chỉ vàng tẩm mè|95|200 g,500 g
        Mực rim me|89|Hũ 250 g,Hũ 500 g
        Khô cá dứa một nắng|170|500 g,1 kg
        Cá cơm rim đậu phộng|65|Hũ 200 g,Hũ 400 g
        Chả mực Hạ Long|190|500 g,1 kg
        Ruốc khô xay|55|200 g,500 g
        Khô cá lóc đồng|145|500 g,1 kg
        Tôm chua ngọt|79|Hũ 300 g,Hũ 500 g""",
    "banh-keo-mut": """
        Mứt dừa non bảy màu|75|250 g,500 g
        Mứt gừng dẻo|68|250 g,500 g
        Kẹo dừa Bến Tre|45|Túi 300 g,Thùng 5 túi
        Bánh pía sầu riêng|62|Hộp 4 cái,Hộp 8 cái
        Kẹo chuối cuộn bánh tráng|39|300 g,500 g
        Bánh in nhân đậu xanh|55|Hộp 10 cái,Hộp 20 cái
        Mứt me chua ngọt|72|250 g,500 g
        Bánh dừa nướng|35|Túi 180 g,Thùng 10 túi
        Bánh khô mè Cẩm Lệ|42|Gói 300 g,Gói 500 g
        Kẹo gương mè đen|48|250 g,500 g""",
    "trai-cay": """
        Xoài cát Hòa Lộc|85|2 kg,5 kg
        Bưởi da xanh|75|2 trái,4 trái
        Sầu riêng Ri6|165|Trái 2 kg,Trái 3 kg
        Măng cụt Lái Thiêu|110|2 kg,5 kg
        Chôm chôm nhãn|70|2 kg,5 kg
        Thanh long ruột đỏ|60|3 kg,5 kg
        Dưa lưới ruột cam|95|1 trái,2 trái
        Vú sữa Lò Rèn|90|1 kg,2 kg
        Cam xoàn Lai Vung|80|3 kg,5 kg""",
    "ca-phe-tra": """
        Cà phê rang mộc Buôn Ma Thuột|125|250 g,500 g,1 kg
        Cà phê chồn hương|240|250 g,500 g
        Cà phê phin giấy|95|Hộp 10 gói,Hộp 30 gói
        Trà sen Tây Hồ|185|100 g,200 g
        Trà ô long Bảo Lộc|140|100 g,250 g
        Trà lài túi lọc|49|Hộp 25 gói,Hộp 50 gói
        Trà atisô Đà Lạt|72|Hộp 50 gói,Hộp 100 gói
        Ca cao nguyên chất|98|250 g,500 g""",
    "gia-vi-mam": """
        Nước mắm cá cơm 40 độ đạm|95|Chai 500 ml,Can 2 lít
        Nước mắm Nam Ô|110|Chai 500 ml,Chai 1 lít
        Mắm ruốc Huế|58|Hũ 400 g,Hũ 800 g
        Mắm nêm cá cơm|48|Hũ 400 g,Hũ 800 g
        Mắm cá linh Châu Đốc|88|Hũ 500 g,Hũ 1 kg
        Tiêu đen Phú Quốc|125|250 g,500 g
        Sa tế tôm|45|Hũ 200 g,Combo 3 hũ
        Muối tôm Tây Ninh|38|Hũ 250 g,Combo 3 hũ
        Bột cà ri Ấn|42|100 g,250 g
        Tỏi Lý Sơn|130|250 g,500 g""",
    "my-pham": """
        Xà phòng nghệ thủ công|45|1 bánh,Combo 3 bánh
        Dầu dừa ép lạnh|69|Chai 250 ml,Chai 500 ml
        Son dưỡng gấc|59|1 thỏi,Combo 2 thỏi
        Nước hoa hồng hữu cơ|89|Chai 100 ml,Chai 200 ml
        Tinh dầu bưởi mọc tóc|115|Chai 100 ml,Combo 2 chai
        Bột đậu đỏ rửa mặt|49|100 g,250 g
        Kem nghệ dưỡng da|135|Hũ 30 g,Hũ 50 g""",
    "my-nghe": """
        Tranh sơn mài hoa sen|320|20×30 cm,30×40 cm
        Hộp khảm trai|190|Nhỏ,Lớn
        Đèn lồng lụa|120|Cỡ 25 cm,Cỡ 35 cm
        Tượng đá Non Nước|450|Cao 15 cm,Cao 25 cm
        Móc khóa gỗ chùa Cầu|25|1 cái,Bộ 5 cái
        Khăn lụa vẽ tay|260|Khăn vuông,Khăn dài
        Bộ ấm chén gốm|350|4 tách,6 tách
        Nón lá vẽ cảnh chợ|95|Nhỏ,Lớn""",
    "gia-dung": """
        Bộ chén gốm men xanh|240|6 cái,10 cái
        Chảo gang chống dính|275|24 cm,28 cm
        Thớt gỗ nghiến|160|28 cm,32 cm
        Bộ dao làm bếp|320|3 món,5 món
        Rổ tre đan tay|65|Nhỏ,Bộ 3 cái
        Ly giữ nhiệt inox|145|500 ml,900 ml
        Chổi đót Hội An|48|1 cây,Combo 2 cây""",
    "dac-san-kho": """
        Hạt điều rang muối Bình Phước|155|250 g,500 g,1 kg
        Khô bò miếng mềm|135|200 g,500 g
        Khô gà lá chanh|85|200 g,500 g
        Bánh tráng phơi sương|45|500 g,1 kg
        Bánh tráng Đại Lộc|38|500 g,1 kg
        Hạt sen sấy giòn|98|200 g,400 g
        Mít sấy giòn|65|250 g,500 g
        Chuối sấy dẻo|58|250 g,500 g
        Rong biển cháy tỏi|72|Hũ 150 g,Combo 3 hũ
        Bò một nắng muối kiến vàng|290|500 g,1 kg
        Tré rơm Bình Định|45|Cây nhỏ,Bó 5 cây
        Nem chua Lai Vung|60|20 cái,50 cái""",
}
STEP = 1.75
"""How much more a variation costs than the one before it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a stall sells: what an export calls an SKU. ``price`` in VND."""

    sku: str
    product: str
    variation: str
    price: int
    stall: str
    category: str


def offers_of(line: str, nickname: str, stall: str, sku_stem: str, count: int) -> list[Offer]:
    """``count`` products of a stall, each in all its variations, named as sellers do: ``Mực rim me Cô Hoa``."""
    random = Random(sku_stem)  # noqa: S311 - no secret, the same on every run
    rows = [row.strip().split("|") for row in PRODUCTS[line].strip().splitlines()]
    offers: list[Offer] = []
    for product, thousands, variations in random.sample(rows, min(count, len(rows))):
        price = int(thousands) * random.choice((0.9, 1, 1, 1.1))
        for variation in variations.split(","):
            sku = f"{sku_stem}{len(offers):03}"
            whole = round(price) * 1000
            offers.append(Offer(sku, f"{product} {nickname}", variation, whole, stall, GOODS_LINE_NAMES[line]))
            price *= STEP
    return offers
