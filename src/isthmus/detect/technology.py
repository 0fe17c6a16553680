"""Words of technology: languages, algorithms, tools, fonts, products, models, companies, units. None is somebody.

As they are written; a phrase is written with `_` for its blanks. What people are called too stands apart
(`ALSO_NAMES`): it counts as technology only where technology is spoken of.
"""

from __future__ import annotations

from isthmus.detect.everyday import EVERYDAY


def _phrases(words: str) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in words.split())


LANGUAGES = _phrases(
    """
    Elm Carbon Echo ABAP ActionScript Agda Algol ALGOL APL AppleScript Assembly Assembler AWK Awk Ballerina Bash
    BASIC Befunge Brainfuck C C++ C# Chapel Clojure ClojureScript COBOL Cobol CoffeeScript Coq Cython D Dafny
    Datalog Delphi Dhall ECMAScript Eiffel Elixir Emacs_Lisp Erlang F# Factor Fish Forth Fortran FORTRAN GDScript
    Gherkin GLSL Gleam Gosu GraphQL Groovy Hack Haskell Haxe HCL HLSL HTML Idris J Java JavaScript Javascript Jinja
    Jsonnet Kotlin LaTeX Lean Less Lisp LiveScript Lua Luau Makefile Markdown MATLAB Matlab Mercury MicroPython
    Modula-2 Modula Mojo MoonScript Nim Nix Oberon Objective-C OCaml Octave Odin OpenCL OpenSCAD Pascal's Perl
    Perl_6 PHP PL/I PL/SQL Pony PostScript PowerShell Prolog PureScript Python Q# QBasic R Racket Raku ReasonML
    Reason Rebol ReScript Rexx Rust SASS Sass Scala Scheme Scratch SCSS Simula Smalltalk Solidity SPARQL SQL
    Standard_ML Svelte SystemVerilog Tcl Terraform TeX TypeScript Typescript V Vala VBA VBScript Verilog VHDL
    Visual_Basic WebAssembly Wolfram XQuery XSLT YAML Zig CSS Wasm WASM WAT Cypher Gremlin PromQL LogQL KQL Rego
    Starlark Protobuf Thrift Avro Cuda CUDA Triton MLIR LLVM Swift_UI JSX TSX Jai
    """
)
ALGORITHMS = _phrases(
    """
    Chord Pastry Kadmelia Luhn Sankey Viterbi Ockham Dijkstra-Scholten Chandra-Toueg Lamport-Bakery Peterson Treap
    Trie Skiplist Quadtree Octree Kd-tree Splay Fortuna Mersenne_Twister Xorshift Fisher-Yates Box-Muller Ziggurat
    Cooley-Tukey Bluestein Winograd Pollard Sieve Toom-Cook Schönhage-Strassen Berlekamp Gale-Shapley Kuhn-Munkres
    Christofides Held-Karp Lin-Kernighan Ullmann Bron-Kerbosch Kosaraju Borůvka Stoer-Wagner Dinic Push-Relabel
    Hungarian_algorithm Simplex Frank-Wolfe Barnes-Hut Verlet Monte-Carlo CORDIC Marching_Cubes Floyd-Steinberg
    Phong Gouraud Blinn-Phong Catmull-Clark Catmull-Rom Hermite Bresenham Raft Paxos Zab Gossip Quicksort Mergesort
    Heapsort Timsort Shellsort Bubblesort Radixsort Bloom Aho-Corasick Bellman-Ford Floyd-Warshall Ford-Fulkerson
    Edmonds-Karp Boyer-Moore Rabin-Karp Knuth-Morris-Pratt Hopcroft-Karp Diffie-Hellman Reed-Solomon Levenshtein
    Damerau-Levenshtein Jaro-Winkler Smith-Waterman Needleman-Wunsch Metropolis-Hastings Runge-Kutta Gauss-Seidel
    Newton-Raphson Miller-Rabin Baum-Welch Nelder-Mead Karush-Kuhn-Tucker Gram-Schmidt Black-Scholes Monte_Carlo
    Min-Max Minimax Alpha-Beta AdaBoost XGBoost LightGBM CatBoost Transformer Transformers Mamba LoRA QLoRA RLHF DPO
    PPO GRPO Adam AdamW RMSprop Adagrad SGD BM25 TF-IDF HNSW FAISS Word2Vec GloVe fastText BERT RoBERTa DistilBERT
    ALBERT ELECTRA T5 CLIP DALL-E U-Net ResNet VGG YOLO AlexNet Haversine Vincenty Zobrist Sobel Canny Gaussian
    Poisson Bernoulli Markov Voronoi Delaunay Perlin Bezier Bézier Hamming Huffman Merkle Fenwick
    Levenberg-Marquardt Hindley-Milner Church-Turing Cook-Levin Argon2 Scrypt Bcrypt ChaCha ChaCha20 Poly1305
    Blowfish Twofish Serpent Rijndael Kerberos Diffie Ed25519 Curve25519 MinHash SimHash HyperLogLog Count-Min t-SNE
    UMAP K-means DBSCAN PageRank A* Kanban Scrum HellaSwag Winogrande WinoGrande MMLU GSM8K Fibonacci Karnaugh
    Mandelbrot Sierpinski Tarjan Floyd Graham Strassen Karatsuba
    """
)
TOOLS = _phrases(
    """
    Unix UNIX AIX Solaris Posix Tkinter pydoc Enum Kademlia Pingora Lazarus Klaviyo Semgrep Gitleaks Kuma Hono
    Rqlite Tiltfile Tilt Salvo Marp Temporal Restate Zephyr FreeRTOS Immer IndexedDB Freshdesk Pipedrive Outline
    Kiro Junie Devin Amp Amazon_Q Cody Tabnine Augment Trae Warp Lovable Bolt v0 Open_Interpreter SWE-agent
    Sourcegraph Zellij Alacritty Kitty Ghostty iTerm Wezterm Helix Kakoune Lapce Nushell Starship Tauri Wails Leptos
    Yew Dioxus Iced Slint Qwik Solid SolidJS Lit Stencil Alpine.js htmx HTMX Hotwire Stimulus Turbo Inertia Livewire
    Filament Statamic Directus Payload Appwrite PocketBase Nhost Convex PlanetScale Neon Turso CockroachDB
    YugabyteDB TiDB Vitess SurrealDB EdgeDB FaunaDB RethinkDB InfluxDB TimescaleDB QuestDB VictoriaMetrics Thanos
    Cortex Vespa Milvus Weaviate Qdrant Pinecone Chroma pgvector Meilisearch Typesense Algolia Manticore
    Sphinxsearch Quickwit Vector Promtail Alloy Pyroscope Parca Tetragon Kyverno OPA Gatekeeper Kustomize Skaffold
    Tekton Harness Concourse GoCD Woodpecker Dagger Earthly Nix-shell Devbox Devcontainer Kind Minikube k3s k0s
    MicroK8s Rancher OpenShift Talos Kubespray kubeadm Uptime_Kuma Netdata Checkmk Cacti Munin Graylog Wazuh Zeek
    OSSEC Velociraptor Volatility Autopsy Hashcat Hydra Nikto sqlmap Ettercap Aircrack-ng Responder BloodHound
    Mimikatz Kamal Capistrano Fabric SaltStack Salt Rundeck StackStorm Saleor Sylius Medusa PrestaShop WooCommerce
    OpenCart Spree Solidus Vendure Odoo ERPNext Frappe Dolibarr Moodle Nextcloud ownCloud Syncthing Jellyfin Plex
    Kodi Immich Paperless Home_Assistant Homebridge OpenHAB Node-RED Tasmota ESPHome Matrix Synapse Rocket.Chat
    Zulip Mastodon Lemmy Pixelfed PeerTube Discourse Flarum phpBB Grav Eleventy Hexo Pelican Zola Nikola VitePress
    VuePress Astro_Starlight Mintlify Nextra Storyblok Prismic Sitecore Umbraco Optimizely Kentico Xdebug Psalm
    PHPStan Rector Pest PHPUnit Codeception Behat Dusk Minitest Sorbet Steep Rake Bundler Gem RubyGems Rubygems
    Dialyzer Credo Oban Absinthe Nerves Cowboy Ranch Rebar3 Hex Leiningen Babashka Ring Compojure Reagent re-frame
    Datomic sbt Mill Scalatra http4s Cats ZIO Slick Doobie Circe Shapeless Spark_SQL Beeline Sqoop Oozie NiFi
    Atlas_MongoDB Ranger Knox Ozone Kudu Phoenix_LiveView Zeppelin Livy Koalas Modin Vaex cuDF RAPIDS Numba Numexpr
    SymPy Sympy statsmodels Prophet Darts Kats Optuna Hyperopt Ray_Tune Comet Neptune ClearML Metaflow Kedro Flyte
    ZenML BentoML Seldon KServe TorchServe TensorRT OpenVINO TVM Triton_Inference_Server DeepSpeed Megatron FSDP
    Accelerate PEFT TRL Axolotl Outlines Guidance Guardrails Promptfoo Ragas Langfuse LangSmith Helicone Portkey
    OpenRouter Together Fireworks Groq Cerebras SambaNova Baseten Modal RunPod Replicate Lambda_Labs Coqui Piper_TTS
    ElevenLabs Deepgram AssemblyAI Suno Udio Runway Pika Luma Krea Ideogram Leonardo.Ai ComfyUI Automatic1111
    InvokeAI Fooocus ControlNet AnimateDiff Bandit Ansible Puppet Chef Jenkins TeamCity CircleCI Travis_CI Buildkite
    Drone Bamboo Bazel Gradle Maven Ant CMake Make Meson Ninja Conan vcpkg Homebrew Chocolatey Scoop Winget Docker
    Podman Buildah Docker_Swarm Swarm Marimo Manjaro
    Kubernetes K8s Helm Argo Argo_CD Flux Istio Linkerd Envoy Traefik Nginx NGINX HAProxy Caddy
    Apache Tomcat Jetty Kafka Pulsar RabbitMQ NATS ActiveMQ ZeroMQ Celery Sidekiq Resque Redis Valkey Memcached
    Hazelcast Etcd etcd Consul Vault Nomad Vagrant Packer Pulumi Crossplane OpenTofu Terragrunt Terratest Prometheus
    Grafana Loki Tempo Mimir Jaeger Zipkin Fluentd Fluent_Bit Logstash Kibana Elasticsearch OpenSearch Solr Lucene
    Splunk Datadog Sentry PagerDuty Nagios Zabbix Icinga OpenTelemetry Postgres PostgreSQL MySQL MariaDB SQLite
    MongoDB CouchDB Cassandra ScyllaDB HBase DynamoDB Neo4j ArangoDB ClickHouse Druid Pinot DuckDB Snowflake
    BigQuery Redshift Databricks Presto Trino Hive Impala Spark Flink Beam Storm Hadoop Airflow Dagster Prefect
    Luigi dbt Fivetran Airbyte Parquet Arrow Iceberg Hudi Delta_Lake Polars Pandas NumPy Numpy SciPy Scipy
    Matplotlib Seaborn Plotly Bokeh Altair Vega Vega-Lite Jupyter JupyterLab Spyder Anaconda Miniconda Mamba Conda
    Poetry Pipenv Hatch PDM Ruff Black Flake8 Pylint Mypy Pyright isort pytest Pytest Hypothesis Tox Nox Django
    Flask FastAPI Pydantic Starlette Tornado Sanic Bottle Pyramid SQLAlchemy Alembic Scrapy Selenium Playwright
    Puppeteer Cypress Jest Vitest Mocha Chai Jasmine Karma Storybook Enzyme React Preact Angular Vue Vue.js Svelte
    SvelteKit Next.js Next Nuxt Nuxt.js Remix Astro Gatsby Ember Ember.js Backbone jQuery Redux Zustand Jotai Recoil
    MobX Pinia Vuex Tailwind Tailwind_CSS Bootstrap Bulma Chakra MUI shadcn/ui Lucide Webpack Vite Rollup Parcel
    esbuild Turbopack Babel ESLint Prettier Biome npm pnpm Yarn Bun Deno Node Node.js Express Express.js Fastify Koa
    NestJS Hapi Prisma Sequelize TypeORM Mongoose Knex Grunt Gulp Bower Rails Ruby_on_Rails Sinatra Hanami Puma
    Unicorn Nokogiri RSpec Capybara RuboCop Haml Slim Spring Spring_Boot Hibernate Lombok JUnit Mockito WireMock
    Quarkus Micronaut Ktor Vert.x Akka Play Laravel Symfony Composer Drupal WordPress Joomla Magento Phoenix
    LiveView Ecto Actix Axum Rocket Tokio Serde Cargo Clippy Bevy Godot Unity Unreal Unreal_Engine Blender Krita
    GIMP Inkscape Figma Sketch Photoshop Illustrator Canva Vim Neovim Emacs Nano VS_Code Visual_Studio
    Visual_Studio_Code IntelliJ IntelliJ_IDEA PyCharm WebStorm CLion Eclipse NetBeans Xcode Android_Studio Sublime
    Sublime_Text Notepad++ Zed Cursor Windsurf Cline Roo Roo_Code Aider Codex Copilot GitHub_Copilot Continue Goose
    OpenHands Claude_Code Kilo_Code Replit Git GitHub GitLab Bitbucket Gitea Gerrit Mercurial Subversion Perforce
    Jira Confluence Trello Asana Linear Notion Obsidian Discord Teams Mattermost Telegram WhatsApp Signal Postman
    Insomnia Bruno Swagger OpenAPI Wireshark Nmap Masscan Metasploit Burp Burp_Suite Nessus Snort Suricata Valgrind
    Helgrind Cachegrind GDB LLDB perf strace Ghidra Radare2 OpenSSL GnuPG OpenSSH WireGuard OpenVPN Tailscale
    Keycloak Okta Auth0 Sphinx Jekyll Hugo MkDocs Docusaurus Pandoc Asciidoctor Doxygen Javadoc ANTLR Bison Flex
    Yacc Lex Graphviz Mermaid PlantUML Gurobi CPLEX Simulink Stata Tableau Looker Metabase Superset Power_BI Excel
    Word PowerPoint Outlook Access Lighthouse Detekt SwiftLint SwiftUI UIKit Jetpack_Compose Jetpack Flutter Dart
    Ionic Cordova Capacitor Xamarin Electron Qt GTK TensorFlow PyTorch PyTorch_Lightning Keras JAX Theano Caffe
    MXNet ONNX scikit-learn Scikit-learn spaCy NLTK Gensim Hugging_Face LangChain LangGraph LlamaIndex Haystack
    CrewAI AutoGen DSPy Unsloth vLLM SGLang Ollama LM_Studio llama.cpp LiteLLM Open_WebUI LibreChat Gradio Streamlit
    MLflow Weights_&_Biases Kubeflow Ray Dask Whisper Supabase Firebase Netlify Vercel Heroku Render Fly.io
    Cloudflare Akamai Fastly Weblate Crowdin VoiceOver NVDA TalkBack JAWS Chromium Chrome Firefox Safari Edge Opera
    WebKit Gecko Blink Ubuntu Debian Fedora CentOS Red_Hat Arch Arch_Linux Alpine Gentoo openSUSE NixOS Windows
    macOS iOS iPadOS FreeBSD OpenBSD Raspberry_Pi Arduino ESP32 Zigbee Thread Matter MQTT Modbus Bluetooth Zsh zsh
    Tmux tmux ripgrep Grep grep Glob Sed sed curl jq TodoWrite TodoRead WebFetch WebSearch NotebookEdit Tavily Brave
    Exa SerpAPI Perplexity Pino Winston Bunyan Zod Yup Joi Effect RxJS Lodash Underscore Moment Luxon Socket.io gRPC
    tRPC Hasura Apollo Relay Strapi Contentful Sanity Ghost Keystone gofmt rustfmt Clang clang GCC MSVC rustc Buck
    Pants Nx Turborepo Lerna Changesets Renovate Dependabot SonarQube Snyk Trivy Falco Cilium Calico Flannel
    Longhorn Rook Ceph MinIO Minio Harbor Nexus Artifactory Backstage Spinnaker
    """
)
FONTS = _phrases(
    """
    Lora Inconsolata Oswald Karla Rubik Work_Sans DM_Sans IBM_Plex PT_Sans PT_Serif Bitter Crimson Cormorant
    Libre_Baskerville Quicksand Barlow Manrope Sora_Sans Space_Grotesk Anonymous_Pro Droid_Sans Liberation DejaVu
    Bookman Perpetua Goudy Sabon Minion Myriad Gotham Proxima Proxima_Nova Akzidenz Eurostile Arial Helvetica
    Helvetica_Neue Verdana Tahoma Roboto Lato Inter Futura Garamond Bodoni Baskerville Didot Calibri Cambria Candara
    Consolas Constantia Corbel Courier Courier_New Comic_Sans Times_New_Roman Palatino Trebuchet Trebuchet_MS Impact
    Ubuntu_Mono Fira_Code Fira_Sans JetBrains_Mono Source_Code_Pro Open_Sans Noto Noto_Sans Poppins Montserrat
    Raleway Nunito Merriweather Playfair Playfair_Display Segoe_UI Segoe Menlo Monaco Monospace Sans-serif Optima
    Univers Frutiger Gill_Sans Rockwell Avenir Geneva Lucida Lucida_Console Papyrus Wingdings San_Francisco_Pro
    Iosevka Cascadia Cascadia_Code Hack_Nerd_Font Neue Dvorak Colemak Qwerty QWERTY Caslon
    """
)
PRODUCTS = _phrases(
    """
    Haiku Opus Sonnet Command_R Jamba Codestral StarCoder Devstral Magistral Pixtral Ministral Nova_Pro Olmo OLMo
    Pythia Dolly MPT Zephyr-7B Orca Solar Granite Nemotron Reka Aya Baichuan ChatGLM GLM Hunyuan Ernie Doubao
    MiniMax InternLM SmolLM TinyLlama OpenHermes Hermes Dolphin WizardLM Alpaca Guanaco Koala Alexa Siri Cortana
    Bixby ChatGPT GPT GPT-4 GPT-5 Gemma Llama LLaMA Mistral Mixtral Qwen DeepSeek Grok Phi Vicuna Bard Bing PaLM
    Cohere Anthropic OpenAI Yi Kimi Moonshot Nova Titan Sora Midjourney Stable_Diffusion Salesforce ServiceNow
    Workday Shopify Stripe Adyen PayPal Klarna Twilio Vonage SendGrid Mailchimp Zendesk Intercom HubSpot Atlassian
    JetBrains Palantir Palantir_Foundry Foundry Azure AWS GCP EC2 S3 Lambda DigitalOcean Linode Hetzner OVH VMware
    Citrix Proxmox Kindle iPhone iPad MacBook Pixel Xbox PlayStation Steam Dropbox Box Airtable Zapier n8n Make.com
    Retool Webflow Squarespace Wix Starlink Zotero Mendeley Anki Duolingo
    """
)
COMPANIES = _phrases(
    """
    Gemini Oracle Galaxy Falcon IFTTT Google Microsoft Amazon Facebook Meta Netflix Twitter YouTube LinkedIn
    Instagram TikTok Reddit Wikipedia Nvidia NVIDIA Intel AMD Qualcomm Broadcom Cisco Dell Lenovo Huawei Xiaomi
    Samsung IBM SAP Nintendo Spotify Tesla Minecraft Roblox Android Linux Slack Zoom Uber Airbnb Apple Sony HP LG
    Nokia Ericsson Motorola Yahoo eBay Snapchat Pinterest Twitch
    """
)
"""Of which everybody speaks: as organisations they are nobody only where they are spoken of as tools."""
ACRONYMS = _phrases(
    """
    ABC CGI IOCP AIFC EDT CDT PDT MST NaN NaNs MCP IATA ICAO XSS CSRF SSRF CORS WCAG ARIA ICU AES RSA ECC DES ARM
    RISC CISC CPU GPU TPU NPU RAM ROM SSD HDD NVMe USB PCI LAN WAN VPN DNS DHCP TCP UDP IP HTTP HTTPS TLS SSL SSH
    FTP SFTP SMTP IMAP POP LDAP SAML OIDC OAuth JWT JWE JWK JWS API REST SOAP RPC SDK CLI GUI IDE ORM MVC MVP MVVM
    DDD TDD BDD CI CD QA UX UI SPA PWA SSR SSG CSR CMS CRM ERP ETL ELT OLAP OLTP ACID BASE CAP CRUD JSON XML CSV TSV
    PDF PNG JPG JPEG GIF SVG MP3 MP4 WAV ZIP TAR RAID NFS SMB SQLi DDoS DoS MITM WAF IDS IPS SIEM SOC CVE CWE OWASP
    NIST ISO RFC IETF W3C IEEE POSIX ANSI ASCII UTF UUID GUID ULID URL URI URN DOM BOM EOF EOL LF CRLF BIOS UEFI KVM
    VM JVM CLR GC JIT AOT LLM NLP NLU OCR ASR TTS RAG GAN CNN RNN LSTM GRU VAE SVM PCA KNN LDA NER POS MLP MSE MAE
    ROC AUC SLA SLO SLI MTTR RTO RPO KPI OKR TODO FIXME NOTE WARNING SOLID DRY KISS YAGNI GPL MIT BSD LGPL FAQ EULA
    GDPR HIPAA PCI-DSS SOX IoT PLC SCADA FPGA ASIC SoC RTOS GPIO I2C SPI UART QR NFC RFID LED LCD OLED HDMI GPS AM
    PM UTC GMT CET EST PST YYYY-MM-DD YYYY MM DD HH README CHANGELOG LICENSE CLAUDE.md AGENTS.md SEARCH REPLACE PLAN
    ACT IMPORTANT NEVER ALWAYS MUST SHOULD MAY NOT DO OK ID IDs UUIDs URLs APIs GB MB KB
    """
)
UNITS = _phrases(
    """
    psi torr gauss horsepower furlong acre acres hectare hectares pint pints quart quarts stone fathom furlongs
    celsius fahrenheit kelvin Celsius Fahrenheit Kelvin rankine Rankine metre metres meter meters kilometre
    kilometres kilometer kilometers centimetre centimetres millimetre millimetres mile miles yard yards foot feet
    inch inches gram grams kilogram kilograms kilogrammes tonne tonnes pound pounds ounce ounces litre litres liter
    liters gallon gallons newton newtons joule joules watt watts kilowatt kilowatts megawatt hertz kilohertz
    megahertz volt volts ampere amperes ohm ohms farad farads henry henries tesla weber siemens pascal pascals bar
    bars becquerel sievert gray lumen lux candela mole moles radian radians degree degrees kelvins calorie calories
    knot knots byte bytes bit bits kilobyte megabyte gigabyte terabyte newton_metres foot_pounds angstrom parsec
    dyne erg decibel decibels
    """
)
THINGS = LANGUAGES | ALGORITHMS | TOOLS | FONTS | PRODUCTS | COMPANIES | ACRONYMS | UNITS

ALSO_NAMES = _phrases(
    """
    Ada Abel Adam Alexa Alice Amber April Ash Athena Austin Basil Bloom Bruno Celeste Cassandra Claude Claudia Clay
    Clementine Coco Coral Crystal Dash Derby Dora Duke Electra Eve Fern Flint Flora Floyd Forrest Geneva Georgia
    Graham Hugo Inigo Iris Ivy Jade Jasmine Jasper Jenkins Jersey Jewel Jordan Julia Juno Karma Kirby Leo Leon Luigi
    Luke Luna Lyra Mars Maria Marvin Maya Melody Mercury Merlin Milo Monaco Montserrat Nash Neo Nova Octavia Olive
    Opal Oscar Pascal Pearl Penny Phoenix Piper Pino Poppy Raven Ray Rex Rocky Rose Ruby Rust Sage Scarlet Selena
    Sky Stella Stan Sting Storm Sierra Swift Terra Travis Trinity Vala Vega Venus Vesper Viola Watson Willow Winston
    Wolfram Zeus Zoe Roo Gemma Conan Joule Newton Kelvin Henry Gray Weber Siemens Fisher Hamming Karp Black Apollo
    Bunyan Poetry Mastodon Dolly Kamal Vespa Olmo Bodoni Cordova Buck Ullmann Solar Gerrit Devin Kiro Amp Cody Bolt
    Karla Oswald Lora Sonnet Haiku Opus Granite Orca Hermes Dolphin Ernie Aya Luma Suno Modal Mason Medusa Knox
    Ozone Ranger Nikola Pelican Zola Cowboy Ranch Salt Fabric Hydra Autopsy Atlas Neon Chroma Vector Alloy Cortex
    Thanos Harness Kind Talos Plex Matrix Synapse Solid Lit Turbo Payload Convex Helix Kitty Bandit Luhn Sankey
    Viterbi Ockham Pastry Chord Peterson Pollard Simplex Phong Temporal Outline Immer Kuma Lazarus Zephyr Tilt
    Rector Pest Ring Mill Cats Slick Circe Gem Comet Neptune Prophet Darts Together Minion Gotham Crimson Goudy
    Bitter Barlow Rubik Hermite Trae Warp Augment Iced Idris Gemini Oracle Falcon Java Scala Jai Canny Delaunay Lex
    Loki
    """
) | _phrases(
    """
    Abelian Amdahl Ampère Archimedes Arrhenius Banach Bayes Bellman Bernoulli Bessel Bézier Boltzmann Boole
    Bresenham Brooks Cantor Carnot Catalan Cauchy Chebyshev Chomsky Cholesky Church Cohen Collatz Conway Coriolis
    Coulomb Cramer Curry Dekker Diffie Dijkstra Dirichlet Doppler Einstein Eratosthenes Erdős Euclid Euler Faraday
    Fermat Feynman Fibonacci Fourier Gantt Gauss Gaussian Gilbert Goldbach Gödel Goodhart Gray Hadamard Hall
    Hausdorff Heaviside Heisenberg Hermite Hilbert Hoare Hopfield Horner Hough Huffman Huygens Jaccard Jacobi
    Johnson Kalman Karnaugh Kirchhoff Kleene Knuth Kolmogorov Kruskal Lagrange Lamport Laplace Lebesgue Legendre
    Leibniz Lempel Levenshtein Liskov Lloyd Lorentz Lorenz Lyapunov Mahalanobis Markov Maxwell Mealy Mercator Merkle
    Metcalfe Minkowski Möbius Moore Murphy Nagle Nash Navier Neumann Newton Nyquist Occam Ohm Otsu Pareto Parkinson
    Parseval Pearson Peano Penrose Perlin Petri Planck Poincaré Poisson Prim Pythagoras Ramsey Rayleigh Ricci
    Riemann Runge Russell Schrödinger Schwarz Shamir Shannon Shapiro Shor Simpson Sobel Spearman Stirling Stokes
    Strassen Student Sylow Tarjan Taylor Thevenin Toeplitz Tukey Turing Vandermonde Venn Verlet Viterbi Voronoi Wald
    Walsh Wasserstein Wiener Wilcoxon Wirth Zipf Ziv Sierpinski Kerckhoffs Postel Grover Hebb Kahn Ackermann Steiner
    Stone Cayley Galois Noether Hooke Boyle Avogadro Mendel
    """
)
"""Words of technology and science that people are called too."""

FAMOUS = _phrases(
    """
    Albert_Einstein Marie_Curie Isaac_Newton Charles_Darwin Galileo_Galilei Johannes_Kepler Nikola_Tesla
    Thomas_Edison Alan_Turing Ada_Lovelace Grace_Hopper John_von_Neumann Claude_Shannon Edsger_Dijkstra Donald_Knuth
    Dennis_Ritchie Ken_Thompson Brian_Kernighan Linus_Torvalds Guido_van_Rossum Bjarne_Stroustrup James_Gosling
    Tim_Berners-Lee Vint_Cerf Bill_Gates Steve_Jobs Steve_Wozniak Mark_Zuckerberg Elon_Musk Jeff_Bezos
    Richard_Stallman Charles_Babbage George_Boole Alonzo_Church Kurt_Gödel Leonhard_Euler Carl_Friedrich_Gauss
    Bernhard_Riemann Pierre_de_Fermat Blaise_Pascal René_Descartes Gottfried_Wilhelm_Leibniz Joseph_Fourier
    Emmy_Noether Henri_Poincaré David_Hilbert Bertrand_Russell Niels_Bohr Max_Planck Erwin_Schrödinger
    Werner_Heisenberg Richard_Feynman Stephen_Hawking Carl_Sagan Michael_Faraday James_Clerk_Maxwell Louis_Pasteur
    Alexander_Fleming Gregor_Mendel Rosalind_Franklin Francis_Crick James_Watson Sigmund_Freud Carl_Jung Karl_Marx
    Adam_Smith Immanuel_Kant Friedrich_Nietzsche Leonardo_da_Vinci Vincent_van_Gogh Pablo_Picasso Claude_Monet
    Rembrandt Michelangelo Frida_Kahlo Andy_Warhol Johann_Sebastian_Bach Ludwig_van_Beethoven
    Wolfgang_Amadeus_Mozart Frédéric_Chopin William_Shakespeare Jane_Austen Charles_Dickens Mark_Twain
    Ernest_Hemingway Leo_Tolstoy Fyodor_Dostoevsky Franz_Kafka Virginia_Woolf George_Orwell Oscar_Wilde
    Edgar_Allan_Poe Agatha_Christie Johann_Wolfgang_von_Goethe Friedrich_Schiller Homer Plato Aristotle Socrates
    Confucius Julius_Caesar Cleopatra Alexander_the_Great Napoleon Napoleon_Bonaparte Genghis_Khan Abraham_Lincoln
    George_Washington Thomas_Jefferson Benjamin_Franklin Winston_Churchill Mahatma_Gandhi Nelson_Mandela
    Martin_Luther_King Martin_Luther John_F._Kennedy Franklin_D._Roosevelt Theodore_Roosevelt Otto_von_Bismarck
    Queen_Victoria Elizabeth_I Joan_of_Arc Christopher_Columbus Marco_Polo Ferdinand_Magellan Neil_Armstrong
    Yuri_Gagarin Amelia_Earhart Rosa_Parks Florence_Nightingale Hedy_Lamarr Katherine_Johnson Margaret_Hamilton
    Barbara_Liskov Leslie_Lamport Tony_Hoare Niklaus_Wirth John_McCarthy Marvin_Minsky Geoffrey_Hinton Yann_LeCun
    Yoshua_Bengio Yukihiro_Matsumoto Larry_Wall Anders_Hejlsberg Brendan_Eich Rasmus_Lerdorf Srinivasa_Ramanujan
    """
)
"""Whom the whole world asks about."""

TONGUES = _phrases(
    """
    English German French Spanish Portuguese Italian Dutch Danish Swedish Norwegian Finnish Icelandic Polish Czech
    Slovak Hungarian Romanian Bulgarian Greek Turkish Russian Ukrainian Serbian Croatian Slovenian Albanian Estonian
    Latvian Lithuanian Arabic Hebrew Persian Farsi Urdu Hindi Bengali Punjabi Tamil Telugu Kannada Malayalam Marathi
    Gujarati Chinese Mandarin Cantonese Japanese Korean Vietnamese Thai Indonesian Malay Tagalog Swahili Zulu
    Afrikaans Amharic Latin Esperanto Basque Catalan Galician Irish Welsh Breton Maltese Georgian Armenian Mongolian
    Tibetan Sanskrit
    """
)

AIRPORTS = _phrases(
    """
    FRA JFK LHR LGW STN CDG ORY AMS MAD BCN MUC BER HAM DUS CGN STR ZRH GVA BSL VIE PRG BUD WAW KRK CPH ARN GOT OSL
    BGO HEL KEF DUB EDI MAN BHX BRU LIS OPO FCO MXP LIN VCE NAP ATH SKG IST SAW TLV CAI DXB AUH DOH RUH JED NBO ADD
    JNB CPT LOS ACC CMN TUN ALG DEL BOM BLR MAA HYD CCU KHI LHE DAC CMB KTM BKK SIN KUL CGK DPS MNL HKG TPE PEK PKX
    PVG SHA CAN SZX ICN GMP NRT HND KIX NGO SYD MEL BNE PER AKL CHC HNL LAX SFO SJC SAN SEA PDX LAS PHX DEN SLC DFW
    IAH AUS MSP ORD MDW DTW ATL CLT MIA FLL MCO TPA IAD DCA BWI PHL EWR LGA BOS YYZ YUL YVR YYC MEX CUN GRU GIG EZE
    SCL LIM BOG UIO PTY
    """
)

SURE = frozenset(
    word for word in THINGS - ALSO_NAMES - COMPANIES - ACRONYMS
    if len(word) > 2 and word.lower() not in EVERYDAY
) | {word for word in UNITS if word.islower()}
"""What is technology wherever it stands, and tells that technology is spoken of."""
