"""Fixtures that every test may use: a small bilingual shop in memory, and event documents."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from shopguide.domain.money import Money
from shopguide.domain.product import Availability, Product

if TYPE_CHECKING:
    from shopguide.bootstrap import Container

EVENTS = Path(__file__).parent / "events"


def _product(
    product_id: str, title: str, brand: str, product_type: str, price: str, **further: Any
) -> Product:
    amount, currency = price.split()
    return Product(
        product_id,
        title,
        brand=brand,
        product_type=product_type,
        price=Money(Decimal(amount), currency),
        **further,
    )


SHOP = (
    _product("HP-1", "Wireless over-ear headphones", "Auralis", "Audio > Headphones", "129.00 USD"),
    _product(
        "HP-2", "Wireless in-ear headphones", "Auralis", "Audio > Headphones", "59.00 USD",
        attributes={"color": "black", "battery": "30 hours"},
    ),
    _product(
        "HP-3", "Wired studio headphones", "Tonwerk", "Audio > Headphones", "89.00 USD",
        availability=Availability.OUT_OF_STOCK,
    ),
    _product("SP-1", "Portable bluetooth speaker", "Auralis", "Audio > Speakers", "79.00 USD"),
    _product(
        "CH-1", "Ergonomic office chair", "Sedia", "Furniture > Chairs", "249.00 USD",
        sale_price=Money(Decimal("199.00"), "USD"),
    ),
    _product("CH-2", "Office chair with headrest", "Sedia", "Furniture > Chairs", "319.00 USD"),
    _product("耳机-1", "无线蓝牙耳机 降噪", "声海", "数码 > 耳机", "299.00 CNY"),
    _product("保温杯-1", "不锈钢保温杯 500毫升", "暖山", "厨房 > 杯子", "89.00 CNY"),
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    """How thorough tests are that try many cases."""
    parser.addoption("--cases", type=int, default=150, help="generated requests to the API")
    parser.addoption(
        "--every-call", action="store_true", help="kill a rehearsal at every call, not every third"
    )
    parser.addoption(
        "--whole-shelf", action="store_true", help="ask about all of Icecat, not 2,000 products"
    )
    parser.addoption("--kills", type=int, default=1, help="moments at which an import is killed")


@pytest.fixture
def cases(request: pytest.FixtureRequest) -> int:
    """About how many generated requests, in all."""
    return int(request.config.getoption("--cases"))


@pytest.fixture
def stride(request: pytest.FixtureRequest) -> int:
    """At every how many calls of a port what is long is killed."""
    return 1 if request.config.getoption("--every-call") else 3


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """At how many random moments each kind of import is killed."""
    return int(request.config.getoption("--kills"))


@pytest.fixture
def load_event() -> Callable[[str], dict[str, Any]]:
    """Reads an event document of tests/events by its name."""

    def load(name: str) -> dict[str, Any]:
        return json.loads((EVENTS / f"{name}.json").read_text())

    return load


@pytest.fixture
def lambda_context() -> Iterator[SimpleNamespace]:
    """What Lambda hands to a handler beside the event; with it, handlers write structured logs.

    They set our loggers up once a process, as on Lambda; here that setting is put aside after each
    test, and taken up again by the next one.
    """
    logger = logging.getLogger("shopguide")
    plain = _logging_of(logger)
    if _on_lambda:
        _set_logging(logger, _on_lambda[0])
        for handler in logger.handlers:
            if type(handler) is logging.StreamHandler:  # not a subclass: pytest has some, too
                handler.stream = _StandardOutput()
    yield SimpleNamespace(
        function_name="shopguide-test",
        memory_limit_in_mb=1769,
        invoked_function_arn="arn:aws:lambda:eu-central-1:000000000000:function:shopguide-test",
        aws_request_id="5f0c9a2e-5d7b-4c64-8f3e-2b1a0d9c8e7f",
        get_remaining_time_in_millis=lambda: 30_000,
    )
    if logger.handlers:
        _on_lambda[:] = [_logging_of(logger)]
    _set_logging(logger, plain)


class _StandardOutput(io.TextIOBase):
    """The standard output of the moment, which pytest replaces at every turn."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)


_on_lambda: list[tuple[list[logging.Handler], int, bool]] = []


def _logging_of(logger: logging.Logger) -> tuple[list[logging.Handler], int, bool]:
    return list(logger.handlers), logger.level, logger.propagate


def _set_logging(logger: logging.Logger, setting: tuple[list[logging.Handler], int, bool]) -> None:
    logger.handlers, level, logger.propagate = list(setting[0]), setting[1], setting[2]
    logger.setLevel(level)


@pytest.fixture
def shop() -> Sequence[Product]:
    """The products that `container` has: English and Chinese, in and out of stock."""
    return SHOP


@pytest.fixture
def new_container(tmp_path: Path) -> "Iterator[Callable[..., Container]]":
    """Makes the container of the process, over adapters in memory; arguments are settings."""
    from shopguide import bootstrap
    from shopguide.adapters.memory.clock import FixedClock
    from shopguide.adapters.memory.index import InMemoryVectorIndex
    from shopguide.adapters.memory.models import HashingEncoder
    from shopguide.adapters.memory.objects import InMemoryObjectStore
    from shopguide.adapters.memory.queue import InMemoryWorkQueue
    from shopguide.adapters.memory.records import InMemoryRecordTable
    from shopguide.adapters.memory.secrets import InMemorySecrets
    from shopguide.config import Settings

    def make(**further: Any) -> "Container":
        places = {"data_dir": tmp_path / "data", "models_dir": tmp_path / "models"}
        settings: dict[str, Any] = {**places, "generator": "", **further}
        container = bootstrap.Container(Settings(**settings))
        clock = FixedClock()
        # A member that is set is never built: these take the place of the adapters.
        container.__dict__.update(
            clock=clock,
            index=InMemoryVectorIndex(),
            records=InMemoryRecordTable(clock),
            objects=InMemoryObjectStore(),
            index_queue=InMemoryWorkQueue(clock),
            import_queue=InMemoryWorkQueue(clock),
            encoder=HashingEncoder(),
            generator=None,
            secrets=InMemorySecrets(**{"access.json": json.dumps({"seed": "s" * 32})}),
        )
        bootstrap.install(container)
        return container

    yield make
    bootstrap.install(None)


@pytest.fixture
def empty_container(new_container: "Callable[..., Container]") -> "Container":
    """The container of the process; no catalogue was ever imported."""
    return new_container()


@pytest.fixture
def container(empty_container: "Container") -> "Container":
    """The same, with `SHOP` live as catalogue version 1."""
    from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
    from shopguide.domain.record_key import LIVE_CATALOGUE
    from shopguide.text.index_layout import (
        PRODUCTS,
        index_name,
        product_fields,
        product_sparse,
        products_schema,
    )
    from shopguide.text.product_text import product_text

    encoder, index = empty_container.encoder, empty_container.index
    name = index_name(PRODUCTS, encoder.bundle.fingerprint)
    index.create(name, products_schema(encoder.dimension, encoder.bundle.fingerprint))
    vectors = encoder.encode_passages([product_text(product) for product in SHOP])
    index.upsert(
        name,
        [
            IndexedDocument(
                product.product_id,
                product_fields(product),
                {TEXT_VECTOR: vector},
                product_sparse(product),
            )
            for product, vector in zip(SHOP, vectors, strict=True)
        ],
    )
    index.point_aliases({PRODUCTS: name})
    empty_container.records.put(LIVE_CATALOGUE, {"version": 1})
    return empty_container
