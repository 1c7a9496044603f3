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

export class ScrollKeeper {
  private anchor: { key: string; top: number } | undefined;
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
    } else if (this.anchor !== undefined) {
      const row = this.row(this.anchor.key);
      if (row !== undefined) {
        this.box.scrollTop += this.top(row) - (this.anchor.top - untold);
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
    const row = rows.slice(low).find((each) => each.dataset.key !== undefined);
    this.anchor = row?.dataset.key === undefined ? undefined : { key: row.dataset.key, top: this.top(row) };
  }

  private rows(): HTMLElement[] {
    return [...(this.box.querySelector('ol')?.children ?? [])] as HTMLElement[];
  }

  private row(key: string): HTMLElement | undefined {
    return this.rows().find((each) => each.dataset.key === key);
  }

  private top(row: HTMLElement): number {
    return row.getBoundingClientRect().top - this.box.getBoundingClientRect().top;
  }
}
