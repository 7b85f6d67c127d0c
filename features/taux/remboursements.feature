# language: fr
Fonctionnalité: Le « Détail remboursements »
  Les tableaux que les manuels impriment, ligne à ligne et au centime, et ce que leurs cases changent.

  @TAUX-01 @TAUX-13
  Scénario: La monture de S0, avant la vérification
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien décoche « Tiers Payant RC »
    Alors l'en-tête porte « Tiers Payant RO », « TP RO », « Rbt RC » et « TP RO+RC »
    Et « Détail remboursements » montre
      | Rb | Acte | T | Lpp     | Net    | Base RO | RO   | RC   | RO+RC | À Charge |
      | ✓  | M03  | M | 7211674 | 209,00 | 0,05    | 0,00 | 0,00 | 0,00  | 0,00     |
      |    |      |   |         | 209,00 | 0,05    | 0,00 | 0,00 | 0,00  | 0,00     |

  @TAUX-01 @TAUX-08 @TAUX-13
  Scénario: Le dossier 253 de S1 et S3, avant et après, sans tiers payant
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien vend « M03 7211674 209,00 0,05 + VU3 7230795 103,00 0,05 + S - 0,00 0,00 décoché + VU3 7230795 103,00 0,05 + S - 0,00 0,00 décoché » à la personne de la carte
    Et l'opticien décoche « Tiers Payant RO »
    Et l'opticien décoche « Tiers Payant RC »
    Alors l'en-tête porte « Tiers Payant », « Rbt RO », « Rbt RC » et « Rbt RO+RC »
    Et « Détail remboursements » montre
      | Rb | Acte | T | Lpp     | Net    | Base RO | RO   | RC   | RO+RC | À Charge | ALD | ETM |
      | ✓  | M03  | M | 7211674 | 209,00 | 0,05    | 0,00 | 0,00 | 0,00  | 209,00   |     |     |
      | ✓  | VU3  | V | 7230795 | 103,00 | 0,05    | 0,00 | 0,00 | 0,00  | 103,00   |     |     |
      | ☐  |      | S | –       | 0,00   | 0,00    | 0,00 | 0,00 | 0,00  | 0,00     |     |     |
      | ✓  | VU3  | V | 7230795 | 103,00 | 0,05    | 0,00 | 0,00 | 0,00  | 103,00   |     |     |
      | ☐  |      | S | –       | 0,00   | 0,00    | 0,00 | 0,00 | 0,00  | 0,00     |     |     |
      |    |      |   |         | 415,00 | 0,15    | 0,00 | 0,00 | 0,00  | 415,00   |     |     |
    Quand l'opticien vérifie le taux
    Alors « Détail remboursements » montre
      | Rb | Acte | T | Lpp     | Net    | Base RO | RO   | RC   | RO+RC | À Charge | ALD | ETM |
      | ✓  | M03  | M | 7211674 | 209,00 | 0,05    | 0,03 | 0,00 | 0,03  | 209,00   |     | 0   |
      | ✓  | VU3  | V | 7230795 | 103,00 | 0,05    | 0,03 | 0,00 | 0,03  | 103,00   |     | 0   |
      | ☐  |      | S | –       | 0,00   | 0,00    | 0,00 | 0,00 | 0,00  | 0,00     |     |     |
      | ✓  | VU3  | V | 7230795 | 103,00 | 0,05    | 0,03 | 0,00 | 0,03  | 103,00   |     | 0   |
      | ☐  |      | S | –       | 0,00   | 0,00    | 0,00 | 0,00 | 0,00  | 0,00     |     |     |
      |    |      |   |         | 415,00 | 0,15    | 0,09 | 0,00 | 0,09  | 415,00   |     |     |

  @TAUX-08 @TAUX-12 @TAUX-13
  Scénario: Le devis 971 de S2, avant la réponse de la mutuelle : 646,00 et 645,91
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien vend « M03 7211674 209,00 0,05 + VM3 7238911 187,00 0,05 + S - 31,00 0,00 + VM3 7238911 187,00 0,05 + S - 31,00 0,00 + M - 0,50 0,00 décoché + V - 0,25 0,00 décoché + V - 0,25 0,00 décoché » à la personne de la carte
    Et l'opticien vérifie le taux
    Alors l'en-tête porte « Tiers Payant RO+RC », « TP RO », « TP RC » et « TP RO+RC »
    Et « Détail remboursements » montre
      | Rb | Acte | T | Lpp     | Net    | Base RO | RO   | RC   | RO+RC | À Charge | ETM |
      | ✓  | M03  | M | 7211674 | 209,00 | 0,05    | 0,03 | 0,00 | 0,03  | 208,97   | 0   |
      | ✓  | VM3  | V | 7238911 | 187,00 | 0,05    | 0,03 | 0,00 | 0,03  | 186,97   | 0   |
      | ✓  |      | S | –       | 31,00  | 0,00    | 0,00 | 0,00 | 0,00  | 31,00    |     |
      | ✓  | VM3  | V | 7238911 | 187,00 | 0,05    | 0,03 | 0,00 | 0,03  | 186,97   | 0   |
      | ✓  |      | S | –       | 31,00  | 0,00    | 0,00 | 0,00 | 0,00  | 31,00    |     |
      | ☐  |      | M | –       | 0,50   | 0,00    | 0,00 | 0,00 | 0,00  | 0,50     |     |
      | ☐  |      | V | –       | 0,25   | 0,00    | 0,00 | 0,00 | 0,00  | 0,25     |     |
      | ☐  |      | V | –       | 0,25   | 0,00    | 0,00 | 0,00 | 0,00  | 0,25     |     |
      |    |      |   |         | 646,00 | 0,15    | 0,09 | 0,00 | 0,09  | 645,91   |     |

  @TAUX-08 @TAUX-13 @DRE-03
  Scénario: Le même, une fois la PEC de 491,91 accordée, jusqu'au paiement
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien vend « M03 7211674 209,00 0,05 + VM3 7238911 187,00 0,05 + S - 31,00 0,00 + VM3 7238911 187,00 0,05 + S - 31,00 0,00 + M - 0,50 0,00 décoché + V - 0,25 0,00 décoché + V - 0,25 0,00 décoché » à la personne de la carte
    Et l'opticien demande les droits
    Et la PEC accorde « 99,97 / 186,97 / 9,00 / 164,97 / 31,00 / 0,00 / 0,00 / 0,00 », ligne par ligne
    Et l'opticien vérifie le taux
    Alors « Pièce Justif. AMC » vaut « une réponse de prise en charge justifie les droits du patient »
    Et « Détail remboursements » montre
      | Rb | Acte | T | Net    | Base RO | RO   | RC     | RO+RC  | À Charge |
      | ✓  | M03  | M | 209,00 | 0,05    | 0,03 | 99,97  | 100,00 | 109,00   |
      | ✓  | VM3  | V | 187,00 | 0,05    | 0,03 | 186,97 | 187,00 | 0,00     |
      | ✓  |      | S | 31,00  | 0,00    | 0,00 | 9,00   | 9,00   | 22,00    |
      | ✓  | VM3  | V | 187,00 | 0,05    | 0,03 | 164,97 | 165,00 | 22,00    |
      | ✓  |      | S | 31,00  | 0,00    | 0,00 | 31,00  | 31,00  | 0,00     |
      | ☐  |      | M | 0,50   | 0,00    | 0,00 | 0,00   | 0,00   | 0,50     |
      | ☐  |      | V | 0,25   | 0,00    | 0,00 | 0,00   | 0,00   | 0,25     |
      | ☐  |      | V | 0,25   | 0,00    | 0,00 | 0,00   | 0,00   | 0,25     |
      |    |      |   | 646,00 | 0,15    | 0,09 | 491,91 | 492,00 | 154,00   |
    Quand la vente est facturée, signée, télétransmise et répondue
    Alors la facture est à l'état « Payé »
    Et les payeurs ont versé 0,09 de RO et 491,91 de RC

  @TAUX-08 @FSE-03
  Scénario: Le récapitulatif de la facture 253, sans part RC
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien mène la facture « 253 » jusqu'au récapitulatif
    Alors il porte « Facture n° 000000253 du 28/05/2024 »
    Et ses lignes sont
      | Code | Date exéc. | Honoraires | Base | Taux | Exo. TM | Remb. AMO | Remb. AMC |
      | VU3  | 28/05/2024 | 103,00     | 0,05 | 60%  | 0       | 0,03      | 0,00      |
      | VU3  | 28/05/2024 | 103,00     | 0,05 | 60%  | 0       | 0,03      | 0,00      |
      | M03  | 28/05/2024 | 209,00     | 0,05 | 60%  | 0       | 0,03      | 0,00      |

  @TAUX-12 @DRE-03
  Scénario: Une ligne décochée n'est ni montrée ni partagée
    Soit un banc avec la CPS de démonstration et la carte Vitale de « alexis »
    Quand l'opticien vend « VU3 7230795 103,00 0,05 + VU3 7230795 103,00 0,05 + M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien saisit 100,00 de RC
    Et l'opticien change la ligne 3 : « Rb décoché »
    Et l'opticien vérifie le taux
    Alors « Détail remboursements » montre
      | Rb | Acte | Net    | RO   | RC    | À Charge |
      | ✓  | VU3  | 103,00 | 0,03 | 50,00 | 52,97    |
      | ✓  | VU3  | 103,00 | 0,03 | 50,00 | 52,97    |
      | ☐  | M03  | 209,00 | 0,00 | 0,00  | 209,00   |
      |    |      | 415,00 | 0,06 | 100,00 | 314,94  |
    Quand l'opticien facture
    Alors la facture compte 2 lignes pour 206,00
    Quand l'opticien change la ligne 3 : « Rb coché »
    Et l'opticien vérifie le taux
    Alors « Détail remboursements » montre
      | Rb | Acte | Net    | RO   | RC     | À Charge |
      | ✓  | VU3  | 103,00 | 0,03 | 24,82  | 78,15    |
      | ✓  | VU3  | 103,00 | 0,03 | 24,82  | 78,15    |
      | ✓  | M03  | 209,00 | 0,03 | 50,36  | 158,61   |
      |    |      | 415,00 | 0,09 | 100,00 | 314,91   |

  @TAUX-12
  Scénario: Une offre commerciale décoche ses lignes et leur ôte leur code
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 + M03 7211674 1,00 0,05 » à la personne de la carte
    Et l'opticien change la ligne 2 : « offre »
    Et l'opticien vérifie le taux
    Alors « Détail remboursements » montre
      | Rb | Acte | Lpp     | Net    | RO   | À Charge |
      | ✓  | M03  | 7211674 | 209,00 | 0,03 | 208,97   |
      | ☐  | M03  | –       | 1,00   | 0,00 | 1,00     |
      |    |      |         | 210,00 | 0,03 | 209,97   |
    Quand l'opticien change la ligne 2 : « Rb coché »
    Alors le constat « FSE-OFFRE-COCHEE » est à côté de « line 2 »

  @TAUX-15
  Scénario: Un second organisme complémentaire a ses propres montants
    Soit un banc avec la CPS de démonstration et la carte Vitale de « alexis »
    Quand l'opticien vend « VU3 7230795 100,00 0,05 + VU3 7230795 100,00 0,05 » à la personne de la carte
    Et l'opticien saisit 50,00 de RC
    Et l'opticien saisit 20,00 de RC2 pour « 62013354 »
    Et l'opticien vérifie le taux
    Alors « Détail remboursements » montre
      | Acte | Net    | RO   | RC    | RC2   | RO+RC | À Charge |
      | VU3  | 100,00 | 0,03 | 25,00 | 10,00 | 35,03 | 64,97    |
      | VU3  | 100,00 | 0,03 | 25,00 | 10,00 | 35,03 | 64,97    |
      |      | 200,00 | 0,06 | 50,00 | 20,00 | 70,06 | 129,94   |
    Et la RC va « par DRE » à « 1100000000 »
    Quand l'opticien saisit 149,95 de RC2 pour « 62013354 »
    Alors le constat « FSE-RC2-TROP-GRAND » est à côté de « rc2_total »
    Quand l'opticien saisit 149,94 de RC2 pour « 62013354 »
    Alors rien ne bloque

  @DRE-07
  Plan du scénario: Le libellé « Tiers Payant » perd la part qui n'en a pas
    Soit un banc avec la CPS de démonstration et la carte Vitale de « alexis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien saisit 50,00 de RC
    Et l'opticien décoche « <décochée> »
    Et l'opticien vérifie le taux
    Alors l'en-tête porte « <libellé> », « <ro> », « <rc> » et « TP RO+RC »
    Et « Détail remboursements » montre
      | Net    | RO   | RC    | RO+RC | À Charge |
      | 209,00 | 0,03 | 50,00 | 50,03 | <reste>  |
      | 209,00 | 0,03 | 50,00 | 50,03 | <reste>  |

    Exemples:
      | décochée        | libellé         | ro     | rc     | reste  |
      | Tiers Payant RC | Tiers Payant RO | TP RO  | Rbt RC | 208,97 |
      | Tiers Payant RO | Tiers Payant RC | Rbt RO | TP RC  | 159,00 |

  @FSE-01 @DRE-07
  Scénario: La télétransmission RC s'ouvre avec un montant RC, et se ferme sans lui
    Soit un banc avec la CPS de démonstration et la carte Vitale de « alexis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Alors les cases montrent « Télétransmission RC » vide
    Quand l'opticien coche « Télétransmission RC »
    Alors les cases montrent « Télétransmission RC » vide
    Quand l'opticien saisit 50,00 de RC
    Alors les cases montrent « Télétransmission RC » cochée
    Quand l'opticien décoche « Télétransmission RC »
    Et l'opticien saisit 60,00 de RC
    Alors les cases montrent « Télétransmission RC » cochée
    Quand l'opticien saisit 0,00 de RC
    Alors les cases montrent « Télétransmission RC » vide

  @FSE-01
  Plan du scénario: Tiers payant et télétransmission, RO et RC à part, et le destinataire
    Soit un banc avec la CPS de démonstration et la carte Vitale de « alexis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien saisit 50,00 de RC
    Et l'opticien décoche « <première> »
    Et l'opticien décoche « <seconde> »
    Et l'opticien vérifie le taux
    Et l'opticien facture
    Alors les formes de la facture sont « <formes> », payées à « <destinataire> »

    Exemples:
      | première            | seconde             | formes    | destinataire |
      | Tiers Payant RO     | Tiers Payant RO     | FSE + DRE | Opticien     |
      | Tiers Payant RC     | Tiers Payant RC     | FSE + DRE | Opticien     |
      | Tiers Payant RO     | Tiers Payant RC     | FSE + DRE | Assuré       |
      | Télétransmission RC | Télétransmission RC | FSE       | Opticien     |
      | Télétransmission RC | Tiers Payant RC     | FSE       | Opticien     |
      | Télétransmission RC | Tiers Payant RO     | FSE       | Opticien     |

  @FSE-01
  Scénario: La DRE ne part pas sans la FSE, et rien ne part sans télétransmission RO
    Soit un banc avec la CPS de démonstration et la carte Vitale de « alexis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien saisit 50,00 de RC
    Et l'opticien décoche « Télétransmission RO »
    Et l'opticien vérifie le taux
    Et l'opticien facture
    Alors l'avis est « FSE-DRE-SANS-FSE »
    Et aucune facture n'est enregistrée
    Quand l'opticien saisit 0,00 de RC
    Et l'opticien vérifie le taux
    Et l'opticien facture
    Alors la facture est à l'état « Hors télétransmission »
