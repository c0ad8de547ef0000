/**
 * Everyday words of English, German and French, folded: who asks about a wedding and who spoke of marrying use no word in common.
 *
 * A line is a topic, with a column for each language. An entry stands for its forms, see `word-forms.ts`; a word may have several
 * topics, and one that is the same in another column of its line stands there once. "~" is before a topic that is in every second
 * text and weighs less. A line with "=" has the words for a whole category, to which the lines after it belong as far as the next
 * empty one. Adding to it changes every vector: give the embedder's id a new number.
 */
import { BODY } from "./topics/body.js";
import { FOOD } from "./topics/food.js";
import { HOME } from "./topics/home.js";
import { LEISURE } from "./topics/leisure.js";
import { MEASURE } from "./topics/measure.js";
import { MIND } from "./topics/mind.js";
import { NATURE } from "./topics/nature.js";
import { PEOPLE } from "./topics/people.js";
import { TRAVEL } from "./topics/travel.js";
import { WORK } from "./topics/work.js";

export const TOPICS: readonly string[] = [BODY, FOOD, HOME, LEISURE, MEASURE, MIND, NATURE, PEOPLE, TRAVEL, WORK];
