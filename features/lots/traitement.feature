# language: fr
Fonctionnalité: Un lot que personne n'acquitte, ou que la caisse refuse
  Le calendrier dit quand un lot est en retard ; une personne décide du reste. Rien ne part deux fois de soi-même.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @TEL-04 @TEL-09
  Scénario: Sans ARL sous deux jours ouvrés, le lot se renvoie, une fois, tel quel
    Étant donné la panne « arl » « absent »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et 2 jours passent
    Et les retours arrivent
    Alors le lot « 027 » est à l'état « AR Provisoire »
    Quand 1 jour passe
    Et les retours arrivent
    Alors le lot « 027 » est à l'état « Absence ARL Renvoyer lot »
    Quand l'opticien renvoie le lot « 027 »
    Alors le lot « 027 » est à l'état « Réexpédié »
    Et le concentrateur a reçu 1 fichier, une seule fois
    Et la facture « 253 » va jusqu'à l'état « Payé »
    Et le total des virements est 0,09

  @TEL-04 @TEL-09
  Scénario: Un lot renvoyé en vain se clôture à la main
    Étant donné la panne « arl » « absent »
    Et la panne « arl » « absent »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et 3 jours passent
    Et les retours arrivent
    Et l'opticien renvoie le lot « 027 »
    Et 5 jours passent
    Et les retours arrivent
    Alors le lot « 027 » est à l'état « Absence ARL Manuel obligatoire »
    Quand l'opticien renvoie le lot « 027 »
    Alors l'avis est « LOT-RENVOI-INUTILE »
    Quand l'opticien clôture le lot « 027 »
    Alors le lot « 027 » est à l'état « Lot acquitté »

  @TEL-04 @SUIVI-05
  Scénario: Un lot rejeté laisse ses factures en attente ; remises en lot, elles sont payées une fois
    Étant donné la panne « arl » « negative »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et les retours arrivent
    Et l'opticien renvoie le lot « 027 »
    Alors l'avis est « LOT-RENVOI-APRES-REFUS »
    Quand l'opticien accepte le rejet du lot « 027 »
    Alors le lot « 027 » est à l'état « Lot rejeté »
    Et la facture « 253 » est à l'état « Attente RSP »
    Quand l'opticien remet en lot les factures du lot « 027 »
    Alors l'avis est « LOT-PEUT-ETRE-ACCEPTE »
    Quand l'opticien confirme la remise en lot des factures du lot « 027 »
    Alors l'erreur du lot « 027 » est traitée
    Quand l'opticien reprend la télétransmission
    Alors les lots sont
      | lot | destinataire | état       |
      | 027 | 01 999       | Lot rejeté |
      | 028 | 01 999       | RSP        |
    Et la facture « 253 » est à l'état « Payé »
    Et le total des virements est 0,09

  @TEL-04 @SIM-14
  Plan du scénario: Un message de service dit où en est le lot
    Étant donné la panne « srv » « <message> »
    Et la panne « arl » « late »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et 1 jour passe
    Et l'opticien reçoit seulement
    Alors le lot « 027 » est à l'état « <état> »

    Exemples:
      | message     | état              |
      | forwarded   | Lot Acheminé      |
      | provisional | AR Provisoire     |

  @TEL-04 @TEL-09 @SIM-14
  Scénario: Un lot non remis se renvoie aussitôt, tel quel, et n'est payé qu'une fois
    Étant donné la panne « srv » « undelivered »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et 1 jour passe
    Et l'opticien reçoit seulement
    Alors le lot « 027 » est à l'état « Avis de non remise »
    Quand l'opticien renvoie le lot « 027 »
    Alors le lot « 027 » est à l'état « Réexpédié »
    Quand les retours arrivent
    Alors le lot « 027 » est à l'état « RSP »
    Et la facture « 253 » est à l'état « Payé »
    Et le total des virements est 0,09

  @TEL-08 @TEL-09
  Plan du scénario: Un nouvel envoi coupé net reprend sans double envoi ni perte
    Étant donné la panne « arl » « absent »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et 3 jours passent
    Et les retours arrivent
    Et un arrêt brutal au point « <point> »
    Et l'opticien renvoie le lot « 027 »
    Alors le programme s'est arrêté
    Quand le programme est relancé
    Et l'opticien reprend la télétransmission
    Alors le concentrateur a reçu 1 fichier, une seule fois
    Et la facture « 253 » est à l'état « Payé »
    Et le total des virements est 0,09

    Exemples:
      | point         |
      | before-resend |
      | after-send    |
