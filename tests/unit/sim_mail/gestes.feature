# language: fr
Fonctionnalité: Les phrases du banc sur le courrier

  Scénario: Un message que le serveur ne remet pas, puis qui part de nouveau
    Étant donné que le serveur de courrier ne remet pas le message
    Quand le fichier est envoyé par courrier
    Et 1 jour passe
    Alors toutes les pannes prévues ont eu lieu
    Et la boîte aux lettres tient 1 message
    Quand le fichier est envoyé par courrier
    Et 2 jours passent
    Alors la boîte aux lettres tient 3 messages
    Et le concentrateur a reçu 1 fichier, une seule fois

  Scénario: Une boîte occupée garde ses messages
    Étant donné que la boîte aux lettres est occupée
    Quand le fichier est envoyé par courrier
    Et un avis de non remise « 5.1.1 » arrive pour le lot « 027 »
    Alors la boîte aux lettres refuse « [IN-USE] »
    Et la boîte aux lettres tient 1 message
    Quand le service « pop3 » ne répond plus
    Alors la boîte aux lettres refuse « [SYS/TEMP] »
