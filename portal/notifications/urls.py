"""Addresses of messages. The short link is short because every letter of an SMS costs."""

from django.urls import path

from portal.notifications.views import own, reports, staff, trial

urlpatterns = [
    path("tin-nhan/", staff.message_list, name="message_list"),
    path("tin-nhan/<int:pk>/", staff.message_detail, name="message_detail"),
    path("tin-nhan/dot/<int:pk>/", staff.batch_detail, name="message_batch"),
    path("tin-nhan/dot/<int:pk>/gui-lai/", staff.batch_resend, name="message_batch_resend"),
    path("tin-nhan/cua-toi/", own.own_message_list, name="own_messages"),
    path("tin-nhan/cai-dat/", own.preferences, name="message_preferences"),
    path("tin-nhan/hop-thu-thu/", trial.trial_box, name="trial_box"),
    path("tin-nhan/bao-cao/zalo/", reports.report_zalo, name="message_report_zalo"),
    path("tin-nhan/bao-cao/esms/<slug:tracking>/<slug:mark>/", reports.report_esms, name="message_report_esms"),
    path("t/<slug:token>/", own.short_link, name="short_link"),
]
