# language: fr
Fonctionnalité: Quand ADRi est appelé
  Par le bouton, ou de lui-même selon le mode réglé, l'occasion et ce que la carte dit.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @ADRI-01 @SIM-13
  Scénario: L'opticien appelle ADRi à la main, depuis l'onglet
    Étant donné une vente du 28/05/2024 pour la personne 1 de la carte
    Alors l'onglet ADRi n'a rien
    Quand l'opticien presse le bouton ADRI
    Alors aucun avis n'est affiché
    Et ADRi a été appelé 1 fois, car « Demandé par le bouton ADRI »
    Et l'onglet ADRi montre les droits du 01/02/2020 au 31/01/2025, au centre 01 999 9999

  @ADRI-01
  Scénario: Le bouton rappelle ADRi autant de fois qu'on le presse
    Étant donné une vente du 28/05/2024 pour la personne 1 de la carte
    Quand l'opticien presse le bouton ADRI
    Et l'opticien presse le bouton ADRI
    Alors ADRi a été appelé 2 fois, car « Demandé par le bouton ADRI »

  @ADRI-02
  Plan du scénario: Une carte qui ne suffit pas appelle ADRi dès sa lecture
    Étant donné la carte Vitale de « <patient> », pour laquelle ADRi dit des droits ouverts
    Et une vente du 28/05/2024 pour la personne 1 de la carte
    Quand l'opticien arrive à « lecture de la carte »
    Alors ADRi a été appelé 1 fois, car « <raison> »

    Exemples:
      | patient     | raison                                     |
      | ferme       | Droits de la carte Vitale fermés ou absents |
      | issner      | Tiers payant réglementaire                 |
      | c2smutuelle | Tiers payant réglementaire                 |
      | sortante    | Tiers payant réglementaire                 |
      | ald         | Tiers payant réglementaire                 |
      | maternite   | Tiers payant réglementaire                 |
      | ame         | Tiers payant réglementaire                 |

  @ADRI-02
  Plan du scénario: La saisie du tiers payant appelle ADRi quand il le faut
    Étant donné la carte Vitale de « <patient> », pour laquelle ADRi dit des droits ouverts
    Et une vente du 28/05/2024 pour la personne 1 de la carte
    Quand l'opticien arrive à « saisie du tiers payant »
    Alors ADRi a été appelé <fois> fois
    Et la preuve des droits est « <preuve> »

    Exemples:
      | patient   | fois | preuve                               |
      | desmaux   | 0    | L'assuré a présenté sa carte Vitale  |
      | accidente | 0    | L'assuré a présenté sa carte Vitale  |
      | ferme     | 1    | Les droits ont été récupérés sur ADR |
      | ald       | 1    | Les droits ont été récupérés sur ADR |

  @ADRI-02
  Scénario: Une vente faite pour un accident du travail appelle ADRi
    Étant donné la carte Vitale de « accidente », pour laquelle ADRi dit des droits ouverts
    Et une vente du 28/05/2024 pour la personne 1 de la carte
    Quand l'opticien dit que la vente est faite pour un accident du travail
    Et l'opticien arrive à « saisie du tiers payant »
    Alors ADRi a été appelé 1 fois, car « Tiers payant réglementaire »

  @ADRI-02
  Scénario: La saisie du tiers payant sans carte appelle ADRi
    Étant donné une vente du 28/05/2024 pour « desmaux », sans carte
    Quand l'opticien arrive à « saisie du tiers payant »
    Alors ADRi a été appelé 1 fois, car « Pas de carte Vitale »
    Et la preuve des droits est « Les droits ont été récupérés sur ADR »

  @ADRI-02
  Scénario: La facturation appelle ADRi, et d'autres droits arrêtent la facture
    Étant donné le mode ADRi « Appel systématique »
    Et une vente du 28/05/2024 pour la personne 1 de la carte
    Quand l'opticien arrive à « saisie du tiers payant »
    Et les droits de « desmaux » sont exonérés
    Et l'opticien arrive à « facturation »
    Alors ADRi a été appelé 2 fois, car « Appel systématique »
    Et l'avis est « FSE-TAUX-CHANGE »
    Et aucune facture n'est enregistrée
    Quand l'opticien vérifie le taux et facture
    Alors la facture en cours va jusqu'à l'état « Payé »

  @ADRI-03 @SIM-13
  Plan du scénario: Les droits demandés couvrent une année
    Étant donné une vente du <jour> pour la personne 1 de la carte
    Quand l'opticien presse le bouton ADRI
    Alors ADRi a répondu une fois, pour la date du <jour>
    Et la réponse sert du <premier> au <jour>

    Exemples:
      | jour       | premier    |
      | 28/05/2024 | 29/05/2023 |
      | 01/03/2024 | 02/03/2023 |
      | 29/02/2024 | 01/03/2023 |
      | 28/02/2024 | 01/03/2023 |
      | 31/12/2023 | 01/01/2023 |

  @ADRI-03
  Plan du scénario: Les droits demandés le 28/05/2024 servent dans leur année, et pas hors d'elle
    Étant donné une vente du 28/05/2024 pour « desmaux », sans carte
    Quand l'opticien presse le bouton ADRI
    Et la vente est du <jour>
    Et l'opticien arrive à « saisie du tiers payant »
    Alors ADRi a été appelé <fois> fois

    Exemples:
      | jour       | fois |
      | 28/05/2024 | 1    |
      | 29/05/2023 | 1    |
      | 28/05/2023 | 2    |

  @ADRI-03
  Plan du scénario: Facturer le lendemain redemande les droits
    Étant donné que la boutique relit les cartes après 2 jours
    Et une vente du 28/05/2024 pour <qui>
    Quand l'opticien presse le bouton ADRI
    Et l'opticien arrive à « saisie du tiers payant »
    Et 86400 secondes passent
    Et l'opticien tape le code « 1234 »
    Et la vente est du 29/05/2024
    Et l'opticien vérifie le taux et facture
    Alors ADRi a été appelé 2 fois, car « Droits demandés pour un autre jour »
    Et la réponse sert du 30/05/2023 au 29/05/2024
    Et la facture en cours va jusqu'à l'état « Payé »

    Exemples:
      | qui                       |
      | la personne 1 de la carte |
      | « desmaux », sans carte   |

  @ADRI-04
  Scénario: Le mode est ciblé tant que la boutique n'en choisit pas d'autre
    Alors le mode ADRi en vigueur est « Appel ciblé »

  @ADRI-04
  Plan du scénario: La boutique choisit son mode, et il reste après un arrêt du programme
    Étant donné le mode ADRi « <mode> »
    Quand le programme est relancé
    Alors le mode ADRi en vigueur est « <mode> »

    Exemples:
      | mode               |
      | Appel ciblé        |
      | Appel systématique |
      | Appel manuel       |

  @ADRI-04 @ADRI-09
  Plan du scénario: Le mode et l'occasion disent si ADRi est appelé
    Étant donné le mode ADRi « <mode> »
    Et la carte Vitale de « <patient> », pour laquelle ADRi dit des droits ouverts
    Et une vente du 28/05/2024 pour la personne 1 de la carte
    Quand l'opticien en est juste avant « <occasion> »
    Et l'opticien arrive à « <occasion> »
    Alors ADRi a été appelé <fois> fois depuis

    Exemples: carte à jour
      | mode               | patient | occasion                | fois |
      | Appel ciblé        | desmaux | bouton ADRI             | 1    |
      | Appel ciblé        | desmaux | lecture de la carte     | 0    |
      | Appel ciblé        | desmaux | saisie du tiers payant  | 0    |
      | Appel ciblé        | desmaux | facturation             | 0    |
      | Appel ciblé        | desmaux | lecture de l'appli      | 1    |
      | Appel systématique | desmaux | bouton ADRI             | 1    |
      | Appel systématique | desmaux | lecture de la carte     | 1    |
      | Appel systématique | desmaux | saisie du tiers payant  | 1    |
      | Appel systématique | desmaux | facturation             | 1    |
      | Appel systématique | desmaux | lecture de l'appli      | 1    |
      | Appel manuel       | desmaux | bouton ADRI             | 1    |
      | Appel manuel       | desmaux | lecture de la carte     | 0    |
      | Appel manuel       | desmaux | saisie du tiers payant  | 0    |
      | Appel manuel       | desmaux | facturation             | 0    |
      | Appel manuel       | desmaux | lecture de l'appli      | 1    |

    Exemples: carte dont les droits sont fermés
      | mode               | patient | occasion                | fois |
      | Appel ciblé        | ferme   | lecture de la carte     | 1    |
      | Appel ciblé        | ferme   | saisie du tiers payant  | 1    |
      | Appel ciblé        | ferme   | facturation             | 0    |
      | Appel systématique | ferme   | lecture de la carte     | 1    |
      | Appel systématique | ferme   | facturation             | 1    |
      | Appel manuel       | ferme   | lecture de la carte     | 0    |
      | Appel manuel       | ferme   | saisie du tiers payant  | 0    |

  @ADRI-09 @APCV-08
  Scénario: En mode manuel, l'appli appelle ADRi et le dialogue dit le mode
    Étant donné le mode ADRi « Appel manuel »
    Et le téléphone de « desmaux », appli ouverte
    Et une boutique qui lit l'appli carte Vitale par « qr »
    Quand l'opticien arrive à « lecture de l'appli »
    Alors ADRi a été appelé 1 fois, car « Appli carte Vitale lue »
    Et le dialogue dit « ADRI mode : manuel. »
