# language: fr
Fonctionnalité: Les saisies fausses
  Tout ce qui est faux se dit à la fois, chaque constat à côté de son champ ; rien n'est gardé.

  @TAUX-03
  Plan du scénario: Une date d'aucun calendrier se dit à côté de son champ
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien tape « <ordonnance> » pour le jour de l'ordonnance
    Et l'opticien tape « <acte> » pour le jour de l'acte
    Et l'opticien tape « <facture> » pour le jour de la facture
    Et l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Alors le constat « <constat> » est à côté de « <champ> »

    Exemples:
      | ordonnance | acte       | facture    | constat             | champ        |
      | 30/02/2024 | 28/05/2024 | 28/05/2024 | FSE-DATE-IMPOSSIBLE | prescription |
      | 26/19/2024 | 28/05/2024 | 28/05/2024 | FSE-DATE-IMPOSSIBLE | prescription |
      | 26/05/2024 | 29/02/2023 | 28/05/2024 | FSE-DATE-IMPOSSIBLE | act_day      |
      | 26/05/2024 | 28/05/2024 | 31/04/2024 | FSE-DATE-IMPOSSIBLE | invoice_date |
      | 26/05/2024 | 28/05/2024 | 28/05/24   | FSE-DATE-IMPOSSIBLE | invoice_date |

  @TAUX-01 @TAUX-03
  Plan du scénario: Une date qui ne va pas avec les autres se dit, et rien n'est facturé
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien tape « <ordonnance> » pour le jour de l'ordonnance
    Et l'opticien tape « <acte> » pour le jour de l'acte
    Et l'opticien tape « <facture> » pour le jour de la facture
    Et l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Alors le constat « <constat> » est à côté de « <champ> »
    Quand l'opticien vérifie le taux
    Et l'opticien facture
    Alors l'avis est « FSE-TAUX-NON-VERIFIE »
    Et aucune facture n'est enregistrée

    Exemples:
      | ordonnance | acte       | facture    | constat                    | champ        |
      | 29/05/2024 | 28/05/2024 | 28/05/2024 | FSE-ORDONNANCE-POSTERIEURE | prescription |
      | 28/05/2024 | 27/05/2024 | 28/05/2024 | FSE-ORDONNANCE-APRES-ACTE  | prescription |
      | 26/05/1924 | 28/05/2024 | 28/05/2024 | FSE-DATE-HORS-NORME        | prescription |
      | 26/05/2024 | 29/05/2024 | 28/05/2024 | FSE-ACTE-APRES-FACTURE     | act_day      |
      | 26/05/2024 | 30/05/2024 | 29/05/2024 | FSE-ACTE-FUTUR             | act_day      |
      | 26/05/2024 | 28/05/2024 | 29/05/2024 | FSE-DATE-FUTURE            | invoice_date |
      | 27/05/2021 | 28/05/2024 | 28/05/2024 | OPT-ORDONNANCE-PERIMEE     | prescription |

  @TAUX-08
  Plan du scénario: Un article qui ne se lit pas se dit à côté de son champ, et rien n'est gardé
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M01 2222124 30,00 9,00 + <article> » à la personne de la carte
    Alors le constat « <constat> » est à côté de « <champ> »
    Et aucune vente n'est gardée
    Et la page de la vente montre « <constat> » à côté de « <champ> »

    Exemples:
      | article                       | constat               | champ   |
      | M03 7211675 209,00 0,05       | FSE-LPP-FAUX          | l2.lpp  |
      | M03 ABC 209,00 0,05           | FSE-LPP-FAUX          | l2.lpp  |
      | M03 7211674 -209,00 0,05      | FSE-SAISIE-NEGATIVE   | l2.net  |
      | M03 7211674 209,00 -0,05      | FSE-SAISIE-NEGATIVE   | l2.base |
      | M03 7211674 209,0 0,05        | FSE-MONTANT-ILLISIBLE | l2.net  |
      | M03 7211674 12345678901 0,05  | FSE-MONTANT-ILLISIBLE | l2.net  |
      | M-3 7211674 209,00 0,05       | FSE-ACTE-FAUX         | l2.act  |

  @TAUX-01 @TAUX-08
  Plan du scénario: Un article qui ne se facture pas se dit, et rien n'est facturé
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M01 2222124 30,00 9,00 + <article> » à la personne de la carte
    Alors le constat « <constat> » est à côté de « line 2 »
    Quand l'opticien vérifie le taux
    Et l'opticien facture
    Alors l'avis est « FSE-TAUX-NON-VERIFIE »
    Et aucune facture n'est enregistrée

    Exemples:
      | article                       | constat                |
      | M03 2223342 209,00 2,84       | FSE-LPP-FERME          |
      | M04 2276870 209,00 0,05       | OPT-CODE-ENFANT        |
      | M03 7211674 100000,00 0,05    | FSE-MONTANT-TROP-GRAND |
      | M03 7211674 209,00 100000,00  | FSE-MONTANT-TROP-GRAND |
      | M03 - 209,00 0,05             | FSE-LIGNE-SANS-LPP     |
      | S - 31,00 0,00                | FSE-LIGNE-SANS-ACTE    |

  @TAUX-08
  Plan du scénario: Un montant RC qui ne se lit pas se dit à côté de lui
    Soit un banc avec la CPS de démonstration et la carte Vitale de « alexis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien saisit <rc> de RC
    Alors le constat « <constat> » est à côté de « rc_total »

    Exemples:
      | rc      | constat               |
      | -1,00   | FSE-SAISIE-NEGATIVE   |
      | 1,5     | FSE-MONTANT-ILLISIBLE |

  @TAUX-01 @DRE-03
  Plan du scénario: Un montant RC plus haut que ce qui reste se dit, et rien n'est facturé
    Soit un banc avec la CPS de démonstration et la carte Vitale de « alexis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien saisit <rc> de RC
    Alors le constat « <constat> » est à côté de « rc_total »
    Quand l'opticien vérifie le taux
    Et l'opticien facture
    Alors l'avis est « FSE-TAUX-NON-VERIFIE »
    Et aucune facture n'est enregistrée

    Exemples:
      | rc             | constat           |
      | 208,98         | FSE-RC-TROP-GRAND |
      | 999999999,99   | FSE-RC-TROP-GRAND |

  @TAUX-08
  Scénario: Une base plus haute que le prix ne rembourse que le prix
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M01 2222124 3,00 9,00 » à la personne de la carte
    Et l'opticien vérifie le taux
    Alors « Détail remboursements » montre
      | Net  | Base RO | RO   | À Charge |
      | 3,00 | 9,00    | 3,00 | 0,00     |
      | 3,00 | 9,00    | 3,00 | 0,00     |

  @TAUX-08
  Scénario: Une PEC plus haute que ce qui reste d'une ligne se dit à côté de la ligne
    Soit un banc avec la CPS de démonstration et la carte Vitale de « alexis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 + VU3 7230795 103,00 0,05 » à la personne de la carte
    Et la PEC accorde « 100,00 / 102,98 », ligne par ligne
    Alors le constat « FSE-RC-LIGNE-TROP-GRAND » est à côté de « line 2 »

  @TAUX-08
  Scénario: Rien n'est perdu : tout ce qui bloque se dit à la fois, et rien n'est gardé à moitié
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien tape « 26/05/2020 » pour le jour de l'ordonnance
    Et l'opticien tape « 31/04/2024 » pour le jour de l'acte
    Et l'opticien vend « M03 7211675 209,00 0,05 + M03 2223342 100000,00 2,84 + M04 2276870 -5,00 0,05 + M03 7211674 209,00 0,05 » à la personne de la carte
    Alors les constats sont, tous à la fois
      | constat                | champ        |
      | FSE-DATE-IMPOSSIBLE    | act_day      |
      | FSE-LPP-FAUX           | l1.lpp       |
      | FSE-SAISIE-NEGATIVE    | l3.net       |
      | FSE-MONTANT-TROP-GRAND | line 2       |
      | FSE-LPP-FERME          | line 2       |
      | OPT-CODE-ENFANT        | line 3       |
      | OPT-ORDONNANCE-PERIMEE | prescription |
    Et aucune vente n'est gardée
    Et la vente tapée est restée telle quelle
    Quand l'opticien tape « 28/05/2024 » pour le jour de l'acte
    Et l'opticien saisit la vente « M03 2223342 100000,00 2,84 + M04 2276870 5,00 0,05 »
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien met « Soins en rapport avec l'ALD » à « OUI »
    Et l'opticien met « Victime Attentat » à « OUI »
    Et l'opticien met « Nature Assurance » à « Maternité »
    Et l'opticien force « Forçage Service AMO » à « 77 »
    Alors les constats sont, tous à la fois
      | constat                    | champ              |
      | FSE-MONTANT-TROP-GRAND     | line 1             |
      | FSE-LPP-FERME              | line 1             |
      | OPT-CODE-ENFANT            | line 2             |
      | OPT-ORDONNANCE-PERIMEE     | prescription       |
      | FSE-ALD-NON-PRESCRITE      | ald                |
      | FSE-ATTESTATION-ATTENTAT   | attack_certificate |
      | FSE-DATE-MATERNITE-ABSENTE | maternity_day      |
      | FSE-SERVICE-INCONNU        | amo_service        |
    Quand l'opticien vérifie le taux
    Et l'opticien facture
    Alors l'avis est « FSE-TAUX-NON-VERIFIE »
    Et aucune facture n'est enregistrée

  @TAUX-08
  Scénario: Sans prescripteur, rien n'est facturé : la norme le demande
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien tape « » pour le numéro du prescripteur
    Et l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Alors le constat « FSE-PRESCRIPTEUR-ABSENT » est à côté de « prescriber.number »
    Quand l'opticien vérifie le taux
    Et l'opticien facture
    Alors l'avis est « FSE-PRESCRIPTEUR-ABSENT »
    Et aucune facture n'est enregistrée
    Quand l'opticien nomme le prescripteur « 99100069 7 » à la vente
    Alors le constat « OPT-PRESCRIPTEUR-FAUX » est à côté de « prescriber.number »
    Quand l'opticien nomme le prescripteur « 99100069 6 » à la vente
    Alors rien n'est à corriger
    Quand l'opticien facture
    Alors la facture est à l'état « TP Calculé »
    Et la facture porte le prescripteur « 991000696 »

  @TAUX-08
  Plan du scénario: Une naissance d'aucun calendrier ne bloque rien
    Soit un banc avec la CPS de démonstration et la carte Vitale de « <qui> »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Alors rien ne bloque
    Quand l'opticien vérifie le taux
    Alors le taux est de 60 %, exonération « 0 »

    Exemples:
      | qui     |
      | lunaire |
      | fevrier |
      | inconnu |
      | alain   |

  @TAUX-08
  Scénario: Un code de verre inconnu de nos tables se dit et ne bloque pas : la base a été tapée
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « VU3 2299990 103,00 0,05 » à la personne de la carte
    Alors le constat « FSE-LPP-INCONNU » avertit à côté de « line 1 »
    Et rien ne bloque
    Quand l'opticien vérifie le taux
    Et la vente est facturée, signée, télétransmise et répondue
    Alors la facture est à l'état « Payé »

  @TAUX-08
  Scénario: Les codes des manuels sont connus de nos tables
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M03 7211674 100,00 0,05 + VU3 7230795 103,00 0,05 + VM3 7238911 187,00 0,05 + M01 2222124 30,00 9,00 » à la personne de la carte
    Alors rien n'est à corriger

  @TAUX-08
  Scénario: L'appli d'un patient ne sert pas au dossier d'un autre
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Et une boutique qui lit l'appli carte Vitale par « nfc »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien vérifie le taux
    Et l'opticien lit l'appli de « desmaux »
    Et l'opticien facture
    Alors l'avis est « FSE-TAUX-NON-VERIFIE »
    Et aucune facture n'est enregistrée

  @TAUX-07
  Scénario: La carte d'un autre patient ne signe pas la facture du premier
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien vérifie le taux
    Et l'opticien facture
    Et la carte Vitale de « arthur » est mise à sa place
    Et l'opticien signe
    Alors l'avis est « CAR-AUTRE-CARTE »
    Et la facture est à l'état « TP Calculé »
