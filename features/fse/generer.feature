# language: fr
Fonctionnalité: « Générer FSE », décoché puis recoché
  La FSE se supprime et se recrée sans que la facture change ; une FSE dégradée devient SESAM-Vitale.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @FSE-04 @FSE-05 @FSE-06
  Scénario: Une FSE dégradée passe en SESAM-Vitale quand la carte est là
    Quand l'opticien facture et signe « 257 » en mode dégradé
    Alors la facture « 257 » est en mode « Dégradé », pièce « Les droits ont été récupérés sur ADR »
    Et le logo de la facture « 257 » est « DEG »
    Quand l'opticien décoche « Générer FSE » de la facture « 257 »
    Alors un message demande d'abord de confirmer la suppression de la FSE « 257 »
    Et la facture « 257 » en est à l'état « Sécurisé »
    Quand l'opticien confirme la suppression de la FSE de la facture « 257 »
    Alors la facture « 257 » en est à l'état « FSE supprimée »
    Et la facture « 257 » n'a pas de logo
    Et la facture « 257 » garde son numéro, ses lignes et ses montants
    Et la facture « 257 » a 0 forme signée et 1 retirée
    Quand l'opticien recoche « Générer FSE » de la facture « 257 », carte présentée
    Alors le récapitulatif est celui de la facture « 257 »
    Et la facture « 257 » en est à l'état « TP Calculé »
    Quand l'opticien signe
    Alors la facture « 257 » est en mode « SESAM Vitale », pièce « Les droits ont été récupérés sur ADR »
    Et le logo de la facture « 257 » est « SV »
    Et la facture « 257 » garde son numéro, ses lignes et ses montants
    Et la facture « 257 » a 1 forme signée et 1 retirée
    Quand l'opticien tape son code et télétransmet
    Alors les lots sont
      | lot | destinataire | état |
      | 027 | 01 349       | RSP  |
    Et la facture « 257 » en est à l'état « Payé »
    Et la facture « 257 » a 1 forme signée et 1 retirée

  @FSE-04
  Scénario: Décocher puis annuler ne supprime rien
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien décoche « Générer FSE » de la facture « 253 »
    Alors un message demande d'abord de confirmer la suppression de la FSE « 253 »
    Et la facture « 253 » a 1 forme signée et 0 retirée
    Et la facture « 253 » en est à l'état « Sécurisé »

  @FSE-04
  Scénario: Une FSE partie en lot ne se supprime plus
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien tape son code et télétransmet
    Et l'opticien confirme la suppression de la FSE de la facture « 253 »
    Alors l'avis est « FSE-DEJA-EN-LOT »
    Et l'avis répond aux trois questions
    Et la facture « 253 » a 1 forme signée et 0 retirée
    Et la facture « 253 » en est à l'état « Payé »

  @FSE-04
  Scénario: Recréer la FSE ne touche pas à la facture
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien confirme la suppression de la FSE de la facture « 253 »
    Et l'opticien recommence la FSE de la facture « 253 » avec un montant RC de 100,00
    Alors l'avis est « FSE-FACTURE-INTOUCHABLE »
    Et l'avis répond aux trois questions
    Et la facture « 253 » garde son numéro, ses lignes et ses montants
    Et la facture « 253 » en est à l'état « FSE supprimée »
    Quand l'opticien recommence la FSE de la facture « 253 » pour un autre patient
    Alors l'avis est « FSE-AUTRE-PATIENT »
    Et la facture « 253 » en est à l'état « FSE supprimée »

  @FSE-05
  Scénario: L'appli carte Vitale compte comme SESAM-Vitale
    Étant donné une boutique qui lit l'appli carte Vitale par « nfc »
    Quand l'opticien signe la facture « 253 » avec l'appli de « desmaux »
    Alors le logo de la facture « 253 » est « SV »
    Et la facture « 253 » est en mode « SESAM Vitale », pièce « L'assuré a présenté son appli carte Vitale »

  @FSE-05 @FSE-06
  Scénario: Les états à la lettre ; seules les factures « Sécurisé », celles qui ont un logo, partent
    Quand l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien facture et signe « 254 » en mode SESAM-Vitale
    Et l'opticien facture « 255 » en mode SESAM-Vitale
    Et l'opticien facture et signe « 256 » en mode SESAM-Vitale
    Et l'opticien confirme la suppression de la FSE de la facture « 256 »
    Et l'opticien facture et signe « 257 » en mode dégradé
    Alors la liste des factures montre
      | n°  | client           | RO   | RC     | état          | logo |
      | 257 | DURAND DENIS     | 5,40 | 0,00   | Sécurisé      | DEG  |
      | 256 | ISSNER NATACHA   | 5,40 | 24,60  | FSE supprimée |      |
      | 255 | ESSAI ALAIN      | 0,05 | 0,00   | TP Calculé    |      |
      | 254 | DESMAUX NATHALIE | 0,09 | 100,00 | Sécurisé      | SV   |
      | 253 | DESMAUX NATHALIE | 0,09 | 0,00   | Sécurisé      | SV   |
    Quand l'opticien tape son code et télétransmet
    Alors le concentrateur a reçu les factures « 253, 254, 257 »
    Et la facture « 256 » en est à l'état « FSE supprimée »
    Et la facture « 255 » en est à l'état « TP Calculé »

  @TEL-03
  Scénario: D'une même caisse, le dégradé et le SESAM-Vitale partent à part, et tous sont payés
    Étant donné un dernier lot de caisse numéroté « 24 »
    Quand l'opticien facture et signe « 257 » en mode dégradé
    Et l'opticien facture et signe « 249 » en mode SESAM-Vitale
    Et l'opticien facture et signe « 253 » en mode SESAM-Vitale
    Et l'opticien facture et signe « 254 » en mode SESAM-Vitale
    Et l'opticien tape son code et télétransmet
    Alors les lots sont
      | lot | destinataire | état |
      | 025 | 01 349       | RSP  |
      | 026 | 01 349       | RSP  |
      | 027 | 01 999       | RSP  |
      | AAE | 1100000000   | RSP  |
    Et le lot « 025 » du concentrateur porte les factures « 257 »
    Et le lot « 026 » du concentrateur porte les factures « 249 »
    Et le lot « 027 » du concentrateur porte les factures « 253, 254 »
    Et la facture « 257 » en est à l'état « Payé »
    Et la facture « 249 » en est à l'état « Payé »
    Et la facture « 254 » en est à l'état « Payé »
