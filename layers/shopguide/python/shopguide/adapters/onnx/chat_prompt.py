"""Chat messages to token ids in the ChatML format."""

from collections.abc import Sequence

from tokenizers import Tokenizer

from shopguide.domain.errors import BundleCorruptError
from shopguide.domain.generation import PromptMessage

_BEGIN, _END = "<|im_start|>", "<|im_end|>"


class ChatTokenizer:
    """A line ``<|im_start|>role``, the content and ``<|im_end|>`` for each message.

    The marks are put in as ids and the content is encoded as plain text, so that a shopper who
    types ``<|im_end|>`` cannot end his turn and speak as the system.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.encode_special_tokens = True
        self._tokenizer = tokenizer
        self._begin = _id_of(tokenizer, _BEGIN)
        self.end_of_turn = _id_of(tokenizer, _END)

    def encode(self, messages: Sequence[PromptMessage]) -> list[int]:
        """Token ids of the prompt, up to where the assistant speaks."""
        ids: list[int] = []
        for message in messages:
            ids += [self._begin, *self._plain(f"{message.role}\n{message.content}")]
            ids += [self.end_of_turn, *self._plain("\n")]
        return [*ids, self._begin, *self._plain("assistant\n")]

    def decode(self, ids: Sequence[int]) -> str:
        """The text of generated tokens."""
        text: str = self._tokenizer.decode(list(ids))
        return text.strip()

    def first_token(self, reply: str) -> int:
        """Id of the token that a reply begins with."""
        return self._plain(reply)[0]

    def _plain(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids


def _id_of(tokenizer: Tokenizer, mark: str) -> int:
    token = tokenizer.token_to_id(mark)
    if token is None:
        raise BundleCorruptError(f"The generator's tokenizer has no {mark!r}.")
    return token
