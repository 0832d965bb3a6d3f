"""Mail to the operator's own server.

With `webhook`, the only code that sends anything but GET and HEAD, and never to a portal: to the receivers that the settings
name.
"""

import smtplib
import socket
from collections.abc import Sequence
from contextlib import closing, suppress

from portalaudit.fetch.receivers import CONNECT_SECONDS, TOTAL_SECONDS, cut_off, told, verifying
from portalaudit.model.channels import MailServer, Outcome

_HELLO = "portalaudit"
"""What we call ourselves to the server: the machine's own name is nobody's business."""


def send_mail(
    server: MailServer, sender: str, recipients: Sequence[str], message: bytes, *, seconds: float = TOTAL_SECONDS
) -> Outcome:
    """Hand one message to the server. Nothing that it does raises.

    A password is sent over TLS alone. What the server writes is not repeated, as it may hold addresses; its code is.

    Args:
        sender: the address of the envelope.
        recipients: addresses of the envelope.
        message: as RFC 5322 has it.
        seconds: longest time in all.
    """
    try:
        opened = socket.create_connection((server.host, server.port), timeout=min(CONNECT_SECONDS, seconds))
        with cut_off(opened, seconds), closing(_spoken_to(server, opened)) as smtp:
            if server.user is not None and server.password is not None:
                if server.security == "none":
                    return Outcome(False, "a password is not sent without TLS", final=True)
                smtp.login(server.user, server.password)
            refused = smtp.sendmail(sender, list(recipients), message)
            with suppress(smtplib.SMTPException, OSError):  # it has the message, however it says good-bye
                smtp.quit()
    except smtplib.SMTPRecipientsRefused as trouble:
        codes = [code for code, _ in trouble.recipients.values()]
        return Outcome(False, f"all recipients were refused ({_code(codes[0])})", final=all(code >= 500 for code in codes))
    except smtplib.SMTPAuthenticationError as trouble:
        return Outcome(False, f"user or password was refused ({_code(trouble.smtp_code)})")
    except smtplib.SMTPDataError as trouble:
        return Outcome(False, f"the message was refused ({_code(trouble.smtp_code)})", final=trouble.smtp_code >= 500)
    except smtplib.SMTPSenderRefused as trouble:
        return Outcome(False, f"the sender was refused ({_code(trouble.smtp_code)})", final=trouble.smtp_code >= 500)
    except smtplib.SMTPNotSupportedError:
        return Outcome(False, "the server offers neither STARTTLS nor a way to log in that we know")
    except smtplib.SMTPResponseException as trouble:
        return Outcome(False, f"the server answered {_code(trouble.smtp_code)}")
    except smtplib.SMTPException:
        return Outcome(False, "the server broke off or did not answer as SMTP does")
    except (OSError, ValueError) as trouble:
        return Outcome(False, told(trouble))
    if refused:
        return Outcome(True, f"sent; {len(refused)} of {len(recipients)} recipients were refused")
    return Outcome(True, "sent")


def _spoken_to(server: MailServer, opened: socket.socket) -> smtplib.SMTP:
    """The dialogue on a connection, TLS begun where it is asked for.

    smtplib's own `starttls` takes the host from its own connecting, which would not be bounded in time.
    """
    smtp = smtplib.SMTP(local_hostname=_HELLO)
    smtp.sock = opened
    try:
        if server.security == "tls":
            smtp.sock = verifying(server.ca_file).wrap_socket(opened, server_hostname=server.host)
        _expect(220, smtp.getreply())
        if server.security == "starttls":
            smtp.ehlo_or_helo_if_needed()
            if not smtp.has_extn("starttls"):
                raise smtplib.SMTPNotSupportedError("no STARTTLS")
            _expect(220, smtp.docmd("STARTTLS"))
            smtp.sock = verifying(server.ca_file).wrap_socket(opened, server_hostname=server.host)
            # What was said before is forgotten (RFC 3207 section 4.2), and what came in the clear behind the answer is not read.
            smtp.file, smtp.helo_resp, smtp.ehlo_resp = None, None, None
            smtp.esmtp_features, smtp.does_esmtp = {}, False
    except BaseException:
        smtp.close()
        opened.close()
        raise
    return smtp


def _expect(code: int, answer: tuple[int, bytes]) -> None:
    if answer[0] != code:
        raise smtplib.SMTPResponseException(*answer)


def _code(code: int) -> str:
    return f"{code}" if 100 <= code <= 999 else "no code"
