"""Addresses of enrolments: a trader's own, the list of a run, many at once."""

from django.urls import path

from training.views.enrolments import own, sending, swaps, trainees

urlpatterns = [
    path("dao-tao/cua-toi/", own.own_training_page, name="own_training"),
    path("dao-tao/cho-trong/<int:pk>/", own.offer, name="offer"),
    path("dao-tao/nhuong-cho/<int:pk>/", swaps.swap, name="swap"),
    path("dao-tao/hoc-vien/<int:pk>/", trainees.enrolment_detail, name="enrolment"),
    path("dao-tao/lop/<slug:code>/dang-ky/", own.enrol_page, name="enrol"),
    path("dao-tao/lop/<slug:code>/roi/", own.enrol_leave, name="enrol_leave"),
    path("dao-tao/lop/<slug:code>/nhuong/", swaps.swap_propose, name="swap_propose"),
    path("dao-tao/lop/<slug:code>/hoc-vien/", trainees.run_trainees, name="run_trainees"),
    path("dao-tao/lop/<slug:code>/hoc-vien/tai-ve/", trainees.run_trainees_export, name="run_trainees_export"),
    path("dao-tao/lop/<slug:code>/cu-nguoi/", sending.run_people, name="run_people"),
    path("dao-tao/lop/<slug:code>/cu-nguoi/dang-ky/", sending.run_people_enrol, name="run_people_enrol"),
    path("dao-tao/lop/<slug:code>/cu-nguoi/hoan-tac/", sending.run_people_undo, name="run_people_undo"),
    path("dao-tao/lop/<slug:code>/cu-nguoi/moi/", sending.run_people_invite, name="run_people_invite"),
    path("dao-tao/lop/<slug:code>/cu-nguoi/tep/", sending.run_people_file, name="run_people_file"),
    path("dao-tao/lop/<slug:code>/cu-nguoi/tep/mau/", sending.run_people_template, name="run_people_template"),
]
