# language: fr
Fonctionnalité: Historique d'avant le changement de moteur
  Les lots et les retours de l'ancien moteur se lisent à part : rien n'en repart, rien n'en est compté.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @TEL-07
  Scénario: Les fichiers de l'ancien moteur se lisent, se cherchent et ne comptent pas
    Quand l'opticien mène la facture « 254 » jusqu'à la télétransmission
    Et les retours arrivent
    Et l'opticien change de moteur
    Alors la page « /lots/historique » montre
      | Aucun fichier de l'ancien moteur n'a été pris. |
    Quand l'opticien prend les fichiers de l'ancien moteur
    Alors la page répond « déjà là : 0 · refusés : 0 »
    Et la page « /lots/historique?recherche=254 » montre
      | 28/05/2024 AAE 1100000000 RSP 000000254 28/05/2024 255069999999934 415,00 |
      | 28/05/2024 027 01 999 RSP 000000254                                       |
      | RO : Payé 0,09 le                                                         |
      | RC : Payé 100,00 le                                                       |
      | ARL positif reçu                                                          |
    Et la page « /lots/historique?recherche=253 » montre
      | Aucun lot de l'ancien moteur ne porte ce numéro, ni cette facture. |
    Et la page « /lots » montre
      | Aucun lot : rien n'a encore été télétransmis. |
    Et la page « /lots/a-teletransmettre » montre
      | Rien à télétransmettre. |
    Et la page « /factures » montre
      | Aucune facture : commencez un dossier depuis l'accueil. |
    Quand l'opticien prend les fichiers de l'ancien moteur
    Alors la page répond « Fichiers pris : 0 »
    Quand l'opticien prend un fichier abîmé de l'ancien moteur
    Alors la page répond « abime.b2 » n'est pas pris »
    Et la page répond « Fichiers pris : 0 · déjà là : 0 · refusés : 1 »
