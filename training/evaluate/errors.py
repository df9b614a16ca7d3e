"""What an evaluation says when it cannot go on."""

from shopguide.domain.errors import InvalidInputError, ShopGuideError


class EvaluationInputError(InvalidInputError):
    """A file to evaluate on cannot be used; the fix says what to change in it."""

    code = "evaluation_input_invalid"


class EvaluationError(ShopGuideError):
    """The served system could not be measured: it refused what it was given."""

    code = "evaluation_failed"
