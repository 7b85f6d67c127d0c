# language: fr
Fonctionnalité: Le sans contact du Prium4
  Il demande le câble « pieuvre » avec son alimentation, le micrologiciel 6.0.3 au moins, et la
  touche « . » qui l'arme pour deux minutes ; la fente du haut est alors désactivée.

  Contexte:
    Soit un banc avec le lecteur « prium4 » aux noms « linux »
    Et le téléphone de « desmaux » montre son code
    Et la boutique a réglé
      | champ              | valeur |
      | délai              | 1      |
      | appli carte Vitale | nfc    |

  @LEC-03 @APCV-04
  Scénario: Sans la touche « . » le téléphone n'est pas vu ; armé, il est lu
    Quand l'opticien tape le code « 1234 »
    Et le téléphone est posé sur le lecteur
    Et l'opticien attend le téléphone
    Alors l'avis est « APCV-RIEN-PRESENTE »
    Quand la touche « . » du lecteur est appuyée
    Alors l'écran du lecteur dit « SANS CONTACT ACTIF »
    Quand l'opticien attend le téléphone
    Alors le téléphone a donné « 1 - DESMAUX NATHALIE »

  @LEC-03
  Scénario: Deux minutes plus tard le sans contact est désarmé, et la fente du haut revient
    Quand l'opticien tape le code « 1234 »
    Et la touche « . » du lecteur est appuyée
    Et l'opticien lit la carte Vitale
    Alors l'avis est « LEC-CARTE-ABSENTE »
    Quand 121 secondes passent
    Alors l'écran du lecteur est éteint
    Quand le téléphone est posé sur le lecteur
    Et l'opticien attend le téléphone
    Alors l'avis est « APCV-RIEN-PRESENTE »
    Quand l'opticien lit la carte Vitale
    Alors aucun avis n'est affiché

  @LEC-03
  Plan du scénario: Sans le bon câble ou avec un vieux micrologiciel, la touche n'arme rien
    Étant donné que le lecteur a le câble « <câble> » et le micrologiciel « <version> »
    Quand la touche « . » du lecteur est appuyée
    Alors l'écran du lecteur dit « <écran> »
    Quand l'opticien tape le code « 1234 »
    Et le téléphone est posé sur le lecteur
    Et l'opticien attend le téléphone
    Alors l'avis est « APCV-RIEN-PRESENTE »

    Exemples:
      | câble   | version | écran                              |
      | usb     | 6.0.3   | ERREUR CABLE : ALIMENTATION EXTERNE |
      | pieuvre | 6.0.2   | ERREUR VERSION : 6.0.3 REQUISE     |
