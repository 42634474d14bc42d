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
