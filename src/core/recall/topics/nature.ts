/** Nature: animals, weather, landscape, the sky, science. The format is in `../topics.ts`. */
export const NATURE = `
=animal pet creature | tier haustier | animal animaux bete
animal creature beast pet species wild tail | tier haustier wild schwanz | animal animaux bete sauvage poil queue
dog puppy | hund welpe | chien chiot laisse
cat kitten | katze kater | chat
 | kaninchen |
horse riding stable | pferd reit ritt | cheval
cow bull pig sheep goat donkey farm | kuh schwein schaf ziege esel | vache cochon mouton chevre ane ferme
duck turkey | henne huhn | poule oie
bird eagle crow wing | vogel flugel | oiseau aile
mouse rat fox wolf bear deer bat | maus ratte fuchs wolf bar reh | souris renard loup ours cerf
lion tiger | lowe | lion
whale dolphin seal | delfin robbe | baleine dauphin phoque
snake | schlange |
insect bee wasp ant mosquito fly spider sting snail bite bit | insekt biene wespe ameise mucke fliege spinne stich schnecke biss | insecte abeille guepe fourmi moustique mouche araignee piqu escargot ver

hunt fishing fish trap | jager angel falle | chasse peche piege
feed fed breed stroke train shelter rescue |  | nourri elev

=weather forecast | wetter | temps meteo
weather climate temperature degrees | wetter klima temperatur grad | temps meteo climat degres
rain shower wet pour | regen nass feucht | pluie pleut plu
snow ice glacier | schnee eis gletscher | neige glace
sun sunny heat | sonne | soleil chaleur coucher lever
hot warm heat | heiss warm | chaud chaleur
cold cool | kalt kuhl | froid frais
storm thunder wind fog cloud | sturm gewitter wind nebel | orage tempete eclair vent brouillard nuage

flood disaster | hochwasser |

=nature landscape outdoors | natur landschaft draussen | nature paysage dehors
sea ocean beach coast shore sand wave shell bay port | meer see strand kuste sand welle muschel hafen nordsee ostsee | mer plage cote sable vague coquillage port
river lake stream shore | fluss see bach kanal quelle | fleuve riviere lac source
water pipe leak | wasser rohr | eau
mountain hill peak valley alps | berg gebirge gipfel alpen hang | montagne colline sommet vallee alpes gorge
forest wood woods field path trail bush desert | wald wiese feld weg | foret bois champ chemin sentier
island | insel | ile presqu

sky star moon planet space rocket satellite | himmel stern mond | ciel etoile lune planete espace
environment climate carbon green | umwelt klima nachhaltig | environnement pollu climat emission durable
energy power nuclear coal oil | energie kohle | nucleaire petrole
world earth global | welt erde weltweit | monde terre mondial planete
nature landscape view | natur landschaft land aussicht draussen | nature paysage campagne dehors vue
farm crop field | bauer | ferme recolte
science scientist experiment research laboratory physics discover theory | wissenschaft forsch physik chemie entdeck theorie | scientifique experience recherche laboratoire physique biologie decouv
`;
