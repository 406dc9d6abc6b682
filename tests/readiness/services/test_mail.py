"""Mail is written to a folder, or handed to a server, whole and neutral."""

import smtplib
import ssl
from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from readiness.services import mail
from readiness.settings import Settings


class Jobs:
    def __init__(self, settings):
        self.settings = settings


class Server:
    """A mail server that notes what is asked of it."""

    def __init__(self, said, host, port, timeout):
        self.said = said
        said.append(("connect", host, port, timeout))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.said.append(("quit",))

    def starttls(self, *, context):
        # The certificate is looked at: it names the server, and somebody we trust vouches for it.
        checked = context.check_hostname and context.verify_mode is ssl.CERT_REQUIRED
        self.said.append(("starttls", checked))

    def login(self, user, password):
        self.said.append(("login", user, password))

    def send_message(self, message):
        self.said.append(("send", message["To"], message["Subject"]))


@pytest.fixture
def said(monkeypatch):
    noted = []
    monkeypatch.setattr(
        smtplib, "SMTP", lambda host, port, timeout: Server(noted, host, port, timeout)
    )
    return noted


def test_mail_without_a_server_is_written_to_the_folder(tmp_path):
    settings = Settings(data=tmp_path, mail_from="readiness@example.org")

    mail.deliver(Jobs(settings), "a@example.org", "Hello", "First line\n")

    path = next((tmp_path / "mail").iterdir())
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert path.suffix == ".eml"
    assert message["From"] == "readiness@example.org"
    assert message["To"] == "a@example.org"
    assert message["Subject"] == "Hello"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content() == "First line\n"


def test_mail_with_a_server_and_a_user_is_encrypted_before_anything_is_said(said):
    settings = Settings(smtp_host="mail.example.org", smtp_user="me", smtp_password="secret")

    mail.deliver(Jobs(settings), "a@example.org", "Hello", "Text")

    assert said == [
        ("connect", "mail.example.org", 587, 20),
        ("starttls", True),
        ("login", "me", "secret"),
        ("send", "a@example.org", "Hello"),
        ("quit",),
    ]


def test_mail_with_a_server_of_ones_own_needs_no_user(said):
    settings = replace(Settings(smtp_host="localhost"), smtp_port=25)

    mail.deliver(Jobs(settings), "a@example.org", "Hello", "Text")

    assert said == [("connect", "localhost", 25, 20), ("send", "a@example.org", "Hello"), ("quit",)]


@pytest.mark.parametrize("address", ["a@example.org\nBcc: b@example.org", "a@example.org\r\nX: y"])
def test_address_with_a_line_break_is_refused(address):
    with pytest.raises(ValueError, match=r"linefeed|newline|invalid"):
        mail.compose(Settings(), address, mail.Mail("Hello", "Text"))


@pytest.mark.parametrize(
    "make", [mail.confirm_sign_up, mail.already_signed_up, mail.choose_password]
)
def test_link_stands_alone_on_the_third_line(make):
    text = make("https://readiness.example.org/x").text

    assert text.split("\n")[2] == "https://readiness.example.org/x"
    assert "If this was not you" in text


def test_subjects_are_one_line_and_short():
    mails = [
        mail.confirm_sign_up(""),
        mail.already_signed_up(""),
        mail.choose_password(""),
        mail.password_changed(),
    ]

    assert [one.subject for one in mails if "\n" in one.subject or len(one.subject) > 40] == []
