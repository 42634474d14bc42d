"""Addresses of the first page and of the pages that show figures."""

from django.urls import path

from ecommerce_stats.views import about, home, never_live, operations, origins, outcomes, places, sessions, tax

urlpatterns = [
    path("", home.home, name="home"),
    path("so-lieu/", places.figures, name="figures"),
    path("so-lieu/thanh-pho/", places.city_figures, name="city_figures"),
    path("so-lieu/cho/<slug:slug>/", places.market_figures, name="market_figures"),
    path("so-lieu/sap/<int:pk>/", places.stall_figures, name="stall_figures"),
    path("so-lieu/phien/<str:code>/", sessions.session_figures, name="session_figures"),
    path("so-lieu/tu-dau/", origins.figure_lines, name="figure_lines"),
    path("so-lieu/tu-dau/dong/", origins.cell_lines, name="cell_lines"),
    path("so-lieu/nguong-thue/", tax.tax_notices, name="tax_notices"),
    path("so-lieu/nguong-thue/cua-toi/", tax.own_tax, name="own_tax"),
    path("so-lieu/cach-tinh/", about.definitions, name="definitions"),
    path("dao-tao/ket-qua/", outcomes.outcomes, name="outcomes"),
    path("dao-tao/ket-qua/chang/", outcomes.outcome_funnel, name="outcome_funnel"),
    path("dao-tao/ket-qua/tinh-lai/", outcomes.outcomes_compute, name="outcomes_compute"),
    path("dao-tao/ket-qua/lop/<slug:code>/", outcomes.outcome_run, name="outcome_run"),
    path("dao-tao/ket-qua/chua-phat/", never_live.never_live_list, name="never_live"),
    path("so-lieu/van-hanh/", operations.operations, name="operations"),
]
