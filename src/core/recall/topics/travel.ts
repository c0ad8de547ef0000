/** Travel, vehicles, places, countries, languages. The format is in `../topics.ts`. */
export const TRAVEL = `
=travel trip holiday vacation | reise gereist urlaub ferien | voyag vacances
travel trip journey holiday vacation abroad honeymoon | reise urlaub ferien ausland | voyag vacances sejour etranger parti partir
excursion outing tour weekend | ausflug tour wanderung wochenende | balade visite sort
hotel hostel resort stay night book reserve camp tent | ferienwohnung ferienhaus buch zelt | auberge hebergement nuit reserv tente camp
luggage suitcase pack | gepack koffer packen | bagage valise
passport visa id identity border immigration | reisepass pass ausweis grenze zoll botschaft | passeport visa identite frontiere papiers
fly flight plane aircraft airport airline land landing pilot | flieg flug flugzeug flughafen lande pilot | avion vol aeroport pilote

=transport travel get drive | fahr verkehrsmittel | deplac
train railway rail station platform track | zug zuge bahn bahnhof | gare voie
bus tram underground metro coach ticket | bus strassenbahn fahrkarte | bus tramway car billet arret
car drive van truck vehicle ford | auto fahr fuhr gefahren wagen lkw fahrzeug bus | voiture auto camion vehicule chauffeur
wheel tyre engine motor brake exhaust battery mechanic garage workshop | rad reifen bremse auspuff werkstatt mechaniker | roue pneu moteur volant batterie garagiste atelier
gas fuel tank |  | essence plein
park ticket fine speed | park parkplatz geschwindigkeit | gar amende vitesse
licence license theory | fuhrerschein | permis code

accident crash breakdown tow hit happen | unfall zusammenstoss panne abschlepp passier | panne arriv
road street motorway highway traffic avenue lane | strasse autobahn verkehr stau | route rue autoroute circulation bouchon feu

ship boat ferry cruise sail captain | schiff boot fahre kreuzfahrt kapitan | bateau navire croisiere voile rame capitaine marin
bike bicycle cycle | fahrrad rad | velo bicyclette
walk hike wander march foot | gelaufen | marche pied
lost map route direction way guide | verfahren karte strecke richtung weg | perdu plan chemin

~go went gone going leave left depart head travel | geh ging gegangen weg los gehe geht | alle parti partir quitte vais
~come came arrive return back | komm kam gekommen angekommen zuruck ruckkehr | venir venu vient arriv revenu retour rentre
city town village capital centre county district | stadt dorf hauptstadt zentrum bezirk ort | ville capitale quartier bourg commune
place where location area region spot | ort platz stelle gegend woher wohin | lieu endroit coin
bridge tower square castle palace museum ruin sight | brucke turm burg schloss | pont tour chateau palais
country nation foreign immigrant refugee citizen origin | land lander heimat fremd fluchtling herkunft | pays etranger immigr refugie citoyen origine
europe | europa | europeen

=country from abroad foreign nationality language | land lander ausland heimat herkunft sprache | pays etranger nationalite langue origine
german | deutsch munchen koln bayern | allemagne allemand
france french paris | frankreich franzosisch franzos | franc francais lyon
england english britain british uk london scotland scottish wales ireland irish | englisch grossbritannien | angleterre anglais londres
spain spanish portuguese | spanien spanisch | espagn espagnol
italy italian rome | italien rom | itali rome
 | osterreich wien schweiz | vienne suisse geneve
 | niederland | hollande belg bruxelles
 | schweden island |
polish russia russian | polen polnisch russland russisch ungarn | russ
greek turkey | griechenland griech turkei turkisch | grec turquie
america usa york california chicago canada mexico brazil texas | amerika usa brasilien | amerique canad bresil quebec
china chinese japan korea india asia | chinesisch indien | chine chinois japon inde asie
africa egypt | afrika | afrique maroc algerie
australia sydney zealand |  |
language speak spoken translat english french german spanish italian russian chinese | sprache sprich sprech gesprochen ubersetz deutsch englisch franzosisch spanisch italienisch | langue parle courant tradu interprete anglais francais allemand espagnol italien
`;
