# language: fr
Fonctionnalité: Le récapitulatif et la signature de la FSE

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @FSE-03
  Scénario: Le récapitulatif est celui du manuel
    Quand l'opticien mène la facture « 254 » jusqu'au récapitulatif
    Alors le récapitulatif s'intitule « AreaFSE - Facture (Flux de Démonstration) »
    Et il porte « Facture n° 000000254 du 28/05/2024 »
    Et il porte « 2550699999999 34 »
    Et il porte « AMO : 01-999-9999 [Détermination des droits : 26/05/2024] »
    Et il porte « AMC : 1100000000 [Détermination des droits : 28/05/2024] »
    Et il porte « RPPS : 00991000696 »
    Et ses lignes sont
      | Code | Date exéc. | Honoraires | Base | Taux | Exo. TM | Remb. AMO | Remb. AMC |
      | VU3  | 28/05/2024 | 103,00     | 0,05 | 60%  | 0       | 0,03      | 24,82     |
      | VU3  | 28/05/2024 | 103,00     | 0,05 | 60%  | 0       | 0,03      | 24,82     |
      | M03  | 28/05/2024 | 209,00     | 0,05 | 60%  | 0       | 0,03      | 50,36     |

  @FSE-03 @FSE-09
  Scénario: Celui d'une facture sans part complémentaire, mot pour mot, et rien n'y change
    Quand l'opticien mène la facture « 253 » jusqu'au récapitulatif
    Alors le récapitulatif s'intitule « AreaFSE - Facture (Flux de Démonstration) »
    Et il porte « Facture n° 000000253 du 28/05/2024 Mode SESAM Vitale »
    Et il porte « Bénéficiaire DESMAUX NATHALIE 15/06/1955 - 1 2550699999999 34 »
    Et il porte « AMO : 01-999-9999 [Détermination des droits : 26/05/2024] »
    Et il ne porte pas « AMC : 1100000000 »
    Et il porte « Prescription 991000696, 26/05/2024 RPPS : 00991000696 »
    Et ses lignes sont
      | Code | Date exéc. | Honoraires | Base | Taux | Exo. TM | Remb. AMO | Remb. AMC | Form. AMC |
      | VU3  | 28/05/2024 | 103,00     | 0,05 | 60%  | 0       | 0,03      | 0,00      |           |
      | VU3  | 28/05/2024 | 103,00     | 0,05 | 60%  | 0       | 0,03      | 0,00      |           |
      | M03  | 28/05/2024 | 209,00     | 0,05 | 60%  | 0       | 0,03      | 0,00      |           |
    Et il porte « Honoraires 415,00 Avance AMO 0,09 Avance AMC 0,00 Restant dû 414,91 »
    Et il porte « ☑ Tiers Payant AMO : oui »
    Et il porte « ☐ Facturation AMC : non »
    Et il porte « ☐ Tiers Payant AMC : non »
    Et rien n'y est modifiable : « Signer » ou « Annuler », et aucun champ à remplir

  @FSE-03
  Scénario: Annuler ne signe rien
    Quand l'opticien mène la facture « 253 » jusqu'au récapitulatif
    Et l'opticien annule le récapitulatif
    Alors la facture « 253 » est à l'état « TP Calculé »
    Et la facture « 253 » n'a aucune forme signée

  @FSE-04
  Scénario: Une FSE signée ne change plus, même par la base de données
    Quand l'opticien mène la facture « 253 » jusqu'à la signature
    Alors la base refuse de modifier ou d'effacer la FSE de la facture « 253 »

  @FSE-04
  Scénario: Signer deux fois ne signe qu'une fois
    Quand l'opticien mène la facture « 253 » jusqu'à la signature
    Et l'opticien signe
    Alors la facture « 253 » a une seule FSE

  @FSE-06
  Scénario: Seule une facture sécurisée part
    Quand l'opticien mène la facture « 253 » jusqu'au récapitulatif
    Et l'opticien tape le code « 1234 » pour télétransmettre
    Et l'opticien télétransmet
    Alors le concentrateur n'a reçu aucun fichier
    Et la facture « 253 » est à l'état « TP Calculé »

  @FSE-04
  Scénario: Arrêt brutal après la signature et avant l'enregistrement
    Étant donné un arrêt brutal au point « after-sign »
    Quand l'opticien mène la facture « 253 » jusqu'à la signature
    Alors le programme s'est arrêté
    Quand le programme est relancé
    Alors la facture « 253 » est à l'état « TP Calculé »
    Quand l'opticien reprend la facture « 253 »
    Alors la facture « 253 » va jusqu'à l'état « Payé »
    Et la facture « 253 » a une seule FSE
