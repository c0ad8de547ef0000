/** Work, war, school, money, buying and losing, law, politics. The format is in `../topics.ts`. */
export const WORK = `
=work job office | arbeit beruf job | travail metier boulot
job work profession occupation career employ trade living | arbeit beruf stelle job gearbeitet karriere | travail metier emploi boulot poste bosse carriere
teacher nurse doctor engineer lawyer baker police cook driver farmer journalist secretary soldier pilot mechanic scientist manager profession occupation living | lehrer krankenschwester arzt ingenieur anwalt backer tischler schreiner polizist koch fahrer bauer journalist soldat beruf | professeur prof instituteur medecin avocat boulanger policier pompier cuisinier serveur chauffeur agriculteur plombier electricien pharmacien journaliste secretaire architecte soldat jardinier pilote facteur metier
boss manager supervisor employer director chief head | chef arbeitgeber leiter | patron chef directeur superieur
colleague coworker team staff employee | kollege mitarbeiter team | collegue equipe personnel salarie
apply application interview candidate recruit | bewerb vorstellungsgesprach eingestellt | candidature entretien recrut
fired dismissed quit notice | arbeitslos gekundigt kundig | chomage
retire pension | rente ruhestand |
promot raise career | aufstieg | promu promotion avancement augmentation prime
salary wage income earn pay | gehalt lohn verdien einkommen | salaire gagne revenu paie
intern training | lehre ausbildung fortbildung weiterbildung | stage formation
shift hours schedule | dienst frei | equipe garde
meeting conference presentation appointment | prasentation termin vortrag | reunion expose delai
office desk | buro schreibtisch | bureau
company business firm factory corporation industry | firma unternehmen betrieb fabrik werk industrie gegrundet geschaft | entreprise societe usine boite independant fonde
strike union protest demonstrat | streik gewerkschaft | greve syndicat

army military soldier troops officer veteran | armee militar soldat bundeswehr | militaire soldat officier
war battle weapon gun bomb fight peace enemy | krieg waffe frieden feind | guerre bataille arme paix ennemi

=school study education | schule studium bildung | ecole etudes
school pupil grade lesson teacher | schule klasse note unterricht lehrer | ecole lycee college eleve classe cour note prof instituteur
university college student degree master lecture professor studied study uni | universitat uni studium studier hochschule | universite etudiant etud
exam test pass passed failed diploma graduat cheat | prufung test abschluss | examen epreuve test diplome bac reussi rate
subject history literature | fach geschichte | matiere maths mathematique histoire physique biologie
learn teach taught course lesson class train beginner workshop instruct teacher | lern gelernt kurs unterricht anfanger lehrer | appris enseign cours lecon debutant formation atelier prof instituteur
know knowledge understand expert skill able talent smart wise knew | weiss wissen wusste kenn versteh verstanden experte fahigkeit | sait savoir connai compren compris capable sais

forget forgot remember memory remind recall | vergess erinner | oubli souvenir souvien rappel memoire

=money pay cost finance | geld zahl kost finanz | argent paye cout financ
money cash funds euro dollar pound rich poor wealth broke budget | geld schein euro cent reich arm haushalt | argent monnaie piece euro livre riche pauvre
price cost expensive cheap afford fee worth value charge | preis kost teuer billig gunstig leisten wert | prix cout cher reduction remise frais valeur
pay paid payment spend spent invoice bill | zahl bezahl gezahlt rechnung rate | paye paie depens facture recu
bank account loan credit debt interest invest shares saving save | bank spar kredit schulden anlage aktie | banque compte econom pret dette doit interet action
tax taxes refund benefit | steuer erstattung | impot taxe fisc
insur claim policy | versicher | assur
buy bought purchase shop store market order | kauf gekauft einkauf laden geschaft markt bestell | achet achat magasin marche commande
sell sold sale advert auction | verkauf anzeige flohmarkt gebraucht | vend vente annonce brocante occasion

lend lent borrow loan return | geliehen ausgeliehen | pret emprunt rend
give gave charity hand share | gab gegeben spende teil geben | donn don offri partag
send sent deliver ship | schick geschickt | envoy envoi
~get got receive take took bring brought collect | bekomm bekam erhalt nehm nahm genommen brachte nimm | recu prend pris apport chercher amene
lose lost loser missing | verlier fehl verschwind weg | perd perdu disparu perte
find found discover seek search | find fand gefunden such gesucht entdeck | trouv retrouv cherch
steal stole thief theft nick | gestohlen dieb einbruch geklaut klau | vole voleur vol

=crime law legal | recht gesetz | crime loi
police cop officer arrest | polizei polizist anzeige | policier arret
crime criminal victim assault witness guilty suspect | verbrech opfer betrug tater zeuge | crime victime temoin
court judge trial lawyer attorney prison jail law legal sentence | gericht richter prozess anwalt gefangnis klage urteil gesetz recht | tribunal juge proces avocat plainte loi droit condamn
contract sign document form permit licence stamp | vertrag formular amt behorde antrag | contrat sign formulaire permis dossier papiers

=politic | politik | politique
government minister president mayor parliament politic council state king queen royal prince | regierung prasident burgermeister parlament politik staat konig gemeinde | gouvernement ministre maire mairie parlement politique etat roi reine
vote elect campaign party candidate poll | wahl wahlen gewahlt partei kandidat | vote election elu campagne parti candidat

volunteer charity help assist support donation aid | ehrenamt freiwillig hilf geholfen unterstutz helf | secour soutien soutenir assoc aide
club association member committee | verein mitglied vorstand | club membre comite
group join together | gruppe gemeinsam zusammen | groupe ensemble
`;
