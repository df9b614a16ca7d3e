"""`shopguide synonyms`: which words mean the same."""

from infra.local.commands.merchandising import merchandising_app
from shopguide.domain.merchandising_revision import MerchandisingKind

app = merchandising_app(
    MerchandisingKind.SYNONYMS, "Say which words mean the same, in all searches."
)
