"""Why a message was not taken, in words for whoever looks after the keys; systems read the short codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_UNREACHED: Final = gettext_lazy("Nobody takes connections at this address.")
_BROKEN_OFF: Final = gettext_lazy("It took the message and broke off the connection.")
_UNPROVED: Final = gettext_lazy("Its certificate does not prove the name in the address.")
_BARRED: Final = gettext_lazy("Messages may not go to this address any more.")
_OURS: Final = gettext_lazy("A fault of this program; it is in the log of its operator.")
WORDS: Final[dict[str, StrOrPromise]] = {
    "TooSlow": gettext_lazy("It did not answer in time."),
    "gaierror": gettext_lazy("The name in the address is unknown."),
    "SSLCertVerificationError": _UNPROVED,
    "SSLError": _UNPROVED,
    **dict.fromkeys(("ConnectionRefusedError", "TimeoutError", "OSError"), _UNREACHED),
    **dict.fromkeys(("ConnectionResetError", "RemoteDisconnected", "BrokenPipeError"), _BROKEN_OFF),
    **dict.fromkeys(("BadStatusLine", "LineTooLong", "IncompleteRead"), _BROKEN_OFF),
    **dict.fromkeys(("inside", "not-https", "bad-address", "bad-port"), _BARRED),
    **dict.fromkeys(("unwritten", "failed"), _OURS),
    "interrupted": gettext_lazy("This server stopped while it was sent."),
    "not-public": gettext_lazy("What it was about is not public any more."),
    "silent": gettext_lazy("Nobody was there for a day and a half."),
    "ended": gettext_lazy("The webhook ended."),
}
"""By the codes that `delivering` keeps: our own, and names of exceptions."""


def in_words(detail: str, status: int | None) -> str:
    """The reason of the last attempt; the code itself where there are no words for it, empty without one."""
    if detail == "answer":
        return _("It answered with the status %(status)s.") % {"status": status}
    return str(WORDS.get(detail, detail))
