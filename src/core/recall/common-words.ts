/** Words that say little about what a text is about, by language, folded. They also tell the languages apart. */
export type Language = "english" | "german" | "french";

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const COMMON_WORDS: Readonly<Record<Language, ReadonlySet<string>>> = {
  english: wordsOf(`
a about again all also am an and any anybody anything are as at be been being but by called can cant could d did didnt
do does doesnt doing done dont down ever for from get gets go got had happened has have he hello her hey hi him his
how i if ill im in into is isnt it its ive just know like ll long lot m many may me might more most much must my name
no not now of off oh ok okay old on one only or our out over please re really remember s said say says she should so
some somebody something still t tell than thanks that the their them then there they think this to told too up us ve
very want was we were what whats when where which who why will with wont would yes you your
`),
  german: wordsOf(`
aber als am an auch auf aus bei beim bin bins bis bist bitte da danke dann darf das dass dein deine dem den der des
dich die dir doch dort du durch eigentlich ein eine einem einen einer eines er es etwas euch euer fur ganz gegen
gesagt gibt hab habe haben habt hallo hast hat hatte hatten heissen heisst hier hiess ich ihm ihn ihr im immer in ist
ja jetzt kann kannst kein keine keinen konnen konnte mal man mehr mein meine meinem meinen meiner mich mir mit muss
mussen nach nein nicht noch nochmal nur ob oder ohne passiert sag sagen schon sehr seid sein seine seinen selbst sich
sie sind so soll uber um und uns unser unsere unserem unserer unter viel viele vom von vor wann war waren warst warum
was weil weisst welche welchem welchen welcher welches wem wen wenn wer werde werden wessen wie will wir wird wo
wogegen woher wohin wollen wollte worden wurde zu zum zur
`),
  french: wordsOf(`
a ai alors appelait appelle appelles as au aussi aux avais avait avec avez avoir avons bien bonjour c ca ce ces cet
cette chez combien comme comment d dans de deja des dire dis dit donc du elle elles en encore es est et etaient etais
etait ete etes etre eux faire fais fait il ils j je l la le les leur lui m ma mais me merci mes moi moment mon n ne
non nos notre nous on ont ou oui par pas plus pour pourquoi puis qu quand que quel quelle quelles quels qui quoi s sa
sais salut sans se ses si sommes son sont sous suis sur t ta te tes toi ton tous tout toute toutes tres tu un une va
vais vie vont vos votre vous y
`),
};

/** In the order of the columns of a topic. */
export const LANGUAGES = ["english", "german", "french"] as const satisfies readonly Language[];

export const isCommon = (word: string): boolean => LANGUAGES.some((language) => COMMON_WORDS[language].has(word));

/** @returns the language of most of the common words; undefined where none has the most */
export function languageOf(words: readonly string[]): Language | undefined {
  const counts = LANGUAGES.map((language) => words.filter((word) => COMMON_WORDS[language].has(word)).length);
  const most = Math.max(...counts);
  return counts.indexOf(most) === counts.lastIndexOf(most) ? LANGUAGES[counts.indexOf(most)] : undefined;
}
