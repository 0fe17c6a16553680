"""Examples for further recognisers, as in `examples`. `{a40}` stands for 40 letters and digits, `{h40}` for 40
hexadecimal digits, `{u40}` for capitals and digits, `{l40}` for small letters and digits, `{uuid}` for a UUID."""

from __future__ import annotations

import re

_ALPHABETS = {
    "a": "aB3dE5fG7hJ9kLmN2pQ4rS6tU8vWxYz1", "h": "3b9f0a7c5d1e82640f", "u": "Q7WE2RT9YUP4LK6JH8",
        "l": "q7we2rt9yup4lk6jh8",
}  # fmt: skip
_UUID = "3f2b8c1e-9a4d-4e7f-8b6c-5d0a1e2f3b4c"


def spelt(template: str) -> str:
    def run(match: re.Match[str]) -> str:
        return (_ALPHABETS[match[1]] * 40)[: int(match[2])]

    return re.sub(r"\{([ahul])(\d+)\}", run, template).replace("{uuid}", _UUID)


_PROVIDERS = {
    "discord": "M{a24}.{a6}.{a30}", "discord_webhook": "https://discord.com/api/webhooks/|123456789012345678/{a68}",
    "teams_webhook": "https://acme.webhook.office.com/|webhookb2/{a36}@{a36}/IncomingWebhook/{a32}",
    "atlassian": "ATATT3{a180}", "bitbucket": "ATBB{a32}", "linear": "lin_api_{a40}", "notion": "ntn_{a46}",
    "figma": "figd_{a43}", "new_relic": "NRAK-{u27}", "sentry": "sntryu_{h64}", "grafana": "glsa_{a32}_{h8}",
    "postman": "PMAK-{h24}-{h34}", "docker": "dckr_pat_{a27}", "terraform": "{a14}.atlasv1.{a67}",
        "pulumi": "pul-{h40}",
    "square": "sq0atp-{a22}", "braintree": "access_token$production${l16}${h32}", "plaid": "access-production-{uuid}",
    "mapbox": "sk.eyJ{a60}.{a22}", "facebook": "EAAG{a120}", "twitter": "AAAAAAAAAAAAAAAAAAAAA{a80}",
        "dropbox": "sl.{a120}",
    "airtable": "pat{a14}.{h64}", "hubspot": "pat-na1-{uuid}", "mailchimp": "{h32}-us14",
        "brevo": "xkeysib-{h64}-{a16}",
    "supabase": "sbp_{h40}", "netlify": "nfp_{a36}", "planetscale": "pscale_tkn_{a43}", "doppler": "dp.pt.{a43}",
    "onepassword": "ops_eyJ{a200}", "fly": "fo1_{a43}", "rubygems": "rubygems_{h48}", "crates": "cio{a32}",
    "nuget": "oy2{l43}", "perplexity": "pplx-{a48}", "xai": "xai-{a80}", "langsmith": "lsv2_pt_{h32}_{h10}",
    "fireworks": "fw_{a24}", "azure_client": "{a3}8Q~{a34}", "azure_sas": "https://x.example.com/b?sv=1&sig=|{a43}%3D",
    "azure_devops": "{a76}AZDO{a4}", "alibaba": "LTAI{a20}", "tencent": "AKID{a32}", "yandex": "AQVN{a36}",
    "circleci": "CCIPAT_{a22}_{h40}", "buildkite": "bkua_{h40}", "jfrog": "AKCp{a69}", "sonar": "sqp_{h40}",
    "dynatrace": "dt0c01.{u24}.{u64}", "contentful": "CFPAT-{a43}", "easypost": "EZAK{h54}",
        "shippo": "shippo_live_{h40}",
    "adafruit": "aio_{a28}", "prefect": "pnu_{a36}", "readme": "rdme_{l70}", "tailscale": "tskey-auth-{a17}-{a32}",
    "ngc": "nvapi-{a64}", "cloudflare_origin": "v1.0-{h24}-{h146}", "heroku": "HRKU-{uuid}", "scaleway": "SCW{u17}",
    "cloudflare": "CLOUDFLARE_API_TOKEN is |{a40}", "heroku_named": "heroku api key |{uuid}",
        "datadog": "Datadog API key |{h32}",
    "pagerduty": "the pagerduty token |{a20}", "okta": "okta token |00{a40}", "snyk": "snyk token |{uuid}",
    "algolia": "algolia api key |{h32}", "mistral": "mistral api key |{a32}", "cohere": "cohere api key |{a40}",
    "vercel": "vercel token |{a24}", "twilio_auth": "twilio auth token |{h32}",
        "asana": "asana token |1/1234567890123:{h32}",
    "deepgram": "deepgram key |{h40}", "elastic": "elastic api key |{a20}:{a22}",
}  # fmt: skip


def _marked(template: str) -> str:
    before, bar, value = template.partition("|")
    value = spelt(value if bar else before)
    return f"{before if bar else 'use '}«{value}» now"


FURTHER: dict[str, tuple[str, ...]] = {f"{name}_key": (_marked(t),) for name, t in _PROVIDERS.items()} | {
    "putty_key": (
        f"«PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n"
        f"{spelt('{a64}')}\nPrivate-MAC: {spelt('{h64}')}» end",),
    "ssh2_key": (
        f"«---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n"
        f"{spelt('{a64}')}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----» end",),
    "jwk_private": ('{"kty": "EC", "crv": "P-256", "d": "«' + spelt("{a43}") + '»"}',),
    "connection_password": (
        "Server=db7;Database=shop;User Id=app;Password=«s3cr3t!pw»;",
        "jdbc:sqlserver://h:1433;user=sa;password=«Zx9!kk-41»;",
        "host=db7 user=app password=«s3cr3tpw» dbname=shop",
    ),
    "jdbc_oracle": ("jdbc:oracle:thin:«scott/t1gerpw»@db7:1521:orcl",),
    "unknown_secret": (
        f"deploy_token: «{spelt('{a32}')}»", f'webhookKey = "«{spelt("{a24}")}»"', f"SESSION_COOKIE=«{spelt('{a48}')}»",
    ),
    "mrz": (
        "«L898902C36UTO7408122F1204159ZE184226B<<<<<10» end",
    ),
    "mrz_names": ("«P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<» end",),
    "sg_nric": ("it is «S1234567D».",), "my_nric": ("it is «090803-24-6696».",),
    "pk_cnic": ("it is «66011-0795534-9».",),
    "hk_id": ("it is «A123456(3)» now",), "ae_id": ("it is «784-1186-4891100-8».",),
    "do_cedula": ("it is «434-7562655-2».",),
    "ru_snils": ("it is «112-233-445 95».",), "th_pin": ("Thai id «8-1804-92172-22-1»",),
    "id_nik": ("NIK «3665325009166126»",),
    "tw_id": ("Taiwan id «A123456789»",),
    "jp_my_number": ("マイナンバー «2107 2573 4993»", "My Number: «210725734993»"),
    "bg_egn": ("ЕГН «8203225701»",), "lv_pk": ("personas kods «400926-83539»",), "is_kt": ("kennitala «310883-5499»",),
    "jmbg": ("EMŠO «1604389920408»", "JMBG: «1604389920408»"), "lu_matricule": ("matricule «5469 06 22 78572»",),
    "es_nss": ("Seguridad Social: «53 42970208 09»",), "de_pension": ("Rentenversicherungsnummer «35 610334 P 556»",),
    "de_id_card": ("Personalausweis «L01X00T471»",), "pl_id_card": ("dowód osobisty «XMX853994»",),
    "nl_id_card": ("identiteitskaart «IPI2HHLI4»",), "it_id_card": ("carta d'identità «CA81465XB»",),
    "fr_id_card": ("carte nationale d'identité «771629056509»",), "in_voter": ("voter id «THE7007404»",),
    "ec_cedula": ("cédula «061884430-2»",), "ar_dni": ("DNI «55.006.186»",
        "DNI: «55006186»"), "sa_id": ("iqama «2266925599»",),
    "ng_nin": ("NIN «40040588264»",), "ru_passport": ("паспорт «06 89 649189»",),
    "eu_vat": (
        "it is «DE136695976».", "it is «ATU13585627».", "it is «FR40303265045».", "it is «IT00743110157».",
        "it is «NL004495445B01».",
        "it is «PL8567346215».", "it is «ESB58378431».", "it is «BE0428759497».",
    ),
    "ch_uid": ("it is «CHE-100.155.212».",), "br_cnpj": ("it is «42.327.858/5586-96».",),
    "ar_cuit": ("it is «50-15493786-9».",),
    "in_gstin": ("it is «27AAPFU0939F1ZV».",), "cn_uscc": ("it is «91110000600037341L».",),
    "id_npwp": ("it is «45.924.245.9-743.864».",),
    "us_itin": ("ITIN «906-99-3082»",), "us_ein": ("EIN «75-5994077»",), "uk_utr": ("UTR «79799 76840»",),
    "uk_vat": ("VAT «296 0986 07»", "VAT no. «GB 296 0986 07»"), "de_steuernummer": ("Steuernummer «181/815/08155»",),
    "fr_siret": ("SIRET «456 860 691 79763»",), "fr_siren": ("SIREN «028 338 218»",),
    "fr_spi": ("numéro fiscal «30 23 217 600 053»",),
    "es_cif": ("CIF «H05814439»",), "it_iva": ("partita IVA «24449870625»",), "pl_nip": ("NIP «333-070-72-99»",),
    "pl_regon": ("REGON «300442697»",), "se_orgnr": ("organisationsnummer «561355-4640»",),
    "no_orgnr": ("org.nr «924 970 987»",),
    "dk_cvr": ("CVR «45 21 21 30»",), "fi_ytunnus": ("Y-tunnus «2203825-3»",),
    "br_cnpj_plain": ("CNPJ «11807641768891»",),
    "mx_rfc": ("RFC «GODE561231GR8»",), "co_nit": ("NIT «843.147.936-9»",), "pe_ruc": ("RUC «10707358888»",),
    "ec_ruc": ("RUC «1792060346001»",), "uy_rut": ("RUT «20-641190-001-5»",), "ve_rif": ("RIF «G-74322336-7»",),
    "au_abn": ("ABN «96 621 384 379»",), "nz_ird": ("IRD «79-110-086»",), "ca_bn": ("business number «912667607»",),
    "jp_corporate": ("法人番号 «8289944098939»",), "kr_brn": ("사업자등록번호 «743-72-76066»",),
    "th_tin": ("TIN «1-8197-11151-51-1»",),
    "vn_mst": ("MST «6193891706-505»",), "ru_inn": ("ИНН «8467115621»",), "ua_rntrc": ("РНОКПП «3464168300»",),
    "tr_vkn": ("vergi no «2919183016»",), "il_hp": ("company number «518853478»",),
    "za_tin": ("SARS tax no «9177665941»",),
    "ke_pin": ("KRA «P544926156S»",), "eg_tn": ("Egypt: «826-767-460»",), "gr_afm": ("ΑΦΜ «415240343»",),
    "ro_cui": ("CUI «2402259117»",), "rs_pib": ("PIB «145933163»",), "hu_tax": ("adószám «12892312»-2-41",),
    "si_tax": ("davčna številka «16331117»",),
    "uk_nhs": ("NHS number «181 909 3786»",), "us_npi": ("NPI «2575747383»",), "us_dea": ("DEA «SY4917653»",),
    "medical_record": (
        "MRN «00482913»", "medical record number «MR-4829134»", "Patientennummer «4829134»",
        "numéro de dossier «4829134»",
        "historia clínica «4829134»", "cartella clinica «4829134»", "patient ID: «P4829134»",
    ),
    "de_kvnr": ("Krankenversichertennummer «T977172879»",
        "Krankenkasse: «T977172879»"), "us_mbi": ("Medicare «1EG4-TE5-MK73»",),
    "au_medicare": ("Medicare «5887 11914 6»",), "au_ihi": ("IHI «8003 6077 7001 2344»",),
    "ca_phn": ("PHN «9256 211 521»",),
    "ca_ohip": ("OHIP «8740-118-149»",), "hu_taj": ("TAJ «019 146 854»",), "eu_ehic": ("EHIC «80276001234567890123»",),
    "health_insurance": ("health insurance «XYZ 4829134»", "policy number «HX-482-9134»", "mutuelle «4829134»",
        "póliza «4829134»"),
    "icd_10": ("ICD-10 «E11.9»", "Diagnose: «F32.1»", "diagnosis «J45»", "CIM-10 «I10»", "diagnóstico «E11.9»",
        "diagnosi «E11.9»"),
    "icd_9": ("ICD-9 «250.00»",), "snomed": ("SNOMED «73211009»",), "loinc": ("LOINC «2345-7»",),
    "passport": (
        "passport «C4829134»", "Reisepass «C01X00T47»", "passeport «12AB34567»", "pasaporte «AAA482913»",
        "passaporto «YA4829134»",
        "passport no «482913467»",
    ),
    "uk_licence": ("it is «MORGA657054SM9IJ».", "it is «MORGA 657054 SM9IJ»."),
    "driving_licence": (
        "driver's license «D4829134»", "Führerschein «B072RRE2I55»", "permis de conduire «123456789012»",
        "patente di guida «U1A482913X»", "permiso de conducir «48291346X»", "driving licence «D482-9134-8291»",
    ),
    "us_routing": ("routing number «119108084»",), "uk_sort_code": ("sort code «12-34-56»",),
    "au_bsb": ("BSB «916-852»",),
    "in_ifsc": ("IFSC «SBIN0001234»",), "bic": ("BIC «DEUTDEFF500»",
        "SWIFT: «COBADEFF»"), "es_ccc": ("CCC «5862 8670 60 9211068759»",),
    "mx_clabe": ("CLABE «518816033529964930»",), "ar_cbu": ("CBU «4258121110719122803659»",),
    "no_konto": ("kontonummer «2714.81.20892»",),
    "cz_account": ("účet «34278-0727558021/0100»",), "nz_account": ("account «01-0242-0100194-00»",),
    "de_blz": ("BLZ «683 485 94»",),
    "bank_account": ("account number «6019432511»", "Kontonummer «6019432»", "numéro de compte «6019432511»",
        "conto corrente «6019432511»"),
    "card_code": ("CVV «554»", "código de seguridad «554»"),
    "btc_address": ("to «1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa» now", "«3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy»"),
    "bech32_address": ("to «bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4» now",
        "«BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4»"),
    "base58_address": ("to «LdhAFf9tEbdZsZANz3HeFcNfdmFmvui4dD» now", "«TFdmunXgDcvwVo9pkfktDc2m4DHqTYmsE1»",
        "«D9NuaBSgm9TnMe7MyqvVbJ1q3J57gwA3dw»"),
    "eth_address": ("to «0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed» now",),
    "xrp_address": ("XRP «rEb8TK3gBgk5auZkwc6sHnwrGVJH8DuaLh»",), "xmr_address": (f"monero «4{spelt('A{a93}')}»",),
    "sol_address": ("Solana «7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU»",),
    "ada_address": (f"to «addr1{'q8x9w2ml' * 8}» now",),
    "vin": ("it is «1M8GDM9AXKP042788».",), "vin_named": ("Fahrgestellnummer «WDB1240221J000123»",
        "VIN «WVWZZZ1JZ3W386752»"),
    "plate": (
        "license plate «7ABC123»", "Kennzeichen «B-AB 1234»", "immatriculation «AB-123-CD»", "matrícula «1234 BCD»",
        "targa «AB 123 CD»",
        "number plate «AB12 CDE»",
    ),
    "imei": ("IMEI «490154203237518»", "IMEI: «49-015420-323751-8»"), "imsi": ("IMSI «310150123456789»",),
    "iccid": ("ICCID «8991101200003204514»",), "advertising_id": (f"IDFA «{_UUID.upper()}»",
    f"android id «{spelt('{h16}')}»"),
    "serial_number": ("serial number «C02XL0GYJGH5»", "Seriennummer: «4829-1346-77»", "S/N «R58M41KZ7PQ»"),
    "geo_dms": ("at «40°26′46″N 79°58′56″W» now", "«52.5200° N, 13.4050° E»"), "geo_uri": ("geo:«52.5200,13.4050»",
        "https://m.example.com/?q=«48.8584,2.2945»"),
    "plus_code": ("at «9F4MGC22+22» now",), "geo_pair": ("GPS «52.5200, 13.4050»", "Koordinaten: «52.5200/13.4050»",
        "location «48.8584,2.2945»"),
    "geo_single": ("lat «52.5200065»", "longitude: «-13.4049540»"), "us_state_zip": ("Beverly Hills, «CA 90210» now",),
    "postcode": ("postcode «SW1A 1AA»", "postal code: «K1A 0B1»", "Adresse «1012 AB»"),
    "postcode_digits": ("PLZ «10115»", "ZIP code «90210-1234»", "code postal «75001»", "código postal: «28013»",
        "CAP «00184»"),
    "post_box": ("to «P.O. Box 1234» now", "«Postfach 12 34»", "«Apartado de correos 123»"),
    "minor": ("a «12»-year-old girl", "my son is «9» years old", "ihr Kind, «7» Jahre alt", "sa fille de «8» ans",
        "su hija de «8» años", "la bambina di «8» anni"),
    "minor_aged": ("the boy, aged «12», left", "child, age: «6»", "Kind, Alter: «6»", "hija, edad: «6»"),
    "age": ("I am «42» years old", "a «42»-year-old engineer", "«42» Jahre alt", "une «42»-jährige Frau",
        "elle a «42» ans", "tiene «42» años", "ha «42» anni"),
    "age_field": (), # only between texts
    "age_named": ("age: «42»", "aged «42»", "im Alter von «42»", "âgée de «42»", "edad: «42»", "età: «42»"),
    "iban_told": ("my IBAN is «DE89 3704 0044 0532 0130 01»", "IBAN: «GB29NWBK60161331926818»"),
    "card_told": ("card number «4111 1111 1111 1112»", "Kreditkarte: «5555-5555-5555-4443»",
        "tarjeta «587428561655»"),
    "national_id_told": ("SSN «924-40-3567»", "my social is «924403567»", "Aadhaar «2345 6789 1235»",
        "Steuer-ID ist «86 095 742 718»", "PESEL «44051401358»"),
    "tax_told": ("VAT number «DE123456780»", "partita IVA «07643520568»", "TIN: «1234567891»"),
    "insurance_told": ("NHS number «943 476 5918»", "NHS no. «943-476-5918»"),
    "passport_told": ("passport number «1234567»", "Reisepass: «1234567»"),
    "licence_told": ("Führerschein «482 913 412»",), "account_told": ("routing number «021000022»",),
    "device_told": ("IMEI «490154203237519»",), "codice_told": ("codice fiscale «RSSMRA85T10A562X»",),
    "gstin_told": ("GSTIN «22AAAAA0000A1Z6»",),
    "nino_told": ("NINO: «AB 12 34 56 E»", "national insurance «QQ123456E»"),
    "internal_url": ("see https://«git.corp»/x", "http://«wiki.internal»:8080/a"),
    "internal_host": ("on «db-7.internal» now", "on «mail.acme.corp» now", "on «nas.home.lan» now",
        "on «annas-macbook.local» now"),
    "intranet": ("see «intranet.acme.com» now",), "url": ("see «https://www.acme-widgets.com/a?b=1», please",
        "«http://muenchner-baeckerei.de»"),
    "domain": ("see «acme-widgets.com» now", "at «www.baeckerei-huber.de», please"),
}  # fmt: skip
