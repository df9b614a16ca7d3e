"""How fast a catalogue gets into the index, beside the encoder alone on the same texts.

    python -m tests.benchmarks.import_speed [--rows 20000] [--variants 1] [--icecat] [--json]

In one run: the encoder alone, in a process of its own, in the batches that an import makes; then
`shopguide serve` takes the file, the same file with 1% of the texts changed, and with every price
changed. The catalogue's words, which are counted in the background after each file, are waited for
in between and told apart. At last one batch after the other goes through the parts of an import in
this process, to tell what a batch of 256 rows costs where.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from shopguide.adapters.edge.index import EdgeVectorIndex
from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.catalog.reading.source import open_source
from shopguide.catalog.rows.product_rows import ProductParser
from shopguide.config import read_settings
from shopguide.domain.bundle import BundleKind
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.product import Product
from shopguide.text.index_layout import PRODUCTS, product_fields, product_sparse, products_schema
from shopguide.text.product_text import product_text
from tests.benchmarks.generated_products import rows, write_products
from tests.benchmarks.real_data import write_icecat_catalogue
from tests.benchmarks.served_shop import ServedShop, serve

T = TypeVar("T")
BATCH = 256


def main() -> None:
    """Measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--variants", type=int, default=1, help="of each generated text")
    parser.add_argument("--icecat", action="store_true", help="19,406 real products instead")
    parser.add_argument("--encode", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    options = parser.parse_args()
    if options.encode:
        print(json.dumps(_encoder_alone(options.encode)))
        return
    with tempfile.TemporaryDirectory(prefix="shopguide-import-") as folder:
        files = _write_files(Path(folder), options)
        figures = _measure(files)
    if options.json:
        json.dump(figures, sys.stdout, indent=2)
        return
    for name, value in figures.items():
        print(
            f"{name:<44}{value:>12,.2f}" if isinstance(value, float) else f"{name:<44}{value:>12,}"
        )


def _measure(files: Sequence[Path]) -> dict[str, float]:
    first, reworded, repriced = files
    alone = _in_a_process_of_its_own(first)
    figures: dict[str, float] = {"rows": alone["rows"], "encoder alone products/s": alone["rate"]}
    with serve() as shop:
        seconds = _upload(shop, first)
        figures["first import s"] = seconds
        figures["first import products/s"] = alone["rows"] / seconds
        figures["share of the encoder alone"] = alone["seconds"] / seconds
        figures["words counted s"] = shop.wait_for_words()
        changed = _upload(shop, reworded)
        figures["again with 1% of texts changed s"] = changed
        figures["times faster than the first"] = seconds / changed
        shop.wait_for_words()
        figures["again with every price changed s"] = _upload(shop, repriced)
        shop.wait_for_words()
        figures |= {f"{name} MB": value for name, value in shop.memory_mb().items()}
    return figures | _cost_of_a_batch(first)


def _upload(shop: ServedShop, file: Path) -> float:
    """Seconds from the upload until it is live."""
    print(f"{file.name}: upload", file=sys.stderr)
    record, seconds = shop.upload(file, "products")
    if record["status"] != "published":
        sys.exit(f"The import ended {record['status']}: {record['problem']}")
    print(f"{file.name}: {record['counts']}, {seconds:.1f} s", file=sys.stderr)
    return seconds


def _write_files(folder: Path, options: argparse.Namespace) -> Sequence[Path]:
    """The file, the same with 1% of the texts changed, then with every price changed, too."""
    files = [folder / name for name in ("first.csv", "reworded.csv", "repriced.csv")]
    if options.icecat:
        write_icecat_catalogue(files[0])
        _change(
            files[0],
            files[1],
            lambda row, n: {"title": f"{row['title']} 2026"} if n % 100 == 0 else {},
        )
        _change(files[1], files[2], lambda _, n: {"price": f"{n % 900 + 1}.49 EUR"})
        return files
    texts = options.rows // options.variants
    write_products(files[0], rows(texts, options.variants))
    write_products(files[1], rows(texts, options.variants, reworded=0.01))
    write_products(files[2], rows(texts, options.variants, reworded=0.01, price_change=1.0))
    return files


def _change(
    source: Path, target: Path, change: Callable[[dict[str, str], int], dict[str, str]]
) -> None:
    with (
        source.open(encoding="utf-8", newline="") as read,
        target.open("w", encoding="utf-8", newline="") as written,
    ):
        reader = csv.DictReader(read)
        writer = csv.DictWriter(written, list(reader.fieldnames or ()))
        writer.writeheader()
        for number, row in enumerate(reader):
            writer.writerow(row | change(row, number))


def _in_a_process_of_its_own(file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.import_speed", "--encode", str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _encoder_alone(file: Path) -> dict[str, float]:
    """The texts of a file through the encoder that serves, in batches of an import's size."""
    encoder = _encoder()
    texts = [product_text(product) for product in _products(file)]
    encoder.encode_passages(["warm-up"])
    started = time.perf_counter()
    for batch in _batches(texts):
        encoder.encode_passages(batch)
    seconds = time.perf_counter() - started
    return {"rows": len(texts), "seconds": seconds, "rate": len(texts) / seconds}


def _cost_of_a_batch(file: Path) -> dict[str, float]:
    """Milliseconds that each part takes for 256 rows, one part after the other."""
    spent: dict[str, float] = defaultdict(float)

    def timed(name: str, call: Callable[[], T]) -> T:
        began = time.perf_counter()
        result = call()
        spent[name] += time.perf_counter() - began
        return result

    encoder = _encoder()
    with tempfile.TemporaryDirectory(prefix="shopguide-import-") as folder:
        index = EdgeVectorIndex(Path(folder) / "index")
        index.create(PRODUCTS, products_schema(encoder.dimension, "none"))
        products = timed("read and parse", lambda: list(_products(file)))
        for batch in _batches(products):
            texts = [product_text(product) for product in batch]
            vectors = timed("encode", lambda texts=texts: encoder.encode_passages(texts))
            documents = timed(
                "fields and terms",
                lambda batch=batch, vectors=vectors: [
                    IndexedDocument(
                        product.product_id,
                        product_fields(product),
                        {TEXT_VECTOR: vector},
                        product_sparse(product),
                    )
                    for product, vector in zip(batch, vectors, strict=True)
                ],
            )
            timed("upsert", lambda documents=documents: index.upsert(PRODUCTS, documents))
            timed("flush and seal", index.flush)
        index.close()
    return {
        f"batch of {BATCH}: {name} ms": 1000 * s * BATCH / len(products)
        for name, s in spent.items()
    }


def _products(file: Path) -> Iterator[Product]:
    with file.open("rb") as stream:
        source = open_source(stream, file.name, CatalogKind.PRODUCTS)
        parser = ProductParser(source.header)
        for row in source:
            product = parser.parse(row.fields).product
            if product is not None:
                yield product


def _encoder() -> OnnxEncoder:
    settings = read_settings()
    folder = find_bundle(settings.models_dir, BundleKind.ENCODER, settings.encoder)
    return OnnxEncoder(folder, threads=settings.model_threads)


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


if __name__ == "__main__":
    main()
