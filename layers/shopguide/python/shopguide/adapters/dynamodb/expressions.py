"""Update and condition expressions, with every name and value passed beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shopguide.adapters.dynamodb.attributes import EXPIRY, Attribute, attribute_of, member_name
from shopguide.domain.json_value import JsonObject, JsonValue


@dataclass(slots=True)
class Expression:
    """Parts of one request: updates, conditions (all must hold), names and values."""

    sets: list[str] = field(default_factory=list)
    adds: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, Attribute] = field(default_factory=dict)

    def set_members(self, changes: JsonObject) -> "Expression":
        """Give members new values."""
        for name, value in changes.items():
            self.sets.append(f"{self._name(name)} = {self._value(attribute_of(value))}")
        return self

    def add_numbers(self, amounts: Mapping[str, float]) -> "Expression":
        """Add to numeric members."""
        for name, amount in amounts.items():
            self.adds.append(f"{self._name(name)} {self._value(attribute_of(amount))}")
        return self

    def add_strings(self, member: str, strings: list[str]) -> "Expression":
        """Add to a set of strings."""
        self.adds.append(f"{self._name(member)} {self._value({'SS': strings})}")
        return self

    def replace(self, member: str, old: Attribute, new: Attribute) -> "Expression":
        """Give a member a new value if it has the old one."""
        name = self._name(member)
        self.sets.append(f"{name} = {self._value(new)}")
        self.conditions.append(f"{name} = {self._value(old)}")
        return self

    def require(self, expected: JsonObject) -> "Expression":
        """Only if these members have these values; null stands for null or absent."""
        for member, value in expected.items():
            name = self._name(member)
            forms = [f"{name} = {self._value(form)}" for form in _forms(value)]
            if value is None:
                forms.append(f"attribute_not_exists({name})")
            self.conditions.append(f"({' OR '.join(forms)})")
        return self

    def require_live(self, now: float) -> "Expression":
        """Only if there is no record, or one that has not expired."""
        expiry, moment = self._expiry(now)
        self.conditions.append(f"(attribute_not_exists({expiry}) OR {expiry} > {moment})")
        return self

    def require_none(self, now: float) -> "Expression":
        """Only if there is no record, or an expired one."""
        expiry, moment = self._expiry(now)
        self.conditions.append(f"(attribute_not_exists(pk) OR {expiry} <= {moment})")
        return self

    def require_some(self, now: float) -> "Expression":
        """Only if there is a record that has not expired."""
        self.conditions.append("attribute_exists(pk)")
        return self.require_live(now)

    def require_expired(self, now: float) -> "Expression":
        """Only if there is a record that has expired."""
        expiry, moment = self._expiry(now)
        self.conditions.append(f"{expiry} <= {moment}")
        return self

    def parameters(self) -> dict[str, object]:
        """The request's parameters, those that are empty left out."""
        update = [
            *([f"SET {', '.join(self.sets)}"] if self.sets else []),
            *([f"ADD {', '.join(self.adds)}"] if self.adds else []),
        ]
        parameters: dict[str, object] = {
            "UpdateExpression": " ".join(update),
            "ConditionExpression": " AND ".join(self.conditions),
            "ExpressionAttributeNames": self.names,
            "ExpressionAttributeValues": self.values,
        }
        return {name: value for name, value in parameters.items() if value}

    def _name(self, member: str) -> str:
        placeholder = f"#n{len(self.names)}"
        self.names[placeholder] = member_name(member)
        return placeholder

    def _value(self, attribute: Attribute) -> str:
        placeholder = f":v{len(self.values)}"
        self.values[placeholder] = attribute
        return placeholder

    def _expiry(self, now: float) -> tuple[str, str]:
        self.names["#expiry"] = EXPIRY
        return "#expiry", self._value({"N": f"{now:.3f}"})


def _forms(value: JsonValue) -> list[Attribute]:
    """How a value may be stored: a sorted list of strings also as a set."""
    forms = [attribute_of(value)]
    if isinstance(value, list) and value:
        strings = [entry for entry in value if isinstance(entry, str)]
        if len(strings) == len(value) and strings == sorted(set(strings)):
            forms.append({"SS": strings})
    return forms
