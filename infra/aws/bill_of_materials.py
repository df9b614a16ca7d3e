"""Write what each layer is made of, read from the layer itself, as CycloneDX 1.6.

    python -m infra.aws.bill_of_materials build/layers build/sbom

``make layers`` runs it: one file for each architecture and layer. A package is there because its
metadata lies in the layer, and a native library because its file does, with its SHA-256, so that
nothing is listed that is not shipped. The same layer gives the same file, byte for byte.
"""

import hashlib
import json
import re
import sys
import uuid
from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, PackageMetadata, distributions
from pathlib import Path
from typing import Any

SPECIFICATION = "1.6"
OWN_PACKAGE = "shopguide"


def bill_of_materials(layer: Path, architecture: str) -> dict[str, Any]:
    """The CycloneDX document of an unpacked layer: its packages, then its native libraries."""
    python = layer / "python"
    found = sorted(distributions(path=[str(python)]), key=lambda it: _normal(it.metadata["Name"]))
    components = [*map(_package, found), *_own_code(python), *_native_libraries(python)]
    content = json.dumps([layer.name, architecture, components], sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": layer.name,
                "name": layer.name,
                "properties": [{"name": "shopguide:architecture", "value": architecture}],
            }
        },
        "components": components,
    }


def _package(distribution: Distribution) -> dict[str, Any]:
    name, version = _normal(distribution.metadata["Name"]), distribution.version
    address = f"pkg:pypi/{name}@{version}"
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        "purl": address,
        "licenses": _licences(distribution.metadata),
    }


def _licences(metadata: PackageMetadata) -> list[dict[str, Any]]:
    """What the package says of its licence; older ones put it, or its whole text, elsewhere."""
    if expressions := metadata.get_all("License-Expression"):
        return [{"expression": expressions[0]}]
    classified = [
        line.rpartition(" :: ")[2]
        for line in metadata.get_all("Classifier") or ()
        if line.startswith("License :: ")
    ]
    stated = "".join(metadata.get_all("License") or ()).strip().partition("\n")[0]
    names = classified or ([stated] if stated else [])
    return [{"license": {"name": name}} for name in names]


def _own_code(python: Path) -> Iterator[dict[str, Any]]:
    """Our own package, which is copied and not installed, with one digest over its sources."""
    sources = sorted((python / OWN_PACKAGE).rglob("*.py"))
    if sources:
        digest = hashlib.sha256()
        for source in sources:
            digest.update(f"{source.relative_to(python)}\0{_sha256(source)}\n".encode())
        yield {
            "type": "library",
            "bom-ref": OWN_PACKAGE,
            "name": OWN_PACKAGE,
            "licenses": [{"expression": "Apache-2.0"}],
            "hashes": [{"alg": "SHA-256", "content": digest.hexdigest()}],
        }


def _native_libraries(python: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(python.rglob("*.so*")):
        name = str(file.relative_to(python))
        yield {
            "type": "file",
            "bom-ref": f"file:{name}",
            "name": name,
            "hashes": [{"alg": "SHA-256", "content": _sha256(file)}],
        }


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main(arguments: Sequence[str]) -> int:
    """Write one document a layer, and print how much each has; 1 where there is no layer."""
    layers, target = map(Path, arguments)
    folders = sorted(folder.parent for folder in layers.glob("*/*/python"))
    for layer in folders:
        architecture = layer.parent.name
        document = bill_of_materials(layer, architecture)
        file = target / architecture / f"{layer.name}.cdx.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
        kinds = [component["type"] for component in document["components"]]
        print(f"{file}: {kinds.count('library')} packages, {kinds.count('file')} native libraries")
    if not folders:
        print(f"{layers} has no layers: run `make layers`.")
    return int(not folders)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
