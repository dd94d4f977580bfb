import { Doubt, namesOf, Observation, valueOf, type Question } from './observation';

/** How many questions may be kept of a rendering; beyond that, keeping them would cost more than they can save. */
const MOST_QUESTIONS = 100_000;

/** What a rendering asked of one value, and what it was told. */
export interface Observed {
  readonly questions: readonly Question[];
  readonly answers: readonly string[];
}

/**
 * Values that write down what is read of them: for whoever reads them they are what they were made of, but that they
 * cannot be changed. Objects of different values are never the same object.
 */
export class ObservedValues {
  readonly values: readonly unknown[];
  private readonly watchers: readonly Watcher[];
  private questions = 0;

  constructor(values: readonly unknown[]) {
    const count = (): void => {
      if (++this.questions > MOST_QUESTIONS) throw new Doubt();
    };
    this.watchers = values.map((value) => new Watcher(value, count));
    this.values = this.watchers.map(({ value }) => value);
  }

  /** By value. */
  observed(): Observed[] {
    return this.watchers.map(({ questions, observation: { answers } }) => ({ questions, answers }));
  }
}

/** Watches what is read of one value. */
class Watcher {
  readonly questions: Question[] = [];
  readonly observation: Observation;
  /** Stands for the value. */
  readonly value: unknown;
  private readonly stands = new Map<object, object>();

  /** @param count called for each question that is kept */
  constructor(
    value: unknown,
    private readonly count: () => void,
  ) {
    this.observation = new Observation(value);
    this.value = this.standFor(value);
  }

  private standFor(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const known = this.stands.get(value);
    if (known) return known;
    const stand = this.watch(value);
    this.stands.set(value, stand);
    return stand;
  }

  /**
   * A proxy of an empty object of the same kind, not of the object itself: of an object that cannot be changed, a
   * proxy would have to give its very values.
   */
  private watch(object: object): object {
    const number = this.observation.numberOf(object);
    const asked = new Set<string>();
    let isListed = false;
    const ask = (key: string): boolean => {
      if (!asked.has(key)) {
        asked.add(key);
        this.keep([number, key]);
      }
      return Object.hasOwn(object, key);
    };
    const empty = Array.isArray(object)
      ? []
      : (Object.create(Object.getPrototypeOf(object) as object | null) as object);
    const refuse = (): never => {
      throw new Doubt();
    };
    return new Proxy(empty, {
      get: (_empty, key) => {
        const isOwn = typeof key === 'string' && ask(key);
        return isOwn ? this.standFor(valueOf(object, key)) : (Reflect.get(empty, key) as unknown);
      },
      has: (_empty, key) => (typeof key === 'string' && ask(key)) || Reflect.has(empty, key),
      getOwnPropertyDescriptor: (_empty, key) => {
        if (typeof key === 'symbol' || !ask(key)) return undefined;
        const isLength = key === 'length' && Array.isArray(object);
        const value = this.standFor(valueOf(object, key));
        return { value, writable: true, enumerable: !isLength, configurable: !isLength };
      },
      ownKeys: () => {
        if (!isListed) this.keep([number]);
        isListed = true;
        return namesOf(object);
      },
      set: refuse,
      defineProperty: refuse,
      deleteProperty: refuse,
      preventExtensions: refuse,
      setPrototypeOf: refuse,
    });
  }

  private keep(question: Question): void {
    this.count();
    this.questions.push(question);
    this.observation.ask(question);
  }
}
