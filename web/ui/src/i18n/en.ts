// The catalogue: every word the product shows, in English. Its shape is the contract the other
// languages are compiled against, so a missing or surplus text stops the build.
// Say what is so, then since when, then what happens next. No blame, no exclamation marks.
import { pluralFor } from './plural';

const plural = pluralFor('en');

export const en = {
  brand: 'Custody',
  list: (parts: readonly string[]) => parts.join(', '),
  shell: {
    skip: 'Skip to content',
    mainNavigation: 'Main',
    find: 'Find a camera, a setting, a time',
    recording: (running: string, of: string) => `Recording ${running} of ${of}`,
    timeSource: 'Time source',
    toDark: 'Switch to dark',
    toLight: 'Switch to light',
    signedInAs: (name: string) => `Signed in as ${name}`,
    titleOf: (page: string) => `${page} · Custody`,
  },
  verdict: {
    authentic: 'Authentic',
    authenticWithLoss: 'Authentic with loss',
    unsigned: 'Unsigned',
    unverifiable: 'Unverifiable',
    failed: 'Failed',
    gap: 'Gap',
    backfilled: 'Backfilled',
    locked: 'Locked',
    alarm: 'Alarm',
  },
  tile: {
    acknowledge: 'Acknowledge',
    inspect: 'Inspect',
    received: 'Received',
    lastPicture: 'Last picture',
    diagnose: 'Diagnose',
    noStreamFor: (span: string) => `No stream for ${span}`,
    pulse: (parts: string) => `Last 60 s: ${parts}`,
    pulsePart: (verdict: string, seconds: number) => `${verdict} ${seconds} s`,
  },
  field: {
    show: (label: string) => `Show ${label}`,
    hide: (label: string) => `Hide ${label}`,
    clear: 'Clear the filter',
    found: (count: number, of: number) => `${count} of ${of}`,
    wrong: 'Not accepted:',
  },
  steps: {
    done: ', done',
    progress: (step: number, of: number) => `Step ${step} of ${of}`,
  },
  meter: {
    strength: (cells: number) => `Strength ${cells} of 5`,
  },
  planner: {
    now: 'Days held now',
    after: 'After the change',
    required: 'Required by policy',
    days: (count: number) => `${count} ${plural(count, { one: 'day', other: 'days' })}`,
    row: (name: string, now: number, after: number) => `${name}: ${now} now, ${after} after.`,
  },
  confirmBar: {
    label: 'Change not yet confirmed',
    applied: 'Applied, not yet confirmed.',
    undoesIn: 'It undoes itself in',
    period: '.',
    undo: 'Undo now',
    keep: 'Keep the change',
    secondsLeft: (count: number) =>
      `${count} ${plural(count, { one: 'second', other: 'seconds' })} left to confirm.`,
    expired: 'Not confirmed in time. The change is being undone.',
  },
  dialog: {
    cancel: 'Cancel',
    typeToConfirm: (phrase: string) => `Type ${phrase} to go on`,
    notYet: 'The name is not typed yet',
  },
  copy: {
    act: 'Copy',
    done: 'Copied',
    refused: 'The browser did not allow it. Select the text instead.',
  },
  nav: {
    status: 'Status',
  },
  health: {
    title: 'Status',
    lead: 'Whether this page reaches the device that served it.',
    lastAnswer: 'Last answer',
    asked: 'Asked',
    every: (seconds: number) =>
      `Every ${seconds} ${plural(seconds, { one: 'second', other: 'seconds' })}`,
    took: (milliseconds: string) => `after ${milliseconds} ms`,
    neverSince: (time: string) => `None since this page was opened at ${time}`,
    nextTry: 'Next try',
    code: 'Code',
    inSeconds: (count: number) => `in ${count} s`,
    now: 'now',
    browserTimes: (zone: string) => `Times are this browser's clock, ${zone}.`,
    recorder: {
      asking: 'Asking the recorder.',
      up: 'The recorder answers.',
      notUp: 'The recorder answers that it is not up.',
      unreachable: (span: string) => `The recorder has not answered for ${span}.`,
      silent: 'The recorder does not answer.',
      unknown: 'Whether it records cannot be seen from here.',
    },
    camera: {
      asking: 'Asking the camera.',
      up: 'The camera answers.',
      notUp: 'The camera answers that it is not up.',
      unreachable: (span: string) => `The camera has not answered for ${span}.`,
      silent: 'The camera does not answer.',
      unknown: 'Whether it sends pictures cannot be seen from here.',
    },
  },
  notFound: {
    title: 'Nothing at this address',
    lead: (address: string) => `There is no page called ${address}.`,
    toStatus: 'Go to Status',
  },
};

export type Words = typeof en;
