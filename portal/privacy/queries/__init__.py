"""What is known about consents, readings and requests."""

from portal.privacy.queries.consents import ConsentState, consent_states, consenting, has_consent, has_withdrawn

__all__ = ["ConsentState", "consent_states", "consenting", "has_consent", "has_withdrawn"]
