/**
 * Everyday words of English, German and French, folded, one topic a line: who asks about a wedding and who spoke of marrying use
 * no word in common. An entry stands for the forms that begin with it, see `topics-of.ts`; a word may have several topics. Adding
 * to it changes every vector: give the embedder's id a new number.
 */
export const TOPICS = `
marry marri wedding bride groom husband wife spouse engaged fiance honeymoon divorce anniversary heirat hochzeit verlobt verlobung braut brautigam ehe ehemann ehefrau trauung scheidung mariage marie mariee epouse epoux mari femme noce fiancee
mother mum mom mummy mama mutter mutti mere maman
father dad daddy papa vater pere
parent eltern
sister schwester soeur
brother bruder frere
sibling geschwister
son sohn sohne fils
daughter tochter fille
child children kid kids baby toddler kind kinder enfant bebe gamin gosse
grandmother grandma granny gran nana grossmutter oma omi mamie meme
grandfather grandpa granddad grossvater opa papi pepe
grandparent grosseltern oma opa
grandchild grandchildren grandson granddaughter enkel enkelin enkelkind
aunt tante uncle onkel oncle cousin cousine nephew neffe neveu niece nichte
relative relatives family verwandte verwandt verwandtschaft familie famille
schwiegereltern schwiegervater schwiegermutter schwager schwagerin gendre
friend buddy mate pal freund freundin kumpel ami amie copain copine
neighbour neighbor nachbar nachbarin voisin voisine
landlord landlady vermieter vermieterin proprietaire
boss manager supervisor employer chef vorgesetzter vorgesetzte arbeitgeber patron directeur
colleague coworker kollege kollegin arbeitskollege collegue
job work profession occupation career living employ earn beruf arbeit arbeiten arbeitet arbeite stelle metier travail travailler travaille emploi boulot
profession beruf metier teacher lehrer lehrerin nurse krankenpfleger krankenschwester infirmier infirmiere doctor arzt arztin medecin baker backer boulanger carpenter tischler schreiner menuisier engineer ingenieur lawyer anwalt avocat police policeman polizist policier firefighter fireman feuerwehrmann pompier cook koch cuisinier waiter kellner serveur driver fahrer chauffeur farmer bauer agriculteur plumber klempner plombier electrician elektriker electricien pharmacist apotheker pharmacien pharmacienne journalist secretary sekretarin secretaire hairdresser friseur coiffeur programmer programmierer architect architekt architecte student musician musiker musicien soldier soldat instituteur institutrice prof professeur gardener gartner jardinier salesman verkaufer vendeur pilot pilote
school schule gymnasium ecole lycee college university universitat uni universite studied study studies studiert studium studieren etudier etudie etudes
subject fach facher matiere math maths mathe mathematique sport history geschichte histoire biology biologie physics physik chemistry chemie
teach taught unterrichten unterrichtet lehrer teacher enseigner enseigne
retired retire retirement pension rente ruhestand pensioniert retraite
salary wage pay paid paying earn income gehalt lohn verdien verdienst einkommen salaire gagne gagner revenu paie
money cash euro euros pound pounds dollar price cost costs expensive cheap geld kosten kostet preis teuer gunstig gezahlt zahlen argent prix couter coute cher
rent miete loyer
interview vorstellungsgesprach bewerbung entretien candidature
office desk buro schreibtisch bureau
army military soldier bundeswehr armee militar soldat militaire
home house flat apartment live lives wohne wohnt wohnung wohnen haus zuhause daheim lebe leben lebt maison appartement habite habiter vis vit logement
stay lodging accommodation hotel hostel unterkunft ubernachtung ubernachten ferienhaus ferienwohnung logement loger dormir dort dormira hebergement auberge
kitchen kuche cuisine
oven stove backofen herd four cuisiniere
heating heater radiator heizung chauffage radiateur
basement cellar keller cave
water flood wasser uberschwemmung hochwasser eau inondation
broken broke break damaged repair kaputt defekt gebrochen casse cassee panne reparer
build construct building bauen baue baut gebaut bau construire construit
land plot grundstuck bauland bauplatz terrain
paint painted painting streichen anstrich lackieren peindre peint repeint repeindre peinture
colour color red blue green yellow grey gray black white brown orange purple farbe rot blau grun gelb grau schwarz weiss braun turkis couleur rouge bleu vert verte jaune gris noir blanc marron
garden yard garten jardin
plant plants flower flowers tree pflanze blume baum plante fleur arbre
tree oak apple baum eiche apfelbaum arbre chene pommier cerisier
noise noisy loud larm laut bruit bruyant
drum drums guitar piano violin flute trumpet instrument schlagzeug gitarre klavier geige flote trompete batterie guitare violon
music song sing singing band concert choir musik lied singen singe singt chor kapelle konzert musique chanson chanter choeur groupe
dance dancing tanzen tanz danser danse bal
party celebrate celebration feast feier feiern fest fete feter
birthday born geburtstag geboren geburt anniversaire naissance ne nee
present gift presents geschenk schenken geschenkt schenkt cadeau offrir offert offre
cake pie tart pastry dessert pudding kuchen torte geback konditorin nachtisch gateau tarte patisserie
bake baking baker backen backt gebacken backer konditor boulanger patissier
bread dough sourdough flour brot teig sauerteig mehl pain pate levain farine
cook cooking recipe dish meal stew soup kochen rezept gericht essen suppe cuisiner recette plat repas soupe
eat food hungry essen isst hunger manger mange nourriture faim
meat beef pork lamb chicken vegetarian vegan fleisch rind schwein huhn vegetarier viande boeuf porc agneau poulet vegetarien vegetarienne
fish seafood shellfish oyster mussel fisch meeresfruchte muschel auster poisson crustace coquillage huitre moule
milk dairy lactose cheese butter cream milch laktose kase sahne lait fromage beurre creme
vegetable lettuce tomato potato onion carrot gemuse salat kartoffel zwiebel legume salade tomate carotte oignon
fruit apple lemon obst apfel zitrone pomme citron
herb spice parsley basil coriander pepper salt kraut gewurz petersilie salz pfeffer herbe epice persil sel poivre
wine beer alcohol drunk sober drink drinks bottle wein bier alkohol trinken trinke nuchtern vin biere alcool boire bois sobre bouteille
coffee tea kaffee tee espresso cafe the tisane
sweet sugar chocolate candy diabetes suss zucker schokolade zuckerkrank diabetiker sucre chocolat diabete diabetique
allergic allergy intolerance intolerant allergisch allergie unvertraglichkeit vertragt allergique supporte
ill sick illness disease sickness krank krankheit erkrankung malade maladie
doctor physician surgeon hospital clinic arzt arztin doktor krankenhaus klinik medecin docteur hopital clinique
medicine medication drug drugs pill pills tablet tablets prescription penicillin aspirin antibiotic medikament tablette arznei pille rezept medicament comprime cachet pilule aspirine antibiotique
surgery operation operate operated operiert operieren eingriff narkose ambulant operer chirurgie intervention anesthesie
pain hurt hurts ache aches headache migraine sore schmerz weh kopfschmerz mal douleur
injury injured hurt wrist arm leg knee ankle cast plaster fracture verletzt verletzung knie bein gips blessure blesse genou jambe bras poignet platre
heart stroke blood pressure herz herzinfarkt schlaganfall blutdruck coeur infarctus tension
eye eyes sight blind glasses vision auge augen brille sehen oeil yeux vue aveugle lunettes
ear hear hearing deaf ohr horen hort schwerhorig taub hors oreille entendre sourd
sleep asleep insomnia awake night wake schlaf schlafen schlaflos wach nacht sommeil dormir insomnie nuit reveil reveille
nausea vomit seasick carsick ubel ubelkeit schlecht erbrechen nausee vomir
fear afraid scared scary scares frightened terrified nervous anxious angst furcht nervos peur crainte horreur inquiet inquiete angoisse
hate dislike loathe stand cannot disgust hasse mag verabscheu deteste horreur
like love enjoy favourite favorite prefer mogen gern lieblings liebe aimer aime prefere adore
happy glad joy sad cry glucklich froh freude traurig heureux content joie triste
argue argument quarrel disagree fight conflict streit streiten zank dispute disputer conflit
die died dead death grave killed gestorben tot tod grab uberfahren mort morte mourir deces tombe
pet animal haustier tier
dog puppy hund hunde welpe chien chiot
cat kitten katze kater chat chatte
animal tier horse pferd cheval rabbit kaninchen meerschweinchen lapin hen chicken henne huhn poule goose gans oie haustier pet
bird birds vogel oiseau
snail insect bee schnecke insekt biene escargot insecte abeille
travel trip journey holiday vacation reise reisen urlaub ferien verreisen voyage voyager vacances sejour
trip excursion outing ausflug tour wanderung sortie balade
fly flight plane airport landing land fliegen flug flugzeug flughafen avion vol aeroport atterrir atterrit decoller
train railway station zug bahn bahnhof gare
car drive driving driver wheel auto wagen fahren fahre fahrt autofahren bus voiture conduire conduit volant
ship boat ferry cruise sail schiff boot fahre kreuzfahrt bateau croisiere navire
bike bicycle cycling cycle fahrrad rad radfahren velo bicyclette
walk hike hiking wander wandern spazieren marche marcher randonnee balade
run running marathon laufen lauf lauft rennen joggen courir course
swim swimming pool swam schwimmen schwimmbad nager nage piscine natation
climb climbing klettern klettert escalade grimper
sport exercise training gym turnen gymnastik entrainement
sea ocean beach coast lake river meer see strand kuste nordsee ostsee fluss mer plage cote fleuve riviere
mountain mountains hill alps berg berge gebirge alpen montagne colline alpes
country abroad foreign land ausland pays etranger
city town village stadt dorf ville bourg
passport visa ausweis reisepass pass passeport papiers
suitcase luggage bag koffer gepack tasche valise bagage sac
weather rain rainy snow sun sunny hot cold wetter regen schnee sonne warm kalt temps pluie plu pleut neige soleil chaud froid
fire burn feuer brand feu incendie
steal stole stolen thief theft robbed burglar burglary gestohlen dieb einbruch einbrecher geklaut vole voler voleur cambriole cambriolage cambrioleur
insurance insurer versicherung assurance assureur
police polizei gendarme gendarmes
lend lent borrow borrowed leihen geliehen verliehen ausgeliehen preter prete emprunter
buy bought shop shopping store kaufen gekauft einkaufen laden geschaft acheter achat magasin
book books novel read reading bookshop bookstore library buch bucher roman lesen bucherei livre lire lis lecture librairie bibliotheque
film movie cinema television series kino fernsehen serie tele
computer laptop phone internet rechner handy telefon ordinateur portable telephone
photo photos picture pictures album foto bild bilder image
language speak speaks english german french spanish portuguese sprache sprechen deutsch englisch franzosisch langue parler parle anglais allemand francais
religion church believe faith god kirche glaube glaubig gott eglise croyant foi dieu
clean cleaning tidy wash putzen putz sauber aufraumen waschen nettoyer menage laver
clothes dress suit shirt trousers coat wear wearing kleid kleidung anzug hemd hose mantel tragen anziehen vetement robe costume chemise pantalon veste manteau porter portait
wood timber holz bois
tool tools hammer ladder werkzeug leiter outil echelle
bed bedroom bett schlafzimmer lit chambre
exam exams degree diploma graduated graduate licence prufung abschluss meister fuhrerschein examen diplome permis
meet met meeting know kennengelernt getroffen treffen begegnet rencontre rencontrer connu
name named called surname heisst heissen heiss nom prenom appelle nomme
old age years aged alt alter jahre jahr ans annees an
time hour hours half quarter past morning evening uhr stunde halb viertel heure heures demie quart midi matin soir zeit
day date weekday monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays tag datum montag dienstag mittwoch donnerstag freitag samstag sonntag jour lundi mardi mercredi jeudi vendredi samedi dimanche
month january february april june july august september october november december monat januar februar juni juli oktober dezember mois janvier fevrier avril juin juillet aout septembre octobre novembre decembre
summer winter spring autumn sommer fruhling herbst ete hiver printemps automne
easter christmas ostern weihnachten silvester paques noel
head hair face nose mouth lip kopf haar haare gesicht nase mund lippe tete cheveux visage nez bouche levre
tooth teeth dentist dental gum zahn zahne zahnarzt gebiss zahnfleisch dent dents dentiste gencive dentaire
hand finger thumb fist hande daumen faust main doigt pouce poing
foot feet toe shoe shoes boot sock fuss fusse zeh schuh schuhe stiefel socke pied orteil chaussure botte chaussette
back shoulder neck rib bone rucken schulter hals nacken rippe knochen dos epaule cou nuque os cote
skin rash itch tan tattoo haut ausschlag juckt tatowierung peau eruption bouton tatouage bronze
blood bleed donate donor blut bluten spende sang saigner donner don
fever cough cold flu virus infection fieber husten erkaltung grippe schnupfen fievre toux rhume
pregnant pregnancy birth midwife schwanger schwangerschaft geburt hebamme enceinte grossesse accouchement
smoke smoking smoker cigarette tobacco rauchen rauche raucher nichtraucher zigarette tabak fumer fume fumeur tabac
quit stop addiction addicted aufhoren sucht abgewohnt arreter dependance
weight diet slim fat gain lose gewicht abnehmen diat dick schlank poids regime maigrir grossir mince gros
character kind shy brave stubborn proud nett freundlich schuchtern mutig stur stolz gentil timide courageux tetu fier
ashamed embarrassed embarrassing blush awkward peinlich verlegen blamiert scham honte gene embarrasse ridicule
angry anger furious rage annoyed complain complaint wutend zorn argerlich sauer beschweren beschwerde fache colere furieux plaindre plainte
laugh joke funny humour lachen witz lustig humor rire ri blague drole
cry tears weep moved touching emotional weinen tranen geruhrt ruhrung pleurer larme emu emotion touche
surprise surprised secret uberraschung geheimnis verraten verrat trahir trahi betray betrayed
lie lied truth honest cheat lugen luge wahrheit ehrlich betrugen mentir mensonge verite honnete tricher
promise promised trust versprechen versprochen vertrauen promesse promettre promis confiance
propose proposal proposed engaged ring antrag verlobung demande fiancailles bague
love romantic kiss boyfriend girlfriend partner liebe verliebt kuss amour amoureux baiser copain copine
learn lesson course class training beginner lernen gelernt kurs unterricht fortbildung weiterbildung ausbildung anfanger apprendre appris cours lecon formation debutant
hobby pastime leisure freizeit steckenpferd loisir passion
craft pottery ceramic clay carve knit sew handwerk topfern keramik ton schnitzen schnitze stricken nahen artisanat poterie ceramique argile sculpter tricot tricoter coudre broder
art painting draw drawing museum exhibition gallery kunst gemalde zeichnen zeichnung ausstellung tableau dessin dessiner musee exposition
theatre play stage actor audience theater buhne schauspieler auftritt publikum scene acteur spectacle public
game games play chess cards puzzle dice spiel spielen spiele schach karten wurfel jeu jeux jouer echecs cartes
win won winner prize award medal trophy contest gewinnen gewonnen sieger preis pokal medaille wettbewerb gagner gagne vainqueur prix concours recompense
lose lost loser missing verlieren verloren verlust fehlt perdre perdu perte manque
lottery raffle luck lucky lotterie tombola gluck loterie chance hasard
football soccer tennis team match goal ball fussball mannschaft spiel tor foot equipe but ballon
dream dreams nightmare traum traume traumen albtraum reve rever cauchemar
letter letters envelope post mail stamp parcel brief briefe umschlag paket briefmarke lettre lettres courrier enveloppe timbre colis poste
write writing wrote written diary memoir memories schreiben schrieb geschrieben tagebuch erinnerung ecrire ecrit journal memoire souvenir
email message text chat app website nachricht webseite messagerie site
mobile phone smartphone screen battery handy bildschirm akku portable ecran batterie telephone
clock watch alarm late early punctual wecker verspatung spat fruh punktlich montre reveil retard tard tot
wait waiting queue warten gewartet schlange attendre attendu attente
tax refund bank loan debt bill invoice steuer erstattung kredit schulden rechnung impot banque pret dette facture
sell sold sale advert auction verkaufen verkauft verkauf anzeige flohmarkt vendre vendu vente annonce brocante
contract sign form permit authority council vertrag unterschrift formular amt behorde gemeinde contrat signature formulaire mairie administration
promotion promoted career raise beforderung befordert aufstieg promu carriere avancement
strike union unemployed fired dismissed streik gewerkschaft arbeitslos entlassen gekundigt greve syndicat chomage licencie
company business firm factory firma unternehmen betrieb fabrik entreprise societe usine
workshop garage mechanic engine tyre exhaust brake repair werkstatt mechaniker motor reifen auspuff bremse reparatur garagiste moteur pneu freins reparation
breakdown tow crash accident panne abschlepp unfall zusammenstoss depanner depannage
road motorway street traffic strasse autobahn verkehr stau route autoroute rue circulation bouchon
bus tram underground metro ticket strassenbahn fahrkarte tramway billet
luggage pack packed camping tent packen gepackt zelt tente
map guide tourist sight castle karte fuhrer burg schloss carte touriste chateau
island bridge tower square insel brucke turm platz ile pont tour place
forest wood field path wald feld weg foret champ chemin sentier
sky star moon space himmel stern mond ciel etoile lune
storm thunder wind fog ice glacier sturm gewitter nebel eis gletscher orage tempete vent brouillard glace
whale dolphin seal wal delfin robbe baleine dauphin phoque
mouse rat fox wolf bear deer maus ratte fuchs bar reh souris renard loup ours cerf
cow pig sheep goat donkey kuh schwein schaf ziege esel vache cochon mouton chevre ane
mosquito fly ant spider wasp bite sting mucke fliege ameise spinne wespe stich moustique mouche fourmi araignee guepe piqure
compost rubbish waste bin recycle kompost mull abfall tonne poubelle dechet ordure
smell stink perfume scent geruch stinken stinkt duft parfum odeur puer sentir
taste delicious bitter sour geschmack schmeckt lecker sauer gout delicieux amer
breakfast lunch dinner supper fruhstuck mittagessen abendessen dejeuner diner
restaurant pub bar cafe kneipe wirtshaus gasthaus bistrot
biscuit cookie snack keks platzchen gateau gouter
egg rice pasta noodle bean ei eier reis nudel bohne oeuf riz pates haricot
cup glass plate bowl knife fork spoon jar tasse glas teller schussel messer gabel loffel verre assiette bol couteau fourchette cuillere
table chair sofa cupboard shelf lamp tisch stuhl schrank regal lampe chaise canape armoire etagere tabouret
window door wall roof floor stairs fenster tur wand dach boden treppe fenetre porte mur toit sol escalier volet veranda
attic loft garage shed cellar dachboden speicher schuppen grenier remise cave
bath bathroom shower toilet bad badezimmer dusche klo bain douche toilettes
move moving moved removal umzug umziehen umgezogen eingezogen demenagement demenager emmenager
key lock locked alarm schlussel schloss abgesperrt cle serrure alarme
smash shatter shatters shards crack cracked splinter scherben zerbrochen zerbrechen bruch gesprungen eclats briser brise fissure
fall fell fallen slip slipped trip sturz gesturzt gefallen ausgerutscht tomber tombe chute glisser
jump throw catch push pull springen werfen fangen schieben ziehen sauter lancer attraper pousser tirer
cut scissors rope nail glue schneiden schere seil nagel kleber couper ciseaux corde clou colle
metal iron gold silver stone glass metall eisen silber stein fer or argent pierre
jewel jewellery necklace earring schmuck kette ohrring bijou bijoux collier boucle
hat scarf glove jumper sweater knitted mutze schal handschuh pullover bonnet echarpe gant pull
ink pen pencil paper tinte stift bleistift papier encre stylo crayon
news newspaper magazine radio nachrichten zeitung zeitschrift journal nouvelles actualites
vote election government minister president mayor wahl regierung prasident burgermeister gouvernement ministre maire
war peace weapon veteran krieg frieden waffe guerre paix arme
court judge trial lawyer prison gericht richter prozess gefangnis tribunal juge proces
volunteer charity help helped donation ehrenamt freiwillig hilfe geholfen benevole aide aider association
funeral coffin widow widower beerdigung sarg witwe witwer enterrement cercueil veuve veuf
guest invite invited invitation visit host gast gaste einladung eingeladen besuch besuchen visite visiter rendre
reunion classmate pupil graduate klassentreffen mitschuler schuler retrouvailles eleve camarade
swear curse insult fluchen schimpfen schimpfwort jurer juron insulte
voice whisper shout loud stimme flustern schreien rufen voix chuchoter crier
speech presentation lecture rede vortrag prasentation discours conference expose
number digit hundred thousand dozen zahl hundert tausend dutzend nombre cent mille douzaine
first last next beginning begin start anfang beginn beginnen anfangen beginnt debut commencer commence debuter
end finish finished over ende beenden fertig fin finir fini terminer
`
  .trim()
  .split("\n");
