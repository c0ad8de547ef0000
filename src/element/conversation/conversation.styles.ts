import { css } from "@lit/reactive-element";
import { themeStyles } from "./theme.styles.js";
import { captionsStyles } from "./captions.styles.js";
import { composerStyles } from "./composer.styles.js";
import { noticesStyles } from "./notices.styles.js";
import { overlayStyles } from "./overlay.styles.js";
import { panelStyles } from "./panel.styles.js";
import { preferencesStyles } from "./preferences.styles.js";
import { runningNoteStyles } from "./running-note.styles.js";
import { toolbarStyles } from "./toolbar.styles.js";
import { transcriptStyles } from "./transcript.styles.js";
import { videoViewStyles } from "./video-view.styles.js";
import { windowButtonsStyles } from "./window-buttons.styles.js";

/** All styles of a conversation, as one sheet. The place of the panel and what the visitor prefers come last: they change the parts before them. */
export const conversationStyles = css`
  ${themeStyles}${overlayStyles}${videoViewStyles}${noticesStyles}${captionsStyles}${toolbarStyles}${transcriptStyles}${composerStyles}${runningNoteStyles}${windowButtonsStyles}${panelStyles}${preferencesStyles}
`;
