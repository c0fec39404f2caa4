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
  passwordShort: (have: number, min: number) =>
    `At least ${min} characters are needed, ${have} are typed.`,
  codeTitle: 'Second factor',
  codeLead: 'This account signs in with a code of its authenticator app as well.',
  code: 'Code',
  codeHint: 'Six digits that the app shows now, or one of the recovery codes.',
  codeMissing: 'The code is needed.',
  codeWrong: 'Name, password or code is wrong. A code is good once and for half a minute.',
  codeBack: 'Back to name and password',
  toOwn: 'Own account',
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
      second_factor_required: 'The code of the second factor is needed.',
      password_change_required: 'A new password has to be chosen first.',
      wrong_password: 'This is not your present password.',
      wrong_code: 'The app shows another code now.',
      nothing_begun: 'The set-up took too long. Begin again.',
      last_administrator:
        'This is the last administrator. One stays, switched on and without an end: make another one first.',
      too_many_accounts: 'There are as many accounts as there may be. Remove one first.',
      too_many_tokens: 'There are as many tokens as there may be. Revoke one first.',
      not_found: 'It is not there, or not any more.',
      change_pending: 'Another change waits to be confirmed. It has to be kept or undone first.',
      changed_meanwhile: 'The list was changed since it was read. The draft is kept.',
      would_cut_you_off: 'With this list you could not come back from where you are.',
      no_change_pending: 'No change waits to be confirmed any more.',
      needs_new_connection:
        'The browser holds on to connections from before the change. Try again.',
      not_your_change: 'Another account made this change, and only that one can keep it.',
      wrong_token: 'This page does not know the change that is pending now. It can only be undone.',
      not_stored: `The ${device} could not store it. Try again.`,
      invalid_fields: 'Something in the form is not accepted.',
      invalid_request: `The ${device} did not understand the request.`,
      unavailable: `A part of the ${device} does not answer. Try again in a moment.`,
      network: `The ${device} cannot be reached from this browser.`,
      internal: `The ${device} failed at this. Its log says more.`,
    } as Record<string, string>,
    fields: {
      missing: 'This is needed.',
      unknown: 'This cannot be chosen.',
      malformed: 'This is not in the right form.',
      taken: 'Another account has this name.',
      past: 'This is in the past.',
      too_far: 'This is more than 366 days away.',
      out_of_bounds: 'This is outside its bounds.',
      not_custom: 'Only a custom role has permissions of its own.',
      too_short: 'This is too short.',
      too_long: 'This is too long.',
      invalid: 'This is not accepted.',
      contains_name: 'The password contains the name.',
      contains_word:
        'Besides a word of this place, such as the name of the product, too little is left of the password.',
      too_common: 'This password is among the first that are guessed.',
      too_plain: 'More kinds are needed of capitals, small letters, digits and signs.',
      same: 'This is the present password.',
    } as Record<string, string>,
    unknown: (status: number) => `The ${device} refused this (${status}).`,
  },
});

export type AccessWords = ReturnType<typeof accessEn>;
export type ProblemWords = AccessWords['problems'];
