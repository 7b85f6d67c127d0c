# language: fr
Fonctionnalité: Virements, opérations ponctuelles et relevé de banque
  Un virement est la somme de ses factures, plus ses paiements ponctuels, moins ses retenues ; le relevé le montre ou non.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et les organismes regroupent leurs paiements

  @VIR-01 @VIR-02 @OPS-01
  Scénario: Deux lots, deux forfaits, une retenue et une reprise se lisent au centime
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et l'opticien mène la facture « 254 » jusqu'à la télétransmission
    Et la caisse prévoit de verser et de retenir
      | sorte    | nom      | montant |
      | paiement | CODE1    | 40,00   |
      | retenue  | DETTE9FR | 2,30    |
    Et les retours arrivent
    Et la caisse reprend la facture « 253 » sous la dette « DETTE7FR »
    Et la caisse prévoit de verser et de retenir
      | sorte    | nom   | montant |
      | paiement | CODE2 | 60,00   |
    Et la caisse vire ce qui attend sous le nom « 7FR-2 »
    Et les retours arrivent
    Alors la page « /virements » montre
      | Date Libellé du virement Organisme payeur Payé                                      |
      | 29/05/2024 VIR AMO LIGNE 1 - 1FRVIR AMO LIGNE 2 - 1FR 01999000 37,88 Pas encore vu  |
      | 29/05/2024 VIR AMC LIGNE 1 - 1FRVIR AMC LIGNE 2 - 1FR 1100000000 100,00             |
      | 29/05/2024 VIR AMO LIGNE 1 - 7FR-2VIR AMO LIGNE 2 - 7FR-2 01999000 59,91            |
    Et la page « /virements?du=2024-05-30&au= » montre
      | Aucun virement sur cette période |
    Et la page du virement « AMO LIGNE 1 - 1FR » montre
      | Factures 0,18 + Paiements ponctuels 40,00 − Retenues ponctuelles 2,30 = Payé 37,88         |
      | Paiements et Regularisations (2) Paiements ponctuels (1) Retenues ponctuelles (1)          |
      | 000000253 28/05/2024 DESMAUX NATHALIE 01999000 0,09 0,09                                   |
      | 000000254 28/05/2024 DESMAUX NATHALIE 01999000 0,09 0,09                                   |
    Et la page du virement « AMO LIGNE 1 - 1FR », onglet « retenues », montre
      | 29/05/2024 01999000 DETTE9FR Retenue Sur Prestation -2,30 |
    Et la page du virement « AMC LIGNE 1 - 1FR » montre
      | 000000254 28/05/2024 DESMAUX NATHALIE 1100000000 100,00 100,00 |
    Et la page du virement « 7FR-2 » montre
      | Factures -0,09 + Paiements ponctuels 60,00 − Retenues ponctuelles 0,00 = Payé 59,91        |
      | 000000253 28/05/2024 DESMAUX NATHALIE 01999000 0,09 -0,09                                  |
      | DETTE7FR 29/05/2024 Indu Constat Initial 0,09 0,00                                         |
      | DETTE7FR 29/05/2024 Indu Retenue Sur Prestation -0,09 0,00                                 |
    Et la page « /operations-ponctuelles » montre
      | 29/05/2024 01999000 CODE1 LIBELLE CODE1 40,00 PONCTUEL 01/01/2024 31/12/2024 PAT01 00 VIR AMO LIGNE 1 - 1FR... 37,88 |
      | CODE2 LIBELLE CODE2 60,00 |
    Et la page « /operations-ponctuelles?vue=retenues » montre
      | 29/05/2024 01999000 DETTE9FR Retenue Sur Prestation -2,30 VIR AMO LIGNE 1 - 1FR... 37,88 |
    Et la page « /operations-ponctuelles/paiement/1 » montre
      | Date comptable 29/05/2024 NIR PAT01 00 Date naissance 30/11/1999 Rang Inconnu              |
      | Type Retour Paiements Ponctuels Ou Forfaitaires Risque Maladie                             |
      | Libellé virement 1 VIR AMO LIGNE 1 - 1FR Libellé virement 2 VIR AMO LIGNE 2 - 1FR          |
      | Total paiement 40,00 Numéro émetteur 01999000 Numéro destinataire 00000992604231           |
    Et la page « /operations-ponctuelles/retenue/1 » montre
      | Référence dette DETTE9FR Date dette 28/05/2024 Nature dette Indu Nature operation Retenue Sur Prestation Montant MFI -2,30 Montant solde 0,00 |
    Et le total des virements est 197,79

  @VIR-01
  Scénario: Le relevé montre les virements ; le reste se rapproche à la main, et se défait
    Quand l'opticien mène la facture « 254 » jusqu'à la télétransmission
    Et les retours arrivent
    Et l'opticien importe le relevé
      """
      Date;Libellé;Montant
      29/05/2024;VIR AMO LIGNE 1;0,09
      29/05/2024;VIR SEPA CAISSE;0,0x
      """
    Alors l'avis est « VIR-RELEVE-LIGNE »
    Et l'avis cite « La ligne 3 du relevé »
    Et la page « /virements/releve » montre
      | Aucune ligne créditrice n'attend son virement. |
    Quand l'opticien importe le relevé
      """
      Date;Libellé;Montant
      28/05/2024;VIR SEPA CAISSE FICTIVE;0,09
      29/05/2024;PRLV LOYER;-900,00
      """
    Alors l'import dit de chaque ligne
      | ligne                   | résultat               |
      | VIR SEPA CAISSE FICTIVE | Aucun virement reconnu |
      | PRLV LOYER              | Débit : sans objet     |
    Quand l'opticien importe le relevé OFX de sa banque
    Alors les virements de l'import sont
      | résultat   | virement                                     |
      | Rapprochée | VIR AMO LIGNE 1 - 1FRVIR AMO LIGNE 2 - 1FR   |
      | Rapprochée | VIR AMC LIGNE 1 - 1FRVIR AMC LIGNE 2 - 1FR   |
    Et le lot « 027 » est à l'état « Lot acquitté »
    Quand l'opticien importe le relevé OFX de sa banque
    Alors les virements de l'import sont
      | résultat      | virement                                   |
      | Déjà importée | VIR AMO LIGNE 1 - 1FRVIR AMO LIGNE 2 - 1FR |
      | Déjà importée | VIR AMC LIGNE 1 - 1FRVIR AMC LIGNE 2 - 1FR |
    Quand l'opticien rapproche la ligne « VIR SEPA CAISSE FICTIVE » du virement « VIR AMO »
    Alors l'avis est « VIR-DEJA-VU »
    Quand l'opticien défait le rapprochement du virement « VIR AMO »
    Alors le lot « 027 » est à l'état « RSP »
    Quand l'opticien rapproche la ligne « VIR SEPA CAISSE FICTIVE » du virement « VIR AMO »
    Alors le lot « 027 » est à l'état « Lot acquitté »
    Et la page du virement « VIR AMO » montre
      | Rapproché automatiquement |
      | Rapprochement défait      |
      | Rapproché à la main       |
    Et la page « /virements » montre
      | Vu le 28/05/2024 |
