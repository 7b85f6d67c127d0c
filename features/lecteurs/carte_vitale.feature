# language: fr
Fonctionnalité: La carte Vitale
  Lire la carte donne ses bénéficiaires ; on en choisit un, et l'on voit tout ce qui a été lu.

  @VIT-01
  Scénario: La carte de démonstration a une bénéficiaire
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien lit la carte Vitale
    Alors la liste des bénéficiaires est
      | bénéficiaire                          |
      | 1 - DESMAUX NATHALIE (15/06/1955)     |
    Et la date de consultation est le 28/05/2024

  @VIT-01
  Scénario: Une carte de famille donne le choix
    Soit un banc avec la CPS de démonstration et la carte Vitale de « fictive, enfant »
    Quand l'opticien lit la carte Vitale
    Alors la liste des bénéficiaires est
      | bénéficiaire                          |
      | 1 - FICTIVE CAMILLE (15/01/1990)      |
      | 2 - FICTIVE ZOE (30/02/2015)          |
    Quand l'opticien choisit le bénéficiaire 2
    Alors la bénéficiaire choisie est « FICTIVE ZOE »

  @VIT-01
  Scénario: Un bénéficiaire qui n'est pas sur la carte est refusé
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien lit la carte Vitale
    Et l'opticien choisit le bénéficiaire 2
    Alors l'avis est « CAR-BENEFICIAIRE-INCONNU »

  @VIT-02
  Scénario: Le détail montre tout ce qui a été lu, et quand
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien lit la carte Vitale
    Alors le détail de la carte donne
      | champ                | valeur                              |
      | Régime               | 01                                  |
      | Caisse               | 999                                 |
      | Centre               | 9999                                |
      | Gest.                | 10                                  |
      | Libellé              | CPAM-Caisse de TEST                 |
      | Type Carte           | Démonstr.                           |
      | N° Série             | 0468920691                          |
      | Nom                  | DESMAUX                             |
      | Prénom               | NATHALIE                            |
      | Patronyme            | DESMAUX                             |
      | Né(e) le             | 15/06/1955                          |
      | Qualité              | 0                                   |
      | Rang                 | 1                                   |
      | Adresse              | 5, BD MARIE ET ALEXANDRE OYON       |
      | Num SS               | 2550699999999 34                    |
      | Période droits AMO   | 01/02/2020 - 31/01/2025             |
      | Service AMO Bénéf.   | 00                                  |
      | Gest. Risque         | 019999999                           |
      | Gest. AT1            | 017211234                           |
      | Id AT1               | 200912012                           |
      | Informations lues le | 28/05/24 à 09:00                    |

  @VIT-01 @LEC-05
  Scénario: Une carte étrangère dans la fente Vitale est refusée, et le lecteur sert aussitôt après
    Soit un banc avec la CPS de démonstration et une carte bancaire dans la fente Vitale
    Quand l'opticien lit la carte Vitale
    Alors l'avis est « CAR-CARTE-INCONNUE »
    Quand la carte Vitale de « desmaux » est mise à sa place
    Alors la facture « 253 » va jusqu'à l'état « Payé »
