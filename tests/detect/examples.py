"""One example for each built-in recogniser: a sentence with the value in «marks».

Identifiers are made up so that their check digits hold; keys are assembled from an alphabet.
"""

from __future__ import annotations

from .further_examples import FURTHER

_A = "aB3dE5fG7hJ9kLmN2pQ4rS6tU8vWxYz1"
_LONG = _A * 4
_HEX = "0123456789abcdef" * 4

EXAMPLES: dict[str, tuple[str, ...]] = {
    "private_key": (
        f"take «-----BEGIN RSA PRIVATE KEY-----\nMIIE{_LONG}\n{_A}==\n-----END RSA PRIVATE KEY-----» and go",
        f"«-----BEGIN PRIVATE KEY-----\\nMIIE{_A}\\n-----END PRIVATE KEY-----»",
    ),
    "url_credentials": ("dsn postgres://«app:s3cr3t!pw»@db.internal:5432/shop", "https://«admin:hunter2»@host"),
    "jwt": (f"sent «eyJ{_A}.eyJ{_A}.{_A}» along",),
    "aws_access_key": (f"id «AKIA{'QWERTYUIASDFGHJK'}» here",),
    "aws_secret_key": (f"aws_secret_access_key «{_LONG[:40]}»",),
    "github_key": (f"use «ghp_{_LONG[:36]}» now", f"«github_pat_{_LONG[:40]}»"),
    "gitlab_key": (f"use «glpat-{_LONG[:24]}» now",),
    "anthropic_key": (f"use «sk-ant-api03-{_LONG[:40]}» now",),
    "openai_key": (f"use «sk-proj-{_LONG[:40]}» now", f"«sk-{_LONG[:48]}»"),
    "google_key": (f"use «AIza{_LONG[:35]}» now",),
    "google_oauth_key": (f"use «ya29.{_LONG[:40]}» now",),
    "slack_key": (f"use «xoxb-1234567890-{_LONG[:24]}» now",),
    "slack_webhook_key": (f"https://hooks.slack.com/services/«T01ABCDEF/B02ABCDEF/{_LONG[:24]}»",),
    "stripe_key": (f"use «sk_live_{_LONG[:24]}» now",),
    "twilio_key": (f"use «SK{_HEX[:32]}» now",),
    "sendgrid_key": (f"use «SG.{_LONG[:22]}.{_LONG[:43]}» now",),
    "mailgun_key": (f"use «key-{_HEX[:32]}» now",),
    "npm_key": (f"use «npm_{_LONG[:36]}» now",),
    "pypi_key": (f"use «pypi-{_LONG[:60]}» now",),
    "huggingface_key": ("use «hf_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZ" * 2 + "» now",),
    "groq_key": (f"use «gsk_{_LONG[:52]}» now",),
    "replicate_key": (f"use «r8_{_LONG[:37]}» now",),
    "digitalocean_key": (f"use «dop_v1_{_HEX}» now",),
    "shopify_key": (f"use «shpat_{_HEX[:32]}» now",),
    "databricks_key": (f"use «dapi{_HEX[:32]}» now",),
    "vault_key": (f"use «hvs.{_LONG[:30]}» now",),
    "azure_storage_key": (f"AccountName=shop;AccountKey=«{_LONG[:86]}==»;",),
    "telegram_key": (f"use «123456789:AA{_LONG[:33]}» now",),
    "age_key": (f"use «AGE-SECRET-KEY-1{('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L' * 2)[:58]}» now",),
    "bearer": (f"Authorization: Bearer «{_A}»", "authorization: basic «YWxpY2U6aHVudGVyMg==»"),
    "password_assigned": ("DB_PASSWORD=«correcthorse» in the file", 'the line password: "«letmein»"'),
    "password": ("Password: «hunter2» and then", "api_key: «Zx9!kk-41» ok"),
    "password_in_prose": ("my password is «Tr0ub4dor&3».", "das Passwort lautet «Sommer2024»"),
    "password_further_on": ("the password of the router is «hun\"ter2x99»",
        "het wachtwoord van de wifi is «Zomer2024!»"),
    "alone_proven": ("«44051401359»", '{"«86095742719»":"open"}', "«52998224725»"),
    "alone_likely": ("«111222333»", '{"«111222333»":"open"}', "«9434765919»", '{"ref":"«69435151530»"}',
        "«130-692-544»"),
    "alone_coded": ("«1234567T»", '{"ref":"«65170839J003»"}', "«A123456789»"),
    "pin_in_prose": ("the PIN is «48151»", "die PIN für meine Karte lautet «4711»"),
    "key_in_prose": ("my token is «8fK2mQ9xLw3TzR7v»", "Mein API-Schlüssel lautet «zpqf_kMtNyvvQ7wD4uR»"),
    "secret_named": ("access token «8fK2mQ9xLw3TzR7v» does not work", "user tom, pass «Winter2026!»"),
    "command_password": (
        "curl -u tom:«Winter2026!» https://intern.example.org/api", "mysql -u root -p«Winter2026!» shop",
        "sshpass -p «Winter2026!» ssh host", "openssl rsa -in k.pem -passin pass:«Winter2026!»",
    ),
    "option_password": ("tool --pass «Winter2026!» go", '["--requirepass", "«Winter2026!»"]'),
    "option_key": ("az storage blob list --account-key «abcDEF123+/x==»",),
    "header_secret": ("Authorization: Splunk «8fK2mQ9xLw3TzR7v»", "Authorization: Basic «dXNlcjpwYXNz» and"),
    "email": ("write to «alice.o'neil+news@mail.example.co.uk»!", "an «jürgen@müller.de»", "an «иван@пример.рф»"),
    "email_quoted": ('an «"a b"@x.org»!', 'to «"anna, lager"@lampen.example.de».'),
    "iban": (
        "pay «DE89 3704 0044 0532 0130 00» now", "pay «GB29NWBK60161331926819», please",
        "«fr1420041010050500013m02606»",
    ),
    "card": ("card «4111 1111 1111 1111» 12/27", "«5500-0000-0000-0004»", "«378282246310005»", "«6011111111111117»"),
    "us_ssn": ("it is «526-01-8159».",),
    "uk_nino": ("it is «AB 12 34 56 C».", "it is «jg103759a»."),
    "fr_nir": ("it is «2 85 07 75 949 624 36».", "«285077594962436»"),
    "es_dni": ("it is «70265148X».", "«70265148-x»"),
    "es_nie": ("it is «X7590171X».",),
    "it_codice_fiscale": ("it is «RSSMRA85T10A562S».", "it is «rssmra85t10a562s»."),
    "be_nn": ("it is «85.07.30-112.75».",),
    "se_personnummer": ("it is «850730-8123».", "«19850730-8123»"),
    "fi_hetu": ("it is «300785-238L».",),
    "ch_ahv": ("it is «756.6694.2802.56».", "«7566694280256»"),
    "pt_cc": ("cartão de cidadão «80993502 8 ZZ9»",),
    "br_cpf": ("it is «301.112.506-68».",),
    "in_aadhaar": ("it is «4109 0333 1441».",),
    "in_pan": ("it is «ABCPE8365C».",),
    "cz_rc": ("it is «855730/1797».",),
    "mx_curp": ("it is «GOMC850730MDFMRRW2».",),
    "cl_rut": ("it is «12.900.294-8».",),
    "cn_ric": ("it is «11010519850730285X».",),
    "kr_rrn": ("it is «850730-1234567».",),
    "us_ssn_plain": ("SSN «526 01 8159»", "social security number: «526018159»"),
    "de_idnr": ("Steuer-ID «83 976 413 238»", "meine IdNr ist «83976413238»"),
    "nl_bsn": ("mijn BSN is «647649755»",),
    "be_nn_plain": ("rijksregisternummer «85073011275»",),
    "pl_pesel": ("PESEL: «85073038701»",),
    "se_personnummer_plain": ("personnummer «198507308123»",),
    "dk_cpr": ("CPR «300785-6916»",),
    "no_fnr": ("fødselsnummer «300785 17952»",),
    "pt_nif": ("NIF «201 021 005»",),
    "at_svnr": ("SV-Nr «2373 300785»",),
    "br_cpf_plain": ("CPF «30111250668»",),
    "in_aadhaar_plain": ("Aadhaar «410903331441»",),
    "ca_sin": ("SIN «424 674 935»",),
    "ie_pps": ("my PPSN is «0918649B»",),
    "au_tfn": ("TFN «429 604 795»",),
    "ro_cnp": ("CNP «2850730409328»",),
    "hr_oib": ("OIB «28014254936»",),
    "ee_ik": ("isikukood «48507317161»",),
    "lt_asmens": ("asmens kodas «48507316284»",),
    "tr_kimlik": ("TC kimlik no «80920877944»",),
    "gr_amka": ("AMKA «30078542765»",),
    "il_id": ("Teudat Zehut «351371158»",),
    "za_id": ("ID number «8507301396434»",),
    "birth_date": (
        "born on «12 March 1985» in", "DOB: «1985-03-12»", "geboren am «12.03.1985»", "née le «12/03/1985»",
        "date of birth «March 12th, 1985»", "geb. «12. März 1985»",
    ),
    "phone_international": (
        "call «+49 30 901820» or", "«+1 (415) 555-0132»", "«+44 7700 900123»", "«+33 1 23 45 67 89»",
        "«0049 30 901820»", "«+14155550132»",
    ),
    "phone_extension": (
        "or «(415) 555-0132 x12».", "«415-555-0132x4711»", "«001-415-555-0132x12»", "«415.555.0132, ext. 12»",
    ),
    "phone_north_america": ("or «(415) 555-0132».", "«415-555-0132»", "«1-415-555-0132»", "«415.555.0132»"),
    "phone_trunk": (
        "or «020 7946 0018».", "«07700 900123»", "«030/9018200»", "«01 23 45 67 89»", "«(030) 901820-12»",
    ),
    "phone_named": ("phone «5550132»", "Tel. «90 18 20 11»", "mein Handy: «15123456789»"),
    "ipv6": (
        "from «2001:db8:85a3::8a2e:370:7334» now", "«fe80::1ff:fe23:4567:890a»",
        "«2001:0db8:0000:0000:0000:ff00:0042:8329»",
    ),
    "ipv4": ("from «203.0.113.42», twice", "http://«192.168.7.12»:8080/x"),
    "mac": ("device «3c:22:fb:4e:91:0a» left", "«3C-22-FB-4E-91-0A»", "«3c22.fb4e.910a»"),
}  # fmt: skip

EXAMPLES |= FURTHER

CHECKED = (
    "iban card fr_nir es_dni es_nie it_codice_fiscale be_nn se_personnummer fi_hetu ch_ahv br_cpf in_aadhaar cz_rc"
    " mx_curp cl_rut cn_ric uk_nhs de_idnr nl_bsn be_nn_plain pl_pesel no_fnr pt_nif at_svnr ca_sin au_tfn ro_cnp"
    " hr_oib ee_ik lt_asmens tr_kimlik gr_amka il_id za_id ie_pps pt_cc"
).split()
"""Formats with a check digit that catches every single wrong digit."""


def read(marked: str) -> tuple[str, str]:
    """The text without its marks, and the value between them."""
    before, rest = marked.split("«")
    value, after = rest.split("»")
    return before + value + after, value


TECHNICAL = (
    "Upgrade from 2.14.3 to 3.0.0-rc.1, or pin numpy==1.26.4 and Python 3.11.9; kernel 5.15.0-1053-aws works.",
    "release v1.2.3.4, version 10.0.19045.3803, Chrome/120.0.6099.109 Safari/537.36",
    "id 550e8400-e29b-41d4-a716-446655440000 and 01HQ3K5B8Z6Y7X4W2V1T0S9R8Q",
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8 (HEAD -> main, tag: v2.3.1), short 9fceb02",
    'etag "33a64df551425fcc55e4d42a148795d9f25f89d4" md5 d41d8cd98f00b204e9800998ecf8427e',
    "2024-01-15T10:22:33.123456+01:00 INFO [worker-3] served 1532 rows in 0.482 s (seq=18446744073709551615)",
    "[2024-01-15 10:22:33,123] 1705310553 1705310553123 1705310553123456 took 12.5ms pid=48213 tid=140234567890",
    "Jan 15 10:22:33 host-7 systemd[1]: Started session 4411 of user deploy; exit code 137; 0x7ffdeadbeef0",
    "for i in range(0, 1_000_000): total += a[i] * 0.3000000000000004 + 4.5123456789012345e-10",
    "def login(password: str, token: str | None = None) -> bool: return check(password=password, token=token)",
    "password = getpass.getpass(); api_key = os.environ['API_KEY']; secret=${DB_SECRET}; client_secret={{ secret }}",
    "kubectl get pods -n prod --selector app=web,tier=frontend -o json | jq '.items[].metadata.name'",
    "SELECT id, amount FROM orders WHERE id IN (1001, 1002, 1003) AND amount > 1299.99 LIMIT 100 OFFSET 2000;",
    "std::vector<int>::iterator it; a::b::c; Foo::bad(); time 10:20:30; ratio 16:9; ports 8080:80 and 0.0.0.0:443",
    "listen on 127.0.0.1:8000 or [::1]:8000, netmask 255.255.255.0",
    "git clone git@github.com:org/repo.git && npm i @types/node@18.11.9 icon@2x.png foo@1.2.3",
    "Matrix 12 34 56 78 90 12 34 56, ISBN 978-3-16-148410-0, part no. 0012-3456, invoice 2024-000123, EUR 1.234.567,89",
    "Rows 100 200 300 400 500 600; p50 12 ms, p99 87 ms; 3.5e10 FLOPs; 1920x1080@60Hz; 10,000,000 requests",
    "The password is required. Reset your password: please follow the link. Basic authentication and bearer tokens.",
    "Office hours 0900-1700, 09:00-17:30, from 2024-01-15 to 2024-02-15; deadline 31.12.2024; since 1998",
    "EC2 m5.2xlarge, S3, EKS 1.29, H100 80GB, RFC 9110 section 15.5.1, ISO 8601, CVE-2024-12345, PEP 8",
    "Fingerprint 3c:22:fb:4e:91:0a:77:1b:9e:00:12:ab:cd:ef:45:67:89:01:23:45 of the certificate",
    "cell B12 calls f(x); the API call at 2024-01-15 10:22:33 failed with id 17053105531234",
    "loss 52.5200065, gain 13.4049540, 1.2.3.4.5.6, 1-2-3, chapter 3.1.4, +10 % and -20 %, +1234",
)
