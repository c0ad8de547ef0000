/** What can be known from a conversation so far. The talker keeps nothing itself: all it knows is in the messages. */

export interface Line {
  readonly role: string;
  readonly text: string;
}

const SAYS_NAME = /\b(?:my name is|my name's|i am called|please call me|you can call me)\s+(\p{L}[\p{L}'-]*)/iu;
/** Only with a capital: "I am tired" is nobody's name. */
const IS_NAMED = /\b(?:I'm|I’m|I am|i'm|i am)\s+(\p{Lu}[\p{L}'-]+)/u;
const ONE_WORD = /^(?:it'?s\s+)?(\p{L}[\p{L}'-]+)[.!]?$/iu;
const NO_NAME = /^(?:yes|no|ok|okay|hello|hi|hey|why|what|nothing|guess|sure|thanks|not|the|a|an)$/i;
const ASKS_NAME = /what is your name\?$/i;
const LIKES = /\bi (?:really |also )?(?:like|love|enjoy) (?!you\b|it\b|that\b|this\b|to know\b)([^.,!?]{3,60})/i;
const FILLER =
  /^(?:about|after|again|also|because|been|before|being|believe|could|does|doing|dont|every|from|going|have|having|here|into|just|know|like|little|maybe|more|most|much|need|only|other|please|really|said|should|some|something|such|tell|than|thank|thanks|that|their|them|then|there|these|they|thing|things|think|this|those|today|very|want|wanted|well|were|what|when|where|which|while|will|with|would|your|yours|yesterday|hello|joke|jokes|story|name|time|talk|show|remember|best|good|fine|first|since)$/;

/** The name that the visitor gave last. */
export function nameIn(lines: readonly Line[]): string | undefined {
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at];
    if (line?.role !== "user") continue;
    const wasAsked = ASKS_NAME.test(lines[at - 1]?.text.trim() ?? "");
    const found = SAYS_NAME.exec(line.text) ?? IS_NAMED.exec(line.text) ?? (wasAsked ? ONE_WORD.exec(line.text) : null);
    const name = found?.[1];
    if (name && !NO_NAME.test(name)) return name.charAt(0).toUpperCase() + name.slice(1);
  }
  return undefined;
}

/** What the visitor said last that they like. */
export function likingIn(lines: readonly Line[]): string | undefined {
  for (const { role, text } of [...lines].reverse()) {
    const liking = role === "user" ? LIKES.exec(text)?.[1] : undefined;
    if (liking) return liking.trim();
  }
  return undefined;
}

/** What a text is about, as far as a script can tell: its longest word that says something, as the talker would put it. */
export function topicOf(text: string): string | undefined {
  const words = text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  const telling = words.filter((word) => !FILLER.test(word));
  const longest = Math.max(...telling.map((word) => word.length));
  const topic = telling.find((word) => word.length === longest);
  if (topic === undefined) return undefined;
  const owner = new RegExp(`(?<!\\p{L})(my|our|his|her|their|the)\\s+${topic}`, "iu").exec(text)?.[1]?.toLowerCase();
  if (owner === undefined) return topic;
  return `${/^(?:my|our)$/.test(owner) ? "your" : owner} ${topic}`;
}

/** What the visitor spoke of, oldest first, each once. */
export function topicsIn(lines: readonly Line[]): string[] {
  const topics = lines.flatMap(({ role, text }) => (role === "user" ? (topicOf(text) ?? []) : []));
  return [...new Set(topics)];
}
