// What a certificate of erasure says, for the eye: the file itself is what was signed.
export interface ErasureFacts {
  readonly scope: 'camera-day' | 'camera' | 'everything';
  readonly camera: string;
  readonly day: string;
  readonly actor: string;
  readonly reason: string;
  readonly ordered: string;
  readonly keys: number;
  readonly line: number;
}

const known = /^custody erasure 1$/;

/** Undefined for a form that is not known here. */
export function factsOf(certificate: string): ErasureFacts | undefined {
  let json: unknown;
  try {
    json = JSON.parse(certificate);
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  const told = json as Record<string, unknown>;
  const scope = told['scope'];
  if (!known.test(String(told['format']))) return undefined;
  if (scope !== 'camera-day' && scope !== 'camera' && scope !== 'everything') return undefined;
  const text = (name: string): string => (typeof told[name] === 'string' ? told[name] : '');
  return {
    scope,
    camera: text('camera'),
    day: text('day'),
    actor: text('actor'),
    reason: text('reason'),
    ordered: text('ordered'),
    keys: Array.isArray(told['keys']) ? told['keys'].length : 0,
    line: Number(told['journal_line']),
  };
}
