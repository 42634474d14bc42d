"""Ways out of the portal, behind one interface; which one a channel uses is said by the environment."""

from portal.notifications.gateways.choice import gateway_for
from portal.notifications.gateways.interface import Gateway, Outgoing, Postponed, Receipt, Refused, Unclear

__all__ = ["Gateway", "Outgoing", "Postponed", "Receipt", "Refused", "Unclear", "gateway_for"]
