# language: fr
Fonctionnalité: Les droits demandés à ADRi
  ADRi est appelé de lui-même quand il le faut ; quand il ne répond pas, la vente continue.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @ADRI-02
  Scénario: En mode ciblé, une carte dont les droits sont ouverts suffit
    Quand l'opticien valide la facture « 253 » sans appeler ADRi
    Alors ADRi n'a pas été appelé
    Et la preuve des droits est « L'assuré a présenté sa carte Vitale »

  @ADRI-02
  Scénario: En mode ciblé, un cas de tiers payant réglementaire appelle ADRi de lui-même
    Quand la carte Vitale de « fictive, enfant » est mise à sa place
    Et l'opticien valide la facture « c2s » sans appeler ADRi
    Alors ADRi a répondu une fois, pour la date du 28/05/2024
    Et la preuve des droits est « Les droits ont été récupérés sur ADR »

  @ADRI-02
  Scénario: Le bouton ADRI appelle le service, avec l'assertion signée par la CPS
    Quand l'opticien mène la facture « 253 » jusqu'aux droits
    Alors ADRi a répondu une fois, pour la date du 28/05/2024
    Et la preuve des droits est « Les droits ont été récupérés sur ADR »
    Et la période de droits va du 01/02/2020 au 31/01/2025

  @ADRI-05
  Plan du scénario: ADRi ne répond pas : avis, puis vente avec les droits de la carte
    Étant donné la panne « adri » « <panne> »
    Quand l'opticien mène la facture « 253 » jusqu'aux droits
    Alors l'avis est « <avis> »
    Et l'avis répond aux trois questions
    Quand l'opticien continue avec les droits de la carte
    Alors la preuve des droits est « L'assuré a présenté sa carte Vitale »
    Et la facture « 253 » va jusqu'à l'état « Payé »

    Exemples:
      | panne | avis              |
      | down  | ADRI-INDISPONIBLE |
      | slow  | ADRI-TROP-LENT    |
      | fault | ADRI-EN-PANNE     |

  @ADRI-05
  Scénario: ADRi revient : la même vente va à son terme avec les droits d'ADRi
    Étant donné la panne « adri » « down »
    Quand l'opticien mène la facture « 253 » jusqu'aux droits
    Alors l'avis est « ADRI-INDISPONIBLE »
    Quand la panne est finie
    Et l'opticien demande de nouveau les droits
    Alors la preuve des droits est « Les droits ont été récupérés sur ADR »
    Et la facture « 253 » va jusqu'à l'état « Payé »

  @ADRI-06
  Scénario: Le patient est inconnu d'ADRi
    Étant donné que ADRi ne connaît pas « desmaux »
    Quand l'opticien mène la facture « 253 » jusqu'aux droits
    Alors l'avis est « ADRI-PATIENT-INCONNU »
    Et l'avis cite « L'organisme AMO nous informe que le patient n'est pas présent dans sa base. Merci de vérifier le numéro de sécurité sociale, la date et le rang de naissance, ainsi que le code régime. »

  @ADRI-02
  Scénario: Un NIR dont la clé est fausse est refusé par le service
    Quand une demande ADRi part avec la clé de NIR « 35 »
    Alors le service la refuse en nommant la clé
