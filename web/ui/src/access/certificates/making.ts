// What is typed of a certificate that is to be made here, in the words of the device.
import type { NewCertificate } from '../api';
import { endOfDay } from '../days';

export type KeyKind = NonNullable<NewCertificate['key']>;
export type SubjectField = keyof NonNullable<NewCertificate['subject']>;

export const keyKinds: readonly KeyKind[] = ['P-256', 'P-384', 'RSA-3072', 'RSA-4096'];
/** With as many letters as each may have (R107), in the order of the form. */
export const subjectLetters: Readonly<Record<SubjectField, number>> = {
  common_name: 64,
  organization: 64,
  unit: 64,
  locality: 128,
  state: 128,
  country: 2,
};
export const subjectFields = Object.keys(subjectLetters) as SubjectField[];

export interface Typed {
  readonly label: string;
  readonly key: KeyKind;
  /** One on each line. */
  readonly dns: string;
  readonly ip: string;
  readonly subject: Readonly<Record<SubjectField, string>>;
  readonly from: string;
  readonly until: string;
}

export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The first second of a day; undefined for what is no day. */
function beginOf(day: string): string | undefined {
  const end = endOfDay(day);
  if (end === undefined) return undefined;
  const at = new Date(end);
  at.setHours(0, 0, 0, 0);
  return at.toISOString();
}

/** Undefined while a day is missing. */
export function newCertificate(
  origin: 'requested' | 'self-signed',
  typed: Typed,
): NewCertificate | undefined {
  const dns = linesOf(typed.dns);
  const ip = linesOf(typed.ip);
  const subject = Object.fromEntries(
    subjectFields.flatMap((field) => {
      const text = typed.subject[field].trim();
      return text ? [[field, text]] : [];
    }),
  );
  const body: NewCertificate = {
    origin,
    label: typed.label.trim(),
    key: typed.key,
    ...(Object.keys(subject).length > 0 ? { subject } : {}),
    names: { ...(dns.length > 0 ? { dns } : {}), ...(ip.length > 0 ? { ip } : {}) },
  };
  if (origin === 'requested') return body;
  const not_before = beginOf(typed.from);
  const not_after = endOfDay(typed.until);
  return not_before && not_after ? { ...body, not_before, not_after } : undefined;
}
