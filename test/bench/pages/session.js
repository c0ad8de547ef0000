// What an application bundles that takes this one thing.
export { AvatarSession } from "../../../dist/session/index.js";
