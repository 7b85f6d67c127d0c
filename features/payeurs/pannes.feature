# language: fr
Fonctionnalité: Les pannes et les conduites des organismes
  Par un plan ou par une graine ; quoi qu'il arrive, chaque centime est expliqué et rien n'est payé deux fois.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @SIM-04 @TEL-08
  Plan du scénario: Un ARL ou un retour en désordre finit par payer la facture, une fois
    Étant donné la panne « <lieu> » « <panne> »
    Quand l'opticien mène la facture « 254 » jusqu'à la télétransmission
    Et les retours arrivent
    Alors les retours mis de côté sont « <avis> »
    Et la facture « 254 » est à l'état « Payé »
    Et le total des virements est 100,09
    Et toutes les pannes prévues ont eu lieu

    Exemples:
      | lieu  | panne               | avis                      |
      | arl   | late                |                           |
      | arl   | after-return        |                           |
      | arl   | garbled             | FIL-ENREGISTREMENT-REFUSE |
      | rsp   | swapped             |                           |
      | payer | split               |                           |
      | payer | orphan-invoice      | TEL-RETOUR-NON-RAPPROCHE  |
      | payer | closing-off         | FIL-ENREGISTREMENT-REFUSE |

  @SIM-04 @SIM-14
  Scénario: Une mutuelle ne paie qu'une part, une caisse un centime de trop : les deux anomalies sont dites
    Étant donné l'organisme payeur « 1100000000 » ne paie que 60 %
    Quand l'opticien mène la facture « 254 » jusqu'à la télétransmission
    Et les retours arrivent
    Alors la facture « 254 » est à l'état « En anomalie »
    Et le total des virements est 60,09
    Quand l'organisme payeur « 01999000 » paie 0,01 de trop
    Et l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et les retours arrivent
    Alors la facture « 253 » est à l'état « En anomalie »
    Et le total des virements est 60,19

  @SIM-14
  Scénario: Ce qu'une main demande aux organismes arrive à la boutique, et s'y explique
    Étant donné l'organisme payeur diffère 72 heures
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et 2 jours passent
    Et l'opticien reçoit seulement
    Alors la facture « 253 » est à l'état « Attente RSP »
    Quand tous les organismes répondent sans attendre
    Et les retours arrivent
    Alors la facture « 253 » est à l'état « Payé »
    Quand un forfait de 300,00 est versé
    Et une dette de 2,30 est ouverte
    Et la dernière facture payée est reprise
    Et le dernier retour est déposé une fois de plus
    Et le retour d'un confrère arrive
    Et un ARL « 0000 » du lot « 027 » arrive
    Et les retours arrivent
    Alors les retours mis de côté sont « TEL-RETOUR-EN-DOUBLE, TEL-RETOUR-AUTRE-PROFESSIONNEL, TEL-RETOUR-EN-DOUBLE »
    Et le total des virements est 300,09

  @SIM-04
  Scénario: Une tempête tirée d'une graine passe, et la facture est payée
    Étant donné une tempête de graine 4 souffle 6 jours
    Quand la facture « 254 » va jusqu'à l'état « Payé »
    Alors chaque centime des virements est expliqué
