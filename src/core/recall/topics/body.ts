/** The body: its parts, senses, illness, medicine, sleep, habits, hygiene. The format is in `../topics.ts`. */
export const BODY = `
=body | korper | corps
head brain | kopf gehirn | tete crane front cerveau
face cheek | gesicht | visage joue figure
nose | nase schnupfen | nez
mouth lip tongue throat | mund lippe zunge hals | bouche levre langue gorge
tooth teeth dentist dental wisdom gum | zahn zahnarzt gebiss zahnfleisch | dent dentaire gencive
eye sight vision blind | auge | oeil yeux vue aveugle
glasses | brille | lunettes
ear hearing deaf hear | ohr ohren gehor schwerhorig taub horen | oreille oui sourd appareil

=sense | sinn | sens
see saw seen look watch view observe notice spot visible | seh sieht sah schau guck blick beobacht bemerk sichtbar sehe siehst | voir vois voit vu regard observ apercu remarqu voyez
hear heard listen | hor hort gehort horen zuhor hore | entend ecout
smell stink scent perfume | riech geruch duft | odeur sent sentir puer
~feel felt touch stroke | fuhl gefuhl spur beruhr | sent toucher ressent
hand finger thumb fist palm nail | hand daumen faust | main doigt pouce poing
arm wrist shoulder | arme schulter | bras poignet epaule
leg knee ankle shin hip | bein knie | jambe genou
foot feet toe sole | fuss zeh blase | pied orteil
back neck | rucken kreuz nacken | dos colonne disque nuque cou
chest breast lung breath cough | brust husten | sein souffle respir toux
stomach gut | bauch blase | ventre
bone rib joint muscle | knochen rippe band | cote os
skin rash itch tan allergic | haut ausschlag braun | peau eruption bouton bronz soleil
tattoo |  |
heart | herz herzinfarkt | coeur infarctus
blood bleed donor | blut blutdruck | sang
stroke collapse | schlaganfall taub | attaque

=health ill sick medical suffer | gesundheit krank arzt leid | sante medecin souffr
ill sick illness disease sickness symptom | krank erkrank leiden | malade symptome chronique souffr
recover heal cure health well fit | gesund erhol heil | sante sain retabli remis cure
doctor surgeon specialist nurse therap practice | arzt arztin arzte doktor praxis untersuch | medecin docteur specialiste infirmi cabinet consult
hospital clinic ward emergency | krankenhaus klinik station intensiv | hopital clinique urgence soins
medicine medication drug pill tablet prescription antibiotic penicillin aspirin dose drops | medikament arznei pille tablette rezept mittel | medicament comprime cachet pilule ordonnance aspirine dose
shot |  | piqure rappel
surgery operat scan | operation eingriff narkose | opere chirurgie intervention radio
pain hurt ache sore headache migraine | schmerz weh tut kopfschmerz | douleur mal
injur wound cast plaster fracture broken | verletz gips gebrochen bruch verband | bless platre casse bleu
walker | behinder | canne
fever temperature cold flu virus infection | fieber grippe | fievre rhume
cancer | krebs |
sugar | zuckerkrank zucker |
reaction rash eat | vertrag ausschlag essen | rhume supporte bouton mang
nausea vomit throw seasick carsick | ubel | nausee coeur
poison toxic |  |
mental depress anxiety psycholog counsel stress | psych stress | panique stress moral

sleep asleep insomnia awake wake woke tired | schlaf wach mude | dorm dort sommeil reveill fatigu epuis
dream nightmare | traum albtraum | reve cauchemar

smok smoke tobacco pipe | rauch zigarett tabak | fume tabac
quit withdraw drugs | sucht abhangig aufhor abgewohnt drogen | arret drogue

weight diet slim fat lose stone gain | gewicht abnehm diat dick schlank | poids regime mince gros jeune balance
exercise fitness gym training stretch | sport training trainier turnen gymnastik joggen | sport entrain

wash shower bath | dusch bad baden | lave laver douche bain savon
makeup cream perfume |  | rouge creme
relax | entspann |
tall short height size big small feet inches foot | gross klein zentimeter lang | grand petit taille haut mesure
strong weak strength muscle powerful | stark schwach kraft | fort faible force puissant
`;
