"""Consent, what is known of a person, erasure, retention and breaches."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Other apps plug in by names of functions in the setting PERSONAL_DATA."""

    name = "portal.privacy"
    label = "privacy"
    verbose_name = "Dữ liệu cá nhân"
