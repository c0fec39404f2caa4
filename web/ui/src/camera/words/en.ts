// Every word of the camera's page that the shared catalogues do not have, in English. Its shape is the
// contract of the other languages.
import { accessEn } from '../../access/words/en';

const access = accessEn('camera', {
  signInLead: 'The camera goes on sending whether or not anyone is signed in.',
  signInHint: 'Signing in, also when it fails, is written to the log of the camera.',
  claimLead:
    'There is no factory password. The claim code is on the label of the camera or shown by its console. It works once.',
  claimShownBy: 'Where the camera runs as a program, this shows it:',
  claimCommand: 'custody admin claim-code --socket /run/custody/camera/control.sock',
  claimAgain: 'Look at it again on the label or the console of the camera.',
  account: 'Account',
  accountTitle: 'Make the account',
  accountLead:
    'One account, for this page and for the streams: the recorder signs in with it as well. There is no other way in, so keep its password in a safe place.',
  create: 'Create the account',
  creating: 'Creating the account',
});

export const en = {
  access,
  toDevice: 'Go to the camera',
  title: 'Camera',
  lead: 'What this camera is, and what a recorder needs to know to add it.',
  adding: {
    title: 'Add it to a recorder',
    lead: 'In the recorder: Settings, Cameras, Add a camera.',
    addresses: 'Addresses of the streams',
    names: { main: 'Main stream', sub: 'Sub-stream' },
    uses: { main: 'is recorded', sub: 'smaller, for the wall' },
    addressOf: { main: 'the address of the main stream', sub: 'the address of the sub-stream' },
    size: (width: number, height: number) => `${width} × ${height}`,
    rate: (pictures: string) => `${pictures} fps`,
    sound: 'with sound',
    silent: 'without sound',
    account: 'Account for the streams',
    password: 'Its password is the one you sign in with here. It is shown nowhere.',
    fingerprint: 'SHA-256 fingerprint of the certificate',
    ofFingerprint: 'the fingerprint',
    compare:
      'Accept the certificate in the recorder only if it shows this fingerprint. Compare it as well with what this browser shows for this page: if either differs, someone is between.',
  },
  about: {
    title: 'This camera',
    name: 'Name',
    model: 'Model',
    serial: 'Serial number',
    version: 'Version',
  },
};

export type CameraWords = typeof en;
