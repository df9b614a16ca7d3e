"""Who asks: anyone, a shopper with a session, the shop's own backend, or an operator."""

from dataclasses import dataclass
from enum import StrEnum


class CallerKind(StrEnum):
    """What a credential proved; a request without one is `ANYONE`'s."""

    ANYONE = "anyone"
    SHOPPER = "shopper"
    BACKEND = "backend"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Caller:
    """One caller of one request.

    Attributes:
        kind: What was proved of it.
        shopper_id: Whose session it is; empty for all others.
        name: Of an API key or of an IAM identity, for what is kept of decisions; else empty.
    """

    kind: CallerKind
    shopper_id: str = ""
    name: str = ""

    def may_act_for(self, shopper_id: str) -> bool:
        """Whether it may read and write what belongs to this shopper.

        A backend and an operator may for everyone: they are the shop.
        """
        if self.kind is CallerKind.SHOPPER:
            return self.shopper_id == shopper_id
        return self.kind in (CallerKind.BACKEND, CallerKind.OPERATOR)

    @property
    def operates(self) -> bool:
        """Whether it may look after the catalogue, the texts and the questions."""
        return self.kind is CallerKind.OPERATOR


ANYONE = Caller(CallerKind.ANYONE)
"""Who brought no credential."""
