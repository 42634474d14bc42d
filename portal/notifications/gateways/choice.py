"""The gateway of each channel, by its name in the environment."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from portal.notifications.enums import Channel
from portal.notifications.gateways.interface import Gateway

GATEWAYS = {
    (Channel.ZALO, "zalo"): "portal.notifications.gateways.zalo.ZaloGateway",
    (Channel.SMS, "esms"): "portal.notifications.gateways.esms.EsmsGateway",
    (Channel.EMAIL, "smtp"): "portal.notifications.gateways.letters.LetterGateway",
}
TRIAL = "trial"


def gateway_for(channel: str) -> Gateway | None:
    """The gateway that the environment chose, None where the channel is not in use."""
    name = settings.MESSAGE_GATEWAYS.get(channel, "")
    if not name:
        return None
    if name == TRIAL:
        return trial_gateway(Channel(channel))
    try:
        made: Gateway = import_string(GATEWAYS[Channel(channel), name])()
    except KeyError:
        raise ImproperlyConfigured(f"NOTIFY_{channel.upper()} does not know the gateway {name!r}.") from None
    return made


def trial_gateway(channel: Channel) -> Gateway:
    """The trial box, which shows codes on a page: refused wherever it was not switched on by the settings."""
    from portal.notifications.gateways.trial import TrialGateway

    if not settings.MESSAGE_TRIAL_BOX:
        raise ImproperlyConfigured("The trial box is for DEBUG and the demo only.")
    return TrialGateway(channel)
