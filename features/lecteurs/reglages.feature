# language: fr
Fonctionnalité: « Configurer », onglet SESAM-Vitale
  Le lecteur de chaque carte et le délai d'attente se règlent sur le poste.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @LEC-07 @LEC-04
  Scénario: Le lecteur et le délai d'attente se règlent, et restent après une relance
    Alors le réglage est
      | champ | valeur |
      | délai | 10     |
      | jours | 1      |
    Quand la boutique règle
      | champ              | valeur   |
      | modèle             | kaplink2 |
      | délai              | 30       |
      | appli carte Vitale | nfc      |
    Et le programme est relancé
    Alors aucun avis n'est affiché
    Et le réglage est
      | champ              | valeur   |
      | modèle             | kaplink2 |
      | délai              | 30       |
      | appli carte Vitale | nfc      |
    Et la facture « 253 » va jusqu'à l'état « Payé »

  @LEC-04
  Scénario: Le téléphone est attendu pendant le délai réglé, puis un avis le dit
    Étant donné que la boutique a réglé
      | champ              | valeur |
      | délai              | 1      |
      | appli carte Vitale | nfc    |
    Quand l'opticien tape le code « 1234 »
    Et l'opticien attend le téléphone
    Alors l'avis est « APCV-RIEN-PRESENTE »
    Et le lecteur a attendu 1 secondes

  @LEC-07
  Plan du scénario: Un réglage impossible est refusé, et le réglage d'avant reste
    Quand la boutique règle « <champ> » à « <valeur> »
    Alors l'avis est « <avis> »
    Et l'avis répond aux trois questions
    Et le réglage est
      | champ | valeur |
      | délai | 10     |
      | jours | 1      |

    Exemples:
      | champ  | valeur   | avis               |
      | délai  | 0        | LEC-REGLAGE-BORNES |
      | délai  | dix      | LEC-REGLAGE-BORNES |
      | jours  | 0        | LEC-REGLAGE-BORNES |
      | modèle | inventé  | LEC-REGLAGE-MODELE |
