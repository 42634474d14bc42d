"""What the public pages of the demo's markets say. Common knowledge about the places, nothing about persons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """Vietnamese and English text, one speciality a line, opening hours, and the market's zones."""

    name_en: str
    story: str
    story_en: str
    specialities: tuple[str, ...]
    specialities_en: tuple[str, ...]
    opens: dt.time
    closes: dt.time
    zones: tuple[str, ...]


def _at(hour: int) -> dt.time:
    return dt.time(hour)


STORIES: dict[str, Story] = {
    "ben-thanh": Story(
        "Bến Thành Market",
        "Chợ nằm giữa trung tâm Thành phố Hồ Chí Minh, bốn mặt cửa Đông, Tây, Nam, Bắc, tháp đồng hồ cửa Nam là dấu "
        "hiệu mà ai cũng nhận ra. Người địa phương mua vải, đồ khô, trái cây; khách xa mua quà mang về.",
        "The market stands in the middle of Ho Chi Minh City with a gate on each of its four sides; the clock tower "
        "over the south gate is its landmark. Locals come for cloth, dried food and fruit, visitors for gifts.",
        ("Áo dài và vải lụa", "Hải sản khô", "Cà phê, trà", "Mứt, bánh kẹo", "Đồ mỹ nghệ"),
        ("Áo dài and silk", "Dried seafood", "Coffee and tea", "Candied fruit and sweets", "Handicrafts"),
        _at(6), _at(18), ("Cửa Nam", "Cửa Đông", "Cửa Tây", "Cửa Bắc"),
    ),
    "tan-dinh": Story(
        "Tân Định Market",
        "Chợ vải của thành phố: hàng trăm cây vải xếp từ nền tới mái, thợ may và nhà thiết kế đến chọn từng mét.",
        "The city's cloth market: rolls of fabric from floor to roof, where tailors and designers choose by the metre.",
        ("Vải áo dài", "Vải lụa, gấm", "Đồ khô"),
        ("Áo dài cloth", "Silk and brocade", "Dried goods"),
        _at(6), _at(18), ("Nhà lồng vải", "Dãy hàng khô"),
    ),
    "an-dong": Story(
        "An Đông Market",
        "Chợ sỉ quần áo, giày dép nhiều tầng; hàng về mỗi sáng và đi khắp các tỉnh trong ngày.",
        "A wholesale market of several floors for clothes and shoes; goods arrive each morning and leave for the "
        "provinces the same day.",
        ("Quần áo sỉ", "Giày dép, túi xách", "Hải sản khô"),
        ("Wholesale clothing", "Shoes and bags", "Dried seafood"),
        _at(6), _at(18), ("Tầng trệt", "Tầng 1", "Tầng 2"),
    ),
    "binh-tay": Story(
        "Bình Tây Market",
        "Người Sài Gòn gọi là Chợ Lớn Mới. Sân trong có hồ nước, mái ngói cong; bán sỉ gia vị, bánh kẹo, đồ gia dụng.",
        "Saigonese call it the new Chợ Lớn. Curved tiled roofs around an inner court; spices, sweets and household "
        "goods are sold wholesale.",
        ("Gia vị, mắm", "Bánh kẹo, mứt", "Đồ gia dụng"),
        ("Spices and fish sauce", "Sweets and candied fruit", "Household goods"),
        _at(5), _at(19), ("Nhà lồng", "Sân trong", "Dãy ngoài"),
    ),
    "ba-chieu": Story(
        "Bà Chiểu Market",
        "Chợ dân sinh đông từ sáng tới khuya, nổi tiếng quần áo bình dân và hàng ăn vặt.",
        "A neighbourhood market busy from dawn until late, known for affordable clothes and snacks.",
        ("Quần áo", "Mỹ phẩm thiên nhiên", "Trái cây"),
        ("Clothes", "Natural cosmetics", "Fruit"),
        _at(5), _at(21), ("Nhà lồng", "Dãy ngoài"),
    ),
    "thu-duc": Story(
        "Thủ Đức Market",
        "Chợ trung tâm của vùng Thủ Đức. Trái cây vườn, nem, bánh mứt và quần áo, nhiều sạp đã quen bán trực tuyến.",
        "The central market of Thủ Đức. Orchard fruit, fermented pork rolls, sweets and clothes; many stalls already "
        "sell live online.",
        ("Trái cây", "Nem", "Bánh mứt", "Gia vị"),
        ("Fruit", "Fermented pork rolls", "Sweets", "Spices"),
        _at(5), _at(20), ("Khu A", "Khu B", "Khu C"),
    ),
    "hanh-thong-tay": Story(
        "Hạnh Thông Tây Market",
        "Sáng là chợ dân sinh, tối thành chợ thời trang cho người trẻ.",
        "An everyday market by morning, a fashion market for the young by night.",
        ("Quần áo thời trang", "Giày dép", "Mỹ phẩm"),
        ("Fashion", "Shoes", "Cosmetics"),
        _at(15), _at(0), ("Khu ngày", "Khu đêm"),
    ),
    "tan-binh": Story(
        "Tân Bình Market",
        "Chợ sỉ vải và quần áo, nơi cung cấp cho nhiều xưởng may gia đình.",
        "A wholesale market for cloth and clothes that supplies many family workshops.",
        ("Vải sợi", "Quần áo sỉ", "Đồ gia dụng"),
        ("Cloth", "Wholesale clothes", "Household goods"),
        _at(6), _at(18), ("Khu vải", "Khu quần áo"),
    ),
    "hoc-mon": Story(
        "Hóc Môn Market",
        "Chợ của vùng rau và trái cây ngoại thành.",
        "The market of the vegetable and fruit belt north-west of the city.",
        ("Trái cây", "Gia vị", "Đồ gia dụng"),
        ("Fruit", "Spices", "Household goods"),
        _at(4), _at(18), ("Nhà lồng",),
    ),
    "thu-dau-mot": Story(
        "Thủ Dầu Một Market",
        "Chợ bên sông của đất gốm: chén, bình, đồ sơn mài đi cùng trái cây Lái Thiêu.",
        "A riverside market in pottery country: bowls, vases and lacquerware beside the fruit of Lái Thiêu.",
        ("Gốm", "Sơn mài", "Trái cây Lái Thiêu"),
        ("Pottery", "Lacquerware", "Lái Thiêu fruit"),
        _at(5), _at(18), ("Dãy bờ sông", "Nhà lồng"),
    ),
    "con": Story(
        "Cồn Market",
        "Chợ Cồn của Đà Nẵng: hàng ăn, hải sản khô, mắm và bánh khô mè, mở từ sáng sớm.",
        "Đà Nẵng's Cồn market: food stalls, dried seafood, fish sauce and sesame cakes, open from early morning.",
        ("Hải sản khô", "Mắm", "Bánh khô mè", "Tré"),
        ("Dried seafood", "Fermented fish", "Sesame cakes", "Pork rolls with spices"),
        _at(6), _at(20), ("Tầng trệt", "Tầng lầu", "Khu ăn uống"),
    ),
    "han": Story(
        "Hàn Market",
        "Chợ bên sông Hàn, nơi khách đến Đà Nẵng mua đặc sản mang về.",
        "The market by the Hàn river, where visitors to Đà Nẵng buy specialities to take home.",
        ("Đặc sản khô", "Mực, cá khô", "Đồ mỹ nghệ"),
        ("Dried specialities", "Dried squid and fish", "Handicrafts"),
        _at(6), _at(19), ("Tầng trệt", "Tầng lầu"),
    ),
    "hoa-khanh": Story(
        "Hòa Khánh Market",
        "Chợ dân sinh của khu công nghiệp và trường đại học phía tây Đà Nẵng.",
        "The everyday market of the industrial and university quarter in the west of Đà Nẵng.",
        ("Quần áo", "Gia vị", "Trái cây"),
        ("Clothes", "Spices", "Fruit"),
        _at(5), _at(19), ("Nhà lồng",),
    ),
}  # fmt: skip
"""Market's slug → its story."""
