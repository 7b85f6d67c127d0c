# language: fr
Fonctionnalité: La télétransmission et ses retours
  Des lots par destinataire et par sécurisation, rien d'envoyé deux fois, rien de perdu.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @TEL-03
  Scénario: La FSE part dans un lot numérique, la DRE dans un lot alphanumérique
    Quand la facture « 254 » va jusqu'à l'état « Payé »
    Alors les lots sont
      | lot | destinataire | état |
      | 027 | 01 999       | RSP  |
      | AAE | 1100000000   | RSP  |
    Et les virements sont
      | payeur     | montant |
      | 01999000   | 0,09    |
      | 1100000000 | 100,00  |

  @TEL-03
  Scénario: Plusieurs factures d'un même destinataire partagent un lot
    Quand l'opticien mène la facture « 253 » jusqu'à la signature
    Et l'opticien mène la facture « 254 » jusqu'à la signature
    Et l'opticien tape le code « 1234 » pour télétransmettre
    Et l'opticien télétransmet
    Alors le lot « 027 » du concentrateur porte les factures « 253, 254 »
    Et le lot « AAE » du concentrateur porte les factures « 254 »
    Et les montants AMO de la DRE répètent ceux de la FSE

  @TEL-03
  Scénario: La C2S en gestion unique reste dans le lot de la caisse
    Quand la carte Vitale de « fictive, enfant » est mise à sa place
    Et la facture « c2s » va jusqu'à l'état « Payé »
    Alors les lots sont
      | lot | destinataire | état |
      | 027 | 01 349       | RSP  |

  @TEL-08 @SIM-04
  Scénario: Le concentrateur se tait après avoir reçu le fichier
    Étant donné la panne « concentrator » « silent »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Alors l'avis est « TEL-RESULTAT-INCONNU »
    Et l'avis répond aux trois questions
    Quand l'opticien télétransmet
    Alors le concentrateur a reçu 1 fichier, une seule fois
    Et la facture « 253 » va jusqu'à l'état « Payé »

  @TEL-08 @SIM-04
  Scénario: Le concentrateur est injoignable
    Étant donné la panne « concentrator » « down »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Alors l'avis est « TEL-CONCENTRATEUR-INJOIGNABLE »
    Quand l'opticien télétransmet
    Alors le concentrateur a reçu 1 fichier, une seule fois
    Et la facture « 253 » va jusqu'à l'état « Payé »

  @TEL-08 @SIM-04
  Plan du scénario: Un retour abîmé est gardé, refusé, puis remplacé par le bon
    Étant donné la panne « rsp » « <panne> »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et les retours arrivent
    Alors un retour est mis de côté avec l'avis « <avis> »
    Et la facture « 253 » va jusqu'à l'état « Payé »
    Et le total des virements est 0,09

    Exemples:
      | panne     | avis                       |
      | truncated | FIL-ENREGISTREMENT-REFUSE  |
      | altered   | FIL-ENREGISTREMENT-REFUSE  |
      | duplicate | TEL-RETOUR-EN-DOUBLE       |

  @TEL-08 @SIM-04
  Scénario: Un ARL reçu deux fois ne compte qu'une fois
    Étant donné la panne « arl » « duplicate »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et les retours arrivent
    Alors la facture « 253 » va jusqu'à l'état « Payé »
    Et le total des virements est 0,09

  @TEL-08 @SIM-04
  Scénario: Un ARL négatif ne fait rien renvoyer de soi-même
    Étant donné la panne « arl » « negative »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et les retours arrivent
    Alors le lot « 027 » est à l'état « ARL négatif reçu »
    Et le concentrateur a reçu 1 fichier, une seule fois
    Et la facture « 253 » est à l'état « Attente RSP »

  @TEL-08 @SIM-04
  Plan du scénario: Arrêt brutal, puis reprise sans double envoi ni perte
    Étant donné un arrêt brutal au point « <point> »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et les retours arrivent
    Alors le programme s'est arrêté
    Quand le programme est relancé
    Et l'opticien reprend la télétransmission
    Alors le concentrateur a reçu 1 fichier, une seule fois
    Et la facture « 253 » va jusqu'à l'état « Payé »
    Et le total des virements est 0,09

    Exemples:
      | point       |
      | after-lot   |
      | before-send |
      | after-send  |
      | after-take  |

  @TEL-08 @SIM-04
  Scénario: Le disque est plein à la signature puis à l'envoi : rien à moitié, et le geste se refait
    Quand l'opticien mène la facture « 253 » jusqu'au récapitulatif
    Et le disque du poste est plein
    Et l'opticien signe
    Alors l'avis est « BASE-DISQUE-PLEIN »
    Et l'avis répond aux trois questions
    Et la facture « 253 » est à l'état « TP Calculé »
    Quand la panne est finie
    Et l'opticien signe
    Et l'opticien tape le code « 1234 » pour télétransmettre
    Et le disque du poste est plein à la 4e écriture
    Et l'opticien télétransmet
    Alors l'avis est « BASE-DISQUE-PLEIN »
    Et toutes les pannes prévues ont eu lieu
    Quand l'opticien télétransmet
    Alors le concentrateur a reçu 1 fichier, une seule fois
    Et la facture « 253 » va jusqu'à l'état « Payé »
    Et le total des virements est 0,09
