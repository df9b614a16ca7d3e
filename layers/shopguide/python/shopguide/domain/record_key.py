"""Keys of records, and where each kind of record lives.

Capabilities meet in these records and nowhere else, so their places are written here once.
"""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Partition and sort key; records of one partition are ordered by their sort key."""

    partition: str
    sort: str


LIVE_CATALOGUE = Key("catalogue", "live")
"""The live catalogue, as `shopguide.domain.live_catalogue.LiveCatalogue` reads it."""

IMPORT_LOCK = Key("catalogue", "lock")
"""Which import is at work (``import_id``, null for none); one at a time changes the shop."""

REINDEX = Key("catalogue", "reindex")
"""The last reindex: its ``import_id``, its ``encoder``, and the ``previous`` one."""

LEXICON = Key("catalogue", "lexicon")
"""Where the words of the live catalogue lie, as `shopguide.domain.lexicon_pointer` reads it."""

ROLLBACK = Key("catalogue", "rollback")
"""The last rollback that was asked for, as `shopguide.domain.rollback.RollbackPlan` reads it."""

IMPORT_TURNS = "catalogue#turns"
"""Partition of the imports that wait for the lock, sorted by the time they arrived."""

RECENT_IMPORTS = "catalogue#imports"
"""Partition of the ids of the last imports, sorted by the time they arrived."""

POPULARITY_SHARDS = 16

ANSWER_TOTAL_SHARDS = POPULARITY_SHARDS


def import_key(import_id: str) -> Key:
    """The record of one catalogue import."""
    return Key(f"import#{import_id}", "record")


def import_progress_key(import_id: str, attempt: int = 0) -> Key:
    """Which batches of an import are done, as the set ``done`` of their numbers.

    `attempt` is `ImportRecord.attempt`: what was done before an approval counts no more after it.
    """
    return Key(f"import#{import_id}", f"progress#{attempt}" if attempt else "progress")


def upload_key(object_key: str) -> Key:
    """The newest upload of an object whose import has begun: its ``sequencer``."""
    digest = hashlib.blake2b(object_key.encode(), digest_size=16).hexdigest()
    return Key(f"upload#{digest}", "newest")


def conversation_key(conversation_id: str) -> Key:
    """A conversation as it stands."""
    return Key(f"conversation#{conversation_id}", "state")


def conversation_change_key(conversation_id: str, revision: int) -> Key:
    """What made a conversation's revision: a turn, or an edit of its state."""
    return Key(f"conversation#{conversation_id}", f"change#{revision:06d}")


def conversations_of_partition(shopper_id: str) -> str:
    """The conversations of a shopper by their ids, and when they were ``begun_at``."""
    return f"conversations-of#{shopper_id}"


def answer_key(answer_id: str) -> Key:
    """An answer that was given, kept for a while."""
    return Key(f"answer#{answer_id}", "answer")


def case_key(case_id: str) -> Key:
    """A moderation case, but for how often it was asked."""
    return Key(f"case#{case_id}", "case")


def case_asked_key(case_id: str) -> Key:
    """How often a case was ``asked``."""
    return Key(f"case#{case_id}", "asked")


def case_last_key(case_id: str) -> Key:
    """What a case was answered last."""
    return Key(f"case#{case_id}", "last")


def case_change_key(case_id: str, revision: int) -> Key:
    """What made a case's revision; there is one a revision, so no change overwrites another."""
    return Key(f"case#{case_id}", f"change#{revision:06d}")


def cases_since_key(status: str, since: str, case_id: str) -> Key:
    """Place of a case in the list of a status, in the order in which they came to be of it."""
    return Key(f"cases#{status}#since", f"{since}#{case_id}")


def cases_asked_key(status: str, asked: int, case_id: str) -> Key:
    """Place of a case in the list of a status, in the order of how often they were asked."""
    return Key(f"cases#{status}#asked", f"{asked:09d}#{case_id}")


def cases_of_product_key(product_id: str, case_id: str) -> Key:
    """Place of a case among those of its product, whatever their status."""
    return Key(f"cases#product#{product_id}", case_id)


VERIFIED_CASES = "cases#verified"
"""Partition of the cases whose verified answers shoppers are given, sorted by their ids."""

UNSETTLED_CASES = "cases#unsettled"
"""Partition of the cases that changed and whose passages may not say so yet, by their ids."""


def votes_key(answer_id: str, voter: str, number: int) -> Key:
    """What somebody thought of an answer, the `number`-th time that they said so."""
    return Key(f"answer#{answer_id}", f"vote#{voter}#{number:03d}")


def passage_votes_key(passage_id: str) -> Key:
    """How often answers that cite a passage were liked (``up``) and disliked (``down``)."""
    return Key(f"passage#{passage_id}", "votes")


def answer_totals_key(answer_id: str, kind: str) -> Key:
    """One shard of the counts of answers of a kind: ``answers``, ``abstained``, ``up``, ``down``,
    ``abstained_up``, ``abstained_down``.
    """
    return Key(answer_totals_partition(_shard(answer_id)), kind or "unread")


def answer_totals_partition(shard: int) -> str:
    """One shard of the counts of answers, by kind; there are `ANSWER_TOTAL_SHARDS`."""
    return f"answers#totals#{shard:02d}"


COPY_DRAFTS = "copy#drafts"
"""Partition of the ids of drafts of copy, sorted by the time they were written."""


def copy_draft_key(draft_id: str) -> Key:
    """A draft of a text about a product."""
    return Key(f"copy#{draft_id}", "draft")


def product_copy_partition(product_id: str) -> str:
    """Approved texts about a product, sorted by language and kind."""
    return f"copy-of#{product_id}"


def event_key(event_id: str) -> Key:
    """Marks an interaction event as accepted, so that a second delivery changes nothing."""
    return Key(f"event#{event_id}", "seen")


def history_partition(shopper_id: str) -> str:
    """All interactions of a shopper, sorted by time."""
    return f"shopper#{shopper_id}"


def popularity_key(product_id: str) -> Key:
    """The decayed interaction count of a product, spread over `POPULARITY_SHARDS` partitions."""
    return Key(popularity_partition(_shard(product_id)), product_id)


POPULARITY_LEADERS = Key("popularity", "leaders")
"""The most popular products, kept as events come in: ``product_ids``, ``entry_score``,
``revision``."""


KEPT_PRODUCTS = Key("kept", "products")
"""Products that can be recommended while the index does not answer."""

KEPT_PRODUCTS_TURN = Key("kept", "turn")
"""Expires when it is time to keep them anew; whoever writes it does."""


POPULAR_QUERIES = Key("queries", "leaders")
"""The queries that were searched most, in the form of `POPULARITY_LEADERS`: its ``product_ids`` are
folded queries."""


def query_count_key(folded_query: str) -> Key:
    """The decayed count of a query, and on how many ``days`` it was searched."""
    return Key(f"queries#{_shard(folded_query):02d}", folded_query)


def query_day_key(folded_query: str, day: str) -> Key:
    """Marks a query as searched on a day, so that the day counts once."""
    return Key(f"queries#day#{day}", folded_query)


def popularity_partition(shard: int) -> str:
    """One shard of the popularity counts."""
    return f"popularity#{shard:02d}"


LIVE_SIGNALS = Key("signals", "live")
"""The live version of the signals, as `domain.signals.live_signals_from_json` reads it."""

SIGNAL_SHARDS = 64
"""Partitions that a version's records of one sort are spread over."""


def neighbours_partition(version: str, shard: int) -> str:
    """One shard of the products' neighbours in a version of the signals."""
    return f"signals#{version}#neighbours#{shard:02d}"


def neighbours_key(version: str, product_id: str) -> Key:
    """What a version of the signals says about a product."""
    return Key(neighbours_partition(version, _shard(product_id, SIGNAL_SHARDS)), product_id)


def like_minded_partition(version: str, shard: int) -> str:
    """One shard of what shoppers like somebody took, in a version of the signals."""
    return f"signals#{version}#like-minded#{shard:02d}"


def like_minded_key(version: str, shopper_id: str) -> Key:
    """What shoppers with a similar history took: ``products`` and their ``scores``."""
    return Key(like_minded_partition(version, _shard(shopper_id, SIGNAL_SHARDS)), shopper_id)


def trending_key(version: str, segment: str) -> Key:
    """What many took lately: ``products``, ``scores``; segment ``all``, ``device:mobile``, ..."""
    return Key(f"signals#{version}#trending", segment)


def factor_model_key(version: str) -> Key:
    """What folds a history into the factors of a version of the signals."""
    return Key(f"signals#{version}#factors", "model")


SIGNAL_VERSIONS = "signals#versions"
"""Partition of the versions of the signals that have records or an index, by their ids."""

SIGNALS_BUILD = Key("signals", "build")
"""How the last build of the signals on this machine went."""


def dismissed_partition(shopper_id: str) -> str:
    """Products that a shopper does not want to see again, by their ids."""
    return f"dismissed#{shopper_id}"


def interests_key(shopper_id: str) -> Key:
    """What a shopper says to be interested in."""
    return Key(f"interests#{shopper_id}", "declared")


ERASURES = "erasures"
"""Partition of the shoppers who asked to be forgotten and of whom something may be left."""


def journal_partition(day: str, shard: int) -> str:
    """One shard of what was reported on a day (of its receipt, UTC, ISO 8601), by time and id."""
    return f"journal#{day}#{shard:02d}"


JOURNAL_SHARDS = 16
"""Partitions of one day of the journal; drawn by event id, so that no shopper fills one alone."""

JOURNAL_DAYS = "journal#days"
"""Partition of the days on which something was reported, by ISO 8601."""


def journal_shard(event_id: str) -> int:
    """In which shard of its day an event lies."""
    return _shard(event_id, JOURNAL_SHARDS)


def counted_key(shopper_id: str, day: str, product_id: str) -> Key:
    """The ``weight`` at which a shopper counts for a product's popularity on a day of receipt."""
    return Key(f"counted#{day}#{shopper_id}", product_id)


def allowance_key(shopper_id: str, day: str) -> Key:
    """What a shopper has used on a day: ``weight`` of popularity, and products ``shown``."""
    return Key(f"allowance#{day}#{shopper_id}", "used")


def exposed_key(shopper_id: str, day: str, experiment: str, variant: str) -> Key:
    """Marks a shopper as noted with a variant of an experiment on a day (of its receipt)."""
    return Key(f"exposed#{day}#{shopper_id}", f"{experiment}#{variant}")


LIVE_EXPERIMENTS = Key("experiments", "live")
"""The newest revision of the experiments, as `domain.merchandising_revision` reads it."""

EXPERIMENT_REVISION_PREFIX = "revision#"


def experiment_revision_key(number: int) -> Key:
    """One revision of the experiments; their sort keys are in the order of their numbers."""
    return Key(LIVE_EXPERIMENTS.partition, f"{EXPERIMENT_REVISION_PREFIX}{number:09d}")


def shown_key(product_id: str) -> Key:
    """How often a product was shown lately, as a decayed count, like `popularity_key`."""
    return Key(f"shown#{_shard(product_id):02d}", product_id)


def _shard(name: str, shards: int = POPULARITY_SHARDS) -> int:
    digest = hashlib.blake2b(name.encode(), digest_size=2).digest()
    return int.from_bytes(digest) % shards
