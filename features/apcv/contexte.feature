# language: fr
Fonctionnalité: Le contexte de l'appli carte Vitale, de l'entrée jusqu'à la facture payée
  Un contexte vit 20 minutes et fait une FSE ; après, les droits d'ADRi servent en mode dégradé.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et le téléphone de « desmaux », appli ouverte

  @APCV-01
  Plan du scénario: Sans l'option, chaque entrée dit comment l'avoir
    Étant donné une boutique sans l'option « appli carte Vitale », qui lit par « <façon> »
    Et le téléphone est présenté au lecteur
    Quand l'opticien entre par « <entrée> »
    Et l'opticien lit l'appli par « <geste> »
    Alors l'avis est « APCV-MODULE-ABSENT »
    Et l'avis répond aux trois questions
    Et l'avis dit quoi faire : « Prenez l'option »
    Et rien n'est lu de l'appli
    Et l'appli a donné 0 contexte

    Exemples:
      | façon | entrée                               | geste          |
      | qr    | Recherche depuis l'appli             | lecteur à main |
      | qr    | Client existant                      | lecteur à main |
      | qr    | Nouveau client                       | lecteur à main |
      | qr    | Recherche depuis l'appli             | caméra         |
      | qr    | Client existant                      | caméra         |
      | qr    | Nouveau client                       | caméra         |
      | nfc   | Recherche depuis l'appli             | nfc            |
      | nfc   | Client existant                      | nfc            |
      | nfc   | Nouveau client                       | nfc            |
      | qr    | Nouveau client                       | Restituer      |

  @APCV-02
  Scénario: Rechercher un client depuis l'appli rend ses factures
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Et l'opticien vérifie le taux et facture
    Quand l'opticien entre par « Recherche depuis l'appli »
    Et le téléphone montre un autre QR code
    Et l'opticien lit l'appli par « lecteur à main » et choisit la personne 1
    Alors la recherche trouve 1 facture de « DESMAUX NATHALIE »

  @APCV-02
  Scénario: Rechercher un client depuis l'appli, qui n'a encore rien
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Et l'opticien vérifie le taux et facture
    Et le téléphone de « fictive », appli ouverte, prend sa place
    Quand l'opticien entre par « Recherche depuis l'appli »
    Et l'opticien lit l'appli par « lecteur à main » et choisit la personne 1
    Alors la recherche trouve 0 facture de « FICTIVE CAMILLE »

  @APCV-02
  Scénario: Un client existant : le dossier ouvert, puis son appli
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Quand l'opticien entre par « Client existant »
    Et l'opticien lit l'appli par « lecteur à main » et choisit la personne 1
    Alors aucun avis n'est affiché
    Et le patient du dossier est « DESMAUX NATHALIE »

  @APCV-02
  Scénario: Un client existant : l'appli d'un autre est refusée
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Quand l'opticien entre par « Client existant »
    Et le téléphone de « fictive », appli ouverte, prend sa place
    Et l'opticien lit l'appli par « lecteur à main »
    Alors l'avis est « APCV-AUTRE-PATIENT »
    Et l'avis répond aux trois questions
    Et rien n'est lu de l'appli

  @APCV-02
  Plan du scénario: Un nouveau client : l'appli remplit son dossier
    Étant donné une boutique qui lit l'appli carte Vitale par « <façon> »
    Et le téléphone est présenté au lecteur
    Quand l'opticien entre par « Nouveau client »
    Et l'opticien lit l'appli par « <geste> » et choisit la personne 1
    Alors aucun avis n'est affiché
    Et le patient du dossier est « DESMAUX NATHALIE »

    Exemples:
      | façon | geste          |
      | qr    | lecteur à main |
      | qr    | caméra         |
      | nfc   | nfc            |

  @APCV-07
  Scénario: « Restituer » rend le dernier contexte, sans nouvelle lecture
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et il est 13:06
    Et le téléphone montre un autre QR code
    Quand l'opticien lit l'appli par « lecteur à main »
    Et 600 secondes passent
    Et l'opticien entre par « Nouveau client »
    Alors rien n'est lu de l'appli
    Quand l'opticien presse « Restituer »
    Alors aucun avis n'est affiché
    Et la liste de l'appli est
      | bénéficiaire                                      |
      | 1 - DESMAUX NATHALIE (15/06/1955) 255069999999934 |
    Et l'onglet des droits s'intitule « ADRe (contexte appli carte Vitale valide jusqu'à 13:26) »
    Et l'appli a donné 1 contexte

  @APCV-07
  Scénario: « Restituer » rend le dernier contexte lu, pas l'avant-dernier
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Quand l'opticien lit l'appli par « lecteur à main »
    Et l'opticien entre par « Nouveau client »
    Et le téléphone de « fictive », appli ouverte, prend sa place
    Et l'opticien lit l'appli par « lecteur à main »
    Et l'opticien entre par « Nouveau client »
    Et l'opticien presse « Restituer »
    Alors la liste de l'appli est
      | bénéficiaire                                     |
      | 1 - FICTIVE CAMILLE (15/01/1990) 290019999900113 |
      | 2 - FICTIVE ZOE (30/02/2015) 290019999900113     |

  @APCV-07
  Scénario: « Restituer » sans rien à rendre, ou pour un autre patient, le dit
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Quand l'opticien presse « Restituer »
    Alors l'avis est « APCV-SANS-CONTEXTE »
    Quand le téléphone de « fictive », appli ouverte, prend sa place
    Et l'opticien lit l'appli par « lecteur à main »
    Et l'opticien entre par « Client existant »
    Et l'opticien presse « Restituer »
    Alors l'avis est « APCV-AUTRE-PATIENT »
    Et rien n'est lu de l'appli

  @APCV-07
  Plan du scénario: « Restituer » ne rend pas un contexte qui n'est plus
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Quand l'opticien lit l'appli par « lecteur à main »
    Et le contexte de l'appli carte Vitale <fin>
    Et l'opticien entre par « Nouveau client »
    Et l'opticien presse « Restituer »
    Alors l'avis est « <avis> »
    Et l'avis répond aux trois questions
    Et rien n'est lu de l'appli

    Exemples:
      | fin         | avis                  |
      | expire      | APCV-CONTEXTE-EXPIRE  |
      | est détruit | APCV-CONTEXTE-DETRUIT |

  @APCV-08
  Plan du scénario: Après le choix de la personne, ADRi est appelé et le dialogue dit le mode
    Étant donné le mode ADRi « <mode> »
    Et le code de la CPS est tapé
    Quand l'opticien lit l'appli par « lecteur à main »
    Alors ADRi a été appelé 0 fois
    Quand l'opticien choisit dans l'appli la personne 1, pour le dossier
    Alors ADRi a été appelé 1 fois, car « Appli carte Vitale lue »
    Et le dialogue dit « <dialogue> »

    Exemples:
      | mode               | dialogue                    |
      | Appel manuel       | ADRI mode : manuel.         |
      | Appel ciblé        | ADRI mode : ciblé.          |
      | Appel systématique | ADRI mode : systématique.   |

  @APCV-08
  Scénario: ADRi en panne après le choix : la personne reste, les suites sont offertes
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli, alors que ADRi est en panne
    Alors l'avis est « ADRI-EN-PANNE »
    Et le patient du dossier est « DESMAUX NATHALIE »
    Et une suite offerte est « L'assuré n'a présenté aucune pièce justificative »
    Quand l'opticien presse le bouton ADRI
    Et l'opticien vérifie le taux et facture
    Alors la facture en cours va jusqu'à l'état « Payé »

  @APCV-09
  Scénario: L'onglet dit la fin du contexte et montre les données
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et il est 13:06
    Et le téléphone montre un autre QR code
    Alors l'onglet des droits s'intitule « ADRe »
    Quand l'opticien lit l'appli par « lecteur à main » et choisit la personne 1
    Alors l'onglet des droits s'intitule « ADRe (contexte appli carte Vitale valide jusqu'à 13:26) »
    Et l'onglet ADRi montre les droits du 01/02/2020 au 31/01/2025, au centre 01 999 9999
    Et l'onglet montre
      | champ    | valeur                                                |
      | nom      | DESMAUX NATHALIE                                      |
      | assuré   | 255069999999934                                       |
      | né le    | 15/06/1955                                            |
      | rang     | 1                                                     |
      | ville    | 72019 LE MANS CEDEX 2                                 |

  @APCV-09
  Plan du scénario: Le contexte sert 20 minutes, pas une seconde de plus
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et il est 13:06
    Et le téléphone montre un autre QR code
    Quand l'opticien lit l'appli par « lecteur à main »
    Et il est <heure>
    Alors il reste <minutes> minutes au contexte, qui est « <état> »

    Exemples:
      | heure | minutes | état              |
      | 13:07 | 19      | Contexte valable  |
      | 13:25 | 1       | Contexte valable  |
      | 13:26 | 0       | Contexte expiré   |
      | 13:40 | 0       | Contexte expiré   |

  @APCV-10
  Plan du scénario: À « Vérif. taux », la pièce et le mode suivent l'heure
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Quand <secondes> secondes passent
    Et l'opticien ouvre « Vérif. taux »
    Alors la pièce de l'écran est « <pièce> »
    Et le mode de sécurisation est « <mode> »

    Exemples:
      | secondes | pièce                                      | mode         |
      | 0        | L'assuré a présenté son appli carte Vitale | SESAM_VITALE |
      | 1190     | L'assuré a présenté son appli carte Vitale | SESAM_VITALE |
      | 1200     | Les droits ont été récupérés sur ADR       | DEGRADE      |

  @APCV-10
  Scénario: Ouvert de nouveau après les 20 minutes, l'écran change de lui-même
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Quand l'opticien ouvre « Vérif. taux »
    Alors la pièce de l'écran est « L'assuré a présenté son appli carte Vitale »
    Quand 1200 secondes passent
    Et l'opticien ouvre « Vérif. taux »
    Alors la pièce de l'écran est « Les droits ont été récupérés sur ADR »
    Et le mode de sécurisation est « DEGRADE »

  @APCV-10
  Scénario: L'écran de la FSE est regardé de nouveau : l'expiration s'y voit, la vente finit en dégradé
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Quand l'opticien arrive à « saisie du tiers payant »
    Alors la preuve des droits est « L'assuré a présenté son appli carte Vitale »
    Quand 1200 secondes passent
    Et l'opticien arrive à « facturation »
    Alors l'avis est « FSE-TAUX-PERIME »
    Et la pièce de l'écran est « Les droits ont été récupérés sur ADR »
    Et le mode de sécurisation est « DEGRADE »
    Quand l'opticien vérifie le taux et facture
    Alors la facture en cours va jusqu'à l'état « Payé »
    Et le concentrateur a reçu la pièce « 5 » et l'exonération « 0 », en mode dégradé
    Et aucune signature de l'appli n'est gardée

  @APCV-10 @APCV-12
  Scénario: Dans les 20 minutes, la vente va au paiement avec la signature de l'appli
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Quand l'opticien vérifie le taux et facture
    Alors la pièce de l'écran est « L'assuré a présenté son appli carte Vitale »
    Et le mode de sécurisation est « SESAM_VITALE »
    Et la facture en cours va jusqu'à l'état « Payé »
    Et le concentrateur a reçu la pièce « 6 » et l'exonération « 0 », en mode sécurisé
    Et la signature de l'appli est gardée, une seule fois

  @APCV-11
  Scénario: Choisir l'appli après les 20 minutes pose une question ; « oui » : droits d'ADRi
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Quand 1200 secondes passent
    Et l'opticien ouvre « Vérif. taux »
    Et l'opticien choisit de nouveau la pièce de l'appli
    Alors l'avis est « APCV-CONTEXTE-EXPIRE »
    Et l'avis répond aux trois questions
    Quand l'opticien répond « oui » à la question
    Alors aucun avis n'est affiché
    Et la pièce de l'écran est « Les droits ont été récupérés sur ADR »
    Et le mode de sécurisation est « DEGRADE »
    Quand l'opticien vérifie le taux et facture
    Alors la facture en cours va jusqu'à l'état « Payé »
    Et l'appli a donné 1 contexte

  @APCV-11
  Scénario: « oui » sans droits d'ADRi en main les demande
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli, alors que ADRi est en panne
    Quand 1200 secondes passent
    Et l'opticien ouvre « Vérif. taux »
    Et l'opticien choisit de nouveau la pièce de l'appli
    Et l'opticien répond « oui » à la question
    Alors ADRi a été appelé 1 fois
    Et la pièce de l'écran est « Les droits ont été récupérés sur ADR »

  @APCV-11
  Scénario: « non » : une nouvelle lecture de la même personne, le dossier est gardé
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Quand 1200 secondes passent
    Et l'opticien ouvre « Vérif. taux »
    Et l'opticien choisit de nouveau la pièce de l'appli
    Et l'opticien répond « non » à la question
    Et le téléphone de « fictive », appli ouverte, prend sa place
    Et l'opticien lit l'appli par « lecteur à main »
    Alors l'avis est « APCV-AUTRE-PATIENT »
    Quand le téléphone de « desmaux », appli ouverte, prend sa place
    Et l'opticien lit l'appli par « lecteur à main » et choisit la personne 1
    Alors aucun avis n'est affiché
    Et la vente est encore celle du 28/05/2024
    Quand l'opticien vérifie le taux et facture
    Alors la pièce de l'écran est « L'assuré a présenté son appli carte Vitale »
    Et la facture en cours va jusqu'à l'état « Payé »
    Et la signature de l'appli est gardée, une seule fois

  @APCV-11
  Scénario: Avant les 20 minutes, aucune question
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Quand l'opticien choisit de nouveau la pièce de l'appli
    Alors aucun avis n'est affiché
    Quand l'opticien répond « oui » à la question
    Alors l'avis est « APCV-CONTEXTE-VALABLE »

  @APCV-12
  Scénario: Une deuxième FSE, pour la vision de loin, demande un nouveau contexte
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Et l'opticien vérifie le taux et facture
    Quand l'opticien signe
    Alors aucun avis n'est affiché
    Quand l'opticien saisit la deuxième vision
    Et l'opticien arrive à « saisie du tiers payant »
    Et l'opticien arrive à « facturation »
    Alors l'avis est « APCV-CONTEXTE-DEJA-UTILISE »
    Et l'avis répond aux trois questions
    Et la boutique a 1 facture
    Quand le téléphone montre un autre QR code
    Et l'opticien lit l'appli par « lecteur à main » et choisit la personne 1
    Et l'opticien vérifie le taux et facture
    Alors la facture en cours va jusqu'à l'état « Payé »
    Et la signature de l'appli est gardée, une seule fois
    Et l'appli a donné 2 contextes
    Et la boutique a 2 factures
    Et toutes les factures de la boutique sont à l'état « Payé »

  @APCV-12
  Scénario: « Restituer » ne rend pas un contexte neuf
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Et l'opticien vérifie le taux et facture
    Quand l'opticien signe
    Alors aucun avis n'est affiché
    Quand l'opticien entre par « Nouveau client »
    Et l'opticien presse « Restituer »
    Et l'opticien choisit dans l'appli la personne 1, pour le dossier
    Et l'opticien saisit la deuxième vision
    Et l'opticien arrive à « saisie du tiers payant »
    Et l'opticien arrive à « facturation »
    Alors l'avis est « APCV-CONTEXTE-DEJA-UTILISE »

  @APCV-12
  Scénario: Deux récapitulatifs ouverts sur un contexte : le deuxième n'est pas signé
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Et l'opticien vérifie le taux et facture
    Et l'opticien saisit la deuxième vision
    Et l'opticien vérifie le taux et facture
    Quand l'opticien signe
    Alors aucun avis n'est affiché
    Quand l'opticien reprend la première vision
    Et l'opticien signe
    Alors l'avis est « APCV-CONTEXTE-DEJA-UTILISE »
    Et la facture en cours n'a aucune forme

  @APCV-10
  Scénario: Le contexte expire devant le récapitulatif : rien n'est signé, une nouvelle lecture signe
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Et l'opticien vérifie le taux et facture
    Quand 1200 secondes passent
    Et l'opticien signe
    Alors l'avis est « APCV-CONTEXTE-EXPIRE »
    Et la facture en cours n'a aucune forme
    Quand le téléphone montre un autre QR code
    Et l'opticien lit l'appli par « lecteur à main » et choisit la personne 1
    Et l'opticien reprend la première vision
    Alors la facture en cours va jusqu'à l'état « Payé »
    Et la signature de l'appli est gardée, une seule fois

  @APCV-10
  Scénario: Le contexte est détruit avant la signature : rien n'est signé
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Et l'opticien vérifie le taux et facture
    Quand le contexte de l'appli carte Vitale est détruit
    Et l'opticien signe
    Alors l'avis est « APCV-CONTEXTE-DETRUIT »
    Et l'avis répond aux trois questions
    Et la facture en cours n'a aucune forme

  @APCV-12
  Scénario: Le service se tait pendant la signature : le même récapitulatif signe une fois
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Et l'opticien vérifie le taux et facture
    Et la panne « apcv » « silent »
    Quand l'opticien signe
    Alors l'avis est « APCV-SIGNATURE-SANS-REPONSE »
    Et l'avis répond aux trois questions
    Et la facture en cours n'a aucune forme
    Et l'appli a signé la facture en cours
    Quand l'opticien signe
    Alors aucun avis n'est affiché
    Et la signature de l'appli est gardée, une seule fois
    Et l'appli a donné 1 contexte

  @APCV-05
  Scénario: La CPS n'est plus là quand l'appli est lue
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Quand la fente « cps » est vidée
    Et l'opticien lit l'appli par « lecteur à main »
    Alors une CPS est demandée
    Et rien n'est lu de l'appli
    Et l'appli a donné 0 contexte

  @APCV-05
  Scénario: La CPS n'est plus là quand la facture est signée
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et une vente du 28/05/2024 faite avec l'appli
    Et l'opticien vérifie le taux et facture
    Quand la fente « cps » est vidée
    Et l'opticien signe
    Alors une CPS est demandée
    Et la facture en cours n'a aucune forme
    Quand la CPS est remise dans le lecteur
    Et l'opticien tape le code « 1234 »
    Et l'opticien signe
    Alors aucun avis n'est affiché
    Et la signature de l'appli est gardée, une seule fois
