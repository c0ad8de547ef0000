/** White space, control and format characters, and what a font draws as nothing. */
const INVISIBLE = /[\s\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Whether a reader would see anything of the text. */
export const hasVisibleText = (text: string): boolean => text.replace(INVISIBLE, "") !== "";
