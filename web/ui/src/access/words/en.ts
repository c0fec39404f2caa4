// What claiming, signing in and refusals say, in English: the same for every device but for its name and
// for what is its own. The shape is the contract of the other languages.
export interface OwnWords {
  readonly signInLead: string;
  readonly signInHint: string;
  readonly claimLead: string;
  /** What leads to the command that shows the code, and the command. */
  readonly claimShownBy: string;
  readonly claimCommand: string;
  /** What to do about a wrong claim code. */
  readonly claimAgain: string;
  readonly account: string;
  readonly accountTitle: string;
  readonly accountLead: string;
  readonly create: string;
  readonly creating: string;
}

export const accessEn = (device: string, own: OwnWords) => ({
  ...own,
  asking: `Asking the ${device}.`,
  signInTitle: 'Sign in',
  signIn: 'Sign in',
  signingIn: 'Signing in',
  signOut: 'Sign out',
  ended: 'The session has ended. Sign in to go on where you were.',
  address: 'Address',
  name: 'Name',
  password: 'Password',
  nameMissing: 'A name is needed.',
  passwordMissing: 'A password is needed.',
  passwordHint:
    '15 to 128 characters, without the name; a few words are easier to type than signs.',
  passwordShort: (have: number) => `At least 15 characters are needed, ${have} are typed.`,
  waitSeconds: (span: string) => `The next try is possible in ${span}.`,
  steps: 'First run',
  claim: 'Claim code',
  claimTitle: `Show that this ${device} is yours`,
  claimHint: 'Letters and digits, in any case, with or without dashes.',
  claimMissing: 'The claim code is needed.',
  claimedByOther: `If that was nobody of yours, someone else has the account of this ${device}.`,
  goOn: 'Continue',
  back: 'Back to the claim code',
  problems: {
    texts: {
      setup_required: `The ${device} is not set up yet.`,
      already_set_up: `The ${device} is set up already. Sign in.`,
      wrong_claim_code: `This is not the claim code. ${own.claimAgain}`,
      too_many_attempts: `Too many tries. The ${device} waits before it takes the next.`,
      too_many_requests: `Too many requests. The ${device} waits before it takes the next.`,
      wrong_credentials: 'Name or password is wrong.',
      not_signed_in: 'The session has ended.',
      csrf_token_wrong: 'This page is older than the session. Load it again.',
      foreign_origin: 'A page of another site asked for this. Open this one by its own address.',
      forbidden: 'This account may not do that.',
      not_found: 'It is not there, or not any more.',
      invalid_fields: 'Something in the form is not accepted.',
      invalid_request: `The ${device} did not understand the request.`,
      unavailable: `A part of the ${device} does not answer. Try again in a moment.`,
      network: `The ${device} cannot be reached from this browser.`,
      internal: `The ${device} failed at this. Its log says more.`,
    } as Record<string, string>,
    fields: {
      required: 'This is needed.',
      too_short: 'This is too short.',
      too_long: 'This is too long.',
      invalid: 'This is not accepted.',
      contains_name: 'The password contains the name.',
      contains_word: 'A name of this place is most of the password.',
      too_common: 'This password is among the first that are guessed.',
      too_plain: 'The password needs more kinds of characters.',
    } as Record<string, string>,
    unknown: (status: number) => `The ${device} refused this (${status}).`,
  },
});

export type AccessWords = ReturnType<typeof accessEn>;
export type ProblemWords = AccessWords['problems'];
