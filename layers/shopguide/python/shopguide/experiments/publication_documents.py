"""What is told of the experiments in use: to commands and routes, as JSON objects."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import cast

from shopguide.domain.file_problem import CheckedFile
from shopguide.domain.json_value import JsonObject
from shopguide.domain.merchandising_revision import Revision, revision_to_json
from shopguide.experiments.definition import Experiments, experiment_to_json
from shopguide.experiments.definitions import Publication

_KIND = "experiments"


def check_document(checked: CheckedFile[Experiments]) -> JsonObject:
    """The outcome of a check: ``valid`` or ``refused``, with every problem."""
    content = checked.content
    return {
        "kind": _KIND,
        "outcome": "refused" if content is None else "valid",
        "version": content.version if content else None,
        "entries": len(content.experiments) if content else None,
        "errors": checked.errors,
        "warnings": checked.warnings,
        "problems": [cast("JsonObject", asdict(problem)) for problem in checked.problems],
    }


def publication_document(publication: Publication) -> JsonObject:
    """What came of a file: ``published``, ``unchanged`` or ``refused``, with every problem."""
    document = check_document(publication.checked)
    if publication.revision is None:
        return document
    outcome = "published" if publication.is_new else "unchanged"
    return {**document, "revision": publication.revision.number, "outcome": outcome}


def rollback_document(revision: Revision) -> JsonObject:
    """What is in use after a rollback."""
    return {
        "kind": _KIND,
        "outcome": "rolled_back",
        "version": revision.version,
        "revision": revision.number,
        "entries": revision.entries,
    }


def history_document(revisions: Sequence[Revision]) -> JsonObject:
    """What was brought into use, the newest first."""
    return {"kind": _KIND, "revisions": [revision_to_json(one) for one in revisions]}


def experiments_document(content: Experiments, live: Revision) -> JsonObject:
    """The experiments of a version, as the file has them."""
    return {
        "kind": _KIND,
        "version": content.version if content.experiments or live.number else None,
        "live": revision_to_json(live) if live.number else None,
        "is_live": live.number > 0 and live.version == content.version,
        "experiments": [experiment_to_json(each) for each in content.experiments],
    }
