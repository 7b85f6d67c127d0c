# language: fr
Fonctionnalité: Mener un lot à chacun des quinze états
  Un développeur n'a que la page du banc et les gestes de l'opticien ; l'événement qui cause l'état est le vrai.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @TEL-04 @SIM-14
  Plan du scénario: Les boutons du banc et les gestes de l'opticien mènent le lot à son état
    Quand l'opticien mène la facture « 253 » jusqu'au code d'envoi
    Et le lot « 027 » est mené à « <état> » par : <gestes>
    Alors le lot « 027 » est à l'état « <état> »

    Exemples:
      | état                           | gestes                                                                                               |
      | Mis en Lot                     | met en lot                                                                                           |
      | Fichier créé                   | Couper le concentrateur ; télétransmet                                                               |
      | AR Provisoire                  | télétransmet                                                                                         |
      | Lot Acheminé                   | Dire le lot acheminé ; Rendre l'ARL tard ; télétransmet ; + 3 h ; reçoit                             |
      | Avis de non remise             | Dire le lot non remis ; télétransmet ; + 3 h ; reçoit                                                |
      | ARL positif reçu               | télétransmet ; + 3 h ; reçoit                                                                        |
      | ARL négatif reçu               | Rendre l'ARL négatif ; télétransmet ; + 3 h ; reçoit                                                 |
      | Lot rejeté                     | Rendre l'ARL négatif ; télétransmet ; + 3 h ; reçoit ; accepte le rejet                              |
      | Absence ARL Renvoyer lot       | Perdre le lot ; télétransmet ; + 3 jours ; reçoit                                                    |
      | Réexpédié                      | Perdre le lot ; télétransmet ; + 3 jours ; reçoit ; renvoie                                          |
      | Absence ARL Manuel obligatoire | Perdre le lot deux fois ; télétransmet ; + 3 jours ; reçoit ; renvoie ; + 5 jours ; reçoit           |
      | Lot acquitté                   | Perdre le lot deux fois ; télétransmet ; + 3 jours ; reçoit ; renvoie ; + 5 jours ; reçoit ; clôture |
      | RSP                            | télétransmet ; + 1 jour ; reçoit                                                                     |
      | Erreur                         | Faire refuser le fichier ; télétransmet                                                              |

  @TEL-04 @SIM-14
  Scénario: « Lot expédié » est traversé à l'envoi, et son récépissé mène aussitôt à « AR Provisoire »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Alors le lot « 027 » est passé par les états « Mis en Lot, Fichier créé, Lot expédié, AR Provisoire »
