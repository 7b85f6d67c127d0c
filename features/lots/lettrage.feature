# language: fr
Fonctionnalité: Traitement manuel et lettrage
  Un rejet se traite à la main, une fois confirmé ; un versement s'attache à son dossier et à sa part,
  de lui-même ou à la main.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @SUIVI-03 @SUIVI-06 @SUIVI-07 @LET-01
  Scénario: Une facture rejetée est traitée à la main, puis payée hors de son lot
    Étant donné une caisse « 00000001999000 » qui rejette avec le code « 0100 0512 »
    Quand l'opticien mène la facture « 253 » jusqu'à la télétransmission
    Et les retours arrivent
    Et l'opticien ouvre la page « /factures/000000253/suivi »
    Et il appuie sur « Traitement manuel »
    Alors sa page dit
      | Question Êtes-vous certain de vouloir traiter manuellement la facture N° 000000253 ? |
    Quand il appuie sur « × Non »
    Et l'opticien ouvre la page « /factures?manuel=oui »
    Alors sa page ne dit pas « 000000253 »
    Quand l'opticien ouvre la page « /factures/000000253/suivi »
    Et il appuie sur « Traitement manuel »
    Et il appuie sur « ✓ Oui »
    Alors sa page dit
      | Facture traitée manuellement |
    Quand il choisit « Payé » pour « État AMO »
    Et il appuie sur « Modifier »
    Alors sa page dit
      | Question Êtes-vous certain de vouloir changer l'état de la facture N° 000000253 ? |
      | Part AMO : « Payé ».                                                          |
    Quand il appuie sur « ✓ Oui »
    Alors sa page dit
      | AMO 01 999 9999 0,09 0,00 0,09 Payé |
    Quand l'opticien ouvre la page « /factures?manuel=oui »
    Alors sa page dit
      | 000000253 |
    Quand l'opticien ouvre la page « /factures/000000253 »
    Alors sa page dit
      | Traitement manuel id PS 992604231                      |
      | Part déclarée payée à la main part AMO, id PS 992604231 |
    Quand la caisse « 00000001999000 » paie sur papier 0,09 de « desmaux » sous le numéro « 000000077 »
    Et la caisse « 00000001999000 » paie sur papier 0,08 de « alain » sous le numéro « 000000078 »
    Et la caisse « 00000001999000 » paie sur papier 9,00 de « desmaux » sous le numéro « 000000079 »
    Et les retours arrivent
    Et l'opticien garde le paiement de chaque retour non rapproché
    Et l'opticien attache à la facture « 253 » le versement de la facture lue « 000000078 »
    Alors sa page refuse avec l'avis « LET-AUTRE-PERSONNE »
    Quand l'opticien attache à la facture « 253 » le versement de la facture lue « 000000079 »
    Alors sa page refuse avec l'avis « LET-MONTANT-DEPASSE »
    Quand l'opticien attache à la facture « 253 » le versement de la facture lue « 000000077 »
    Alors sa page dit
      | Le retour nomme la facture 000000077. Êtes-vous certain de vouloir attacher ce versement à la facture 000000253 ? |
    Quand il appuie sur « Oui »
    Et l'opticien ouvre la page « /factures/000000253/suivi »
    Alors sa page dit
      | AMO 01 999 9999 0,09 0,09 0,00 Payé |
      | AMO Payé 0,09 29/05/2024 manuel, le  |
    Et le total des virements est 9,17
    Quand il appuie sur « Délettrer »
    Et il appuie sur « Oui »
    Alors sa page dit
      | Facture N° 000000253 En anomalie |
    Quand l'opticien ouvre la page « /lettrage »
    Alors sa page dit
      | Facture lue 000000077 |
    Et le total des virements est 9,17

  @LET-01
  Scénario: Sans lettrage automatique, l'opticien lettre dossier par dossier
    Étant donné une boutique sans « Lettrage auto. suite à l'intégration des fichiers RSP »
    Quand l'opticien mène la facture « 254 » jusqu'à la télétransmission
    Et les retours arrivent
    Alors la facture « 254 » est à l'état « Payé »
    Quand l'opticien ouvre la page « /lettrage »
    Alors sa page dit
      | 000000254 DESMAUX NATHALIE AMC 100,00 100,00 Payé 1100000000 |
      | 000000254 DESMAUX NATHALIE AMO 0,09 0,09 Payé 01999000      |
    Quand il appuie sur « Lettrer le dossier »
    Alors sa page dit
      | Rien à lettrer |
    Quand l'opticien ouvre la page « /factures/000000254/suivi »
    Alors sa page dit
      | manuel, le |
