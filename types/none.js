// The entries `live-avatar/types/…` have declarations alone.
export {};
