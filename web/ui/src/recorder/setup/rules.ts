// What the recorder asks of a password; it decides, this only spares a way.
export const passwordMin = 12;
