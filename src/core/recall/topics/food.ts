/** Food and drink, and what they are made and eaten with. The format is in `../topics.ts`. */
export const FOOD = `
=eat food cook meal dish hungry | essen esse isst gegessen koch gericht lebensmittel | mang manger plat nourriture repas
eat ate food hungry meal bite | essen isst gegessen nahrung | mang manger nourriture faim repas aliment
breakfast | fruhstuck | dejeuner
lunch dinner supper tea | mittagessen abendessen mittag |
cook recipe dish fry stir stew soup sauce | koch rezept gericht suppe | recette plat cuit soupe
bake baker | back gebacken backer | four

=eat food ate sweet | essen esse isst gegessen suss | mang sucr
bread dough sourdough flour roll sandwich | brot teig sauerteig mehl | pain pate levain farine
cake pie tart pastry dessert pudding | kuchen torte geback konditor nachtisch | tarte patisserie
biscuit cookie snack nuts | keks platzchen | gouter
sweet sugar candy honey jam | suss zucker | sucre
chocolate |  | chocolat
 | eis kugel | glace

=eat food ate diet | essen esse isst gegessen ernahr | mang manger alimentation
meat beef pork lamb burger vegetarian | fleisch rind schwein wurst hack wild | viande boeuf porc agneau
chicken turkey duck | huhn | poulet canard oie
vegetarian vegan |  |
fish seafood shellfish oyster mussel | fisch meeresfruchte muschel auster | poisson crustace coquillage huitre moule
milk dairy lactose cheese butter cream | milch laktose kase sahne rahm | lait fromage beurre creme
egg | ei eier | oeuf jaune
rice pasta noodle pizza | reis nudel | riz pate pates
potato | kartoffel | pomme

=eat food ate vegetarian healthy | essen esse isst gegessen ernahr | mang manger alimentation
vegetable lettuce tomato onion carrot bean | gemuse salat zwiebel kohl bohne | legume salade oignon carotte haricot
pepper olive corn |  | avocat mais
 |  |
fruit apple orange lemon date | obst apfel zitrone | pomme peche citron
 |  | baie
 |  | marron
herb spice parsley basil coriander | kraut gewurz petersilie | herbe epice persil
salt pepper oil | salz pfeffer ol | sel sale poivre huile
grain |  |
 |  |

taste delicious flavor bitter sour | schmeck geschmack lecker sauer scharf | gout amer acide epice bon

=drink drank drunk thirst beverage | trink trank getrunken durst getrank | boire boit bois bu boisson
drink juice water | trink getrank saft wasser | boire bois boisson jus eau
coffee latte | kaffee | cafe
tea | tee | tisane
wine beer alcohol drunk sober | wein bier alkohol betrunken nuchtern sekt kater | vin biere alcool sobre gueule
bottle can jar | flasche glas | bouteille bouchon boite conserve

restaurant pub bar cafe inn menu tip | kneipe wirtshaus gasthaus lokal cafe | bistrot bar menu serveur auberge carte cafe
cup plate bowl knife fork spoon glass | tasse teller schussel messer gabel loffel | verre assiette bol couteau fourchette

=kitchen | kuche | cuisine
pan pot |  |
oven stove | backofen herd | four cuisiniere
frozen | kuhlschrank |
`;
