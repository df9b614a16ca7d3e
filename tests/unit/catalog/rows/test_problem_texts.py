import re

import pytest

from shopguide.catalog.rows.problem_texts import problem_text
from shopguide.domain.row_problem import ProblemCode


@pytest.mark.parametrize("code", ProblemCode)
def test_every_kind_of_problem_has_a_title_and_a_fix_in_both_languages(code: ProblemCode) -> None:
    english, chinese = problem_text(code, "en"), problem_text(code, "zh")
    for text in (english.title, english.fix):
        assert text
        assert not re.search("[\u4e00-\u9fff]", text)
    for text in (chinese.title, chinese.fix):
        assert re.search("[\u4e00-\u9fff]", text)
