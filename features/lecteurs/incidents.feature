# language: fr
Fonctionnalité: Ce qui arrive aux cartes et aux lecteurs
  Chaque incident a son avis ; rien n'est lu à moitié, et tout reprend sans relancer le programme.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @LEC-05
  Plan du scénario: Une carte qui ne va pas dans la fente Vitale
    Quand la carte « <carte> » est mise dans la fente « vitale »
    Et l'opticien lit la carte Vitale
    Alors l'avis est « <avis> »
    Et l'avis répond aux trois questions
    Quand la carte « vitale:desmaux » est mise dans la fente « vitale »
    Et l'opticien lit la carte Vitale
    Alors aucun avis n'est affiché

    Exemples:
      | carte               | avis                |
      | foreign:italian-cps | CAR-CARTE-INCONNUE  |
      | vitale1:22-69   | CAR-VITALE-1        |
      | cps3:demo           | CAR-CPS-DANS-VITALE |

  @LEC-05
  Plan du scénario: Une carte muette ou à l'envers
    Quand la carte de la fente « <fente> » <état>
    Et l'opticien tape le code « 1234 »
    Et l'opticien lit la carte Vitale
    Alors l'avis est « LEC-CARTE-MUETTE »
    Et l'avis répond aux trois questions
    Quand la carte « vitale:desmaux » est mise dans la fente « vitale »
    Alors la facture « 253 » va jusqu'à l'état « Payé »

    Exemples:
      | fente  | état          |
      | vitale | devient muette |
      | vitale | est retournée |

  @LEC-05 @CPS-04
  Plan du scénario: Une carte qui ne peut pas servir de CPS
    Quand <incident>
    Et l'opticien tape le code « 1234 »
    Alors l'avis est « <avis> »
    Et l'avis répond aux trois questions
    Quand la CPS est remise dans le lecteur
    Et l'opticien tape le code « 1234 »
    Alors aucun avis n'est affiché

    Exemples:
      | incident                                                    | avis               |
      | la carte de la fente « cps » devient muette                 | LEC-CARTE-MUETTE   |
      | la carte « vitale:desmaux » est mise dans la fente « cps »  | CAR-VITALE-DANS-CPS |

  @LEC-05
  Scénario: Le lecteur est débranché en pleine lecture, puis rebranché
    Quand le lecteur est débranché au 5e échange
    Et l'opticien lit la carte Vitale
    Alors l'avis est « LEC-LECTEUR-ABSENT »
    Et l'avis répond aux trois questions
    Quand le lecteur est rebranché
    Alors la facture « 253 » va jusqu'à l'état « Payé »

  @LEC-05 @CPS-04 @SIM-04
  Scénario: Le lecteur est débranché en pleine signature : la facture n'est pas perdue
    Quand l'opticien mène la facture « 253 » jusqu'au récapitulatif
    Et le lecteur est débranché au 8e échange
    Et l'opticien signe
    Alors l'avis est « LEC-LECTEUR-ABSENT »
    Et la facture « 253 » est à l'état « TP Calculé »
    Quand le lecteur est rebranché
    Et l'opticien tape le code « 1234 »
    Et l'opticien signe
    Alors la facture « 253 » est à l'état « Sécurisé »

  @LEC-05 @LEC-06
  Scénario: Le service des lecteurs s'arrête en pleine lecture, puis revient
    Quand le service des lecteurs s'arrête au 5e échange
    Et l'opticien lit la carte Vitale
    Alors l'avis est « LEC-SERVICE-ABSENT »
    Et l'avis répond aux trois questions
    Quand le service des lecteurs revient
    Alors la facture « 253 » va jusqu'à l'état « Payé »

  @LEC-05
  Scénario: Un autre programme réinitialise la carte Vitale : elle est relue sans rien demander
    Quand un autre programme réinitialise la carte « vitale » au 5e échange
    Et l'opticien lit la carte Vitale
    Alors aucun avis n'est affiché
    Et toutes les pannes prévues ont eu lieu

  @LEC-05 @CPS-01
  Scénario: Un autre programme réinitialise la CPS : son code est perdu et redemandé
    Quand l'opticien mène la facture « 253 » jusqu'au récapitulatif
    Et un autre programme réinitialise la carte « cps » au 2e échange
    Et l'opticien signe
    Alors l'avis est « CPS-CODE-PERDU »
    Et la facture « 253 » est à l'état « TP Calculé »
    Quand l'opticien tape le code « 1234 »
    Et l'opticien signe
    Alors la facture « 253 » est à l'état « Sécurisé »

  @LEC-05
  Scénario: Un raté passager du lecteur ne se voit pas
    Étant donné la panne « vitale » « transient »
    Quand l'opticien lit la carte Vitale
    Alors aucun avis n'est affiché
    Et toutes les pannes prévues ont eu lieu
