"""Rules, synonyms and canaries: checked, published, rolled back, and read by searches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shopguide.domain.canary import Canaries
from shopguide.domain.errors import ConflictError, MerchandisingDamagedError, NotFoundError
from shopguide.domain.file_problem import CheckedFile
from shopguide.domain.merchandising import Rules
from shopguide.domain.merchandising_revision import MerchandisingKind, Revision, RevisionAction
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import Put, RecordTable
from shopguide.search.merchandising.active import ActiveMerchandising, ActiveReader
from shopguide.search.merchandising.changes import Changes, changes_between
from shopguide.search.merchandising.known_names import LiveCatalogueNames
from shopguide.search.merchandising.revisions import Revisions, overtaken, revision_after
from shopguide.search.merchandising.stored import (
    Content,
    entries_of,
    load_content,
    store_content,
)
from shopguide.text.merchandising.canaries_file import check_canaries_file
from shopguide.text.merchandising.rules_file import check_rules_file
from shopguide.text.merchandising.synonyms_file import check_synonyms_file


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes what is in use, and why; `upload` is the id of the upload that did, if one did.

    `marks` are records that are written together with the revision, or not at all.
    """

    by: str = ""
    note: str = ""
    upload: str = ""
    marks: tuple[Put, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is in use now, and what that changed.

    `before` is the version that was in use, empty for none. Where it equals the revision's version,
    nothing was to be done. `changes` are None where the version before cannot be read.
    """

    kind: MerchandisingKind
    revision: Revision
    before: str
    changes: Changes | None

    @property
    def is_new(self) -> bool:
        """Whether anything was done."""
        return self.revision.version != self.before


@dataclass(frozen=True, slots=True)
class Publication:
    """What came of a file: its problems, and the receipt, None where an error kept it out."""

    checked: CheckedFile[Content]
    receipt: Receipt | None


class MerchandisingService:
    """The files of a shop's merchandisers.

    A version is stored under the hash of its content before the records name it, and the records
    change in one step: a reader sees the old version or the new one, also after a crash at any
    point, and the same call again completes what was cut off.

    Args:
        objects: Where versions are stored.
        records: Which of them is in use, and the history.
        clock: For expiry and the history.
        names: What the live catalogue has, for warnings.
        reader: What searches go by; told to look again after each change.
    """

    def __init__(
        self,
        *,
        objects: ObjectStore,
        records: RecordTable,
        clock: Clock,
        names: LiveCatalogueNames,
        reader: ActiveReader,
    ) -> None:
        self._objects = objects
        self._revisions = Revisions(records)
        self._clock = clock
        self._names = names
        self._reader = reader

    def active(self) -> ActiveMerchandising:
        """What searches go by now; see `ActiveReader.active`."""
        return self._reader.active()

    def at(self, rules_version: str, synonyms_version: str) -> ActiveMerchandising:
        """What searches went by that had these versions; see `ActiveReader.at`."""
        return self._reader.at(rules_version, synonyms_version)

    def check(self, kind: MerchandisingKind, content: bytes) -> CheckedFile[Content]:
        """Everything that is wrong in a file, also compared with the live catalogue."""
        checked = check_file(kind, content, self._clock.now())
        if isinstance(checked.content, Rules):
            return checked.with_warnings(self._names.unknown_in(checked.content.rules))
        if isinstance(checked.content, Canaries):
            return checked.with_warnings(self._names.unknown_among(checked.content.canaries))
        return checked

    def publish(
        self,
        kind: MerchandisingKind,
        content: bytes,
        *,
        author: Author = Author(),
        expected_version: str | None = None,
    ) -> Publication:
        """Check a file and bring it into use; one with an error changes nothing.

        Args:
            kind: Which of the files it is.
            content: Its bytes.
            author: For the history.
            expected_version: The version that has to be in use until now, empty for none; None for
                whichever it is.

        Raises:
            ConflictError: another version is in use than expected, or somebody else was faster.
            UnavailableError: a dependency does not answer; call again.
        """
        checked = self.check(kind, content)
        if checked.content is None:
            return Publication(checked, None)
        receipt = self._bring_in(
            kind, checked.content, RevisionAction.PUBLISH, author, expected_version
        )
        return Publication(checked, receipt)

    def rollback(
        self,
        kind: MerchandisingKind,
        version: str = "",
        *,
        author: Author = Author(),
        expected_version: str | None = None,
    ) -> Receipt:
        """Bring an earlier version back: the named one, or the one in use before this one.

        Raises:
            NotFoundError: it was never in use.
            ConflictError: nothing was in use before; or as for `publish`.
            MerchandisingDamagedError: it cannot be read any more.
        """
        history = self._revisions.history(kind)
        version = version or _version_before(kind, history)
        if version not in {revision.version for revision in history}:
            raise NotFoundError(
                f"Version {version[:40]} of the {kind} was never published.",
                fix=f"`shopguide {kind} history` lists the versions.",
                field="version",
            )
        content = load_content(self._objects, kind, version)
        return self._bring_in(kind, content, RevisionAction.ROLLBACK, author, expected_version)

    def history(self, kind: MerchandisingKind, limit: int | None = None) -> Sequence[Revision]:
        """What was brought into use, the newest first."""
        return self._revisions.history(kind, limit)

    def live(self, kind: MerchandisingKind) -> Revision:
        """What is in use, `NO_REVISION` where nothing was published."""
        return self._revisions.live(kind)

    def content(self, kind: MerchandisingKind, version: str = "") -> Content:
        """What a version says, by default the one in use; before the first, what serves until then.

        Raises:
            MerchandisingDamagedError: it is not there as it was published.
        """
        version = version or self._revisions.live(kind).version
        if not version:
            return self._reader.without(kind)
        return load_content(self._objects, kind, version)

    def _bring_in(
        self,
        kind: MerchandisingKind,
        content: Content,
        action: RevisionAction,
        author: Author,
        expected_version: str | None,
    ) -> Receipt:
        live = self._revisions.live(kind)
        if expected_version is not None and expected_version != live.version:
            raise overtaken(kind, live)
        changes = self._changes(kind, live, content)
        store_content(self._objects, kind, content)
        if live.version == content.version:
            self._revisions.mark(author.marks)
            return Receipt(kind, live, live.version, changes)
        revision = replace(
            revision_after(live, content.version, entries_of(content), self._clock.now(), action),
            by=author.by,
            note=author.note,
            upload=author.upload,
        )
        self._revisions.add(kind, revision, *author.marks)
        self._reader.forget()
        return Receipt(kind, revision, live.version, changes)

    def _changes(self, kind: MerchandisingKind, live: Revision, new: Content) -> Changes | None:
        try:
            old = load_content(self._objects, kind, live.version) if live.number else None
        except MerchandisingDamagedError:
            return None
        return changes_between(old or self._reader.without(kind), new)


def check_file(kind: MerchandisingKind, content: bytes, now: datetime) -> CheckedFile[Content]:
    """Everything that is wrong in a file by itself."""
    if kind is MerchandisingKind.SYNONYMS:
        return check_synonyms_file(content)
    if kind is MerchandisingKind.CANARIES:
        return check_canaries_file(content)
    return check_rules_file(content, now)


def _version_before(kind: MerchandisingKind, history: Sequence[Revision]) -> str:
    """What was in use before; a second rollback goes back further.

    Versions that were rolled back are passed over, and so are returns to older ones.
    """
    line: list[str] = []
    for revision in reversed(history):
        if revision.action is RevisionAction.ROLLBACK and revision.version in line:
            del line[len(line) - line[::-1].index(revision.version) :]
        else:
            line.append(revision.version)
    if len(line) < 2:
        raise ConflictError(
            f"No other {kind} were in use before.",
            fix=f"`shopguide {kind} history` lists what was; to do without any, publish a file"
            " that has none.",
            field="version",
        )
    return line[-2]
