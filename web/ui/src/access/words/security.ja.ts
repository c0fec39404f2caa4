// Japanese: short noun phrases, full-width punctuation, no letter-spacing.
import type { SecurityWords } from './security.en';

export const securityJa: SecurityWords = {
  title: 'セキュリティ',
  lead: '強化の余地がある設定。重要なものから順に表示。',
  good: '弱い設定なし',
  goodLead: '確認対象の設定はすべて最も強い状態。',
  mend: '設定へ',
  severities: { notice: '通知', warning: '警告', error: 'エラー', critical: '重大' },
  of: (code, subject) =>
    ({
      certificate_ends: {
        title: `証明書の有効期限：${subject}`,
        mend: '選択した証明書は交換が必要。レコーダー自身の証明書は鍵のロック解除後、期限の30日前に自動更新。',
      },
      hosts_not_limited: {
        title: 'すべてのアドレスから接続可能',
        mend: '必要なホストの一覧を作成し、有効にする。',
      },
      idle_token: {
        title: `90日間使用のないトークン：${subject}`,
        mend: '不要なら失効させる。',
      },
      no_blocklist: {
        title: '推測されやすいパスワードも使用可能',
        mend: '禁止一覧の確認を有効にする。',
      },
      no_second_factor: {
        title: `パスワードだけでログインする管理者：${subject}`,
        mend: '二要素認証で、パスワードを知った他人を防ぐ。設定は本人が行う。',
      },
      one_administrator: {
        title: '管理者が1人だけ',
        mend: '2人目がいれば、1人目がログインできないときに対応可能。',
      },
      other_program: {
        title: `接続可能な他のプログラム：${subject}`,
        mend: 'この製品のものではない。不要なら機器本体で停止する。',
      },
      plain_rtsp: {
        title: `暗号化なしのライブ映像：${subject}`,
        mend: 'RTSPSを使い、暗号化なしのRTSPを無効にしてカメラを起動する。',
      },
      recovery_unproven: {
        title: '復旧キーが未検証',
        mend: '紙の復旧キーがなければ、この機器とともに映像も失われる。',
      },
      self_signed_certificate: {
        title: '自己署名の証明書',
        mend: '鍵を作成してロックを解除すると、拠点が証明書を発行する。',
      },
      short_passwords: {
        title: `${subject}文字のパスワードが使用可能`,
        mend: '15文字以上にする。',
      },
      stale_account: {
        title: `90日間使用のないアカウント：${subject}`,
        mend: '不要なら無効にするか削除する。',
      },
    })[code],
};
