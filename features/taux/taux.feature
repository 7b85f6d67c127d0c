# language: fr
Fonctionnalité: La vérification du taux et les montants
  Avant elle, tout montant RO est nul et la facturation est refusée ; après elle, les cas imprimés
  tombent juste, au centime.

  @TAUX-01 @TAUX-02
  Scénario: Sans vérification du taux, pas de facture
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien mène la facture « 253 » jusqu'aux droits
    Alors chaque montant RO est 0,00
    Quand l'opticien facture sans vérifier le taux
    Alors l'avis est « FSE-TAUX-NON-VERIFIE »
    Et aucune facture n'est enregistrée

  @TAUX-02
  Scénario: « Valider » lance la vérification quand elle n'a pas été faite
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien mène la facture « 253 » jusqu'aux droits
    Et l'opticien valide
    Alors le total RO est 0,09
    Et la facture « 253 » est à l'état « TP Calculé »

  @TAUX-08 @DRE-03
  Plan du scénario: Les cas imprimés, au centime
    Soit un banc avec la CPS de démonstration et la carte Vitale de « <patient> »
    Quand l'opticien mène la facture « <cas> » jusqu'au récapitulatif
    Alors le récapitulatif donne <total> d'honoraires, <amo> d'avance AMO, <amc> d'avance AMC et <reste> de restant dû
    Et les montants AMO par ligne sont « <lignes_amo> »
    Et les montants AMC par ligne sont « <lignes_amc> »

    Exemples:
      | cas | patient         | total  | amo  | amc    | reste  | lignes_amo         | lignes_amc            |
      | 253 | desmaux         | 415,00 | 0,09 | 0,00   | 414,91 | 0,03 / 0,03 / 0,03 | 0,00 / 0,00 / 0,00    |
      | 254 | desmaux         | 415,00 | 0,09 | 100,00 | 314,91 | 0,03 / 0,03 / 0,03 | 24,82 / 24,82 / 50,36 |
      | c2s | fictive, enfant | 30,00  | 5,40 | 24,60  | 0,00   | 5,40               | 24,60                 |

  @DRE-03
  Scénario: Un montant RC qui dépasse ce qui reste est refusé
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien mène la facture « 254 » avec 500,00 de RC jusqu'au récapitulatif
    Alors l'avis est « FSE-RC-TROP-GRAND »
    Et aucune facture n'est enregistrée
