"""The field names of BibTeX, biblatex and the programs that write bibliographies, and which of them a misspelt name means."""

from functools import lru_cache

STANDARD = frozenset(
    "abstract addendum address afterword annotation annotator annote archiveprefix author authortype bookauthor "
    "bookpagination  booksubtitle booktitle booktitleaddon chapter commentator crossref date day doi edition editor editora "
    "editortype eid  entrysubtype eprint eprintclass eprinttype eventdate eventtitle eventtitleaddon file foreword gender "
    "howpublished  indextitle institution introduction isan isbn ismn isrn issn issue issuesubtitle issuetitle iswc journal "
    "journalsubtitle journaltitle keywords label langid language library location mainsubtitle maintitle maintitleaddon "
    "month  nameaddon note number organization origdate origlanguage origlocation origpublisher origtitle pages pagetotal "
    "pagination  part primaryclass publisher pubstate reprinttitle school series shortauthor shorteditor shorthand "
    "shortjournal shortseries  shorttitle subtitle title titleaddon translator type url urldate venue version volume "
    "volumes xdata xref year".split()
)
"""What ``plain.bst`` and the biblatex manual (section 2.2) know, and what a misspelt name may have meant."""

CUSTOM = frozenset(
    "acmid added-at adsnote adsurl affiliation alias annot archive archiveurl articleno articlenumber arxiv arxivid asin "
    "author+an authors-note award bibsource biburl category citations cites city code collaboration comment comments "
    "contents contribution copyright country created creationdate data dataset dates dblp def demo description editoratype "
    "editorb editorbtype editorc editorclass editorctype editors-note ee eissn elocation-id endmonth endyear entry entryset "
    "eventyear execute family file_size folder github groups hal_id html hyphenation id ids image interhash intrahash "
    "issue_date issueid journal-iso journalabbr keysw keyword keywords-plus labelyear lang lastchecked lccn license link "
    "links lista listb listc listd liste listf local-url mendeley-groups mendeley-tags modificationdate mrclass mrnumber "
    "mrreviewer namea nameatype nameb namebtype namec namectype newspaper notes numpages openreview options origin "
    "originaltitle origyear owner owners page_count paper pdf permalink pmc pmcid pmid poster preprint presort price "
    "priority project publication publicationstatus pubmed pubmedid ranking rating read readstatus related relatedoptions "
    "relatedstring relatedtype repository reprint review reviewer section sections selected seriesnumber seriestitle short "
    "shorthandintro site slides software sorteditor sortkey sortname sortshorthand sorttitle sortyear source src state "
    "status summary supp supplement tag tags talk timestamp tool tools topic types unique-id urls urlyear urn usera userb "
    "userc userd usere userf uuid verba verbb verbc video volnum volumetitle web webpage website where who zblnumber "
    "zotero-key".split()
)
"""Names that people and programs use on purpose, some of them close to a standard one."""

KNOWN = STANDARD | CUSTOM

VENUE_FIELDS = ("booktitle", "journal", "journaltitle", "maintitle", "eventtitle")
"""Fields that name a venue, in the order in which they are believed."""


@lru_cache(maxsize=4096)
def meant(name: str) -> str | None:
    """The standard field that an unknown name is a misspelling of; ``None`` where that is not certain.

    One letter more, less, other, or two exchanged; two such slips in names of eight letters and more. Names with digits,
    hyphens, underscores or colons are made on purpose.
    """
    if name in KNOWN or len(name) < 4 or not name.isalpha():
        return None
    from rapidfuzz.distance import OSA

    slips = 1 if len(name) < 8 else 2
    near = [(OSA.distance(name, known, score_cutoff=slips), known) for known in STANDARD if abs(len(known) - len(name)) <= slips]
    near = sorted(each for each in near if each[0] <= slips and _same_letters_if_short(name, each[1]))
    return near[0][1] if near and (len(near) == 1 or near[0][0] < near[1][0]) else None


def _same_letters_if_short(name: str, known: str) -> bool:
    """Four letters of which one differs are as likely a word of its own (``data`` is not ``date``)."""
    return len(known) > 4 or set(name) == set(known)
