import type { problemsEn } from './problems.en';

export const problemsJa: typeof problemsEn = {
  texts: {
    conflict: 'ほかの利用者が変更済み。再読み込みしてください。',
    keys_locked: '鍵はロック中。録画は継続、再生はロック解除まで待機。',
    keys_empty: '鍵は未作成。',
    keys_exist: '鍵は作成済み。',
    wrong_passphrase: 'パスフレーズが違います。',
    already_proven: '復旧キーは検証済み。再表示は不可。',
    wrong_recovery_key: '復旧キーが違います。読み違えやすい文字を確認してください。',
    recorder_unavailable: '録画プログラムの応答なし。しばらく後に再試行してください。',
    keeper_unavailable: '鍵管理の応答なし。しばらく後に再試行してください。',
    nothing_recorded: 'その時刻の録画なし。',
    range_too_long: '範囲が長すぎます。短く指定してください。',
    mixed_formats: '範囲内で映像形式が変化。その前後どちらかを指定してください。',
    unreachable: 'このアドレスのカメラは応答なし。',
    wrong_password: 'カメラが名前またはパスワードを拒否。',
    certificate_changed: '承認済みのものと異なる証明書をカメラが提示。',
    not_rtsp: 'このアドレスの応答はRTSPではありません。',
    no_video: 'カメラに映像なし。',
    unsupported: '録画できる形式がカメラにありません。',
    timeout: '時間内に応答なし。',
    too_many_lines: '該当する行が50,000行を超えています。期間を短くしてください。',
    journal_incomplete:
      '最新の行を読み取れないため、ファイルが不完全になります。しばらくしてから再試行してください。',
  },
  fields: {
    invalid_url: 'rtsps:// または rtsp:// のアドレスではありません。',
    duplicate: '使用中。',
  },
};
