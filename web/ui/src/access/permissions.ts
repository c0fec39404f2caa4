// What accounts may, in the device's words. It decides by itself; this is for showing only what is of use.
import type { components } from '../api/generated/recorder';

type Schemas = components['schemas'];
export type Grantable = Schemas['Permission'];
export type Permission =
  | Grantable
  | 'manage-accounts'
  | 'manage-access'
  | 'manage-certificates'
  | 'own-account'
  | 'session';
export type Role = Schemas['Role'];
export type CameraRight = Schemas['CameraRights']['rights'][number];

export const grantable: readonly Grantable[] = [
  'see-cameras',
  'view-live',
  'view-recordings',
  'export',
  'control-ptz',
  'handle-alarms',
  'view-status',
  'manage-cameras',
  'manage-keys',
  'review-access',
  'read-journal',
];
export const roles: readonly Role[] = ['administrator', 'officer', 'operator', 'viewer', 'custom'];
export const cameraRights: readonly CameraRight[] = ['live', 'playback', 'export', 'ptz', 'alarms'];

/** What each role may; a custom one has a list of its own. */
export const ofRole: Readonly<Record<Exclude<Role, 'custom'>, readonly Permission[]>> = {
  administrator: [...grantable, 'manage-accounts', 'manage-access', 'manage-certificates'],
  officer: ['view-status', 'review-access', 'read-journal', 'manage-certificates'],
  operator: grantable.slice(0, 7),
  viewer: grantable.slice(0, 3),
};

export const isGrantable = (permission: string): permission is Grantable =>
  (grantable as readonly string[]).includes(permission);
