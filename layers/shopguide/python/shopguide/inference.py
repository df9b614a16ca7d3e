"""The models of a process: the encoder that made the index, the generator, the reranker.

Between `stores.Stores`, which says where the index is, and `bootstrap.Container`, whose services
work with them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from shopguide.api.observability import tell_model
from shopguide.domain.bundle import BundleKind, fingerprint_of, name_and_version
from shopguide.domain.errors import BundleMissingError
from shopguide.parts import Built
from shopguide.stores import Stores
from shopguide.text.index_layout import PRODUCTS

if TYPE_CHECKING:
    from shopguide.models.live_encoder import LiveEncoders
    from shopguide.ports.encoder import Encoder
    from shopguide.ports.generator import Generator
    from shopguide.ports.recommender import Recommender
    from shopguide.ports.reranker import Reranker

LEARNED_PRODUCTS = "products.npz"
"""File of a recommender bundle: the products that it has learned, by id."""


class Inference(Stores):
    """The models of one process, each loaded on first use, beside its stores."""

    @Built
    def encoders(self) -> LiveEncoders:
        """Encoders by name and version."""
        from shopguide.models.live_encoder import LiveEncoders

        return LiveEncoders(lambda: self.index, self._open_encoder, self.wanted_encoder)

    @Built
    def encoder(self) -> Encoder:
        """The encoder that made the live index; for an empty shop, that of the settings."""
        return self.encoders.live()

    def wanted_encoder(self) -> str:
        """Fingerprint of the encoder that the settings name, in the version that is published."""
        return self._published(BundleKind.ENCODER, self.settings.encoder)

    def wanted_recommender(self) -> str:
        """Fingerprint of the recommender that signals are built with; empty where there is none."""
        name = self.settings.recommender
        try:
            return self._published(BundleKind.RECOMMENDER, name) if name else ""
        except BundleMissingError:
            return ""

    def _published(self, kind: BundleKind, name: str) -> str:
        """Fingerprint of a bundle in the version that is published."""
        if self._on_aws:
            from shopguide.adapters.s3.bundles import current_version

            place = (self.settings.bucket, self.settings.models_bucket_prefix)
            return fingerprint_of(name, current_version(*place, kind, name))
        return fingerprint_of(name, self._bundle_folder(kind, name).name)

    def _open_encoder(self, fingerprint: str) -> Encoder:
        from shopguide.adapters.onnx.encoder import OnnxEncoder

        folder = self._bundle_folder(BundleKind.ENCODER, *name_and_version(fingerprint))
        return OnnxEncoder(folder, threads=self.settings.model_threads)

    @Built
    def generator(self) -> Generator | None:
        """The generator bundle that the settings name; None where they name none."""
        if not self.settings.generator:
            return None
        from shopguide.adapters.onnx.generator import GenaiGenerator

        folder = self._bundle_folder(BundleKind.GENERATOR, self.settings.generator)
        return GenaiGenerator(folder, threads=self.settings.model_threads)

    @Built
    def reranker(self) -> Reranker | None:
        """The reranker bundle that the settings name; None where they name none."""
        if not self.settings.reranker:
            return None
        from shopguide.adapters.onnx.reranker import OnnxReranker

        folder = self._bundle_folder(BundleKind.RERANKER, self.settings.reranker)
        return OnnxReranker(folder, threads=self.settings.model_threads)

    def _open_recommender(self, fingerprint: str) -> Recommender:
        """Raise `EncoderMismatchError` where it was trained with another encoder's vectors."""
        from shopguide.adapters.onnx.recommender import OnnxRecommender

        folder = self._bundle_folder(BundleKind.RECOMMENDER, *name_and_version(fingerprint))
        recommender = OnnxRecommender(folder)
        schema = self.index.schema(PRODUCTS)
        if schema is not None:  # it reads texts by the vectors of one encoder, and no other
            schema.check_encoder(str(recommender.bundle.options["encoder"]))
        return recommender

    def learned_vectors(self, fingerprint: str) -> Path | None:
        """The products that a recommender has learned, ``ids`` and ``vectors`` in one file.

        None where the bundle is not published, or has learned none.

        Raises:
            BundleError: it is published, and damaged.
        """
        try:
            kind = BundleKind.RECOMMENDER
            folder = self._bundle_folder(kind, *name_and_version(fingerprint))
        except BundleMissingError:
            return None
        from shopguide.adapters.onnx.bundle import open_bundle

        has = LEARNED_PRODUCTS in open_bundle(folder, kind).files
        return folder / LEARNED_PRODUCTS if has else None

    def _bundle_folder(self, kind: BundleKind, name: str, version: str = "") -> Path:
        folder = self._find_bundle(kind, name, version)
        tell_model(f"{kind}/{fingerprint_of(name, folder.name)}")
        return folder

    def _find_bundle(self, kind: BundleKind, name: str, version: str) -> Path:
        if self._on_aws:
            from shopguide.adapters.s3.bundles import download_bundle

            return download_bundle(
                self.settings.bucket,
                self.settings.models_bucket_prefix,
                kind,
                name,
                self.settings.models_dir,
                version,
            )
        from shopguide.adapters.onnx.bundle import find_bundle

        return find_bundle(self.settings.models_dir, kind, name, version)
