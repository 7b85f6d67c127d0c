# language: fr
Fonctionnalité: L'envoi des pièces jointes (SCOR)
  Une fois l'ARL positif reçu, les documents conformes partent d'eux-mêmes, sans carte, dans un lot à
  part ; le serveur dit ensuite ce qu'il en fait.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @SCOR-01 @SCOR-05 @SCOR-06
  Scénario: L'ordonnance conforme part avec l'ARL, se regarde seulement, puis est archivée
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien joint une ordonnance conforme à la facture « 253 »
    Et l'opticien clique sur « Envoyer »
    Alors la pièce « Ordonnance | ORDN » de la facture « 253 » est « CONFORME »
    Et il n'a pas de date d'envoi
    Quand l'opticien tape son code et télétransmet jusqu'à l'ARL
    Alors les pièces jointes sont
      | n°  | sv | nom     | prénom   | état   | type              | boutons |
      | 253 | SV | DESMAUX | NATHALIE | ENVOYE | Ordonnance \| ORDN | voir    |
    Et sa date d'envoi est le 28/05/2024
    Et il ne peut plus être retiré
    Et le serveur SCOR a reçu 1 pièce, une seule fois
    Quand les retours arrivent
    Alors la pièce « Ordonnance | ORDN » de la facture « 253 » est « ARCHIVE »
    Et les lots de documents sont « envoyé »
    Et « Pièces Jointes » n'a pas d'avis

  @SCOR-01 @SCOR-05 @SCOR-06
  Scénario: En dégradé deux documents partent ensemble ; ce qui vient plus tard part au prochain envoi
    Quand l'opticien facture et signe « 257 » en mode dégradé
    Et l'opticien joint la feuille de soins de la facture « 257 »
    Et l'opticien joint une ordonnance conforme à la facture « 257 »
    Et l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien tape son code et télétransmet
    Alors la pièce « Feuille de soins » de la facture « 257 » est « ARCHIVE »
    Et la pièce « Ordonnance | ORDN » de la facture « 257 » est « ARCHIVE »
    Et le serveur SCOR a reçu 2 pièces, une seule fois
    Quand l'opticien joint une ordonnance conforme à la facture « 253 »
    Et l'opticien clique sur « Envoyer »
    Alors la pièce « Ordonnance | ORDN » de la facture « 253 » est « ENVOYE »
    Et les lots de documents sont « envoyé ; envoyé »

  @SCOR-07
  Scénario: « Autres docs » : une ordonnance de plus part, un autre document est gardé
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien joint une ordonnance conforme à la facture « 253 »
    Et l'opticien ajoute « Ordonnance | ORDN » par « Autres docs » à la facture « 253 »
    Et l'opticien ajoute « Feuille de soins » par « Autres docs » à la facture « 253 »
    Alors l'avis est « SCOR-DOCUMENT-NON-ATTENDU »
    Quand l'opticien ajoute « Autre document » par « Autres docs » à la facture « 253 »
    Et l'opticien tape son code et télétransmet
    Alors les pièces jointes sont
      | n°  | sv | nom     | prénom   | état     | type              | boutons |
      | 253 | SV | DESMAUX | NATHALIE | ARCHIVE  | Ordonnance \| ORDN | voir    |
      | 253 | SV | DESMAUX | NATHALIE | ARCHIVE  | Ordonnance \| ORDN | voir    |
      | 253 | SV | DESMAUX | NATHALIE | CONFORME | Autre document    | voir -  |
    Et le serveur SCOR a reçu 2 pièces, une seule fois

  @SCOR-05
  Plan du scénario: Quoi qu'il arrive à l'envoi, le document arrive une seule fois
    Étant donné <mésaventure>
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien joint une ordonnance conforme à la facture « 253 »
    Et l'opticien tape son code et télétransmet jusqu'à l'ARL
    Et le programme est relancé
    Et les retours arrivent
    Alors la pièce « Ordonnance | ORDN » de la facture « 253 » est « ARCHIVE »
    Et le serveur SCOR a reçu 1 pièce, une seule fois
    Et les lots de documents sont « envoyé »
    Et « Pièces Jointes » n'a pas d'avis
    Et toutes les pannes prévues ont eu lieu

    Exemples:
      | mésaventure                                     |
      | un arrêt brutal au point « after-scor-lot »     |
      | un arrêt brutal au point « before-scor-send »   |
      | un arrêt brutal au point « after-scor-send »    |
      | un arrêt brutal au point « after-scor-states »  |
      | la panne « scor » « down »                      |
      | la panne « scor » « silent »                    |
      | la panne « scor » « other »                     |

  @SCOR-05
  Scénario: Cinq jours sans réponse, puis le papier, et jamais les deux
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien joint une ordonnance conforme à la facture « 253 »
    Et l'opticien tape son code et télétransmet
    Alors la pièce « Ordonnance | ORDN » de la facture « 253 » est « ARCHIVE »
    Quand l'opticien facture et signe « 257 » en mode dégradé
    Et l'opticien joint une ordonnance conforme à la facture « 257 »
    Et l'opticien tape son code et télétransmet jusqu'à l'ARL
    Et le serveur SCOR rend « COLLECTE PAPIER » pour la pièce « ORDN » de la facture « 257 »
    Et l'opticien reçoit
    Alors le document demande au magasin « SCOR-COLLECTE-PAPIER »
    Quand l'opticien joint la feuille de soins de la facture « 257 »
    Et le service « scor » ne répond plus
    Et l'opticien clique sur « Envoyer »
    Alors la pièce « Feuille de soins » de la facture « 257 » est « EN COURS D'ENVOI »
    Et « Pièces Jointes » porte l'avis « SCOR-SERVEUR-INJOIGNABLE »
    Quand 4 jours passent
    Et l'opticien clique sur « Envoyer »
    Alors la pièce « Feuille de soins » de la facture « 257 » est « EN COURS D'ENVOI »
    Quand 2 jours passent
    Et l'opticien clique sur « Envoyer »
    Alors la pièce « Feuille de soins » de la facture « 257 » est « COLLECTE PAPIER »
    Et « Pièces Jointes » porte l'avis « SCOR-LOT-ABANDONNE »
    Et les lots de documents sont « envoyé ; envoyé ; abandonné : papier »
    Et le serveur SCOR a reçu 2 pièces, une seule fois

  @SCOR-05
  Scénario: Un lot refusé ne bloque rien et se reprend
    Étant donné la panne « scor » « refused »
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien joint une ordonnance conforme à la facture « 253 »
    Et l'opticien tape son code et télétransmet
    Alors la facture « 253 » en est à l'état « Payé »
    Et la pièce « Ordonnance | ORDN » de la facture « 253 » est « CONFORME »
    Et « Pièces Jointes » porte l'avis « SCOR-LOT-REFUSE »
    Et le serveur SCOR n'a reçu aucune pièce
    Quand l'opticien clique sur « Envoyer »
    Et les retours arrivent
    Alors la pièce « Ordonnance | ORDN » de la facture « 253 » est « ARCHIVE »
    Et les lots de documents sont « refusé, repris dans un autre lot ; envoyé »
    Et « Pièces Jointes » n'a pas d'avis

  @SCOR-05 @SCOR-06
  Scénario: Un document à reconstituer se joint de nouveau, sous un nouvel idPJ
    Étant donné la panne « piece » « rebuild »
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien joint une ordonnance conforme à la facture « 253 »
    Et l'opticien tape son code et télétransmet
    Alors les pièces jointes sont
      | n°  | sv | nom     | prénom   | état           | type              | boutons |
      | 253 | SV | DESMAUX | NATHALIE | A RECONSTITUER | Ordonnance \| ORDN | voir    |
    Et le document demande au magasin « SCOR-A-RECONSTITUER »
    Quand l'opticien joint de nouveau, à la place de ce document, la numérisation « bonne »
    Alors l'ancien document de la facture « 253 » reste comme trace
    Quand l'opticien dit la page 1 « Conforme »
    Et l'opticien clique sur « Envoyer »
    Et les retours arrivent
    Alors les pièces jointes sont
      | n°  | sv | nom     | prénom   | état    | type              | boutons |
      | 253 | SV | DESMAUX | NATHALIE | ARCHIVE | Ordonnance \| ORDN | voir    |

  @SCOR-05
  Plan du scénario: Ce que le serveur dit d'un document
    Étant donné la panne « piece » « <panne> »
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien joint une ordonnance conforme à la facture « 253 »
    Et l'opticien tape son code et télétransmet
    Alors la pièce « Ordonnance | ORDN » de la facture « 253 » est « <état> »
    Et « Pièces Jointes » n'a d'autre avis que « <avis> »
    Et le document demande au magasin « <suite> »

    Exemples:
      | panne         | état            | avis                       | suite                |
      | absent        | ENVOYE          |                            |                      |
      | backup        | SAUVEGARDE PS   |                            | SCOR-SAUVEGARDE-PS   |
      | paper         | COLLECTE PAPIER |                            | SCOR-COLLECTE-PAPIER |
      | rebuild-later | A RECONSTITUER  |                            | SCOR-A-RECONSTITUER  |
      | paper-later   | COLLECTE PAPIER |                            | SCOR-COLLECTE-PAPIER |
      | twice         | ARCHIVE         |                            |                      |
      | unknown       | ARCHIVE         | SCOR-REPONSE-SANS-DOCUMENT |                      |
      | overtaken     | ARCHIVE         | SCOR-REPONSE-DEPASSEE      |                      |
