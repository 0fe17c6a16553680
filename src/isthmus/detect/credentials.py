"""Secrets: keys, tokens and passwords. Rows of the built-in list."""

from __future__ import annotations

from isthmus.detect import checks
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.providers import PROVIDERS
from isthmus.detect.rows import api_key, row
from isthmus.detect.spoken import SPOKEN

_NAMES = (
    r"(?:pass(?:word|wd|phrase|code)|pwd|passwort|kennwort|mot[ _]de[ _]passe|contraseña|api[_-]?key"
    r"|access[_-]?key|secret(?:[_-]?key)?|auth[_-]?token|access[_-]?token|client[_-]?secret|private[_-]?key)"
)
_KEYLIKE = (
    r"(?:token|secret|credentials?|apikey|[_.-]key|[a-z]key|\bkey|passwd|\bsalt|\bauth|[_-]auth"
    r"|session[_-]?id|cookie|signature|\bpsk|webhook)"
)
CREDENTIALS: tuple[PatternRecogniser, ...] = (
    row(
        "private_key",
        "secret.private_key",
        "PEM private key, the whole block, also cut off",
        (
            r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^\x00-]|-[^\x00-])*"
            r"(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?"
        ),
        confidence=0.99,
        trigger="-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY",
    ),
    row(
        "putty_key",
        "secret.private_key",
        "PuTTY private key, from its first line to its MAC",
        r"PuTTY-User-Key-File-\d: [^\x00]+",
        check=checks.putty_key,
        confidence=0.99,
        trigger=r"PuTTY-User-Key-File-\d: ",
    ),
    row(
        "ssh2_key",
        "secret.private_key",
        "Private key in the form of SSH2, Tectia and OpenVPN's static keys, the whole block, also cut off",
        (
            r"(?:---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----|-----BEGIN OpenVPN Static key V1-----)(?:[^\x00-]"
            r"|-[^\x00-])*"
            r"(?:-{4,5} ?END [A-Za-z0-9 ]{4,40}-{4,5})?"
        ),
        confidence=0.99,
        trigger="BEGIN (?:SSH2 ENCRYPTED|OpenVPN Static)",
    ),
    row(
        "jwk_private",
        "secret.private_key",
        "Private part of a JSON Web Key",
        r"\"(?:d|dp|dq|qi|k)\"\s{0,3}:\s{0,3}\"([A-Za-z0-9_-]{40,1000})\"",
        confidence=0.95,
        trigger=r"\"kty\"",
    ),
    row(
        "connection_password",
        "secret.connection_string",
        "Password inside a connection string of ADO.NET, ODBC, JDBC or a storage account",
        r"(?i:(?:server|host|data source|driver|endpoint|accountname|database|uid|user id|username|user|dbname"
        r"|initial catalog|addr)"
        r"\s?=[^\x00\n\"']{1,200}?[;&?\s]\s?(?:password|pwd|sharedaccesskey|sharedaccesssignature"
        r"|pass)\s?=\s?)([^\s;&\"'\x00]{3,200})",
        check=checks.secret_value,
        confidence=0.95,
        trigger=r"(?i:[;&?\s](?:password|pwd|sharedaccesskey|sharedaccesssignature|pass)\s?=)",
    ),
    row(
        "jdbc_oracle",
        "secret.connection_string",
        "User and password in a JDBC address of Oracle, or before a host of Oracle's tools",
        r"(?i:jdbc:oracle:[a-z0-9]{1,10}:|\bsqlplus\s)([A-Za-z][\w$#]{0,30}/[^\s@/\"'\x00]{3,60})@",
        confidence=0.95,
        trigger=r"(?i:jdbc:oracle|sqlplus\s)",
    ),
    row(
        "url_credentials",
        "secret.url_credentials",
        "User and password inside a URL",
        (r"\b(?i:[a-z][a-z0-9+.-]{1,20})://([^\s/?#@:\"'<>\x00]*:[^\s/?#\"'<>\x00]+)@"),
        check=checks.url_login,
        confidence=0.95,
        trigger=r"://[^\s/?#@:\"'<>\x00]*:[^\s/?#\"'<>\x00]+@",
        marks=b"@",
    ),
    row(
        "jwt",
        "secret.token",
        "JSON Web Token",
        r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?",
        confidence=0.99,
        trigger=r"\beyJ[A-Za-z0-9_-]{8}",
    ),
    api_key(
        "aws_access",
        "AWS access key id",
        r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b",
        trigger="A(?:KI|SI|BI|CC)A[A-Z2-7]{4}",
    ),
    api_key(
        "aws_secret",
        "AWS secret access key",
        r"\b([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|\z)",
        context=r"(?i:aws.?secret|secret.?access.?key)",
    ),
    api_key(
        "github",
        "GitHub token",
        r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})",
        trigger="gh[pousr]_[A-Za-z0-9]{4}|github_pat_",
    ),
    api_key(
        "gitlab",
        "GitLab token",
        r"\bgl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_-]{20,}",
        trigger="gl[a-z]{2,4}-[A-Za-z0-9_-]{8}",
    ),
    api_key("anthropic", "Anthropic", r"\bsk-ant-[A-Za-z0-9_-]{20,}", trigger="sk-ant-"),
    api_key(
        "openai",
        "OpenAI, OpenRouter and others of this form",
        r"\bsk-[A-Za-z0-9_-]{20,}",
        trigger=r"\bsk-[A-Za-z0-9_-]{8}",
    ),
    api_key("google", "Google API key", r"\bAIza[A-Za-z0-9_-]{35}", trigger="AIza"),
    api_key(
        "google_oauth",
        "Google OAuth token or client secret",
        r"\b(?:ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,})",
        trigger=r"ya29\.|GOCSPX-",
    ),
    api_key(
        "slack",
        "Slack token",
        r"\bxox[abeoprs][.-][A-Za-z0-9.-]{10,}|\bxapp-[0-9]-[A-Za-z0-9-]{10,}",
        trigger="xox[abeoprs][.-]|xapp-",
    ),
    api_key(
        "slack_webhook",
        "Slack webhook path",
        r"hooks\.slack\.com/services/(T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{16,})",
        trigger=r"hooks\.slack\.com/services/",
    ),
    api_key(
        "stripe",
        "Stripe key",
        r"\b(?:[rs]k_(?:live|test)_|whsec_)[A-Za-z0-9]{16,}",
        trigger="k_(?:live|test)_|whsec_",
    ),
    api_key("twilio", "Twilio API key", r"\bSK[0-9a-f]{32}\b", trigger="SK[0-9a-f]{8}"),
    api_key(
        "sendgrid",
        "SendGrid key",
        r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}",
        trigger=r"\bSG\.[A-Za-z0-9_-]{8}",
    ),
    api_key("mailgun", "Mailgun key", r"\bkey-[0-9a-f]{32}\b", trigger="key-[0-9a-f]{8}"),
    api_key("npm", "npm token", r"\bnpm_[A-Za-z0-9]{36}\b", trigger="npm_[A-Za-z0-9]{8}"),
    api_key("pypi", "PyPI token", r"\bpypi-[A-Za-z0-9_-]{50,}", trigger="pypi-[A-Za-z0-9_-]{8}"),
    api_key(
        "huggingface",
        "Hugging Face token",
        r"\b(?:hf|api_org)_[A-Za-z]{30,}\b",
        trigger="(?:hf|api_org)_[A-Za-z]{8}",
    ),
    api_key("groq", "Groq key", r"\bgsk_[A-Za-z0-9]{40,}", trigger="gsk_[A-Za-z0-9]{8}"),
    api_key("replicate", "Replicate token", r"\br8_[A-Za-z0-9]{37}\b", trigger="r8_[A-Za-z0-9]{8}"),
    api_key("digitalocean", "DigitalOcean token", r"\bdo[opr]_v1_[a-f0-9]{64}\b", trigger="do[opr]_v1_"),
    api_key("shopify", "Shopify token", r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b", trigger="shp[acps][ats]_"),
    api_key("databricks", "Databricks token", r"\bdapi[a-f0-9]{32}\b", trigger="dapi[a-f0-9]{8}"),
    api_key(
        "vault",
        "HashiCorp Vault token",
        r"\bhv[sbr]\.[A-Za-z0-9_-]{24,}",
        trigger=r"\bhv[sbr]\.[A-Za-z0-9_-]{8}",
    ),
    api_key(
        "azure_storage",
        "Azure storage account key",
        r"\bAccountKey=([A-Za-z0-9+/]{80,}={0,2})",
        trigger="AccountKey=",
    ),
    api_key(
        "telegram", "Telegram bot token", r"\b\d{8,10}:AA[A-Za-z0-9_-]{32,}", trigger=":AA[A-Za-z0-9_-]{16}"
    ),
    api_key("age", "age secret key", r"\bAGE-SECRET-KEY-1[A-Z0-9]{58}\b", trigger="AGE-SECRET-KEY-1"),
    *PROVIDERS,
    row(
        "bearer",
        "secret.token",
        "Bearer or basic credentials of a header",
        r"(?i:\b(?:bearer|basic)\s+)([A-Za-z0-9._~+/-]{16,}=*)",
        check=checks.random_token,
        confidence=0.95,
        trigger=r"(?i:\b(?:bearer|basic)\s+[A-Za-z0-9._~+/-]{8})",
    ),
    row(
        "secret_field",
        "secret.password",
        "The text right after a text that is only a name for a password, as keys and values of an object are",
        rf"\x00(?i:[A-Za-z0-9_.-]{{0,40}}{_NAMES})\x00([^\s\x00]{{4,200}})\x00",
        check=checks.spoken_secret,
        confidence=0.9,
        trigger=rf"(?i:{_NAMES})\x00[^\s\x00]{{4}}",
    ),
    row(
        "password_assigned",
        "secret.password",
        "What is assigned, quoted or without a blank, to a password, key or secret",
        rf"(?i:{_NAMES})(?:=|[\"'`]?\s{{0,3}}(?:[:=]|=>|:=)\s{{0,3}}[\"'`])([^\s\"'`,;\x00][^\s\x00]{{3,199}})",
        check=checks.secret_value,
        confidence=0.85,
        trigger=rf"(?i:{_NAMES})[\"'`]?\s{{0,3}}[:=]",
    ),
    row(
        "password",
        "secret.password",
        "A value with a digit or sign after the name of a password, key or secret and a colon or equals sign",
        rf"(?i:{_NAMES})[\"'`]?\s{{0,3}}(?:[:=]|=>|:=)\s{{0,3}}([^\s\"'`,;\x00][^\s\x00]{{3,199}})",
        check=checks.spoken_secret,
        confidence=0.85,
        trigger=rf"(?i:{_NAMES})[\"'`]?\s{{0,3}}[:=]",
    ),
    row(
        "unknown_secret",
        "secret.unknown",
        "A text as random as keys are, assigned to a name of one, unless it is a hash, a UUID or a version",
        rf"(?i:{_KEYLIKE})[\"'`\]]{{0,2}}\s{{0,3}}(?:[:=]|=>|:=)\s{{0,3}}[\"'`]?([A-Za-z0-9+/_=.~-]{{16,200}})",
        check=checks.entropic,
        confidence=0.7,
        trigger=rf"(?i:{_KEYLIKE})[\"'`\]]{{0,2}}\s{{0,3}}(?:[:=]|=>|:=)\s{{0,3}}[\"'`]?[A-Za-z0-9+/_=.~-]{{8}}",
    ),
    row(
        "unknown_secret_field",
        "secret.unknown",
        "The same in the text right after a text that is only such a name",
        rf"\x00(?i:[A-Za-z0-9_.-]{{0,40}}{_KEYLIKE})\x00([A-Za-z0-9+/_=.~-]{{16,200}})\x00",
        check=checks.entropic,
        confidence=0.7,
        trigger=rf"(?i:{_KEYLIKE})\x00[A-Za-z0-9+/_=.~-]{{16}}",
    ),
    *SPOKEN,
)
