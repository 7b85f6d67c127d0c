# language: fr
Fonctionnalité: Recommencer, rejeter, refaire
  Une facture provisoire se recommence ; une facture rejetée se refait après un avoir, jamais
  autrement ; ce qui ne peut plus être télétransmis finit sur papier.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @FSE-07
  Scénario: Recommencer la FSE d'une facture provisoire dans l'autre mode, puis sans ADRi
    Quand l'opticien facture « 253 » sous un numéro provisoire en mode dégradé
    Alors la facture « PROV-000001 » en est à l'état « Provisoire »
    Et la facture « PROV-000001 » est en mode « Dégradé », pièce « Les droits ont été récupérés sur ADR »
    Quand l'opticien recommence la FSE de la facture « PROV-000001 » en mode SESAM-Vitale
    Alors la facture « PROV-000001 » est en mode « SESAM Vitale », pièce « Les droits ont été récupérés sur ADR »
    Et la facture « PROV-000001 » se fait avec ADRi
    Quand l'opticien recommence la FSE de la facture « PROV-000001 » sans ADRi, pièce « L'assuré a présenté un bulletin de salaire, une attestation de droits, une prise en charge pour l'AME, etc... »
    Alors la facture « PROV-000001 » est en mode « Dégradé », pièce « L'assuré a présenté un bulletin de salaire, une attestation de droits, une prise en charge pour l'AME, etc... »
    Et la facture « PROV-000001 » se fait sans ADRi
    Et la facture « PROV-000001 » n'a pas de logo
    Quand l'opticien signe
    Alors la facture « PROV-000001 » a pris le numéro « 000000260 »
    Et le logo de la facture « 260 » est « DEG »
    Quand l'opticien tape son code et télétransmet
    Alors la facture « 260 » en est à l'état « Payé »

  @FSE-07
  Plan du scénario: Arrêt brutal pendant la signature d'une facture provisoire
    Quand l'opticien facture « 253 » sous un numéro provisoire en mode SESAM-Vitale
    Et le programme doit s'arrêter au point « <point> »
    Et l'opticien signe
    Alors le programme s'est arrêté
    Quand le programme est relancé
    Alors les factures enregistrées sont
      | numéro      | état       | RO   |
      | PROV-000001 | Provisoire | 0,09 |
    Quand l'opticien reprend la facture provisoire « PROV-000001 » et signe
    Alors la facture « PROV-000001 » a pris le numéro « 000000260 »
    Et la facture « 260 » a 1 forme signée et 0 retirée

    Exemples:
      | point       |
      | after-sign  |
      | after-store |

  @FSE-07 @SUIVI-04
  Scénario: Rejetée par la caisse, la facture a son avoir, puis une nouvelle facture est payée
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et les droits de « desmaux » sont exonérés
    Et l'opticien tape son code et télétransmet
    Alors la facture « 253 » en est à l'état « Rejeté »
    Et pour la facture « 253 », le conseil est « FSE-REJET-AMO »
    Et le conseil « FSE-REJET-AMO » dit « Faites un avoir, puis saisissez une nouvelle facture qui tient compte du motif de rejet. »
    Quand l'opticien refait la facture « 253 » sans avoir
    Alors l'avis est « FSE-AVOIR-ABSENT »
    Quand l'opticien fait l'avoir de la facture « 253 » pour « 0450 0561 »
    Alors l'avoir « AV0000001 » reprend 415,00, dont 0,09 de RO, le 29/05/2024
    Quand l'opticien refait la facture « 253 » en tenant compte du motif
    Alors le récapitulatif est celui de la facture « 260 »
    Et la nouvelle facture est datée du 29/05/2024, ses actes du 28/05/2024
    Quand l'opticien signe
    Et l'opticien tape son code et télétransmet
    Alors les factures enregistrées sont
      | numéro    | état  | RO   |
      | 000000253 | Avoir | 0,09 |
      | 000000260 | Payé  | 0,15 |
    Quand l'opticien refait la facture « 253 » sans avoir
    Alors l'avis est « FSE-DEJA-REFAITE »

  @FSE-07
  Scénario: Ni avoir tant que la caisse n'a pas répondu, ni avoir d'une facture payée
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien fait l'avoir de la facture « 253 » pour « essai »
    Alors l'avis est « FSE-AVOIR-FSE-A-SUPPRIMER »
    Quand l'opticien tape le code « 1234 » pour télétransmettre
    Et l'opticien télétransmet
    Et l'opticien fait l'avoir de la facture « 253 » pour « essai »
    Alors l'avis est « FSE-AVOIR-EN-ATTENTE »
    Quand les retours arrivent
    Et l'opticien fait l'avoir de la facture « 253 » pour « essai »
    Alors l'avis est « FSE-AVOIR-PART-PAYEE »
    Et la facture « 253 » en est à l'état « Payé »

  @FSE-08 @DRE-05 @SUIVI-04
  Scénario: Rejetée par la caisse, payée par la mutuelle : une feuille de soins papier
    Quand l'opticien facture et signe « 254 » en mode SESAM-Vitale
    Alors une DRE d'annulation est impossible pour la facture « 254 »
    Quand les droits de « desmaux » sont exonérés
    Et l'opticien tape son code et télétransmet
    Alors la facture « 254 » en est à l'état « Rejeté »
    Et ses parts sont « Rejeté » et « Payé »
    Et pour la facture « 254 », le conseil est « FSE-REJET-AMO-RC-PAYE »
    Et le conseil « FSE-REJET-AMO-RC-PAYE » dit « Imprimez une feuille de soins papier et envoyez-la à la caisse. »
    Et une DRE d'annulation est possible pour la facture « 254 »
    Quand l'opticien fait l'avoir de la facture « 254 » pour « essai »
    Alors l'avis est « FSE-AVOIR-PART-PAYEE »
    Quand l'opticien imprime la feuille de soins de la facture « 254 »
    Alors la feuille de soins dit
      | texte                                                          |
      | Feuille de soins                                               |
      | Part AMO rejetée, part AMC payée                               |
      | La caisse a rejeté la part AMO de 0,09 €                       |
      | l'organisme complémentaire a payé la sienne (100,00 €)         |
      | Cette feuille est à envoyer à la caisse, qui règle l'opticien. |
      | Facture n° 000000254                                           |
      | DESMAUX                                                        |
      | 2 55 06 99 999 999 34                                          |
      | 01 - 999 - 9999                                                |
      | 992604231                                                      |
      | 415,00 €                                                       |
    Et chaque page de la feuille de soins dit « SPÉCIMEN SIMULÉ »

  @SUIVI-04 @DRE-05
  Scénario: Rejetée par la mutuelle : le papier ou le patient, et la part RO reste payée
    Étant donné une mutuelle qui a déjà reçu une facture « 254 » de cette boutique
    Quand l'opticien facture et signe « 254 » en mode SESAM-Vitale
    Et l'opticien tape son code et télétransmet
    Alors ses parts sont « Payé » et « Rejeté »
    Et pour la facture « 254 », le conseil est « FSE-REJET-AMC »
    Et le conseil « FSE-REJET-AMC » dit « Traitez avec la mutuelle sur papier, ou demandez le règlement au patient. »
    Et une DRE d'annulation est impossible pour la facture « 254 »
    Quand l'opticien imprime la feuille de soins de la facture « 254 »
    Alors l'avis est « FSE-FEUILLE-SANS-OBJET »

  @FSE-08
  Scénario: Une facture payée n'a pas de feuille de soins
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien imprime la feuille de soins de la facture « 253 »
    Alors l'avis est « FSE-FEUILLE-SANS-OBJET »
    Et l'avis répond aux trois questions

  @FSE-09
  Scénario: La norme est la 1.40 et le titre dit qu'il s'agit d'une démonstration
    Quand l'opticien facture « 253 » en mode SESAM-Vitale
    Alors le récapitulatif s'intitule « AreaFSE - Facture (Flux de Démonstration) »
    Et le récapitulatif est de la norme SESAM-Vitale « 1.40 »

  @FSE-09
  Scénario: D'une carte réelle, le titre ne dit pas démonstration
    Quand l'opticien facture « 257 » en mode SESAM-Vitale
    Alors le récapitulatif s'intitule « AreaFSE - Facture »
    Et il ne porte pas « Flux de Démonstration »

  @FSE-10
  Scénario: Une erreur vue au récapitulatif : annuler, puis l'avoir du dossier
    Quand l'opticien facture « 253 » en mode SESAM-Vitale
    Et l'opticien annule le récapitulatif
    Alors la facture « 253 » en est à l'état « TP Calculé »
    Quand l'opticien fait l'avoir de la facture « 253 » pour « prescripteur faux »
    Alors l'avoir « AV0000001 » reprend 415,00, dont 0,09 de RO, le 28/05/2024
    Et la facture « 253 » en est à l'état « Avoir »
    Quand l'opticien tape le code « 1234 » pour télétransmettre
    Et l'opticien télétransmet
    Alors le concentrateur n'a reçu aucun fichier

  @FSE-10
  Scénario: Provisoire, il suffit d'annuler : aucun numéro n'est pris
    Quand l'opticien facture « 253 » sous un numéro provisoire en mode SESAM-Vitale
    Et l'opticien annule le récapitulatif
    Et l'opticien fait l'avoir de la facture « PROV-000001 » pour « prescripteur faux »
    Alors l'avis est « FSE-AVOIR-IMPOSSIBLE »
    Et les factures enregistrées sont
      | numéro      | état       | RO   |
      | PROV-000001 | Provisoire | 0,09 |
