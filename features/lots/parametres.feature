# language: fr
Fonctionnalité: Paramètres de la télétransmission
  Chaque réglage montré a la valeur imprimée par le manuel et fait ce que sa ligne dit ; ce qui n'a pas d'effet est montré
  sans pouvoir être changé.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @PAR-01 @PAR-02 @PAR-04 @PAR-05
  Scénario: Les valeurs imprimées, et rien d'autre que l'ADRi dans « Paramétrage du PS »
    Alors la page « /parametres » montre
      | Nom du concentrateur Télétransmission PEC AreaSante Oui Oui Sicorfe Non Non WebIntellio Non Non |
      | Norme B2 par défaut 062007 - Juin 2007                                                          |
      | Nombre de jour avant la relecture de la Carte Vitale 1                                          |
      | Date d'édition du dernier Lot –                                                                 |
      | Port d'écoute AreaFse 9012                                                                      |
      | RAZ Date MAJ AreaFse                                                                            |
      | Rien d'autre ne se change dans cet écran.                                                       |
    Et les cases des paramètres sont
      | case                                                   | cochée | se change |
      | Blocage automatique des FSE                            | non    | oui       |
      | Blocage télétransmission des FSE si documents absents  | non    | oui       |
      | Lettrage auto. suite à l'intégration des fichiers RSP  | oui    | oui       |
      | Intégrer les fichiers RSP après télétransmission       | oui    | oui       |
      | Contrôle télétransmission active du régime             | non    | non       |
      | Demande à la CPAM de transmettre à la mutuelle (top M) | oui    | non       |
      | Edition après Télétransmission                         | non    | oui       |
      | Mode sécurisation Sesam_Sans_Vitale                    | non    | non       |
    Et le champ « Date d'activation du Sesam Vitale » des paramètres est « 2023-10-24 »

  @TEL-02 @TEL-05
  Scénario: Pas à pas, les cinq choix de « Télétransmission »
    Quand l'opticien mène la facture « 253 » jusqu'à la signature
    Et l'opticien tape le code « 1234 » pour télétransmettre
    Alors la page « /lots/a-teletransmettre » montre
      | Télétransmettre Auto                                                              |
      | Traitements à effectuer Date du jour : 28/05/2024 Mettre en Lot Mettre en Fichier |
      | Envoyer et Recevoir Recevoir uniquement                                           |
      | Lot N° Edition Bordereau                                                          |
    Quand l'opticien lance « Mettre en Lot »
    Alors le lot « 027 » est à l'état « Mis en Lot »
    Quand l'opticien lance « Mettre en Fichier »
    Alors le lot « 027 » est à l'état « Fichier créé »
    Quand l'opticien lance « Envoyer et Recevoir »
    Alors le lot « 027 » est à l'état « AR Provisoire »
    Et le bordereau du lot « 027 » s'imprime
    Quand 2 jours passent
    Et l'opticien lance « Recevoir uniquement »
    Alors le lot « 027 » est à l'état « RSP »

  @TEL-02 @TEL-05 @PAR-02 @PAR-04
  Scénario: « Edition après Télétransmission » édite les bordereaux de chaque lot parti
    Quand l'opticien coche « Edition après Télétransmission » dans les paramètres
    Et l'opticien mène la facture « 254 » jusqu'à la signature
    Et l'opticien tape le code « 1234 » pour télétransmettre
    Et l'opticien lance « Télétransmettre Auto »
    Alors aucun avis n'est affiché
    Et les bordereaux gardés sont ceux des lots « 027 » et « AAE »
    Et la page « /lots » montre
      | Edition après Télétransmission : bordereaux édités, 027 , AAE |
    Et la page du lot « AAE » montre
      | Bordereau édité le 28/05/2024. |
    Et la page « /parametres » montre
      | Date d'édition du dernier Lot 28/05/2024 |
    Quand l'opticien appuie sur « RAZ Date » dans les paramètres
    Alors la page « /parametres » montre
      | Date d'édition du dernier Lot – |

  @TEL-06 @PAR-01 @PAR-04
  Scénario: Les ARL et les RSP sont relevés tout seuls, ou seulement sur demande
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et 20 jours passent
    Alors la page « /lots » montre
      | 027 01 999 RSP |
      | Rapproché      |
    Et la page « /factures » montre
      | Récupération automatique Lots/RSPs |
      | 027 0,09 0,09 0,00                 |
    Quand l'opticien décoche « Intégrer les fichiers RSP après télétransmission » dans les paramètres
    Et l'opticien mène la facture « 254 » jusqu'à la télétransmission
    Et 20 jours passent
    Alors la page « /factures » montre
      | 028 + AAE 100,09 0,00 100,09 |
    Quand l'opticien appuie sur « Récupération automatique Lots/RSPs » dans « Suivi Facturations »
    Alors la page « /factures » montre
      | 028 + AAE 100,09 100,09 0,00 |

  @PAR-01 @PAR-04 @TEL-01
  Scénario: « Blocage automatique des FSE » retient une FSE jusqu'à ce qu'on la débloque
    Quand l'opticien coche « Blocage automatique des FSE » dans les paramètres
    Et l'opticien mène la facture « 253 » jusqu'à la signature
    Et l'opticien tape le code « 1234 » pour télétransmettre
    Et l'opticien lance « Télétransmettre Auto »
    Alors la page « /lots/a-teletransmettre » montre
      | FSE bloquées     |
      | Sécurisé Bloquée |
    Quand l'opticien lance « Débloquer »
    Et l'opticien tape le code « 1234 » pour télétransmettre
    Et l'opticien lance « Télétransmettre Auto »
    Alors la page « /lots/a-teletransmettre » montre
      | Rien à télétransmettre. |
    Et le lot « 027 » est à l'état « AR Provisoire »

  @PAR-02 @PAR-04
  Scénario: Aucune FSE d'avant la date d'activation du Sesam Vitale
    Quand l'opticien écrit « 2024-05-29 » au champ « Date d'activation du Sesam Vitale » des paramètres
    Et l'opticien mène la facture « 253 » jusqu'au récapitulatif
    Alors l'avis est « FSE-AVANT-ACTIVATION »
