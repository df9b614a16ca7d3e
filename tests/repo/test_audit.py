"""What is pinned is asked about, what is shipped is listed, nothing unknown is claimed."""

import json
import re
from pathlib import Path

import pytest

from infra.aws import audit
from infra.aws.audit import BUILT_WITH, DEPLOYED, Audit, read_audit, verdict
from infra.aws.bill_of_materials import bill_of_materials, main
from infra.aws.template import read_resources, read_stacks

PINS = Path("layers/runtime/base.txt")
NOT_FOUND = "Dependency not found on PyPI and could not be audited: jinja2 (3.1.6)"


def output(*dependencies: dict[str, object]) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_every_file_of_pins_is_asked_about() -> None:
    root = Path(__file__).parents[2]
    asked = {root / file for file in (*DEPLOYED, *BUILT_WITH)}
    assert set((root / "layers/runtime").glob("*.txt")) <= asked
    assert set((root / "infra").rglob("*requirements.txt")) <= asked
    assert root / "constraints.txt" in asked


def test_checkov_reads_every_stack_and_skips_nothing_without_a_reason() -> None:
    root = Path(__file__).parents[2]
    settings = (root / "infra/aws/checkov.yaml").read_text()
    read = set(re.findall(r"^  - (\S+\.yaml)$", settings, re.M))
    assert read == {str(file.relative_to(root)) for file in read_stacks(root / "template.yaml")}
    assert re.findall(r"- CKV", settings) == re.findall(r"(?<=\.\n  )- CKV", settings)
    for name, resource in read_resources(root / "template.yaml").items():
        for skip in resource.get("Metadata", {}).get("checkov", {}).get("skip", ()):
            assert len(skip["comment"]) > 20, name


def test_known_vulnerability_fails_and_says_what_to_install() -> None:
    fault = {"id": "PYSEC-2026-1", "fix_versions": ["3.1.7"]}
    jinja = {"name": "jinja2", "version": "3.1.6", "vulns": [fault]}
    status, lines = verdict([read_audit(PINS, output(jinja), "")])
    assert status == 1
    assert lines[0].endswith("jinja2 3.1.6: PYSEC-2026-1, fixed in 3.1.7")


def test_no_advisory_on_anything_is_fine() -> None:
    numpy = {"name": "numpy", "version": "2.4.6", "vulns": []}
    assert verdict([read_audit(PINS, output(numpy), "")]) == (
        0,
        ["1 audited, 0 not, 0 vulnerabilities."],
    )


def test_nothing_is_claimed_where_no_version_could_be_audited() -> None:
    skipped = read_audit(PINS, output({"name": "jinja2", "skip_reason": NOT_FOUND}), "")
    unreachable = read_audit(PINS, "", "Traceback\nConnectionError: no route to pypi.org")
    for learned in (skipped, unreachable):
        status, lines = verdict([learned])
        assert (status, learned.audited) == (0, 0)
        assert lines[0].startswith("NOT AUDITED")
    assert "no route" in verdict([unreachable])[1][1]


def test_index_that_never_answers_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = tmp_path / "pip-audit"
    silent.write_text("#!/bin/sh\nexec sleep 60\n")
    silent.chmod(0o755)
    monkeypatch.setattr(audit, "LONGEST_SECONDS", 0.1)
    assert "no answer" in audit.audit_pins(PINS, str(silent)).unaudited[0]


def test_version_that_alone_could_not_be_audited_fails() -> None:
    known = Audit(PINS, audited=8, unaudited=(), vulnerable=())
    status, lines = verdict([known, Audit(PINS, 0, (f"jinja2: {NOT_FOUND}",), ())])
    assert status == 1
    assert "jinja2" in lines[0]


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    python = tmp_path / "x86_64/BaseLayer/python"
    for name, version, licence in (
        ("Jinja2", "3.1.6", "Classifier: License :: OSI Approved :: BSD License"),
        ("typing_extensions", "4.16.0", "License-Expression: PSF-2.0"),
    ):
        folder = python / f"{name}-{version}.dist-info"
        folder.mkdir(parents=True)
        text = f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n{licence}\n"
        (folder / "METADATA").write_text(text)
    (python / "shopguide").mkdir()
    (python / "shopguide/config.py").write_text("")
    (python / "numpy.libs").mkdir()
    (python / "numpy.libs/libgfortran-1.so.5.0.0").write_bytes(b"machine code")
    return python.parent


def test_bill_lists_what_lies_in_the_layer(layer: Path) -> None:
    bill = bill_of_materials(layer, "x86_64")
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    listed = [one.get("purl", one["name"]) for one in bill["components"]]
    assert listed == [
        "pkg:pypi/jinja2@3.1.6",
        "pkg:pypi/typing-extensions@4.16.0",
        "shopguide",
        "numpy.libs/libgfortran-1.so.5.0.0",
    ]
    jinja, typing, *_, library = bill["components"]
    assert jinja["licenses"] == [{"license": {"name": "BSD License"}}]
    assert typing["licenses"] == [{"expression": "PSF-2.0"}]
    assert len(library["hashes"][0]["content"]) == 64


def test_same_layer_gives_the_same_bill_and_a_changed_one_another(layer: Path) -> None:
    first = bill_of_materials(layer, "x86_64")
    assert bill_of_materials(layer, "x86_64") == first
    (layer / "python/shopguide/config.py").write_text("changed = True")
    assert bill_of_materials(layer, "x86_64")["serialNumber"] != first["serialNumber"]


def test_bills_are_written_by_architecture_and_layer(
    layer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(layer.parents[1]), str(tmp_path / "sbom")]) == 0
    written = json.loads((tmp_path / "sbom/x86_64/BaseLayer.cdx.json").read_text())
    assert written == bill_of_materials(layer, "x86_64")
    assert "3 packages, 1 native libraries" in capsys.readouterr().out
    assert main([str(tmp_path / "sbom"), str(tmp_path)]) == 1
