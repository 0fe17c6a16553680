"""Secrets told in a sentence, on a command line or in a header. Rows of the built-in list."""

from __future__ import annotations

from isthmus.detect import checks, told
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.rows import row

_PASSED = (
    r"pass(?:word|phrase|code|wort|wd)s?|kennwort|\bpwd\b|\bpw\b|mots? de passe|contraseña|wachtwoord|\bsenha\b"
    r"|palavra-passe|has[łl]o\b|lösenord|adgangskode|passord|salasana|\bheslo|jelszó|\bparol[aăe]\b|[şs]ifre\b"
    r"|пароль|密码|密碼|パスワード|비밀번호"
)
_KEY = (
    r"(?:api|access|secret|private|signing|encryption|licen[cs]e|auth|service|deploy|master|webhook|account|app|shared)"
    r"[ _-]?(?:key|token|secret)|\btokens?\b|\bsecrets?\b|client[ _-]?(?:secret|token)|\bapikey|\bcredentials?\b"
    r"|\b(?:stripe|openai|anthropic|aws|azure|google|gemini|github|gitlab|slack|twilio|sendgrid|mailgun|datadog|heroku"
    r"|cloudflare|hugging ?face|mistral|openrouter|groq|firebase|supabase|shopify|paypal|algolia)[ -](?:key|schlüssel)"
    r"|(?:geheim|privat)e[nmr]? schlüssel|api-?schlüssel"
    r"|(?:geheim|zugriffs|zugangs|lizenz|sicherheits)-?(?:schlüssel|token)|\bgeheimnis\b"
    r"|\bschlüssel lautet"
    r"|clés? (?:d['’]api|api|secrète|d['’]accès|privée)|\bjeton\b|clave (?:de )?(?:la )?(?:api|acceso|secreta|privada)"
    r"|\bsecreto\b|chiave (?:api|segreta|privata|d['’]accesso|di accesso)|\bsegreto\b"
    r"|api-?sleutel|(?:geheime|toegangs)-?(?:sleutel|token)"
    r"|chave (?:de |da )?(?:api|acesso|secreta|privada)|\bsegredo\b|klucz (?:api|dost[ęe]pu|prywatny)"
    r"|api-?ny(?:ckel|kel)"
    r"|api-?nøkkel|api-?avain|(?:api|апи)-?ключ|ключ (?:api|доступа)|\bтокен|密钥|令牌|APIキー|トークン|API 키|토큰"
)
_WORD = r"(?:\s[^\s\x00.:;=?!\"\d]{1,24}\d{0,2})"
"""A few words between the name of a secret and where it is told; what mixes digits in is the secret rather."""
_IS = (
    r"(?:\s(?:is|was|are|ist|sind|lautet|war|est|était|es|son|era|è|é|er|är|jest|brzmi|to|on|je|olan|это"
    r"|будет)(?:\s(?:now"
    r"|currently|still|just|again|jetzt|nun|aktuell|maintenant|ahora|adesso|agora|nu|set to|changed to|as follows))?:?"
    r"|\s?[:=：]|\s?=>|[是为为：])"
)
_OPEN = r"\s{0,3}[\"'`“„«*]{0,3}"
_VALUE = r"([^\s\x00\"'`“„«*][^\s\x00]{3,199})"
_DIRECT = rf"(?i:{_PASSED}|{_KEY}|\bpass)[\"'`)]?[,:=]?\s[\"'`“„«]?{_VALUE}"
_PIN = (
    r"(?i:\bpin(?:[\s-]?(?:code|number|nummer))?(?:\s(?:for|für|pour|para|per|voor|of"
    r"|zu[rm]?)(?:\s[\w'’-]{1,16}){1,3})?"
    r"(?:\s(?:is|ist|lautet|est|es|è|é)|\s?[:=])\s+)[\"'`“]?([^\s\"'`”\x00]{4,200})"
)

_GIVEN = r"(?:[ =]|[\"'],\s{0,2})[\"']?"
_PASSED_OPTION = r"--[a-z-]{0,30}?(?:password|passwd|passphrase|passcode|pass|pwd)"
_KEY_OPTION = (
    r"--[a-z-]{0,30}?(?:secret|token|(?:api|access|account|auth|secret|private|shared|storage|service"
    r"|admin|license|master"
    r"|primary|sas)-?(?:key|token|secret)|credential|connection-string)"
)
_COMMANDS = (
    # The command, and the option or place behind which a secret stands.
    r"(?:curl|https?|xh|wget)\b{}\s(?:-u|--user|-U|--proxy-user|-a|--auth)[ =]?[\"']?[^\s:\"'\x00]{{1,64}}:",
    r"(?:mysql|mysqldump|mysqladmin|mysqlimport|mysqlsh|mysqlcheck|mariadb|mariadb-dump|7za?|unrar|rar)\b{}\s-p",
    r"(?:sshpass)\b{}\s-p ?",
    r"(?:redis-cli|valkey-cli|keydb-cli)\b{}\s-a ",
    r"(?:mongo(?:sh|dump|restore|export|import)?|cqlsh|rdesktop|influx|arangosh|smbmap|crackmapexec|nxc)\b{}\s-p[ =]",
    r"(?:docker|podman|nerdctl|buildah|skopeo|helm|oc|crane|oras|az|cf|gh|npm)\b{}\slogin\b{}\s(?:-p|-w) ?",
    r"(?:ldapsearch|ldapmodify|ldapadd|ldapdelete|ldapwhoami)\b{}\s-w ",
    r"(?:sqlcmd|bcp|isql|tsql|zip|unzip|ipmitool|osql)\b{}\s-P ?",
    r"(?:smbclient|rpcclient|net)\b{}\s-U ?[\"']?[^\s%\x00]{{1,64}}%",
    r"(?:openssl)\b{}\s(?:-passin|-passout|-pass)\s[\"']?pass:",
    r"(?:openssl)\b{}\s-k ",
    r"(?:keytool|jarsigner|apksigner)\b{}\s-{{1,2}}(?:storepass|keypass|ks-pass|key-pass)\s(?:pass:)?",
    r"(?:xfreerdp|mstsc)\b{}\s/p:",
    r"(?:lftp)\b{}\s-u [^\s,\x00]{{1,64}},",
    r"(?:snmpwalk|snmpget)\b{}\s-[AX] ",
    r"(?:htpasswd)\b{}\s-[a-z]{{0,3}}b[a-z]{{0,3}}\s\S{{1,80}}\s\S{{1,64}}\s",
    r"(?:rabbitmqctl)\s(?:add_user|change_password)\s\S{{1,64}}\s",
    r"(?:vault|doctl auth init -t|flyctl auth|op)\slogin\s",
    r"(?:aws)\s(?:configure set (?:aws_secret_access_key|aws_session_token))\s",
    r"(?:wpa_passphrase)\s\S{{1,64}}\s",
    r"(?:nmcli)\b{}\spassword\s",
    r"(?:net use)\b{}\s/user:\S{{1,64}}\s",
)
_REST = r"[^\n\x00|;]{0,200}?"
_COMMAND = "|".join(command.replace("{}", _REST).replace("{{", "{").replace("}}", "}") for command in _COMMANDS)
_COMMANDED = rf"\b(?:{_COMMAND})".replace(_REST, r"[^\n\x00|;]*")
_NAMED_HEADER = (
    r"(?:proxy-)?authorization|x-api-?key|api-?key|x-auth-(?:token|key)|x-access-token|private-token"
    r"|job-token|x-vault-token"
    r"|x-[a-z-]{1,24}-(?:key|token|secret)|x-(?:token|secret)|ocp-apim-subscription-key|apikey|circle-token|dd-api-key"
)
_SCHEME = r"(?:(?:bearer|basic|token|apikey|api-key|key|bot|digest|ssws|genie-?key|negotiate|splunk)[ =]\s{0,3})"

SPOKEN: tuple[PatternRecogniser, ...] = (
    row(
        "command_password",
        "secret.password",
        "Password or key on the command line of a known program",
        rf"\b(?:{_COMMAND})[\"']?{_VALUE}",
        check=told.option_told,
        confidence=0.85,
        trigger=_COMMANDED,
    ),
    row(
        "option_password",
        "secret.password",
        "What an option named after a password is given",
        rf"(?i:{_PASSED_OPTION}){_GIVEN}{_VALUE}",
        check=told.option_told,
        confidence=0.8,
        trigger=r"(?i:--[a-z-]*(?:pass|pwd|passwd|password|passphrase|passcode)[ =\"'])",
    ),
    row(
        "option_key",
        "secret.token",
        "What an option named after a key, token or secret is given",
        rf"(?i:{_KEY_OPTION}){_GIVEN}{_VALUE}",
        check=told.option_key,
        confidence=0.8,
        trigger=r"(?i:--[a-z-]*(?:secret|token|key|credential|connection-string)[ =\"'])",
    ),
    row(
        "header_secret",
        "secret.token",
        "Credentials in a header of a request",
        rf"(?i:\b(?:{_NAMED_HEADER})[\"']?\s?[:=]\s{{0,3}}[\"']?{_SCHEME}?)([^\s\x00\"'`,][^\s\x00]{{7,999}})",
        check=told.header_told,
        confidence=0.85,
        trigger=rf"(?i:\b(?:{_NAMED_HEADER})[\"']?\s?[:=])",
    ),
    row(
        "password_in_prose",
        "secret.password",
        "A password told in a sentence",
        rf"(?i:(?:{_PASSED}){_IS}){_OPEN}{_VALUE}",
        check=checks.spoken_secret,
        confidence=0.75,
        trigger=f"(?i:{_PASSED})",
    ),
    row(
        "password_further_on",
        "secret.password",
        "A password told with words before it",
        rf"(?i:(?:{_PASSED}){_WORD}{{1,5}}{_IS}){_OPEN}{_VALUE}",
        check=told.password_told,
        confidence=0.75,
        trigger=f"(?i:{_PASSED})",
    ),
    row(
        "pin_in_prose",
        "secret.password",
        "A PIN told in a sentence",
        _PIN,
        check=checks.spoken_secret,
        confidence=0.75,
        trigger=r"(?i:\bpin(?:[\s:=-]|code|number|nummer))",
    ),
    row(
        "key_in_prose",
        "secret.token",
        "A key, token or secret told in a sentence",
        rf"(?i:(?:{_KEY}){_WORD}{{0,5}}{_IS}){_OPEN}{_VALUE}",
        check=told.key_told,
        confidence=0.75,
        trigger=f"(?i:{_KEY})",
    ),
    row(
        "secret_named",
        "secret.password",
        "What stands right behind the name of a password, key or token, and is as random as one",
        _DIRECT,
        check=told.direct_told,
        confidence=0.7,
        trigger=rf"(?i:{_PASSED}|{_KEY}|\bpass[\s,:=\"'`)])",
    ),
)
