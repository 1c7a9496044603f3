import { api } from '../net/api';
import type { Attachment } from '../state/model';

/** Sends a file and answers what a message says of it; a picture's address carries its size. */
export async function upload(token: string, file: File): Promise<Attachment> {
  const [stored, size] = await Promise.all([api.upload(token, file), pictureSize(file)]);
  const url = size === undefined ? stored.url : `${stored.url}?w=${size.width}&h=${size.height}`;
  return { url, name: stored.name, type: stored.type, size: stored.size, ...size };
}

async function pictureSize(file: File): Promise<{ width: number; height: number } | undefined> {
  if (!file.type.startsWith('image/')) {
    return undefined;
  }
  try {
    const bitmap = await createImageBitmap(file);
    const size = { width: bitmap.width, height: bitmap.height };
    bitmap.close();
    return size;
  } catch {
    return undefined;
  }
}
