"""What is posted to the SMS provider."""

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from services.notify.providers.twilio.http import form_encoded

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(texts)
def test_every_text_arrives_as_it_was_written(body: str) -> None:
    fields = {"To": "+8613800138000", "Body": body, "StatusCallback": "http://a.example/b?c=d&e"}
    encoded = form_encoded(fields).decode("ascii")
    assert parse_qsl(encoded, keep_blank_values=True, strict_parsing=True) == list(fields.items())
