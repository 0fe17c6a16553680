"""Everyday words of writing about technology, in small letters: at the beginning of a sentence, or as a heading, none
of them is somebody. Words that people and places are called by are left out."""

from __future__ import annotations

EVERYDAY = frozenset(
    """
    abcd able abort about above absent absolute abstract abstractmethod accept accepted accepting accepts access
    accessed accessibility accessible according account accuracy acquire acquired across act action actions active
    activity acts actual actually add added adding addition additional addr address addresses adds adjusted
    advancing affected after afterwards again against age agent agents airport airports alert algorithm algorithms
    alias aliases alike alive all allocated allow allowed allowing allows almost alone along alpha already also
    altered alternate alternative although always ambiguous amount and angle animation annotated annotation
    annotations another answer answered answers any anything anywhere apart appear appears append appended appending
    appendix applicable application applications applied applies apply approach appropriate approximate
    approximation arbitrarily arbitrary architect architecture archive archives archiving are arg args argument
    arguments arithmetic around arranges arrival arrives article ask asked asking asks assert assigned assignment
    assistant assistants associated assume assumed assumes assuming async asynchronous asynchronously asyncio
    attached attempt attempted attempting attempts attr attribute attributes audio audit authentication
    automatically available average avoid avoids await awakened aware away awk awoken back backend background
    backlog backslashes backward backwards bar bare barrier base based bases basic batch batches bcde because become
    becomes been before begin beginning begins behaves behavior behaviour behind being belong belongs below
    benchmark benefit beside beta better between beyond big binary binascii bind binding bit bits bitwise blanks
    blocked blocking blocks bodies body booking bool boolean both bottom bound bounded bounds bpnumber brackets
    branches break breakpoint breakpoints breaks bridges broken broker brokers browser browsers btn buffer buffered
    buffering buffers build builddate building builds built builtin builtins bullet bullets bunch bundling business
    but button buttons byte bytearray bytecode bytes cabin cache cached caches calculate calculated calendar call
    callable callables callback callbacks called caller callers calling calls came can cancel cancellation cancelled
    cancels candidate cannot canonical canvas capability capitals capture captured card care cat categories category
    caught cause caused causes cell center certain certfile certificate change changed changelog changelogs changes
    changing channel channels chapter chapters character characters chars charset chart charts chat check checkbox
    checked checker checkers checking checks checksum checksums child children chmod choice choices choose chosen
    chown chunk chunks circle clarification class classes classic classifier clean cleared clearly clicked client
    clients clock clockwise close closed closer closest closing cls cluster clusters cmd code codec codecs coder
    codes coding coefficient collect collection collections collector color colormode colorstring column columns
    combination combine combined combining come comes command commands comment commented comments commit commits
    common commonly communication compact compare compared compares comparing comparison comparisons compatibility
    compatible compilation compile compiled compiler compiles compiling complete completed completely completes
    completion completions complex complicated component components compound compress compressed compression
    compresslevel computation compute computed computing concatenated concise conclusion concrete concurrent
    condition conditions confidence confidential config configuration configure configured conform connect connected
    connecting connection connections connects consent consider considered considering consisting consists const
    constants constraints construct constructed constructor constructs consumed consumer consumers contain contained
    container containers containing contains content contents context contexts continue contract contributing
    control controlling controls convenience conventions conversation conversations conversion convert converted
    converts cooked coordinate coordinates copied copies copy copying core cores corner coroutine coroutines correct
    correctly correspond corresponding corresponds cost costs could count counted counter counterclockwise countries
    country course covariant covered covers create created creates creating creation credentials cron crosses
    crossing cumulative current currently curve custom customize customized cut cycle cycles daemon dashboard
    dashboards data database dataclass datagram dataset dates datetime days dbm deadline debounce debug debugged
    debugger debugging decide decided decides decimal decision decisions declared decode decoded decoder decodes
    decoding decorated decorator decorators def default defaulting defaults define defined defines defining
    definition definitions degree degrees del delay delete deleted delimiter delivery demo denominator deny
    departure depend dependencies dependency dependent depending depends deploy deprecated depth derive derived
    derives describe described describing description descriptions descriptor descriptors deserialize design desired
    dest destination destroyed detail detailed details detect detected detection detector determine determined
    determines developers deviation device devops diagram diagrams diameter dict dictionaries dictionary dicts did
    diff differ difference differences different differs digest digests digit digits dir direct direction directly
    directories directory dirs dis disable disabled discarded disguise disguised disk dispatch display displayed
    displaying displays distance distillation distributed distribution distributions divide division doc docs
    docstring docstrings doctest document documentation documented documents does doing domain done door dot dotted
    double down downgrade draft draw drawing drawings drawn drive driven dropdown dropped drops dst due dummy
    duplicate duplicates durable during dynamic dynamically earlier echo economy edge edges effect efficient egress
    eight either elements eliminating elsewhere email embedded embedding embeddings emoji emojis empty emulate
    enable enabled enables enclosed encode encoded encoder encoding encodings encountered encrypted end ending
    endings endpoint ends enemies enemy engine engineers enough ensure enter entered enters entire entities entries
    entry enum enumeration env environment epic epics epoch epochs equal equality equals equivalent error errors
    escape escaped escapes especially essentially establish etc eval evaluate evaluated evaluates even event events
    eventually every everything evidence exact exactly example examples exc exceeds except exception exceptions
    excluding exclusive exec executable execute executed executes executing execution exhausted exist existing
    exists exit exiting exits exp expanded expect expected expert explain explicitly exponent export exports
    expressed expression expressions extend extended extension extensions extra extract extracted fact factory facts
    fail failed failing failover fails failure failures fallback false family faq far fast faster feature features
    fetch few fewer figure figures file filename filenames fileobj files filesystem fill fillcolor filled filter
    filtered filters final finally find finder finding findings finds finetuning finished finite firewall five fix
    fixed fixture fixtures flag flags flight flights float floating floats flow flush flushes focus folder folders
    follow followed following follows foo footer for forbid force form formal format formats formatted formatter
    formatting former forms forward found four fractions frame frames framework free frequency from frontend frozen
    ftp full fullname fullstack fully fun func function functionality functions functools further future garbage
    gateway gateways generally generate generated generates generator generators generic get gets git give given
    gives giving glob global globals globs glossary goal goals goes got gradient gradients grammar graph graphics
    greater greeting grep group grouped grouping groups grow guarantee guaranteed guessed guideline guidelines gzip
    hack had half handle handled handles handling handshake happen happens hard hardware has hash hashable hashing
    have having header headers heading headings heap height helo help helper helpful here hex hexadecimal hidden
    hierarchy high higher highest highlights hint hints hit hits hold holds home hook hooks host hosted hostname
    hosts hour how however http https hundred hydrate hyphens icon icons idea identical identification identified
    identifier identify identifying identity iff ignore ignored ignoring image images imagine immediately immutable
    implement implementation implementations implemented implementing implements implicit implied import important
    imported importing importlib imports improve include included includes including inclusion incoming incomplete
    incorrectly increases increasing incremental indent indentation indented independent index indexes indicate
    indicated indicates indicating indication individual inexact inference inferred infinite infinities infinity
    info information informational infrastructure ingress inherit inherited init initial initialise initialize
    initialized initializes initially inner input inputs insert inserted inside insofar inspect install installation
    installed instance instances instantiate instantiated instantiating instantiation instead instruction
    instructions int integer integers integral intended intent interactive interested interesting interface
    interfaces intermediate internal internally interpolation interpreted interpreter interpreters interval
    intervals into introduction introspection ints invalid invalidate invariant invented invert inverts investigate
    invisible invoke invoked invoking ipaddress issue issued issues isthmus item items iterable iteration iterator
    its itself join joined jump jumps jurisdiction just keep keeping keeps kept kernel keyed keyfile keyword
    keywords killed kinds know knowledge known knows kwargs label labelled labels lambda language languages large
    larger largest last latency later latter layer layers layout layouts leading leads learnt least leave leaves
    leaving ledger legacy legal length less let lets letter letters level levels lib libraries library license lies
    like likely limit limited limits linear linejunk lineno lines linked links linting listed listen listening
    listing lists literal literals live load loaded loader local locale localhost localisation localization locals
    location locked lockfile locking locks log logarithm logging logic logical logs longer longest look looked
    looking looks lookup loop loopback loops loss lost lots lower lowercase lowest luggage lzma machine magic mail
    mailbox mailcap mainly maintaining make makes making malformed manage management managers manages managing many
    map mapped mapping mappings maps marked marker markers marking marks markup mask matched matches matching math
    matrix matter matters maximum maxsize maybe mbox meaning means meant measure measured measurement measuring
    mechanism median member members memo memoize memory menu menus merge mesh meshes message messages metaclass
    metadata metavar method methods metrics microsecond microseconds midst might migrate migration migrations
    milestone milestones million milliseconds minify minimal minimum minus minute minutes missed missing mixed mixin
    mkstemp mobile mock mocks modal modals mode model models modes modification modified modify module modules
    moment monitor monospace mostly mouse move moved movement msg mtime much multiline multipart multiple multiplied
    multiply must mutable name named namedtuple names namespace namespaces naming natural navbar nbytes nearest
    nearly necessarily necessary need needed needs negative neither nested nesting netmask network networks never
    newline newlines newly next nine nobody node nodes noise none nonempty nonnegative nonzero nor normalize
    normalized normally not notation note notebooks notes nothing notified notion now nowhere nthree ntree ntwo num
    number numbered numbers numeric numerical numerically obj object objectivity objects observability obtain
    obtained occur occurred occurrence occurs octets off offset offsets often old older omitted once one ones only
    onto onwards opcode opcodes open opened opening opens operand operands operating operation operations operator
    operators optimise optimization optimize option optional optionally optionflags options order ordered ordering
    ordinal ordinary orientation origin original other others otherwise our ours out outcome outline output outputs
    outside over overflow overhead overlapped overload overridden override overrides overriding overview overwritten
    own owned owner package packages packed pad padded padding pair pairs paragraph paragraphs parallel parallelize
    param parameter parameters parse parsed parser parsers parsing part partial partially particular pass passed
    passenger passengers passes passing password patch patchlevel path pathname paths pattern patterns paused pax
    payload payloads pdb pen pending pensize people perform performance performed perhaps period permission
    permissions permit permits permitted persist persistence personal phone physical physics pick pickle pickled
    pickling pid piece pieces pipe pipeline pipes placed placeholder places plain plan planning platform platforms
    player players playlist please plot plugin plugins plus pod podcast pods point pointer pointing points policies
    policy polygon population port portable portion pos position positional positions positive posixpath possible
    possibly postamble potentially preamble prec preceded precedence preceding precision predefined predicate prefix
    prefixed premium prepare prepended prerequisites presence present pretraining pretty prevent prevents previous
    previously primarily primary print printed printing prints prioritise prioritize priority private proactor
    probability probably problem problems proceed process processed processes processing processor produce produced
    producer producers produces producing profile profiler prog program programmer programs progress project promise
    promises prompt prompts proof propagated proper properly properties property prose proto protocol protocols
    prove provenance provide provided provider provides providing proxies proxy pseudonym pseudonyms pty public
    published pure purpose purposes pydoc pytest python qualified quantization quantize queries query question queue
    queued queues quiet quite quote quoted quotes race raise raised raises raising random range ranges rank rate
    rather rational raw reached reaches read readable reader readily readline readonly reads ready really reasonable
    reasons rebase recall receipt receive received receiving recent recipient recogniser recognisers recognize
    recognized recommended record recorded records recursion recursive recursively red reduces refactor refer
    reference referenced references referring refers reflect refusal refused refuses regardless regex regexes
    register registered registering registry regular related relative release released releases relevant reliable
    remain remainder remaining remains remember remembers remote remove removed rename render repeat repeated
    repeatedly repeats replace replaced replacement replaces replacing reply report reported reports repr represent
    representable representation representations represented representing represents request requested requests
    require required requirement requirements requires reserved reset resets resizemode resolution resolved resource
    resp respect respective respectively respond response responses responsible rest restart restore restored
    restores restricted restrictions result resulting results resume retained retries retrieve retrieved retrieves
    retro retrospective retry return returncode returned returning returns reverse review reviewing rewrite
    rightmost rollback round rounded rounding rounds route router routers routes routine routines row rule rules run
    runner running runs runtime safe safely same sample samples sampling sandbox sandboxed sandboxes satisfy save
    saw say says scan scanned scanning scans scheduled schema schemas scheme schemes scope screen script scripts
    sealed search searched searches second seconds secret secrets section sections security sed seed seeds seek
    seekable seeking seen sees segment segments selected selector self semantics semaphore send sending sends sense
    sensitive sent sentence sentences separate separated separating separator separators sequence sequences
    sequential serialize serialized serve served server servers serves service serving session set sets setting
    settings setup several shader shaders shall shallow shape shapes share shared shares shell short shorter
    shorthand should show showing shown shows shutdown side sidebar sigma sign signaling signals signature
    signatures signed significant signs silently similar similarity similarly simple simplest simply simultaneously
    since single site six size sizes skipped slash slashes slice slider slightly slot slots slow smaller smallest
    snapshot snapshots sock socket sockets software solve some somebody someone something sometimes sort sorted
    sound source sources space spaces spacing span spans sparse spec special specialist specialized specific
    specification specified specifier specifies specify specifying speed spelling spies sprint sprints sprite
    sprites spy src ssl stacktrace stand stands standup start started starting starts stash stat statement
    statements static statistics status stay stays stderr stdin stdout step steps stood stop stops stored str stream
    streamed streams stretchfactor strict strictly string strings stripped stripping struct structure structured
    structures stub stubs style subclass subclassed subclasses subclassing subdirectories submodule submodules
    subnormal subprocess subsequent subset substitutions subtype success successful successfully sudo suffix
    suffixes suitable suite sum summaries summarise summarize summary supplied support supported supporting supports
    suppose suppress sure switch switches symbol symbolic symbols symlink symlinks sync synced syntax syscall system
    systems table tables tabs tag tags tail take taken takes taking tar targetpath tarinfo task tasks technical tell
    tells telnet temperature tempfile template templates temporary ten tenant tenants tensor terminal terminate
    terminated terminates terminating terms test tested testing tests text texts texture textures than that the
    their theme themes themselves then there therefore thereof these they thing things think third this those though
    thousands thread threading threads three throttle through throws thus ticket tickets time timed timedelta
    timeout timer times timestamp timezone timing tip tips title todo todolist todos together toggle token tokenize
    tokenizer tokens told tone took tool tools tooltip tooltips top topic topics total towards trace traceback
    tracebacks traces tracing traffic trailing train training trains transform translate translated translation
    transparent transpile transport transports trapped traps treat treated tree triangle tried tries triggered
    triple triples true truncated try trying tuple tuples turn turns turtle turtles turtleshape twelve twenty twice
    two typ type typed types typically typing tzinfo unavailable unbounded unchanged uncompressed undefined under
    underlying understand undobuffer unexpected unicode uniformly unique unit units unittest universal unknown
    unless unlike unlocked unpack unpacked unsigned unspecified unsupported until untrusted unusable update updated
    upgrade upon upper url usable usage use used useful user users uses using usual usually utilities utility
    validate validated value values var varargs variability variable variables variance variant various varkw vector
    vectorize verbose verified verifies verify version versions very via view virtual visible volume volumes wait
    waiting wake wakes want wants warning warnings was watcher ways weak weather web weekday welcome what whatever
    when whence whenever where whether which while whitespace who whoever whole whom whose why widget widgets width
    window wins wire with within without word words working works worktree worktrees world would wrap wrapped
    wrapper wrapping wraps writable write writer writes writing written wrong wrote xff years yes yet yield yielded
    yielding yields you your yours yourself zero zeros zip zipfile zipimporter zone zones
    """.split()
)
