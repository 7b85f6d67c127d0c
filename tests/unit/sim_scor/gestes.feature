# language: fr
Fonctionnalité: Les phrases du banc sur le serveur SCOR

  Scénario: Des pièces reçues une fois, jugées à la main
    Étant donné que le lot FSE de la facture « 257 » a son ARL
    Alors le serveur SCOR n'a reçu aucune pièce
    Quand l'ordonnance de la facture « 257 » est envoyée
    Et le serveur SCOR rend « COLLECTE PAPIER » pour la pièce « ORDN » de la facture « 257 »
    Et le serveur SCOR répète l'état de la pièce « ORDN » de la facture « 257 »
    Alors le serveur SCOR a reçu 1 pièce, une seule fois
    Et les états rendus sont « COLLECTE PAPIER, COLLECTE PAPIER »

  Scénario: Un état qui vient d'une panne, puis un serveur qui ne répond plus
    Étant donné que le lot FSE de la facture « 257 » a son ARL
    Et la panne « piece » « backup »
    Quand l'ordonnance de la facture « 257 » est envoyée
    Et 2 jours passent
    Alors les états rendus sont « SAUVEGARDE PS »
    Quand le service « scor » ne répond plus
    Alors les états ne sont pas rendus
