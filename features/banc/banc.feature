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

  @SIM-01
  Scénario: Les outils d'OpenSC lisent la CPS et signent avec elle
    Soit un banc PC/SC vu par des programmes étrangers
    Quand « pkcs15-tool --reader 0 --list-certificates » tourne dans le banc
    Alors sa sortie nomme « X.509 Certificate » et « Encoded serial »
    Quand « pkcs11-tool --slot-index 0 --test --login --pin 1234 » tourne dans le banc
    Alors sa sortie nomme « Signatures » et « No errors »

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

  @SIM-05
  Plan du scénario: Un geste fait par l'API, par la page ou par une fixture mène au même état
    Quand le geste « <geste> » avec « <paramètres> » est fait par l'API, par la page et par une fixture
    Alors les trois bancs sont dans le même état, et le geste s'y voit

    Exemples:
      | geste      | paramètres                                |
      | remove     | slot=vitale                               |
      | insert     | slot=kaplink2:vitale, card=vitale:fictive |
      | open_phone | person=desmaux                            |
      | unplug     | reader=kaplink2                           |
      | arm        | where=adri, what=down                     |
      | advance    | seconds=60                                |
      | set_rights | person=desmaux, state=closed              |
      | forget_person | person=desmaux                         |

  @SIM-05
  Scénario: Les gestes propres à un lecteur, le journal et la remise à neuf
    Soit un banc commandé par l'API, avec le lecteur « prium4 »
    Quand l'API reçoit « set_cable » avec « reader=prium4, cable=usb »
    Et l'API reçoit « press » avec « reader=prium4, key=. »
    Alors le journal, lu par l'API, en garde la trace
    Et l'API refuse « press » avec « reader=prium4, key=9 » et dit pourquoi
    Quand l'API reçoit « reset » avec « seed=5 »
    Alors le banc est neuf, de graine 5

  @SIM-09
  Scénario: Une fiche dit ce qui est supposé, et un verdict le nomme
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand la facture « 254 » va jusqu'à l'état « Payé »
    Alors ce verdict repose sur « Lecteurs, CPS, Carte Vitale, ADRi, Concentrateur, Fichiers B2, Retours NOEMIE et organismes, Annuaire des conventions »
    Et la page « /banc/honnetete » montre
      | Concentrateur supposé en entier |
      | Carte Vitale supposé en partie  |
      | concentrator/arl.py             |
      | ni un agrément                  |
    Et la page « /banc » montre
      | Ce qui est sûr, ce qui est supposé |

  @SIM-12
  Plan du scénario: Aucun nom qui n'est pas celui d'un lecteur du banc n'est touché
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand la boutique choisit le lecteur « <nom> »
    Alors l'avis est « LEC-LECTEUR-ABSENT »
    Et aucun échange n'a eu lieu avec une carte

    Exemples:
      | nom                                             |
      | Gemalto PC Twin Reader 00 00                    |
      | KAPELSE KAP-LINK2 [00504968 KAP-LINK2 1] 00 00  |
      | Ingenico OL TELIUM [80028721 OL TELIUM 2] 02 00 |
      | KAP-LINK2                                       |

  @SIM-12
  Scénario: Le mode simulé ne touche jamais un lecteur étranger
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand la boutique choisit le lecteur « LECTEUR ETRANGER 00 00 »
    Alors l'avis est « LEC-LECTEUR-ABSENT »
    Et aucun échange n'a eu lieu avec une carte

  @SIM-17
  Scénario: Les paquets et les dossiers voulus sont là, et servent
    Alors chacun des dossiers « core, simulators, features, tests, ui, ci » est à la racine
    Et chacun des paquets « pytest, pytest_bdd, smartcard, nfc, respx, httpx, flask, factory » est importé par notre code
