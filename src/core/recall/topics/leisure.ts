/** Leisure: music, art, media, writing, games, sport, computers. The format is in `../topics.ts`. */
export const LEISURE = `
=music art hobby culture | musik kunst hobby kultur | musique art loisir culture
music tune rock pop rap album record | musik klassik platte | musique rythme classique disque
instrument piano guitar violin flute trumpet drum organ | klavier gitarre geige flote trompete schlagzeug | guitare violon batterie
song sing choir band concert musical | lied singen singt sanger chor kapelle konzert | chanson chant groupe choeur
dance ball | tanz ball | dans bal boite
art artist paint draw drew gallery exhibition | kunst zeichn ausstellung | art artiste peint tableau dessin exposition toile
museum exhibit gallery | ausstellung | musee exposition
craft pottery ceramic clay carve model | handwerk keramik modell | poterie ceramique argile
photo picture photograph camera album image | foto bild kamera aufnahme | appareil

=watch culture entertain | schau kultur unterhaltung | regard culture
film movie cinema actor actress director comedy | film kino schauspiel | film acteur actrice realisateur policier comedie
television tv series episode channel programme | fernseh serie folge sender sendung | tele chaine emission
theatre theater play stage audience performance drama | buhne auftritt publikum probe vorstellung | scene spectacle public repet representation
book novel read reader chapter author writer library bookshop poem poet story tale fiction comic literature | buch bucher roman lesen liest las gelesen kapitel autor schriftsteller bibliothek gedicht dichter geschichte lese | livre lire lis lit lu lecture chapitre auteur ecrivain bibliotheque librairie poesie histoire conte
magic ghost dragon monster | geist | magique monstre
 |  | signe

=write wrote read | schreib lesen | ecri lire
newspaper news magazine radio press reporter article broadcast journalist | zeitung nachrichten zeitschrift presse artikel journalist | journal nouvelles actualites radio journaliste
write wrote written diary essay blog memoir | schreib schrieb geschrieben tagebuch | ecrire ecrit
pen pencil ink paper | stift tinte papier bleistift | stylo encre
letter envelope stamp parcel package post mail deliver | brief briefmarke umschlag paket post liefer | lettre carte timbre enveloppe colis courrier poste

=play game | spiel gespielt | jeu
game play played board cards chess dice puzzle toy | spiel gespielt karten schach wurfel | jeu jeux joue cartes echecs des
 |  |

=sport hobby exercise | sport hobby training | sport loisir
sport athlete coach team match tournament league competition stadium champion | sport mannschaft turnier liga stadion verein | sport equipe tournoi ligue championnat stade entraineur
football soccer goal penalty pitch | fussball tor bundesliga | foot but gardien
tennis golf basketball baseball cricket |  | golf
swim swam pool | schwimm tauch | nage natation piscine plong
run ran marathon race | lauf gelaufen rennen | cour courir course
climb |  |
 |  | ski
 |  | lutte
 | turnen |

hobby pastime leisure collect stamp coin | freizeit sammel sammlung steckenpferd briefmarke | loisir collection timbre
win won winner victory prize award medal trophy contest champion | gewinn gewonnen gewann sieg preis pokal medaille wettbewerb | gagn victoire vainqueur prix coupe concours recompense
lottery raffle bet luck | lotterie tombola wette gluck gewinn | loterie pari chance

=computer technology online digital | computer technik | ordinateur informatique numerique
computer laptop pc mouse software program code developer | computer rechner programm | ordinateur portable logiciel informatique
internet website online web google download network | internet webseite netz netzwerk | internet site ligne reseau telecharg
phone telephone mobile smartphone call called rang ring iphone | telefon handy anruf ruf | portable appel coup fil sonne
email mail message text chat reply app social facebook | nachricht chat mail antwort app geschrieben | mail messagerie reponse
pin | anmeld | passe
file data cloud delete | daten geloscht | donnee disque
screen display monitor battery | bildschirm akku | ecran batterie
machine engine device robot invent technology | maschine gerat erfind technik | machine appareil technolog
`;
