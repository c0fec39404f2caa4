import type { problemsEn } from './problems.en';

export const problemsJa: typeof problemsEn = {
  texts: {
    conflict: 'ほかの利用者が変更済み。再読み込みしてください。',
    keys_locked: '鍵はロック中。録画は継続、再生はロック解除まで待機。',
    keys_empty: '鍵は未作成。',
    keys_exist: '鍵は作成済み。',
    wrong_passphrase: 'パスフレーズが違います。',
    wrong_pin: 'PINが違います。',
    tpm_unavailable:
      'TPMは現在使用不可：存在しない、受付停止中、または起動状態が以前と異なります。',
    nobody_could_unlock: '再び開ける人がいません。先にパスフレーズまたはPINを追加してください。',
    last_method: '使用可能な最後の方法。失うと鍵も失われます。先にほかの方法を追加してください。',
    exists_already: 'この鍵は預託先に登録済み。',
    denied_by_keeper: '鍵管理が拒否。',
    key_gone: 'その日の鍵はもうありません。',
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
    refused: '鍵管理が拒否。',
    surplus: 'いずれか一方のみ。',
    not_confirmed: '現在の名前と異なる入力。再読み込みしてください。',
    duplicate: '使用中。',
  },
};
