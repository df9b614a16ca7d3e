"""Who asks, as every route and every parameter can know without being told.

The boundary says how the caller of a request is found out; it is found out when something first
depends on it, so that a search of the catalogue reads no key at all.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from fastapi import Depends

from shopguide.domain.access_errors import (
    NotYourShopperError,
    OperatorsOnlyError,
    SessionRequiredError,
)
from shopguide.domain.caller import Caller, CallerKind

Identify = Callable[[str], Caller]
"""Who sends a value of ``Authorization``; raises a `CredentialError` where it is wrong."""

_THIS_PROCESS = Caller(CallerKind.OPERATOR)
"""Outside of requests nobody calls: a command or a test uses the schemas."""


def everybody(_: str) -> Caller:
    """The `Identify` of an application that stands behind somebody who lets in whom they will."""
    return _THIS_PROCESS


_finding_out: ContextVar[Callable[[], Caller] | None] = ContextVar("caller", default=None)


@contextmanager
def called_by(find_out: Callable[[], Caller]) -> Iterator[None]:
    """Let `current_caller` tell, within this block, what `find_out` finds; it is asked once."""
    found: list[Caller] = []

    def once() -> Caller:
        if not found:
            found.append(find_out())
        return found[0]

    token = _finding_out.set(once)
    try:
        yield
    finally:
        _finding_out.reset(token)


def current_caller() -> Caller:
    """Who asks.

    Raises:
        CredentialError: what was brought as a credential is wrong, over or revoked.
    """
    find_out = _finding_out.get()
    return _THIS_PROCESS if find_out is None else find_out()


NAMES_SHOPPER = "names a shopper"
MAY_NAME_SHOPPER = "may name a shopper"
"""Stand in the annotation of whatever `own_shopper` judges, for `route_access` to find."""


def own_shopper(shopper_id: str) -> str:
    """The id, once the caller may act for this shopper; the validator of `ShopperId`.

    Raises:
        SessionRequiredError: the caller brought nothing.
        NotYourShopperError: the caller brought another shopper's session.
        CredentialError: the caller brought something that proves nothing.
    """
    caller = current_caller()
    if caller.may_act_for(shopper_id):
        return shopper_id
    if caller.kind is CallerKind.ANYONE:
        raise SessionRequiredError
    raise NotYourShopperError


async def operators_only() -> None:
    """Turn away whoever does not run the shop; a dependency of routes and routers.

    Raises:
        OperatorsOnlyError: the caller is somebody else.
        CredentialError: the caller brought something that proves nothing.
    """
    if not current_caller().operates:
        raise OperatorsOnlyError


async def signed_in_elsewhere() -> None:
    """Marks a route that stands behind API Gateway's JWT authoriser, and is reached by no other."""


SIGNED_IN = [Depends(signed_in_elsewhere)]
"""``dependencies=SIGNED_IN`` of a route whose `Authorization` is an identity provider's token."""

OPERATORS = [Depends(operators_only)]
"""``dependencies=OPERATORS`` of a router or a route: judged before anything else of the request."""


def operator_named(name: str) -> str:
    """Who decides: as they name themselves and, where a key or signature says it, as we know them.

    Args:
        name: As the request has it; may be empty.
    """
    known = current_caller().name
    return f"{name} ({known})" if name and known else name or known
