// Japanese: short noun phrases, full-width punctuation, no letter-spacing.
import type { ExposureWords } from './exposure.en';

export const exposureJa: ExposureWords = {
  title: '接続可能な口',
  lead: 'この機器で開いているソケットの一覧（カーネルの情報）。接続元ホストの一覧にない相手は、応答の前に拒否。',
  find: '検索',
  findPlaceholder: 'ポート、アドレス、サービス',
  port: 'ポート',
  address: 'アドレス',
  service: 'サービス',
  reason: '用途',
  lastUsed: '最終使用',
  never: '起動後の使用なし',
  unknown: '不明',
  anywhere: { v4: 'すべてのIPv4アドレス', v6: 'すべてのIPv6アドレス' },
  console: 'この機器の内部のみ',
  services: {
    https: 'HTTPS',
    rtsp: 'RTSP（暗号化なし）',
    rtsps: 'RTSPS',
  },
  reasons: {
    https: 'この画面とプログラム用のインターフェース',
    rtsp: 'TLS非対応のレコーダー向けライブ映像。初期設定は無効',
    rtsps: 'レコーダー向けライブ映像',
  },
  other: '他のプログラム',
  otherReason: 'この製品のものではありません。機器本体で確認',
  none: '開いている口はありません。',
};
