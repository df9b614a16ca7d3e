"""The experiments in use: published, rolled back, and read by every request."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime

from shopguide.domain.catalog_import import record_time
from shopguide.domain.errors import (
    ConflictError,
    ExperimentsDamagedError,
    NotFoundError,
    ObjectNotFoundError,
    ShopGuideError,
)
from shopguide.domain.file_problem import CheckedFile
from shopguide.domain.merchandising_revision import (
    NO_REVISION,
    Revision,
    RevisionAction,
    revision_from_json,
    revision_to_json,
)
from shopguide.domain.record_key import (
    EXPERIMENT_REVISION_PREFIX,
    LIVE_EXPERIMENTS,
    experiment_revision_key,
)
from shopguide.experiments.definition import (
    NO_EXPERIMENTS,
    Experiment,
    Experiments,
    ExperimentStatus,
)
from shopguide.experiments.definition_file import (
    check_definitions,
    definitions_from_bytes,
    definitions_to_bytes,
)
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import Put, RecordTable

_log = logging.getLogger(__name__)

_TRUST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Publication:
    """What came of a file; `revision` is what is in use now, None where an error kept it out."""

    checked: CheckedFile[Experiments]
    revision: Revision | None
    is_new: bool = False


class ExperimentDefinitions:
    """Versions are stored under the hash of their content; one record says which is in use.

    That record changes in one step, so a crash at any moment leaves the old version or the new one
    in use, and the same call again completes what was cut off.

    Args:
        objects: Where versions are stored.
        records: Which of them is in use, and the history.
        clock: For the history.
        trust_seconds: How long `active` does not look at the records again.
        ticks: Seconds that only grow.
    """

    def __init__(
        self,
        objects: ObjectStore,
        records: RecordTable,
        clock: Clock,
        *,
        trust_seconds: float = _TRUST_SECONDS,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._objects = objects
        self._records = records
        self._clock = clock
        self._trust_seconds = trust_seconds
        self._ticks = ticks
        self._trusted_until = -float("inf")
        self._active = NO_EXPERIMENTS
        self._complained = ""

    def active(self) -> Experiments:
        """What requests go by, at most a second old; never fails.

        Where the records or the version cannot be read, it is what was read last.
        """
        if self._ticks() >= self._trusted_until:
            self._trusted_until = self._ticks() + self._trust_seconds
            try:
                version = self.live().version
                if version != self._active.version:
                    self._active = self.content(version) if version else NO_EXPERIMENTS
            except ShopGuideError as error:
                self._complain(error)
        return self._active

    def check(self, content: bytes) -> CheckedFile[Experiments]:
        """Everything that is wrong in a file."""
        return check_definitions(content)

    def publish(
        self, content: bytes, *, by: str = "", note: str = "", expected_version: str | None = None
    ) -> Publication:
        """Check a file and bring it into use; one with an error changes nothing.

        Raises:
            ConflictError: another version is in use than expected, or somebody else was faster.
            UnavailableError: a dependency does not answer; call again.
        """
        checked = self.check(content)
        if checked.content is None:
            return Publication(checked, None)
        live = self.live()
        if expected_version is not None and expected_version != live.version:
            raise _overtaken()
        revision = self._bring_in(live, checked.content, RevisionAction.PUBLISH, by, note)
        return Publication(checked, revision, is_new=revision.number > live.number)

    def rollback(self, version: str = "", *, by: str = "", note: str = "") -> Revision:
        """Bring an earlier version back: the named one, or the one in use before this one.

        Raises:
            NotFoundError: it was never in use, or nothing was before.
            ExperimentsDamagedError: it cannot be read any more.
            ConflictError: somebody else was faster.
        """
        history = self.history()
        live = history[0] if history else NO_REVISION
        others = (each.version for each in history if each.version != live.version)
        wanted = version or next(others, "")
        if not wanted or wanted not in {each.version for each in history}:
            raise NotFoundError(
                f"Version {wanted[:40]} of the experiments was never published."
                if wanted
                else "No other experiments were in use before.",
                fix="`shopguide experiment history` lists the versions.",
                field="version",
            )
        return self._bring_in(live, self.content(wanted), RevisionAction.ROLLBACK, by, note)

    def history(self, limit: int | None = None) -> Sequence[Revision]:
        """What was brought into use, the newest first."""
        found = self._records.query(
            LIVE_EXPERIMENTS.partition,
            sort_prefix=EXPERIMENT_REVISION_PREFIX,
            limit=limit,
            newest_first=True,
        )
        return [revision_from_json(record) for _, record in found]

    def live(self) -> Revision:
        """The newest revision, `NO_REVISION` before the first."""
        return revision_from_json(self._records.get(LIVE_EXPERIMENTS))

    def content(self, version: str = "") -> Experiments:
        """What a version says, by default the one in use.

        Raises:
            ExperimentsDamagedError: it is not there as it was published.
        """
        version = version or self.live().version
        if not version:
            return NO_EXPERIMENTS
        try:
            with closing(self._objects.open(_stored_key(version))) as stream:
                content = definitions_from_bytes(stream.read())
        except ObjectNotFoundError as error:
            raise _damaged(version, "is missing") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _damaged(version, "cannot be read") from error
        if content.version != version:
            raise _damaged(version, "has other content than its name says")
        return content

    def unchanged_since(self, experiment: Experiment) -> datetime | None:
        """Since when its variants have their names, shares and overrides; None if never published.

        What shoppers did before says nothing about it as it is now.
        """
        return self._since(experiment.name, lambda then: then.variants == experiment.variants)

    def stopped_at(self, experiment: Experiment) -> datetime | None:
        """Since when it is stopped; None if it is not."""
        if experiment.status is not ExperimentStatus.STOPPED:
            return None
        return self._since(experiment.name, lambda then: then.status is ExperimentStatus.STOPPED)

    def _since(self, name: str, holds: Callable[[Experiment], bool]) -> datetime | None:
        """When the experiment began to be so that `holds`, up to the last revision that has it."""
        since = None
        for revision in self.history():
            try:
                then = self.content(revision.version).named(name)
            except ExperimentsDamagedError:
                break
            if then is not None and holds(then):
                since = datetime.fromisoformat(revision.at)
            elif then is not None or since is not None:
                break
        return since

    def _bring_in(
        self, live: Revision, content: Experiments, action: RevisionAction, by: str, note: str
    ) -> Revision:
        # Also where it is there already: that repairs a damaged one.
        self._objects.put(_stored_key(content.version), definitions_to_bytes(content))
        if live.version == content.version:
            return live
        revision = Revision(
            live.number + 1,
            content.version,
            len(content.experiments),
            record_time(self._clock.now()),
            action,
        )
        record = revision_to_json(replace(revision, by=by, note=note))
        group = (
            Put(experiment_revision_key(revision.number), record, if_absent=True),
            Put(LIVE_EXPERIMENTS, record),
        )
        if not self._records.write_groups([group])[0]:
            raise _overtaken()
        self._trusted_until = -float("inf")
        return revision_from_json(record)

    def _complain(self, error: ShopGuideError) -> None:
        """Tell the log, once for each trouble."""
        if str(error) != self._complained:
            self._complained = str(error)
            _log.error("experiments stay as they were: %s", error)


def _stored_key(version: str) -> str:
    return f"experiments/{version}.json"


def _overtaken() -> ConflictError:
    return ConflictError(
        "Other experiments were published in the meantime.",
        fix="See what changed with `shopguide experiment list` and `shopguide experiment history`,"
        " take it over into your file, then publish again.",
        field="expected_version",
    )


def _damaged(version: str, what: str) -> ExperimentsDamagedError:
    return ExperimentsDamagedError(
        f"Version {version} of the experiments {what}.",
        fix="Publish the file again with `shopguide experiment publish FILE`, or go back with"
        " `shopguide experiment rollback`.",
        field=_stored_key(version),
    )
