# language: fr
Fonctionnalité: Télétransmissions et suivi des factures
  Ce qui attend, ce qui est parti, ce qui est revenu : chaque liste se lit page par page et se filtre.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @TEL-01 @TEL-10 @TEL-05 @SUIVI-01 @SUIVI-07
  Scénario: Une facture passe d'« À Télétransmettre » à « Télétransmis », puis est payée
    Quand l'opticien mène la facture « 254 » jusqu'à la signature
    Alors la page « /lots/a-teletransmettre » montre
      | Nom Prénom Facture N° Mt Fact Mt RO RO Mt RC RC Caisse RO Mutuelle État FSE SV              |
      | DESMAUX NATHALIE 28/05/2024 000000254 415,00 0,09 TP 100,00 TP 01 999 1100000000 Sécurisé SV |
    Quand l'opticien tape le code « 1234 » pour télétransmettre
    Et l'opticien télétransmet
    Alors la page « /lots/a-teletransmettre » montre
      | Rien à télétransmettre. |
    Et la page « /lots?recherche=254 » montre
      | AAE 1100000000 AR Provisoire |
      | 027 01 999 AR Provisoire     |
    Et la page « /lots?recherche=253 » montre
      | Aucun lot ne porte ce numéro, ni cette facture. |
    Et la page du lot « 027 » montre
      | Détail lot n° 027 / Regime: 01 999                                                                      |
      | DESMAUX NATHALIE 28/05/2024 000000254 01 999 9999 0,09 100,00 AR Provisoire N 2550699999999 34 15/06/1955 |
      | échéance le 30/05/2024                                                                                  |
    Et le bordereau du lot « AAE » s'imprime
    Quand la facture « 254 » va jusqu'à l'état « Payé »
    Alors la page « /factures » montre
      | 28/05/2024 000000254 027 + AAE 100,09 100,09 0,00 01 999 9999 / 1100000000 Payé Payé / Payé SV |
      | page 1/1                                                             |
      | 1 dossiers dont 1 sécurisés en sesam vitale soit 100%                |
    Et la page « /lots » montre
      | 027 01 999 RSP |
      | Rapproché      |
    Et les filtres gardent la facture « 000000254 » ou non
      | filtre                                             | gardée |
      | client=desmaux nath                                | oui    |
      | beneficiaire_nom=DURAND                            | non    |
      | beneficiaire_nir=2550699999999                     | oui    |
      | assure_nom=DESMAUX&assure_nir=2550699999999        | oui    |
      | assure_prenom=DENIS                                | non    |
      | du=2024-05-28&au=2024-05-28                        | oui    |
      | au=2024-05-27                                      | non    |
      | maj_du=2024-05-29                                  | oui    |
      | maj_au=2024-05-28                                  | non    |
      | numero=254                                         | oui    |
      | lot=AAE                                            | oui    |
      | lot=028                                            | non    |
      | etat=paid                                          | oui    |
      | etat=rejected                                      | non    |
      | dre=annulation                                     | oui    |
      | manuel=oui                                         | non    |

  @TEL-09 @SUIVI-05
  Scénario: Les gestes se font sur la page du lot, et sa ligne dit ce qui a été fait
    Étant donné la panne « arl » « negative »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et les retours arrivent
    Et l'opticien fait « accepter » sur la page du lot « 027 »
    Alors la page « /lots » montre
      | 027 01 999 Lot rejeté |
    Et la page « /factures?numero=253 » montre
      | Attente RSP |
    Quand l'opticien fait « remettre » sur la page du lot « 027 »
    Alors l'avis est « LOT-PEUT-ETRE-ACCEPTE »
    Quand l'opticien confirme « remettre » sur la page du lot « 027 »
    Alors la page « /lots » montre
      | TRAITÉ |
    Et la page « /lots/a-teletransmettre » montre
      | 000000253 |
    Quand l'opticien fait « traite » sur la page du lot « 027 »
    Alors l'avis est « LOT-DEJA-TRAITE »

  @SUIVI-06
  Scénario: Un retour qui n'est rapproché d'aucune facture est gardé et montré dans le suivi
    Étant donné la panne « rsp » « duplicate »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et les retours arrivent
    Alors la page « /factures » montre
      | RSP non rapproché       |
      | TEL-RETOUR-EN-DOUBLE    |

  @SUIVI-07
  Scénario: La facture d'un enfant se trouve par le nom de son assuré, lu sur la carte
    Étant donné la carte Vitale de « fictive, enfant » est mise à sa place
    Quand l'opticien mène et signe la facture « 253 » pour « enfant »
    Alors les filtres gardent la facture « 000000253 » ou non
      | filtre                                     | gardée |
      | beneficiaire_prenom=ZOE                    | oui    |
      | beneficiaire_prenom=CAMILLE                | non    |
      | assure_nom=FICTIVE&assure_prenom=CAMILLE   | oui    |
      | assure_prenom=ZOE                          | non    |

  @SUIVI-06
  Scénario: Le retour d'un autre professionnel est mis de côté entier
    Étant donné la panne « payer » « orphan-professional »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et les retours arrivent
    Alors un retour est mis de côté avec l'avis « TEL-RETOUR-AUTRE-PROFESSIONNEL »
    Et la facture « 253 » va jusqu'à l'état « Payé »
