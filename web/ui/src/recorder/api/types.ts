// The recorder's things by their names in the description of its interface.
import type { components, operations } from '../../api/generated/recorder';

type Schemas = components['schemas'];

export type Session = Schemas['Session'];
export type SetupStep = Schemas['Setup']['step'];
export type Camera = Schemas['Camera'];
export type CameraRequest = Schemas['NewCamera'];
export type CameraChange = Schemas['CameraChange'];
export type StreamState = Schemas['StreamState'];
export type ProbeRequest = Schemas['Probe'];
export type Probe = Schemas['ProbeResult'];
export type ProbedStream = Schemas['ProbedStream'];
export type Timeline = Schemas['Timeline'];
export type PlaybackSegment = Schemas['PlaybackSegment'];
export type Clip = Schemas['Clip'];
export type Status = Schemas['Status'];
export type Keys = Schemas['Keys'];
export type UnlockMethod = Keys['methods'][number];
export type KeysUnlock = Schemas['KeysUnlock'];
export type UnlockMethodChange = Schemas['UnlockMethodChange'];
export type Recipient = Schemas['Recipient'];
export type RecipientAdded = Schemas['RecipientAdded'];
export type ExportGrant = Schemas['ExportGrant'];
export type ErasureOrder = Schemas['ErasureOrder'];
export type Erasure = Schemas['Erasure'];
export type Problem = Schemas['Problem'];
export type JournalLine = Schemas['JournalLine'];
export type JournalPage = Schemas['JournalLines'];
export type JournalQuery = NonNullable<operations['listJournal']['parameters']['query']>;
export type JournalFormat = operations['exportJournal']['parameters']['query']['format'];
export type Severity = Schemas['Severity'];
