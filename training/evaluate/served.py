"""The system as it is served, filled and asked through its own services.

A shop in a folder of its own, which is deleted at the end: the catalogue file goes through the real
import and indexing, interactions through the event service, and every question through the service
that answers the app. This is the only module of training that sees the capabilities.
"""

import lzma
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

from rich.progress import Progress

from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.adapters.onnx.generator import GenaiGenerator
from shopguide.bootstrap import Container
from shopguide.config import Settings, read_settings
from shopguide.domain.answer import Answer, Question
from shopguide.domain.batch import reference_from_message
from shopguide.domain.bundle import BundleKind
from shopguide.domain.catalog_import import CatalogKind, ImportRecord, ImportStatus
from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.indexed import TEXT_VECTOR, Vector
from shopguide.domain.interaction import ReportedInteraction
from shopguide.domain.lexicon_pointer import asks_for_lexicon
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.domain.recommending import BlendWeights
from shopguide.domain.signals import SIGNALS_PREFIX
from shopguide.domain.upload import Upload, upload_object_key
from shopguide.recommend.blend import CandidateTable
from shopguide.recommend.request import RecommendationRequest
from shopguide.search.request import SearchRequest
from shopguide.text.index_layout import PRODUCTS, product_of
from training.evaluate.errors import EvaluationInputError

Asked = TypeVar("Asked")

_EVENTS_AT_ONCE = 500
_VECTORS_AT_ONCE = 1_000
_SHOWN_REJECTIONS = 3


class ServedShop:
    """One shop; made by `open_shop`."""

    def __init__(self, container: Container, progress: Progress) -> None:
        self._container = container
        self.progress = progress

    @property
    def settings(self) -> Settings:
        """The settings that it serves with."""
        return self._container.settings

    @property
    def encoder(self) -> OnnxEncoder:
        """The encoder that it serves with."""
        return self._container.encoder

    @property
    def generator(self) -> GenaiGenerator | None:
        """The generator that it serves with, if any."""
        return self._container.generator

    def use_generator(self, generator: GenaiGenerator) -> None:
        """Serve with another generator from now on."""
        self._container.__dict__["generator"] = generator

    def import_products(self, file: Path) -> ImportRecord:
        """Upload a products file, index it and publish it.

        Raises:
            EvaluationInputError: the import was held or failed; the message is the import's own.
        """
        here = self._container
        with _as_uploaded(file) as (name, stream):
            stored = here.objects.put(upload_object_key(CatalogKind.PRODUCTS, name), stream)
        record = here.catalog_import.run(Upload(stored.key, stored.etag, f"{time.time_ns():016X}"))
        task = self.progress.add_task("Indexing", total=record.batches_total)
        while messages := here.index_queue.receive():
            for message in messages:
                if asks_for_lexicon(message.body):
                    here.lexicon.build()
                else:
                    here.indexing.index_batch(reference_from_message(message.body))
                    self.progress.advance(task)
                here.index_queue.acknowledge(message)
        self.progress.remove_task(task)
        record = here.imports.find(record.import_id)
        if record.status is not ImportStatus.PUBLISHED:
            raise _not_published(file, record)
        return record

    def products(self) -> Iterator[Product]:
        """All products that are live."""
        cursor: str | None = None
        while True:
            page = self._container.index.scan(PRODUCTS, cursor=cursor)
            yield from (product_of(document.fields) for document in page.documents)
            cursor = page.next_cursor
            if cursor is None:
                return

    def search(self, query: str, limit: int) -> tuple[list[str], float]:
        """Product ids, best first, and the milliseconds it took; no ids for a refused query."""
        began = time.perf_counter()
        try:
            # Judgements are of single products: variants stay hits of their own.
            request = SearchRequest(query, limit=limit, collapse=False)
            result = self._container.search.search(request)
        except InvalidParameterError:
            return [], (time.perf_counter() - began) * 1000
        took = (time.perf_counter() - began) * 1000
        return [hit.product.product_id for hit in result.hits], took

    def report_events(self, interactions: Iterable[ReportedInteraction], total: int) -> None:
        """Record what shoppers did."""
        pending: list[ReportedInteraction] = []
        task = self.progress.add_task("Reporting interactions", total=total)
        for interaction in interactions:
            pending.append(interaction)
            if len(pending) == _EVENTS_AT_ONCE:
                self._container.events.record(pending)
                self.progress.advance(task, len(pending))
                pending = []
        if pending:
            self._container.events.record(pending)
        self.progress.remove_task(task)

    def recommend(
        self,
        shopper_id: str,
        limit: int,
        *,
        weights: BlendWeights | None = None,
        long_tail: float = 0.0,
        diversity: float = 0.0,
    ) -> tuple[list[str], str, float]:
        """Product ids, best first, the strategy that led them, and the milliseconds it took."""
        request = RecommendationRequest(
            shopper_id, limit=limit, weights=weights, long_tail=long_tail, diversity=diversity
        )
        began = time.perf_counter()
        ranking = self._container.recommend.recommend(request)
        took = (time.perf_counter() - began) * 1000
        return [hit.product.product_id for hit in ranking.hits], ranking.strategy, took

    def candidates(self, shopper_id: str) -> CandidateTable:
        """What a shopper's recommendations would be chosen from, signal by signal."""
        return self._container.recommend.candidates(RecommendationRequest(shopper_id))

    def text_vectors(self, product_ids: Sequence[str]) -> Mapping[str, Vector]:
        """Unit vectors of the products' texts, ``[dimension]`` each; unknown ones left out."""
        found: dict[str, Vector] = {}
        for start in range(0, len(product_ids), _VECTORS_AT_ONCE):
            some = product_ids[start : start + _VECTORS_AT_ONCE]
            documents = self._container.index.fetch(PRODUCTS, some, with_vectors=True, fields=())
            found |= {each.document_id: each.vectors[TEXT_VECTOR] for each in documents}
        return found

    def publish_signals(self, folder: Path) -> None:
        """Make a version of the signals, as the batch has written it, the live one."""
        for file in sorted(folder.iterdir(), key=lambda each: each.name == "signals.json"):
            with file.open("rb") as stream:
                self._container.objects.put(f"{SIGNALS_PREFIX}{folder.name}/{file.name}", stream)
        self._container.signals_publisher.publish(folder.name)

    def accepted(
        self, rows: Sequence[Asked], question_of: Callable[[Asked], Question], file: Path
    ) -> list[Asked]:
        """Those rows of a file whose question is taken; one that is too long is refused.

        Raises:
            EvaluationInputError: all are refused.
        """
        taken = [row for row in rows if self._takes(question_of(row))]
        if not taken:
            raise EvaluationInputError(
                f"No question of {file.name} is taken; all are too long.",
                fix="Give questions of one sentence in column question.",
                field="question",
            )
        return taken

    def _takes(self, question: Question) -> bool:
        try:
            self._container.answer.rank(question, ())
        except InvalidParameterError:
            return False
        return True

    def rank_evidence(
        self, question: Question, passages: Sequence[Passage], product: Product | None
    ) -> tuple[list[str], float]:
        """Ids of the passages, best first, and the confidence that the first one answers."""
        ranked = self._container.answer.rank(question, passages, product)
        ids = [item.passage.passage_id for item in ranked.evidence]
        return list(dict.fromkeys(ids)), ranked.confidence

    def answer_from(
        self, question: Question, passages: Sequence[Passage], product: Product | None
    ) -> Answer:
        """Answer from these passages alone, composed and verified as served."""
        return self._container.answer.answer_from(question, passages, product)


@contextmanager
def open_shop(progress: Progress, **chosen: str | Path | float) -> Iterator[ServedShop]:
    """An empty shop with the settings of this machine, in a folder that is not kept.

    Args:
        progress: Where to tell how far it is.
        **chosen: Settings that differ from this machine's, such as ``models_dir``.

    Raises:
        BundleError: the encoder's bundle is missing or damaged.
        ConfigurationError: a setting is wrong.
    """
    with tempfile.TemporaryDirectory(prefix="shopguide-evaluate-") as folder:
        own = {"mode": "embedded", "data_dir": Path(folder) / "data"}
        models = read_settings(**chosen).models_dir
        own["models_dir"] = _beside(models, Path(folder) / "models")
        container = Container(read_settings(**{**chosen, **own}))
        try:
            container.encoder.encode_queries(["warm-up"])
            yield ServedShop(container, progress)
        finally:
            container.close()


def _beside(models: Path, folder: Path) -> Path:
    """A folder with the bundles of another, in which further ones can be written."""
    folder.mkdir()
    for kind in models.iterdir() if models.is_dir() else ():
        if kind.name != BundleKind.RECOMMENDER:
            (folder / kind.name).symlink_to(kind.resolve())
    return folder


@contextmanager
def _as_uploaded(file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and stream of a catalogue file; the import knows gzip, but not xz."""
    try:
        if file.suffix != ".xz":
            with file.open("rb") as stream:
                yield file.name, stream
            return
        with lzma.open(file) as packed, tempfile.TemporaryFile() as stream:
            shutil.copyfileobj(packed, stream)
            stream.seek(0)
            yield file.stem, stream
    except (EOFError, lzma.LZMAError, OSError) as error:
        raise EvaluationInputError(
            f"The products file {file} cannot be read: {error}.",
            fix="Check the path, or give the file unpacked.",
        ) from error


def _not_published(file: Path, record: ImportRecord) -> EvaluationInputError:
    rows = "; ".join(
        f"line {row.line}: {row.reason}" for row in record.rejections[:_SHOWN_REJECTIONS]
    )
    return EvaluationInputError(
        f"The import of {file.name} ended {record.status.value}: {record.problem} {rows}".strip(),
        fix="Mend the file; docs/data-formats.md says what its rows may have.",
    )
