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
    "adsnote adsurl affiliation alias annot arxiv arxivid articleno asin author+an bibsource biburl acmid added-at archive "
    "archiveurl  articlenumber authors-note award category city cites citations code collaboration comment comments "
    "contents contribution  copyright country created creationdate data dates dataset dblp def demo description eissn ee "
    "elocation-id entryset entry execute  family file_size folder github groups hal_id html id ids image interhash "
    "intrahash issue_date journal-iso keyword keywords-plus  lang lccn license link links local-url lastchecked "
    "mendeley-groups mendeley-tags modificationdate mrclass mrnumber  mrreviewer notes numpages openreview options origin "
    "owner owners page_count paper pdf permalink pmc pmcid pmid poster preprint presort  price priority project publication "
    "publicationstatus ranking rating read readstatus related relatedtype repository reprint review  reviewer section "
    "sections selected short site slides software sortkey sortname sortyear source src state status summary supp "
    "supplement tag tags talk timestamp topic tool tools types unique-id urls urn usera userb uuid video volumetitle "
    "webpage website web  where who zblnumber zotero-key".split()
)
"""Names that people and programs use on purpose, some of them close to a standard one."""


@lru_cache(maxsize=4096)
def meant(name: str) -> str | None:
    """The standard field that an unknown name is a misspelling of; ``None`` where that is not certain.

    One letter more, less, other, or two exchanged; two such slips in names of eight letters and more. Names with digits,
    hyphens, underscores or colons are made on purpose.
    """
    if name in STANDARD or name in CUSTOM or len(name) < 4 or not name.isalpha():
        return None
    from rapidfuzz.distance import OSA

    slips = 1 if len(name) < 8 else 2
    near = [(OSA.distance(name, known, score_cutoff=slips), known) for known in STANDARD if abs(len(known) - len(name)) <= slips]
    near = sorted(each for each in near if each[0] <= slips and _same_letters_if_short(name, each[1]))
    return near[0][1] if near and (len(near) == 1 or near[0][0] < near[1][0]) else None


def _same_letters_if_short(name: str, known: str) -> bool:
    """Four letters of which one differs are as likely a word of its own (``data`` is not ``date``)."""
    return len(known) > 4 or set(name) == set(known)
