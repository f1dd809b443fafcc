"""Django's SMTP backend, which also says how far a letter came: only what was handed over whole may have been taken."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class _Noting:
    """Mixed into smtplib's connections. `handing`: the letter that was sent last had got as far as its own words."""

    handing = False

    def sendmail(self, *args: Any, **kwargs: Any) -> Any:
        self.handing = False
        return super().sendmail(*args, **kwargs)  # type: ignore[misc]

    def data(self, msg: Any) -> Any:
        self.handing = True
        return super().data(msg)  # type: ignore[misc]


class _Plain(_Noting, smtplib.SMTP):
    pass


class _Sealed(_Noting, smtplib.SMTP_SSL):
    pass


class Backend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Sealed if self.use_ssl else _Plain

    @property
    def handing(self) -> bool:
        """Whether the server may have the letter that was sent last although it did not say so."""
        return bool(getattr(self.connection, "handing", False))
