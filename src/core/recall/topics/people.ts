/** People: family, love, friends, birth and death, faith, feasts. The format is in `../topics.ts`. */
export const PEOPLE = `
=family relative | familie verwandt angehorig | famille proches
mother mum mom mummy ma | mutter mutti mama | mere maman
father dad daddy | vater papa | pere papa
parent folks | eltern |
sister | schwester | soeur
brother | bruder | frere
sibling brother sister twin | geschwister bruder schwester | frere soeur
son boy | sohn junge jungs | fils garcon
daughter girl | tochter madchen | fille
child kid teen teenager | kind jugendliche | enfant gamin gosse
baby toddler | baby passt | bebe couche allait maternelle garde
grandma granny gran nana grandparent | grossmutter oma omi grosseltern | mamie meme mere grands
grandfather grandpa granddad grandparent | grossvater opa grosseltern | papi pepe
grandchild grandson granddaughter | enkel |
aunt uncle cousin | tante onkel | oncle neveu
family relative relation household | familie verwandt verwandtschaft angehorig | famille proches
 | schwager | gendre
adopt foster |  |
husband wife spouse partner | ehemann ehefrau partner mann frau | mari epoux epouse femme conjoint compagn partenaire

=relationship couple partner love | beziehung paar liebe partner | couple relation amour
boyfriend girlfriend partner fiance | freund partner | copain copine
marry marri wedding bride groom engaged fiance honeymoon anniversary | heirat hochzeit braut trauung verlobt ehe | mariage mari marie noce temoin alliance
separat split ex | scheidung trenn getrennt ex | separ rupture ex garde
love romantic romance kiss crush hug couple date dating | liebe liebt verlieb kuss schatz | amour baiser embrass cheri couple
single alone | ledig allein einsam | celibataire seul

=social people | bekannte leute freundeskreis | gens entourage
friend buddy mate pal | freund freundschaft kumpel bekannt | ami amie amitie copain copine pote connaissance
neighbor | nachbar | voisin quartier
guest invite visit host welcome | gast einlad eingelad besuch | invit visite accueil
meet met meeting encounter introduc gather | treffen traf getroffen trifft kennenlern kennengelernt begegn | rencontr connu connaitre reunion rendez
reunion classmate | klassentreffen | camarade

=life | leben | vie
born birth native | geboren geburt | nee naissance
birthday anniversary | geburtstag | anniversaire
expecting midwife due pregnant | schwanger hebamme geburt | enceinte grossesse fausse
childhood youth raised grew grow | kindheit jugend | enfance jeunesse grandi eleve
adult senior | erwachsen alte | adulte personnes vieux retraite
old age aged years young older | alt alter alteste jahre jung jungste | age ans vieux vieille jeune aine
die died dying dead death passed late | sterb starb stirbt gestorben tot tod toten trauer verlust | mort meurt mourir deces deced disparu
funeral buried coffin grave widow legacy | sarg grab friedhof witwe | enterre cercueil tombe veuf veuve herit
kill murder suicide shot | toten mord | tuer meurtre assassin

name called surname | name heiss hiess genannt nennt | nom nomme prenom appel
~people person man men woman women guy lady human crowd | leute mensch mann manner frau frauen kerl dame herr menge | gens personne homme femme type monsieur dame humain foule
~who someone somebody | wer wen wem jemand | qui quelqu
hair | haar kamm | coiff barbe boucle
appearance looks pretty ugly cute attractive gorgeous beauty | aussehen hubsch schon hasslich attraktiv sieht | apparence beau belle joli mignon
twin |  |
generation tradition heritage custom | tradition brauch | tradition patrimoine

=religio faith believ | religion religios glaub | religi croyant foi
church temple priest bishop mass | kirche kapelle kloster pfarrer priester bischof messe gemeinde | eglise chapelle cure pretre
religio faith god pray christian catholic muslim islam jew jewish bible spiritual soul angel heaven hell devil | religion religios glaub gott gebet christ katholisch evangelisch jude judisch bibel seele engel himmel holle teufel | religi croyant foi dieu chretien catholique musulman juif ame ange paradis enfer diable

=celebrat feast holiday tradition | feier fest tradition | fete feter celebr tradition
christmas santa easter lent | weihnacht ostern | noel avent paques
festival | silvester | nouvel
party parties celebrat feast ceremony | feier fest feste | fete fetes soiree ceremonie
present gift surprise | geschenk schenk gutschein | cadeau offr offert
`;
