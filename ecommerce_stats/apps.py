from django.apps import AppConfig


class EcommerceStatsConfig(AppConfig):
    name = "ecommerce_stats"
    verbose_name = "Số liệu thương mại điện tử"
