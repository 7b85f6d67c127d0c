# language: fr
Fonctionnalité: Le diagnostic nomme la pièce qui manque
  Chaque contrôle dit ce qui manque et quoi faire ; le remède suffit, sans relancer le programme.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et le programme de la boutique est ouvert

  @LEC-06
  Plan du scénario: Ce qui manque est nommé, avec ce qu'il faut faire
    Quand <incident>
    Alors le diagnostic dit « <phrase> » et quoi faire
    Quand <remède>
    Alors le diagnostic ne trouve rien à redire

    Exemples:
      | incident                                      | phrase                     | remède                                          |
      | le service des lecteurs s'arrête              | service                    | le service des lecteurs revient                 |
      | le lecteur est débranché                      | n'est pas branché         | le lecteur est rebranché                        |
      | la fente « cps » est vidée                    | ne contient pas de CPS     | la CPS est remise dans le lecteur               |
      | la carte de la fente « cps » devient muette   | est muette                 | la CPS est remise dans le lecteur               |
      | la carte « foreign:bank » est mise dans la fente « cps » | n'est pas une carte de santé reconnue | la CPS est remise dans le lecteur               |
      | le VPN tombe                                  | VPN                        | le VPN revient                                  |
      | le service « concentrator » ne répond plus    | concentrateur              | la panne est finie                              |

  @LEC-08
  Scénario: Les contrôles imprimés se suivent dans l'ordre et s'arrêtent au premier qui manque
    Alors les contrôles imprimés sont, dans l'ordre
      | contrôle                    |
      | Lecteur et CPS rebranchés   |
      | Données de la CPS affichées |
      | VPN « Connecté »            |
      | Moteur en marche            |
    Quand le VPN tombe
    Alors les contrôles imprimés s'arrêtent à « VPN « Connecté » »
    Quand la fente « cps » est vidée
    Alors les contrôles imprimés s'arrêtent à « Lecteur et CPS rebranchés »

  @LEC-08
  Scénario: Le moteur des lecteurs se relance depuis le produit
    Quand l'opticien tape le code « 1234 »
    Et le service des lecteurs s'arrête
    Et l'opticien relance le moteur
    Alors l'avis est « LEC-SERVICE-ABSENT »
    Quand le service des lecteurs revient
    Et l'opticien relance le moteur
    Alors aucun avis n'est affiché
    Et la facture « 253 » va jusqu'à l'état « Payé »
