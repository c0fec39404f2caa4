// Everything the pages ask about accounts, of recorder or camera. Answers are values; refusals and failures
// are thrown as ApiProblem.
import { asking, type Hooks } from '../api/asking';
import { accountClient, type Options } from '../api/client';
import type { components } from '../api/generated/recorder';

type Schemas = components['schemas'];
export type Account = Schemas['Account'];
export type NewAccount = Schemas['NewAccount'];
export type AccountChange = Schemas['AccountChange'];
export type CameraRights = Schemas['CameraRights'];
export type SessionEntry = Schemas['SessionEntry'];
export type Token = Schemas['Token'];
export type NewToken = Schemas['NewToken'];
export type TokenSecret = Schemas['NewTokenSecret'];
export type FactorSecret = Schemas['SecondFactorSecret'];
export type PasswordPolicy = Schemas['PasswordPolicy'];
export type PolicyChange = Schemas['PasswordPolicyChange'];
export type HostAccess = Schemas['HostAccess'];
export type HostTable = Schemas['HostTable'];
export type HostRow = Schemas['HostRow'];
export type HostJudgement = Schemas['HostJudgement'];
export type HostService = Schemas['HostService'];
export type HostAction = Schemas['HostAction'];
export type HostReplacement = Schemas['HostAccessReplacement'];
export type HostsApplied = Schemas['HostAccessApplied'];
export type HostCheck = Schemas['HostAccessCheck'];
export type Weakness = Schemas['Weakness'];
export type ExposedSocket = Schemas['ExposedSocket'];
export type Pending = NonNullable<Schemas['Change']['pending']>;
export type Certificate = Schemas['CertificateDetails'];
export type ServerCertificate = Schemas['ServerCertificate'];
export type CertificateList = Schemas['CertificateList'];
export type NewCertificate = Schemas['NewCertificate'];
export type CertificateRequest = Schemas['CertificateRequest'];
export type WebChoice = Schemas['WebCertificateChoice'];
export type WebApplied = Schemas['WebCertificateApplied'];
export type Authority = Schemas['Authority'];
export type AccountsApi = ReturnType<typeof accountsApi>;

export function accountsApi(hooks: Hooks, options: Options = {}) {
  const client = accountClient(options);
  const { value } = asking(client, hooks);
  const done = async (asked: Promise<unknown>): Promise<void> => void (await asked);
  const at = (account: string) => ({ params: { path: { account } } });

  return {
    policy: (): Promise<PasswordPolicy> => value(client.GET('/api/v1/password-policy')),
    setPolicy: (body: PolicyChange): Promise<PasswordPolicy> =>
      value(client.PUT('/api/v1/password-policy', { body })),

    changePassword: (present_password: string, password: string): Promise<void> =>
      done(
        value(client.POST('/api/v1/session/password', { body: { present_password, password } })),
      ),
    beginFactor: (present_password: string): Promise<FactorSecret> =>
      value(client.POST('/api/v1/session/second-factor', { body: { present_password } })),
    confirmFactor: async (code: string): Promise<string[]> =>
      (await value(client.POST('/api/v1/session/second-factor/confirmation', { body: { code } })))
        .recovery_codes,
    removeFactor: (present_password: string): Promise<void> =>
      done(
        value(client.POST('/api/v1/session/second-factor/removal', { body: { present_password } })),
      ),

    accounts: async (): Promise<Account[]> =>
      (await value(client.GET('/api/v1/accounts'))).accounts,
    account: (account: string): Promise<Account> =>
      value(client.GET('/api/v1/accounts/{account}', at(account))),
    createAccount: (body: NewAccount): Promise<Account> =>
      value(client.POST('/api/v1/accounts', { body })),
    changeAccount: (account: string, body: AccountChange): Promise<Account> =>
      value(client.PATCH('/api/v1/accounts/{account}', { ...at(account), body })),
    removeAccount: (account: string): Promise<void> =>
      done(value(client.DELETE('/api/v1/accounts/{account}', at(account)))),
    resetPassword: (account: string, password: string): Promise<void> =>
      done(
        value(
          client.POST('/api/v1/accounts/{account}/password', {
            ...at(account),
            body: { password },
          }),
        ),
      ),
    removeFactorOf: (account: string): Promise<void> =>
      done(value(client.DELETE('/api/v1/accounts/{account}/second-factor', at(account)))),

    sessions: async (): Promise<SessionEntry[]> =>
      (await value(client.GET('/api/v1/sessions'))).sessions,
    endSession: (session: string): Promise<void> =>
      done(value(client.DELETE('/api/v1/sessions/{session}', { params: { path: { session } } }))),

    tokens: async (): Promise<Token[]> => (await value(client.GET('/api/v1/tokens'))).tokens,
    makeToken: (body: NewToken): Promise<TokenSecret> =>
      value(client.POST('/api/v1/tokens', { body })),
    revokeToken: (token: string): Promise<void> =>
      done(value(client.DELETE('/api/v1/tokens/{token}', { params: { path: { token } } }))),

    exposure: async (): Promise<ExposedSocket[]> =>
      (await value(client.GET('/api/v1/exposure'))).sockets,

    weaknesses: async (): Promise<Weakness[]> =>
      (await value(client.GET('/api/v1/security'))).weaknesses,

    hosts: (): Promise<HostAccess> => value(client.GET('/api/v1/host-access')),
    replaceHosts: (body: HostReplacement): Promise<HostsApplied> =>
      value(client.PUT('/api/v1/host-access', { body })),
    checkHost: (body: HostCheck): Promise<HostJudgement> =>
      value(client.POST('/api/v1/host-access/check', { body })),

    certificates: (): Promise<CertificateList> => value(client.GET('/api/v1/certificates')),
    addCertificate: (body: NewCertificate): Promise<ServerCertificate> =>
      value(client.POST('/api/v1/certificates', { body })),
    certificateRequest: (certificate: string): Promise<CertificateRequest> =>
      value(
        client.GET('/api/v1/certificates/{certificate}/request', {
          params: { path: { certificate } },
        }),
      ),
    installChain: (certificate: string, file: string): Promise<ServerCertificate> =>
      value(
        client.PUT('/api/v1/certificates/{certificate}/chain', {
          params: { path: { certificate } },
          body: { file },
        }),
      ),
    removeCertificate: (certificate: string): Promise<void> =>
      done(
        value(
          client.DELETE('/api/v1/certificates/{certificate}', {
            params: { path: { certificate } },
          }),
        ),
      ),
    chooseCertificate: (body: WebChoice): Promise<WebApplied> =>
      value(client.PUT('/api/v1/web-certificate', { body })),

    authorities: async (): Promise<Authority[]> =>
      (await value(client.GET('/api/v1/authorities'))).authorities,
    addAuthority: (label: string, file: string): Promise<Authority> =>
      value(client.POST('/api/v1/authorities', { body: { label, file } })),
    setCrl: (authority: string, file: string): Promise<Authority> =>
      value(
        client.PUT('/api/v1/authorities/{authority}/crl', {
          params: { path: { authority } },
          body: { file },
        }),
      ),
    removeAuthority: (authority: string): Promise<void> =>
      done(
        value(
          client.DELETE('/api/v1/authorities/{authority}', { params: { path: { authority } } }),
        ),
      ),
    trustBundle: (): Promise<string> =>
      value(client.GET('/api/v1/trust-bundle', { parseAs: 'text' })),

    /** What undoes itself unless it is confirmed; undefined when nothing does. */
    pendingChange: async (): Promise<Pending | undefined> =>
      (await value(client.GET('/api/v1/change'))).pending,
    undoChange: (): Promise<void> => done(value(client.DELETE('/api/v1/change'))),
    confirmChange: (token: string, password: string): Promise<void> =>
      done(value(client.POST('/api/v1/change/confirm', { body: { token, password } }))),
  };
}
