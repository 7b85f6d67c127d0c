# language: fr
Fonctionnalité: Lire l'appli carte Vitale
  Le téléphone montre un QR code ou s'approche du lecteur, selon la configuration de la boutique.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et le téléphone de « desmaux », appli ouverte

  @APCV-03 @APCV-06
  Scénario: Par QR code, vu par une caméra
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Quand l'opticien montre le téléphone à la caméra
    Alors la liste de l'appli est
      | bénéficiaire                                      |
      | 1 - DESMAUX NATHALIE (15/06/1955) 255069999999934 |

  @APCV-03 @APCV-06
  Scénario: Par QR code, tapé par un lecteur à main
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Quand l'opticien passe le lecteur à main sur le téléphone
    Alors la liste de l'appli est
      | bénéficiaire                                      |
      | 1 - DESMAUX NATHALIE (15/06/1955) 255069999999934 |
    Et l'appli a donné 1 contexte

  @APCV-03 @APCV-06
  Scénario: Par NFC, sur la fente sans contact
    Étant donné une boutique qui lit l'appli carte Vitale par « nfc »
    Quand le téléphone est présenté au lecteur
    Et l'opticien lit l'appli carte Vitale
    Alors la liste de l'appli est
      | bénéficiaire                                      |
      | 1 - DESMAUX NATHALIE (15/06/1955) 255069999999934 |
    Quand l'opticien choisit la personne 1 de l'appli
    Alors la personne choisie dans l'appli est « DESMAUX NATHALIE »

  @APCV-03
  Scénario: La boutique n'a réglé que l'autre façon de lire
    Étant donné une boutique qui lit l'appli carte Vitale par « nfc »
    Quand l'opticien passe le lecteur à main sur le téléphone
    Alors l'avis est « APCV-QR-NON-REGLE »
    Quand l'opticien montre le téléphone à la caméra
    Alors l'avis est « APCV-QR-NON-REGLE »
    Et rien n'est lu de l'appli

  @APCV-03
  Scénario: Un QR code ne sert qu'une fois
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Quand l'opticien passe le lecteur à main sur le téléphone
    Alors aucun avis n'est affiché
    Quand l'opticien repasse le même QR code
    Alors l'avis est « APCV-CODE-DEJA-LU »
    Et l'avis répond aux trois questions
    Quand le téléphone montre un autre QR code
    Et l'opticien passe le lecteur à main sur le téléphone
    Alors aucun avis n'est affiché
    Et l'appli a donné 2 contextes

  @APCV-03
  Scénario: Un QR code ne sert pas longtemps
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Quand l'opticien relève le QR code sans l'envoyer
    Et 181 secondes passent
    Et l'opticien repasse le même QR code
    Alors l'avis est « APCV-CODE-EXPIRE »
    Et rien n'est lu de l'appli

  @APCV-03
  Plan du scénario: Ce qui n'est pas un QR code de l'appli est refusé avec sa cause
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Quand le lecteur à main tape « <texte> »
    Alors l'avis est « <avis> »
    Et l'avis répond aux trois questions
    Et rien n'est lu de l'appli

    Exemples:
      | texte                | avis                |
      | https://exemple.fr   | APCV-CODE-ETRANGER  |
      | 0123456789           | APCV-CODE-ETRANGER  |
      | APCV-SIMULATEUR:1:AB | APCV-CODE-ILLISIBLE |
      |                      | APCV-CODE-ABSENT    |

  @APCV-03
  Scénario: Le lecteur à main est réglé pour un autre clavier
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Quand l'opticien passe un lecteur à main, défaut « clavier américain », sur le téléphone
    Alors l'avis est « APCV-CODE-CLAVIER »
    Et l'avis répond aux trois questions
    Quand l'opticien passe le lecteur à main sur le téléphone
    Alors aucun avis n'est affiché

  @APCV-04
  Scénario: Le NFC n'est pas configuré
    Étant donné une boutique où rien n'est réglé pour l'appli carte Vitale
    Quand le téléphone est présenté au lecteur
    Et l'opticien lit l'appli carte Vitale
    Alors l'avis est « APCV-NFC-NON-REGLE »
    Et l'avis répond aux trois questions

  @APCV-04
  Scénario: Le lecteur NFC n'est pas branché
    Étant donné une boutique qui lit l'appli carte Vitale par « nfc »
    Et le lecteur sans contact réglé n'est pas branché
    Quand l'opticien lit l'appli carte Vitale
    Alors l'avis est « APCV-NFC-ABSENT »

  @APCV-04 @LEC-04
  Scénario: Rien n'est présenté dans le délai : rien n'est bloqué, un autre essai réussit
    Étant donné une boutique qui lit l'appli carte Vitale par « nfc »
    Quand l'opticien lit l'appli carte Vitale
    Alors l'avis est « APCV-RIEN-PRESENTE »
    Et l'attente a duré 10 secondes
    Quand l'opticien lit la carte Vitale
    Alors aucun avis n'est affiché
    Quand le téléphone est présenté au lecteur
    Et l'opticien lit l'appli carte Vitale
    Alors aucun avis n'est affiché

  @LEC-04
  Scénario: La boutique attend plus longtemps
    Étant donné une boutique qui lit l'appli carte Vitale par « nfc »
    Et la boutique attend le téléphone 30 secondes
    Quand l'opticien lit l'appli carte Vitale
    Alors l'avis est « APCV-RIEN-PRESENTE »
    Et l'attente a duré 30 secondes

  @APCV-04
  Plan du scénario: Une autre carte sans contact est reconnue comme étrangère
    Étant donné une boutique qui lit l'appli carte Vitale par « nfc »
    Quand la carte « <carte> » est posée sur la fente sans contact
    Et l'opticien lit l'appli carte Vitale
    Alors l'avis est « APCV-TELEPHONE-INCONNU »
    Et rien n'est lu de l'appli

    Exemples:
      | carte                 |
      | foreign:bank          |
      | cps3-contactless:demo |

  @APCV-04 @LEC-05
  Scénario: Le téléphone part à n'importe quel moment
    Étant donné une boutique qui lit l'appli carte Vitale par « nfc »
    Et le téléphone est présenté au lecteur
    Quand le téléphone est éloigné à chaque échange de sa lecture, puis présenté de nouveau
    Alors chaque lecture interrompue donne l'avis « APCV-TELEPHONE-RETIRE »
    Et la liste de l'appli est
      | bénéficiaire                                      |
      | 1 - DESMAUX NATHALIE (15/06/1955) 255069999999934 |

  @APCV-04
  Scénario: L'appli est fermée
    Étant donné une boutique qui lit l'appli carte Vitale par « nfc »
    Et le téléphone est présenté au lecteur
    Quand l'appli est fermée, le téléphone restant sur le lecteur
    Et l'opticien lit l'appli carte Vitale
    Alors l'avis est « APCV-APPLI-FERMEE »

  @APCV-05
  Scénario: Le code de la CPS est demandé avant que le patient montre son téléphone
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et le code de la CPS n'est pas tapé
    Quand l'opticien passe le lecteur à main sur le téléphone
    Alors l'avis est « CPS-CODE-DEMANDE »
    Quand l'opticien tape le code « 1234 »
    Et l'opticien repasse le même QR code
    Alors aucun avis n'est affiché

  @APCV-05
  Scénario: Une CPS retirée puis remise demande de nouveau son code
    Étant donné une boutique qui lit l'appli carte Vitale par « nfc »
    Et le téléphone est présenté au lecteur
    Quand la CPS est remise dans le lecteur
    Et l'opticien lit l'appli carte Vitale
    Alors rien n'est lu de l'appli
    Quand l'opticien tape le code « 1234 »
    Et l'opticien lit l'appli carte Vitale
    Alors aucun avis n'est affiché

  @APCV-06
  Scénario: Les enfants de la carte sont dans la liste, un autre numéro n'est personne
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Quand le téléphone de « fictive », appli ouverte, prend sa place
    Et l'opticien passe le lecteur à main sur le téléphone
    Alors la liste de l'appli est
      | bénéficiaire                                      |
      | 1 - FICTIVE CAMILLE (15/01/1990) 290019999900113  |
      | 2 - FICTIVE ZOE (30/02/2015) 290019999900113      |
    Quand l'opticien choisit la personne 9 de l'appli
    Alors l'avis est « APCV-BENEFICIAIRE-INCONNU »
    Quand l'opticien choisit la personne 2 de l'appli
    Alors la personne choisie dans l'appli est « FICTIVE ZOE »

  @APCV-03
  Plan du scénario: Le service derrière l'appli ne répond pas comme il faut
    Étant donné une boutique qui lit l'appli carte Vitale par « qr »
    Et la panne « apcv » « <panne> »
    Quand l'opticien passe le lecteur à main sur le téléphone
    Alors l'avis est « <avis> »
    Et l'avis répond aux trois questions
    Et rien n'est lu de l'appli
    Quand la panne est finie
    Et le téléphone montre un autre QR code
    Et l'opticien passe le lecteur à main sur le téléphone
    Alors aucun avis n'est affiché

    Exemples:
      | panne  | avis              |
      | down   | APCV-INDISPONIBLE |
      | slow   | APCV-TROP-LENT    |
      | silent | APCV-INDISPONIBLE |
      | fault  | APCV-EN-PANNE     |
