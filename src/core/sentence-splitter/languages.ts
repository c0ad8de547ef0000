/**
 * The words that decide what a dot means, a language a row. Whoever adds one asks: is it a word of another language
 * that can end a sentence there? Without a locale all rows hold at once. Single letters, what has inner dots (`S.p.A.`)
 * and what has no vowel (`Mr.`, `bzw.`) are known without a list.
 */
export interface Language {
  /** Primary subtags of BCP 47. */
  readonly codes: string;
  /** Writes ordinals with a dot: "3. Oktober". */
  readonly ordinals?: true;
  /** Abbreviations after which the sentence goes on. With a capital: only in that spelling, or all in capitals. */
  readonly never?: string;
  /** Abbreviations before a number, words otherwise: "no. 5". */
  readonly number?: string;
  /** Abbreviations that may end a sentence; a function word with a capital shows it. */
  readonly ends?: string;
  /** Function words that begin sentences; `c'` only before the apostrophe. No language's names. */
  readonly starters: string;
}

/** Holds with every locale: titles, and what travelled. */
export const EVERYWHERE: Language = {
  codes: "",
  never: "dr mr mrs prof e.g i.e approx ca Gen Col Capt Maj Adm Rev Hon Gov Sen Rep Ing Me MM",
  number: "no nos art fig figs sec ch chap vol ed eq cap kap tab min max est tel",
  ends: "etc al Inc Co Corp vs",
  starters: "",
};

export const LANGUAGES: readonly Language[] = [
  {
    codes: "en",
    number: "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun",
    ends: "dept univ Ave",
    starters:
      "the this that these it he she we they you i a an in on at and but or if when what there then so however his her their my our your for after as let do is are not no yes to with how why who where can also now here one please by all",
  },
  {
    codes: "de",
    ordinals: true,
    never: "z.B d.h med evtl inkl Mag Abb Dipl",
    number: "Abs Std Sek",
    ends: "usw Mio",
    starters:
      "der die das ein eine es er sie wir ich du ihr und aber oder wenn wie was wo wer warum dann da hier im in am an auf aus bei mit nach von vor zu für als auch so dies diese mein sein ist sind hat kann man nicht nun jetzt danach daher ja nein bitte alle",
  },
  {
    codes: "fr",
    never: "M av apr",
    number: "env janv févr juil oct déc",
    starters:
      "le la les un une il elle ils elles on je tu nous vous ce cette ces et mais si dans sur pour par avec quand comme que qui puis alors son sa ses mon notre votre en au à est oui non après tout de du des ne c' j' l' d' n' s' qu'",
  },
  {
    codes: "es",
    never: "Sra Srta Dra Lic Sta Sto núm pág avda p.ej EE",
    ends: "Ud Uds UU",
    starters:
      "el la los las un una él ella ellos yo tú usted y pero o si en con por para cuando como cómo qué que quién esto este esta es son su sus mi no sí se después luego también además hay aquí ahora hoy de del al",
  },
  {
    codes: "pt",
    never: "Sra Dra Profa Av pág séc p.ex",
    ends: "Ltda",
    starters:
      "o a os as um uma ele ela eles eu você nós e mas ou se em no na com por para quando como que quem isso este esta é são não sim depois então também seu sua de do da hoje agora aqui",
  },
  {
    codes: "it",
    never: "Sig Dott avv pag",
    ends: "ecc",
    starters:
      "il lo la i gli le un una lui lei noi voi loro io tu e ma o se in con per quando come che chi questo questa è sono non poi anche così dopo allora perché oggi ora qui ne nel di da del c' l'",
  },
  {
    codes: "nl",
    never: "mevr bijv incl",
    ends: "enz",
    starters:
      "de het een hij zij ze wij we ik je en maar of als in op met van voor dat dit die wat wie waar hoe dan er is niet ook nu",
  },
  {
    codes: "pl",
    ordinals: true,
    never: "inż ul",
    number: "ok godz",
    ends: "itd itp zł",
    starters:
      "ten ta to on ona my ja i a ale czy jeśli kiedy gdy w we na z do od po dla o jak co kto gdzie jest są nie tak potem teraz więc się",
  },
  {
    codes: "cs sk",
    ordinals: true,
    never: "např napr popř ul Ing",
    ends: "atd apod atď",
    starters:
      "ten ta to on ona já my a ale nebo když pokud v ve na z do od po pro s se o jak co kdo kde je jsou není ne ano pak teď tak takže bylo že",
  },
  {
    codes: "hr bs sr sl",
    ordinals: true,
    ends: "itd",
    starters:
      "to on ona ja mi i a ali ili kad u na s sa iz do od po za kako što tko gdje je su nije ne da zatim sada se",
  },
  {
    codes: "da nb nn no",
    ordinals: true,
    never: "f.eks",
    number: "kl",
    ends: "osv mio",
    starters:
      "det den de en et han hun jeg vi du og men eller hvis når hva hvad hvor som på med for til er ikke så da etter efter nå ja nei nej",
  },
  {
    codes: "sv",
    never: "t.ex bl.a",
    ends: "osv",
    starters:
      "det den de en ett han hon jag vi du och men eller om när hur vad vem som i på med för till är inte så då efter nu ja nej",
  },
  {
    codes: "fi",
    ordinals: true,
    never: "esim",
    number: "klo",
    ends: "jne ym",
    starters: "se ne hän he minä me ja mutta tai jos kun mikä kuka missä miten on ei myös sitten nyt tämä",
  },
  {
    codes: "hu",
    ordinals: true,
    never: "özv",
    ends: "stb",
    starters: "a az egy ő ők én mi és de ha amikor hogy hol miért ez nem igen majd akkor most is",
  },
  {
    codes: "tr",
    ordinals: true,
    never: "Doç Av Cad",
    ends: "vb",
    starters: "bu şu o bir biz onlar ve ama ancak eğer ne kim nasıl neden sonra şimdi evet hayır her çok için ile",
  },
  {
    codes: "ro",
    starters: "el ea ei eu noi și dar sau dacă în cu pe pentru din când cum ce cine este sunt nu da apoi acum",
  },
  {
    codes: "ru be bg uk",
    never: "т.е им ул рис табл проф акад",
    ends: "др пр руб тыс тис грн",
    starters:
      "он она оно они я ты мы вы и а но или если когда как что кто где это этот в во на с по из за к от для при о об не да нет потом там так поэтому его её у после уже вам він вона вони та але якщо коли що хто де це із й є",
  },
  {
    codes: "el",
    never: "π.χ δηλ σελ",
    ends: "κλπ κτλ",
    starters:
      "ο η το οι τα τον την ένας μια αυτός αυτό εγώ και αλλά αν όταν πώς τι ποιος γιατί στο στη με για από σε δεν θα να είναι μετά",
  },
  { codes: "hi", never: "डॉ प्रो श्री पी जे बी सी डी एम एस टी वी", starters: "" },
];
