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

  @VIT-01
  Scénario: Des jumeaux et une nouveau-née sur une carte de famille
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et la carte « image:famille » est dans la fente « vitale »
    Quand l'opticien lit la carte Vitale
    Alors la liste des bénéficiaires est
      | bénéficiaire |
      | 1 - EXEMPLE ALICE (12/05/1988) |
      | 2 - EXEMPLE BERENICE (30/11/2012) |
      | 3 - EXEMPLE CAPUCINE (07/03/2016) |
      | 4 - EXEMPLE DAMIEN (07/03/2016) |
      | 5 - EXEMPLE ELISE (20/05/2024) |
    Et les rangs de naissance sont « 1, 1, 1, 2, 1 »

  @VIT-01
  Scénario: Un dossier plus ancien garde sa date de consultation, et les droits sont ceux de ce jour
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien tape le code « 1234 »
    Et l'opticien lit la carte Vitale d'un dossier du 29/05/2024
    Alors l'avis est « CAR-CONSULTATION-FUTURE »
    Quand l'opticien lit la carte Vitale d'un dossier du 20/05/2024
    Alors la date de consultation est le 20/05/2024
    Quand l'opticien choisit le bénéficiaire 1
    Et l'opticien demande de nouveau les droits
    Alors ADRi a répondu une fois, pour la date du 20/05/2024

  @VIT-03
  Plan du scénario: Une date de naissance impossible reste comme la carte l'imprime
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et la carte « image:<image> » est dans la fente « vitale »
    Quand l'opticien mène pour « <patient> » la facture « 253 » jusqu'aux droits
    Alors aucun avis n'est affiché
    Et la date de naissance du bénéficiaire choisi est <date>
    Et la facture « 253 » va jusqu'à l'état « Payé »

    Exemples:
      | image           | patient | date       |
      | lunaire         | alain   | 01/19/1942 |
      | lunaire-mois-20 | lunaire | 15/20/1970 |
      | fevrier-30      | fevrier | 30/02/1953 |

  @VIT-03
  Scénario: Le siècle manque sur la carte : rien ne part sans lui, l'opticien le choisit
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et la carte « image:sans-siecle » est dans la fente « vitale »
    Quand l'opticien mène pour « sanssiecle » la facture « 253 » jusqu'aux droits
    Alors l'avis est « CAR-SIECLE-INCONNU »
    Et la lecture avertit « CAR-SIECLE-MANQUANT »
    Et ADRi n'a pas été appelé
    Quand l'opticien force le siècle « 18 »
    Alors l'avis est « CAR-SIECLE-IMPOSSIBLE »
    Quand l'opticien force le siècle « 19 »
    Alors la lecture avertit « CAR-SIECLE-FORCE »
    Et la date de naissance du bénéficiaire choisi est 20/01/1920
    Et la facture « 253 » va jusqu'à l'état « Payé »

  @VIT-03
  Scénario: Le siècle de la carte est faux : l'opticien le corrige
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et la carte « image:siecle-faux » est dans la fente « vitale »
    Quand l'opticien lit la carte Vitale
    Et l'opticien choisit le bénéficiaire 2
    Alors la date de naissance du bénéficiaire choisi est 19/01/1915
    Quand l'opticien force le siècle « 20 »
    Alors la date de naissance du bénéficiaire choisi est 19/01/2015
    Et la lecture avertit « CAR-SIECLE-FORCE, CAR-SIECLE-DOUTEUX »

  @VIT-04
  Scénario: Une carte volée est refusée, et la vente d'une autre carte continue
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et la carte « image:opposee » est dans la fente « vitale »
    Quand l'opticien mène la facture « 253 » jusqu'au récapitulatif
    Alors l'avis est « CAR-EN-OPPOSITION »
    Et l'avis cite « volée »
    Et l'avis répond aux trois questions
    Et aucune facture n'est enregistrée
    Quand la carte « vitale:desmaux » est mise dans la fente « vitale »
    Alors la facture « 253 » va jusqu'à l'état « Payé »

  @VIT-04
  Scénario: Une opposition à venir ne vaut qu'à partir de son jour
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et la carte « image:opposee-plus-tard » est dans la fente « vitale »
    Quand l'opticien lit la carte Vitale
    Alors la lecture n'avertit de rien
    Quand 4 jours passent
    Et l'opticien lit la carte Vitale
    Alors l'avis est « CAR-EN-OPPOSITION »
    Et l'avis cite « perdue »

  @VIT-04
  Plan du scénario: Sans une liste bonne et récente, la lecture passe et le dit
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et le programme de la boutique est ouvert
    Quand <incident>
    Et l'opticien lit la carte Vitale
    Alors la lecture avertit « <avis> »

    Exemples:
      | incident                                          | avis                            |
      | la liste des cartes en opposition n'est plus là   | CAR-LISTE-OPPOSITION-ABSENTE    |
      | la liste des cartes en opposition est coupée      | CAR-LISTE-OPPOSITION-ILLISIBLE  |
      | 8 jours passent                                   | CAR-LISTE-OPPOSITION-ANCIENNE   |

  @VIT-05
  Scénario: Une carte lue hier doit être relue avant de signer
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien mène la facture « 253 » jusqu'au récapitulatif
    Et 1 jour passe
    Et l'opticien tape le code « 1234 »
    Et l'opticien signe
    Alors l'avis est « CAR-A-RELIRE »
    Et l'avis répond aux trois questions
    Et la facture « 253 » est à l'état « TP Calculé »
    Quand l'opticien reprend la facture « 253 »
    Alors la facture « 253 » est à l'état « Sécurisé »

  @VIT-05 @LEC-07
  Scénario: La boutique règle le nombre de jours d'une lecture
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et la boutique a réglé « jours » à « 2 »
    Quand l'opticien mène la facture « 253 » jusqu'au récapitulatif
    Et 1 jour passe
    Et l'opticien tape le code « 1234 »
    Et l'opticien signe
    Alors aucun avis n'est affiché
    Et la facture « 253 » est à l'état « Sécurisé »
