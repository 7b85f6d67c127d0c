# language: fr
Fonctionnalité: L'ordonnance et l'équipement
  Le dossier optique donne les lignes de la vente : codes, actes et bases viennent des tables. Ce qui ne va pas est dit
  à côté du champ, et rien de faux n'est repris dans le dossier.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @CLI-03 @TAUX-12 @TAUX-08
  Scénario: Les lignes du dossier 253 sortent de l'ordonnance
    Quand l'opticien mène la facture « 253 » jusqu'au bénéficiaire
    Et l'opticien saisit le dossier optique « 253 »
    Alors rien n'est à redire au dossier optique
    Quand l'opticien reprend le dossier optique dans le dossier
    Alors les lignes du dossier sont
      | Rb  | Acte | T | Détail                  | Lpp     | Net    | Base RO |
      | oui | M03  | M | ADELE                   | 7211674 | 209,00 | 0,05    |
      | oui | VU3  | V | Airwear Cz EasyP Chrono | 7230795 | 103,00 | 0,05    |
      | non |      | S | Cz EasyP                |         | 0,00   | 0,00    |
      | oui | VU3  | V | Airwear Cz EasyP Chrono | 7230795 | 103,00 | 0,05    |
      | non |      | S | Cz EasyP                |         | 0,00   | 0,00    |
    Et le dossier fait 415,00 net, dont 415,00 pour les organismes
    Quand l'opticien vérifie le taux
    Alors le total RO est 0,09

  @CLI-03 @TAUX-12 @TAUX-08
  Scénario: Le devis 971 fait 645,00, et 646,00 avec son offre commerciale, que les organismes ne voient pas
    Quand 233 jours passent
    Et l'opticien mène la facture « 253 » jusqu'au bénéficiaire
    Et l'opticien saisit le dossier optique « 971 »
    Alors rien n'est à redire au dossier optique
    Quand l'opticien reprend le dossier optique dans le dossier
    Alors les lignes du dossier sont
      | Rb  | Acte | T | Détail                        | Lpp     | Net    | Base RO |
      | oui | M03  | M | ADELE                         | 7211674 | 209,00 | 0,05    |
      | oui | VM3  | V | CT 28 Orma                    | 7238911 | 187,00 | 0,05    |
      | oui |      | S | Prisme standard               |         | 31,00  | 0,00    |
      | oui | VM3  | V | CT 28 Orma                    | 7238911 | 187,00 | 0,05    |
      | oui |      | S | Prisme standard               |         | 31,00  | 0,00    |
      | non |      | M |                               |         | 0,50   | 0,00    |
      | non |      | V | JS Orga 1.50 non traité Stock |         | 0,25   | 0,00    |
      | non |      | V | JS Orga 1.50 non traité Stock |         | 0,25   | 0,00    |
    Et le dossier fait 646,00 net, dont 645,00 pour les organismes
    Quand l'opticien vérifie le taux
    Alors le total RO est 0,09
    Et le reste à charge du dossier est 645,91

  @TAUX-12
  Scénario: Une ligne dont la case Rb est vide est cachée aux organismes
    Quand l'opticien mène la facture « 253 » jusqu'au bénéficiaire
    Et l'opticien saisit le dossier optique « 253 »
    Et il laisse la case Rb de la monture vide
    Et l'opticien reprend le dossier optique dans le dossier
    Alors le dossier fait 415,00 net, dont 206,00 pour les organismes
    Quand l'opticien vérifie le taux
    Alors le total RO est 0,06

  @CLI-03
  Plan du scénario: Un verre sans code prend celui de sa correction, dans les deux notations
    Quand l'opticien saisit le dossier optique « 253 »
    Et il laisse le code Lpp du verre OD vide
    Et il écrit « <sphere> » dans la sphère OD
    Et il écrit « <cylindre> » dans le cylindre OD
    Et il écrit « <axe> » dans l'axe OD
    Alors le verre OD proposé est « 2229824 », acte « VU3 », classe « B »

    Exemples:
      | sphere | cylindre | axe |
      | +1,00  | +1,00    | 45  |
      | +2,00  | -1,00    | 135 |

  @CLI-03
  Plan du scénario: Ce qui ne va pas est dit à côté du champ
    Quand l'opticien mène la facture « 253 » jusqu'au bénéficiaire
    Et l'opticien saisit le dossier optique « 253 »
    Et il écrit « <saisie> » dans <champ>
    Alors l'avis « <avis> » est à côté de <place>
    Quand l'opticien reprend le dossier optique dans le dossier
    Alors rien n'est repris dans le dossier

    Exemples:
      | saisie     | champ                     | avis                    | place                     |
      | abc        | la sphère OD              | OPT-PUISSANCE-ILLISIBLE | la sphère OD              |
      | 30/02/2024 | la date de l'ordonnance   | FSE-DATE-IMPOSSIBLE     | la date de l'ordonnance   |
      | 26/05/2018 | la date de l'ordonnance   | OPT-ORDONNANCE-PERIMEE  | la date de l'ordonnance   |
      | 29/05/2024 | la date de l'ordonnance   | OPT-ORDONNANCE-FUTURE   | la date de l'ordonnance   |
      | 200        | l'axe OD                  | OPT-AXE-IMPOSSIBLE      | l'axe OD                  |
      | 7230796    | le code Lpp du verre OD   | FSE-LPP-FAUX            | le code Lpp du verre OD   |
      | 2276870    | le code Lpp de la monture | OPT-CODE-ENFANT         | le code Lpp de la monture |
      | douze      | la hauteur H.OD           | OPT-MESURE-ILLISIBLE    | la hauteur H.OD           |

  @CLI-03
  Scénario: Les mesures de montage et la traçabilité sont gardées
    Quand l'opticien saisit le dossier optique « 253 »
    Et il écrit « 22,5 » dans la hauteur H.OD
    Et il écrit « SN-0042 » dans le n° de série de la monture
    Alors la hauteur de l'œil droit est gardée à 225 dixièmes de millimètre
    Et le n° de série « SN-0042 » suit « ADELE »

  @CLI-03
  Scénario: Un équipement qui vient trop tôt est signalé, sans rien bloquer
    Quand l'opticien mène la facture « 253 » jusqu'au bénéficiaire
    Et l'opticien saisit le dossier optique « 253 »
    Et il écrit « 01/09/2023 » dans l'équipement précédent
    Alors l'avis « OPT-RENOUVELLEMENT-ANTICIPE » est à côté de l'équipement précédent
    Quand l'opticien reprend le dossier optique dans le dossier
    Alors le dossier fait 415,00 net, dont 415,00 pour les organismes

  @USR-02
  Scénario: La date de prescription facturée est celle du renouvellement
    Quand l'opticien mène la facture « 253 » jusqu'au bénéficiaire
    Et l'opticien saisit un renouvellement de l'ordonnance du 01/03/2022
    Alors rien n'est à redire au dossier optique
    Et l'ordonnance du dossier optique est du 01/03/2022
    Quand l'opticien reprend le dossier optique dans le dossier
    Alors la prescription facturée est du 27/05/2024, « Renouvellement Adapté »
    Quand l'opticien vérifie le taux
    Et l'opticien valide
    Et l'opticien signe
    Alors l'ordonnance de la facture « 253 » est à numériser

  @USR-02
  Plan du scénario: Un renouvellement à qui il manque quelque chose n'est pas repris
    Quand l'opticien mène la facture « 253 » jusqu'au bénéficiaire
    Et l'opticien saisit un renouvellement de l'ordonnance du 01/03/2022
    Et il laisse <champ> vide
    Alors l'avis « <avis> » est à côté de <champ>
    Quand l'opticien reprend le dossier optique dans le dossier
    Alors rien n'est repris dans le dossier

    Exemples:
      | champ                     | avis                              |
      | la mention                | OPT-RENOUVELLEMENT-SANS-MENTION   |
      | le cachet                 | OPT-RENOUVELLEMENT-SANS-CACHET    |
      | la signature              | OPT-RENOUVELLEMENT-SANS-SIGNATURE |
      | la date du renouvellement | OPT-RENOUVELLEMENT-SANS-DATE      |

  @USR-02
  Scénario: Une ordonnance de trois ans ne se renouvelle plus
    Quand l'opticien mène la facture « 253 » jusqu'au bénéficiaire
    Et l'opticien saisit un renouvellement de l'ordonnance du 27/05/2021
    Et l'opticien reprend le dossier optique dans le dossier
    Alors rien n'est repris dans le dossier

  @CLI-03
  Scénario: L'ordonnance et son prescripteur suivent la vente jusqu'à la facture qui remplace la première
    Quand l'opticien mène la facture « 253 » jusqu'au bénéficiaire
    Et l'opticien saisit le dossier optique « 253 »
    Et il écrit « 99100070 5 » dans le n° de prescripteur
    Alors l'avis « OPT-PRESCRIPTEUR-FAUX » est à côté du n° de prescripteur
    Quand il écrit « 00991000697 » dans le n° RPPS
    Alors l'avis « OPT-RPPS-FAUX » est à côté du n° RPPS
    Quand il écrit « 99100070 4 » dans le n° de prescripteur
    Et il écrit « 00991000696 » dans le n° RPPS
    Et il écrit « 22,5 » dans la hauteur H.OD
    Et l'opticien reprend le dossier optique dans le dossier
    Et l'opticien vérifie le taux
    Et l'opticien facture sous un numéro provisoire, et signe
    Alors la FSE signée de la facture « 260 » nomme le prescripteur « 991000704 », spécialité « 15 »
    Et la page de la facture « 260 » montre « 991000704 · RPPS 00991000696 · CNDA TEST CNDA »
    Et la page de la facture « 260 » montre « OD VL +1,00 +1,00 45 »
    Et la page de la facture « 260 » montre « H.OD 22,5 mm »
    Quand l'opticien commence avec un autre patient
    Et l'opticien fait l'avoir de la facture « 260 », sa FSE supprimée, et la refait
    Alors la page de la facture « 261 » montre « 991000704 · RPPS 00991000696 · CNDA TEST CNDA »
    Et la page de la facture « 261 » montre « OD VL +1,00 +1,00 45 »
    Quand l'opticien reprend l'ordonnance de la facture « 261 »
    Alors la hauteur de l'œil droit est gardée à 225 dixièmes de millimètre
