/** What a token endpoint takes for an id: letters, digits and what ids are joined with; 200 characters hold any id and no prompt. */
export const HINT_ID = /^[\w.:@~-]{1,200}$/;
