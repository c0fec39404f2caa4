// The accounts of a device made of paper: what recorder and camera answer alike about accounts, sessions,
// tokens and the password's rules.
import type { components } from '../../../src/api/generated/recorder';
import { grantable, ofRole, type Role } from '../../../src/access/permissions';
import { json, nothing, problem, type Answer } from './answers';

type Schemas = components['schemas'];
type Account = Schemas['Account'];

export const appCode = '123456';
export const factorSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
export const recoveryCodes = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `H7QK-2M9T-X4C${n}`);

const hour_ms = 3_600_000;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const invalid = (field: string, code: string): Answer =>
  problem(422, 'invalid_fields', { errors: [{ field: `/${field}`, code }] });

export const permissionsOf = (role: Role, own: readonly string[] = []): string[] => [
  'session',
  'own-account',
  ...(role === 'custom' ? grantable.filter((each) => own.includes(each)) : ofRole[role]),
];

export class FakeAccounts {
  list: Account[] = [];
  sessions: Schemas['SessionEntry'][] = [];
  tokens: Schemas['Token'][] = [];
  policy: Schemas['PasswordPolicy'] = {
    characters_min: 15,
    characters_max: 128,
    classes_min: 0,
    blocklist: true,
    days_max: 0,
  };
  password: string;
  #made = 0;

  constructor(
    readonly owner: string,
    password: string,
  ) {
    this.password = password;
    const own = this.add(owner, 'administrator');
    const at = { account: own.account, name: owner, expires: ago(-8 * hour_ms) };
    this.sessions = [
      {
        ...at,
        session: this.#id(),
        address: '192.0.2.14',
        agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        began: ago(hour_ms),
        unused_s: 2,
        own: true,
      },
      {
        ...at,
        session: this.#id(),
        address: '192.0.2.77',
        agent: '',
        began: ago(9 * hour_ms),
        unused_s: 4500,
        own: false,
      },
    ];
  }

  get own(): Account {
    return this.list[0] as Account;
  }

  add(name: string, role: Role, more: Partial<Account> = {}): Account {
    const account: Account = {
      account: this.#id(),
      name,
      role,
      permissions: permissionsOf(role),
      cameras: null,
      enabled: true,
      expires: null,
      must_change_password: false,
      created: ago(4000 * hour_ms),
      password_set: ago(400 * hour_ms),
      seen: ago(26 * hour_ms),
      seen_from: '192.0.2.20',
      stale: false,
      second_factor: false,
      ...more,
    };
    this.list.push(account);
    return account;
  }

  /** What the session tells of the account that is signed in. */
  get identity(): Schemas['Session']['account'] {
    const { account: id, name, role, permissions, must_change_password, second_factor } = this.own;
    return { id, name, role, permissions, must_change_password, second_factor };
  }

  /** Of whoever has given the right password. */
  signIn(name: unknown, password: unknown, code: unknown): Answer | undefined {
    if (name !== this.own.name || password !== this.password)
      return problem(401, 'wrong_credentials');
    if (!this.own.second_factor) return undefined;
    if (code === undefined) return problem(401, 'second_factor_required');
    return code === appCode || recoveryCodes.includes(String(code))
      ? undefined
      : problem(401, 'wrong_credentials');
  }

  /** Undefined for what is not about accounts. */
  answer(name: string, id: string, body: Record<string, unknown>): Answer | undefined {
    return this.#ownAnswer(name, body) ?? this.#listAnswer(name, id, body);
  }

  #ownAnswer(name: string, body: Record<string, unknown>): Answer | undefined {
    const wrong = body['present_password'] !== this.password;
    switch (name) {
      case 'POST /api/v1/session/password':
        if (wrong) return problem(403, 'wrong_password');
        if (body['password'] === this.password) return invalid('password', 'same');
        if (/password/i.test(String(body['password']))) return invalid('password', 'too_common');
        this.password = String(body['password']);
        this.own.must_change_password = false;
        this.sessions = this.sessions.filter((each) => each.own);
        return nothing;
      case 'POST /api/v1/session/second-factor':
        if (wrong) return problem(403, 'wrong_password');
        return json({
          secret: factorSecret,
          link: `otpauth://totp/Custody:${this.owner}?secret=${factorSecret}&issuer=Custody`,
        });
      case 'POST /api/v1/session/second-factor/confirmation':
        if (body['code'] !== appCode) return problem(403, 'wrong_code');
        Object.assign(this.own, { second_factor: true, recovery_codes_left: 8 });
        return json({ recovery_codes: recoveryCodes });
      case 'POST /api/v1/session/second-factor/removal':
        if (wrong) return problem(403, 'wrong_password');
        this.own.second_factor = false;
        return nothing;
      case 'GET /api/v1/password-policy':
        return json(this.policy);
      case 'PUT /api/v1/password-policy':
        Object.assign(this.policy, body);
        return json(this.policy);
      default:
        return undefined;
    }
  }

  #listAnswer(name: string, id: string, body: Record<string, unknown>): Answer | undefined {
    const account = this.list.find((each) => each.account === id);
    switch (name) {
      case 'GET /api/v1/accounts':
        return json({ accounts: this.list });
      case 'POST /api/v1/accounts': {
        if (this.#taken(body)) return invalid('name', 'taken');
        const { password: _password, ...rest } = body;
        const made = this.add(String(body['name']), body['role'] as Role, {
          ...rest,
          must_change_password: true,
          seen: null,
          seen_from: '',
        });
        made.permissions = permissionsOf(made.role, made.permissions);
        return json(made, 201);
      }
      case 'PATCH /api/v1/accounts/*':
        if (!account) return problem(404, 'not_found');
        if (this.#taken(body, id)) return invalid('name', 'taken');
        if (account === this.own && (body['role'] ?? 'administrator') !== 'administrator')
          return problem(409, 'last_administrator');
        Object.assign(account, body);
        account.permissions = permissionsOf(account.role, account.permissions);
        return json(account);
      case 'DELETE /api/v1/accounts/*':
        if (account === this.own) return problem(409, 'last_administrator');
        this.list = this.list.filter((each) => each !== account);
        return nothing;
      case 'POST /api/v1/accounts/*/password':
        if (account) account.must_change_password = true;
        return nothing;
      case 'DELETE /api/v1/accounts/*/second-factor':
        if (account) account.second_factor = false;
        return nothing;
      case 'GET /api/v1/sessions':
        return json({ sessions: this.sessions });
      case 'DELETE /api/v1/sessions/*':
        this.sessions = this.sessions.filter((each) => each.session !== id);
        return nothing;
      case 'GET /api/v1/tokens':
        return json({ tokens: this.tokens });
      case 'POST /api/v1/tokens': {
        const token = {
          ...(body as Schemas['NewToken']),
          token: this.#id(),
          account: this.own.account,
          name: this.own.name,
          created: ago(0),
          used: null,
          over: false,
        };
        this.tokens.unshift(token);
        return json({ ...token, secret: 'cst_paper-secret-of-a-token' }, 201);
      }
      case 'DELETE /api/v1/tokens/*':
        this.tokens = this.tokens.filter((each) => each.token !== id);
        return nothing;
      default:
        return undefined;
    }
  }

  #taken({ name }: Record<string, unknown>, id?: string): boolean {
    return this.list.some((each) => each.name === name && each.account !== id);
  }
  #id(): string {
    return (this.#made += 1).toString(16).padStart(32, 'd');
  }
}
