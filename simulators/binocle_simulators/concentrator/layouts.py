"""Zones of the B2 records that the concentrator reads, as plain text tables.

Law of this file: a row is ``first last form key label``, positions counted from 1 as the sheet
prints them; the tables are checked when the module is imported (from 1 to 128, no gap, no overlap).
A key of ``-`` is a zone whose form is checked and whose value nobody here needs.
Source: wire formats sheet, sections 1.4 and 1.5; gaps filled by PROTOCOLS section 6 (assumed).

========  ==========================================================================
form      accepts
========  ==========================================================================
``N``     digits
``n``     digits, or blank (the sheet's own example leaves optional numbers blank)
``A``     upper-case letters, digits and spaces
``X``     the same, first character not blank
``M``     a domain name: the same as ``A``, dots and hyphens
``I``     a NIR of 13 characters, Corsica included
``D``     a day AAMMJJ
``d``     a day, zeros or blank
``_``     blank
``=a|b``  one of these texts; ``_`` stands for a space
========  ==========================================================================
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

LENGTH = 128

_DAY = "[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_FORMS = {
    "N": "[0-9]{{{w}}}",
    "n": "(?:[0-9]{{{w}}}| {{{w}}})",
    "A": "[A-Z0-9 ]{{{w}}}",
    "X": "(?! )[A-Z0-9 ]{{{w}}}",
    "M": "[A-Z0-9. -]{{{w}}}",
    "I": "[0-9]{{5}}(?:[0-9]{{2}}|2A|2B)[0-9]{{6}}",
    "D": _DAY.replace("{", "{{").replace("}", "}}"),
    "d": f"(?:{_DAY}|0{{6}}| {{6}})".replace("{", "{{").replace("}", "}}"),
    "_": " {{{w}}}",
}
_SAID = {
    "N": "des chiffres sont attendus",
    "n": "des chiffres ou des espaces sont attendus",
    "A": "des majuscules, des chiffres ou des espaces sont attendus",
    "X": "un texte en majuscules cadré à gauche est attendu",
    "M": "des majuscules, des chiffres, des points ou des traits d'union sont attendus",
    "I": "un NIR de 13 caractères est attendu",
    "D": "une date AAMMJJ est attendue",
    "d": "une date AAMMJJ ou des zéros sont attendus",
    "_": "des espaces sont attendus",
}


@dataclass(frozen=True)
class Zone:
    """One zone of a record: positions from 1, last included; its pattern; what to say of it."""

    first: int
    last: int
    key: str
    label: str
    pattern: str
    expected: str


@dataclass(frozen=True)
class Layout:
    """One kind of record: its zones in order, and one pattern for the whole of it."""

    zones: tuple[Zone, ...]
    pattern: re.Pattern[str]

    def zone(self, key: str) -> Zone:
        """Return the zone of that key."""
        return next(zone for zone in self.zones if zone.key == key)


def _zone(row: str) -> Zone:
    first, last, form, key, label = row.split(maxsplit=4)
    width = int(last) - int(first) + 1
    if form.startswith("="):
        texts = form[1:].replace("_", " ").split("|")
        pattern = f"(?:{'|'.join(re.escape(text.ljust(width)) for text in texts)})"
        expected = "valeur attendue : " + " ou ".join(f"« {text} »" for text in texts)
    else:
        pattern, expected = _FORMS[form].format(w=width), _SAID[form]
    return Zone(int(first), int(last), key, label, pattern, expected)


def _layout(table: str) -> Layout:
    zones = tuple(_zone(row) for row in table.splitlines() if row.strip())
    ends = [0, *(zone.last for zone in zones)]
    assert [zone.first for zone in zones] == [end + 1 for end in ends[:-1]], table
    assert ends[-1] == LENGTH, table
    captured = (
        zone.pattern if zone.key == "-" else f"(?P<{zone.key}>{zone.pattern})" for zone in zones
    )
    return Layout(zones, re.compile("".join(captured)))


_FILE_ENDS = """
  4   5 =TP       sender_type      type d'émetteur
  6  19 N         sender           numéro d'émetteur
 20  25 _         -                remplissage
 26  27 =CP|OC    recipient_type   type de destinataire
 28  41 N         recipient        numéro de destinataire
"""
_PREFIX = """
  2  10 N         partner          numéro du partenaire de santé
 11  11 _         -                remplissage
 12  24 I         nir              NIR de l'assuré
 25  26 N         nir_key          clé du NIR
 27  35 N         invoice          numéro de facture
"""

LAYOUTS: Mapping[str, Layout] = {
    kind: _layout(table)
    for kind, table in {
        "000": f"""
  1   3 =000      -                type d'enregistrement
{_FILE_ENDS}
 42  47 =000000   -                date de réception sur le frontal
 48  49 =SV       application      application
 50  55 N         file             identification du fichier
 56  61 D         created          date de création du fichier
 62  65 =FR       -                norme
 66  67 =B2       -                standard
 68  69 _         -                remplissage
 70  72 _         -                réservé SESAM
 73  82 _         -                remplissage
 83  85 =128      -                longueur d'enregistrement
 86  91 _         -                remplissage
 92 128 A         message          zone message
""",
        "1": """
  1   1 =1        -                type d'enregistrement
  2  10 N         partner          numéro du partenaire de santé
 11  16 _         -                origine du fichier
 17  19 N         fund             caisse destinataire
 20  22 X         lot              numéro de lot
 23  25 _         -                catégorie
 26  27 A         -                statut juridique
 28  29 A         -                mode de fixation des tarifs
 30  69 X         -                nom du partenaire de santé
 70  71 =00       -                version de la norme
 72  77 D         lot_date         date de création du lot
 78  78 _         -                remplissage
 79  80 =FR       -                code norme
 81  81 =S|F|D    certification    certification du lot
 82  87 =062007   -                édition de la norme
 88  88 =U        -                monnaie
 89  90 n         pivot_regime     régime de la caisse pivot
 91  93 n         pivot_fund       caisse pivot
 94  94 _         -                centre de paiement unique
 95 128 _         -                remplissage
""",
        "2": f"""
  1   1 =2        -                type d'enregistrement
{_PREFIX}
 36  36 _         -                complément
 37  37 A         marking          marquage de la facture
 38  38 A         -                tarif AMO forcé
 39  39 =1|2      operation        nature de l'opération
 40  45 D         billing_date     date de facturation
 46  46 =E|_      split            éclatement du flux
 47  47 =F        -                type de facture
 48  48 A         -                équipement portable
 49  50 N         regime           régime
 51  53 N         managing_fund    caisse gestionnaire
 54  57 N         -                centre gestionnaire
 58  58 =0|1|2|4|5|6  proof        justificatif des droits
 59  67 N         prescriber       numéro du prescripteur
 68  73 D         -                date de prescription
 74  76 A         -                régime de prestation
 77  78 =10|13|22|30|41|90  nature     nature d'assurance
 79  79 =0|1|3|4|5|6|7|9|C  exemption  exonération du ticket modérateur
 80  85 d         maternity        date de maternité
 86  94 n         accident         accident du travail
 95  95 N         -                CPS du remplaçant
 96 101 N         birth            date de naissance du bénéficiaire
102 102 N         birth_rank       rang de naissance
103 104 A         -                rang du bénéficiaire
105 112 A         member           numéro d'adhérent
113 114 n         -                spécialité du prescripteur
115 116 =00|05|15|25  payee        destinataire du paiement
117 118 =00|85|87|88|89|99  contract  type de contrat AMC
119 128 n         insurer          numéro d'organisme complémentaire
""",
        "2S": f"""
  1   1 =2        -                type d'enregistrement
{_PREFIX}
 36  36 =S        -                complément
 37  49 _         -                remplissage
 50  62 I         own_nir          NIR du bénéficiaire
 63  64 N         own_key          clé du NIR du bénéficiaire
 65  70 n         -                référence de la liste d'opposition
 71 128 A         -                remplissage
""",
        "2M": f"""
  1   1 =2        -                type d'enregistrement
{_PREFIX}
 36  36 =M        -                complément
 37  46 N         insurer          numéro d'organisme complémentaire
 47  48 A         -                code aiguillage
 49  51 A         -                hôte
 52  71 _         -                remplissage
 72  86 A         member           numéro d'adhérent
 87  93 _         -                remplissage
 94  94 A         -                tarif AMC forcé
 95  95 A         -                type de module STS
 96  99 A         -                version de module STS
100 101 A         -                code aiguillage
102 104 A         -                hôte
105 124 M         -                nom de domaine
125 126 A         -                indicateur de traitement
127 128 A         -                code application AMC
""",
        "2P": f"""
  1   1 =2        -                type d'enregistrement
{_PREFIX}
 36  36 =P        -                complément
 37  46 A         operator         numéro d'opérateur de paiement
 47  80 M         -                contexte de convention AMC
 81 128 _         -                remplissage
""",
        "2B": f"""
  1   1 =2        -                type d'enregistrement
{_PREFIX}
 36  36 =B        -                complément
 37  37 _         -                remplissage
 38  39 =A|C|E|AA  -               type de bénéficiaire
 40  42 A         -                civilité
 43  67 X         -                nom du bénéficiaire
 68  82 A         -                prénom du bénéficiaire
 83  86 A         -                numéro de voie
 87  87 A         -                complément de numéro
 88  91 A         -                type de voie
 92 116 A         -                nom de la voie
117 128 _         -                remplissage
""",
        "2C": f"""
  1   1 =2        -                type d'enregistrement
{_PREFIX}
 36  36 =C        -                complément
 37  40 _         -                remplissage
 41  65 A         -                complément d'adresse
 66  90 A         -                commune
 91  95 A         -                code postal
 96 120 A         -                nom de l'assuré
121 128 A         -                prénom de l'assuré
""",
        "4": f"""
  1   1 =4        -                type d'enregistrement
{_PREFIX}
 36  36 _         -                complément
 37  38 n         -                séquence
 39  40 n         -                mode de traitement
 41  43 n         -                discipline de prestation
 44  49 d         -                date d'entente préalable
 50  50 =0|4|5|9  -                code d'entente préalable
 51  52 A         -                renouvellement
 53  53 _         -                remplissage
 54  54 =_|0|1|3|4|5|6|7|9|C  -    exonération de la ligne
 55  63 N         executant        numéro de l'exécutant
 64  65 n         -                zone tarifaire
 66  67 n         -                spécialité de l'exécutant
 68  73 D         care_date        date de l'acte
 74  78 X         act              code acte
 79  80 N         quantity         quantité
 81  86 N         -                coefficient
 87  88 N         -                dénombrement
 89  95 N         unit_price       prix unitaire
 96 102 N         base             base de remboursement
103 105 N         rate             taux
106 112 N         amo              montant AMO
113 119 N         billed           montant facturé
120 120 A         -                qualificatif de la dépense
121 121 N         -                lieu d'exécution
122 128 N         amc              montant AMC
""",
        "4F": f"""
  1   1 =4        -                type d'enregistrement
{_PREFIX}
 36  36 =F        -                complément
 37  38 N         sequence         séquence
 39  42 _         -                réservé SESAM
 43  55 X         lpp              code LPP
 56  56 =A|L|E|P|R|S|V  -          nature de la fourniture
 57  70 A         -                SIRET du fabricant
 71  76 _         -                remplissage
 77  82 D         -                date de délivrance
 83  88 d         -                date de fin
 89  95 N         -                tarif LPP de référence
 96  97 N         -                unités
 98 104 N         -                prix unitaire de vente
105 111 N         base             base de remboursement LPP
112 118 N         billed           montant total facturé
119 128 _         -                remplissage
""",
        "4S": f"""
  1   1 =4        -                type d'enregistrement
{_PREFIX}
 36  36 =S        -                complément
 37  38 n         -                séquence
 39  39 =_|L|S    -                condition d'exercice
 40  40 _         -                remplissage
 41  48 n         -                base théorique
 49  54 d         -                date d'entente
 55  55 A         -                code d'entente
 56  64 n         -                numéro du remplaçant
 65  70 _         -                remplissage
 71  71 A         -                tarif AMO forcé
 72  85 A         -                lieu d'exécution
 86  99 A         -                réseau de soins
100 100 A         -                tarif AMC forcé
101 123 A         -                imagerie et groupe de séjours
124 128 A         -                domaine
""",
        "4E": f"""
  1   1 =4        -                type d'enregistrement
{_PREFIX}
 36  36 =E        -                complément
 37  38 n         -                séquence
 39  49 n         -                RPPS du prescripteur
 50  63 A         -                structure du prescripteur
 64  74 n         -                RPPS de l'exécutant
 75  88 A         -                structure de l'exécutant
 89 128 _         -                remplissage
""",
        "5": f"""
  1   1 =5        -                type d'enregistrement
{_PREFIX}
 36  38 _         -                remplissage
 39  41 N         lines            nombre d'enregistrements de type 4
 42  57 _         -                réservé SESAM
 58  65 N         billed           total facturé
 66  73 N         amo              total AMO
 74  81 N         left             total restant à charge de l'assuré
 82  89 N         amc              total AMC
 90  90 _         -                éclatement par le concentrateur
 91  93 _         -                réservé SESAM
 94  94 A         -                liste d'opposition
 95  96 _         -                remplissage
 97 128 A         seal             zone de certification
""",
        "6": """
  1   1 =6        -                type d'enregistrement
  2  10 N         partner          numéro du partenaire de santé
 11  13 N         invoices         nombre de factures
 14  17 N         lines            nombre de lignes d'actes
 18  21 N         openings         nombre d'enregistrements de type 2
 22  24 N         closings         nombre d'enregistrements de type 5
 25  33 N         billed           total facturé du lot
 34  42 N         amo              total AMO du lot
 43  51 N         amc              total AMC du lot
 52  54 X         lot              numéro de lot
 55  55 A         marking          marquage du lot
 56  56 =F        -                type de facture
 57  60 _         -                remplissage
 61  72 A         -                numéro d'agrément du logiciel
 73  84 A         -                numéro d'agrément de l'équipement
 85  87 _         -                remplissage
 88  96 n         -                remplaçant
 97 128 A         seal             zone de certification
""",
        "999": f"""
  1   3 =999      -                type d'enregistrement
{_FILE_ENDS}
 42  47 _         -                remplissage
 48  49 =SV       application      application
 50  55 N         file             identification du fichier
 56  63 N         records          volume du fichier
 64  82 _         -                remplissage
 83  85 N         lots             nombre de lots
 86 128 _         -                remplissage
""",
    }.items()
}
"""Every record kind that is taken; types 2 and 4 are named with their complement of position 36."""

_BESIDE_2 = ("2S", "2B", "2C", "2M", "2P")
_BESIDE_4 = ("4F", "4S", "4E")

FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "000": ("1",),
    "1": ("2",),
    "2": (*_BESIDE_2, "4"),
    **dict.fromkeys(_BESIDE_2, (*_BESIDE_2[1:], "4")),
    "4": _BESIDE_4,
    "4F": (*_BESIDE_4, "4", "5"),
    "4S": (*_BESIDE_4, "4", "5"),
    "4E": ("4F", "4", "5"),
    "5": ("2", "6"),
    "6": ("1", "999"),
    "999": (),
}
"""What may come after each kind (sheet 1.2): complements after their parent, 2S before the others
and 4E after 4S; the order of the others among themselves is free (assumed).
"""

REPEATS: Mapping[str, tuple[str, int, int]] = {
    "1": ("000", 1, 999),
    "2": ("1", 1, 999),
    **dict.fromkeys(_BESIDE_2, ("2", 0, 1)),
    "4": ("2", 1, 999),
    "4F": ("4", 1, 10),
    "4S": ("4", 0, 1),
    "4E": ("4", 0, 1),
}
"""Parent of each kind, and how many there are of it at least and at most (sheet 1.2, 1.4, 1.5; a
line always carries its LPP article, PROTOCOLS 6).
"""
