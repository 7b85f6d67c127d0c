# language: fr
Fonctionnalité: Le détail d'un retour
  Ce que chaque organisme a répondu, part par part : montants, motifs entiers, et ce qu'il reste à faire.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @SUIVI-02 @SUIVI-04 @LET-01
  Scénario: La caisse rejette, la mutuelle paie : le détail le dit, de la facture comme du lot
    Étant donné une caisse « 00000001999000 » qui rejette avec le code « 0450 0561 »
    Quand l'opticien mène la facture « 254 » jusqu'à la télétransmission
    Et les retours arrivent
    Et l'opticien ouvre la page « /factures »
    Et il appuie sur « Rejeté / Payé »
    Alors sa page dit
      | Suivi des factures Tiers Payant - Détail facture                                        |
      | Facture N° 000000254 Rejeté                                                             |
      | Montant attendu 100,09 Montant payé 100,00 Montant restant dû (TP) 0,09                  |
      | Total facture 415,00                                                                    |
      | Bénéficiaire DESMAUX NATHALIE NIR 2550699999999 34 Rang Pas de jumeau ou 1er             |
      | Date Naissance 15/06/1955                                                               |
      | Type FSE + DRE N° lot FSE/DRE 027 + AAE État FSE RSP + RSP Norme 900                     |
      | AMO 01 999 9999 0,09 0,00 0,09 Rejeté                                                   |
      | AMC 1100000000 100,00 100,00 0,00 Payé                                                  |
      | Date Traitement Part Code Libellé Prestation Date soins Niveau Exec.                    |
      | 29/05/2024 Rejet AMO 0450 0561                                                          |
      | automatique, le 29/05/2024                                                              |
      | Imprimez une feuille de soins papier et envoyez-la à la caisse.                         |
    Et le survol de « L EXONERATION » dit « L EXONERATION DU TICKET MODERATEUR CONNUE AU REFERENTIEL N A PAS ETE TRANSMISE »
    Et « Exporter les données » donne en CSV
      | 000000254;DESMAUX NATHALIE;AMC;100,00;100,00;Payé                                          |
      | 000000254;DESMAUX NATHALIE;AMO;0,09;0,00;Rejeté;29/05/2024;Rejet;0450 0561;L EXONERATION DU |
    Quand il appuie sur « Feuille de soins »
    Alors sa page dit
      | Feuille de soins à imprimer |
    Quand l'opticien ouvre la page du lot « 027 »
    Et il appuie sur « R000004 »
    Alors sa page dit
      | Retour R000004 Rapproché                                |
      | RSP reçu le 29/05/2024                                  |
      | 000000254 DESMAUX NATHALIE AMO 0,09 0,00 Rejet          |
      | 29/05/2024 000000254 Rejet AMO 0450 0561                |
    Et « Exporter les données » donne en CSV
      | 000000254;DESMAUX NATHALIE;AMO;0,09;0,00;Rejet |
