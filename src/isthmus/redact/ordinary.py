"""Words that are names, or places, or months, and ordinary words as well: alone they mean nobody.

Folded. Short on purpose: a name that is missing here is disguised at every whole word that is spelt like it.
"""

from __future__ import annotations

MONTHS = frozenset("march april may june july august january february september october november december".split())

_GIVEN = """
abbey ace amber angel april art ash aspen august autumn baron basil bay bear beau berry bill birch bishop blaze bliss
blue bob brandy brook buck bud buddy bunny carol cash chad chance charity chase chip christian chuck clay cliff clover
cole colt constance coral cruise crystal daisy dale dash dawn dean destiny dolly don drake drew duke dusty earl eden
elder ember eve faith faye fern fisher flint flora forest foster fox frank gable gale gene genesis ginger glen grace
grant gray grey guy hank happy harmony harper hazel heath heather heaven henna hero holly honor honour hope hunter
iris ivory ivy jack jade jasmine jay jean jersey jet jewel jimmy joy judge june justice king kit lake lance lane lark
laurel lily love luna mace major marina mark marsh mason matt max may melody mercy merit miles milo misty moon myrtle
nick noble norm olive opal pansy pat patience patsy pearl penny pepper piper poppy porter prince purity queen rain
randy ranger raven ray reed reign rich rip river rob robin rock rod rose rowan ruby rusty sage sandy saint scarlet
scout shelby sherry sky skip sterling stone storm sue summer sunny tab tad temperance terry thorn tiger trace trinity
trip trust van verity vic victor victory viola violet wade ward warden wave wayne will willow winter woody wren
""".split()

_FAMILY = """
abbot archer baker ball banks bank barber barker barn barrow battle beach bean beck bell bench berg best bird black
blank blood bloom bond bone book booth bowl bowman box boy branch brand bridge bright broad brown buckle bull bush
butcher butler butter buyer cain camp cannon carpenter carter cartwright castle chain chamber chambers chandler
chapel chapman church clark clerk coin coke cook cooper corn cotton couch counts court cox craft crane cross crow
crown cruz curry dance day deal dear deer diamond doe driver dyer early east english farmer fields field fine finish
fire fish flood flower ford foreman fort freed freeman french friend frost fuller gamble garden gardener
gates gate gentle gill glass glover gold golden good goodman grave graves great green grove hale hall hand hardy hart
harvest hatch hawk hay head herd hill hire holder holiday hood horn horse house hull hunt ice inn jordan joiner
 key keys kind knight land lash law lawless leaf leap light line list little lock long lord low lucky marks
marsh marshall masters may meadow mean miller mills moody moor moore moss mount mountain nail neal nest new north
 nurse ocean orange page painter palmer park parks parson past peace peacock peak peck person pitch place
plumber pole pond pool pope post potter pound powers power price priest pride prior quick raisin reader reading reason
rice ring rivers roach road root roper rush salt savage sawyer school sellers shade shark sharp shepherd ship shore
short silver singer singleton slaughter small smart snow song south sparks spear spring squire stamp star steel
steward still stock street strong sugar swan sweet swift tailor temple tower town townsend trout tucker turner
vale valley vine walker wall waters weaver weeks well wells west wheeler white wild wilder winner wise wolf
wood woods work workman worth yard york young
""".split()

_PLACES = """
reading nice bath mobile orange turkey china japan java jersey chad china cork deal derby diss dover hull ely essen
georgia hamburger limerick lima march nancy normal paradise phoenix polish polo rugby sale split sandwich stone tours
troy wells wells-next wye ware bank battle best angel buffalo carpenter champagne cologne columbia concord cyprus
eureka flint florence hope independence intercourse jordan lead liberty lincoln mercury mesa mobile moscow natchez
orient pacific providence riverside salem santa savannah surprise truth victoria wheeling winchester
""".split()

_DAYS = """
monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday spring summer autumn fall winter
weekend week month year day morning evening noon night
""".split()

_CALLINGS = """
doctor nurse teacher engineer manager driver lawyer clerk cook pilot priest judge student director president officer
consultant analyst developer designer writer editor artist actor farmer soldier professor scientist accountant
""".split()

_ORIGINS = "polish green liberal conservative labour labor left right orthodox democrat republican".split()

_COMPANIES = """
apple amazon shell target gap orange oracle visa intel general electric standard national united american first best
block box square stripe slack zoom meta alphabet delta southwest spirit frontier subway chase discover progressive
monster indeed unity adobe signal element match snap dell ford
""".split()

ORDINARY = MONTHS.union(_GIVEN, _FAMILY, _PLACES, _DAYS, _CALLINGS, _ORIGINS, _COMPANIES)

TITLES = frozenset(
    """mr mrs ms miss mx dr prof professor doctor sir madam dame lord lady rev fr sr jr ii iii iv phd md esq hon
    herr frau dipl ing mag monsieur madame mademoiselle mme mlle señor señora señorita sra don doña signor signora
    sig dott""".split()
)
PARTICLES = frozenset(
    """van von der den de del della di da dos das du la le el al bin ibn ben bat abu mac mc san santa saint st ter
    ten zu zum zur and und y e""".split()
)
FUNCTION = frozenset(
    """a an the of is are was were be been in on at to and or for by with from as it its has had have not no than that
    this these those over under about up down der die das den dem des ein eine und oder in im am ist war mit von zu
    für auf le la les de des du et ou est en un une dans el los las y o es il lo gli di e è un una per con""".split()
)
