// What the page about weak settings says, in English: of recorder and camera alike. The shape is the contract
// of the other languages.
import type { Weakness } from '../api';

export interface WeaknessWords {
  readonly title: string;
  readonly mend: string;
}

export const securityEn = {
  title: 'Security',
  lead: 'Settings that are weaker than they could be, the worst first.',
  good: 'Nothing weak was found',
  goodLead: 'Every setting that is looked at is as strong as it can be.',
  mend: 'Go there',
  severities: {
    notice: 'Notice',
    warning: 'Warning',
    error: 'Error',
    critical: 'Critical',
  } as Record<Weakness['severity'], string>,
  of: (code: Weakness['code'], subject: string): WeaknessWords =>
    ({
      certificate_ends: {
        title: `The certificate ends on ${subject}`,
        mend: 'One that was chosen is replaced by another. The recorder’s own is renewed 30 days before its end, once the keys are unlocked.',
      },
      hosts_not_limited: {
        title: 'Every address may reach this device',
        mend: 'Make a list of the hosts that need it, and switch it on.',
      },
      idle_token: {
        title: `Nobody has used the token ${subject} for 90 days`,
        mend: 'Revoke it if nothing needs it.',
      },
      no_blocklist: {
        title: 'Passwords that are guessed first are taken',
        mend: 'Let the list of them be asked.',
      },
      no_second_factor: {
        title: `The administrator ${subject} signs in by a password alone`,
        mend: 'A second factor keeps out whoever learns the password. Its owner sets it up.',
      },
      one_administrator: {
        title: 'There is one administrator alone',
        mend: 'A second one can help when the first cannot sign in.',
      },
      other_program: {
        title: `Another program can be reached: ${subject}`,
        mend: 'It is not part of this device. Switch it off at the machine if nothing needs it.',
      },
      plain_rtsp: {
        title: `Live pictures go over the network without encryption: ${subject}`,
        mend: 'Use RTSPS, and start the camera without plain RTSP.',
      },
      recovery_unproven: {
        title: 'Nobody has proved the recovery key',
        mend: 'Without it on paper, footage is lost with this machine.',
      },
      self_signed_certificate: {
        title: 'The certificate vouches for itself',
        mend: 'The site issues one as soon as its keys are made and unlocked; or have one signed by an authority your browsers know.',
      },
      short_passwords: {
        title: `Passwords of ${subject} characters are taken`,
        mend: 'Ask for 15 or more.',
      },
      stale_account: {
        title: `Nobody has used the account ${subject} for 90 days`,
        mend: 'Switch it off or remove it if nobody needs it.',
      },
    })[code],
};

export type SecurityWords = typeof securityEn;
