# language: fr
Fonctionnalité: Du devis à la facture
  Un devis se garde tel qu'il a été tapé ; repris, il devient une vente, puis une facture. Le tiers payant et la
  télétransmission se choisissent à part pour le RO et le RC.

  @FSE-01
  Scénario: Un devis devient une vente, puis une facture, et ne sert qu'une fois
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien saisit la vente « M03 7211674 209,00 0,05 + VU3 7230795 103,00 0,05 »
    Et l'opticien garde le devis
    Alors les devis sont
      | n°  | date       | client | net    | état  | facture |
      | 971 | 28/05/2024 |        | 312,00 | Devis |         |
    Et aucune facture n'est enregistrée
    Quand 3 jours passent
    Et l'opticien ferme le programme et le rouvre
    Alors la page de la vente propose de reprendre le devis « 971 »
    Quand l'opticien lit la carte Vitale et choisit la personne 1
    Et l'opticien reprend le devis « 971 » en vente
    Alors la vente est datée du 31/05/2024, son ordonnance du 26/05/2024
    Et les devis sont
      | n°  | date       | client | net    | état  | facture |
      | 971 | 28/05/2024 |        | 312,00 | Vente |         |
    Et les cases montrent « Télétransmission RC » vide
    Quand l'opticien saisit 100,00 de RC
    Alors les cases montrent « Télétransmission RC » cochée
    Quand l'opticien décoche « Tiers Payant RO »
    Et l'opticien demande les droits
    Et l'opticien vérifie le taux
    Et l'opticien facture
    Alors les formes de la facture sont « FSE + DRE », payées à « Opticien »
    Et la facture compte 2 lignes pour 312,00
    Et les devis sont
      | n°  | date       | client           | net    | état    | facture   |
      | 971 | 28/05/2024 | DESMAUX NATHALIE | 312,00 | Facturé | 000000260 |
    Quand l'opticien reprend le devis « 971 » en vente
    Alors l'avis est « FSE-DEVIS-DEJA-FACTURE »
    Et l'avis répond aux trois questions

  @FSE-01
  Scénario: Sans tiers payant, c'est l'assuré qui est payé, et seul le RO part
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien garde le devis
    Et l'opticien décoche « Tiers Payant RO »
    Et l'opticien décoche « Tiers Payant RC »
    Et l'opticien garde le devis
    Et l'opticien vérifie le taux
    Et l'opticien facture
    Alors les formes de la facture sont « FSE », payées à « Assuré »
    Et les devis sont
      | n°  | date       | client           | net    | état    | facture   |
      | 971 | 28/05/2024 | DESMAUX NATHALIE | 209,00 | Facturé | 000000260 |

  @FSE-01
  Scénario: Un devis ne sert pas à un autre patient
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien garde le devis
    Et la carte Vitale de « arthur » est mise à sa place
    Et l'opticien lit la carte Vitale et choisit la personne 1
    Et l'opticien vérifie le taux
    Et l'opticien facture
    Alors l'avis est « FSE-DEVIS-AUTRE-PATIENT »
    Et l'avis répond aux trois questions
    Et aucune facture n'est enregistrée
    Quand l'opticien reprend le devis « 971 » en vente
    Alors l'avis est « FSE-DEVIS-AUTRE-PATIENT »
    Quand l'opticien garde le devis
    Et l'opticien facture
    Alors les devis sont
      | n°  | date       | client           | net    | état    | facture   |
      | 972 | 28/05/2024 | ESSAI ARTHUR     | 209,00 | Facturé | 000000260 |
      | 971 | 28/05/2024 | DESMAUX NATHALIE | 209,00 | Devis   |           |
