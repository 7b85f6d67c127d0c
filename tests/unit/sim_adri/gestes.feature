# language: fr
Fonctionnalité: Les phrases du banc sur les droits

  Plan du scénario: Des droits changés à la main sont ceux qu'ADRi dit
    Étant donné que les droits de « desmaux » sont <droits>
    Quand ADRi est interrogé pour « desmaux »
    Alors la zone « codeSituation » dit « <situation> »
    Et la zone « taux » dit « <taux> »
    Et la zone « codeServiceAMO » dit « <service> »

    Exemples:
      | droits                               | situation | taux | service |
      | exonérés                             | 0300      | 100  | 00      |
      | ceux d'une ALD                       | 0400      | 060  | 00      |
      | ceux de la maternité                 | 0500      | 100  | 00      |
      | ceux d'Alsace-Moselle                | 0104      | 090  | 00      |
      | ceux du FSV                          | 0208      | 080  | 00      |
      | ceux de la C2S                       | 0100      | 060  | 01      |
      | ceux de la C2S gérée par une mutuelle | 0100     | 060  | 03      |
      | ceux d'un sortant de C2S             | 0100      | 060  | 10      |
      | ceux d'un accident du travail        | 0100      | 060  | 00      |
      | ceux de l'AME                        | 0700      | 100  | 00      |
      | ceux des soins médicaux gratuits     | 0600      | 100  | 00      |
      | ordinaires                           | 0100      | 060  | 00      |
      | ceux du fichier                      | 0100      | 060  | 00      |

  Scénario: Des droits fermés puis ouverts de nouveau
    Étant donné que les droits de « desmaux » sont fermés depuis le 01/05/2024
    Quand ADRi est interrogé pour « desmaux »
    Alors la zone « periodeAMO/dateFin » dit « 20240430 »
    Quand les droits de « desmaux » sont ouverts depuis le 10/05/2024
    Et ADRi est interrogé pour « desmaux »
    Alors la zone « periodeAMO/dateDebut » dit « 20240510 »

  Scénario: Une autre mutuelle, puis aucune
    Étant donné que la mutuelle de « desmaux » est « 98532001 »
    Quand ADRi est interrogé pour « desmaux »
    Alors la zone « mutuelle/noIdentification » dit « 98532001 »
    Étant donné que « desmaux » n'a pas de mutuelle
    Quand ADRi est interrogé pour « desmaux »
    Alors la zone « mutuelle/noIdentification » manque

  Scénario: Une personne oubliée, puis connue de nouveau
    Étant donné qu'ADRi ne connaît pas « desmaux »
    Quand ADRi est interrogé pour « desmaux »
    Alors la zone « type » dit « BENEFICIAIRE_INCONNU »
    Quand ADRi connaît de nouveau « desmaux »
    Et ADRi est interrogé pour « desmaux »
    Alors la zone « nomUsuel » dit « DESMAUX »

  Scénario: Un logiciel qui n'est pas admis, un régime qui n'est pas géré
    Étant donné qu'ADRi ne gère pas le régime « 01 »
    Quand ADRi est interrogé pour « desmaux »
    Alors la zone « type » dit « REGIME_NON_GERE »
    Étant donné qu'ADRi n'admet pas le logiciel « SIMULATEUR »
    Quand ADRi est interrogé pour « desmaux »
    Alors la zone « Erreur » dit « desir_550 »

  Plan du scénario: Une réponse gâtée l'est une fois
    Étant donné qu'ADRi <ce qu'il fait>
    Quand ADRi est interrogé pour « desmaux »
    Alors la réponse est « <gâtée> »
    Quand ADRi est interrogé pour « desmaux »
    Alors la réponse est « bonne »

    Exemples:
      | ce qu'il fait                | gâtée             |
      | ne signe pas sa réponse      | sans signature    |
      | répond une réponse altérée   | altérée           |
      | répond à un autre message    | à un autre        |
      | répond une réponse illisible | illisible         |
      | répond trop tard             | absente           |
      | est en panne                 | de panne          |

  Scénario: Un contexte de l'appli que la main fait expirer, puis détruit
    Étant donné un contexte ouvert pour « desmaux »
    Et que le contexte de l'appli carte Vitale est expiré
    Alors le contexte est fini
    Quand le contexte de l'appli carte Vitale est détruit
    Alors le contexte est détruit
