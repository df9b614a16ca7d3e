"""Who is told apart by which credential, and what becomes of it when keys change."""

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopguide.access.key_changes import KeyChanges
from shopguide.access.key_ring import KeyRing
from shopguide.access.service import AccessService, Lifetimes
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.secrets import InMemorySecrets
from shopguide.adapters.system.kept_secrets import KeptSecrets
from shopguide.domain.access_document import document_from_text
from shopguide.domain.access_errors import (
    ApiKeyInvalidError,
    CredentialError,
    SessionExpiredError,
    SessionInvalidError,
)
from shopguide.domain.caller import ANYONE, Caller, CallerKind
from shopguide.domain.errors import ConfigurationError, InvalidInputError
from shopguide.domain.session import SessionKind

NAME = "access.json"
HOUR = 3600


class Keys:
    """The keys of one shop, and two processes that use them."""

    def __init__(self) -> None:
        self.clock = FixedClock()
        self.store = InMemorySecrets()
        self.changes = KeyChanges(self.store, NAME, self.clock, 24 * HOUR)
        self.changes.make()
        self.service, self.other = self._process(), self._process()

    def _process(self) -> AccessService:
        ring = KeyRing(KeptSecrets(self.store, self.clock), NAME)
        return AccessService(ring, self.clock, Lifetimes(24 * HOUR, HOUR))


@pytest.fixture
def keys() -> Keys:
    return Keys()


def bearer(token: str) -> str:
    return f"Bearer {token}"


def test_session_makes_its_holder_its_shopper_everywhere(keys: Keys) -> None:
    issued = keys.service.begin()
    assert issued.session.kind is SessionKind.ANONYMOUS
    expected = Caller(CallerKind.SHOPPER, issued.session.shopper_id)
    assert keys.other.identify(bearer(issued.token)) == expected
    assert keys.other.identify(f"bearer   {issued.token} ") == expected
    assert keys.service.begin().session.shopper_id != issued.session.shopper_id


@pytest.mark.parametrize("header", ["", "Basic dTpw", "AWS4-HMAC-SHA256 Credential=x", "x"])
def test_what_is_no_bearer_is_no_credential(keys: Keys, header: str) -> None:
    assert keys.service.identify(header) == ANYONE
    assert keys.store.reads == 0, "who brings nothing costs no look at the keys"


@pytest.mark.parametrize(
    "token", ["", "x", "sgs1.a.b", "sgs1.a.b.c", "eyJh.eyJz.sig", "sgs1.é.b.c"]
)
def test_bearer_of_nonsense_is_told_so(keys: Keys, token: str) -> None:
    with pytest.raises(SessionInvalidError):
        keys.service.identify(bearer(token))


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(["", "Bearer ", "bearer sgs1.", "Bearer sgs1.seed.", "Bearer sgk_", "Basic "]),
    st.text(st.characters(max_codepoint=255), max_size=300),  # what a header can hold
)
def test_no_header_proves_anything_by_chance(keys: Keys, begins: str, rest: str) -> None:
    with suppress(CredentialError):
        assert keys.service.identify(begins + rest) == ANYONE


def test_session_expires(keys: Keys) -> None:
    issued = keys.service.begin()
    keys.clock.advance(24 * HOUR)
    with pytest.raises(SessionExpiredError):
        keys.service.identify(bearer(issued.token))


def test_anonymous_session_is_prolonged_for_the_same_shopper(keys: Keys) -> None:
    first = keys.service.begin()
    keys.clock.advance(HOUR)
    second = keys.service.begin(first.token)
    assert second.session.shopper_id == first.session.shopper_id
    assert second.session.expires_at == first.session.expires_at + HOUR


def test_account_is_always_the_same_shopper_and_names_the_one_before(keys: Keys) -> None:
    anonymous = keys.service.begin()
    issued = keys.service.begin_signed_in("https://id.example", "7", anonymous.token)
    assert issued.former_shopper_id == anonymous.session.shopper_id
    assert issued.session.kind is SessionKind.SIGNED_IN
    again = keys.other.begin_signed_in("https://id.example", "7")
    assert again.session.shopper_id == issued.session.shopper_id
    with pytest.raises(SessionInvalidError):  # an account is prolonged by who proves it
        keys.service.begin(issued.token)


def test_rotation_ends_no_session_and_needs_no_restart(keys: Keys) -> None:
    before = keys.service.begin()
    keys.changes.rotate()
    keys.clock.advance(601)
    after = keys.service.begin()
    assert after.token.split(".")[1] != before.token.split(".")[1]
    for process in (keys.service, keys.other):
        for issued in (before, after):
            assert process.identify(bearer(issued.token)).kind is CallerKind.SHOPPER


def test_new_key_signs_nothing_until_everybody_has_read_of_it(keys: Keys) -> None:
    before = keys.service.begin()
    keys.changes.rotate()
    keys.clock.advance(301)  # this one has read of it; the other may have read just before
    assert keys.service.begin().token.split(".")[1] == before.token.split(".")[1]


def test_retired_key_is_forgotten_once_its_last_session_is_over(keys: Keys) -> None:
    old = keys.changes.document().session_keys[0].key_id
    keys.changes.rotate()
    keys.clock.advance(24 * HOUR)
    keys.changes.rotate()
    assert keys.changes.document().session_key(old) is not None, "it signed for ten minutes more"
    keys.clock.advance(601)
    keys.changes.rotate()
    assert keys.changes.document().session_key(old) is None


def test_keys_that_leaked_are_replaced_and_their_sessions_end(keys: Keys) -> None:
    stolen = keys.service.begin()
    keys.changes.replace_all()
    keys.clock.advance(301)
    with pytest.raises(SessionInvalidError):
        keys.service.identify(bearer(stolen.token))
    assert keys.service.identify(bearer(keys.service.begin().token)).kind is CallerKind.SHOPPER


@pytest.mark.parametrize("scope", [CallerKind.BACKEND, CallerKind.OPERATOR])
def test_api_key_works_within_seconds_and_is_kept_as_a_hash(keys: Keys, scope: CallerKind) -> None:
    keys.service.begin()  # the copy in memory is from before
    key, text = keys.changes.add_api_key("checkout", scope)
    keys.clock.advance(5)
    caller = keys.service.identify(bearer(text))
    assert caller == Caller(scope, name=f"checkout ({key.key_id})")
    assert text.split("_", 2)[2] not in keys.store.texts[NAME]


def test_revoked_key_is_refused_within_minutes(keys: Keys) -> None:
    key, text = keys.changes.add_api_key("checkout", CallerKind.BACKEND)
    keys.service.identify(bearer(text))
    keys.changes.revoke_api_key(key.key_id)
    keys.clock.advance(300)
    with pytest.raises(ApiKeyInvalidError):
        keys.service.identify(bearer(text))
    with pytest.raises(InvalidInputError):
        keys.changes.revoke_api_key(key.key_id)


def test_wrong_half_of_a_key_is_refused(keys: Keys) -> None:
    key, _ = keys.changes.add_api_key("checkout", CallerKind.OPERATOR)
    for text in (f"sgk_{key.key_id}_wrong", f"sgk_{key.key_id}", "sgk_", "sgk_0_ü"):
        with pytest.raises(ApiKeyInvalidError):
            keys.service.identify(bearer(text))


def test_nonsense_makes_nobody_read_the_keys_more_than_every_five_seconds(keys: Keys) -> None:
    for _ in range(50):
        with pytest.raises(ApiKeyInvalidError):
            keys.service.identify("Bearer sgk_0_0")
    assert keys.store.reads == 1


def test_open_access_reads_no_key() -> None:
    ring = KeyRing(InMemorySecrets(), NAME)
    service = AccessService(ring, FixedClock(), Lifetimes(1, 1), is_open=True)
    assert service.identify("Bearer x").operates


def test_document_that_cloudformation_made_is_one_key_until_the_first_rotation(keys: Keys) -> None:
    keys.store.texts[NAME] = json.dumps({"seed": "x" * 40})
    issued = keys.service.begin()
    keys.changes.rotate()
    keys.clock.advance(601)
    assert keys.other.identify(bearer(issued.token)).kind is CallerKind.SHOPPER


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}x", '{"seed": "short"}', '{"format": 9}', '{"session_keys": [{"id": "hunter2"}]}',
     '{"api_keys": [{"id": 1, "name": "n", "scope": "shopper", "sha256": "", "made_at": 0}]}'],
)  # fmt: skip
def test_damaged_document_is_a_setting_that_quotes_nothing(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        document_from_text(text)
    assert "hunter2" not in str(caught.value)


def test_damaged_document_is_mended_by_replacing_all(keys: Keys) -> None:
    keys.store.texts[NAME] = "{"
    with pytest.raises(ConfigurationError):
        keys.changes.rotate()
    keys.changes.replace_all()
    assert len(keys.changes.document().session_keys) == 1


def test_damaged_document_locks_out_and_a_mended_one_lets_in_within_seconds(keys: Keys) -> None:
    issued = keys.service.begin()
    good = keys.store.texts[NAME]
    keys.store.texts[NAME] = good[: len(good) // 2]
    keys.clock.advance(300)
    for _ in range(3):
        with pytest.raises(ConfigurationError):
            keys.service.identify(bearer(issued.token))
    keys.store.texts[NAME] = good
    keys.clock.advance(5)
    assert keys.service.identify(bearer(issued.token)).kind is CallerKind.SHOPPER


def test_hash_that_is_none_fits_nothing(keys: Keys) -> None:
    key, text = keys.changes.add_api_key("checkout", CallerKind.BACKEND)
    keys.store.texts[NAME] = keys.store.texts[NAME].replace(key.sha256, "\u00e9")
    with pytest.raises(ApiKeyInvalidError):
        keys.service.identify(bearer(text))
