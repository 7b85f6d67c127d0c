# language: fr
Fonctionnalité: Une carte arrachée en pleine lecture
  Quel que soit l'échange et la façon dont le lecteur le dit, rien n'est enregistré à moitié, et la
  lecture reprend sans rien redémarrer.

  @LEC-05 @VIT-01
  Plan du scénario: La carte Vitale est retirée à chacun des échanges de la lecture
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand la carte Vitale est arrachée « <forme> » à chaque échange de sa lecture, puis remise
    Alors chaque lecture interrompue donne l'avis « LEC-CARTE-RETIREE » et ne laisse rien
    Et la facture « 253 » va jusqu'à l'état « Payé »

    Exemples:
      | forme          |
      | reset          |
      | removed        |
      | empty          |
      | not-transacted |

  @LEC-05 @CPS-04 @SIM-04
  Scénario: La CPS est retirée pendant la signature
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien mène la facture « 253 » jusqu'au récapitulatif
    Et la CPS est arrachée au prochain échange
    Et l'opticien signe
    Alors l'avis est « LEC-CARTE-RETIREE »
    Et la facture « 253 » est à l'état « TP Calculé »
    Quand la CPS est remise dans le lecteur
    Et l'opticien tape le code « 1234 »
    Et l'opticien signe
    Alors la facture « 253 » est à l'état « Sécurisé »

  @LEC-05 @SIM-05
  Plan du scénario: La carte part avant, pendant ou après l'échange
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand la carte Vitale est arrachée « <forme> » « <moment> » un échange sur 5 de sa lecture, puis remise
    Alors chaque lecture interrompue donne l'avis « LEC-CARTE-RETIREE » et ne laisse rien
    Quand la carte Vitale de « desmaux » est mise à sa place
    Alors la facture « 253 » va jusqu'à l'état « Payé »

    Exemples:
      | forme          | moment |
      | reset          | after  |
      | removed        | inside |
      | empty          | before |
      | not-transacted | after  |
