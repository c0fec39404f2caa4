// Everything the pages ask about the keys once they are made. Answers are values; refusals and failures are
// thrown as ApiProblem.
import { asking, type Hooks } from '../../api/asking';
import { recorderClient, type Options } from '../../api/client';
import type {
  Erasure,
  ErasureOrder,
  Keys,
  KeysUnlock,
  Recipient,
  RecipientAdded,
  UnlockMethod,
  UnlockMethodChange,
} from './types';

export type KeysApi = ReturnType<typeof keysApi>;

export function keysApi(hooks: Hooks, options: Options = {}) {
  const client = recorderClient(options);
  const { value } = asking(client, hooks);
  const done = async (asked: Promise<unknown>): Promise<void> => void (await asked);

  return {
    keys: (): Promise<Keys> => value(client.GET('/api/v1/keys')),
    unlock: (body: KeysUnlock): Promise<void> =>
      done(value(client.POST('/api/v1/keys/unlock', { body }))),
    lock: (): Promise<void> => done(value(client.POST('/api/v1/keys/lock'))),

    addMethod: (body: UnlockMethodChange): Promise<void> =>
      done(value(client.POST('/api/v1/keys/methods', { body }))),
    removeMethod: (method: UnlockMethod): Promise<void> =>
      done(value(client.DELETE('/api/v1/keys/methods/{method}', { params: { path: { method } } }))),

    addRecipient: (body: RecipientAdded): Promise<Recipient> =>
      value(client.POST('/api/v1/keys/recipients', { body })),
    removeRecipient: (recipient: string): Promise<void> =>
      done(
        value(
          client.DELETE('/api/v1/keys/recipients/{recipient}', { params: { path: { recipient } } }),
        ),
      ),
    revokeGrant: (grant: string): Promise<void> =>
      done(value(client.DELETE('/api/v1/keys/grants/{grant}', { params: { path: { grant } } }))),

    rotate: (): Promise<void> => done(value(client.POST('/api/v1/keys/rotation'))),
    erase: (body: ErasureOrder): Promise<Erasure> =>
      value(client.POST('/api/v1/keys/erasure', { body })),
    erasure: (erasure: string): Promise<Erasure> =>
      value(client.GET('/api/v1/keys/erasures/{erasure}', { params: { path: { erasure } } })),
  };
}
