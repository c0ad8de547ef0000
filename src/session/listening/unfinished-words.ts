/** Words that seldom end what somebody says, by language. */

type Words = Readonly<Record<string, ReadonlySet<string>>>;

const words = (list: string): ReadonlySet<string> => new Set(list.split(" "));

/** Conjunctions, articles, possessives and fillers: after these more is to come, whatever stands behind them. */
export const ARTICLES_AND_CONJUNCTIONS: Words = {
  en: words(
    "and or but because if while although unless until whether the a an my your his our their um uh er erm hmm",
  ),
  de: words(
    "und oder aber weil wenn dass denn sondern obwohl damit ob sowie der die den dem des ein eine einen einem einer eines mein meine meinen meinem meiner dein deine seine unser unsere äh ähm hm",
  ),
  fr: words(
    "et ou mais parce que qui donc car si quand comme puisque lorsque le la les l un une des du mon ma mes ton ta tes son sa ses notre votre leur euh hum",
  ),
  es: words(
    "y e o u pero porque que si cuando aunque como sino el la los las un una unos unas mi mis tu tus su sus eh em",
  ),
  it: words(
    "e ed o ma perché perche che se quando come però pero quindi anche il lo la i gli le un una ehm eh cioè cioe",
  ),
  pt: words("e ou mas porque que se quando como o a os as um uma uns umas meu minha seu sua nosso nossa hum"),
  nl: words("en of maar omdat want als dus hoewel terwijl de een mijn jouw eh uh ehm"),
  pl: words(
    "i a oraz lub albo ale bo ponieważ poniewaz że ze żeby zeby jeśli jesli jeżeli jezeli kiedy gdy chociaż czy więc wiec mój moja moje twój twoja ten eee yyy hmm",
  ),
};

/** Words that leave a sentence open behind a conjunction only: "and then", but "see you then". */
export const FOLLOWERS = words("then dann puis alors entonces luego poi allora depois então entao dan toen potem");

/** Prepositions. Those that also end sentences ("Turn it on", "Hör auf") are left out. */
export const PREPOSITIONS: Words = {
  en: words("to of for with from at by into about between without during towards toward than as"),
  de: words("von zum zur für im ohne gegen zwischen wegen seit bis als wie"),
  fr: words("à a de d au aux en dans sur sous avec pour par sans chez entre vers"),
  es: words("a al de del en con por para sin sobre entre hasta desde hacia según"),
  it: words("a al alla di del della dei in nel nella con su sul sulla per da dal dalla tra fra senza verso"),
  pt: words("de do da dos das em no na nos nas com por pelo pela para sem sobre entre até ao à"),
  nl: words("met van naar tussen zonder tot te"),
  pl: words("w we z do na od dla przez przy nad pod o u bez między za przed"),
};

/** Words of these tables that end sentences in another of these languages; they count only where the language is known. */
export const ELSEWHERE_WORDS = words(
  "ale as car che come die do hum i in la ma mes no o of pod pour se si son su sul sur te ten ton tu u want",
);
