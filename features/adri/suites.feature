# language: fr
Fonctionnalité: ADRi ne donne pas de droits : la vente continue
  Chaque échec dit ses suites ; chacune mène à une facture, transmise ou sur papier.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @ADRI-05 @SIM-13 @SIM-04
  Plan du scénario: La carte est dans le lecteur : ses droits servent, jusqu'au paiement
    Étant donné une vente du 28/05/2024 pour la personne 1 de la carte
    Et ADRi <panne>
    Quand l'opticien presse le bouton ADRI
    Alors l'avis est « <avis> »
    Et l'avis répond aux trois questions
    Et une suite offerte est « L'assuré a présenté sa carte Vitale »
    Et aucune suite offerte n'est « L'assuré n'a présenté aucune pièce justificative »
    Quand l'opticien continue avec les droits de la carte
    Alors la preuve des droits est « L'assuré a présenté sa carte Vitale »
    Quand l'opticien facture
    Alors la facture en cours va jusqu'à l'état « Payé »
    Et le concentrateur a reçu la pièce « 4 » et l'exonération « 0 », en mode sécurisé

    Exemples:
      | panne                        | avis                        |
      | ne répond plus               | ADRI-INDISPONIBLE           |
      | répond trop tard             | ADRI-TROP-LENT              |
      | est en panne                 | ADRI-EN-PANNE               |
      | ne signe pas sa réponse      | ADRI-REPONSE-NON-SIGNEE     |
      | répond une réponse altérée   | ADRI-REPONSE-ALTEREE        |
      | répond à un autre message    | ADRI-REPONSE-AUTRE-MESSAGE  |
      | répond une réponse illisible | ADRI-REPONSE-ILLISIBLE      |
      | ne gère pas le régime « 01 » | ADRI-REGIME-NON-GERE        |
      | n'admet pas le logiciel « SIMULATEUR » | ADRI-REFUS        |

  @ADRI-05
  Plan du scénario: Sans carte, une des trois preuves choisie à la main, jusqu'au paiement
    Étant donné une vente du 28/05/2024 pour « desmaux », sans carte
    Et ADRi <panne>
    Quand l'opticien arrive à « saisie du tiers payant »
    Alors l'avis est « <avis> »
    Et une suite offerte est « <preuve> »
    Et aucune suite offerte n'est « L'assuré a présenté sa carte Vitale »
    Quand l'opticien choisit la pièce « <preuve> » sans taux d'exonération
    Alors l'avis est « FSE-EXONERATION-A-CHOISIR »
    Quand l'opticien choisit la pièce « <preuve> » et le taux « 15 Non exonéré »
    Alors le mode de sécurisation est « DEGRADE »
    Quand l'opticien facture
    Alors la facture en cours va jusqu'à l'état « Payé »
    Et le concentrateur a reçu la pièce « <code> » et l'exonération « 0 », en mode dégradé

    Exemples:
      | panne                        | avis                    | code | preuve |
      | ne répond plus               | ADRI-INDISPONIBLE       | 0    | L'assuré n'a présenté aucune pièce justificative |
      | répond trop tard             | ADRI-TROP-LENT          | 1    | L'assuré a présenté un bulletin de salaire, une attestation de droits, une prise en charge pour l'AME, etc... |
      | est en panne                 | ADRI-EN-PANNE           | 2    | L'assuré a présenté sa Carte d'assuré social (attestation AMO) ou le Professionnel de Santé a consulté le fichier patient par télématique (feu-vert, CDR,...) |
      | ne gère pas le régime « 01 » | ADRI-REGIME-NON-GERE    | 0    | L'assuré n'a présenté aucune pièce justificative |
      | ne gère pas le régime « 01 » | ADRI-REGIME-NON-GERE    | 1    | L'assuré a présenté un bulletin de salaire, une attestation de droits, une prise en charge pour l'AME, etc... |
      | ne gère pas le régime « 01 » | ADRI-REGIME-NON-GERE    | 2    | L'assuré a présenté sa Carte d'assuré social (attestation AMO) ou le Professionnel de Santé a consulté le fichier patient par télématique (feu-vert, CDR,...) |
      | ne signe pas sa réponse      | ADRI-REPONSE-NON-SIGNEE | 1    | L'assuré a présenté un bulletin de salaire, une attestation de droits, une prise en charge pour l'AME, etc... |

  @ADRI-05
  Scénario: Une carte dont les droits sont fermés n'est pas une suite
    Étant donné la carte Vitale de « ferme », pour laquelle ADRi dit des droits ouverts
    Et une vente du 28/05/2024 pour la personne 1 de la carte
    Et ADRi est en panne
    Quand l'opticien arrive à « saisie du tiers payant »
    Alors l'avis est « ADRI-EN-PANNE »
    Et une suite offerte est « L'assuré n'a présenté aucune pièce justificative »
    Et aucune suite offerte n'est « L'assuré a présenté sa carte Vitale »

  @ADRI-05
  Plan du scénario: Les échecs qui se répètent arrêtent en mode manuel, un succès en sort
    Étant donné une vente du 28/05/2024 pour « desmaux », sans carte
    Et ADRi <panne>, 3 fois de suite
    Quand l'opticien arrive à « saisie du tiers payant »
    Et l'opticien arrive à « saisie du tiers payant »
    Alors le mode ADRi en vigueur est « Appel ciblé »
    Quand l'opticien arrive à « saisie du tiers payant »
    Alors le mode ADRi en vigueur est « Appel manuel »
    Et le dialogue dit « ADRI mode : manuel. »
    Quand l'opticien arrive à « saisie du tiers payant »
    Alors ADRi a été sollicité 3 fois
    Et l'avis est « FSE-EXONERATION-A-CHOISIR »
    Quand l'opticien presse le bouton ADRI
    Alors aucun avis n'est affiché
    Et le mode ADRi en vigueur est « Appel ciblé »

    Exemples:
      | panne                      |
      | est en panne               |
      | ne signe pas sa réponse    |
      | répond trop tard           |

  @ADRI-05
  Scénario: Le lendemain, le mode de la boutique revient de lui-même
    Étant donné une vente du 28/05/2024 pour « desmaux », sans carte
    Et ADRi est en panne, 3 fois de suite
    Quand l'opticien presse le bouton ADRI
    Et l'opticien presse le bouton ADRI
    Et l'opticien presse le bouton ADRI
    Alors le mode ADRi en vigueur est « Appel manuel »
    Quand 86400 secondes passent
    Alors le mode ADRi en vigueur est « Appel ciblé »

  @ADRI-06 @SIM-13
  Scénario: Patient inconnu : ce qu'il faut vérifier, et les suites
    Étant donné que ADRi ne connaît pas « desmaux »
    Et une vente du 28/05/2024 pour la personne 1 de la carte
    Quand l'opticien presse le bouton ADRI
    Alors l'avis est « ADRI-PATIENT-INCONNU »
    Et l'avis cite « L'organisme AMO nous informe que le patient n'est pas présent dans sa base. Merci de vérifier le numéro de sécurité sociale, la date et le rang de naissance, ainsi que le code régime. »
    Et il faut vérifier
      | donnée                                                   | envoyée         |
      | NIR de l'assuré (pour un enfant, celui du parent assuré) | 255069999999934 |
      | Date de naissance du patient                             | 15/06/1955      |
      | Rang de naissance                                        | 1               |
      | Code régime                                              | 01              |
    Et les suites offertes sont
      | suite                                                                                |
      | Corriger les données et demander de nouveau                                          |
      | Créer le dossier en mode manuel                                                      |
      | Facturer sans ADRi                                                                   |
      | Facturer hors télétransmission : le patient règle tout, feuille de soins papier      |

  @ADRI-06
  Scénario: Pour un enfant, le NIR à vérifier est celui du parent assuré
    Étant donné que ADRi ne connaît pas « fictive »
    Et la carte Vitale de « fictive, enfant » est mise à sa place
    Et une vente du 28/05/2024 pour la personne 2 de la carte
    Quand l'opticien presse le bouton ADRI
    Alors l'avis est « ADRI-PATIENT-INCONNU »
    Et il faut vérifier
      | donnée                                                   | envoyée         |
      | NIR de l'assuré (pour un enfant, celui du parent assuré) | 290019999900113 |
      | Date de naissance du patient                             | 30/02/2015      |
      | Rang de naissance                                        | 1               |
      | Code régime                                              | 01              |

  @ADRI-06
  Plan du scénario: Une seule donnée fausse suffit, la corriger suffit
    Étant donné une vente du 28/05/2024 pour « desmaux », sans carte, « <donnée> » étant « <fausse> »
    Quand l'opticien presse le bouton ADRI
    Alors l'avis est « ADRI-PATIENT-INCONNU »
    Quand l'opticien corrige le dossier de « desmaux »
    Et l'opticien presse le bouton ADRI
    Alors aucun avis n'est affiché
    Et la preuve des droits est « Les droits ont été récupérés sur ADR »

    Exemples:
      | donnée  | fausse          |
      | nir     | 290019999900113 |
      | birth   | 16/06/1955      |
      | rank    | 2               |
      | regime  | 02              |

  @ADRI-06
  Scénario: Patient inconnu : le dossier est créé en mode manuel, jusqu'au paiement
    Étant donné que ADRi ne connaît pas « desmaux »
    Et une vente du 28/05/2024 pour la personne 1 de la carte
    Quand l'opticien presse le bouton ADRI
    Alors l'avis est « ADRI-PATIENT-INCONNU »
    Quand l'opticien crée le dossier de « desmaux » en mode manuel
    Et l'opticien choisit la pièce « L'assuré a présenté un bulletin de salaire, une attestation de droits, une prise en charge pour l'AME, etc... » et le taux « 15 Non exonéré »
    Et l'opticien facture
    Alors la facture en cours va jusqu'à l'état « Payé »
    Et le concentrateur a reçu la pièce « 1 » et l'exonération « 0 », en mode dégradé

  @ADRI-06 @ADRI-07
  Scénario: Patient inconnu : la facture se fait sans ADRi, jusqu'au paiement
    Étant donné que ADRi ne connaît pas « desmaux »
    Et une vente du 28/05/2024 pour la personne 1 de la carte
    Quand l'opticien presse le bouton ADRI
    Alors l'avis est « ADRI-PATIENT-INCONNU »
    Quand l'opticien décoche « Utiliser ADRI pour cette facture »
    Et l'opticien choisit la pièce « L'assuré a présenté un bulletin de salaire, une attestation de droits, une prise en charge pour l'AME, etc... » et le taux « 15 Non exonéré »
    Et l'opticien facture
    Alors la facture en cours va jusqu'à l'état « Payé »
    Et ADRi a été appelé 1 fois

  @ADRI-06 @ADRI-08
  Plan du scénario: Patient trouvé nulle part : hors télétransmission, il règle tout
    Étant donné que ADRi ne connaît pas « desmaux »
    Et une vente du 28/05/2024 pour <qui>
    Quand l'opticien presse le bouton ADRI
    Alors l'avis est « ADRI-PATIENT-INCONNU »
    Quand l'opticien facture hors télétransmission
    Alors le patient règle 415,00 et les caisses 0,00
    Et la facture en cours est à l'état « Hors télétransmission »
    Et la feuille de soins papier est donnée
    Quand l'opticien signe
    Alors l'avis est « FSE-HORS-TELETRANSMISSION »
    Quand l'opticien télétransmet
    Alors le concentrateur n'a reçu aucun fichier

    Exemples:
      | qui                       |
      | la personne 1 de la carte |
      | « desmaux », sans carte   |

  @ADRI-07
  Scénario: ADRi décoché n'est plus appelé, même en mode systématique ; recoché, il l'est
    Étant donné le mode ADRi « Appel systématique »
    Et une vente du 28/05/2024 pour la personne 1 de la carte
    Quand l'opticien décoche « Utiliser ADRI pour cette facture »
    Et l'opticien presse le bouton ADRI
    Alors l'avis est « ADRI-DESACTIVE »
    Quand l'opticien arrive à « lecture de la carte »
    Et l'opticien arrive à « saisie du tiers payant »
    Alors ADRi a été appelé 0 fois
    Quand l'opticien coche « Utiliser ADRI pour cette facture »
    Et l'opticien arrive à « saisie du tiers payant »
    Alors ADRi a été appelé 1 fois

  @ADRI-07
  Plan du scénario: ADRi décoché : mode dégradé, attestation, et l'exonération choisie à la main
    Étant donné une vente du 28/05/2024 pour « desmaux », sans carte, soins en rapport avec l'ALD : <ald>
    Quand l'opticien décoche « Utiliser ADRI pour cette facture »
    Et l'opticien choisit la pièce « L'assuré a présenté un bulletin de salaire, une attestation de droits, une prise en charge pour l'AME, etc... » et le taux « <choix> »
    Alors le taux vérifié est <taux>
    Et le mode de sécurisation est « DEGRADE »
    Quand l'opticien facture
    Et l'opticien signe et télétransmet
    Alors le concentrateur a reçu la pièce « 1 » et l'exonération « <code> », en mode dégradé
    Et chaque ligne du B2 est au taux <taux>
    Et ADRi a été appelé 0 fois

    Exemples:
      | choix | ald | taux | code |
      | Pas d'exo, taux régime général | non | 60 | 0 |
      | 100% si lié ALD sinon autres cas non exonérés | oui | 100 | 4 |
      | 100% si lié ALD sinon autres cas non exonérés | non | 60 | 0 |
      | 100% toutes prestations | non | 100 | 5 |
      | Taux FSV | non | 80 | 9 |

  @ADRI-05
  Scénario: Des droits fermés sont une réponse : l'avis dit le dernier jour
    Étant donné que les droits de « desmaux » sont fermés depuis le 01/05/2024
    Et une vente du 28/05/2024 pour la personne 1 de la carte
    Quand l'opticien presse le bouton ADRI
    Alors aucun avis n'est affiché
    Quand l'opticien arrive à « saisie du tiers payant »
    Alors l'avis est « FSE-DROITS-FERMES »
    Et l'avis cite « Dernier jour de droits : 30/04/2024. »
    Quand l'opticien facture hors télétransmission
    Alors le patient règle 415,00 et les caisses 0,00

  @ADRI-05
  Scénario: Le logiciel n'est pas autorisé : l'avis dit ce que le service a répondu
    Étant donné que ADRi n'admet pas le logiciel « SIMULATEUR »
    Et une vente du 28/05/2024 pour la personne 1 de la carte
    Quand l'opticien presse le bouton ADRI
    Alors l'avis est « ADRI-REFUS »
    Et l'avis cite « Numéro d'autorisation du logiciel inconnu »
