"""What becomes of the files of the catalogue team: imports, their reports, the index, the way back.

Between `assisting.Assisting`, which answers shoppers, and `bootstrap.Container`, which has the
rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopguide.assisting import Assisting
from shopguide.parts import Built

if TYPE_CHECKING:
    from shopguide.catalog.approval import ImportApprovals
    from shopguide.catalog.import_records import ImportRecords
    from shopguide.catalog.reindex import ReindexService
    from shopguide.catalog.reports.conclusion import ImportConclusions
    from shopguide.catalog.reports.reading import ImportReports
    from shopguide.catalog.rollback import RollbackService
    from shopguide.catalog.service import CatalogImportService
    from shopguide.catalog.upload_leave import UploadLeaves
    from shopguide.catalog.versions import CatalogueVersions
    from shopguide.indexing.lexicon_service import LexiconService
    from shopguide.indexing.service import IndexingService


class Cataloguing(Assisting):
    """Imports and the index that they fill, each part built on first use."""

    @Built
    def catalog_import(self) -> CatalogImportService:
        """Reads an uploaded file and splits what changed into batches."""
        from shopguide.catalog.service import CatalogImportService, ImportLimits

        return CatalogImportService(
            objects=self.objects,
            records=self.records,
            index_queue=self.index_queue,
            import_queue=self.import_queue,
            clock=self.clock,
            limits=ImportLimits(
                batch_rows=self.settings.batch_rows,
                max_rejected_share=self.settings.max_rejected_share,
                max_removed_share=self.settings.max_removed_share,
                min_encoding_confidence=self.settings.min_encoding_confidence,
            ),
            scratch=None if self._on_aws else self.settings.scratch_dir,
            currency=self.settings.currency,
        )

    @Built
    def upload_leaves(self) -> UploadLeaves:
        """Gives leave to upload catalogue files."""
        from shopguide.catalog.upload_leave import UploadLeaves

        return UploadLeaves(self.upload_tickets)

    @Built
    def imports(self) -> ImportRecords:
        """The records of catalogue imports."""
        from shopguide.catalog.import_records import ImportRecords

        return ImportRecords(self.records, self.clock)

    @Built
    def reports(self) -> ImportReports:
        """The reports of catalogue imports."""
        from shopguide.catalog.reports.reading import ImportReports

        return ImportReports(self.objects, self.imports)

    @Built
    def approvals(self) -> ImportApprovals:
        """Lets held imports go on."""
        from shopguide.catalog.approval import ImportApprovals

        return ImportApprovals(
            objects=self.objects,
            records=self.records,
            import_queue=self.import_queue,
            clock=self.clock,
        )

    @Built
    def versions(self) -> CatalogueVersions:
        """The catalogue versions that were live."""
        from shopguide.catalog.versions import CatalogueVersions

        return CatalogueVersions(self.objects, self.records)

    @Built
    def rollback(self) -> RollbackService:
        """Brings the rows of an earlier version back."""
        from shopguide.catalog.rollback import RollbackService

        return RollbackService(
            objects=self.objects,
            records=self.records,
            index_queue=self.index_queue,
            import_queue=self.import_queue,
            clock=self.clock,
            batch_rows=self.settings.batch_rows,
            scratch=None if self._on_aws else self.settings.scratch_dir,
        )

    @Built
    def conclusions(self) -> ImportConclusions:
        """Tells how imports ended."""
        from shopguide.catalog.reports.conclusion import ImportConclusions

        bucket, folder = self.settings.bucket, self.settings.data_dir / "objects"
        return ImportConclusions(
            objects=self.objects,
            records=self.records,
            announcer=self.announcer,
            place=f"s3://{bucket}/" if self._on_aws else f"{folder}/",
        )

    @Built
    def indexing(self) -> IndexingService:
        """Embeds and stores batches, and publishes the last one."""
        from shopguide.indexing.service import IndexingService

        return IndexingService(
            objects=self.objects,
            records=self.records,
            index=self.index,
            load_encoder=lambda: self.encoder,
            load_encoder_of=self.encoders.of,
            load_canaries=lambda: self.canaries,
            clock=self.clock,
            on_publication=self._follow_publication,
        )

    def _follow_publication(self) -> None:
        """Count the words of what went live, and see which verified answers still hold."""
        self.lexicon.ask_if_outdated()
        self.verified.sync()

    @Built
    def lexicon(self) -> LexiconService:
        """Has the words of the live catalogue counted."""
        from shopguide.indexing.lexicon_service import LexiconService

        return LexiconService(
            objects=self.objects,
            records=self.records,
            index=self.index,
            queue=self.index_queue,
            pause_seconds=0.0 if self._on_aws else 0.02,  # one process also answers searches
        )

    @Built
    def reindex(self) -> ReindexService:
        """Rebuilds the index for another encoder."""
        from shopguide.catalog.reindex import ReindexService

        return ReindexService(
            objects=self.objects,
            records=self.records,
            index_queue=self.index_queue,
            import_queue=self.import_queue,
            load_index=lambda: self.index,
            clock=self.clock,
            batch_rows=self.settings.batch_rows,
        )
