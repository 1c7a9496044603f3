/** Keeps what a person looks at where it is while the list above or below it changes. */

const NEAR_END = 48;
const LOAD_AHEAD = 700;

export interface ScrollEvents {
  pinned(pinned: boolean): void;
  /** Whether the list holds the newest there is: only the end of such a list is the end. */
  holdsNewest(): boolean;
  nearStart(): void;
  nearEnd(): void;
}

interface Anchor {
  key: string;
  top: number;
}

export class ScrollKeeper {
  /**
   * The rows in view. Messages before others, because the lines between them may go or move with the next change; from the middle
   * outwards, because a message at the edge may change its height: one that continues another's shows no name.
   */
  private anchors: Anchor[] = [];
  private pinned = true;
  private holdsNewest: boolean;
  private scrolledTo = 0;
  private furthest = 0;
  private readonly observer: ResizeObserver;

  constructor(
    private readonly box: HTMLElement,
    private readonly events: ScrollEvents,
  ) {
    this.holdsNewest = events.holdsNewest();
    this.observer = new ResizeObserver(() => this.keep());
    this.observer.observe(box);
    if (box.firstElementChild !== null) {
      this.observer.observe(box.firstElementChild);
    }
    box.addEventListener('scroll', this.scrolled, { passive: true });
  }

  close(): void {
    this.observer.disconnect();
    this.box.removeEventListener('scroll', this.scrolled);
  }

  /** To be called before each change of the list: takes in a scroll whose event has not come yet. */
  catchUp(): void {
    if (this.untold() !== 0) {
      this.pinned = this.atEnd();
      this.remember();
    }
  }

  /** To be called after each change of the list. */
  keep(): void {
    const untold = this.untold();
    this.pinned = this.pinned && untold >= 0;
    if (this.pinned) {
      this.box.scrollTop = this.box.scrollHeight;
    } else {
      const moved = this.moved();
      if (moved !== undefined) {
        this.box.scrollTop += moved + untold;
      }
    }
    this.remember();
    this.takeIn(this.events.holdsNewest());
    this.wish();
  }

  toEnd(): void {
    this.pinned = true;
    this.events.pinned(true);
    this.keep();
  }

  /** Brings a row into the upper half of the view. */
  show(row: HTMLElement): void {
    this.pinned = false;
    this.box.scrollTop += this.top(row) - this.box.clientHeight * 0.3;
    this.remember();
    this.setPinned();
    this.wish();
  }

  private readonly scrolled = () => {
    this.remember();
    this.setPinned();
    this.wish();
  };

  /** The last page may be empty: then the end of what was there is the end after all. */
  private takeIn(holdsNewest: boolean): void {
    const now = holdsNewest && !this.holdsNewest;
    this.holdsNewest = holdsNewest;
    if (now && !this.pinned) {
      this.setPinned();
    }
  }

  private setPinned(): void {
    this.pinned = this.atEnd();
    this.events.pinned(this.pinned);
  }

  private atEnd(): boolean {
    return this.holdsNewest && this.furthestNow() - this.box.scrollTop < NEAR_END;
  }

  private furthestNow(): number {
    return this.box.scrollHeight - this.box.clientHeight;
  }

  /** How far somebody has scrolled without the event having come yet. When there is less to scroll, it may be the browser. */
  private untold(): number {
    return this.furthestNow() < this.furthest ? 0 : this.box.scrollTop - this.scrolledTo;
  }

  private wish(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    if (scrollTop < LOAD_AHEAD) {
      this.events.nearStart();
    }
    if (scrollHeight - scrollTop - clientHeight < LOAD_AHEAD) {
      this.events.nearEnd();
    }
  }

  private remember(): void {
    this.scrolledTo = this.box.scrollTop;
    this.furthest = this.furthestNow();
    const rows = this.rows();
    const lines: Anchor[] = [];
    this.anchors = [];
    for (const row of rows.slice(this.firstInView(rows))) {
      const top = this.top(row);
      if (top > this.box.clientHeight && this.anchors.length > 0) {
        break;
      }
      if (row.dataset.key !== undefined) {
        (row.classList.contains('message') ? this.anchors : lines).push({ key: row.dataset.key, top });
      }
    }
    const middle = this.box.clientHeight / 2;
    this.anchors.sort((a, b) => Math.abs(a.top - middle) - Math.abs(b.top - middle)).push(...lines);
  }

  private firstInView(rows: readonly HTMLElement[]): number {
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = rows[middle];
      if (row !== undefined && this.top(row) + row.offsetHeight <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** How far the change has moved the first of the anchors that is still there. */
  private moved(): number | undefined {
    const rows = new Map(this.rows().map((row) => [row.dataset.key, row]));
    for (const anchor of this.anchors) {
      const row = rows.get(anchor.key);
      if (row !== undefined) {
        return this.top(row) - anchor.top;
      }
    }
    return undefined;
  }

  private rows(): HTMLElement[] {
    return [...(this.box.querySelector('ol')?.children ?? [])] as HTMLElement[];
  }

  private top(row: HTMLElement): number {
    return row.getBoundingClientRect().top - this.box.getBoundingClientRect().top;
  }
}
