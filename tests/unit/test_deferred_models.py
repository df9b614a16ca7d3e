import sys
import types

import pytest
from pydantic import BaseModel, ValidationError

from shopguide.deferred_models import deferred_models


def test_models_of_a_library_are_completed_when_first_used() -> None:
    with deferred_models():

        class Price(BaseModel):
            amount: float

        class Offer(BaseModel):
            price: Price

        Offer.model_rebuild()  # as libraries do once all their models are there
    assert not Offer.__pydantic_complete__
    assert Offer.model_validate({"price": {"amount": "2.5"}}).price.amount == 2.5
    with pytest.raises(ValidationError):
        Price.model_validate({"amount": "much"})


def test_a_model_that_is_used_within_is_completed_there() -> None:
    with deferred_models():

        class Flag(BaseModel):
            on: bool = True

        assert Flag().on


def test_models_made_afterwards_are_complete_at_once() -> None:
    with pytest.raises(ImportError), deferred_models():
        raise ImportError("a library that is not there")

    class Later(BaseModel):
        name: str

    assert Later.__pydantic_complete__
    assert "defer_build" not in Later.model_config


def test_names_that_come_later_in_the_library_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    library = types.ModuleType("library")
    monkeypatch.setitem(sys.modules, "library", library)
    source = (
        "from pydantic import BaseModel\n"
        "class Outer(BaseModel):\n    inner: 'Inner'\n"
        "class Inner(BaseModel):\n    size: int\n"
    )
    with deferred_models():
        exec(source, library.__dict__)
    assert library.Outer.model_validate({"inner": {"size": 3}}).inner.size == 3
