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
    Et le serveur SCOR a reçu 1 document, une seule fois
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
    Et le serveur SCOR a reçu 2 documents, une seule fois
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
    Et le serveur SCOR a reçu 2 documents, une seule fois
