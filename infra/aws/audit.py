"""Ask PyPI's advisories about every version that is pinned here, with pip-audit.

    python -m infra.aws.audit .venv-check/bin/pip-audit

``make audit`` runs it. It fails where a version has a known vulnerability, and where some versions
could be audited and others could not. Where not one could (no network, or an index that passes no
advisories on) it says so and ends well, because nothing was learned; what is deployed first is
asked about first, and the rest is then not asked about at all.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

DEPLOYED = sorted(Path("layers/runtime").glob("*.txt"))
"""What runs on AWS."""

BUILT_WITH = [Path("constraints.txt"), *sorted(Path("infra/aws").glob("*requirements.txt"))]
"""What runs on one machine, trains, tests, builds and deploys."""

LONGEST_SECONDS = 600
"""For one file of pins: an index that answers takes seconds."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What was learned about the versions that one file pins.

    Attributes:
        file: The file of pins.
        audited: How many versions advisories were found out about.
        unaudited: Versions of which nothing could be learned, as ``name: reason``.
        vulnerable: Versions with a known vulnerability, as ``name version: ids, fixed in ...``.
    """

    file: Path
    audited: int
    unaudited: tuple[str, ...]
    vulnerable: tuple[str, ...]


def audit_pins(file: Path, pip_audit: str) -> Audit:
    """Ask about each version that `file` pins; nothing is installed or resolved."""
    command = [pip_audit, "--no-deps", "--disable-pip", "--progress-spinner=off", "--format=json"]
    try:
        done = subprocess.run(
            [*command, f"--requirement={file}"],
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return Audit(file, 0, (f"{file}: no answer within {LONGEST_SECONDS} s",), ())
    return read_audit(file, done.stdout, done.stderr)


def read_audit(file: Path, output: str, errors: str) -> Audit:
    """pip-audit's JSON; without any, it ended before it learned anything, and says why last."""
    if not output.strip():
        reason = errors.strip().splitlines()[-1:] or ["pip-audit said nothing"]
        return Audit(file, 0, (f"{file}: {reason[0]}",), ())
    dependencies = json.loads(output)["dependencies"]
    skipped = [one for one in dependencies if "skip_reason" in one]
    return Audit(
        file,
        audited=len(dependencies) - len(skipped),
        unaudited=tuple(f"{one['name']}: {one['skip_reason']}" for one in skipped),
        vulnerable=tuple(
            f"{one['name']} {one['version']}: {fault['id']}, fixed in "
            f"{' or '.join(fault['fix_versions']) or 'no version yet'}"
            for one in dependencies
            for fault in one.get("vulns", ())
        ),
    )


def verdict(audits: Sequence[Audit]) -> tuple[int, list[str]]:
    """Exit status, and the lines that say why."""
    audited = sum(audit.audited for audit in audits)
    vulnerable = [f"{audit.file}: {line}" for audit in audits for line in audit.vulnerable]
    unaudited = [f"{audit.file}: {line}" for audit in audits for line in audit.unaudited]
    if not audited:
        return 0, [
            f"NOT AUDITED: nothing could be learned about any of {len(unaudited)} versions. First:",
            *unaudited[:1],
            "Run `make audit` where pypi.org answers.",
        ]
    summary = f"{audited} audited, {len(unaudited)} not, {len(vulnerable)} vulnerabilities."
    return int(bool(vulnerable or unaudited)), [*vulnerable, *unaudited, summary]


def main(arguments: Sequence[str]) -> int:
    """Print what is known; the exit status is that of `verdict`."""
    audits = list(_audits(arguments[0]))
    status, lines = verdict(audits)
    print(*lines, sep="\n")
    return status


def _audits(pip_audit: str) -> Iterator[Audit]:
    deployed = [audit_pins(file, pip_audit) for file in DEPLOYED]
    yield from deployed
    if any(audit.audited for audit in deployed):
        yield from (audit_pins(file, pip_audit) for file in BUILT_WITH)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
