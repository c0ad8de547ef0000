/** Cards in the shapes that applications export, with all that they write; the words are made up. */

/** SillyTavern's World Info, as it stands in its files and in some cards. */
const worldInfoEntry = (uid: number, fields: object): object => ({
  ...{ uid, key: [], keysecondary: [], comment: `note ${uid}`, content: "", constant: false, vectorized: false },
  ...{
    selective: true,
    selectiveLogic: 0,
    addMemo: true,
    order: 100,
    position: 0,
    disable: false,
    ignoreBudget: false,
  },
  ...{ excludeRecursion: false, preventRecursion: false, matchPersonaDescription: false, delayUntilRecursion: false },
  ...{ probability: 100, useProbability: true, depth: 4, outletName: "", group: "", groupOverride: false },
  ...{ groupWeight: 100, scanDepth: null, caseSensitive: null, matchWholeWords: null, useGroupScoring: null },
  ...{ automationId: "", role: null, sticky: 0, cooldown: 0, delay: 0, displayIndex: uid, triggers: [] },
  characterFilter: { isExclude: false, names: [], tags: [] },
  ...fields,
});

/** What SillyTavern makes of it in a card: `use_regex` always, and the numbers in `extensions`. */
const tavernEntry = (id: number, fields: object, extensions: object = {}): object => ({
  ...{ id, keys: [], secondary_keys: [], comment: `note ${id}`, content: "", constant: false, selective: true },
  ...{ insertion_order: 100, enabled: true, position: "before_char", use_regex: true },
  extensions: {
    ...{ position: 0, exclude_recursion: false, display_index: id, probability: 100, useProbability: true, depth: 4 },
    ...{ selectiveLogic: 0, outlet_name: "", group: "", group_override: false, group_weight: 100 },
    ...{ prevent_recursion: false, delay_until_recursion: false, scan_depth: null, match_whole_words: null },
    ...{ use_group_scoring: false, case_sensitive: null, automation_id: "", role: 0, vectorized: false, sticky: 0 },
    ...{ cooldown: 0, delay: 0, match_persona_description: false, triggers: [], ignore_budget: false },
    ...extensions,
  },
  ...fields,
});

/** Chub writes most things twice. */
const chubEntry = (id: number, fields: object): object => ({
  ...{ id, name: `lore ${id}`, keys: [], secondary_keys: [], comment: "", content: "", constant: false },
  ...{ selective: false, selectiveLogic: 0, insertion_order: 10, enabled: true, position: "before_char" },
  ...{ case_sensitive: false, priority: 10, probability: 100 },
  extensions: {
    ...{ depth: 4, weight: 10, addMemo: true, embedded: true, probability: 100, displayIndex: id, selectiveLogic: 0 },
    ...{ useProbability: true, characterFilter: null, excludeRecursion: true },
  },
  ...fields,
});

const FLAT = {
  name: "Wren",
  description: "{{char}} mends nets.",
  personality: "dry",
  scenario: "A quay.",
  first_mes: "Mind the rope, {{user}}.",
  mes_example: "<START>\n{{char}}: Aye.",
};

const V2_DATA = {
  ...FLAT,
  ...{ creator_notes: "for readers", system_prompt: "", post_history_instructions: "", alternate_greetings: ["Oh."] },
  ...{ tags: ["sea"], creator: "somebody", character_version: "1.1" },
};

const note = (depth: number) => ({ prompt: "{{char}} is tired.", depth, role: "system" });

export interface ExportedCard {
  readonly of: string;
  readonly card: object;
  readonly ask: string;
  /** The texts of the lorebook that are told, in the order of the prompt. */
  readonly told: readonly string[];
  /** Where a text of the history stands: before so many messages, by whom. */
  readonly placed?: readonly (readonly [text: string, after: number, role: string])[];
}

/** All describe the same character. */
export const EXPORTED_CARDS: readonly ExportedCard[] = [
  {
    of: "TavernAI, V1",
    card: FLAT,
    ask: "fog",
    told: [],
  },
  {
    of: "SillyTavern, V1 with its own fields",
    card: {
      ...{ ...FLAT, creatorcomment: "", avatar: "none", chat: "Wren - 1", talkativeness: "0.5", fav: false },
      ...{ create_date: "2024-1-1 @10h", tags: [] },
    },
    ask: "fog",
    told: [],
  },
  {
    of: "SillyTavern, V2",
    card: {
      ...{ ...FLAT, creatorcomment: "", avatar: "none", talkativeness: "0.5", fav: false, tags: ["sea"] },
      ...{ spec: "chara_card_v2", spec_version: "2.0" },
      data: {
        ...V2_DATA,
        extensions: { talkativeness: "0.5", fav: false, world: "Quay", depth_prompt: note(1) },
        character_book: {
          name: "Quay",
          entries: [
            tavernEntry(0, { keys: ["C++", "/fo+g/i"], content: "pattern" }),
            tavernEntry(1, { keys: ["f.g"], content: "never: literal" }),
            tavernEntry(
              2,
              { keys: ["fog"], content: "deep", position: "after_char" },
              { position: 4, depth: 2, role: 1 },
            ),
            tavernEntry(3, { keys: ["fog"], content: "never: off", enabled: false }),
            tavernEntry(4, { constant: true, content: "always", insertion_order: 1 }),
            tavernEntry(5, { keys: ["fog"], secondary_keys: ["ice"], content: "no ice" }, { selectiveLogic: 2 }),
            tavernEntry(6, { keys: ["fog"], content: "never: chance" }, { probability: 0 }),
            tavernEntry(7, { keys: ["og"], content: "never: within a word" }, { match_whole_words: true }),
            tavernEntry(8, { keys: ["FOG"], content: "never: case" }, { case_sensitive: true }),
          ],
        },
      },
    },
    ask: "What of the fog?",
    told: ["always", "pattern", "no ice", "deep"],
    placed: [
      ["deep", 2, "user"],
      ["Wren is tired.", 1, "system"],
    ],
  },
  {
    of: "SillyTavern, with its World Info for a book",
    card: {
      ...{ spec: "chara_card_v3", spec_version: "3.0" },
      data: {
        ...V2_DATA,
        ...{ group_only_greetings: [], extensions: { depth_prompt: { prompt: "", depth: 4, role: "system" } } },
        character_book: {
          entries: {
            "0": worldInfoEntry(0, { key: ["fog"], content: "first" }),
            "1": worldInfoEntry(1, { key: ["fog"], content: "never: off", disable: true }),
            "2": worldInfoEntry(2, { key: ["fog"], keysecondary: ["ice", "horn"], content: "all", selectiveLogic: 3 }),
            "3": worldInfoEntry(3, {
              key: ["fog"],
              keysecondary: ["ice", "bell"],
              content: "not all",
              selectiveLogic: 1,
            }),
            "4": worldInfoEntry(4, { key: ["fog"], content: "near the note", position: 2, order: 200 }),
            "5": worldInfoEntry(5, { key: ["fog"], keysecondary: ["bell"], content: "never: no bell" }),
            "10": worldInfoEntry(10, { key: ["fog"], content: "after", position: 1, order: 5 }),
          },
        },
      },
    },
    ask: "The fog, the ice, the horn!",
    told: ["first", "all", "not all", "after", "near the note"],
    placed: [["near the note", 3, "system"]],
  },
  {
    of: "Chub, V2",
    card: {
      ...{ spec: "chara_card_v2", spec_version: "2.0" },
      data: {
        ...{ ...V2_DATA, avatar: "" },
        extensions: {
          chub: {
            id: 12,
            full_path: "somebody/wren",
            expressions: null,
            related_lorebooks: [],
            background_image: null,
          },
          ...{ fav: false, agnai: { voice: {} }, depth_prompt: { prompt: "{{char}} is tired.", depth: 0 } },
        },
        character_book: {
          ...{ name: "Quay", description: "", scan_depth: 50, token_budget: 1500, recursive_scanning: true },
          extensions: { chub: { expressions: null } },
          entries: [
            chubEntry(1, { keys: ["fog"], content: "the horn sounds", insertion_order: 10 }),
            chubEntry(2, { keys: ["horn"], content: "never: not by others" }),
            chubEntry(3, { keys: ["fog"], secondary_keys: ["ice"], selective: true, content: "never: no ice" }),
            chubEntry(4, { keys: ["fog"], position: "after_char", content: "after", insertion_order: 11 }),
          ],
        },
      },
    },
    ask: "Fog?",
    told: ["the horn sounds", "after"],
    placed: [["Wren is tired.", 0, "system"]],
  },
  {
    of: "RisuAI, V3",
    card: {
      ...{ spec: "chara_card_v3", spec_version: "3.0" },
      data: {
        ...{ ...V2_DATA, nickname: "", source: [], group_only_greetings: [], creation_date: 1, modification_date: 2 },
        extensions: {
          risuai: { bias: [], viewScreen: "none", utilityBot: false, virtualscript: "", customScripts: [] },
        },
        assets: [{ type: "icon", uri: "embeded://assets/icon/main.png", name: "main", ext: "png" }],
        character_book: {
          ...{ scan_depth: 5, token_budget: 3000, recursive_scanning: true },
          extensions: { risu_fullWordMatching: false },
          entries: [
            {
              ...{
                keys: ["fog", " mist"],
                content: "@@depth 1\n@@role user\ndeep",
                enabled: true,
                insertion_order: 100,
              },
              ...{ constant: false, selective: false, name: "a", comment: "a", mode: "normal", use_regex: false },
              extensions: { risu_case_sensitive: false, risu_loreCache: null, risu_activationPercent: 100 },
            },
            {
              ...{ keys: ["/f[o0]g/i"], content: "pattern", enabled: true, insertion_order: 90, use_regex: true },
              ...{ constant: false, selective: false, mode: "normal", case_sensitive: false },
              extensions: { risu_case_sensitive: false },
            },
            { keys: ["/fog/"], content: "never: literal", enabled: true, insertion_order: 1, use_regex: false },
            { keys: [""], content: "", enabled: true, insertion_order: 1, use_regex: false, mode: "folder" },
          ],
        },
      },
    },
    ask: "F0G or fog?",
    told: ["pattern", "deep"],
    placed: [["deep", 1, "user"]],
  },
  {
    of: "Agnai, V2",
    card: {
      ...{ spec: "chara_card_v2", spec_version: "2.0", kind: "character" },
      data: {
        ...V2_DATA,
        extensions: { agnai: { persona: { kind: "text", attributes: { text: ["x"] } }, culture: "en-us" } },
        character_book: {
          ...{ name: "Quay", description: "", extensions: {}, scan_depth: 50 },
          entries: [
            {
              ...{ name: "fog", comment: "", keys: ["fog"], secondary_keys: [], content: "told", extensions: {} },
              ...{ enabled: true, insertion_order: 1, priority: 2, constant: false, position: "before_char" },
              ...{ selective: false, case_sensitive: false },
            },
          ],
        },
      },
    },
    ask: "fog",
    told: ["told"],
  },
  {
    of: "Agnai, its own",
    card: {
      ...{ kind: "character", name: "Wren", description: "for readers", tags: ["sea"], culture: "en-us" },
      ...{ greeting: FLAT.first_mes, scenario: FLAT.scenario, sampleChat: FLAT.mes_example, systemPrompt: "" },
      persona: { kind: "text", attributes: { text: [FLAT.description] } },
      ...{ personality: FLAT.personality, alternateGreetings: ["Oh."] },
      characterBook: {
        ...{ kind: "memory", name: "Quay", description: "" },
        entries: [
          { name: "fog", entry: "told", keywords: ["fog"], priority: 1, weight: 2, enabled: true },
          { name: "fog", entry: "first", keywords: ["fog"], priority: 1, weight: 1, enabled: true },
        ],
      },
    },
    ask: "fog",
    told: ["first", "told"],
  },
  {
    of: "Pygmalion and Text generation web UI",
    card: {
      ...{ char_name: "Wren", char_persona: FLAT.description, world_scenario: FLAT.scenario, personality: "dry" },
      ...{ char_greeting: FLAT.first_mes, example_dialogue: FLAT.mes_example },
      metadata: { version: 1, tool: { name: "an editor", version: "1", url: "" } },
    },
    ask: "fog",
    told: [],
  },
  {
    of: "an editor that writes both",
    card: {
      ...{ ...FLAT, description: "", first_mes: "", char_name: "Wren", char_persona: FLAT.description },
      ...{ char_greeting: FLAT.first_mes, world_scenario: "", example_dialogue: "" },
    },
    ask: "fog",
    told: [],
  },
  {
    of: "Backyard, once Faraday",
    card: {
      version: 4,
      character: {
        ...{ aiName: "wren", aiDisplayName: "Wren", aiPersona: "{character} mends nets.", basePrompt: "" },
        ...{
          firstMessage: "Mind the rope, {user}.",
          customDialogue: "<START>\n{character}: Aye.",
          scenario: "A quay.",
        },
        ...{ personality: "dry", grammar: null, isNSFW: false, images: [] },
        loreItems: [
          { id: "a", createdAt: "", updatedAt: "", order: "ah0", key: "fog, mist", value: "{character} hears a horn" },
          { id: "b", createdAt: "", updatedAt: "", order: "ah1", key: "ice", value: "never" },
        ],
      },
    },
    ask: "Mist?",
    told: ["Wren hears a horn"],
  },
  {
    of: "NovelAI's lorebook in a V2 card",
    card: {
      ...{ spec: "chara_card_v2", spec_version: "2.0" },
      data: {
        ...V2_DATA,
        character_book: {
          lorebookVersion: 5,
          entries: [
            { text: "told", displayName: "fog", keys: ["fog"], enabled: true, forceActivation: false },
            { text: "always", displayName: "x", keys: [], enabled: true, forceActivation: true },
            { text: "never: off", displayName: "x", keys: ["fog"], enabled: false, forceActivation: true },
          ],
        },
      },
    },
    ask: "fog",
    told: ["told", "always"],
  },
  {
    of: "RisuAI's own book in a V2 card",
    card: {
      ...{ spec: "chara_card_v2", spec_version: "2.0" },
      data: {
        ...V2_DATA,
        character_book: [
          {
            ...{ key: "fog, mist", secondkey: "", insertorder: 100, comment: "a", content: "told", mode: "normal" },
            ...{ alwaysActive: false, selective: false, useRegex: false, activationPercent: 100 },
          },
          { key: "", secondkey: "", insertorder: 5, content: "always", mode: "constant", alwaysActive: true },
          { key: "fog", secondkey: "ice, bell", insertorder: 5, content: "never: no ice", selective: true },
        ],
      },
    },
    ask: "Mist and fog",
    told: ["always", "told"],
  },
];
