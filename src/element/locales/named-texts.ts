/** The texts, in English, that take the place of those of the same name where the avatar has a name. */
export interface NamedTexts {
  readonly region: (name: string) => string;
  readonly open: (name: string) => string;
}

export const namedTexts: NamedTexts = {
  region: (name) => `Conversation with ${name}`,
  open: (name) => `Talk to ${name}`,
};
