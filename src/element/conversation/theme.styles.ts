import { css } from "@lit/reactive-element";

/**
 * The variables of a conversation; those of the shell are in its own styles.
 * @cssproperty --live-avatar-accent-strong - The background colour of the send button under the pointer; default `light-dark(#2c45c9, #b0bdff)`.
 * @cssproperty --live-avatar-field - The background colour of text fields; default `light-dark(#f7f8fb, #1f232e)`.
 * @cssproperty --live-avatar-text-secondary - The colour of text that is less important, and of placeholders, on `surface`, `raised` and `field`; default `light-dark(#565e70, #a9b1c2)`.
 * @cssproperty --live-avatar-box-radius - The corner radius of notices, captions and other boxes; default 14px.
 * @cssproperty --live-avatar-chip - The background colour of what lies on the picture: status, close button, questions to begin with; default `rgb(12 14 20 / 72%)`.
 * @cssproperty --live-avatar-on-chip - The colour of text and icons on `chip`; default #fff.
 * @cssproperty --live-avatar-control - The background colour of the round buttons; default `rgb(30 34 44 / 82%)`.
 * @cssproperty --live-avatar-control-strong - The background colour of the round buttons under the pointer; default `rgb(62 68 84 / 92%)`.
 * @cssproperty --live-avatar-on-control - The colour of the icons of the round buttons; default #fff.
 * @cssproperty --live-avatar-control-active - The background colour of a round button that is on, such as an open microphone; default #fff.
 * @cssproperty --live-avatar-on-control-active - The colour of the icon of a round button that is on; default #14171f.
 * @cssproperty --live-avatar-danger - The background colour of the End button, of the button that deletes, and of the note that the camera is on; default #c62f3b.
 * @cssproperty --live-avatar-danger-strong - The background colour of the End button under the pointer; default #a8222d.
 * @cssproperty --live-avatar-on-danger - The colour of text and icons on `danger`; default #fff.
 * @cssproperty --live-avatar-text-danger - The colour of the line that says that a text is too long; default `light-dark(#b3261e, #ffb4ab)`.
 * @cssproperty --live-avatar-warning - The background colour of the microphone button where there is no microphone to be had; default #7a2e12.
 * @cssproperty --live-avatar-on-warning - The colour of that button's icon; default #fff.
 * @cssproperty --live-avatar-live - The colour of the ring around the launcher, and of the dot beside it, while a conversation runs; default #1f9d57.
 * @cssproperty --live-avatar-level - The colour of the ring and of the bar that show how loud the microphone is, and of the push-to-talk button while it is held; default #3ddc84.
 * @cssproperty --live-avatar-on-level - The colour of the icon of that button while it is held; default #06210f.
 * @cssproperty --live-avatar-dot - The colour of the dot beside the status; default #9aa3b5.
 * @cssproperty --live-avatar-dot-listening - The colour of that dot while the avatar listens; default #3ddc84.
 * @cssproperty --live-avatar-dot-thinking - The colour of that dot while the avatar thinks; default #ffc857.
 * @cssproperty --live-avatar-dot-speaking - The colour of that dot while the avatar speaks; default #7ab8ff.
 * @cssproperty --live-avatar-dot-poor - The colour of that dot while the connection is poor; default #ff8a65.
 * @cssproperty --live-avatar-notice - The background colour of notices; default `surface`.
 * @cssproperty --live-avatar-on-notice - The colour of text in notices; default `text`.
 * @cssproperty --live-avatar-caption - The ground of the captions; default `rgb(10 12 18 / 80%)`, on which white is read over any picture.
 * @cssproperty --live-avatar-on-caption - The colour of the captions; default #fff.
 * @cssproperty --live-avatar-caption-heard - The colour of the visitor's own words in the captions; default #d5e6ff, or `on-caption` where that is set.
 * @cssproperty --live-avatar-caption-size - The font size of the captions; default between 0.9375rem and 1.1875rem, with the width of the element.
 * @cssproperty --live-avatar-message-radius - The corner radius of messages; default 16px.
 * @cssproperty --live-avatar-field-radius - The corner radius of text fields; default 22px.
 * @cssproperty --live-avatar-selection - The background colour of selected text in the transcript; default `light-dark(#b9c5ff, #4a5bb5)`.
 * @cssproperty --live-avatar-input-level - How loud the microphone is while it listens, 0…1, at most 20 times a second. The element sets it inside the frame, for parts and slots to use; it is not there for visitors who prefer reduced motion.
 * @cssproperty --live-avatar-output-level - How loud the avatar's voice is while it speaks, whatever the volume, 0…1, at most 20 times a second. It is set like the level of the microphone, and not there where nobody measures the voice, as with the browser's own.
 */
export const themeStyles = css`
  :host {
    --_accent-strong: var(--live-avatar-accent-strong, light-dark(#2c45c9, #b0bdff));
    --_field: var(--live-avatar-field, light-dark(#f7f8fb, #1f232e));
    --_muted: var(--live-avatar-text-secondary, light-dark(#565e70, #a9b1c2));
    --_box-radius: var(--live-avatar-box-radius, 14px);
    --_chip: var(--live-avatar-chip, rgb(12 14 20 / 72%));
    --_on-chip: var(--live-avatar-on-chip, #fff);
    --_control: var(--live-avatar-control, rgb(30 34 44 / 82%));
    --_control-strong: var(--live-avatar-control-strong, rgb(62 68 84 / 92%));
    --_on-control: var(--live-avatar-on-control, #fff);
    --_control-active: var(--live-avatar-control-active, #fff);
    --_on-control-active: var(--live-avatar-on-control-active, #14171f);
    --_danger: var(--live-avatar-danger, #c62f3b);
    --_danger-strong: var(--live-avatar-danger-strong, #a8222d);
    --_on-danger: var(--live-avatar-on-danger, #fff);
    --_warning: var(--live-avatar-warning, #7a2e12);
    --_on-warning: var(--live-avatar-on-warning, #fff);
    --_live: var(--live-avatar-live, #1f9d57);
    --_level: var(--live-avatar-level, #3ddc84);
    --_message-radius: var(--live-avatar-message-radius, 16px);
    --_field-radius: var(--live-avatar-field-radius, 22px);
  }
`;
