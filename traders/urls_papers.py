"""Addresses of papers."""

from django.urls import path

from traders.views import papers

urlpatterns = [
    path("giay-to/", papers.papers, name="papers"),
    path("giay-to/them/", papers.paper_add, name="paper_add"),
    path("giay-to/<int:pk>/", papers.paper_detail, name="paper_detail"),
    path("giay-to/<int:pk>/thay/", papers.paper_replace, name="paper_replace"),
    path("giay-to/<int:pk>/tep/", papers.paper_file, name="paper_file"),
    path("giay-to/<int:pk>/dat/", papers.paper_accept, name="paper_accept"),
    path("giay-to/<int:pk>/chua-dat/", papers.paper_refuse, name="paper_refuse"),
    path("giay-to/<int:pk>/mo-lai/", papers.paper_reopen, name="paper_reopen"),
    path("cho/<slug:slug>/giay-to/", papers.paper_list, name="paper_list"),
    path("cho/<slug:slug>/giay-to/kiem-tra/", papers.paper_queue, name="paper_queue"),
]
