"""What a label names is found whole, whatever its check digits say, and what stands alone where it proves itself."""

from __future__ import annotations

import base64

import pytest

from bench.kinds import HOSTILE, made
from isthmus.detect import Detector, built_in
from isthmus.redact import Found, disguise
from isthmus.wire.openai import read
from isthmus.wire.parts import WORDS, walk

from .standalone import KINDS, by_kind, by_length

ALL = Detector(built_in())


def found(*texts: str) -> list[tuple[str, str]]:
    scan = ALL.scan(texts)
    assert scan.complete
    return [(f.category, texts[f.part][f.start : f.end]) for f in scan.findings]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SSN 924-40-3567", "924-40-3567"),
        ("my social is 924403567", "924403567"),
        ("card number 4111 1111 1111 1112", "4111 1111 1111 1112"),
        ("card 4111 1111 1111 1112 12/27", "4111 1111 1111 1112"),
        ("my IBAN is DE89 3704 0044 0532 0130 01", "DE89 3704 0044 0532 0130 01"),
        ("credit card 587428561654", "587428561654"),
        ("card 180051662803027", "180051662803027"),
        ("Aadhaar 1234 5678 9012", "1234 5678 9012"),
        ("NHS number 943 476 5918", "943 476 5918"),
        ("meine Steueridentifikationsnummer lautet 86095742718.", "86095742718"),
        ("numéro de sécurité sociale : 1 85 05 78 006 084 35", "1 85 05 78 006 084 35"),
        ("mi número de tarjeta es 4111 1111 1111 1112", "4111 1111 1111 1112"),
        ("CPF 529.982.247-24", "529.982.247-24"),
        ("mijn BSN is 111222334", "111222334"),
        ("personnummer 850709-9804", "850709-9804"),
        ("passport number 1234567", "1234567"),
        ("codice fiscale RSSMRA85T10A562X", "RSSMRA85T10A562X"),
        ("VAT id NL123456789B02", "NL123456789B02"),
        ("routing number 021000022", "021000022"),
        ('{"customer_ssn": "924403567"}', "924403567"),
        ('{"cardNumber":"4111111111111112"}', "4111111111111112"),
        ("924-40-3567 is my SSN", "924-40-3567"),
    ],
)
@pytest.mark.req("B2")
def test_a_mistyped_number_beside_its_label_is_found_whole(text: str, value: str) -> None:
    assert [v for _, v in found(text)] == [value]


def test_a_label_as_key_before_its_value_is_enough() -> None:
    assert found("ssn", "924403567") == [("personal.national_id", "924403567")]


def test_a_number_behind_the_labelled_one_keeps_its_own_kind() -> None:
    assert found("SSN: 924-40-3567, phone 555-123-4567") == [
        ("personal.national_id", "924-40-3567"),
        ("personal.phone", "555-123-4567"),
    ]


CARDS = (
    "180051662803027", "3530111333300000", "6759649826438453", "5018000000000009", "2200770212727079",
    "9792030394440796", "6011000990139424", "30569309025904", "5061460410120223210",
)  # fmt: skip


@pytest.mark.parametrize("card", CARDS)
def test_cards_of_every_network_need_no_label(card: str) -> None:
    assert found(f"pay {card} now") == [("financial.card", card)]


@pytest.mark.parametrize(
    "texts",
    [
        ("ref", "44051401359"), ("44051401359",), ('{"44051401359":"open"}',), (r'{\"44051401359\":\"open\"}',),
        ("86095742719", "hello"), ("86 095 742 719",), ("111222333", "hi"), ('{"111222333":"open"}',),
        ("52998224725",), ("1850578006084" + "91",),
        ("ref", "9434765919"), ("943-476-5919",), ("130692544",), ("130-692-544",), ('{"123456782":"open"}',),
        ("holder", "245167323"), ("69435151530",), ('{"ref":"69435151530"}',), ("1237010180",), ("0926687856",),
        ("0701772345",), ("112-233-445 95",), ("1234567T",), ("1234567FA",), ("65170839J003",), ("A123456789",),
    ],
)  # fmt: skip
@pytest.mark.req("B2")
def test_an_identifier_that_stands_alone_is_found_where_it_proves_itself(texts: tuple[str, ...]) -> None:
    assert {category for category, _ in found(*texts)} == {"personal.national_id"}


@pytest.mark.parametrize(
    "value",
    [
        "111222333",
        "111.222.333",
        "1234567FA",
        "12345678Z",
        "X1234567L",
        "AB123456C",
        "S1234567D",
        "070177-2345",
        "212-34-5678",
    ],
)
@pytest.mark.parametrize(
    "place", ["decode {} for me", "{}", '{{"ref":"{}"}}', "https://example.org/u/{}/show", "user={}"]
)
def test_a_short_identifier_in_base64_is_found_in_a_sentence_too(value: str, place: str) -> None:
    for code in {base64.b64encode(value.encode()).decode(), base64.b64encode(value.encode()).decode().rstrip("=")}:
        text = place.format(code)
        whole = [text[f.start : f.end] for f in ALL.scan([text]).findings if f.category == "personal.national_id"]
        assert code.rstrip("=") in "".join(whole)


@pytest.mark.parametrize(
    "text", ["Unofficially so", "MTIzNDU2Nzg5 decodes to 123456789", "aGVsbG93b3Js", "cursor=NDQ0NDQ0NDQ0"]
)
def test_a_word_like_base64_and_what_decodes_to_no_identifier_stay(text: str) -> None:
    assert [f for f in ALL.scan([text]).findings if f.category == "personal.national_id"] == []


def test_an_identifier_alone_in_base64_is_found() -> None:
    code = base64.b64encode(b"44051401359").decode()
    assert found(code) == [("personal.national_id", code)]


@pytest.mark.parametrize(
    "texts",
    [
        ("order 44051401359 arrived",), ('{"id":"111222333"}',), ("order_id", "44051401359"), ("1733011200000",),
        ("123456789",), ("order_number", "130692544"), ('{"cents":"130692544"}',),
        ('{"account": "69435151530"}',), ("ref", "9876543210"), ("batch_id", "1234567T"), ("zip", "130692544"),
        ('{"customer_id":"9434765919"}',), ("1234567A",), ("1733011205",),
        ('{"created": "1733011200"}',), ("20241130101112",), ('{"id": 44051401359}',), ("seed", "111222333"),
    ],
)  # fmt: skip
def test_other_numbers_that_stand_alone_stay(texts: tuple[str, ...]) -> None:
    assert found(*texts) == []


@pytest.mark.parametrize(
    "text",
    [
        "card 1933 1954 1928", "Kreditkarte: 2019 2020 2021 2022", "card 2: 1733011200000 ms", "visa 20240115093000",
        "my card, in 24.12.1945 25.12.1946 or so", "card 1733011200000000", "passport 1987 1964 1923",
        "card 1945-1987-2001",
    ],
)  # fmt: skip
def test_years_dates_and_moments_beside_a_label_are_no_number_of_a_card(text: str) -> None:
    assert found(text) == []


def test_years_are_no_card_when_what_stood_between_is_disguised() -> None:
    """The door scans again what the disguise wrote: a label is nearer then to what follows."""
    [(_, content)] = made(60_000, {"years and words": HOSTILE["years and words"]})
    tree = read(content)[1]
    texts = walk(tree).texts
    values = [Found.at(f.category, texts[f.part], f.start, f.end) for f in ALL.scan(texts).values]
    shown = disguise(tree, values, ("*",), b"k" * 32, keep=WORDS).tree
    assert values
    assert found(*walk(shown).texts) == []


def test_a_seed_is_not_read_as_a_number_of_a_person() -> None:
    assert walk({"seed": 111222333}).texts == []
    assert walk({"seed": 4111111111111111}).texts == ["4111111111111111"]


def test_few_numbers_that_stand_alone_are_taken_by_chance() -> None:
    shares = by_length(ALL, 600)
    assert shares[9] < 0.3
    assert all(share < 0.2 for length, share in shares.items() if length in (10, 11, 12))
    assert all(share < 0.05 for length, share in shares.items() if length > 12)
    assert all(shares[length] == 0 for length in (5, 6, 7, 8))


def test_answers_of_services_are_mostly_left_alone() -> None:
    assert all(by_kind(ALL, 300)[kind] < 0.1 for kind in KINDS)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("My API key is sk-9281hdksmwpz55017, is it still valid?", "sk-9281hdksmwpz55017"),
        ("my token is 8fK2mQ9xLw3TzR7v", "8fK2mQ9xLw3TzR7v"),
        ("access token 8fK2mQ9xLw3TzR7v does not work", "8fK2mQ9xLw3TzR7v"),
        ("The secret key for prod: 9f8e7d6c5b4a39281706f5e4d3c2b1a0", "9f8e7d6c5b4a39281706f5e4d3c2b1a0"),
        ("Mein API-Schlüssel lautet zpqf_kMtNyvvQ7wD4uR", "zpqf_kMtNyvvQ7wD4uR"),
        ("ma clé d'API est zpqf9kMtNyvvQ7wD4uR", "zpqf9kMtNyvvQ7wD4uR"),
        ("la contraseña del servidor es Invierno2026!", "Invierno2026!"),
        ("il token di accesso è 8fK2mQ9xLw3TzR7v", "8fK2mQ9xLw3TzR7v"),
        ("密码是Winter2026!", "Winter2026!"),
        ('The password is hun"ter2x99', 'hun"ter2x99'),
        ("password: b12,cd;ef", "b12,cd;ef"),
        ('{"password": "b12,cd;ef", "x": 1}', "b12,cd;ef"),
        ('{"password":"hunter2","user":"tom"}', "hunter2"),
        ("password=abc123,user=tom;x", "abc123"),
        ("pw = Winter2026!", "Winter2026!"),
        ("user tom, pass Winter2026!", "Winter2026!"),
        ("curl -u tom:Winter2026! https://intern.example.org/api", "Winter2026!"),
        ("mysql -u root -pWinter2026! shop", "Winter2026!"),
        ("tool --password=Winter2026! x", "Winter2026!"),
        ("sshpass -p Winter2026! ssh tom@host", "Winter2026!"),
        ("PGPASSWORD=Winter2026! psql", "Winter2026!"),
        ("redis-cli -h host -a Winter2026! ping", "Winter2026!"),
        ("docker login -u tom -p Winter2026! registry", "Winter2026!"),
        ("az storage blob list --account-key abcDEF123+/x==", "abcDEF123+/x=="),
        ("openssl rsa -in k.pem -passin pass:Winter2026!", "Winter2026!"),
        ('curl -H "Authorization: token 8fK2mQ9xLw3TzR7v" https://x', "8fK2mQ9xLw3TzR7v"),
    ],
)
def test_a_secret_told_in_a_sentence_or_on_a_command_line_is_found_whole(text: str, value: str) -> None:
    assert [v for category, v in found(text) if category.startswith("secret.")] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "SLACK_BOT_TOKEN=xoxb-your-token-here",
        "export OPENAI_API_KEY=sk-your-key-here",
        "export OPENAI_API_KEY=sk-your-openai-api-key-here",
        f"ghp_{'x' * 36}",
        "AKIAXXXXXXXXXXXXXXXX",
        'SECRET_KEY = "django-insecure-replace-me"',
        "Authorization: Bearer your-api-token-here",
        "api_key: <YOUR_API_KEY>",
        "api_key=${API_KEY}",
        "password: changeme",
    ],
)
def test_a_placeholder_is_no_secret(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_EXAMPLENOTAREALGITHUBTOKEN0000000000",
        "xoxb-00000-00000-EXAMPLENOTAREALTOKEN",
        'SECRET_KEY = "django-insecure-8#fk2m$q9xlw3tzr7v"',
        "password=correct-horse-battery-staple",
    ],
)
def test_what_could_be_a_secret_is_not_taken_for_a_placeholder(text: str) -> None:
    assert len(found(text)) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Our Stripe key is rk_9Zq8Xw7Vu6Ts5Rr4 by the way", "rk_9Zq8Xw7Vu6Ts5Rr4"),
        ("the OpenAI key: zpqf9kMtNyvvQ7wD4uR", "zpqf9kMtNyvvQ7wD4uR"),
        ("Der geheime Schlüssel ist 9f8e7d6c5b4a39281706", "9f8e7d6c5b4a39281706"),
        ("my SIN is 130 692 545", "130 692 545"),
        ("NINO: AB 12 34 56 E", "AB 12 34 56 E"),
    ],
)
def test_further_labels_name_what_stands_behind_them(text: str, value: str) -> None:
    assert value in [value for _, value in found(text)]


@pytest.mark.parametrize(
    "text",
    ["The Stripe key is in the vault", "the sin is 1304 times worse", "NINO must be unique", "Our AWS key is rotated"],
)
def test_the_same_labels_before_ordinary_words_disturb_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("my social is 924498517 SSN 924-46-6779 use it", ["924498517", "924-46-6779"]),
        ("Steuer-ID 83 976 485 207 83+976+485+207, RFC", ["83 976 485 207"]),
        ("Seriennummer: 8350-4346-38 MST 2381827985-282", ["8350-4346-38", "2381827985-282"]),
        ("routing number 017725908 100 % & more", ["017725908"]),
        ("A123481951\n2736501-8 CNP 2850730444627 | Y-tunnus", ["2850730444627"]),
    ],
)
def test_a_number_ends_where_the_next_one_or_its_label_begins(text: str, values: list[str]) -> None:
    assert [value for _, value in found(text)] == values
