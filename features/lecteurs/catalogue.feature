# language: fr
Fonctionnalité: Le catalogue des lecteurs
  La boutique choisit son modèle ; Binocle sait quelle fente est à la CPS, à la carte Vitale et au
  sans contact, quels que soient le système, le numéro de série et l'ordre de branchement.

  @LEC-02
  Plan du scénario: Les noms imprimés dans le manuel désignent la fente sans contact
    Soit un banc avec les lecteurs « <lecteurs> » aux noms « windows »
    Alors le nom imprimé « <nom> » désigne la fente « contactless » du modèle « <modèle> »

    Exemples:
      | lecteurs       | nom                                  | modèle      |
      | kaplink2       | KAPELSE 00504969 KAP-LINK2 2 0       | kaplink2    |
      | prium4         | Ingenico 80028721 OL TELIUM 3 0      | prium4      |
      | tikap          | Kapelse CCID Interface CLESS slot2 0 | tikap       |
      | leo, set2cless | Identiv uTrust 4701 F CL Reader 2    | utrust4701f |

  @LEC-01 @SIM-01
  Plan du scénario: La boutique choisit son modèle, et la facture se mène avec lui
    Soit un banc avec le lecteur « <modèle> » aux noms « <système> »
    Quand la boutique choisit le modèle « <modèle> »
    Alors aucun avis n'est affiché
    Et la page propose 3 lecteurs, chacun avec son modèle
    Et la facture « 253 » va jusqu'à l'état « Payé »

    Exemples:
      | modèle   | système |
      | kaplink2 | windows |
      | tikap    | linux   |
      | tikap    | windows |
      | prium4   | windows |

  @LEC-01 @SIM-01
  Scénario: Deux appareils à la fois, la CPS dans l'un et la carte Vitale dans l'autre
    Soit un banc avec les lecteurs « prium4, set2cless » aux noms « linux »
    Et la fente « prium4:vitale » est vide
    Et la carte « vitale:desmaux » est dans la fente « set2cless:vitale »
    Quand la boutique choisit « prium4:cps » pour la CPS et « set2cless:vitale » pour la carte Vitale
    Alors aucun avis n'est affiché
    Et la facture « 253 » va jusqu'à l'état « Payé »

  @LEC-01
  Scénario: Deux appareils du même modèle : rien n'est deviné, la boutique dit lesquels
    Soit un banc avec les lecteurs « kaplink2, kaplink2 » aux noms « linux »
    Et la fente « kaplink2:vitale » est vide
    Et la carte « vitale:desmaux » est dans la fente « kaplink2-2:vitale »
    Quand la boutique choisit le modèle « kaplink2 »
    Alors l'avis est « LEC-REGLAGE-VIDE »
    Quand la boutique choisit « kaplink2:cps » pour la CPS et « kaplink2-2:vitale » pour la carte Vitale
    Alors aucun avis n'est affiché
    Et la facture « 253 » va jusqu'à l'état « Payé »

  @LEC-01
  Scénario: Un modèle inconnu : le docteur essaie les fentes et dit à quoi chacune sert
    Soit un banc avec le lecteur « move5000 » aux noms « linux »
    Et le téléphone de « desmaux » montre son code
    Quand le téléphone est posé sur le lecteur
    Alors le docteur qui essaie les fentes trouve
      | fente                | trouvé                                                                          |
      | move5000:cps         | CPS3, rôle CPS                                                                  |
      | move5000:vitale      | Vitale 2, rôle Vitale                                                           |
      | move5000:contactless | carte inconnue \(3B .+\), rôle sans contact |
