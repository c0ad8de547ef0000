/** Evaluated before the tag is registered, so that elements which are in the page already are told of as well. */
import { warnOfFalseFlags } from "./flag-warnings.js";
import { LiveAvatarElement } from "./live-avatar.element.js";

warnOfFalseFlags(LiveAvatarElement);
