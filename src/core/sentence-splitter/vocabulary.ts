/**
 * The words that decide what a dot means, a language a line, each word in the first that has it. All languages hold at
 * once, since a reply quotes others; so before a word is added, check whether another language ends a sentence with it.
 * Single letters, what has inner dots (`S.p.A.`) and what has no vowel (`Mr.`, `bzw.`) need no list.
 */
const words = (...lines: readonly string[]): ReadonlySet<string> => new Set(lines.join(" ").split(" "));

/** After these the sentence goes on. With a capital: only in that spelling, or all in capitals. */
export const ABBREVIATIONS = words(
  "dr mr mrs lt sgt mt prof e.g i.e approx ca Gen Col Capt Maj Adm Rev Hon Gov Sen Rep",
  "z.B d.h u.a v.a z.T u.U d.R med evtl inkl Mag Abb Dipl",
  "M MM Me av apr",
  "Sra Srta Dra Lic Sta Sto núm pág avda p.ej EE Profa Av séc p.ex Sig dott ing avv pag",
  "mevr bijv incl f.eks t.ex bl.a esim",
  "inż ul např napr popř özv Doç Cad",
  "т.е нар им ул рис табл проф акад π.χ δηλ σελ डॉ प्रो श्री पी जे बी सी डी एम एस टी वी",
);

/** Abbreviations before a number, words otherwise: "no. 5". */
export const BEFORE_NUMBER = words(
  "no nos art fig figs sec ch chap vol ed eq cap kap tab min max est tel",
  "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun",
  "Abs Std Sek env janv févr juil oct déc ok godz kl klo",
);

/** These may end a sentence; a function word with a capital shows it. */
export const OPEN_ENDS = words(
  "etc al Inc Co Corp vs dept univ Ave usw Mio Ud Uds UU Ltda ecc enz itd itp zł atd apod atď osv mio jne ym stb vb",
  "др пр руб тыс тис грн κλπ κτλ",
);

/** Function words that begin their sentences. */
const ORDINAL_STARTERS = words(
  "der die das ein eine es er sie wir ich du ihr und aber oder wenn wie was wo wer warum dann da hier im in am an auf aus bei mit nach von vor zu für als auch so dies diese mein sein ist sind hat kann man nicht nun jetzt danach daher ja nein bitte alle",
  "ten ta to on ona my i a ale czy jeśli kiedy gdy w we na z do od po dla o jak co kto gdzie jest są nie tak potem teraz więc się",
  "já nebo když pokud v ve pro s se kdo kde je jsou není ne ano pak teď takže bylo že",
  "ali ili kad u sa iz za kako što tko gdje su nije zatim sada",
  "det den de en et han hun jeg vi og men eller hvis når hva hvor som på med for til ikke så etter efter nå nei nej",
  "hän he minä me mutta tai jos kun mikä kuka missä miten ei myös sitten nyt tämä",
  "az egy ő én és ha amikor hogy hol miért ez nem igen majd akkor most is",
  "bu şu bir biz onlar ve ama ancak eğer kim nasıl neden sonra şimdi evet hayır her çok için ile",
);

/** The same of the other languages; `c'` and `don'` only before the apostrophe. */
const OTHER_STARTERS = words(
  "the this that these it he she we they you i a an in on at and but or if when what there then so however his her their my our your for after as let do is are not no yes to with how why who where can also now here one please by all am was see make thanks thank while because some many most next first just note don' didn' doesn' isn' won'",
  "le la les un une il elle ils elles je tu nous vous ce cette ces et mais si dans sur pour par avec quand comme que qui puis alors son sa ses mon notre votre en au à est oui non après tout de du des ne c' j' l' d' n' s' qu'",
  "el los las una él ella ellos yo tú usted y pero o con por para cuando como cómo qué quién esto este esta es su sus mi no sí se después luego también además hay aquí ahora hoy del al",
  "os um uma ele ela eles eu você nós e ou em na com quando quem isso é são não sim depois então também seu sua da hoje agora aqui",
  "lo gli lui lei noi voi loro io ma per come che chi questo questa è sono poi anche così dopo allora perché oggi ora nel di",
  "het een hij zij ze wij ik maar of op met van voor dat dit die wat wie waar hoe dan er niet ook nu als",
  "det den ett han hon jag vi och men eller om när hur vad vem som på med för till är inte så då efter ja nej",
  "ea și dar sau dacă în cu pe pentru din când cum ce cine sunt apoi acum",
  "он она оно они я ты мы вы и а но или если когда как что кто где это этот в во на с по из за к от для при о об не да нет потом там так поэтому его её у после уже вам він вона та але якщо коли що хто де це із й є",
  "ο η το οι τα τον την ένας μια αυτός αυτό εγώ και αλλά αν όταν πώς τι ποιος γιατί στο στη με για από σε δεν θα να είναι μετά",
);

/** @param word in small letters, with an apostrophe at its end when one follows */
export function isStarter(word: string): boolean {
  return ORDINAL_STARTERS.has(word) || OTHER_STARTERS.has(word);
}

/** Above 0, a word of languages that write ordinals with a dot; below, of others; 0 says nothing. */
export function ordinalVote(word: string): number {
  return Number(ORDINAL_STARTERS.has(word)) - Number(OTHER_STARTERS.has(word));
}

/** As it is written, or in small letters: `Etc` is `etc`, but `gen` is not `Gen`; `GEN` is. */
export function holds(set: ReadonlySet<string>, word: string): boolean {
  if (set.has(word) || set.has(word.toLowerCase())) return true;
  return word.length > 1 && word === word.toUpperCase() && set.has(word.charAt(0) + word.slice(1).toLowerCase());
}
