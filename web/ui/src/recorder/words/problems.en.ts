// What to say for each code of a problem document. What is so, then what to do.
export const problemsEn = {
  texts: {
    conflict: 'It was changed by someone else in the meantime. Load it again.',
    keys_locked: 'The keys are locked. Recording goes on; playback waits until they are unlocked.',
    keys_empty: 'There are no keys yet.',
    keys_exist: 'The keys are made already.',
    wrong_passphrase: 'This is not the passphrase.',
    wrong_pin: 'This is not the PIN.',
    tpm_unavailable:
      'The TPM does not serve now: it is not there, locked itself out, or the machine boots in another way than before.',
    nobody_could_unlock: 'Nobody could unlock the keys again. Add a passphrase or a PIN first.',
    last_method:
      'This is the last way that can be used. Without it the keys are lost: add another one first.',
    exists_already: 'This key is a recipient’s already.',
    denied_by_keeper: 'The keeper of the keys refuses this.',
    key_gone: 'The key of that day is not there any more.',
    already_proven: 'The recovery key is proved already and is not shown again.',
    wrong_recovery_key:
      'This is not the recovery key. Look for a character that is easily misread.',
    recorder_unavailable: 'The recording program does not answer. Try again in a moment.',
    keeper_unavailable: 'The keeper of the keys does not answer. Try again in a moment.',
    nothing_recorded: 'Nothing is recorded there.',
    range_too_long: 'The range is too long. Mark a shorter one.',
    mixed_formats:
      'The camera changed its format within the range. Mark a part before or after that.',
    unreachable: 'The camera does not answer at this address.',
    wrong_password: 'The camera refuses name or password.',
    certificate_changed: 'The camera shows another certificate than the one that was accepted.',
    not_rtsp: 'What answers at this address does not speak RTSP.',
    no_video: 'The camera offers no video there.',
    unsupported: 'The camera offers no format that can be recorded.',
    timeout: 'No answer came in time.',
    too_many_lines: 'More than 50 000 lines match. Choose a shorter time.',
    journal_incomplete:
      'The newest lines cannot be read now, so the file would not be whole. Try again in a moment.',
  } as Record<string, string>,
  fields: {
    invalid_url: 'This is not an rtsps:// or rtsp:// address.',
    refused: 'The keeper of the keys refuses this.',
    surplus: 'Either the one or the other.',
    not_confirmed: 'The name was not typed as it is now. Load the page again.',
    duplicate: 'This is in use already.',
  } as Record<string, string>,
};
