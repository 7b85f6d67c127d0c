# language: fr
Fonctionnalité: L'écran « Vérification taux »
  Il s'ouvre rempli de ce qui est vrai à cet instant, et chaque champ se change ; ce qui dépend d'un
  champ suit, ce qui ne va pas se dit à côté.

  @TAUX-03 @TAUX-07
  Plan du scénario: Prérempli comme les manuels l'impriment, carte Vitale
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et une ordonnance du <ordo>
    Et une facture du <acte>
    Quand <jours> jours passent
    Et l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Alors « Vérification taux » montre
      | Ordo.                       | <ordo>                                                                              |
      | Acte                        | <acte>                                                                              |
      | Facture                     | vide                                                                                |
      | Pièce Justif. AMO           | L'assuré a présenté sa carte Vitale                                                 |
      | Droits AMO                  | Droits AMO ouverts                                                                  |
      | Pièce Justif. AMC           | le patient ne présente aucun justificatif                                           |
      | Accident Droit Commun       | NON                                                                                 |
      | Prescription                | –                                                                                   |
      | Régime Alsace Moselle       | NON                                                                                 |
      | Soins en rapport avec l'ALD | NON                                                                                 |
      | Victime Attentat            | NON                                                                                 |
      | Nature Assurance            | Maladie                                                                             |
      | Taux Exonération            | vide                                                                                |
      | Mode Sécurisation           | SESAM_VITALE - Signature définitive simultanée par la CPS et la CVIT                |

    Exemples: Les écrans de S3 et de S1
      | ordo       | acte       | jours |
      | 26/05/2024 | 28/05/2024 | 0     |
      | 27/10/2024 | 29/10/2024 | 154   |

  @TAUX-03 @TAUX-07
  Plan du scénario: Prérempli comme S0 l'imprime, appli carte Vitale valable puis expirée
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Et une boutique qui lit l'appli carte Vitale par « nfc »
    Et une ordonnance du 29/11/2024
    Et une facture du 02/12/2024
    Quand 188 jours passent
    Et l'opticien lit l'appli de « desmaux »
    Et l'opticien saisit la vente « M03 7211674 209,00 0,05 »
    Et <secondes> secondes passent
    Et l'opticien ouvre « Vérification taux »
    Alors « Vérification taux » montre
      | Ordo.                       | 29/11/2024                                |
      | Acte                        | 02/12/2024                                |
      | Facture                     | vide                                      |
      | Pièce Justif. AMO           | <pièce>                                   |
      | Droits AMO                  | Droits AMO ouverts                        |
      | Pièce Justif. AMC           | le patient ne présente aucun justificatif |
      | Accident Droit Commun       | NON                                       |
      | Soins en rapport avec l'ALD | NON                                       |
      | Nature Assurance            | Maladie                                   |
      | Taux Exonération            | vide                                      |
      | Mode Sécurisation           | <mode>                                    |

    Exemples:
      | secondes | pièce                                   | mode                                                                                                        |
      | 60       | L'assuré a présenté son appli carte Vitale | SESAM_VITALE - Signature définitive simultanée par la CPS et la CVIT                                     |
      | 1260     | Les droits ont été récupérés sur ADR    | DEGRADE - Signature définitive par CPS seulement (remplace le mode SESAM_VITALE en cas d'oubli de la CVIT) |

  @TAUX-03 @TAUX-04 @TAUX-07
  Scénario: La pièce manuelle de S3 demande l'exonération et impose le mode dégradé
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien met « Pièce Justif. AMO » à « L'assuré a présenté un bulletin de salaire, une attestation de droits, une prise en charge pour l'AME, etc... »
    Alors le constat « FSE-EXONERATION-A-CHOISIR » est à côté de « exemption »
    Quand l'opticien met « Taux Exonération » à « 15 Non exonéré »
    Alors « Vérification taux » montre
      | Ordo.             | 26/05/2024                                                                                                    |
      | Acte              | 28/05/2024                                                                                                    |
      | Facture           | vide                                                                                                          |
      | Pièce Justif. AMO | L'assuré a présenté un bulletin de salaire, une attestation de droits, une prise en charge pour l'AME, etc... |
      | Nature Assurance  | Maladie                                                                                                       |
      | Taux Exonération  | 15 Non exonéré                                                                                                |
      | Mode Sécurisation | DEGRADE - Signature définitive par CPS seulement (remplace le mode SESAM_VITALE en cas d'oubli de la CVIT)    |
    Et rien ne bloque

  @TAUX-03
  Scénario: Chaque champ se change
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Alors chaque champ de « Vérification taux » se change, sauf « aucun »

  @TAUX-03 @TAUX-07
  Scénario: Ce qui est choisi à la main reste tant que la carte ne bouge pas
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien met « Mode Sécurisation » à « DEGRADE - Signature définitive par CPS seulement (remplace le mode SESAM_VITALE en cas d'oubli de la CVIT) »
    Et l'opticien met « Pièce Justif. AMC » à « le PS a vérifié les droits du patient sur le serveur de l'AMC : exemple site web »
    Et l'opticien met « Droits AMO » à « Droits AMO fermés »
    Et l'opticien ouvre « Vérification taux »
    Alors « Mode Sécurisation » vaut « DEGRADE - Signature définitive par CPS seulement (remplace le mode SESAM_VITALE en cas d'oubli de la CVIT) »
    Et « Droits AMO » vaut « Droits AMO fermés »
    Quand l'opticien met « Droits AMO » à « Droits AMO ouverts »
    Et l'opticien vérifie le taux
    Alors « Mode Sécurisation » vaut « DEGRADE - Signature définitive par CPS seulement (remplace le mode SESAM_VITALE en cas d'oubli de la CVIT) »
    Quand la fente « vitale » est vidée
    Et l'opticien ouvre « Vérification taux »
    Et la carte Vitale de « desmaux » est mise à sa place
    Et l'opticien ouvre « Vérification taux »
    Alors « Mode Sécurisation » vaut « SESAM_VITALE - Signature définitive simultanée par la CPS et la CVIT »
    Et « Pièce Justif. AMC » vaut « le PS a vérifié les droits du patient sur le serveur de l'AMC : exemple site web »

  @TAUX-03 @TAUX-11
  Plan du scénario: « Régime Alsace Moselle » est précoché d'après les droits
    Soit un banc avec la CPS de démonstration et la carte Vitale de « <qui> »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Alors « Régime Alsace Moselle » vaut « <coché> »

    Exemples:
      | qui      | coché |
      | alsacien | OUI   |
      | denis    | NON   |

  @TAUX-04
  Scénario: La liste « Pièce Justif. AMO », à la lettre
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Alors la liste « Pièce Justif. AMO » est
      | L'assuré n'a présenté aucune pièce justificative |
      | L'assuré a présenté un bulletin de salaire, une attestation de droits, une prise en charge pour l'AME, etc... |
      | L'assuré a présenté sa Carte d'assuré social (attestation AMO) ou le Professionnel de Santé a consulté le fichier patient par télématique (feu-vert, CDR,...) |
      | L'assuré a présenté sa carte Vitale |
      | Les droits ont été récupérés sur ADR |
      | L'assuré a présenté son appli carte Vitale |

  @TAUX-04
  Plan du scénario: Les trois pièces sans lecture : exonération à la main, mode dégradé
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien met « Pièce Justif. AMO » à « <pièce> »
    Alors « Mode Sécurisation » vaut « DEGRADE - Signature définitive par CPS seulement (remplace le mode SESAM_VITALE en cas d'oubli de la CVIT) »
    Quand l'opticien met « Mode Sécurisation » à « SESAM_VITALE - Signature définitive simultanée par la CPS et la CVIT »
    Alors « Mode Sécurisation » vaut « DEGRADE - Signature définitive par CPS seulement (remplace le mode SESAM_VITALE en cas d'oubli de la CVIT) »
    Et le constat « FSE-EXONERATION-A-CHOISIR » est à côté de « exemption »
    Quand l'opticien vérifie le taux
    Alors l'avis est « FSE-EXONERATION-A-CHOISIR »
    Quand l'opticien met « Taux Exonération » à « <choix> »
    Et l'opticien vérifie le taux
    Alors le taux est de <taux> %, exonération « <code> »
    Quand l'opticien met « Pièce Justif. AMO » à « L'assuré a présenté sa carte Vitale »
    Alors « Taux Exonération » vaut « vide »
    Et « Mode Sécurisation » vaut « SESAM_VITALE - Signature définitive simultanée par la CPS et la CVIT »

    Exemples:
      | pièce | choix | taux | code |
      | L'assuré n'a présenté aucune pièce justificative | 15 Non exonéré | 60 | 0 |
      | L'assuré a présenté un bulletin de salaire, une attestation de droits, une prise en charge pour l'AME, etc... | 100% toutes prestations | 100 | 5 |
      | L'assuré a présenté sa Carte d'assuré social (attestation AMO) ou le Professionnel de Santé a consulté le fichier patient par télématique (feu-vert, CDR,...) | Taux FSV | 80 | 9 |

  @TAUX-04
  Plan du scénario: Une pièce qui n'est pas celle qu'on a se dit à côté
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien met « Pièce Justif. AMO » à « <pièce> »
    Alors le constat « <constat> » est à côté de « amo_proof »

    Exemples:
      | pièce                                      | constat                |
      | Les droits ont été récupérés sur ADR       | FSE-PIECE-ADR-ABSENTE  |
      | L'assuré a présenté son appli carte Vitale | FSE-APCV-EXPIREE       |

  @TAUX-05
  Scénario: La liste « Pièce Justif. AMC », à la lettre
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Alors la liste « Pièce Justif. AMC » est
      | le patient ne présente aucun justificatif |
      | le PS a vérifié les droits du patient sur le serveur de l'AMC : exemple site web |
      | le PS a vérifié les droits du patient sur un autre support que la carte vitale : ex une autre carte à puce ou papier |
      | une réponse de prise en charge justifie les droits du patient |
      | le PS a vérifié les droits du patient sur la carte vitale |
      | Les droits ont été récupérés sur ADR |

  @TAUX-05
  Scénario: La pièce AMC ne sert que s'il y a une part RC à envoyer
    Soit un banc avec la CPS de démonstration et la carte Vitale de « alexis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Alors « Pièce Justif. AMC » vaut « le patient ne présente aucun justificatif »
    Et rien ne bloque
    Quand l'opticien saisit 50,00 de RC
    Alors « Pièce Justif. AMC » vaut « le PS a vérifié les droits du patient sur la carte vitale »
    Quand l'opticien met « Pièce Justif. AMC » à « le patient ne présente aucun justificatif »
    Alors le constat « FSE-PIECE-AMC-ABSENTE » est à côté de « amc_proof »
    Quand l'opticien met « Pièce Justif. AMC » à « Les droits ont été récupérés sur ADR »
    Alors le constat « FSE-PIECE-AMC-SANS-DROITS » est à côté de « amc_proof »
    Quand l'opticien met « Pièce Justif. AMC » à « le PS a vérifié les droits du patient sur le serveur de l'AMC : exemple site web »
    Alors rien ne bloque
    Quand l'opticien met « Pièce Justif. AMC » à « le patient ne présente aucun justificatif »
    Et l'opticien saisit 0,00 de RC
    Alors rien ne bloque

  @TAUX-05
  Scénario: Une patiente de la C2S a toujours une part RC
    Soit un banc avec la CPS de démonstration et la carte Vitale de « issner »
    Quand l'opticien vend « M01 2222124 30,00 9,00 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Alors « Pièce Justif. AMC » vaut « le PS a vérifié les droits du patient sur la carte vitale »

  @TAUX-06
  Scénario: Les listes « Nature Assurance », « Prescription » et « Mode Sécurisation », à la lettre
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »
    Alors la liste « Nature Assurance » est
      | Maladie                       |
      | Maternité                     |
      | Accident du travail           |
      | Soins Médicaux Gratuit (SMG)  |
    Et la liste « Prescription » est
      | –                      |
      | Renouvellement Initial |
      | Renouvellement Adapté  |
    Et la liste « Mode Sécurisation » est
      | SESAM_VITALE - Signature définitive simultanée par la CPS et la CVIT |
      | DEGRADE - Signature définitive par CPS seulement (remplace le mode SESAM_VITALE en cas d'oubli de la CVIT) |
    Et la liste « Taux Exonération » est
      | 15 Non exonéré                                   |
      | 100% si lié ALD sinon autres cas non exonérés    |
      | 100% toutes prestations                          |
      | Taux FSV                                         |

  @TAUX-06
  Plan du scénario: Chaque nature demande ses propres champs
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien met « Nature Assurance » à « <nature> »
    Et l'opticien met « <champ> » à « <faux> »
    Alors le constat « <constat> » est à côté de « <où> »
    Quand l'opticien met « <champ> » à « <bon> »
    Alors le constat « <constat> » a disparu

    Exemples:
      | nature                       | champ                                 | faux       | bon        | constat                    | où                     |
      | Maternité                    | Début de grossesse                    | 29/05/2024 | 01/11/2023 | FSE-MATERNITE-APRES-ACTE   | maternity_day          |
      | Maternité                    | Début de grossesse                    | 01/05/2024 | 01/11/2023 | FSE-MATERNITE-HORS-PERIODE | maternity_day          |
      | Accident du travail          | Date de l'accident du travail         | 29/05/2024 | 27/05/2024 | FSE-ACCIDENT-APRES-ACTE    | work_accident_day      |
      | Accident du travail          | N° d'accident du travail              | 12A        | 202403011  | FSE-NUMERO-ACCIDENT        | work_accident_number   |
      | Accident du travail          | Organisme gestionnaire de l'accident  | 0134       | 013499881  | FSE-ORGANISME-ACCIDENT     | work_accident_organism |
      | Accident du travail          | Feuille d'accident présentée          | NON        | OUI        | FSE-FEUILLE-ACCIDENT       | work_accident_sheet    |
      | Soins Médicaux Gratuit (SMG) | Prise en charge SMG                   | OUI        | NON        | FSE-MONTANT-SMG            | smg_amount             |

  @TAUX-06
  Scénario: Une nature sans ses champs ne passe pas, et la carte remplit ceux qu'elle connaît
    Soit un banc avec la CPS de démonstration et la carte Vitale de « accidente »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Alors « N° d'accident du travail » vaut « 202403011 »
    Et « Organisme gestionnaire de l'accident » vaut « 013499881 »
    Quand l'opticien met « Nature Assurance » à « Maternité »
    Et l'opticien vérifie le taux
    Alors l'avis est « FSE-DATE-MATERNITE-ABSENTE »
    Quand l'opticien met « Nature Assurance » à « Accident du travail »
    Et l'opticien met « N° d'accident du travail » à « »
    Et l'opticien vérifie le taux
    Alors l'avis est « FSE-ACCIDENT-TRAVAIL-INCONNU »

  @TAUX-07
  Scénario: Sans carte dans le lecteur, le mode est dégradé et l'autre se refuse
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Alors « Mode Sécurisation » vaut « SESAM_VITALE - Signature définitive simultanée par la CPS et la CVIT »
    Quand la fente « vitale » est vidée
    Et l'opticien ouvre « Vérification taux »
    Alors « Mode Sécurisation » vaut « DEGRADE - Signature définitive par CPS seulement (remplace le mode SESAM_VITALE en cas d'oubli de la CVIT) »
    Quand l'opticien met « Mode Sécurisation » à « SESAM_VITALE - Signature définitive simultanée par la CPS et la CVIT »
    Alors le constat « FSE-MODE-SANS-CARTE » est à côté de « mode »

  @TAUX-16
  Scénario: L'ALD ne vaut OUI que si l'ordonnance le dit
    Soit un banc avec la CPS de démonstration et la carte Vitale de « ald »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Alors « Soins en rapport avec l'ALD » vaut « NON »
    Quand l'opticien met « Soins en rapport avec l'ALD » à « OUI »
    Alors le constat « FSE-ALD-NON-PRESCRITE » est à côté de « ald »
    Quand l'opticien vérifie le taux
    Alors l'avis est « FSE-ALD-NON-PRESCRITE »

  @TAUX-16
  Plan du scénario: Un accident ou un attentat demande son attestation
    Soit un banc avec la CPS de démonstration et la carte Vitale de « denis »
    Quand l'opticien vend « M03 7211674 209,00 0,05 » à la personne de la carte
    Et l'opticien ouvre « Vérification taux »
    Et l'opticien met « Date de l'accident » à « 20/05/2024 »
    Et l'opticien met « <champ> » à « OUI »
    Alors le constat « <constat> » est à côté de « <où> »
    Quand l'opticien vérifie le taux
    Alors l'avis est « <constat> »
    Quand l'opticien met « <attestation> » à « OUI »
    Et l'opticien vérifie le taux
    Alors le taux est de <taux> %, exonération « <code> »

    Exemples:
      | champ                 | constat                  | où                   | attestation                               | taux | code |
      | Accident Droit Commun | FSE-ATTESTATION-ACCIDENT | accident_certificate | Attestation d'accident présentée          | 60   | 0    |
      | Victime Attentat      | FSE-ATTESTATION-ATTENTAT | attack_certificate   | Attestation de victime d'attentat présentée | 100 | 5    |
