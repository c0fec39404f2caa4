// Certificates and refusals in words.
import type { ApiProblem } from '../../api/problem';
import type { Authority, Certificate, ServerCertificate } from '../api';
import type { ProblemWords } from '../words/en';
import type { CertificatesWords } from '../words/certificates.en';

const day_ms = 86_400_000;
/** From then on it is said how many days are left. */
const soonDays = 60;

export interface Standing {
  readonly state: keyof CertificatesWords['states'];
  readonly daysLeft: number;
}

export function standingOf(
  { not_before, not_after, revoked }: Certificate,
  now_ms: number,
): Standing {
  const left_ms = Date.parse(not_after) - now_ms;
  const daysLeft = Math.max(0, Math.floor(left_ms / day_ms));
  const state = revoked
    ? 'revoked'
    : left_ms < 0
      ? 'over'
      : Date.parse(not_before) > now_ms
        ? 'early'
        : daysLeft < soonDays
          ? 'soon'
          : 'good';
  return { state, daysLeft };
}

export const standingWords = (
  { state, daysLeft }: Standing,
  t: Pick<CertificatesWords, 'states'>,
): string => t.states[state](daysLeft);

/** What can be shown: whoever connects would refuse anything else. */
export const isGood = ({ state }: Standing): boolean => state === 'good' || state === 'soon';

export function namesOf(server: ServerCertificate): readonly string[] {
  const { dns, ip } = server.chain[0]?.names ?? server.request?.names ?? { dns: [], ip: [] };
  return [...(dns ?? []), ...(ip ?? [])];
}

/** What it is in use by, where the web pages show `shown`. */
export const usesOf = (
  { id, uses }: ServerCertificate,
  shown: string | null,
  t: CertificatesWords,
): string[] =>
  [...(id === shown ? ['web'] : []), ...uses.filter((each) => each !== 'web')].map(
    (each) => t.uses[each] ?? each,
  );

/** All that is shown of it in a list, to be searched. */
export const serverText = (server: ServerCertificate, t: CertificatesWords): string =>
  textOf(
    server.label,
    t.origins[server.origin],
    ...namesOf(server),
    ...certificateTexts(server.chain[0]),
  );
export const authorityText = ({ label, certificate }: Authority): string =>
  textOf(label, ...certificateTexts(certificate));

const certificateTexts = (certificate: Certificate | undefined): string[] =>
  certificate ? [certificate.subject, certificate.issuer, certificate.fingerprint] : [];
const textOf = (...texts: readonly string[]): string => texts.join(' ').toLocaleLowerCase();

/** Why a field was refused; a code that is not known here is said in general. */
export function refusalAt(
  problem: ApiProblem | undefined,
  field: string,
  t: CertificatesWords,
  { fields }: ProblemWords,
): string | undefined {
  const code = problem?.fields.get(field);
  return code === undefined ? undefined : (t.refusals[code] ?? fields[code] ?? fields['invalid']);
}

/** With what only these pages are refused. */
export const withRefusals = (problems: ProblemWords, t: CertificatesWords): ProblemWords => ({
  ...problems,
  texts: { ...problems.texts, ...t.refusals },
});
