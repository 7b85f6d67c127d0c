# language: fr
Fonctionnalité: Le code porteur de la CPS
  Le code à quatre chiffres est demandé au premier usage de la journée et avant une télétransmission.
  La carte compte elle-même les essais : trois codes faux de suite la bloquent.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @CPS-01
  Scénario: Le code est demandé au premier usage de la journée, puis accepté
    Quand l'opticien lit la carte Vitale et demande les droits sans avoir tapé son code
    Alors l'avis est « CPS-CODE-DEMANDE »
    Quand l'opticien tape le code « 1234 »
    Alors aucun avis n'est affiché
    Et la facture « 253 » va jusqu'à l'état « Payé »

  @CPS-01
  Scénario: Le code est redemandé avant une télétransmission
    Quand l'opticien mène la facture « 253 » jusqu'à la signature
    Et l'opticien télétransmet sans retaper son code
    Alors l'avis est « CPS-CODE-DEMANDE »
    Et la facture « 253 » est à l'état « Sécurisé »
    Quand l'opticien tape le code « 1234 » pour télétransmettre
    Et l'opticien télétransmet
    Alors la facture « 253 » est à l'état « Attente RSP »

  @CPS-01
  Plan du scénario: Un code qui n'a pas quatre chiffres n'est jamais envoyé à la carte
    Quand l'opticien tape le code « <code> »
    Alors l'avis est « CPS-CODE-FORME »
    Et il reste 3 essais à la CPS

    Exemples:
      | code  |
      | 123   |
      | 12345 |
      | 12a4  |

  @CPS-02
  Scénario: Un code faux, puis le bon
    Quand l'opticien tape le code « 0000 »
    Alors l'avis est « CPS-CODE-FAUX »
    Et l'avis dit qu'il reste 2 essais
    Quand l'opticien tape le code « 1234 »
    Alors la facture « 253 » va jusqu'à l'état « Payé »
    Et il reste 3 essais à la CPS

  @CPS-02
  Scénario: Trois codes faux de suite bloquent la carte
    Quand l'opticien tape le code « 0000 »
    Et l'opticien tape le code « 1111 »
    Et l'opticien tape le code « 2222 »
    Alors l'avis est « CPS-BLOQUEE »
    Quand l'opticien tape le code « 1234 »
    Alors l'avis est « CPS-BLOQUEE »
    Et aucune facture n'est enregistrée

  @CPS-04
  Scénario: Sans CPS, rien n'est sécurisé
    Étant donné que la CPS n'est pas dans le lecteur
    Quand l'opticien tape le code « 1234 »
    Alors l'avis est « CPS-ABSENTE »
    Et aucune facture n'est enregistrée
    Quand la CPS est remise dans le lecteur
    Et l'opticien tape le code « 1234 »
    Alors la facture « 253 » va jusqu'à l'état « Payé »

  @CPS-04
  Scénario: Une CPS expirée ne sécurise rien
    Étant donné que la CPS du lecteur est expirée
    Quand l'opticien tape le code « 1234 »
    Alors l'avis est « CPS-EXPIREE »
    Et aucune facture n'est enregistrée

  @CPS-04
  Scénario: La FSE porte la signature de la CPS, et elle se vérifie
    Quand l'opticien mène la facture « 254 » jusqu'à la signature
    Alors la FSE et la DRE portent chacune une signature RSA de 2048 bits qui se vérifie
    Et le certificat vient d'une autorité qui se dit simulée
