/** The home: living, furniture, repairs, materials, garden, clothes. The format is in `../topics.ts`. */
export const HOME = `
=home house live | haus wohn zuhause | maison habit logement
home house flat apartment villa address accommodation housing | haus hauser wohn zuhause daheim heim hutte adresse unterkunft | maison appart domicile logement demeure
live lives lived based | wohn gewohnt lebe lebt leben einwohner | habit vis vit vivre vecu resid loge
rent landlord landlady lease deposit | miete vermiet | loyer loue proprietaire
move moved settle removal live | umzug umgezogen zieh zog eingezogen wohn | demenag install habit
build built construct extension restor foundation plaster architect | baut gebaut bau umbau baue architekt | bati renov chantier travaux restaur platre architecte
plot land property estate mortgage | grundstuck bauland immobilie bauplatz | terrain propriete immobilier
room study | zimmer raum | piece salon chambre veranda entree
kitchen sink | kuche | cuisine
bed bedroom sheet | bett schlafzimmer | lit chambre couverture
bathroom toilet tap | badezimmer toilette klo |
attic loft basement cellar garage shed barn storage | dachboden speicher keller schuppen | grenier cave remise
window door gate wall roof floor ceiling stairs lift blind carpet fence | fenster tur tor wand mauer dach boden decke treppe | fenetre porte mur toit sol plafond escalier volet tapis cloture barriere

=furniture home household flat | mobel einrichtung haushalt | meuble interieur
furniture table chair sofa cupboard shelf desk lamp mirror bench cabinet | tisch stuhl schrank regal spiegel bank | meuble chaise canape armoire etagere miroir banc tabouret
heating heater radiator | heizung | chauff radiateur
electric plug cable wire switch power solar | strom kabel | prise courant solaire
iron |  | machine seche

=household | haushalt | menage
clean tidy mess dirt dust sweep wipe stain | putz sauber schmutz dreck wasche haushalt fleck | nettoy propre menage range sale tache
rubbish trash waste bin compost | mull abfall tonne kompost | poubelle dechet ordure jeter jette

repair fix broke break damage defect leak burst | kaputt defekt gebrochen schaden reparatur | repar casse panne fuite creve
smash shatter shards crack splinter break | zerbrochen sprung | bris eclat casse
tool hammer nail screw drill saw ladder | werkzeug nagel sage leiter | outil clou vis echelle
paint brush decorat | streich anstrich farbe maler | peint
glue tape rope string thread scissors cut | seil schere schneid | colle corde fil ciseaux coup

=material made | gemacht | matiere materiau
wood wooden timber log | holz schreiner tischler | bois planche
metal iron steel gold silver copper | metall eisen stahl gold silber | fer acier argent
stone brick concrete glass plastic clay leather rubber cotton fabric | stein beton glas ton wolle stoff | pierre verre plastique argile soie tissu

key lock | schlussel schloss abgeschlossen | cle clef serrure
alarm security camera | uberwachung | alarme

=garden plant grow | garten pflanz | jardin plant
garden yard weed plant dig | garten spaten | jardin serre mauvaise jardinier
flower rose bunch | blume rose blute | fleur rose
tree oak branch leaf leaves root | baum eiche blatt wurzel stamm | arbre chene branche feuille racine pommier cerisier
plant herb seed grow pot | pflanze wachs | plante pousse pot

 |  |
fire burn flame smoke match | feuer brenn brand | feu brul incendie allum

=clothes clothing wear wore fashion dress | kleid trag angezogen anzieh mode | vetement habill porte mode
clothes clothing dress suit shirt trousers pants coat jacket jumper sweater uniform wear wore outfit | kleid anzug hemd hose rock mantel jacke trag getragen anzieh | vetement robe costume chemise pantalon jean manteau veste pull uniforme habill porte tenue
hat cap scarf glove tie belt button pocket | hut mutze schal handschuh tasche | chapeau bonnet echarpe gant ceinture bouton fermeture poche manche col
shoe boot sock | schuh stiefel socke | chaussure botte basket chaussette
jewel necklace earring ring pearl diamond watch | schmuck kette ohrring ring anhanger | bijou collier boucle bague
bag | tasche | sac
 |  |
sew knit | nah wolle schneider nahen | tricot
`;
