"""Keys and tokens of further providers, by the forms their documentation gives. Rows of the built-in list."""

from __future__ import annotations

from isthmus.detect import checks
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.rows import api_key, row

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

_PREFIXED = (
    # name, about, pattern, trigger
    (
        "discord",
        "Discord bot token",
        r"\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}",
        r"\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.",
    ),
    (
        "discord_webhook",
        "Discord webhook path",
        r"discord(?:app)?\.com/api/webhooks/(\d{17,20}/[A-Za-z0-9_-]{60,80})",
        "/api/webhooks/",
    ),
    (
        "teams_webhook",
        "Microsoft Teams webhook path",
        r"webhook\.office\.com/(webhookb2/[A-Za-z0-9@/-]{60,200})",
        r"webhook\.office\.com/",
    ),
    ("atlassian", "Atlassian token", r"\bATATT3[A-Za-z0-9_=-]{60,300}", "ATATT3"),
    ("bitbucket", "Bitbucket app password", r"\bATBB[A-Za-z0-9]{32}\b", "ATBB[A-Za-z0-9]{8}"),
    ("linear", "Linear key", r"\blin_(?:api|oauth)_[A-Za-z0-9]{32,64}\b", "lin_(?:api|oauth)_"),
    (
        "notion",
        "Notion token",
        r"\b(?:ntn_[A-Za-z0-9]{40,50}|secret_[A-Za-z0-9]{43})\b",
        "ntn_[A-Za-z0-9]{8}|secret_[A-Za-z0-9]{24}",
    ),
    ("figma", "Figma token", r"\bfig[dou]r?_[A-Za-z0-9_-]{40,60}", "fig[dou]r?_[A-Za-z0-9_-]{8}"),
    ("new_relic", "New Relic key", r"\bNR(?:AK|AL|II|JS)-[A-Za-z0-9]{19,40}", "NR(?:AK|AL|II|JS)-"),
    ("sentry", "Sentry token", r"\bsntry[su]_[A-Za-z0-9_=+/-]{40,300}", "sntry[su]_"),
    ("grafana", "Grafana token", r"\bgl(?:sa|c)_[A-Za-z0-9_+/=]{32,400}", "gl(?:sa|c)_[A-Za-z0-9]{8}"),
    ("postman", "Postman key", r"\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}\b", "PMAK-"),
    ("docker", "Docker Hub token", r"\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{27,40}", "dckr_[po]at_"),
    ("terraform", "Terraform Cloud token", r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}", r"\.atlasv1\."),
    ("pulumi", "Pulumi token", r"\bpul-[a-f0-9]{40}\b", "pul-[a-f0-9]{8}"),
    (
        "square",
        "Square token",
        r"\b(?:sq0[a-z]{3}-[A-Za-z0-9_-]{22,43}|EAAA[A-Za-z0-9_-]{60})",
        r"sq0[a-z]{3}-|EAAA[A-Za-z0-9_-]{24}",
    ),
    (
        "braintree",
        "Braintree token",
        r"\baccess_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}\b",
        r"access_token\$",
    ),
    (
        "plaid",
        "Plaid token",
        rf"\b(?:access|public|link)-(?:sandbox|development|production)-{_UUID}\b",
        "-(?:sandbox|development|production)-[0-9a-f]{8}-",
    ),
    ("mapbox", "Mapbox secret token", r"\bsk\.eyJ[A-Za-z0-9_-]{40,}\.[A-Za-z0-9_-]{20,}", r"\bsk\.eyJ"),
    ("facebook", "Facebook access token", r"\bEAA[A-Z0-9][A-Za-z0-9]{80,300}\b", r"\bEAA[A-Z0-9][A-Za-z0-9]{24}"),
    ("twitter", "Twitter bearer token", r"\bA{20,24}[A-Za-z0-9%_-]{60,140}", "A{20}"),
    ("dropbox", "Dropbox token", r"\bsl\.(?:u\.)?[A-Za-z0-9_-]{60,}", r"\bsl\.(?:u\.)?[A-Za-z0-9_-]{24}"),
    ("airtable", "Airtable token", r"\bpat[A-Za-z0-9]{14}\.[a-f0-9]{64}\b", r"pat[A-Za-z0-9]{14}\.[a-f0-9]{8}"),
    ("hubspot", "HubSpot token", rf"\bpat-(?:na|eu|ap)\d-{_UUID}\b", r"pat-(?:na|eu|ap)\d-"),
    ("mailchimp", "Mailchimp key", r"\b[0-9a-f]{32}-us\d{1,2}\b", r"[0-9a-f]{8}-us\d"),
    ("brevo", "Brevo key", r"\bx(?:keys|smtps)ib-[a-f0-9]{64}-[A-Za-z0-9]{16}\b", "x(?:keys|smtps)ib-"),
    (
        "supabase",
        "Supabase token",
        r"\bsb(?:p_[a-f0-9]{40}|_secret_[A-Za-z0-9_-]{20,60})\b",
        "sbp_[a-f0-9]{8}|sb_secret_",
    ),
    ("netlify", "Netlify token", r"\bnf[pcoub]_[A-Za-z0-9]{36,44}\b", "nf[pcoub]_[A-Za-z0-9]{8}"),
    ("planetscale", "PlanetScale token", r"\bpscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{32,64}", "pscale_"),
    (
        "doppler",
        "Doppler token",
        r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{40,60}",
        r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.",
    ),
    ("onepassword", "1Password service account", r"\bops_eyJ[A-Za-z0-9_=-]{100,}", "ops_eyJ"),
    (
        "fly",
        "Fly.io token",
        r"\b(?:fo1_[A-Za-z0-9_-]{43}|fm[12][ar]?_[A-Za-z0-9+/_=-]{60,})",
        "fo1_[A-Za-z0-9_-]{16}|fm[12][ar]?_[A-Za-z0-9+/_=-]{16}",
    ),
    ("rubygems", "RubyGems key", r"\brubygems_[a-f0-9]{48}\b", "rubygems_[a-f0-9]{8}"),
    ("crates", "crates.io token", r"\bcio[A-Za-z0-9]{32}\b", r"\bcio[A-Za-z0-9]{32}"),
    ("nuget", "NuGet key", r"\boy2[a-z0-9]{43}\b", r"\boy2[a-z0-9]{16}"),
    ("perplexity", "Perplexity key", r"\bpplx-[A-Za-z0-9]{40,64}\b", "pplx-[A-Za-z0-9]{8}"),
    ("xai", "xAI key", r"\bxai-[A-Za-z0-9]{60,100}\b", r"\bxai-[A-Za-z0-9]{8}"),
    ("langsmith", "LangSmith key", r"\blsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}\b", "lsv2_"),
    ("fireworks", "Fireworks key", r"\bfw_[A-Za-z0-9]{22,32}\b", r"\bfw_[A-Za-z0-9]{16}"),
    (
        "azure_client",
        "Azure client secret",
        r"(?:^|[\s\"'=:,\x00])([A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34})",
        r"\dQ~[A-Za-z0-9_~.-]{16}",
    ),
    (
        "azure_sas",
        "Azure shared access signature",
        r"[?&]sig=([A-Za-z0-9%/+]{40,80}(?:%3D|=){0,2})",
        "[?&]sig=[A-Za-z0-9%]{8}",
    ),
    ("azure_devops", "Azure DevOps token", r"\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b", "AZDO[A-Za-z0-9]{4}"),
    ("alibaba", "Alibaba Cloud access key", r"\bLTAI[A-Za-z0-9]{12,26}\b", "LTAI[A-Za-z0-9]{8}"),
    ("tencent", "Tencent Cloud secret id", r"\bAKID[A-Za-z0-9]{32}\b", "AKID[A-Za-z0-9]{8}"),
    ("yandex", "Yandex Cloud key", r"\bAQVN[A-Za-z0-9_-]{35,38}\b", "AQVN[A-Za-z0-9_-]{8}"),
    ("circleci", "CircleCI token", r"\bCCIP(?:AT|RJ)_[A-Za-z0-9]{22}_[a-f0-9]{40}\b", "CCIP(?:AT|RJ)_"),
    ("buildkite", "Buildkite token", r"\bbk(?:ua|aj|ct)_[a-f0-9]{40}\b", "bk(?:ua|aj|ct)_"),
    ("jfrog", "JFrog key", r"\bAKCp[A-Za-z0-9]{60,80}\b", "AKCp[A-Za-z0-9]{8}"),
    ("sonar", "SonarQube token", r"\bsq[upa]_[a-f0-9]{40}\b", "sq[upa]_[a-f0-9]{8}"),
    ("dynatrace", "Dynatrace token", r"\bdt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}\b", r"\bdt0[a-z]\d{2}\."),
    ("contentful", "Contentful token", r"\bCFPAT-[A-Za-z0-9_-]{43}", "CFPAT-"),
    ("easypost", "EasyPost key", r"\bEZ[AT]K[a-f0-9]{32,58}\b", "EZ[AT]K[a-f0-9]{8}"),
    ("shippo", "Shippo token", r"\bshippo_(?:live|test)_[a-f0-9]{40}\b", "shippo_(?:live|test)_"),
    ("adafruit", "Adafruit IO key", r"\baio_[A-Za-z0-9]{28}\b", r"\baio_[A-Za-z0-9]{8}"),
    ("prefect", "Prefect key", r"\bpn[ub]_[A-Za-z0-9]{36}\b", r"\bpn[ub]_[A-Za-z0-9]{8}"),
    ("readme", "ReadMe key", r"\brdme_[a-z0-9]{70}\b", "rdme_[a-z0-9]{8}"),
    ("tailscale", "Tailscale key", r"\btskey-[a-z]{3,12}-[A-Za-z0-9-]{20,60}", "tskey-"),
    ("ngc", "NVIDIA key", r"\bnvapi-[A-Za-z0-9_-]{60,70}", "nvapi-"),
    (
        "cloudflare_origin",
        "Cloudflare origin CA key",
        r"\bv1\.0-[a-f0-9]{24}-[a-f0-9]{140,160}\b",
        r"\bv1\.0-[a-f0-9]{8}",
    ),
    ("heroku", "Heroku key", rf"\bHRKU-(?:{_UUID}|[A-Za-z0-9_-]{{40,64}})", "HRKU-"),
    ("scaleway", "Scaleway access key", r"\bSCW[A-Z0-9]{17}\b", r"\bSCW[A-Z0-9]{17}"),
)

_NAMED = (
    # Recognised beside the provider's name only: a run of letters and digits like any other.
    ("cloudflare", "Cloudflare token", r"\b([A-Za-z0-9_-]{40}|[a-f0-9]{37})\b", "cloudflare|cf_api|cf-api"),
    ("heroku_named", "Heroku key beside its name", rf"\b({_UUID})\b", "heroku"),
    ("datadog", "Datadog key", r"\b([a-f0-9]{40}|[a-f0-9]{32})\b", r"datadog|\bdd[_-](?:api|app)"),
    ("pagerduty", "PagerDuty key", r"\b([A-Za-z0-9_+-]{20}|[a-f0-9]{32})\b", "pagerduty|pager_duty"),
    ("okta", "Okta token", r"\b(00[A-Za-z0-9_-]{40})\b", "okta|ssws"),
    ("snyk", "Snyk token", rf"\b({_UUID})\b", "snyk"),
    ("algolia", "Algolia key", r"\b([a-f0-9]{32})\b", "algolia"),
    ("mistral", "Mistral key", r"\b([A-Za-z0-9]{32})\b", "mistral"),
    ("cohere", "Cohere key", r"\b([A-Za-z0-9]{40})\b", r"\bcohere\b|co_api"),
    ("vercel", "Vercel token", r"\b([A-Za-z0-9]{24})\b", "vercel"),
    ("twilio_auth", "Twilio auth token", r"\b([a-f0-9]{32})\b", "twilio|auth_?token"),
    ("asana", "Asana token", r"\b([0-9]/\d{10,20}(?:/\d+)?:[a-f0-9]{32})\b", "asana"),
    ("deepgram", "Deepgram key", r"\b([a-f0-9]{40})\b", "deepgram"),
    ("elastic", "Elastic Cloud key", r"\b([A-Za-z0-9]{20}:[A-Za-z0-9_-]{22})\b", "elastic|apikey"),
)
_KEYED = r"(?:[\s_.-]?(?:api|app|auth|access|secret|token|key|pat|credential))"

PROVIDERS: tuple[PatternRecogniser, ...] = (
    *(api_key(name, about, pattern, trigger=trigger) for name, about, pattern, trigger in _PREFIXED),
    *(
        row(
            f"{name}_key",
            "secret.api_key",
            about,
            pattern,
            check=checks.random_token,
            context=f"(?i:(?:{words}){_KEYED})",
            window=40,
        )
        for name, about, pattern, words in _NAMED
    ),
)
