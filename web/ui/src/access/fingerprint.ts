/** "9c41…" as pairs, which are easier to compare. */
export const inPairs = (fingerprint: string): string =>
  (fingerprint.replace(/[^0-9a-f]/gi, '').match(/../g) ?? [fingerprint]).join(':').toUpperCase();
