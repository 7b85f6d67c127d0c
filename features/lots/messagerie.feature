# language: fr
Fonctionnalité: Les lots partent et les retours viennent par messagerie
  La voie de la norme : SMTP à l'aller, POP3 au retour. Personne ne dit tout de suite ce qu'un message est devenu ; l'ARL,
  l'avis de non remise ou leur absence le disent ensuite.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et l'opticien écrit « messagerie » au champ « Voie des lots et des retours » des paramètres

  @TEL-03 @TEL-06 @SIM-14
  Scénario: La FSE et la DRE partent chacune vers son frontal et sont payées
    Quand l'opticien mène la facture « 254 » jusqu'à la télétransmission
    Alors les lots sont
      | lot | destinataire | état          |
      | 027 | 01 999       | AR Provisoire |
      | AAE | 1100000000   | AR Provisoire |
    Quand les retours arrivent
    Alors la facture « 254 » est à l'état « Payé »
    Et le total des virements est 100,09
    Et la boîte aux lettres tient 0 message

  @TEL-08 @TEL-09 @SIM-04
  Scénario: La ligne coupée avant la réponse ne fait ni perte ni double envoi
    Étant donné le serveur de courrier coupe après avoir pris le message
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Alors l'avis est « TEL-ENVOI-SANS-ACCUSE »
    Et le lot « 027 » est à l'état « Lot expédié »
    Quand les retours arrivent
    Alors la facture « 253 » est à l'état « Payé »
    Et le concentrateur a reçu 1 fichier, une seule fois
    Et le total des virements est 0,09

  @TEL-04 @TEL-08 @SIM-04
  Scénario: Un avis de non remise se voit ; le même fichier repart et tout vient
    Étant donné le serveur de courrier ne remet pas le message
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et 1 jour passe
    Et l'opticien reçoit seulement
    Alors le lot « 027 » est à l'état « Avis de non remise »
    Quand l'opticien renvoie le lot « 027 »
    Alors le lot « 027 » est à l'état « Réexpédié »
    Quand les retours arrivent
    Alors la facture « 253 » est à l'état « Payé »
    Et le concentrateur a reçu 1 fichier, une seule fois

  @TEL-06 @SIM-04
  Scénario: Une boîte qui coupe au milieu d'un message garde tout pour la prochaine fois
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et la boîte aux lettres coupe au milieu d'un message
    Et 1 jour passe
    Et l'opticien reçoit seulement
    Alors la boîte aux lettres tient 2 messages
    Quand les retours arrivent
    Alors la facture « 253 » est à l'état « Payé »
    Et le total des virements est 0,09
