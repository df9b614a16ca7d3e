"""Which passage of a product's own record holds the answer that the shop gave."""

from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.text.passages import record_passages
from shopguide.text.words import content_words

MIN_SHARED_WORDS = 2
MIN_SHARED_SHARE = 0.6
"""Of the words of the shorter text: an answer says in other words what the record says."""


def evidence_for(answer: str, product: Product) -> Passage | None:
    """The passage of the record that says most of what the answer says, if one says enough."""
    wanted = frozenset(content_words(answer))
    best: tuple[float, Passage] | None = None
    for passage in record_passages(product):
        score = _agreement(wanted, frozenset(content_words(passage.text)))
        if score and (best is None or score > best[0]):
            best = (score, passage)
    return best[1] if best else None


def _agreement(wanted: frozenset[str], words: frozenset[str]) -> float:
    """How much two texts share, 0 where it is too little; numbers with units count as words."""
    shared = len(wanted & words)
    shorter = min(len(wanted), len(words))
    if shared < MIN_SHARED_WORDS or shared < MIN_SHARED_SHARE * shorter:
        return 0.0
    return shared / (len(wanted | words))
