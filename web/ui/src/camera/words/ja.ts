// Japanese: short noun phrases, full-width punctuation, no letter-spacing.
import { accessJa } from '../../access/words/ja';
import type { CameraWords } from './en';

const access = accessJa('カメラ', {
  signInLead: '映像の送信はログインの有無にかかわらず継続。',
  signInHint: 'ログインは失敗も含めてカメラのログに記録。',
  claimLead:
    '出荷時のパスワードはありません。登録コードはカメラのラベルまたはコンソールに表示。使えるのは一度だけ。',
  claimShownBy: 'プログラムとして動作するカメラで表示するコマンド：',
  claimCommand: 'custody admin claim-code --socket /run/custody/camera/control.sock',
  claimAgain: 'カメラのラベルまたはコンソールで再確認してください。',
  account: 'アカウント',
  accountTitle: 'アカウントの作成',
  accountLead:
    'この画面と映像に共通の唯一のアカウント。レコーダーもこれで接続します。ほかに入る方法はないため、パスワードは厳重に保管。',
  create: 'アカウントを作成',
  creating: 'アカウントを作成中',
});

export const ja: CameraWords = {
  access,
  toDevice: 'カメラの画面を開く',
  title: 'カメラ',
  lead: 'このカメラの情報と、レコーダーへの追加に必要な情報。',
  adding: {
    title: 'レコーダーへの追加',
    lead: 'レコーダーの画面で、設定、カメラ、カメラを追加の順に開きます。',
    addresses: '映像のアドレス',
    names: { main: 'メイン映像', sub: 'サブ映像' },
    uses: { main: '録画用', sub: '一覧用の小さい映像' },
    addressOf: { main: 'メイン映像のアドレス', sub: 'サブ映像のアドレス' },
    size: (width, height) => `${width} × ${height}`,
    rate: (pictures) => `毎秒${pictures}枚`,
    sound: '音声あり',
    silent: '音声なし',
    account: '映像のアカウント',
    password: 'パスワードはこの画面へのログインと同じもの。どこにも表示されません。',
    fingerprint: '証明書の SHA-256 フィンガープリント',
    ofFingerprint: 'フィンガープリント',
    compare:
      'レコーダーに同じフィンガープリントが表示された場合のみ証明書を承認。この画面についてブラウザーが示す値とも照合してください。いずれかが異なる場合は、途中に第三者がいます。',
  },
  about: {
    title: 'このカメラ',
    name: '名前',
    model: '型式',
    serial: '製造番号',
    version: 'バージョン',
  },
};
