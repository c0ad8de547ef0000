/** Time, numbers, sizes, colours, shapes. The format is in `../topics.ts`. */
export const MEASURE = `
=when | wann | quand
~time hour minute clock quarter pm am | uhr stunde viertel halb zeit | heure midi quart demie
clock watch alarm wake | wecker | montre reveil leve
morning afternoon evening night tonight | morgen abend nacht | matin soir nuit
~day date today tomorrow yesterday when | tag datum heute morgen gestern wann | jour date demain hier quand
monday tuesday wednesday thursday friday saturday sunday weekday weekend | montag dienstag mittwoch donnerstag freitag samstag sonntag wochenende | lundi mardi mercredi jeudi vendredi samedi dimanche week
~week month | woche monat | semaine mois
january february april may june july august september october november december when month march | januar februar marz juni juli oktober dezember wann monat | janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre quand mois
spring summer autumn fall winter season | fruhling sommer herbst | printemps automne hiver saison ete
~year decade century ago | jahr jahrzehnt jahrhundert vor | annee siecle an ans
~long since during while | lange seit dauer wahrend | longtemps depuis duree dur pendant
past former before earlier history ancient used | vergangen fruher damals ehemal geschichte | passe ancien
~often always never sometimes twice | oft immer nie manchmal | souvent toujours jamais parfois fois

=many much number | viel viele zahl | combien nombre
~number many count digit figure amount much | zahl anzahl viele menge | nombre combien chiffre quantite compte
two three four five six seven eight nine ten dozen pair couple | zwei drei vier funf sechs sieben acht neun zehn dutzend paar | deux trois quatre cinq sept huit neuf dix douzaine
twenty hundred thousand million | hundert tausend | vingt cent mille
half third quarter percent double | halfte halb prozent doppelt | moitie tiers quart

=size long far | gross lang weit | taille longueur distance
mile distance far near close | entfern weit strecke | distance loin pres proche
pound ton heavy | schwer | livre lourd
big large huge giant | gross riesig | grand gros enorme
small little | klein | petit
fast quick speed slow rapid | schnell langsam | vite rapide vitesse
full | voll leer | plein vide
new modern recent brand | neu | nouveau nouvelle neuf moderne

colour color red blue green yellow grey gray black white brown orange purple | farbe rot blau grun gelb grau schwarz weiss braun turkis | couleur rouge bleu vert jaune gris noir blanc marron rose
shape round circle corner line edge | form rund kreis ecke linie | forme rond coin ligne carre bord
light bright dark | licht hell dunkel | lumiere clair
soft hard rough | weich hart rau scharf | dur
top bottom left right north south east west | oben unten links rechts norden osten westen | haut bas gauche droite nord sud ouest
`;
