// A style sheet has no exports.
export {};
