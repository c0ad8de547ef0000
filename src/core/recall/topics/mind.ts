/** Feelings, character, dealings with others, success, everyday verbs. The format is in `../topics.ts`. */
export const MIND = `
=feel felt emotion mood | fuhl gefuhl stimmung | sent sentiment emotion humeur
fear afraid scary nervous anxious worry | angst furcht nervos sorge | peur horreur inquiet trac
brave hero | mutig | courag heros
angry anger furious rage mad cross | wutend zorn sauer nerv | colere fache
hate dislike loathe disgust terrible | hass | horreur
~like love enjoy favourite favorite prefer fan | mag mogen mochte gern lieblings geniess fan gefall | aime plait plais apprec
~favourite favorite best | lieblings beste | prefere
happy glad joy content fun | froh freude freut gluck zufrieden spass | heureu joie bonheur amus
sad disappoint sorry | traurig enttausch leid kummer | trist desole peine
cry weep moved touching emotion | wein geruhrt ruhrung | pleur larme emu touch emotion
laugh joke funny humour smile | lach witz lustig komisch | rire blague drole souri
ashamed awkward blush | peinlich scham verlegen | honte gene ridicule
proud respect | stolz respekt | fier
 |  | envie
surprise shock wow | uberrasch | etonn
 |  |
stress busy rest quiet patient | ruhe ruhig entspann beschaftigt | calme repos tranquille patien
hope wish want desire miss | wunsch vermiss | espoir esper souhait desir envie manque

=character personality | charakter eigenschaft | caractere personnalite
character shy stubborn honest | charakter schuchtern stur | caractere timide tetu qualite defaut
kind nice lovely warm | nett freundlich lieb herzlich | gentil sympa
lie lied truth honest cheat fake | luge wahrheit ehrlich falsch | ment mensonge verite tromp faux
secret reveal admit | geheim verrat versteck | cach trahi avou confi revel
promise swear trust keep | versprochen vertrau verlass | promis jure

quarrel argue argument row disagree fight conflict | streit zank konflikt | conflit fache
sorry excuse | entschuldig | excus
blame fault | schuld kritik | faute accus critiqu
complain |  | reclam
insult swear curse |  | jure juron
danger risk safe safety warn threat save saved survive escape | gefahr sicher warn droh flucht | risqu secur menac sauv surveill echapp

success achieve manage | erfolg geschafft gelang erreicht schaff | succes
fail failure mistake error wrong failed | fehler falsch | erreur rate tromp faute
plan intend goal aim project prepare arrange future schedule | plan geplant ziel vorbereit absicht projekt zukunft | plan prevu but objectif projet prepar intention avenir
decide decision choose choice option | entscheid entschied wahl | decid choisi choix
try attempt effort | versuch bemuh | essay
better worse improve progress develop | besser schlimmer verbesser | mieux empir amelior
allow ban rule | erlaub verbot durf regel | interdi autoris regle permis
agree accept approve refuse reject deny | zustimm | accord refus rejet
continue keep stay remain | weiter bleib blieb | contin rest
interest excit | interess begeister |
crazy weird strange |  | fou bizarre etrange
~great wonderful amazing awesome perfect fantastic excellent | toll super wunderbar klasse grossartig perfekt | magnifique parfait
~bad terrible worst | schlecht schlimm | mauvais pire nul
same different similar compare | gleich ahnlich unterschied vergleich anders | pareil differ compar ressembl
famous star | beruhmt star | celebre star
help assist support | hilf geholfen unterstutz gefallen helf | aide secour soutien service aider
change become turn | ander verander wechsel werden | chang devenu modif
idea thought opinion advice recommend suggest tip propose | idee gedanke meinung rat empfehl vorschlag tipp | idee avis conseil recommand propos
~think thought believe guess suppose | denk dachte glaub mein find | pens croi suppos trouv
problem trouble difficult hard issue solve solution | schwierig schwer losung | probleme difficil souci dur
easy simple simply | einfach leicht | facil
important serious matter | wichtig ernst bedeut | import serieu grave compte
usually always every often | ublich immer jeden oft regelmassig | habitu toujours chaque souvent
~say said tell told talk speak conversation discuss chat mention | sag gesagt erzahl rede sprach gesprach erwahn sage sagte sagen | dit raconte parl convers discut
voice whisper shout scream loud quiet noise noisy | stimme schrei laut larm still rufen | voix bruit bruyant silence fort
 |  |
ask question answer reply | frag gefragt frage antwort | demand
speech lecture presentation | rede vortrag prasentation | discours expose
~show point sign | zeig gezeigt |

fall fell fallen slip trip drop | fall fiel gefallen sturz gesturzt ausgerutscht | chute
jump throw catch caught push pull kick lift carry hit | spring gesprungen werf fang zieh schlag trag | saut lanc tire frapp port
open close shut | offn auf schliess geschlossen zu | ouvr ouvert
put place hang lay | stell gestellt hang | mettr mis pose
sit stand lie | sitz steh lieg lag | assis
wait queue delay late early punctual | wart gewartet schlange spat fruh punktlich | attend retard tard tot
start begin began first | anfang beginn begann erst | commenc debut premier
stop end finish over last final | ende fertig schluss letzt | arret fin fini termin dernier
make made create use used | mach gemacht benutz nutz | fabriqu cree utilis servir
happen event occur | passier | arriv evenement
~reason why because | warum wieso grund weil | pourquoi raison parce cause
`;
