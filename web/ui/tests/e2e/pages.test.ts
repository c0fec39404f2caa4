// Every page of the recorder about cameras and pictures, judged in both themes and both languages.
import { test } from 'vitest';
import { fingerprint } from './fake/recorder';
import { inLooks } from './judged';
import { plays } from './site';

const looks = [
  { theme: 'dark', language: 'en', width: 1440 },
  { theme: 'light', language: 'ja', width: 1440 },
  { theme: 'dark', language: 'ja', width: 390, height: 844, touch: true },
  { theme: 'light', language: 'en', width: 1000, height: 720 },
] as const;

inLooks(looks, (stage) => {
  test('signing in', async () => {
    stage.site.signedIn = false;
    const page = await stage.visit('/live');
    await page.getByRole('button').last().waitFor();
    await stage.judged('sign-in');
  });

  test('the claim code', async () => {
    stage.site.step = 'claim';
    stage.site.signedIn = false;
    const page = await stage.visit('/');
    await page.locator('form').waitFor();
    await stage.judged('claim');
  });

  test('the recovery key', async () => {
    stage.site.step = 'recovery';
    const page = await stage.visit('/');
    await page.locator('main .primary').click();
    await page.locator('[data-recovery-line]').first().waitFor();
    await stage.judged('recovery');
    await page.locator('main .primary').click();
    await page.locator('form').waitFor();
    await stage.judged('recovery-proof');
  });

  test('the wall', async () => {
    const lost = stage.site.cameras[4];
    if (lost) stage.site.lose(lost, 'unreachable');
    const page = await stage.visit('/live');
    await plays(page, /Loading bay 1/);
    await page.locator('article.lost', { hasText: 'Stairwell B' }).waitFor();
    await stage.judged('wall');
  });

  test('playback', async () => {
    const camera = stage.site.cameras[0]?.camera ?? '';
    const at = new Date(Date.now() - 33 * 60_000).toISOString();
    const page = await stage.visit(`/playback/${camera}?at=${at}`);
    await plays(page, /Loading bay 1/);
    await page.locator('canvas[data-drawn]').waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('i');
    await page.getByRole('slider').press('Shift+ArrowRight');
    await page.keyboard.press('o');
    await page.locator('.marks .primary').click();
    await page.locator('[data-clip-size]').waitFor();
    if (stage.look.width > 900) {
      const box = await page.getByRole('slider').boundingBox();
      if (box) await page.mouse.move(box.x + box.width * 0.6, box.y + 60);
      await page.locator('.tip img').waitFor();
    }
    await stage.judged('playback');
  });

  test('the list of cameras', async () => {
    const page = await stage.visit('/settings/cameras');
    await page.getByText('Stairwell B').waitFor();
    await stage.judged('cameras');
  });

  test('adding a camera', async () => {
    stage.site.probeAnswer = () => ({
      ok: true,
      streams: [
        {
          name: 'main',
          url: 'rtsps://gate.example/main',
          codec: 'h264',
          codec_string: 'avc1.640028',
          width: 1920,
          height: 1080,
          fps: 25,
          audio: 'pcma',
        },
        {
          name: 'sub',
          url: 'rtsps://gate.example/sub',
          codec: 'h264',
          codec_string: 'avc1.4d001e',
          width: 640,
          height: 360,
          fps: 12.5,
        },
      ],
      tls: { fingerprint, subject: 'CN=Gate', issuer: 'CN=Custody factory', trust: 'none' },
      digest: 'SHA-256',
    });
    const page = await stage.visit('/settings/cameras/add');
    await page.locator('input').first().fill('rtsps://gate.example/main');
    await page.locator('main .primary').click();
    await page.locator('input[type=checkbox]').waitFor();
    await stage.judged('add-camera');
  });

  test('editing a camera', async () => {
    const page = await stage.visit(`/settings/cameras/${stage.site.cameras[0]?.camera}`);
    await page.locator('form[aria-label]').waitFor();
    await stage.judged('edit-camera');
  });

  test('the status, with locked keys', async () => {
    stage.site.keeper = { answers: true, state: 'locked', recovery_proven: true };
    const page = await stage.visit('/status');
    await page.locator('progress').waitFor();
    await stage.judged('status');
  });
});
