"""Ordinary sentences about secrets, numbers and identifiers, in which nobody tells one. Ours, in several languages."""

from __future__ import annotations

HARMLESS = """
the api key is invalid
The API key is stored in the vault.
token is expired at 2026-01-01
The secret is to stir slowly.
My password is not working.
The password is too short.
The password is required.
Your password must be at least 12 characters long.
The password is case-sensitive and expires in 90 days.
Passwords are hashed with argon2id and a salt of 16 bytes.
The token is a JWT signed with RS256.
The access token is valid for 3600s.
The access token is valid for 3600 seconds and can be refreshed 5 times.
token is base64-encoded
The secret is base32-encoded, as RFC4648 says.
The secret key is a 32-byte value.
The API key is 32 characters long.
An API key is made of 40 hexadecimal characters.
The private key is RSA2048, the public key is Ed25519.
The token is on page 12 of the manual.
The secret of success is 99% perspiration.
Keep the secret is what I told him 3 times.
The token budget is 128k, the output limit is 8192 tokens.
A token is about 4 characters in English.
The prompt has 1532 tokens and the answer is 210 tokens long.
max_tokens is 4096 and temperature is 0.2
GPT4 costs 30 dollars for 1000000 tokens.
We count tokens with cl100k, as GPT3.5 does.
The tokens are counted per minute: 60000 is the limit.
The service account is disabled since 2024.
The account key is rotated every 90d.
Rotate the signing key: see chapter 4.
The encryption key is derived by PBKDF2 from a passphrase.
The passphrase is optional.
The password field: required, minimum 8 characters.
Password policy: 12 characters, 1 digit, 1 sign.
Password length: 12-16
Please reset the password: it is older than 90 days.
Please pass value2 to the function.
I pass the exam on 12.03.2026.
They pass 100m in 9.8s.
We pass config2 and level3 to the loader.
The pass rate: 95.5%
A pass is 50% or more.
The first pass is O(n), the second pass is O(n^2).
The pin is on the left side.
Pin 13 is the LED, pin 7 is GPIO4.
Pin the version: requests==2.31.0
The pin number of the connector is J4.
The key is under the mat.
The key to the door is 5cm long.
The primary key is customer_id.
The foreign key is order_id2.
The keyboard key is F12.
The key change is in bar 16.
The secret ingredient is 2tsp of vinegar.
Client secret: how do I create one?
Client secrets are created in the portal.
The client secret is not needed with PKCE.
Which token does the parser expect at line 12?
Unexpected token } in JSON at position 4711
SyntaxError: Unexpected token 'x' (line 12, column 4)
token sale starts on 2026-02-01
The token price is $0.25.
The token name is BERT.
Set the environment variable API_KEY before you start.
Set PASSWORD in the environment of the container.
Where is the API key? I cannot find it.
How do I generate an API key for GPT4?
What is my password? I forgot it.
What should a good password look like?
Is the secret rotated? When was it last changed?
The webhook secret is used to verify HMAC-SHA256 signatures.
The license key is bound to your machine.
Your license key will be sent within 24h.
The deploy key is read-only.
The master key is in the HSM.
The auth token is in the cookie.
The bearer token is missing.
Authorization: required
Authorization: see section 4.2.1 of RFC9110
The Authorization header is needed for v2.
X-API-Key: the key you were given
curl https://api.example.org/v2/items?limit=100
curl -X POST https://api.example.org/v1/users
mysql -u root -p shop
docker run -p 8080:80 nginx:1.25
docker login registry.example.org
ssh -p 2222 host
openssl rand -base64 32
git clone https://github.com/acme/token-service2
npm install jsonwebtoken@9.0.2
pip install python-jose==3.3.0
kubectl get secret db-credentials -o yaml
kubectl create secret generic db-credentials
helm install vault hashicorp/vault --version 0.27.0
gh auth login
az login
vault login
export PATH=/usr/local/bin:/usr/bin
The password manager is 1Password8.
Use KeePass2 or Bitwarden for passwords.
Password1 and Password2 must match.
password: string; token: string; expires: number
password = input("Password: ")
password = os.environ["DB_PASSWORD"]
token = request.headers.get("Authorization")
if token is None: raise ValueError("no token")
const token = await getToken();
const secret = process.env.SECRET;
assert token == expected_token
self.password = password
"password": {"type": "string", "minLength": 8}
"token": {"type": "string", "format": "jwt"}
--password <password>
--token $TOKEN
--api-key "${API_KEY}"
--password-stdin
--secret my-secret
--token-limit 4096
password: ${DB_PASSWORD}
password: <your password>
password: changeme
api_key: YOUR_API_KEY
secret: {{ vault_secret }}
Das Passwort ist falsch.
Das Passwort lautet anders als letztes Jahr.
Mein Passwort ist abgelaufen.
Das Passwort muss 12 Zeichen lang sein.
Das Kennwort ist seit dem 12.03.2026 ungültig.
Der API-Schlüssel ist ungültig.
Der API-Schlüssel steht in Abschnitt 4.
Das Token ist 3600s gültig.
Der Zugriffstoken läuft nach 24h ab.
Das Geheimnis ist Geduld.
Das Geheimnis der Suppe ist 1 Prise Zimt.
Die PIN steht auf der Rückseite.
Der Schlüssel liegt unter der Matte.
Le mot de passe est incorrect.
Le mot de passe est trop court (8 caractères au minimum).
Mon mot de passe est expiré depuis le 12/03/2026.
La clé d'API est invalide.
La clé secrète est stockée dans le coffre.
Le jeton est valable 3600s.
Le secret est de remuer lentement.
Le code PIN est au dos de la carte.
La contraseña es incorrecta.
La contraseña es demasiado corta.
Mi contraseña no funciona.
La clave de API es inválida.
La clave secreta está en la bóveda.
El token es válido durante 24h.
El secreto es remover despacio.
La password è sbagliata.
La chiave API è scaduta.
Il segreto è mescolare piano.
Il token è valido per 3600s.
Het wachtwoord is onjuist.
De API-sleutel is verlopen.
Het token is 24u geldig.
A senha é muito curta.
A chave de API é inválida.
O segredo é mexer devagar.
Hasło jest za krótkie.
Klucz API jest nieprawidłowy.
Lösenordet är fel.
Пароль неверный.
Токен истёк.
密码是错误的
パスワードは無効です
The NHS was founded in 1948 and has 1500000 staff.
The NHS treated 1000000 people in 24 hours.
NHS spending is 190,000,000,000 pounds.
Aadhaar enrolment reached 1300000000 people.
PESEL has 11 digits.
The SSN is a nine-digit number.
Social security pays 1,907 dollars on average.
The IBAN has 22 characters in Germany.
An IBAN is up to 34 characters long.
The card is blue and has 4 corners.
We issued 12000000 cards in 2025.
Card payments rose by 12% to 45,000,000,000 euros.
The graphics card is an RTX4090 with 24GB.
Visa costs 160 dollars; the visa is valid for 90 days.
We discover 12 new species every year.
The passport is valid for 10 years.
The passport office is open from 9 to 17.
The VAT is 19%: 9,160.57 of 57,374.07.
VAT is 20% since 2011-01-04.
The tax is 1200000 dollars.
The tax id is missing.
Tax year 2025: 12 months.
The driving licence costs 34 pounds.
The routing number has nine digits.
The account is 30 days overdue.
The IMEI is printed on the box.
Meine Steuer-ID finde ich nicht.
Die Steuernummer steht auf dem Bescheid vom 12.03.2026.
Die Versicherungsnummer hat 12 Stellen.
Die Karte kostet 99 Euro im Jahr.
Le numéro de sécurité sociale a 15 chiffres.
La carte bancaire expire en 2027.
El DNI caduca en 2030.
La tarjeta cuesta 30 euros al año.
Il codice fiscale ha 16 caratteri.
Het BSN heeft 9 cijfers.
""".strip().splitlines()
