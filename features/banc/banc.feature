# language: fr
Fonctionnalité: Le banc lui-même

  @SIM-01
  Scénario: Un programme étranger voit nos lecteurs et nos cartes
    Soit un banc PC/SC vu par des programmes étrangers
    Quand « opensc-tool --list-readers » tourne dans le banc
    Alors sa sortie nomme « KAP-LINK2 0 » et « KAP-LINK2 1 »
    Quand « opensc-tool --atr » lit la fente de la carte Vitale
    Alors sa sortie commence par « 3b:75:13:00:00 »
    Et « pcsc_scan » nomme nos lecteurs

  @SIM-02
  Scénario: La même facture donne le même verdict à cette profondeur
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand la facture « 254 » va jusqu'à l'état « Payé »
    Alors les états, montants, lots et virements sont ceux du cas « 254 »

  @SIM-03
  Scénario: Une graine rejoue octet pour octet
    Quand deux bancs en mémoire de graine 7 vivent la facture « 254 »
    Alors leurs journaux sont identiques
    Quand un banc en mémoire de graine 8 vit la facture « 254 »
    Alors son journal est différent

  @SIM-12
  Scénario: Le mode simulé ne touche jamais un lecteur étranger
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand la boutique choisit le lecteur « LECTEUR ETRANGER 00 00 »
    Alors l'avis est « LEC-LECTEUR-ABSENT »
    Et aucun échange n'a eu lieu avec une carte

  @SIM-17
  Scénario: Les paquets et les dossiers voulus sont là, et servent
    Alors chacun des dossiers « core, simulators, features, tests, ui, ci » est à la racine
    Et chacun des paquets « pytest, pytest_bdd, smartcard, respx, httpx, flask, factory » est importé par notre code
