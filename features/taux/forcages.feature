# language: fr
Fonctionnalité: Le bouton « SESAM-Vitale » et la vérification périmée
  Chaque forçage a son effet, et le reprendre rend ce qui était lu ; un changement après la
  vérification se voit, et arrête la facturation.

  @TAUX-10
  Scénario: Les cinq fenêtres, dans l'ordre du manuel
    Soit un banc avec la CPS de démonstration et la carte Vitale de « issner »
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien force « Forçage Service AMO » à « 00 »
    Alors les forçages sont
      | fenêtre                 | lu         | forcé |
      | Forçage Maternité       |            |       |
      | Situation ETM           |            |       |
      | Forçage Service AMO     | 01         | 00    |
      | Forçage Siècle Naissance | 12/04/1976 |      |
      | Attestation AMC         |            |       |

  @TAUX-10
  Scénario: La fin de la maternité se corrige, et se reprend
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien met « Nature Assurance » à « Maternité »
    Et l'opticien met « Début de grossesse » à « 10/08/2023 »
    Et l'opticien vérifie le taux
    Alors le taux est de 60 %, exonération « 0 »
    Quand l'opticien force « Forçage Maternité » à « 30/06/2024 »
    Et l'opticien vérifie le taux
    Alors le taux est de 100 %, exonération « 0 »
    Et les forçages sont
      | fenêtre                  | lu         | forcé      |
      | Forçage Maternité        | 22/05/2024 | 30/06/2024 |
      | Situation ETM            |            |            |
      | Forçage Service AMO      | 00         |            |
      | Forçage Siècle Naissance | 09/09/1974 |            |
      | Attestation AMC          |            |            |
    Quand l'opticien supprime le forçage « Forçage Maternité »
    Et l'opticien vérifie le taux
    Alors le taux est de 60 %, exonération « 0 »

  @TAUX-10
  Scénario: Une fin de maternité d'avant son début se dit
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien met « Nature Assurance » à « Maternité »
    Et l'opticien met « Début de grossesse » à « 10/08/2023 »
    Et l'opticien force « Forçage Maternité » à « 01/01/2023 »
    Alors le constat « FSE-FIN-MATERNITE-IMPOSSIBLE » est à côté de « maternity_end »
    Quand l'opticien supprime le forçage « Forçage Maternité »
    Alors le constat « FSE-FIN-MATERNITE-IMPOSSIBLE » a disparu

  @TAUX-10
  Scénario: La situation ETM ne se force qu'en dégradé
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien demande les droits
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien force « Situation ETM » à « 100% toutes prestations »
    Alors le constat « FSE-ETM-HORS-DEGRADE » est à côté de « exemption »
    Quand l'opticien supprime le forçage « Situation ETM »
    Alors le constat « FSE-ETM-HORS-DEGRADE » a disparu
    Quand la fente « vitale » est vidée
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien force « Situation ETM » à « 100% toutes prestations »
    Alors « Taux Exonération » vaut « 100% toutes prestations »
    Quand l'opticien vérifie le taux
    Alors le taux est de 100 %, exonération « 5 »
    Quand l'opticien supprime le forçage « Situation ETM »
    Et l'opticien vérifie le taux
    Alors le taux est de 60 %, exonération « 0 »

  @TAUX-10 @TAUX-14
  Plan du scénario: Le service AMO ajoute ou ôte une C2S, et se reprend
    Soit un banc avec la CPS de démonstration et la carte Vitale de « <qui> »
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien vérifie le taux
    Alors la RC va « <avant> » à « <organisme avant> »
    Quand l'opticien force « Forçage Service AMO » à « <service> »
    Et l'opticien vérifie le taux
    Alors la RC va « <après> » à « <organisme après> »
    Et les cases montrent « C2S RO » <case>
    Quand l'opticien supprime le forçage « Forçage Service AMO »
    Et l'opticien vérifie le taux
    Alors la RC va « <avant> » à « <organisme avant> »

    Exemples:
      | qui    | avant       | organisme avant | service | après       | organisme après | case   |
      | denis  | nulle part  | personne        | 01      | avec la FSE | 99999997        | cochée |
      | issner | avec la FSE | 99999997        | 00      | nulle part  | personne        | vide   |

  @TAUX-10
  Scénario: Un service AMO inconnu se dit
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien force « Forçage Service AMO » à « 77 »
    Alors le constat « FSE-SERVICE-INCONNU » est à côté de « amo_service »

  @TAUX-10
  Scénario: Le siècle de naissance, quand la carte ne le dit pas
    Soit un banc avec la CPS de démonstration et la carte Vitale de « sanssiecle »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Alors le constat « OPT-AGE-INCONNU » avertit à côté de « prescription »
    Quand l'opticien force « Forçage Siècle Naissance » à « 19 »
    Alors le constat « OPT-AGE-INCONNU » a disparu
    Et les forçages sont
      | fenêtre                  | lu       | forcé      |
      | Forçage Maternité        |          |            |
      | Situation ETM            |          |            |
      | Forçage Service AMO      | 00       |            |
      | Forçage Siècle Naissance | 20/01/0020 | 20/01/1920 |
      | Attestation AMC          |          |            |
    Quand l'opticien supprime le forçage « Forçage Siècle Naissance »
    Alors le constat « OPT-AGE-INCONNU » avertit à côté de « prescription »
    Quand l'opticien force « Forçage Siècle Naissance » à « 17 »
    Alors le constat « CAR-SIECLE-IMPOSSIBLE » est à côté de « century »

  @TAUX-10
  Scénario: L'attestation AMC nomme une mutuelle que les droits ne disent pas
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien saisit 50,00 de RC
    Alors le constat « FSE-AMC-INCONNUE » est à côté de « rc_total »
    Quand l'opticien force « Attestation AMC » à « 1100000000 »
    Et l'opticien vérifie le taux
    Alors la RC va « par DRE » à « 1100000000 »
    Quand l'opticien supprime le forçage « Attestation AMC »
    Alors le constat « FSE-AMC-INCONNUE » est à côté de « rc_total »
    Quand l'opticien force « Attestation AMC » à « 1100000000 »
    Et l'opticien vérifie le taux
    Et la vente est facturée, signée, télétransmise et répondue
    Alors la facture est à l'état « Payé »
    Et les payeurs ont versé 0,03 de RO et 50,00 de RC

  @TAUX-09
  Plan du scénario: Un changement après la vérification la périme et arrête la facturation
    Soit un banc avec la CPS de démonstration et la carte Vitale de « alexis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 + VU3 7230795 103,00 0,05 » à la personne de la carte
    Et l'opticien saisit 50,00 de RC
    Et l'opticien vérifie le taux
    Alors la vérification tient
    Quand <geste>
    Alors la vérification est périmée pour
      | constat   | champ   |
      | <constat> | <champ> |
    Quand l'opticien facture
    Alors l'avis est « FSE-TAUX-PERIME »
    Et aucune facture n'est enregistrée
    Quand l'opticien vérifie le taux
    Alors la vérification tient
    Quand l'opticien facture
    Alors la facture est à l'état « TP Calculé »

    Exemples:
      | geste                                                                     | constat            | champ        |
      | l'opticien change la ligne 2 : « prix 104,00 »                            | FSE-PERIME-PRIX    | line 2       |
      | l'opticien change la ligne 1 : « article M03 2264861 209,00 0,05 »        | FSE-PERIME-ARTICLE | line 1       |
      | l'opticien change la ligne 2 : « Rb décoché »                             | FSE-PERIME-ARTICLE | line 2       |
      | l'opticien saisit 51,00 de RC                                             | FSE-PERIME-RC      | rc_total     |
      | l'opticien décoche « Tiers Payant RC »                                    | FSE-PERIME-CHAMP   | tiers_payant |
      | l'opticien met « Pièce Justif. AMC » à « le PS a vérifié les droits du patient sur le serveur de l'AMC : exemple site web » | FSE-PERIME-CHAMP | amc_proof |

  @TAUX-09
  Scénario: Des droits qui changent entre la vérification et la facture arrêtent celle-ci
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Et la boutique appelle ADRi de façon systématique
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien lance « Vérif. taux »
    Alors le taux est de 60 %, exonération « 0 »
    Quand les droits de « denis » sont exonérés
    Et l'opticien facture
    Alors l'avis est « FSE-TAUX-CHANGE »
    Et aucune facture n'est enregistrée
    Quand l'opticien lance « Vérif. taux »
    Alors le taux est de 100 %, exonération « 5 »

  @TAUX-09
  Scénario: Une autre mutuelle trouvée au moment de facturer arrête la facture
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et la boutique appelle ADRi de façon systématique
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien saisit 10,00 de RC
    Et l'opticien lance « Vérif. taux »
    Alors la RC va « par DRE » à « 1100000000 »
    Quand la mutuelle de « desmaux » est « 62013354 »
    Et l'opticien facture
    Alors l'avis est « FSE-TAUX-CHANGE »
    Et aucune facture n'est enregistrée

  @FSE-02
  Scénario: La génération de la FSE 253 répète l'écran, ce qui ne change pas y est grisé
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien vend « VU3 7230795 103,00 0,05 + VU3 7230795 103,00 0,05 + M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien vérifie le taux
    Et l'opticien ouvre « Génération de la FSE »
    Alors « Vérification taux » montre
      | Ordo.                       | 26/05/2024                                                           |
      | Acte                        | 28/05/2024                                                           |
      | Facture                     | 28/05/2024                                                           |
      | Pièce Justif. AMO           | L'assuré a présenté sa carte Vitale                                  |
      | Droits AMO                  | Droits AMO ouverts                                                   |
      | Pièce Justif. AMC           | le patient ne présente aucun justificatif                            |
      | Accident Droit Commun       | NON                                                                  |
      | Soins en rapport avec l'ALD | NON                                                                  |
      | Nature Assurance            | Maladie                                                              |
      | Mode Sécurisation           | SESAM_VITALE - Signature définitive simultanée par la CPS et la CVIT |
    Et chaque champ de « Vérification taux » se change, sauf « Ordo., Acte, Facture, Droits AMO »
    Et la vérification tient

  @FSE-02
  Plan du scénario: Un champ grisé ne se change pas à la génération de la FSE
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien vérifie le taux
    Et l'opticien ouvre « Génération de la FSE »
    Et l'opticien met « <champ> » à « <autre> »
    Alors l'avis est « FSE-CHAMP-GRISE »
    Et « <champ> » vaut « <valeur> »

    Exemples:
      | champ      | autre             | valeur             |
      | Ordo.      | 20/05/2024        | 26/05/2024         |
      | Acte       | 27/05/2024        | 28/05/2024         |
      | Facture    | 27/05/2024        | 28/05/2024         |
      | Droits AMO | Droits AMO fermés | Droits AMO ouverts |
