"""Addresses of certificates and feedback."""

from django.urls import path

from training.views import certificate_checks, certificates, feedback, feedback_results

urlpatterns = [
    path("chung-nhan/", certificate_checks.certificate_ask, name="certificate_ask"),
    path("chung-nhan/<slug:token>/", certificate_checks.certificate_check, name="certificate_check"),
    path("dao-tao/chung-nhan/<slug:number>/", certificates.certificate_detail, name="certificate_detail"),
    path("dao-tao/chung-nhan/<slug:number>/tai-ve/", certificates.certificate_download, name="certificate_download"),
    path("dao-tao/chung-nhan/<slug:number>/thu-hoi/", certificates.certificate_revoke, name="certificate_revoke"),
    path("dao-tao/chung-nhan/<slug:number>/cap-lai/", certificates.certificate_restore, name="certificate_restore"),
    path("dao-tao/lop/<slug:code>/chung-nhan/", certificates.run_certificates, name="run_certificates"),
    path("dao-tao/lop/<slug:code>/chung-nhan/cap/", certificates.run_certificates_issue, name="run_certificates_issue"),
    path(
        "dao-tao/lop/<slug:code>/chung-nhan/tai-ve/",
        certificates.run_certificates_download,
        name="run_certificates_download",
    ),
    path("dao-tao/lop/<slug:code>/gop-y/", feedback.feedback, name="feedback"),
    path("dao-tao/lop/<slug:code>/gop-y/ket-qua/", feedback_results.run_feedback, name="run_feedback"),
    path("dao-tao/gop-y/", feedback_results.feedback_results, name="feedback_results"),
    path("dao-tao/gop-y/tai-ve/", feedback_results.feedback_export, name="feedback_export"),
    path("dao-tao/gop-y/khoa/<int:pk>/", feedback_results.course_feedback, name="course_feedback"),
    path("dao-tao/gop-y/giang-vien/<int:pk>/", feedback_results.trainer_feedback, name="trainer_feedback"),
]
