"""Which passages may be repeated to shoppers."""

from functools import lru_cache

from shopguide.domain.passage import Passage
from shopguide.text.safety.directed import tells_what_to_say
from shopguide.text.safety.instructions import is_instruction
from shopguide.text.safety.strangers import says_what_is_not_theirs


@lru_cache(maxsize=4096)
def is_quotable(passage: Passage) -> bool:
    """Whether a passage orders nobody about and says nothing that is not its writer's to say."""
    whole = "\n".join((passage.title, passage.question, passage.text))
    return not (
        is_instruction(whole) or tells_what_to_say(whole) or says_what_is_not_theirs(passage)
    )
