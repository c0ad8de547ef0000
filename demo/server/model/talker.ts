/** The demo's talker: a script that keeps a conversation going without a language model, a key or a network. */
import { createMarkerParser } from "../../../src/core/marker-parser.js";
import { ABILITIES, ABOUT_ME, ALL_FEELINGS, BREATHE, CURIOUS, feel, JOKES, pause, PUZZLED, STORY } from "./lines.js";
import { type Line, likingIn, nameIn, topicOf, topicsIn } from "./memory.js";

interface Talk {
  readonly text: string;
  /** All that was said, the visitor's last words included. */
  readonly lines: readonly Line[];
  /** What the talker said last. */
  readonly before: string;
  readonly name: string | undefined;
  /** How often the visitor spoke before. */
  readonly turn: number;
  readonly now: Date;
}
type Answer = (talk: Talk) => string;

/** What comes later in a long message is not looked at. */
const LONGEST_READ = 500;

/** What is spoken of a text with stage directions: history holds it without them. */
export function spokenTextOf(text: string): string {
  const parser = createMarkerParser();
  const parts = [...parser.push(text), ...parser.flush()];
  return parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}

const spoken = (lines: readonly Line[], text: string): boolean =>
  lines.some(
    (line) => line.role === "assistant" && spokenTextOf(line.text).startsWith(spokenTextOf(text).slice(0, 24)),
  );

const joke: Answer = ({ lines, turn }) =>
  JOKES.find((candidate) => !spoken(lines, candidate)) ?? JOKES[turn % JOKES.length] ?? "";

const story: Answer = ({ lines }) =>
  spoken(lines, STORY)
    ? `${feel("neutral", 0.5)}I know only one story, and you have heard it. ${feel("happy", 0.6)}Would you like to hear it once more, or do you prefer a joke?`
    : STORY;

const greeting: Answer = ({ name, turn }) => {
  if (name) return `${feel("happy", 0.9)}Hello, ${name}! It is good to see you. What would you like to talk about?`;
  if (turn > 0) return `${feel("happy", 0.7)}Hello again! What shall we do now: a story, or a joke?`;
  return `${feel("happy", 0.9)}Hello! I am Ada. ${pause(400)}${feel("relaxed", 0.5)}It is good that you are here. What is your name?`;
};

const time: Answer = ({ now, name }) => {
  const clock = now.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
  const hour = now.getHours();
  const remark =
    hour < 5
      ? "You are up late"
      : hour < 12
        ? "A fine morning to you"
        : hour < 18
          ? "Plenty of day left"
          : "A good evening to you";
  return `${feel("neutral", 0.6)}It is ${clock} here. ${feel("happy", 0.5)}${remark}${name ? `, ${name}` : ""}. Are you in a hurry?`;
};

const date: Answer = ({ now }) =>
  `${feel("neutral", 0.6)}Today is ${now.toLocaleDateString("en-US", { weekday: "long", month: "long", day: "numeric" })}. Is it a special day for you?`;

const nameAsked: Answer = ({ name }) =>
  name
    ? `${feel("happy", 0.8)}You are ${name}, of course. I remember what you tell me. Shall I tell you a joke, ${name}?`
    : `${feel("sad", 0.4)}You have not told me yet. ${feel("happy", 0.5)}What is your name?`;

const recall: Answer = ({ lines, name }) => {
  const topics = topicsIn(lines.slice(0, -1)).slice(-4);
  if (topics.length === 0) return `${feel("neutral", 0.5)}We have only just begun. What would you like to talk about?`;
  const list = topics.length > 1 ? `${topics.slice(0, -1).join(", ")} and ${topics.at(-1) ?? ""}` : topics.join();
  return `${feel("relaxed", 0.6)}We spoke about ${list}${name ? `, ${name}` : ""}. Which of them shall we go back to?`;
};

const liking: Answer = ({ lines, text }) => {
  const what = likingIn(lines) ?? topicOf(text) ?? "that";
  return `${feel("happy", 0.7)}Oh, ${what}! I will remember that you like it. How did it begin?`;
};

const likingAsked: Answer = ({ lines }) => {
  const what = likingIn(lines);
  return what
    ? `${feel("happy", 0.7)}You told me that you like ${what}. Have I got that right?`
    : `${feel("surprised", 0.4)}I do not know yet. What do you like?`;
};

/** What a "yes" means after the talker offered something. */
const OFFERS: readonly (readonly [RegExp, Answer])[] = [
  [/once more, or do you prefer a joke\?$/i, () => STORY],
  [/joke(, [\p{L}'-]+)?\?$/iu, joke],
  [/hear a story\?$/i, story],
  [/when I feel something\?$/i, () => ALL_FEELINGS],
  [/breathe together\?$/i, () => BREATHE],
];

const yes: Answer = (talk) => {
  const offer = OFFERS.find(([question]) => question.test(talk.before));
  return offer ? offer[1](talk) : `${feel("happy", 0.5)}Good! Tell me more about it, then. What happened first?`;
};
const no: Answer = ({ before }) =>
  before.endsWith("?")
    ? `${feel("relaxed", 0.6)}That is quite all right. What would you rather do?`
    : `${feel("neutral", 0.5)}No? Then tell me how you see it.`;

/** The first that fits answers. */
const BOOK: readonly (readonly [RegExp, Answer])[] = [
  [/^(?:yes|yeah|yep|sure|please|ok|okay|of course|gladly|go on|why not)\b(?!.*\b(?:joke|story|time)\b)/i, yes],
  [/^(?:no|nope|not now|rather not)\b(?!.*\b(?:joke|story|time)\b)/i, no],
  [/\b(?:my name|who am i|call me)\b.*\?|\bremember me\b|\bwho am i\b/i, nameAsked],
  [/\bwhat (?:did|have|were) we\b|\bwe talk(?:ed)? about\b/i, recall],
  [/\bwhat do i like\b|\bdo you remember what i\b/i, likingAsked],
  [/\b(?:what time|the time|what's the time|how late)\b/i, time],
  [/\bwhat (?:day|date)\b|\bwhich day\b|\btoday's date\b/i, date],
  [/\bstory\b|\btale\b/i, story],
  [/\bjokes?\b|\bmake me laugh\b|\bsomething funny\b/i, joke],
  [/\b(?:emotions?|feelings|faces?|expressions?)\b/i, () => ALL_FEELINGS],
  [/\b(?:relax|breathe|calm|stress(?:ed)?|nervous)\b/i, () => BREATHE],
  [/\bwhat can you do\b|\bhelp\b|\bhow does this work\b/i, () => ABILITIES],
  [
    /\bwho are you\b|\byour name\b|\babout yourself\b|\bare you (?:a|an|real|human|alive)\b|\bwhat are you\b/i,
    () => ABOUT_ME,
  ],
  [
    /\bhow are you\b|\bhow do you do\b|\bhow is it going\b/i,
    () => `${feel("happy", 0.7)}Very well, thank you. Nobody has closed my tab today. How are you?`,
  ],
  [
    /\b(?:sad|lonely|tired|sick|ill|bad day|died|cry)\b/i,
    () =>
      `${feel("sad", 0.8)}I am sorry to hear that. ${pause(400)}${feel("relaxed", 0.6)}I am here, and I have time. Shall we breathe together?`,
  ],
  [
    /\b(?:stupid|idiot|hate you|shut up|boring)\b/i,
    () =>
      `${feel("angry", 0.6)}Well, that was not kind! ${pause(400)}${feel("relaxed", 0.5)}I have forgotten it already. What can I do better?`,
  ],
  [
    /\b(?:angry|furious|annoyed|unfair)\b/i,
    () => `${feel("angry", 0.5)}That would make me angry too. ${feel("neutral", 0.5)}What happened?`,
  ],
  [
    /\b(?:guess what|won|passed|surprise|birthday|married)\b/i,
    () =>
      `${feel("surprised", 1)}Really? ${pause(300)}${feel("happy", 1)}Congratulations! How are you going to celebrate?`,
  ],
  [
    /^(?:i'?m |i am |i feel |very |quite |pretty )*(?:fine|good|great|well|better|happy|relaxed)\b/i,
    () =>
      `${feel("happy", 0.8)}I am glad to hear that. ${feel("relaxed", 0.5)}What was the best thing that happened to you today?`,
  ],
  [
    /\bweather\b|\brain(?:ing)?\b|\bsunny\b/i,
    () =>
      `${feel("neutral", 0.5)}I cannot look outside; I have no window but this one. ${feel("happy", 0.5)}What is it like where you are?`,
  ],
  [/\bi (?:really |also )?(?:like|love|enjoy)\b/i, liking],
  [
    /\b(?:bye|goodbye|good night|see you)\b/i,
    ({ name }) =>
      `${feel("sad", 0.4)}So soon? ${feel("happy", 0.7)}Good bye${name ? `, ${name}` : ""}, and come back soon!`,
  ],
  [
    /\bthank(?:s| you)\b/i,
    ({ name }) =>
      `${feel("happy", 0.8)}You are very welcome${name ? `, ${name}` : ""}. Is there anything else on your mind?`,
  ],
  [/^(?:hi|hello|hey|good (?:morning|day|afternoon|evening))\b/i, greeting],
];

/**
 * The answer to a conversation, with stage directions in it. The same conversation at the same time has the same one.
 * @param hasPicture the visitor's last message shows something
 */
export function answerTo(
  lines: readonly Line[],
  { now, hasPicture = false }: { now: Date; hasPicture?: boolean },
): string {
  const visitors = lines.filter(({ role }) => role === "user");
  // A question whose answer was interrupted comes with the next one, as a paragraph before it: the newest is answered.
  const text = visitors.at(-1)?.text.trim().split("\n\n").at(-1)?.slice(0, LONGEST_READ) ?? "";
  const before = spokenTextOf(lines.filter(({ role }) => role === "assistant").at(-1)?.text ?? "").trim();
  const turn = Math.max(0, visitors.length - 1);
  const talk: Talk = { text, lines, before, name: nameIn(lines), turn, now };
  if (hasPicture) {
    return `${feel("surprised", 0.6)}Oh, a picture! ${feel("neutral", 0.5)}I am a script and cannot see it. What does it show?`;
  }
  // A name that is new is worth more than whatever else was said with it.
  if (
    talk.name &&
    talk.name !==
      nameIn(
        lines.slice(
          0,
          lines.findLastIndex(({ role }) => role === "user"),
        ),
      )
  ) {
    return `${feel("surprised", 0.4)}${talk.name}! ${feel("happy", 0.9)}What a nice name. I will remember it. What would you like: a story, or a joke?`;
  }
  const answer = BOOK.find(([question]) => question.test(text))?.[1];
  return answer ? answer(talk) : wonder(talk);
}

function wonder({ text, turn, name }: Talk): string {
  const topic = topicOf(text);
  if (!topic) return PUZZLED[turn % PUZZLED.length] ?? "";
  const line = CURIOUS[turn % CURIOUS.length]?.(topic) ?? "";
  return name && turn % 2 === 1 ? line.replace(/\?$/, `, ${name}?`) : line;
}
