# language: fr
Fonctionnalité: La complémentaire : attestation, conventions, qui paie
  La part complémentaire part en DRE (gestion séparée) ou par la caisse (gestion unique). La convention se choisit, remplit
  l'attestation AMC, et ce qui ne va pas est dit à côté du champ.

  Contexte:
    Soit un banc avec la CPS de démonstration et la carte Vitale de « desmaux »

  @DRE-02 @TAUX-05
  Scénario: L'attestation AMC a ses 23 champs, dans l'ordre imprimé
    Alors la page « Attestation AMC » a ses 23 champs dans l'ordre imprimé
      | Pièce Justif. AMC |
      | Date Référence    |
      | Gest. Séparée     |
      | N° Préfectoral    |
      | N° EDI            |
      | Type Conv.        |
      | Garanties         |
      | Id. Assuré        |
      | N° PEC            |
      | Refus RO          |
      | Aiguillage STS    |
      | Id Hôte           |
      | Date Début        |
      | Att. Particulière |
      | N° Mutuelle       |
      | Crit. Secondaire  |
      | N° Adhérent       |
      | Type Contrat      |
      | Montant PEC       |
      | Traitement RC     |
      | Code Routage      |
      | Domaine           |
      | Date Fin          |

  @DRE-02
  Scénario: La seule convention imprimée se choisit et remplit l'attestation
    Quand l'opticien ouvre la facture « 254 » avec 100,00 de RC
    Et l'opticien cherche les conventions du n° « 1100000000 »
    Alors la fenêtre des conventions montre
      | Id. signat... | Lib. signa... | Conv. gro... | Type con... | Crit. seco... | Type accord | N° AMC     | Lib. AMC       | Desactiv. |
      | 1100000000    | Zz1           |              | CM          |               | T           | 1100000000 | Mut. Test CNDA | 0         |
    Quand l'opticien choisit la convention 1
    Alors rien n'est à redire à l'attestation AMC
    Et l'attestation AMC est remplie ainsi
      | N° Préfectoral | 1100000000         |
      | Type Conv.     | CM                 |
      | N° Adhérent    | 12345678           |
      | Code Routage   | TE                 |
      | Id Hôte        | SIM                |
      | Domaine        | SIMULATEUR.INVALID |
    Et la part RC se règle en « Gestion séparée », d'après « convention choisie »
    Quand l'opticien lance « Vérif. taux »
    Et la vente est facturée, signée, télétransmise et répondue
    Alors la facture est à l'état « Payé »

  @DRE-02
  Scénario: Plusieurs pages de conventions
    Quand l'opticien cherche les conventions du n° « 98532001 »
    Alors il y a 12 conventions sur 3 pages
    Et la page 1 en montre 5
    Quand l'opticien passe à la page 3 des conventions
    Alors la page 3 en montre 2

  @DRE-02
  Scénario: Trop de conventions : le message imprimé, puis la sortie par le type et le critère
    Quand l'opticien cherche les conventions du n° « 77567199 »
    Alors la page « Attestation AMC » affiche
      """
      Information importante
      Il y a trop de mutuelles avec ce n° préfectoral: impossible d'afficher la liste.
      Cliquer sur attestation AMC puis renseigner 'Type Conv.' et 'Crit. Secondaire' avec les valeurs présentes sur la carte mutuelle.
      facturer
      Nombre de résultats trop grand, merci d'affiner votre recherche
      Code : -1300
      """
    Quand l'opticien cherche les conventions du n° « 98532001 », type « CM », critère « 0???????? »
    Alors il y a 4 conventions sur 1 page
    Quand l'opticien cherche les conventions du n° « 98532001 », type « CM », critère « 031234567 »
    Alors il y a 1 convention sur 1 page

  @DRE-02
  Scénario: La fenêtre s'ouvre d'elle-même à la vérification du taux, et la DRE part avec la convention choisie
    Quand l'opticien ouvre la facture « 254 » avec 100,00 de RC
    Et l'opticien saisit l'attestation AMC du n° « 98532001 »
    Alors la page « Vérification taux » ne montre pas la fenêtre des conventions
    Quand l'opticien vérifie le taux
    Alors l'avis est « AMC-CONVENTION-A-CHOISIR »
    Et l'avis répond aux trois questions
    Et la page « Vérification taux » affiche
      """
      AreaFSE - Choix de la convention AMC/Mutuelle
      Veuillez choisir une convention :
      Page 1 sur 3 · 12 conventions
      Annuler
      """
    Quand l'opticien choisit la convention 1
    Alors la page « Vérification taux » ne montre pas la fenêtre des conventions
    Quand l'opticien vérifie le taux
    Et la vente est facturée, signée, télétransmise et répondue
    Alors la facture est à l'état « Payé »
    Et la DRE porte le code routage « AL » et l'hôte « S01 »

  @DRE-02
  Scénario: L'annuaire muet à la vérification n'arrête rien ; à la FSE, trop de conventions, puis la sortie
    Étant donné la panne « conventions » « down »
    Quand l'opticien ouvre la facture « 254 » avec 100,00 de RC
    Et l'opticien saisit l'attestation AMC du n° « 77567199 »
    Et l'opticien vérifie le taux
    Alors la page « Vérification taux » affiche
      """
      AMC-ANNUAIRE-INDISPONIBLE
      """
    Quand la panne est finie
    Et l'opticien facture
    Alors l'avis est « AMC-TROP-DE-CONVENTIONS »
    Et la page « Vérification taux » affiche
      """
      Information importante
      Il y a trop de mutuelles avec ce n° préfectoral: impossible d'afficher la liste.
      Cliquer sur attestation AMC puis renseigner 'Type Conv.' et 'Crit. Secondaire' avec les valeurs présentes sur la carte mutuelle.
      facturer
      Nombre de résultats trop grand, merci d'affiner votre recherche
      Code : -1300
      """
    Quand il écrit « AC » au champ « Type Conv. » de l'attestation AMC
    Et il écrit « 021234567 » au champ « Crit. Secondaire » de l'attestation AMC
    Et l'opticien vérifie le taux
    Et la vente est facturée, signée, télétransmise et répondue
    Alors la facture est à l'état « Payé »

  @DRE-02
  Plan du scénario: Une recherche qui ne peut pas partir, ou qui ne trouve rien
    Alors chercher les conventions du n° « <n> » ne donne rien : « <avis> »

    Exemples:
      | n        | avis                  |
      | 123      | AMC-CHAMP-MALFORME    |
      | 55555551 | AMC-AUCUNE-CONVENTION |

  @DRE-01
  Plan du scénario: Qui paie la part RC, d'après la fiche de la mutuelle, l'exemple imprimé ou la case
    Quand l'opticien ouvre la facture « 254 » avec 100,00 de RC
    Et l'opticien saisit l'attestation AMC du n° « <n> »
    Alors la part RC se règle en « <gestion> », d'après « <source> »

    Exemples:
      | n          | gestion         | source                                  |
      | 1100000000 | Gestion séparée | fiche de la mutuelle                    |
      | 99999997   | Gestion unique  | n° de la C2S gérée par la caisse        |
      | 98532001   | Gestion séparée | exemple du manuel                       |
      | 0062013354 | Gestion séparée | case « Gest. Séparée » de l'attestation AMC |

  @DRE-01
  Scénario: La gestion réglée à la main sur la fiche de la mutuelle vaut avant l'exemple imprimé
    Quand l'opticien ouvre la facture « 254 » avec 100,00 de RC
    Et l'opticien ajoute la mutuelle
      | Nom             | ALMERYS        |
      | N° Préfectoral  | 98532001       |
      | Mode Gestion SV | single         |
    Et l'opticien saisit l'attestation AMC du n° « 0098532001 »
    Alors la part RC se règle en « Gestion unique », d'après « fiche de la mutuelle »
    Et la facture se ferait en « Gestion unique »

  @DRE-01 @DRE-02
  Scénario: La convention choisie vaut avant la fiche de la mutuelle
    Quand l'opticien ouvre la facture « 254 » avec 100,00 de RC
    Et l'opticien ajoute la mutuelle
      | Nom             | ALMERYS        |
      | N° Préfectoral  | 98532001       |
      | Mode Gestion SV | separate       |
    Et l'opticien cherche les conventions du n° « 98532001 », type « AC », critère « 12??????? »
    Et l'opticien choisit la convention 1
    Alors la part RC se règle en « Gestion unique », d'après « convention choisie »

  @DRE-04
  Scénario: Le MUTNUM 55555551 n'est jamais transmis : une autre attestation
    Quand l'opticien ouvre la facture « 254 » avec 100,00 de RC
    Et l'opticien saisit l'attestation AMC du n° « 55555551 »
    Alors l'attestation AMC signale « AMC-MUTNUM-SORTANT-C2S »
    Et la page « Attestation AMC » affiche
      """
      Impossible de télétransmettre avec le MUTNUM 55555551. Vous pouvez saisir une attestation de Sortant de C2S.
      Saisir une attestation de mutuelle (Sortant de C2S)
      Décocher Télétransmission AMC et Tiers-Payant AMC
      """
    Quand l'opticien choisit « Saisir une attestation de mutuelle (Sortant de C2S) »
    Alors l'attestation AMC est remplie ainsi
      | N° Préfectoral    |             |
      | Att. Particulière | sortant-c2s |
    Quand l'opticien saisit l'attestation AMC du n° « 1100000000 »
    Alors rien n'est à redire à l'attestation AMC

  @DRE-04
  Scénario: Le MUTNUM 55555551 n'est jamais transmis : le patient paie
    Quand l'opticien ouvre la facture « 254 » avec 100,00 de RC
    Et l'opticien saisit l'attestation AMC du n° « 0055555551 »
    Et l'opticien choisit « Décocher Télétransmission AMC et Tiers-Payant AMC »
    Alors aucune part RC n'est transmise
    Et la facture se ferait sans part RC

  @DRE-04
  Scénario: Le MUTNUM 55555551 dit par les droits arrête la vérification, sans aucune attestation
    Soit la mutuelle de « desmaux » est « 55555551 »
    Quand l'opticien ouvre la facture « 254 » avec 100,00 de RC
    Et l'opticien demande les droits
    Et l'opticien lance « Vérif. taux »
    Alors l'avis est « AMC-MUTNUM-SORTANT-C2S »
    Et la page « Attestation AMC » affiche
      """
      Impossible de télétransmettre avec le MUTNUM 55555551. Vous pouvez saisir une attestation de Sortant de C2S.
      Saisir une attestation de mutuelle (Sortant de C2S)
      Décocher Télétransmission AMC et Tiers-Payant AMC
      """
    Quand l'opticien choisit « Saisir une attestation de mutuelle (Sortant de C2S) »
    Et l'opticien lance « Vérif. taux »
    Alors l'avis est « AMC-CHAMP-MANQUANT »
    Quand l'opticien choisit « Décocher Télétransmission AMC et Tiers-Payant AMC »
    Alors la facture se ferait sans part RC

  @DRE-02 @TAUX-05
  Plan du scénario: Ce qui ne va pas dans l'attestation est dit, et la part RC n'est pas reprise
    Quand l'opticien ouvre la facture « 254 » avec 100,00 de RC
    Et l'opticien saisit l'attestation AMC du n° « 1100000000 »
    Et il écrit « <saisie> » au champ « <champ> » de l'attestation AMC
    Alors l'attestation AMC signale « <avis> »
    Quand l'opticien lance « Vérif. taux »
    Alors l'avis est « <avis> »

    Exemples:
      | saisie     | champ          | avis                   |
      | 12         | N° Préfectoral | AMC-CHAMP-MALFORME     |
      | CMX        | Type Conv.     | AMC-CHAMP-MALFORME     |
      | 31/02/2024 | Date Début     | FSE-DATE-IMPOSSIBLE    |
      | 29/05/2024 | Date Début     | AMC-DROITS-PAS-OUVERTS |
      | 27/05/2024 | Date Fin       | AMC-DROITS-TERMINES    |
      | X          | Aiguillage STS | AMC-VALEUR-INCONNUE    |
      | douze      | Montant PEC    | FSE-MONTANT-ILLISIBLE  |
      | mutuelle   | Domaine        | AMC-CHAMP-MALFORME     |

  @DRE-05
  Scénario: Une DRE d'annulation est offerte une fois la DRE partie, là où la mutuelle les accepte
    Quand l'opticien mène la facture « 254 » jusqu'à la signature
    Alors une DRE d'annulation n'est pas possible pour la facture « 254 »
    Quand la facture « 254 » va jusqu'à l'état « Payé »
    Alors une DRE d'annulation est possible pour la facture « 254 »

  @DRE-05
  Scénario: La DRE d'annulation part une fois, la mutuelle reprend ce qu'elle a payé
    Quand la facture « 254 » va jusqu'à l'état « Payé »
    Et l'opticien tape le code « 1234 »
    Et l'opticien fait la DRE d'annulation de la facture « 254 »
    Alors ses parts sont « Payé » et « Annulation demandée »
    Et une DRE d'annulation n'est pas possible pour la facture « 254 »
    Quand l'opticien fait la DRE d'annulation de la facture « 254 »
    Alors l'avis est « FSE-DRE-ANNULATION-IMPOSSIBLE »
    Quand l'opticien tape son code et télétransmet
    Alors la mutuelle a reçu 1 DRE d'annulation de la facture « 254 »
    Et ses parts sont « Payé » et « Annulé »
    Et la facture « 254 » en est à l'état « Payé »
    Et le reste payé de la facture « 254 » est 0,09 sur 0,09
    Et les lots de la mutuelle sont « AAE, AAF »
    Quand l'opticien tape son code et télétransmet
    Alors la mutuelle a reçu 1 DRE d'annulation de la facture « 254 »

  @DRE-05
  Scénario: Une convention qui n'en prend pas : la DRE d'annulation est refusée avant d'être signée
    Quand l'opticien ouvre la facture « 254 » avec 100,00 de RC
    Et l'opticien saisit l'attestation AMC du n° « 0062013354 »
    Et l'opticien vérifie le taux
    Et la vente est facturée, signée, télétransmise et répondue
    Et l'opticien fait la DRE d'annulation de la facture en cours
    Alors l'avis est « AMC-DRE-ANNULATION-REFUSEE »
    Et l'avis répond aux trois questions

  @DRE-05
  Scénario: Sans part complémentaire, pas de DRE d'annulation
    Quand la facture « 253 » va jusqu'à l'état « Payé »
    Alors une DRE d'annulation n'est pas possible pour la facture « 253 »

  @DRE-06
  Scénario: La fiche d'une mutuelle, sa copie
    Alors la fiche de mutuelle a ses champs imprimés
      | Nom | N° Préfectoral | Adresse 1 | Adresse 2 | Adresse 3 | CP | Ville | Tél. | Fax | Email | Norme B2 |
      | Mode Gestion SV | Organisme Payeur | Grille utilisée | Indicateur 'Facturé RC' dans le dossier | Activer la télétransmission par défaut | Numéro de PEC obligatoire | Informations utiles | Régime | Libellé | Copier | Valider |
    Quand l'opticien ajoute la mutuelle
      | Nom                                    | ALMERYS - SAMBO |
      | N° Préfectoral                         | 98532001        |
      | Norme B2                               | 062007          |
      | Mode Gestion SV                        | separate        |
      | Activer la télétransmission par défaut | on              |
      | Libellé                                | Variable        |
    Et l'opticien copie la mutuelle « ALMERYS - SAMBO » sous le nom « MUT. ENTRAIN - ALMERYS »
    Alors la mutuelle « MUT. ENTRAIN - ALMERYS » ne diffère de « ALMERYS - SAMBO » que par son nom
    Et la copie de « ALMERYS - SAMBO » sous le nom « MUT. ENTRAIN - ALMERYS » est refusée : « AMC-MUTUELLE-EN-DOUBLE »
    Et le programme garde la mutuelle « MUT. ENTRAIN - ALMERYS » au n° « 98532001 »

  @DRE-06
  Plan du scénario: Une fiche qui ne va pas n'est pas gardée
    Alors la fiche d'une mutuelle où « <champ> » vaut « <saisie> » signale « <avis> »

    Exemples:
      | champ           | saisie   | avis                      |
      | N° Préfectoral  | 12       | AMC-CHAMP-MALFORME        |
      | Norme B2        | 06/007   | AMC-NORME-B2              |
      | Mode Gestion SV | separate | AMC-MUTUELLE-SANS-NUMERO  |
      | Nom             | 1100000000 Mut. Test CNDA | AMC-MUTUELLE-EN-DOUBLE |

  @TAUX-05
  Scénario: Les six pièces AMC, qui ne servent qu'à une DRE
    Alors la liste « Pièce Justif. AMC » est
      | le patient ne présente aucun justificatif                                                                               |
      | le PS a vérifié les droits du patient sur le serveur de l'AMC : exemple site web                                        |
      | le PS a vérifié les droits du patient sur un autre support que la carte vitale : ex une autre carte à puce ou papier    |
      | une réponse de prise en charge justifie les droits du patient                                                           |
      | le PS a vérifié les droits du patient sur la carte vitale                                                               |
      | Les droits ont été récupérés sur ADR                                                                                    |
    Quand l'opticien ouvre la facture « 253 » avec 0,00 de RC
    Alors aucune pièce AMC n'est demandée
    Quand l'opticien ouvre la facture « 254 » avec 100,00 de RC
    Et l'opticien saisit l'attestation AMC du n° « 1100000000 »
    Alors une pièce AMC est demandée
    Et la pièce AMC « le PS a vérifié les droits du patient sur le serveur de l'AMC : exemple site web » suffit
