"""Addresses of advice booths."""

from django.urls import path

from training.views.booths import advising, booking, editing, public, tickets

urlpatterns = [
    path("tu-van/", public.booth_list, name="booth_list"),
    path("tu-van/cua-toi/", booking.own_bookings, name="own_bookings"),
    path("tu-van/them/", editing.booth_add, name="booth_add"),
    path("tu-van/truc/", advising.booths_at_work, name="booths_at_work"),
    path("tu-van/xem-lai/", advising.ticket_follow_ups, name="ticket_follow_ups"),
    path("tu-van/muc-dung/", tickets.load_of_all, name="load_of_booths"),
    path("tu-van/phieu/", tickets.ticket_list, name="ticket_list"),
    path("tu-van/phieu/tai-ve/", tickets.ticket_export, name="ticket_export"),
    path("tu-van/phieu/<int:pk>/", advising.ticket_detail, name="ticket_detail"),
    path("tu-van/phieu/<int:pk>/tiep/", advising.ticket_start, name="ticket_start"),
    path("tu-van/phieu/<int:pk>/khong-den/", advising.ticket_missed, name="ticket_missed"),
    path("tu-van/hen/<int:pk>/doi/", booking.booking_change, name="booking_change"),
    path("tu-van/hen/<int:pk>/huy/", booking.booking_cancel, name="booking_cancel"),
    path("tu-van/ca/<int:pk>/sua/", editing.shift_edit, name="shift_edit"),
    path("tu-van/ca/<int:pk>/bo/", editing.shift_cancel, name="shift_cancel"),
    path("tu-van/ca/<int:pk>/hen/<str:start>/", booking.slot_book, name="slot_book"),
    path("tu-van/<int:pk>/", public.booth_detail, name="booth_detail"),
    path("tu-van/<int:pk>/sua/", editing.booth_edit, name="booth_edit"),
    path("tu-van/<int:pk>/thong-bao/", editing.booth_publish, name="booth_publish"),
    path("tu-van/<int:pk>/dong-som/", editing.booth_close, name="booth_close"),
    path("tu-van/<int:pk>/ca/", editing.booth_shifts, name="booth_shifts"),
    path("tu-van/<int:pk>/ca/them/", editing.booth_shift_add, name="booth_shift_add"),
    path("tu-van/<int:pk>/ca/nhieu/", editing.booth_shifts_many, name="booth_shifts_many"),
    path("tu-van/<int:pk>/hom-nay/", advising.booth_today, name="booth_today"),
    path("tu-van/<int:pk>/ban-in/", advising.booth_print, name="booth_print"),
    path("tu-van/<int:pk>/khach/", advising.booth_walk_in, name="booth_walk_in"),
    path("tu-van/<int:pk>/muc-dung/", tickets.booth_load, name="booth_load"),
]
