"""The key that push services know us by: made once, whoever asks first; its own in production; read in both forms."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured

from community import checks, vapid
from tests.community.test_demo import PRODUCTION, ROOT, start
from tests.push_service import decoded, signed_claims

ASK = "from community import vapid; print(flush=True); input(); print(vapid.public_key())"


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    settings.VAPID_PRIVATE_KEY = ""
    return tmp_path


def pem(curve: ec.EllipticCurve) -> str:
    key = ec.generate_private_key(curve)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def test_it_is_made_at_first_use_for_its_owner_alone(var: Path) -> None:
    first = vapid.public_key()
    assert len(decoded(first)) == 65
    assert [file.name for file in var.iterdir()] == ["vapid.pem"]
    assert (var / "vapid.pem").stat().st_mode & 0o777 == 0o600
    vapid._kept.cache_clear()
    assert vapid.public_key() == first


def test_of_processes_that_begin_together_all_have_the_same(tmp_path: Path) -> None:
    environment = {**os.environ, "SNUG_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "community.settings"}
    racing = [
        subprocess.Popen(
            [sys.executable, "-c", ASK], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(6)
    ]
    for process in racing:
        assert process.stdout is not None
        assert process.stdout.readline() == b"\n", "it stands at the line"
    for process in racing:
        assert process.stdin is not None
        process.stdin.write(b"now\n")
        process.stdin.flush()
    found = [process.communicate(timeout=60)[0].strip() for process in racing]
    assert len(found[0]) == 87
    assert set(found) == {found[0]}
    assert [file.name for file in tmp_path.iterdir()] == ["vapid.pem"]


def test_the_loser_of_a_race_takes_the_winners_key(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    winner, real = pem(ec.SECP256R1()), os.link

    def late(source: Path, target: Path) -> None:
        target.write_text(winner)
        real(source, target)

    monkeypatch.setattr(vapid.os, "link", late)
    vapid.public_key()
    assert (var / "vapid.pem").read_text() == winner
    assert [file.name for file in var.iterdir()] == ["vapid.pem"]


def test_the_environment_comes_first_as_number_or_as_pem(var: Path, settings: Any) -> None:
    raw = secrets.token_bytes(32)
    forms = [base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode().rstrip("=")]
    found = set()
    for form in forms:
        settings.VAPID_PRIVATE_KEY = form
        found.add(vapid.public_key())
    assert len(found) == 1
    settings.VAPID_PRIVATE_KEY = pem(ec.SECP256R1())
    assert vapid.public_key() not in found
    assert list(var.iterdir()) == []


@pytest.mark.parametrize(
    "wrong", ["x", "AAAA", "A" * 43, "%" * 43, base64.b64encode(b"f" * 33).decode(), pem(ec.SECP384R1()), "-----BEGIN"]
)
def test_a_key_that_is_none_is_said_plainly(var: Path, settings: Any, wrong: str) -> None:
    settings.VAPID_PRIVATE_KEY = wrong
    with pytest.raises(ImproperlyConfigured, match="P-256"):
        vapid.public_key()


def test_production_makes_none_by_itself_and_its_check_says_so(var: Path, settings: Any) -> None:
    settings.PRODUCTION = True
    assert not vapid.has_key()
    assert [error.id for error in checks.push_has_its_key(None)] == ["snug.E001"]
    with pytest.raises(ImproperlyConfigured, match="openssl rand"):
        vapid.public_key()
    assert list(var.iterdir()) == []
    (var / "vapid.pem").write_text(pem(ec.SECP256R1()))
    assert vapid.has_key()
    assert checks.push_has_its_key(None) == []
    assert len(decoded(vapid.public_key())) == 65
    (var / "vapid.pem").unlink()
    settings.VAPID_PRIVATE_KEY = base64.b64encode(secrets.token_bytes(32)).decode()
    assert checks.push_has_its_key(None) == []


def test_a_broken_key_is_found_by_the_check_too(var: Path, settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY = "x"
    assert [error.id for error in checks.push_has_its_key(None)] == ["snug.E001"]


def test_a_signature_names_the_service_a_time_and_somebody_to_ask(var: Path, settings: Any) -> None:
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = "http://localhost:8000", "Snug <house@snug.example>"
    claims = signed_claims(vapid.authorization("https://push.example.org"), "https://push.example.org")
    assert (claims["sub"], claims["k"]) == ("mailto:house@snug.example", vapid.public_key())
    settings.SITE_URL = "https://snug.example"
    claims = signed_claims(vapid.authorization("https://push.example.org:8443"), "https://push.example.org:8443")
    assert claims["sub"] == "https://snug.example"


def test_production_does_not_start_with_local_endpoints() -> None:
    assert start(**PRODUCTION).returncode == 0
    done = start(**PRODUCTION, SNUG_PUSH_LOCAL="http://localhost:9/")
    assert done.returncode != 0
    assert "SNUG_PUSH_LOCAL" in done.stderr.splitlines()[-1]
