/** The lines of the shell's icons, 24 × 24. */
export const CLOSE = "M6 6l12 12M18 6L6 18";
export const TALK = "M4 5.5h16v11H10l-4 3.5v-3.5H4zM8.5 11h.01M12 11h.01M15.5 11h.01";
export const MICROPHONE = "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5 11a7 7 0 0 0 14 0M12 18v3";
