"""Addresses of the door: what a phone scans is short, the QR stays coarse."""

from django.urls import path

from training.views import attendance, check_in, door, rosters

urlpatterns = [
    path("dd/", check_in.check_in_type, name="check_in_type"),
    path("dd/<str:token>/", check_in.check_in, name="check_in"),
    path("dao-tao/buoi/<int:pk>/cua/", door.door, name="door"),
    path("dao-tao/buoi/<int:pk>/ma/", door.door_screen, name="door_screen"),
    path("dao-tao/buoi/<int:pk>/trong-lop/", door.door_live, name="door_live"),
    path("dao-tao/buoi/<int:pk>/in/", rosters.roster_print, name="roster_print"),
    path("dao-tao/buoi/<int:pk>/nhap/", rosters.roster_enter, name="roster_enter"),
    path("dao-tao/diem-danh/<int:pk>/bo/", attendance.attendance_take_back, name="attendance_take_back"),
    path("dao-tao/diem-danh/<int:pk>/gio/", attendance.attendance_times, name="attendance_times"),
    path("dao-tao/diem-danh/<int:pk>/da-xem/", attendance.attendance_flag_clear, name="attendance_flag_clear"),
    path("dao-tao/lop/<slug:code>/diem-danh/", attendance.run_attendance, name="run_attendance"),
]
