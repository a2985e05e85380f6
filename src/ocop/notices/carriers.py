"""Who carries parcels outside: SMTP, what the installation names, else the log that only writes."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.module_loading import import_string

from ocop.notices.channels import (
    Carrier,
    Channel,
    Parcel,
    Postponed,
    Undeliverable,
    Unsure,
    address_of,
    masked,
)
from ocop.notices.models import Recorded
from ocop.people.models import User

if TYPE_CHECKING:
    from datetime import datetime

    from ocop.notices.models import Delivery

LOG: Final = "log"
REFUSED_FOR_GOOD: Final = 500
MAIL_SECONDS: Final = 20


class LogCarrier:
    """Writes down what would have been sent, once per delivery."""

    name = LOG
    repeats_safely = True

    def __init__(self, delivery: Delivery, now: datetime) -> None:
        self.delivery = delivery
        self.now = now

    def carry(self, parcel: Parcel) -> None:
        """Keep the parcel with its address masked."""
        Recorded.objects.get_or_create(
            delivery=self.delivery,
            defaults={
                "to": masked(parcel.to),
                "subject": parcel.subject,
                "body": parcel.body,
                "link": parcel.link,
                "recorded_at": self.now,
            },
        )


class EmailCarrier:
    """E-mail over SMTP, as `OCOP_EMAIL_URL` says.

    SMTP knows no keys, so what may have gone is not repeated. The key still makes the Message-ID.
    """

    name = "smtp"
    repeats_safely = False

    def carry(self, parcel: Parcel) -> None:
        """Hand one mail to the server. Raises: Postponed, Undeliverable, Unsure."""
        connection = get_connection(timeout=MAIL_SECONDS)
        try:
            connection.open()
        except (smtplib.SMTPException, OSError) as error:
            raise Postponed(_short(error)) from error
        host = urlsplit(settings.OCOP_BASE_URL).hostname or "localhost"
        mail = EmailMessage(
            parcel.subject,
            f"{parcel.body}\n\n{parcel.link}\n",
            to=[parcel.to],
            headers={
                "Message-ID": f"<notice-{parcel.key}@{host}>",
                "Auto-Submitted": "auto-generated",
                "Content-Language": parcel.language,
            },
            connection=connection,
        )
        try:
            mail.send()
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            kind = Undeliverable if _code(error) >= REFUSED_FOR_GOOD else Postponed
            raise kind(_short(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unsure(_short(error)) from error
        finally:
            connection.close()


def is_set_up(channel: str) -> bool:
    """Whether this channel has a carrier other than the log."""
    if settings.OCOP_TRIAL_DATA:
        return False
    return bool(settings.EMAIL_HOST if channel == Channel.EMAIL else settings.OCOP_CARRIERS.get(channel))


def carrier_for(delivery: Delivery, now: datetime) -> Carrier:
    """Who carries this delivery. A trial installation only writes down. Raises: ImportError."""
    if not is_set_up(delivery.channel):
        return LogCarrier(delivery, now)
    if delivery.channel == Channel.EMAIL:
        return EmailCarrier()
    return named_carrier(delivery.channel)


def direct_carrier(login: str) -> tuple[Carrier, str] | None:
    """Who carries a parcel to this login at once, and to which address; None when only the log would.

    For what may not stand in the database, such as a link that opens an account. Raises: ImportError.
    """
    person = User(login=login)
    for channel in Channel.values:
        if is_set_up(channel) and (to := address_of(person, channel)):
            return (EmailCarrier() if channel == Channel.EMAIL else named_carrier(channel)), to
    return None


def named_carrier(channel: str) -> Carrier:
    """The carrier that the installation names for a channel. Raises: ImportError."""
    return cast("Carrier", import_string(settings.OCOP_CARRIERS[channel])())


def broken_carriers() -> list[tuple[str, str]]:
    """The classes named for channels that cannot be loaded, each with why."""
    broken: list[tuple[str, str]] = []
    for channel in settings.OCOP_CARRIERS:
        try:
            named_carrier(channel)
        except (ImportError, TypeError) as error:
            broken.append((settings.OCOP_CARRIERS[channel], str(error)))
    return broken


def _code(error: smtplib.SMTPException) -> int:
    """The answer's code; of several refused recipients the first."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _words in error.recipients.values()), REFUSED_FOR_GOOD)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _short(error: Exception) -> str:
    """What went wrong without the words of the server, which may name the person."""
    code = _code(error) if isinstance(error, smtplib.SMTPException) else 0
    return f"{type(error).__name__} {code}" if code else type(error).__name__
