"""A session's token proves its shopper, until it expires, and nothing else does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.access_errors import SessionExpiredError, SessionInvalidError
from shopguide.domain.session import (
    Session,
    SessionKind,
    SigningKey,
    key_id_of,
    open_session,
    shopper_id_of_account,
    sign_session,
)

KEY = SigningKey("k1", b"k" * 32)
OTHER = SigningKey("k1", b"o" * 32)
SESSION = Session("anon-1", SessionKind.ANONYMOUS, 1_000)
TOKEN = sign_session(SESSION, KEY)


def opened(token: str) -> Session:
    """As the service opens a token: the key that it names, then its signature."""
    if key_id_of(token) != KEY.key_id:
        raise SessionInvalidError
    return open_session(token, KEY, 0)


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=128).filter(lambda text: text.isprintable()))
def test_token_says_what_was_signed(shopper_id: str) -> None:
    session = Session(shopper_id, SessionKind.SIGNED_IN, 1_000)
    token = sign_session(session, KEY)
    assert token.isascii()
    assert len(token) < 1_000
    assert key_id_of(token) == "k1"
    assert open_session(token, KEY, 999.9) == session


def test_token_ends_when_it_says() -> None:
    with pytest.raises(SessionExpiredError):
        open_session(TOKEN, KEY, 1_000)


def test_token_of_another_key_proves_nothing() -> None:
    with pytest.raises(SessionInvalidError):
        open_session(TOKEN, OTHER, 0)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(TOKEN) - 1), st.sampled_from("AZaz09-_.~é"))
def test_no_character_of_a_token_can_be_changed(place: int, character: str) -> None:
    changed = TOKEN[:place] + character + TOKEN[place + 1 :]
    if changed == TOKEN:
        return
    with pytest.raises(SessionInvalidError):
        opened(changed)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_refused_in_the_same_way(text: str) -> None:
    with pytest.raises(SessionInvalidError):
        key_id_of(text)


def test_an_expired_token_that_was_forged_is_not_told_from_any_other() -> None:
    with pytest.raises(SessionInvalidError):
        open_session(TOKEN, OTHER, 2_000)


def test_accounts_of_two_issuers_are_two_shoppers() -> None:
    one = shopper_id_of_account("https://a.example", "7")
    assert one == shopper_id_of_account("https://a.example", "7")
    assert one != shopper_id_of_account("https://b.example", "7")
    assert one.startswith("acct-")


def test_key_shows_its_secret_in_no_log() -> None:
    assert "k" * 32 not in f"{KEY!r} {KEY} {[KEY]}"
