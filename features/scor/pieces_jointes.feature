# language: fr
Fonctionnalité: Les pièces jointes (SCOR)
  Après la signature, l'ordonnance, et la feuille de soins en dégradé : mesurées par le programme,
  jugées par l'opticien, gardées six mois.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @SCOR-01 @SCOR-06
  Scénario: Avant la signature rien ne se joint ; après, l'ordonnance
    Quand l'opticien facture « 253 » en mode SESAM-Vitale
    Et l'opticien joint « Ordonnance | ORDN » à la facture « 253 », pages « bonne »
    Alors l'avis est « SCOR-FACTURE-NON-SIGNEE »
    Quand l'opticien signe
    Alors les pièces jointes sont
      | n°  | sv | nom     | prénom   | état     | type              | boutons |
      | 253 | SV | DESMAUX | NATHALIE | MANQUANT | Ordonnance \| ORDN | +      |
    Quand l'opticien joint « Ordonnance | ORDN » à la facture « 253 », pages « bonne »
    Alors ce document s'appelle « ORDN-000000253.pdf », est daté du 28/05/2024 et n'est pas encore envoyé
    Et le document de la facture « 253 » est « A JUGER »
    Quand l'opticien dit la page 1 « Conforme »
    Alors les pièces jointes sont
      | n°  | sv | nom     | prénom   | état     | type              | boutons |
      | 253 | SV | DESMAUX | NATHALIE | CONFORME | Ordonnance \| ORDN | voir -  |
    Quand l'opticien joint « Ordonnance | ORDN » à la facture « 253 », pages « bonne »
    Alors l'avis est « SCOR-DOCUMENT-DEJA-JOINT »
    Quand l'opticien joint « Feuille de soins » à la facture « 253 », pages « bonne »
    Alors l'avis est « SCOR-DOCUMENT-NON-ATTENDU »
    Quand l'opticien retire le document
    Alors les pièces jointes sont
      | n°  | sv | nom     | prénom   | état     | type              | boutons |
      | 253 | SV | DESMAUX | NATHALIE | MANQUANT | Ordonnance \| ORDN | +      |

  @SCOR-01 @SCOR-06
  Scénario: En dégradé, la feuille de soins aussi ; une FSE supprimée n'attend plus rien
    Quand l'opticien facture et signe « 257 » en mode dégradé
    Alors les pièces jointes sont
      | n°  | sv  | nom    | prénom | état     | type              | boutons |
      | 257 | DEG | DURAND | DENIS  | MANQUANT | Ordonnance \| ORDN | +      |
      | 257 | DEG | DURAND | DENIS  | MANQUANT | Feuille de soins  | +       |
    Et une feuille de soins est attendue pour la facture « 257 »
    Quand l'opticien joint la feuille de soins de la facture « 257 »
    Alors la feuille de soins dit
      | texte                                       |
      | Feuille de soins d'une FSE en mode dégradé  |
      | Facture n° 000000257                        |
      | 5,40 €                                      |
    Et chaque page de la feuille de soins dit « SPÉCIMEN SIMULÉ »
    Et une feuille de soins est inattendue pour la facture « 257 »
    Et les pièces jointes sont
      | n°  | sv  | nom    | prénom | état     | type              | boutons |
      | 257 | DEG | DURAND | DENIS  | MANQUANT | Ordonnance \| ORDN | +      |
      | 257 | DEG | DURAND | DENIS  | CONFORME | Feuille de soins  | voir -  |
    Quand l'opticien joint la feuille de soins de la facture « 257 »
    Alors l'avis est « SCOR-DOCUMENT-DEJA-JOINT »
    Quand l'opticien confirme la suppression de la FSE de la facture « 257 »
    Alors les pièces jointes sont
      | n°  | sv  | nom    | prénom | état     | type              | boutons |

  @SCOR-02
  Scénario: Le programme mesure chaque page et propose ; l'opticien juge
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien joint « Ordonnance | ORDN » à la facture « 253 », pages « bonne ; vide ; penchée ; floue ; sombre ; double ordonnance ; bonne, puis la même »
    Alors ses pages portent
      | page | légende                       | proposition  | verdict |
      | 1    | Page conforme                 | Conforme     |         |
      | 2    | Page vide                     | Non conforme |         |
      | 3    | Page non droite               | Non conforme |         |
      | 4    | Page illisible                | Non conforme |         |
      | 5    | Page pas suffisamment claire  | Non conforme |         |
      | 6    | Plusieurs documents par page  | Non conforme |         |
      | 7    | Page conforme                 | Conforme     |         |
      | 8    | Page doublée                  | Non conforme |         |
    Et chaque raison est expliquée en français, avec sa mesure
    Et le document de la facture « 253 » est « A JUGER »
    Quand l'opticien dit la page 10 « Conforme »
    Alors l'avis est « SCOR-PAGE-INCONNUE »

  @SCOR-02
  Scénario: Le jugement de l'opticien l'emporte, page par page
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien joint « Ordonnance | ORDN » à la facture « 253 », pages « bonne ; penchée »
    Et l'opticien dit la page 2 « Conforme »
    Alors le document de la facture « 253 » est « A JUGER »
    Quand l'opticien dit la page 1 « Non conforme »
    Alors le document de la facture « 253 » est « NON CONFORME »
    Et ses pages portent
      | page | légende         | proposition  | verdict      |
      | 1    | Page conforme   | Conforme     | Non conforme |
      | 2    | Page non droite | Non conforme | Conforme     |
    Quand l'opticien dit la page 1 « Conforme »
    Alors le document de la facture « 253 » est « CONFORME »

  @SCOR-03
  Scénario: Six mois, jour anniversaire compris, puis la purge
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien joint « Ordonnance | ORDN » à la facture « 253 », pages « bonne »
    Alors l'écran dit « La norme SCOR impose une durée de conservation des documents SCOR pendant 6 mois maximum. Au delà, les documents associés à cette facture seront purgés. »
    Quand 184 jours passent
    Et la purge passe
    Alors le PDF du document se lit encore
    Quand 1 jour passe
    Et le programme est relancé
    Alors le PDF du document n'existe plus, et sa trace reste

  @SCOR-03
  Scénario: Six mois après un 31 août, c'est le dernier jour de février ; recevoir purge aussi
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et 95 jours passent
    Et l'opticien joint « Ordonnance | ORDN » à la facture « 253 », pages « bonne »
    Alors ce document s'appelle « ORDN-000000253.pdf », est daté du 31/08/2024 et n'est pas encore envoyé
    Quand 181 jours passent
    Et la purge passe
    Alors le PDF du document se lit encore
    Quand 1 jour passe
    Et les retours arrivent
    Alors le PDF du document n'existe plus, et sa trace reste

  @SCOR-04
  Scénario: Le réglage bloque toute la télétransmission tant qu'il manque un document
    Étant donné une boutique qui bloque la télétransmission tant qu'un document manque
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien facture et signe « 254 » en mode SESAM-Vitale
    Et l'opticien joint « Ordonnance | ORDN » à la facture « 253 », pages « bonne »
    Et l'opticien tape le code « 1234 » pour télétransmettre
    Et l'opticien télétransmet
    Alors l'avis est « SCOR-DOCUMENT-MANQUANT »
    Et l'avis répond aux trois questions
    Et le concentrateur n'a reçu aucun fichier
    Et la facture « 253 » en est à l'état « Sécurisé »
    Quand l'opticien joint « Ordonnance | ORDN » à la facture « 254 », pages « bonne »
    Et l'opticien tape son code et télétransmet
    Alors la facture « 253 » en est à l'état « Payé »
    Et la facture « 254 » en est à l'état « Payé »

  @SCOR-04
  Scénario: Sans le réglage, les factures partent et les documents manquent
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien tape son code et télétransmet
    Alors la facture « 253 » en est à l'état « Payé »
    Et les pièces jointes sont
      | n°  | sv | nom     | prénom   | état     | type              | boutons |
      | 253 | SV | DESMAUX | NATHALIE | MANQUANT | Ordonnance \| ORDN | +      |

  @SCOR-05 @SCOR-06
  Scénario: Les états du manuel et leurs boutons
    Alors selon leur état, les documents offrent
      | état            | boutons |
      | MANQUANT        | +       |
      | NON CONFORME    | voir -  |
      | CONFORME        | voir -  |
      | A RECONSTITUER  | voir    |
      | ARCHIVE         | voir    |
      | SAUVEGARDE PS   | voir    |
      | COLLECTE PAPIER | voir    |

  @SCOR-05
  Scénario: Un document s'ajoute aussi après l'envoi de la FSE
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien tape son code et télétransmet
    Et l'opticien joint « Ordonnance | ORDN » à la facture « 253 », pages « bonne »
    Et l'opticien dit la page 1 « Non conforme »
    Alors les pièces jointes sont
      | n°  | sv | nom     | prénom   | état         | type              | boutons |
      | 253 | SV | DESMAUX | NATHALIE | NON CONFORME | Ordonnance \| ORDN | voir -  |

  @SCOR-07
  Scénario: Le document a son type, son idPJ et un nouveau nom de fichier
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien joint « Ordonnance | ORDN » à la facture « 253 », pages « bonne »
    Alors ce document a un idPJ, donné une seule fois
    Quand l'opticien tape le nouveau nom de fichier « Ordonnance de Nathalie »
    Alors ce document s'appelle « Ordonnance de Nathalie.pdf », est daté du 28/05/2024 et n'est pas encore envoyé
    Quand l'opticien tape le nouveau nom de fichier « ../dossier »
    Alors l'avis est « SCOR-NOM-REFUSE »
    Et ce document s'appelle « Ordonnance de Nathalie.pdf », est daté du 28/05/2024 et n'est pas encore envoyé

  @SCOR-01
  Scénario: D'un mauvais fichier rien n'est gardé, pas même les bonnes pages
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Alors d'un mauvais fichier joint à la facture « 253 » rien n'est gardé
      | fichier                | avis                   |
      | qui n'est pas un PDF   | SCOR-FORMAT-INCONNU    |
      | vide                   | SCOR-FORMAT-INCONNU    |
      | dont l'extension ment  | SCOR-EXTENSION-FAUSSE  |
      | PDF tronqué            | SCOR-FICHIER-ILLISIBLE |
      | JPEG tronqué           | SCOR-FICHIER-ILLISIBLE |
      | PDF chiffré            | SCOR-PDF-CHIFFRE       |
      | PDF sans page          | SCOR-PDF-SANS-PAGE     |
      | PDF de dix mille pages | SCOR-TROP-DE-PAGES     |
      | PDF bombe              | SCOR-CONTENU-DEMESURE  |
      | image bombe            | SCOR-PAGE-TROP-GRANDE  |
