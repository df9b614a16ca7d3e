import pytest

from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.attribution import introduced
from shopguide.text.language import Language
from shopguide.text.support import unsupported_numbers


@pytest.mark.parametrize("kind", [PassageKind.REVIEW, PassageKind.QA])
@pytest.mark.parametrize(("language", "text"), [("en", "It is light."), ("zh", "很轻。")])
def test_whose_words_they_are_is_said_without_a_number_that_the_evidence_lacks(
    kind: PassageKind, language: Language, text: str
) -> None:
    (told,) = introduced([text], [Passage("1", kind, text)], language)
    assert told != text
    assert told.endswith(text)
    assert not unsupported_numbers(told, text)
