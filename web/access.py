"""Who uses the app and what they may do.

On the computer it runs on, everybody may do everything. To be reached from elsewhere, it has people
sign in, as .streamlit/secrets.toml says, either by name and password:

    [people.lan]
    password = "…"      # made by: python -m web.access
    role = "editor"     # or "reader"

or through the office's own sign-in (OpenID Connect): Streamlit's table [auth], and

    [roles]
    "lan@hungyen.gov.vn" = "editor"

Where neither is set up, it does not start for others.
"""

from __future__ import annotations

import getpass
import hashlib
import hmac
import secrets
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from indexer.refusal import Language
from web import visitors, words
from web.markup import heading, notice, show

Role = Literal["reader", "editor"]

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_COST = {"n": 2**14, "r": 8, "p": 1}  # of scrypt: some 50 ms, 16 MB
_DELAY = 1.0  # seconds after a wrong password


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses the app."""

    name: str  # "" on the computer itself, where nobody is asked
    role: Role


def person() -> Person | None:
    """Who uses this session; None where they have yet to sign in, or cannot."""
    people, office = _table("people"), _table("auth")
    if people:
        name = visitors.visitor().signed_in
        return Person(name, _role(people[name].get("role"))) if name in people else None
    if office:
        vouched = st.user.get("is_logged_in") and st.user.get("email_verified") is not False
        email = st.user.get("email") if vouched else None
        return Person(email, _role(_table("roles").get(email))) if email else None
    return Person("", "editor") if _alone() else None


def require() -> None:
    """End the program where others could reach it and nothing says who may."""
    if not (_alone() or _table("people") or _table("auth")):
        sys.exit("\n".join(_closed(language) for language in ("vi", "en")))


def may_edit() -> bool:
    """Whether this session's person may add, correct and take out."""
    known = person()
    return known is not None and known.role == "editor"


def sign_in() -> None:
    """Ask who it is, or say how the app is set up to be reached from elsewhere."""
    show(heading(words.say("app.name")))
    if _table("people"):
        with st.form("sign-in"):
            name = st.text_input(words.say("access.name"), autocomplete="username")
            password = st.text_input(
                words.say("access.password"), type="password", autocomplete="current-password"
            )
            sent = st.form_submit_button(words.say("access.enter"), type="primary")
        if sent and _right(name, password):
            visitors.visitor().sign_in(name)
            st.rerun()
        elif sent:
            show(notice(words.say("access.wrong"), "error"))
    elif _table("auth"):
        st.button(words.say("access.office"), type="primary", on_click=st.login)
    else:
        show(notice(_closed(words.language()), "error"))


def who() -> None:
    """Who is signed in, with the way out."""
    known = person()
    if known and known.name:
        st.text(words.say(f"access.{known.role}", name=known.name))
        st.button(words.say("access.leave"), type="tertiary", key="leave", on_click=_leave)


def _leave() -> None:
    if visitors.visitor().signed_in:
        visitors.visitor().sign_in("")
    else:
        st.logout()


def _alone() -> bool:
    return st.get_option("server.address") in _LOOPBACK


def _closed(language: Language) -> str:
    address = st.get_option("server.address") or "0.0.0.0"
    return words.say_in(language, "access.closed", address=address)


def _right(name: str, password: str) -> bool:
    stored = _table("people").get(name, {}).get("password", "")
    salt, _, digest = stored.partition("$")
    right = hmac.compare_digest(_digest(password, salt), digest)
    if not right:
        time.sleep(_DELAY)
    return right and bool(digest)


def _digest(password: str, salt: str) -> str:
    return hashlib.scrypt(password.encode(), salt=salt.encode(), **_COST).hex()


def hashed(password: str) -> str:
    """A password as it may be written down."""
    salt = secrets.token_hex(16)
    return f"{salt}${_digest(password, salt)}"


def _role(value: object) -> Role:
    return "editor" if value == "editor" else "reader"


def _table(name: str) -> Mapping:
    return st.secrets.get(name, {}) if st.secrets.load_if_toml_exists() else {}


if __name__ == "__main__":
    print(hashed(getpass.getpass("Mật khẩu / password: ")))
