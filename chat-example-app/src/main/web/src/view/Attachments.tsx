import type { Attachment } from '../state/model';
import { sizeOf } from '../text/size';
import { useTabStop } from './context';
import { Icon } from './Icon';

const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];

export function isPicture(type: string): boolean {
  return PICTURES.includes(type);
}

export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  if (attachments.length === 0) {
    return null;
  }
  return (
    <ul class="attachments" aria-label="Attachments">
      {attachments.map((each) => (
        <li key={each.url}>{isPicture(each.type) ? <Picture picture={each} /> : <File file={each} />}</li>
      ))}
    </ul>
  );
}

const MAX_WIDTH = 360;
const MAX_HEIGHT = 280;

function Picture({ picture }: { picture: Attachment }) {
  const tab = useTabStop();
  const { width = MAX_WIDTH, height = MAX_HEIGHT } = picture;
  const scale = Math.min(1, MAX_WIDTH / width, MAX_HEIGHT / height);
  return (
    <a class="picture" href={picture.url} target="_blank" rel="noopener" tabIndex={tab}>
      <img
        src={picture.url}
        alt={picture.name}
        width={Math.max(1, Math.round(width * scale))}
        height={Math.max(1, Math.round(height * scale))}
        loading="lazy"
        decoding="async"
      />
    </a>
  );
}

function File({ file }: { file: Attachment }) {
  const tab = useTabStop();
  return (
    <a class="file" href={file.url} download={file.name} tabIndex={tab}>
      <span class="file-sign">
        <Icon name="file" />
      </span>
      <span class="file-text">
        <b dir="auto">{file.name}</b>
        <small>{sizeOf(file.size)}</small>
      </span>
      <Icon name="download" />
    </a>
  );
}
