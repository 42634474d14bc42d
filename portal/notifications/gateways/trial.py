"""The trial box: a page shows each message as a phone would, and nothing leaves the machine."""

from portal.notifications.enums import Channel
from portal.notifications.gateways.interface import Outgoing, Receipt
from portal.notifications.models import TrialMessage


class TrialGateway:
    """Stands for the gateway of ``channel``; drops a second message of the same name, as a good provider does."""

    name = "trial"
    is_idempotent = True

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def accepts(self, outgoing: Outgoing) -> bool:
        """Any number or address will do."""
        return bool(outgoing.email if self.channel == Channel.EMAIL else outgoing.phone)

    def send(self, outgoing: Outgoing) -> Receipt:
        """Put the message into the box."""
        is_letter = self.channel == Channel.EMAIL
        TrialMessage.objects.get_or_create(
            tracking=outgoing.tracking,
            defaults={
                "channel": self.channel,
                "phone": "" if is_letter else outgoing.phone,
                "email": outgoing.email if is_letter else "",
                "name": outgoing.name,
                "subject": outgoing.subject if is_letter else "",
                "text": outgoing.text,
                "link": outgoing.link,
            },
        )
        return Receipt(outgoing.tracking)
