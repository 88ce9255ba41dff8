"""An office's sign-in: an OpenID Connect provider on this computer that believes whatever name it is told."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "tra-cuu", "a secret of the office"
FORGER = "gia-mao@hungyen.gov.vn"  # gets a token that another key has signed


class Provider(ThreadingHTTPServer):
    """The provider: discovery, a page that asks for a name, the exchange of the code, the public key."""

    def __init__(self) -> None:
        super().__init__(("localhost", 0), _Handler)
        self.url = f"http://localhost:{self.server_port}"
        self.key = RSAKey.generate_key(2048, {"kid": "office", "alg": "RS256", "use": "sig"})
        self.codes: dict[str, dict[str, str]] = {}  # what was asked for, by the code that was given out


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, dict(parse_qs(urlsplit(self.path).query))
        asked = {name: values[0] for name, values in query.items()}
        if path == "/.well-known/openid-configuration":
            at = self.server.url
            self._json(
                {
                    "issuer": at,
                    "authorization_endpoint": f"{at}/authorize",
                    "token_endpoint": f"{at}/token",
                    "jwks_uri": f"{at}/keys",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "code_challenge_methods_supported": ["S256"],
                }
            )
        elif path == "/keys":
            self._json({"keys": [self.server.key.as_dict(private=False)]})
        elif path == "/authorize" and asked.get("client_id") == CLIENT:
            fields = "".join(
                f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
                for name, value in asked.items()
            )
            form = f'<form action="/agree">{fields}<label>Thư điện tử <input name="email"></label>'
            self._send(200, "text/html; charset=utf-8", f"{form}<button>Đồng ý</button></form>".encode())
        elif path == "/agree":
            code = secrets.token_urlsafe()
            self.server.codes[code] = asked
            back = urlencode({"code": code, "state": asked["state"]})
            self.send_response(302)
            self.send_header("location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()
        else:
            self._json({"error": "invalid_request"}, 400)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.server.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        known = self.headers.get("authorization") == f"Basic {basic}"
        if not (known and asked and asked.get("code_challenge") == proof):
            self._json({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {
            "iss": self.server.url,
            "aud": CLIENT,
            "sub": asked["email"],
            "email": asked["email"],
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
        }
        key = self.server.key if asked["email"] != FORGER else RSAKey.generate_key(2048, {"kid": "office"})
        token = jwt.encode({"alg": "RS256", "kid": "office"}, claims, key)
        self._json({"access_token": "-", "token_type": "Bearer", "expires_in": 300, "id_token": token})

    def _json(self, content: dict[str, object], status: int = 200) -> None:
        self._send(status, "application/json", json.dumps(content).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def provider() -> Iterator[Provider]:
    """The provider at work."""
    with Provider() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def secrets_of(server: Provider) -> str:
    """What an app's secrets.toml says to use it, with lan@… as an editor."""
    return f"""
[auth]
redirect_uri = "http://localhost:{{port}}/oauth2callback"
cookie_secret = "{secrets.token_hex()}"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
server_metadata_url = "{server.url}/.well-known/openid-configuration"

[roles]
"lan@hungyen.gov.vn" = "editor"
"""
