// What a device asks of names and passwords; it decides, this only spares a way. Codes are the device's.
export const passwordMin = 15;
export const passwordMax = 128;
export const nameMax = 64;
/** Shorter names are part of too many words. */
const namePartMin = 3;

/** As the device counts: an emoji is one. */
export const charactersOf = (text: string): number => [...text].length;

export function faultOfName(name: string): string | undefined {
  if (name === '') return 'missing';
  return charactersOf(name) > nameMax ? 'too_long' : undefined;
}

/** `min`: what the policy of the device asks for, where it is known. */
export function faultOfPassword(
  name: string,
  password: string,
  min: number = passwordMin,
): string | undefined {
  if (charactersOf(password) < min) return 'too_short';
  if (charactersOf(password) > passwordMax) return 'too_long';
  const named = charactersOf(name) >= namePartMin && folded(password).includes(folded(name));
  return named ? 'contains_name' : undefined;
}

// ASCII only, as the device does.
const folded = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
