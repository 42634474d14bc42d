"""Courses, runs, calendars."""

from django.urls import path

from training.views import calendar, courses, meetings, runs, series

RUN = "dao-tao/lop/<slug:code>/"
SERIES = "dao-tao/dot/<int:pk>/"
COURSE = "dao-tao/khoa/<int:pk>/"

urlpatterns = [
    path("dao-tao/", calendar.run_list, name="run_list"),
    path("dao-tao/lich/", calendar.run_calendar, name="run_calendar"),
    path("dao-tao/lich.ics", calendar.run_feed, name="run_feed"),
    path("dao-tao/lich/cua-toi/", calendar.own_calendar, name="own_calendar"),
    path("dao-tao/lich/<slug:token>.ics", calendar.own_feed, name="own_feed"),
    path("dao-tao/ban-nhap/", runs.run_drafts, name="run_drafts"),
    path("dao-tao/mo-lop/", runs.run_add, name="run_add"),
    path(RUN, calendar.run_detail, name="run_detail"),
    path(f"{RUN}lich.ics", calendar.run_ics, name="run_ics"),
    path(f"{RUN}ap-phich/", calendar.run_poster, name="run_poster"),
    path(f"{RUN}sua/", runs.run_edit, name="run_edit"),
    path(f"{RUN}thong-bao/", runs.run_publish, name="run_publish"),
    path(f"{RUN}huy/", runs.run_cancel, name="run_cancel"),
    path(f"{RUN}sao-chep/", runs.run_copy, name="run_copy"),
    path(f"{RUN}xoa/", runs.run_remove, name="run_remove"),
    path(f"{RUN}lap-dot/", series.series_add, name="series_add"),
    path(f"{RUN}buoi/them/", meetings.meeting_add, name="meeting_add"),
    path(f"{RUN}buoi/<int:pk>/doi/", meetings.meeting_move, name="meeting_move"),
    path(f"{RUN}buoi/<int:pk>/huy/", meetings.meeting_cancel, name="meeting_cancel"),
    path(SERIES, series.series_detail, name="series_detail"),
    path(f"{SERIES}thong-bao/", series.series_publish, name="series_publish"),
    path(f"{SERIES}huy/", series.series_cancel, name="series_cancel"),
    path("dao-tao/khoa/", courses.course_list, name="course_list"),
    path("dao-tao/khoa/them/", courses.course_add, name="course_add"),
    path(COURSE, courses.course_detail, name="course_detail"),
    path(f"{COURSE}sua/", courses.course_edit, name="course_edit"),
    path(f"{COURSE}tai-lieu/them/", courses.material_add, name="material_add"),
    path(f"{COURSE}tai-lieu/<int:material_pk>/sua/", courses.material_edit, name="material_edit"),
    path(f"{COURSE}tai-lieu/<int:material_pk>/xoa/", courses.material_remove, name="material_remove"),
    path("dao-tao/tai-lieu/<int:pk>/", courses.material, name="material"),
]
