/**
 * What the demo's talker says. Stage directions stand in the text as a language model would write them: an emotion
 * holds until the next one, a delay is in milliseconds.
 */
import type { Emotion } from "../../../src/core/vocabulary.js";

export const feel = (emotion: Emotion, intensity = 0.8): string => `<|ACT ${JSON.stringify({ emotion, intensity })}|>`;
export const pause = (ms: number): string => `<|DELAY:${String(ms)}|>`;

export const JOKES: readonly string[] = [
  `${feel("happy", 0.7)}Why did the avatar cross the road? ${pause(700)}${feel("happy", 1)}To get to the other slide. Would you like another joke?`,
  `${feel("neutral", 0.6)}I told my browser that I needed a break. ${pause(500)}${feel("happy", 0.9)}It gave me a line break. Shall I tell you another joke?`,
  `${feel("surprised", 0.6)}Two packets walk into a bar. ${pause(600)}${feel("happy", 0.9)}The second one arrives first. Do you want another joke?`,
  `${feel("happy", 0.6)}There are ten kinds of people in the world. ${pause(500)}Those who read binary, ${pause(300)}${feel("happy", 1)}and those who do not. Another joke?`,
];

export const STORY = [
  `${feel("relaxed", 0.7)}Let me tell you about the lighthouse that wanted to see the sea from the other side.`,
  "It stood on a grey rock, and every night it turned its lamp around and around.",
  "The ships came by and went home, and not one of them ever stayed to talk.",
  `${feel("sad", 0.7)}So the lighthouse was lonely, ${pause(400)}as only very tall things can be.`,
  `${feel("surprised", 0.9)}One evening a small boat knocked against the rock!`,
  "A girl climbed out with a bag of oranges, and asked whether she might wait for the storm to pass.",
  `${feel("happy", 0.7)}They talked all night long about the harbours that she knew.`,
  `${feel("angry", 0.6)}Outside, the storm was furious, and threw wave after wave against the door.`,
  "But the lamp never stopped turning, and no ship was lost.",
  `${feel("relaxed", 0.8)}In the morning the sea lay as flat as a table.`,
  "The girl painted a picture of the lighthouse, just as one sees it from the water.",
  `${feel("happy", 0.9)}She hung it right beside the lamp, ${pause(400)}and the lighthouse has been looking at it ever since.`,
  `${feel("neutral", 0.6)}That is the end of the story. What did you like best about it?`,
].join(" ");

export const ALL_FEELINGS = [
  `${feel("neutral", 1)}This is how I look when nothing happens.`,
  `${feel("happy", 1)}This is me when I am happy.`,
  `${feel("sad", 1)}Sometimes I am sad.`,
  `${feel("angry", 1)}I can be angry, but it never lasts.`,
  `${feel("surprised", 1)}Oh! That surprised me!`,
  `${feel("relaxed", 1)}${pause(400)}And now I am quite relaxed again.`,
  `${feel("happy", 0.5)}Which of my faces did you like best?`,
].join(" ");

export const BREATHE = [
  `${feel("relaxed", 0.9)}Gladly. Let us sit still for a moment.`,
  `Breathe in slowly. ${pause(1500)}And out again. ${pause(1500)}`,
  `Once more, in. ${pause(1500)}And out. ${pause(1000)}`,
  `${feel("happy", 0.4)}How do you feel now?`,
].join(" ");

export const ABOUT_ME = [
  `${feel("happy", 0.6)}I am Ada, the talker of this demonstration.`,
  "I am a small script and not a language model, so I know a few things and I am honest about the rest.",
  `${feel("neutral", 0.5)}Whoever runs this page can set OPENAI_BASE_URL, and then a real model speaks with my face.`,
  "Shall I show you how I look when I feel something?",
].join(" ");

export const ABILITIES = [
  `${feel("happy", 0.6)}I can tell you the time, a story or a joke.`,
  "I remember your name and what you like, and I can show you six feelings.",
  "You can also interrupt me whenever you want; I never mind. Would you like to hear a story?",
].join(" ");

/** When nothing else fits: `topic` is a word of the visitor's own. */
export const CURIOUS: readonly ((topic: string) => string)[] = [
  (topic) => `${feel("surprised", 0.5)}Now you make me curious. What is it about ${topic} that interests you?`,
  (topic) => `${feel("neutral", 0.6)}I do not know much about ${topic}. How would you explain it to a friend?`,
  (topic) => `${feel("relaxed", 0.6)}I could listen to you about ${topic} for a long time. What happened then?`,
  (topic) => `${feel("happy", 0.5)}That is a good thing to talk about. When did ${topic} begin to matter to you?`,
];
/** The same where the visitor's words have none to hold on to. */
export const PUZZLED: readonly string[] = [
  `${feel("neutral", 0.6)}I see. What shall we talk about: a story, a joke, or you?`,
  `${feel("relaxed", 0.5)}Go on, I am listening. What is on your mind?`,
  `${feel("surprised", 0.4)}Tell me a little more, please. What do you mean?`,
];
