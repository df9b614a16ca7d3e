"""Settings: the only reader of the environment. docs/settings.md lists every one of them."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from shopguide.domain.errors import ConfigurationError
from shopguide.domain.money import CURRENCIES

Mode = Literal["embedded", "aws"]
Access = Literal["open", "sessions"]


def default_models_folder() -> Path:
    """Where model bundles are built and cached: ``$XDG_CACHE_HOME/shopguide/models``."""
    cache = os.environ.get("XDG_CACHE_HOME", "")  # noqa: TID251
    return (Path(cache) if cache else Path.home() / ".cache") / "shopguide" / "models"


def starts_ahead() -> bool:
    """Whether Lambda starts this process before anybody waits: a snapshot, or provisioned."""
    kind = os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE", "")  # noqa: TID251
    return kind in ("snap-start", "provisioned-concurrency")


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the running system; each is the environment variable SHOPGUIDE_<NAME>.

    Attributes:
        mode: ``embedded`` (one machine) or ``aws``.
        access: ``open`` (the shop's own backend stands in front) or ``sessions``: shoppers' data by
            their sessions, operators' routes by operators.
        access_secret: Secrets Manager name or ARN of the keys of sessions and callers; on one
            machine a file of the data folder.
        api_key_file: File with the API key that commands send to a server.
        session_hours: How long an anonymous session holds.
        signed_in_hours: How long a session of an account holds.
        data_dir: Folder that holds everything the one-machine server keeps.
        models_dir: Folder of model bundles, ``<kind>/<name>/<version>``.
        encoder: Name of the encoder bundle.
        generator: Name of the generator bundle; ``none`` switches generation off.
        reranker: Name of the reranker bundle that judges the head of a search; none by default.
        recommender: Name of the recommender bundle that signals are built with; ``none``: without.
        signals_hour: Hour of the day (UTC) at which the one-machine server builds the signals
            anew; -1: never by itself.
        reranker_budget_ms: Milliseconds that it may take; past them its verdict is not used.
        model_threads: Threads a model may use for one request.
        requests_at_once: Requests of shoppers that the one-machine server works on at a time.
        requests_waiting: Those that may wait meanwhile; further ones are refused with 429.
        qdrant_url: URL of Qdrant (mode aws).
        qdrant_api_key_secret: Secrets Manager name or ARN of Qdrant's key (mode aws).
        qdrant_shards: Parts that a new collection is split into; 0: the server's default.
        qdrant_replicas: Copies of each part; 0: the server's default.
        qdrant_write_consistency: Copies that have a write before it counts; 0: the default.
        qdrant_quantisation: ``none``, ``int8`` or ``binary``: short vectors to find candidates by.
        qdrant_storage: ``memory``, or ``disk`` for whole vectors, graphs, terms and fields.
        table: DynamoDB table (mode aws).
        bucket: S3 bucket (mode aws).
        bucket_kms_key: KMS key that uploads into the bucket are bound to; its own encryption else.
        models_bucket_prefix: Key prefix of model bundles in the bucket (mode aws).
        index_queue_url: SQS queue of index batches (mode aws).
        import_queue_url: SQS queue of imports that wait for another one (mode aws).
        metrics_namespace: CloudWatch's namespace of the metrics (mode aws).
        reports_topic: ARN of the SNS topic that ends of imports are announced on (mode aws).
        currency: ISO 4217 code of prices in uploads that name none; without it such rows are
            rejected.
        batch_rows: Rows of a catalogue file in one batch of work.
        max_rejected_share: Share of invalid rows above which an import is held.
        max_removed_share: Share of the shop above which a snapshot's removals hold the import.
        min_encoding_confidence: How sure the guess of a file's encoding must be; a less sure one
            holds the import.
        suggest_min_days: Different days on which a query must have been searched before others are
            shown it.
        answer_threshold: Calibrated confidence below which an answer abstains.
        training_role: ARN of the role that training jobs on SageMaker take on.
        training_image: URI of the training container.
        training_bucket: S3 bucket of training data, checkpoints and trained models.
        training_kms_key: KMS key that encrypts them; the bucket's own encryption without one.
        training_subnets: Subnets that jobs run in, separated by commas; none: no private network.
        training_security_groups: Security groups of jobs in those subnets.
    """

    mode: Mode = "embedded"
    access: Access = "open"
    access_secret: str = "access.json"  # noqa: S105 - its name
    api_key_file: str = ""
    session_hours: int = 720
    signed_in_hours: int = 24
    data_dir: Path = Path("shopguide-data")
    models_dir: Path = Path()
    encoder: str = "shopguide-e5-small"
    generator: str = "smollm2-135m"
    reranker: str = ""
    recommender: str = "shopguide-recommender"
    signals_hour: int = -1
    reranker_budget_ms: int = 40
    model_threads: int = 2
    requests_at_once: int = 4
    requests_waiting: int = 200
    qdrant_url: str = ""
    qdrant_api_key_secret: str = ""
    qdrant_shards: int = 0
    qdrant_replicas: int = 0
    qdrant_write_consistency: int = 0
    qdrant_quantisation: str = "none"
    qdrant_storage: str = "memory"
    table: str = ""
    bucket: str = "shopguide"
    bucket_kms_key: str = ""
    models_bucket_prefix: str = "models/"
    index_queue_url: str = ""
    import_queue_url: str = ""
    metrics_namespace: str = "ShopGuide"
    reports_topic: str = ""
    currency: str = ""
    batch_rows: int = 256
    max_rejected_share: float = 0.05
    max_removed_share: float = 0.30
    min_encoding_confidence: float = 0.8
    suggest_min_days: int = 3
    answer_threshold: float = 0.5
    training_role: str = ""
    training_image: str = ""
    training_bucket: str = ""
    training_kms_key: str = ""
    training_subnets: str = ""
    training_security_groups: str = ""

    @property
    def longest_session_seconds(self) -> int:
        """How long a key of sessions must stay after it has signed its last one."""
        return max(self.session_hours, self.signed_in_hours) * 3600

    @property
    def scratch_dir(self) -> Path:
        """Where the one-machine server keeps rows on their way; empty whenever it starts."""
        return self.data_dir / "scratch"


def read_lambda_trace() -> tuple[str, str]:
    """The trace header of the invocation at hand and X-Ray's daemon, empty outside Lambda.

    Lambda writes the header anew for each invocation, and both names are its own.
    """
    source = os.environ  # noqa: TID251
    return source.get("_X_AMZN_TRACE_ID", ""), source.get("AWS_XRAY_DAEMON_ADDRESS", "")


def read_metrics_namespace() -> str:
    """The setting `metrics_namespace`, also where others are wrong: failures are counted, too."""
    name = variable_name("metrics_namespace")
    return os.environ.get(name, "") or Settings().metrics_namespace  # noqa: TID251


def variable_name(setting: str) -> str:
    """The environment variable of a setting."""
    return f"SHOPGUIDE_{setting.upper()}"


def read_settings(
    environment: Mapping[str, str] | None = None, **overrides: str | Path | float
) -> Settings:
    """Settings from the environment, then from `overrides` (for example command-line options).

    Raises:
        ConfigurationError: names the variable that is missing or wrong, and the right form.
    """
    source = os.environ if environment is None else environment  # noqa: TID251
    values: dict[str, Any] = {"models_dir": default_models_folder()}
    for setting in fields(Settings):
        raw = source.get(variable_name(setting.name), "")
        if raw != "":
            values[setting.name] = _parse(setting.name, raw)
    values.update(overrides)
    for name in ("generator", "reranker", "recommender"):
        if values.get(name) == "none":  # an empty variable is one that is not set
            values[name] = ""
    settings = Settings(**values)
    _validate(settings)
    return settings


def _parse(name: str, raw: str) -> str | int | float | Path:
    parsers: dict[type, Callable[[str], int | float | Path]] = {
        int: int,
        float: float,
        type(Path()): Path,  # PosixPath or WindowsPath
    }
    parser = parsers.get(type(getattr(Settings(), name)))
    if parser is None:
        return raw
    try:
        return parser(raw)
    except ValueError:
        raise ConfigurationError(
            f"{variable_name(name)} is {raw!r}, which is not a number.",
            fix=f"Set it to a number such as {getattr(Settings(), name)}.",
            field=variable_name(name),
        ) from None


def _validate(settings: Settings) -> None:
    if settings.mode not in ("embedded", "aws"):
        raise _wrong("mode", settings.mode, "Set it to 'embedded' or 'aws'.")
    for name in (
        "max_rejected_share",
        "max_removed_share",
        "min_encoding_confidence",
        "answer_threshold",
    ):
        value = getattr(settings, name)
        if not 0 <= value <= 1:
            raise _wrong(name, value, "Set it to a share between 0 and 1.")
    _validate_access(settings)
    for name in (
        "model_threads",
        "requests_at_once",
        "requests_waiting",
        "batch_rows",
        "reranker_budget_ms",
        "suggest_min_days",
    ):
        value = getattr(settings, name)
        if not 1 <= value <= 10_000:
            raise _wrong(name, value, "Set it to a whole number between 1 and 10000.")
    _validate_signals_hour(settings.signals_hour)
    _validate_qdrant(settings)
    if settings.currency and settings.currency not in CURRENCIES:
        raise _wrong("currency", settings.currency, "Set it to an ISO 4217 code such as USD.")
    if settings.mode == "aws":
        for name in ("qdrant_url", "table", "bucket", "index_queue_url"):
            if not getattr(settings, name):
                raise _wrong(name, "", "Mode 'aws' needs it; template.yaml sets it.")


def _validate_access(settings: Settings) -> None:
    if settings.access not in ("open", "sessions"):
        raise _wrong("access", settings.access, "Set it to 'open' or 'sessions'.")
    for name in ("session_hours", "signed_in_hours"):
        value = getattr(settings, name)
        if not 1 <= value <= 8_760:
            raise _wrong(name, value, "Set it to a number of hours between 1 and 8760, a year.")


def _validate_signals_hour(hour: int) -> None:
    if not -1 <= hour <= 23:
        fix = "Set it to an hour of the day, 0 to 23 (UTC), or to -1 to build by command alone."
        raise _wrong("signals_hour", hour, fix)


def _validate_qdrant(settings: Settings) -> None:
    for name in ("qdrant_shards", "qdrant_replicas", "qdrant_write_consistency"):
        value = getattr(settings, name)
        if not 0 <= value <= 1_000:
            fix = "Set it to a whole number between 1 and 1000, or 0 for the server's default."
            raise _wrong(name, value, fix)
    if settings.qdrant_quantisation not in ("none", "int8", "binary"):
        fix = "Set it to 'none', 'int8' or 'binary'."
        raise _wrong("qdrant_quantisation", settings.qdrant_quantisation, fix)
    if settings.qdrant_storage not in ("memory", "disk"):
        raise _wrong("qdrant_storage", settings.qdrant_storage, "Set it to 'memory' or 'disk'.")


def _wrong(name: str, value: object, fix: str) -> ConfigurationError:
    variable = variable_name(name)
    return ConfigurationError(f"{variable} is {value!r}.", fix=fix, field=variable)
