"""E-mail through Django's mailer."""

import smtplib

from django.core.mail import EmailMessage

from portal.notifications.enums import Channel
from portal.notifications.gateways.interface import Outgoing, Postponed, Receipt, Refused, Unclear


class LetterGateway:
    """Sends a plain letter; its Message-ID is our name for it, so that mail programs show a double once."""

    name = "smtp"
    channel = Channel.EMAIL
    is_idempotent = False

    def accepts(self, outgoing: Outgoing) -> bool:
        """Anybody with an address."""
        return bool(outgoing.email)

    def send(self, outgoing: Outgoing) -> Receipt:
        """Send; a mail server's 4xx answers mean later, its 5xx never."""
        try:
            letter(outgoing).send()
        except smtplib.SMTPRecipientsRefused as error:
            raise refusal(max(code for code, _ in error.recipients.values())) from error
        except smtplib.SMTPResponseException as error:
            raise refusal(error.smtp_code) from error
        except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
            raise Unclear("Mất kết nối với máy chủ thư.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Postponed("Không kết nối được với máy chủ thư.") from error
        return Receipt()


def letter(outgoing: Outgoing) -> EmailMessage:
    """What is sent."""
    body = f"Chào {outgoing.name},\n\n{outgoing.text}\n" if outgoing.name else f"{outgoing.text}\n"
    if outgoing.link:
        body += f"\nXem tại: {outgoing.link}\n"
    headers = {"Message-ID": f"<{outgoing.tracking}@cho-so.message>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(outgoing.subject, body, to=[outgoing.email], headers=headers)


def refusal(code: int) -> Refused | Postponed:
    """What an answer of the mail server means."""
    error = f"Máy chủ thư trả lời {code}."
    return Refused(error) if code >= 500 else Postponed(error)
