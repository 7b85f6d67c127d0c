# language: fr
Fonctionnalité: Le taux de chacun, jusqu'au paiement
  Un taux n'est juste que si la caisse le paie : chaque situation va jusqu'à la réponse des payeurs.

  @TAUX-08 @TAUX-11
  Plan du scénario: Les personnes du registre des factures et chaque régime, payés
    Soit un banc avec la CPS de démonstration et la carte Vitale de « <qui> »
    Quand l'opticien vend « <vente> » à la personne de la carte
    Et l'opticien demande les droits
    Et l'opticien vérifie le taux
    Alors le taux est de <taux> %, exonération « <code> »
    Quand la vente est facturée, signée, télétransmise et répondue
    Alors la facture est à l'état « Payé »
    Et les payeurs ont versé <ro> de RO et <rc> de RC

    Exemples: Le registre des factures
      | qui       | vente                      | taux | code | ro   | rc    |
      | arthur    | M03 7211674 209,00 0,05    | 60   | 0    | 0,03 | 0,00  |
      | alexis    | M03 7211674 209,00 0,05    | 60   | 0    | 0,03 | 0,00  |
      | alain     | M03 7211674 209,00 0,05    | 100  | 5    | 0,05 | 0,00  |
      | castrois  | M03 7211674 209,00 0,05    | 100  | 5    | 0,05 | 0,00  |
      | amelie    | M03 7211674 209,00 0,05    | 100  | 5    | 0,05 | 0,00  |
      | denis     | M01 2222124 30,00 9,00     | 60   | 0    | 5,40 | 0,00  |
      | issner    | M01 2222124 30,00 9,00     | 60   | 0    | 5,40 | 24,60 |
      | alainter  | M01 2222124 30,00 9,00     | 60   | 0    | 5,40 | 24,60 |
      | issner    | OPT 2200000 5,52 5,52      | 60   | 0    | 3,31 | 2,21  |

    Exemples: Les régimes et les exonérations
      | qui       | vente                      | taux | code | ro   | rc    |
      | alsacien  | M03 7211674 209,00 0,05    | 90   | 0    | 0,05 | 0,00  |
      | alsacien  | M01 2222124 30,00 9,00     | 90   | 0    | 8,10 | 0,00  |
      | maternite | M01 2222124 30,00 9,00     | 100  | 3    | 9,00 | 0,00  |
      | militaire | M01 2222124 30,00 9,00     | 100  | 0    | 9,00 | 0,00  |
      | fsv       | M01 2222124 30,00 9,00     | 80   | 9    | 7,20 | 0,00  |
      | ame       | M01 2222124 30,00 9,00     | 100  | 0    | 9,00 | 0,00  |
      | c2smutuelle | M01 2222124 30,00 9,00   | 60   | 0    | 5,40 | 24,60 |

  @TAUX-08 @TAUX-11 @DRE-03
  Scénario: ESSAI ALEXANDRE, régime 10 : 4,69 et 0,83
    Soit un banc avec la CPS de démonstration et la carte Vitale de « alexandre »
    Quand l'opticien vend « OPT 2200000 5,52 5,52 » à la personne de la carte
    Et l'opticien saisit 0,83 de RC
    Et l'opticien demande les droits
    Et l'opticien vérifie le taux
    Alors le taux est de 85 %, exonération « 0 »
    Et la RC va « par DRE » à « 62013354 »
    Et le constat « FSE-LPP-INCONNU » avertit à côté de « line 1 »
    Quand la vente est facturée, signée, télétransmise et répondue
    Alors la facture est à l'état « Payé »
    Et les payeurs ont versé 4,69 de RO et 0,83 de RC

  @TAUX-11 @TAUX-16
  Plan du scénario: Des soins d'une ALD prescrits comme tels, et les autres
    Soit un banc avec la CPS de démonstration et la carte Vitale de « ald »
    Et une ordonnance qui dit les soins en rapport avec l'ALD
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien demande les droits
    Et l'opticien ouvre « Vérification taux »
    Alors « Soins en rapport avec l'ALD » vaut « OUI »
    Quand l'opticien met « Soins en rapport avec l'ALD » à « <ald> »
    Et l'opticien vérifie le taux
    Alors le taux est de <taux> %, exonération « <code> »
    Quand la vente est facturée, signée, télétransmise et répondue
    Alors la facture est à l'état « Payé »
    Et les payeurs ont versé <ro> de RO et 0,00 de RC

    Exemples:
      | ald | taux | code | ro   |
      | OUI | 100  | 4    | 9,00 |
      | NON | 60   | 0    | 5,40 |

  @TAUX-06 @TAUX-11
  Plan du scénario: La nature d'assurance dite à la main, payée à 100 %
    Soit un banc avec la CPS de démonstration et la carte Vitale de « <qui> »
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien demande les droits
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien met « Nature Assurance » à « <nature> »
    Et l'opticien met « <champ> » à « <valeur> »
    Et l'opticien vérifie le taux
    Alors le taux est de 100 %, exonération « 0 »
    Quand la vente est facturée, signée, télétransmise et répondue
    Alors la facture est à l'état « Payé »
    Et les payeurs ont versé 9,00 de RO et 0,00 de RC

    Exemples:
      | qui       | nature                       | champ                         | valeur     |
      | denis     | Maternité                    | Début de grossesse            | 01/11/2023 |
      | accidente | Accident du travail          | Date de l'accident du travail | 20/03/2024 |
      | militaire | Soins Médicaux Gratuit (SMG) | Prise en charge SMG           | NON        |

  @TAUX-11
  Plan du scénario: La maternité avant le sixième mois et après sa fin est au taux ordinaire
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien met « Nature Assurance » à « Maternité »
    Et l'opticien met « Début de grossesse » à « <début> »
    Et l'opticien vérifie le taux
    Alors le taux est de <taux> %, exonération « 0 »

    Exemples:
      | début      | taux |
      | 29/12/2023 | 60   |
      | 28/12/2023 | 100  |
      | 16/08/2023 | 100  |
      | 15/08/2023 | 60   |

  @TAUX-08 @TAUX-11
  Scénario: ALAIN au taux de sa carte : la caisse connaît l'exonération et rejette
    Soit un banc avec la CPS de démonstration et la carte Vitale de « alain »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien vérifie le taux
    Alors le taux est de 60 %, exonération « 0 »
    Quand la vente est facturée, signée, télétransmise et répondue
    Alors la facture est à l'état « Rejeté »
    Et la caisse rejette la part RO avec le code « 0450 0561 »
    Et les payeurs ont versé 0,00 de RO et 0,00 de RC

  @TAUX-04 @TAUX-11
  Plan du scénario: En dégradé, l'exonération choisie à la main doit être celle de la caisse
    Soit un banc avec la CPS de démonstration et la carte Vitale de « <qui> »
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien met « Pièce Justif. AMO » à « L'assuré a présenté un bulletin de salaire, une attestation de droits, une prise en charge pour l'AME, etc... »
    Et l'opticien met « Taux Exonération » à « <choix> »
    Et l'opticien vérifie le taux
    Et la vente est facturée, signée, télétransmise et répondue
    Alors la facture est sécurisée en « DEGRADE - Signature définitive par CPS seulement (remplace le mode SESAM_VITALE en cas d'oubli de la CVIT) »
    Et la facture est à l'état « <état> »
    Et les payeurs ont versé <ro> de RO et 0,00 de RC

    Exemples:
      | qui   | choix                   | état   | ro   |
      | denis | 15 Non exonéré          | Payé   | 5,40 |
      | alain | 100% toutes prestations | Payé   | 9,00 |
      | fsv   | Taux FSV                | Payé   | 7,20 |
      | alain | 15 Non exonéré          | Rejeté | 0,00 |
      | denis | 100% toutes prestations | Rejeté | 0,00 |

  @TAUX-11 @TAUX-14
  Plan du scénario: Les cases du dossier, taux et destinataire
    Soit un banc avec la CPS de démonstration et la carte Vitale de « <qui> »
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien coche « <case> »
    Et l'opticien vérifie le taux
    Alors les cases montrent « <case> » cochée
    Et le taux est de <taux> %, exonération « <code> »
    Et la RC va « <voie> » à « <organisme> »
    Et le récapitulatif donne 30,00 d'honoraires, <ro> d'avance AMO, <rc> d'avance AMC et <reste> de restant dû après facturation

    Exemples:
      | qui         | case                    | taux | code | voie          | organisme | ro   | rc    | reste |
      | denis       | C2S RO                  | 60   | 0    | avec la FSE   | 99999997  | 5,40 | 24,60 | 0,00  |
      | alexis      | C2S MUT                 | 60   | 0    | par DRE       | 1100000000 | 5,40 | 24,60 | 0,00  |
      | denis       | AME                     | 100  | 5    | nulle part    | personne  | 9,00 | 0,00  | 21,00 |
      | denis       | Contrat non responsable | 60   | 0    | nulle part    | personne  | 5,40 | 0,00  | 24,60 |

  @TAUX-14
  Scénario: Décocher une case rend ce qu'elle avait changé, et deux cases contraires se disent
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien coche « C2S RO »
    Et l'opticien vérifie le taux
    Alors la RC va « avec la FSE » à « 99999997 »
    Quand l'opticien coche « AME »
    Alors le constat « FSE-CASES-CONTRAIRES » est à côté de « boxes »
    Quand l'opticien décoche « AME »
    Et l'opticien décoche « C2S RO »
    Et l'opticien vérifie le taux
    Alors la RC va « nulle part » à « personne »
    Et les cases montrent « C2S RO » vide

  @TAUX-14
  Scénario: « C2S RO » est cochée d'après les droits
    Soit un banc avec la CPS de démonstration et la carte Vitale de « issner »
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Alors les cases montrent « C2S RO » cochée
    Et les cases montrent « C2S MUT » vide

  @TAUX-14
  Scénario: Le plafond de la monture ne vaut que pour un contrat responsable
    Soit un banc avec la CPS de démonstration et la carte Vitale de « alexis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien saisit 150,00 de RC
    Alors le constat « FSE-PLAFOND-MONTURE » avertit à côté de « line 1 »
    Quand l'opticien coche « Contrat non responsable »
    Alors le constat « FSE-PLAFOND-MONTURE » a disparu
    Quand l'opticien décoche « Contrat non responsable »
    Alors le constat « FSE-PLAFOND-MONTURE » avertit à côté de « line 1 »
