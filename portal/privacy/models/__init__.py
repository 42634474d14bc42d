"""Consents, readings of personal data, requests, erasures, breaches and runs of the retention rules."""

from portal.privacy.models.breaches import Breach
from portal.privacy.models.consents import Consent, ConsentText
from portal.privacy.models.readings import PersonalDataReading
from portal.privacy.models.requests import DataRequest, Erasure
from portal.privacy.models.retention import RetentionRun

__all__ = ["Breach", "Consent", "ConsentText", "DataRequest", "Erasure", "PersonalDataReading", "RetentionRun"]
