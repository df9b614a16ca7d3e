"""The whole error family of ShopGuide, with stable codes and no HTTP.

::

    ShopGuideError
    ├── InvalidInputError              what the caller sent cannot be used; `field` names it
    │   ├── InvalidParameterError      one parameter of a request is wrong
    │   └── CatalogFileError           a catalogue file as a whole cannot be imported
    ├── NotFoundError
    │   ├── ProductNotFoundError
    │   ├── ImportNotFoundError
    │   ├── ArticleNotFoundError
    │   ├── AnswerNotFoundError
    │   ├── ConversationNotFoundError
    │   ├── CaseNotFoundError
    │   ├── DraftNotFoundError
    │   ├── ObjectNotFoundError
    │   ├── SignalsNotFoundError
    │   └── TrainingJobNotFoundError
    ├── ConflictError
    │   ├── ConversationChangedError   another turn was faster
    │   ├── DraftStaleError            a draft's product has changed since it was written
    │   ├── DraftDecidedError          a draft was approved or rejected before
    │   ├── ObjectChangedError         an object was overwritten while it was being read
    │   ├── IndexSchemaError           an index exists with another schema
    │   ├── EncoderMismatchError       the index was built with another encoder
    │   ├── DataFolderInUseError       another server holds the data folder
    │   └── VersionNotKeptError        the rows of an earlier catalogue version are not known
    ├── ConfigurationError             a setting is missing or wrong; `field` names it
    ├── AccessError                    the caller may not do this; `access_errors` has its branch
    ├── IndexLostError                 what is live is not in the index any more
    ├── TrainingJobFailedError         a training job on rented machines ended without a model
    ├── BundleError                    a model bundle cannot be used
    │   ├── BundleMissingError
    │   ├── BundleCorruptError
    │   └── BundleKindError
    ├── MerchandisingDamagedError      published rules or synonyms are not as they were published
    ├── ExperimentsDamagedError        published experiments are not as they were published
    ├── ManifestDamagedError           the list of what is live is not as it was written
    ├── SignalsDamagedError            the files of a version of the signals are not as written
    ├── SignalsBuildError              the batch that makes the signals ended without them
    └── UnavailableError               a dependency does not answer; worth a retry
        ├── IndexUnavailableError
        ├── RecordsUnavailableError
        ├── ObjectsUnavailableError
        ├── QueueUnavailableError
        ├── TrainingJobsUnavailableError
        └── StorageFullError

`api/errors.py` holds the only table from error to HTTP status. An abstention, an empty result
and a rejected row are results, not errors.
"""

import errno
from typing import ClassVar


class ShopGuideError(Exception):
    """Base of all errors that ShopGuide raises on purpose.

    Args:
        message: What went wrong, in one plain sentence, safe to show to the caller.
        fix: What the reader can do about it, in one plain sentence.
        field: The parameter, column or setting at fault, if there is one.
    """

    code: ClassVar[str] = "internal_error"

    def __init__(self, message: str, *, fix: str = "", field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.field = field

    def __str__(self) -> str:
        return f"{self.message} {self.fix}".strip()


class InvalidInputError(ShopGuideError):
    """What the caller sent cannot be used."""

    code = "invalid_input"


class InvalidParameterError(InvalidInputError):
    """One parameter of a request is wrong; `field` names it."""

    code = "invalid_parameter"


class CatalogFileError(InvalidInputError):
    """A catalogue file as a whole cannot be imported; the live catalogue stays as it was.

    Args:
        message: What is wrong with the file.
        file: The object key or file name.
        reason: A stable word for the cause, e.g. ``empty_file`` or ``missing_column``.
        line: 1-based line in the file, where one is at fault.
        column: The column at fault.
        fix: What the catalogue team can do about it.
    """

    code = "catalog_file_invalid"

    def __init__(
        self,
        message: str,
        *,
        file: str,
        reason: str,
        line: int | None = None,
        column: str | None = None,
        fix: str = "",
    ) -> None:
        super().__init__(message, fix=fix, field=column)
        self.file = file
        self.reason = reason
        self.line = line
        self.column = column


class NotFoundError(ShopGuideError):
    """What the caller named does not exist."""

    code = "not_found"


class ProductNotFoundError(NotFoundError):
    """No product with this id in the live catalogue."""

    code = "product_not_found"


class ImportNotFoundError(NotFoundError):
    """No catalogue import with this id."""

    code = "import_not_found"


class ArticleNotFoundError(NotFoundError):
    """No article with this id."""

    code = "article_not_found"


class AnswerNotFoundError(NotFoundError):
    """No answer with this id, or none any more."""

    code = "answer_not_found"


class ConversationNotFoundError(NotFoundError):
    """No conversation with this id for this shopper, or none any more."""

    code = "conversation_not_found"


class CaseNotFoundError(NotFoundError):
    """No moderation case with this id."""

    code = "case_not_found"


class DraftNotFoundError(NotFoundError):
    """No draft of a product's text with this id."""

    code = "draft_not_found"


class ObjectNotFoundError(NotFoundError):
    """No object under this key in the object store."""

    code = "object_not_found"


class SignalsNotFoundError(NotFoundError):
    """No such version of the signals."""

    code = "signals_not_found"


class TrainingJobNotFoundError(NotFoundError):
    """No training job of this name on the rented machines."""

    code = "training_job_not_found"


class ConflictError(ShopGuideError):
    """The request does not fit the current state."""

    code = "conflict"


class ConversationChangedError(ConflictError):
    """Another turn or change of the same conversation was faster."""

    code = "conversation_changed"


class DraftStaleError(ConflictError):
    """The product of a draft has changed, or is gone, since the draft was written."""

    code = "draft_stale"


class DraftDecidedError(ConflictError):
    """A draft was approved or rejected before."""

    code = "draft_decided"


class ObjectChangedError(ConflictError):
    """An object was overwritten between its event and its reading."""

    code = "object_changed"


class IndexSchemaError(ConflictError):
    """An index of this name exists with another schema."""

    code = "index_schema_conflict"


class EncoderMismatchError(ConflictError):
    """The index was built with another encoder than the one now configured."""

    code = "encoder_mismatch"


class DataFolderInUseError(ConflictError):
    """Another process holds the data folder."""

    code = "data_folder_in_use"


class VersionNotKeptError(ConflictError):
    """An earlier catalogue version cannot come back: what its rows said was not kept."""

    code = "version_not_kept"


class ConfigurationError(ShopGuideError):
    """A setting is missing or wrong; `field` is its environment variable or option."""

    code = "configuration_invalid"


class IndexLostError(ShopGuideError):
    """What is live is not in the index any more, e.g. after the server got an empty disk."""

    code = "index_lost"


class TrainingJobFailedError(ShopGuideError):
    """A training job on rented machines ended without a model."""

    code = "training_job_failed"


class BundleError(ShopGuideError):
    """A model bundle cannot be used."""

    code = "bundle_invalid"


class BundleMissingError(BundleError):
    """No bundle of the wanted kind and name was found."""

    code = "bundle_missing"


class BundleCorruptError(BundleError):
    """A bundle's files do not match the checksums in its manifest, or the manifest is broken."""

    code = "bundle_corrupt"


class BundleKindError(BundleError):
    """A bundle of another kind stands where this one was expected."""

    code = "bundle_kind_mismatch"


class MerchandisingDamagedError(ShopGuideError):
    """Published rules or synonyms are missing from the object store, or damaged there."""

    code = "merchandising_damaged"


class ExperimentsDamagedError(ShopGuideError):
    """Published experiments are missing from the object store, or damaged there."""

    code = "experiments_damaged"


class ManifestDamagedError(ShopGuideError):
    """The manifest of a record family, which lists what is live, is not as it was written."""

    code = "manifest_damaged"


class SignalsDamagedError(ShopGuideError):
    """The files of a version of the signals are not as the batch wrote them."""

    code = "signals_damaged"


class SignalsBuildError(ShopGuideError):
    """The batch that makes the signals ended without them."""

    code = "signals_build_failed"


class UnavailableError(ShopGuideError):
    """A dependency does not answer; the same request may work later."""

    code = "unavailable"


class IndexUnavailableError(UnavailableError):
    """The vector index does not answer."""

    code = "index_unavailable"


class RecordsUnavailableError(UnavailableError):
    """The record table does not answer."""

    code = "records_unavailable"


class ObjectsUnavailableError(UnavailableError):
    """The object store does not answer."""

    code = "objects_unavailable"


class QueueUnavailableError(UnavailableError):
    """The work queue does not answer."""

    code = "queue_unavailable"


class TrainingJobsUnavailableError(UnavailableError):
    """The service that runs training jobs does not answer."""

    code = "training_jobs_unavailable"


class StorageFullError(UnavailableError):
    """No room is left on the disk that holds the shop's data."""

    code = "storage_full"


def means_full_disk(error: OSError) -> bool:
    """Whether the operating system found no room, on the disk or within this user's share."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def index_lost(what: str) -> IndexLostError:
    """The error for an index that does not have `what`, which is live."""
    return IndexLostError(
        f"The vector index has lost {what}.",
        fix="Upload the files of the catalogue again: they will be written whole.",
    )


def product_not_found(product_id: str, field: str = "product_id") -> ProductNotFoundError:
    """The error of every capability that is asked about a product which is not live."""
    return ProductNotFoundError(
        f"There is no product {product_id!r}.",
        fix="Take ids from search or recommendations.",
        field=field,
    )
