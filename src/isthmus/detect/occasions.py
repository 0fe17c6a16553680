"""The built-in document rules: what a text is written for. In English, German, French, Spanish and Italian."""

from __future__ import annotations

from isthmus.detect.documents import DocumentRule


def _terms(lines: str) -> tuple[str, ...]:
    return tuple(term.strip() for term in lines.replace("\n", "|").split("|") if term.strip())


_BOARD = _terms("""
    board of directors | board meeting | board members | audit committee | remuneration committee | quorum
    non-executive director | supervisory board | minutes of the meeting | the board resolved | shareholder resolution
    Aufsichtsrat | Aufsichtsratssitzung | Vorstandssitzung | Vorstandsbeschluss | Tagesordnung | Hauptversammlung
    conseil d'administration | procès-verbal | ordre du jour | assemblée générale | comité d'audit
    consejo de administración | orden del día | acta de la reunión | junta general de accionistas
    consiglio di amministrazione | ordine del giorno | verbale della riunione | assemblea dei soci
""")
_BOARD_TITLE = _terms("""
    board memo | board memorandum | memo to the board | memorandum to the board | board paper | board pack
    board minutes | board resolution | Beschlussvorlage | Vorstandsvorlage | Aufsichtsratsvorlage
    note au conseil d'administration | nota para el consejo de administración | nota per il consiglio di amministrazione
""")
_STRATEGY = _terms("""
    due diligence | letter of intent | term sheet | non-binding offer | binding offer | data room | purchase price
    target company | synergies | EBITDA | enterprise value | takeover | divestiture | carve-out
    share purchase agreement | merger | acquisition | earn-out | exclusivity period | strategic options
    market share | reduction in force
    Unternehmenskauf | Übernahmeangebot | Absichtserklärung | Kaufpreis | Fusion | Datenraum | Stellenabbau
    fusion-acquisition | lettre d'intention | offre publique d'achat | prix d'acquisition | cession
    fusión | adquisición | carta de intenciones | oferta pública de adquisición | precio de compra
    fusione | acquisizione | lettera d'intenti | offerta pubblica di acquisto | prezzo di acquisto
""")
_PERSONNEL = _terms("""
    performance review | performance improvement plan | disciplinary action | disciplinary hearing | written warning
    termination of employment | severance | notice period | salary review | annual salary | employee number | grievance
    sick leave | line manager | probation period | underperformance | unfair dismissal
    Personalakte | Abmahnung | Kündigung | Aufhebungsvertrag | Arbeitszeugnis | Mitarbeitergespräch | Jahresgehalt
    Probezeit | Krankmeldung | Zielvereinbarung
    entretien annuel | avertissement disciplinaire | licenciement | rupture conventionnelle | salaire annuel
    période d'essai | arrêt maladie | dossier du personnel
    evaluación del desempeño | amonestación | despido | salario anual | período de prueba | baja por enfermedad
    valutazione delle prestazioni | richiamo disciplinare | licenziamento | periodo di prova | retribuzione annua
""")
_MEDICAL = _terms("""
    diagnosis | medical history | past medical history | presenting complaint | on examination | discharge summary
    prescribed | dosage | twice daily | blood pressure | referred to | prognosis | admitted to hospital
    follow-up visit | physical examination | family history | allergies | the patient | differential diagnosis
    lab results
    Anamnese | Diagnose | Befund | Arztbrief | Entlassungsbrief | Medikation | Blutdruck | der Patient | die Patientin
    stationäre Aufnahme | Überweisung | Vorerkrankungen
    antécédents médicaux | compte rendu d'hospitalisation | ordonnance | le patient | la patiente | tension artérielle
    posologie | diagnostic
    historia clínica | diagnóstico | el paciente | la paciente | antecedentes | tensión arterial | informe de alta
    anamnesi | diagnosi | il paziente | la paziente | pressione arteriosa | lettera di dimissione | terapia
""")
_PRIVILEGE = _terms("""
    attorney-client privilege | attorney client privilege | attorney-client privileged | attorney-client communication
    attorney/client privilege | lawyer-client privilege | solicitor-client privilege | privileged and confidential
    privileged & confidential | confidential and privileged | legally privileged | legal professional privilege
    legal advice privilege | litigation privilege | attorney work product | work product doctrine
    Anwaltsgeheimnis | Mandatsgeheimnis | Anwaltskorrespondenz | anwaltliche Verschwiegenheit
    anwaltliche Schweigepflicht | Anwalt-Mandanten-Privileg | Anwaltsprivileg
    secret professionnel de l'avocat | correspondance d'avocat | correspondance entre avocats | privilège avocat-client
    confidentialité avocat-client | couvert par le secret professionnel
    secreto profesional del abogado | privilegio abogado-cliente | confidencialidad abogado-cliente
    sujeto a secreto profesional
    segreto professionale dell'avvocato | privilegio avvocato-cliente | corrispondenza riservata tra avvocati
    coperto da segreto professionale
""")
_MARKED = _terms("""
    strictly confidential | company confidential | for internal use only | internal use only | not for distribution
    do not distribute | commercial in confidence | inside information | proprietary and confidential | confidential memo
    streng vertraulich | streng geheim | nur für den internen Gebrauch | nur für den Dienstgebrauch | Insiderinformation
    strictement confidentiel | à usage interne | diffusion restreinte | ne pas diffuser
    estrictamente confidencial | solo para uso interno | información privilegiada | no distribuir
    strettamente riservato | strettamente confidenziale | solo per uso interno | non divulgare
""")
# Ends and beginnings of lines say more than words: prose too imports, returns and has class.
_SOURCE = (
    "\ndef ", "\n    def ", "\nclass ", "\n    return ", "\nimport ", "\nfrom __future__", "):\n", "self.", "__init__",
    "__name__", "\n    if ", "\n    for ", "\nasync def ", "elif ", "lambda ", "except Exception", "None:\n", "if not ",
    ";\n", "{\n", "}\n", "});", "=> {", "===", "function(", "function ", "\nconst ", "\nlet ", "\nvar ", "console.log(",
    "require(", "module.exports", "export default", "\nexport ", "await ", "async function", "=== null", "() =>",
    "#include", "int main(", "std::", "nullptr", "void ", "public class ", "public static ", "private ", "@Override",
    "System.out", "throws ", "new ArrayList", "\npackage ", "func ", "fmt.", " := ", "err != nil", "fn main(",
    "let mut ", "pub fn ", "impl ", "println!(", "&mut ", "<?php", "$this->", "echo $", "#!/", "using System",
    "namespace ", "Console.Write", "\nend\n", "puts ", "SELECT ", "\nFROM ", " INNER JOIN ", "CREATE TABLE ",
    "INSERT INTO ", "val ", "object ", "suspend fun ", "fun main(", "override fun ", "interface ", "struct {",
)  # fmt: skip

BUILT_IN_DOCUMENTS: tuple[DocumentRule, ...] = (
    DocumentRule(name="board", category="document.board", any_of=_BOARD, at_least=2),
    DocumentRule(name="board_title", category="document.board", any_of=_BOARD_TITLE),
    DocumentRule(name="strategy", category="document.strategy", any_of=_STRATEGY, at_least=3),
    DocumentRule(name="personnel", category="document.personnel", any_of=_PERSONNEL, at_least=2),
    DocumentRule(name="medical", category="document.medical", any_of=_MEDICAL, at_least=3),
    DocumentRule(name="marked", category="document.marked", any_of=_MARKED),
    DocumentRule(name="privilege", category="legal.privilege", any_of=_PRIVILEGE),
    DocumentRule(name="source", category="code.source", any_of=_SOURCE, at_least=4, literal=True),
)
"""Short of a marking, one word never suffices: who asks what due diligence is has no deal under way."""
