"""A gate: what a bundle's own figures must reach before it may be published."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shopguide.domain.bundle import BundleManifest
from shopguide.domain.errors import BundleError, InvalidParameterError

_GATE = re.compile(r"\s*(?P<figure>[^<>=]+?)\s*(?P<sign>>=|<=)\s*(?P<limit>[-+.\deE]+)\s*")


class GateError(BundleError):
    """A bundle's figures do not reach what was asked of them."""

    code = "bundle_below_gate"


@dataclass(frozen=True, slots=True)
class Gate:
    """One figure of the manifest (``metrics`` or ``parity``) and its least or greatest value."""

    figure: str
    limit: float
    at_most: bool = False

    def passes(self, value: float) -> bool:
        """Whether the figure is good enough; one that is not a number never is."""
        return value <= self.limit if self.at_most else value >= self.limit

    def __str__(self) -> str:
        return f"{self.figure} {'<=' if self.at_most else '>='} {self.limit:g}"


def read_gate(text: str) -> Gate:
    """Read ``FIGURE>=VALUE`` or ``FIGURE<=VALUE``, e.g. ``ePQA.P@1>=0.75``.

    Raises:
        InvalidParameterError: it is something else.
    """
    match = _GATE.fullmatch(text)
    try:
        if match is not None:
            return Gate(match["figure"], float(match["limit"]), match["sign"] == "<=")
    except ValueError:
        pass
    raise InvalidParameterError(
        f"The gate {text!r} cannot be read.",
        fix="Write FIGURE>=VALUE or FIGURE<=VALUE, such as 'ePQA.P@1>=0.75'.",
        field="gate",
    )


def check_gates(manifest: BundleManifest, gates: Iterable[Gate]) -> None:
    """Refuse a bundle that fails a gate or lacks its figure.

    Raises:
        GateError: names each gate that failed and the figure that was found.
    """
    figures = {**manifest.parity, **manifest.metrics}
    failed = [
        f"{gate} is wanted and it has {figures[gate.figure]:g}"
        if gate.figure in figures
        else f"{gate} is wanted and it does not say"
        for gate in gates
        if not gate.passes(figures.get(gate.figure, float("nan")))
    ]
    if failed:
        raise GateError(
            f"The {manifest.kind} {manifest.fingerprint} stays unpublished: {'; '.join(failed)}.",
            fix=f"Figures of this bundle: {', '.join(sorted(figures)) or 'none'}.",
            field="gate",
        )
