"""What says how far the best of some evidence can be trusted to answer.

More than its own columns: a cosine that means much for an attribute of a record means little for a
long review, the first of several alike attributes answers less often than one that stands out, and
whoever gives a single text gives no other to compare it with.
"""

from collections.abc import Sequence

import numpy as np

from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.evidence.features import FEATURES, Features

_KINDS = (
    PassageKind.REVIEW,
    PassageKind.DESCRIPTION,
    PassageKind.ATTRIBUTE,
    PassageKind.ARTICLE,
)
_RECORD = (PassageKind.DESCRIPTION, PassageKind.ATTRIBUTE)

TRUST_FEATURES = (
    *FEATURES,
    *(kind.value for kind in _KINDS),
    "alone",
    "chinese",
    "opinion",
    "order_review",
    "order_alone",
    "order_chinese",
    "order_opinion",
    "record_lead",
)
"""Columns of `trust_features`: `FEATURES` of the best passage, and

- ``review`` … ``article``: 1 for a passage of that kind (none of them: Q&A);
- ``alone``: 1 where all evidence is one passage;
- ``chinese``, ``opinion``: 1 for a question in Chinese, and for one of what people think;
- ``order_…``: the logit of the model that orders, where that is so, else 0;
- ``record_lead``: of a product's record, how far that logit is above the second passage's. Of
  reviews several may answer, so there it says nothing.
"""


def trust_features(
    passages: Sequence[Passage],
    features: Features,
    logits: Features,
    *,
    is_chinese: bool,
    asks_opinion: bool,
) -> Features:
    """Columns ``[len(TRUST_FEATURES)]`` of the best of a pool.

    Args:
        passages: The pool, not empty; parts of one passage share its id.
        features: Its `evidence_features`, ``[len(passages), len(FEATURES)]``.
        logits: What the model that orders says of each, ``[len(passages)]``.
        is_chinese: Whether the question is in Chinese.
        asks_opinion: Whether it asks what people think.
    """
    first = int(np.argmax(logits))
    kind, order = passages[first].kind, float(logits[first])
    is_alone = len({passage.passage_id for passage in passages}) == 1
    flags = [
        *(float(kind is each) for each in _KINDS),
        float(is_alone),
        float(is_chinese),
        float(asks_opinion),
    ]
    given = (kind is PassageKind.REVIEW, is_alone, is_chinese, asks_opinion)
    lead = _lead(logits) if kind in _RECORD else 0.0
    return np.array([*features[first], *flags, *(order * each for each in given), lead])


def _lead(logits: Features) -> float:
    """Of the highest over the second; 0 for one alone."""
    if len(logits) < 2:
        return 0.0
    second, first = np.sort(logits)[-2:]
    return float(first - second)
