// In the headless check (tsconfig.headless.json) the DOM does not exist. These two names may be said
// there, so that a port can hand an element or a stream through, but nothing can be done with them.
// In the full check they merge with the DOM's own interfaces and change nothing.
/* eslint-disable @typescript-eslint/no-empty-object-type -- empty is the point: nameable, unusable */
interface HTMLElement {}
interface MediaStream {}
