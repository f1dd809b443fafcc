"""A small push service on loopback, as strict as the real ones: it checks who signed, and plays the browser that opens
what came, with nothing but `cryptography` (RFC 8030, 8188, 8291, 8292).
"""

from __future__ import annotations

import base64
import json
import struct
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

DAY = 24 * 60 * 60
MOST_BYTES = 4096
POINT_BYTES = 65
SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


class Refused(Exception):
    """The request breaks one of the RFCs; says which way."""


@dataclass
class Device:
    """A browser: its keys never leave it; `endpoint`, `p256dh` and `auth` are what it hands out."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: uuid.uuid4().bytes)

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    @property
    def p256dh(self) -> str:
        return encoded(self.point)

    @property
    def auth(self) -> str:
        return encoded(self.secret)

    def open(self, body: bytes) -> bytes:
        """Raises `Refused` when it is not for this browser, or not as RFC 8291 wants it."""
        salt, (size, length) = body[:16], struct.unpack("!LB", body[16:21])
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        if length != POINT_BYTES or len(sealed) > size or size > MOST_BYTES:
            raise Refused("header of the content")
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        ikm = derived(shared, self.secret, b"WebPush: info\0" + self.point + theirs, 32)
        key = derived(ikm, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derived(ikm, salt, b"Content-Encoding: nonce\0", 12)
        try:
            padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        except InvalidTag:
            raise Refused("not encrypted for this browser") from None
        if padded[-1:] != b"\2":
            raise Refused("the last record says that more come")
        return padded[:-1]


@dataclass(frozen=True)
class Push:
    """What arrived and was opened."""

    device: Device
    said: dict[str, Any]
    topic: str
    ttl: int
    urgency: str
    claims: dict[str, Any]


class PushService:
    """`answer` is what it does next time, `by_device` for one of them: a status, or a function that misbehaves.
    `audience`: who it takes itself for. Use as a context manager."""

    def __init__(self, *, certificate: Path | None = None) -> None:
        self.answer: int | Answer = 201
        self.by_device: dict[str, int | Answer] = {}
        self.headers: dict[str, str] = {}
        self.pushes: list[Push] = []
        self.refused: list[str] = []
        self.requests = self.most_at_once = self._now = 0
        self.audience: str | None = None
        self.released = threading.Event()
        self.devices: dict[str, Device] = {}
        self._lock = threading.Lock()
        self._server = Server(("127.0.0.1", 0), self)
        scheme = "http"
        if certificate is not None:
            context = SSLContext(PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
            scheme = "https"
        self.origin = f"{scheme}://localhost:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> PushService:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def prefix(self) -> str:
        """What PUSH_LOCAL_ENDPOINTS must name."""
        return f"{self.origin}/push/"

    def device(self) -> Device:
        name = uuid.uuid4().hex
        self.devices[name] = Device(f"{self.prefix}{name}")
        return self.devices[name]

    def take(self, handler: Handler, body: bytes) -> None:
        name = handler.path.rsplit("/", 1)[-1]
        answer = self.by_device.get(name, self.answer)
        if not isinstance(answer, int):
            answer(handler, self)
        elif answer != 201:
            handler.say(answer)
        else:
            handler.say(self._opened(name, handler, body))

    def _opened(self, name: str, handler: Handler, body: bytes) -> int:
        try:
            push = opened(self.devices[name], handler.headers, body, self.audience or self.origin)
        except Refused as wrong:
            self.refused.append(str(wrong))
            return 400
        self.pushes.append(push)
        return 201

    def count(self, step: int) -> None:
        with self._lock:
            self.requests += step > 0
            self._now += step
            self.most_at_once = max(self.most_at_once, self._now)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], service: PushService) -> None:
        self.service = service
        super().__init__(address, Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what some tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        service = self.server.service
        service.count(1)
        try:
            service.take(self, self.rfile.read(int(self.headers["Content-Length"])))
        finally:
            service.count(-1)

    def say(self, status: int) -> None:
        self.send_response(status)
        for key, value in self.server.service.headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (its name there)
        """Endpoints are capabilities."""


Answer = Callable[[Handler, PushService], None]


def hang(handler: Handler, service: PushService) -> None:
    """Takes everything and says nothing, until the test is over."""
    service.released.wait(60)


def hang_up(handler: Handler, service: PushService) -> None:
    handler.close_connection = True


def drip(handler: Handler, service: PushService) -> None:
    """Sends a letter now and then, so that no single read ever times out."""
    while not service.released.wait(0.1):
        handler.wfile.write(b"a")
        handler.wfile.flush()


def opened(device: Device, headers: Any, body: bytes, origin: str) -> Push:
    """Checks all that a push service and a browser check. Raises `Refused`."""
    if headers["Content-Encoding"] != "aes128gcm" or len(body) > MOST_BYTES:
        raise Refused("encoding or size")
    topic, urgency = headers["Topic"], headers["Urgency"]
    if not 0 < len(topic) <= 32 or set(topic) - SAFE:
        raise Refused("topic")
    if urgency not in ("very-low", "low", "normal", "high"):
        raise Refused("urgency")
    claims = signed_claims(headers["Authorization"], origin)
    return Push(device, json.loads(device.open(body)), topic, int(headers["TTL"]), urgency, claims)


def signed_claims(authorization: str, origin: str) -> dict[str, Any]:
    """The claims of a VAPID header, and `k`, if signature, audience and time are right. Raises `Refused`."""
    scheme, _, rest = authorization.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    signed, _, signature = parts["t"].rpartition(".")
    head, claims = (json.loads(decoded(part)) for part in signed.split("."))
    raw = decoded(signature)
    if scheme != "vapid" or head["alg"] != "ES256" or len(raw) != 64:
        raise Refused("form of the signature")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(parts["k"]))
    numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    try:
        public.verify(encode_dss_signature(*numbers), signed.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise Refused("signature") from None
    if claims["aud"] != origin:
        raise Refused(f"audience {claims['aud']}")
    if not time.time() < claims["exp"] <= time.time() + DAY:
        raise Refused("time of the signature")
    if not claims["sub"].startswith(("mailto:", "https:")):
        raise Refused("contact")
    return {**claims, "k": parts["k"]}


def derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def self_made_certificate(folder: Path, host: str = "localhost") -> Path:
    """Certificate and key of a host in one PEM; trusted by whoever is told to trust this very file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / f"{host}.pem"
    file.write_bytes(certificate.public_bytes(pem) + plain)
    return file
