import { UnobservableError, namesOf, Observation, valueOf, type Question } from './observation';

/** Most questions recorded per rendering. More would cost more than they can save. */
const MAX_QUESTIONS = 100_000;

/** The questions that a rendering asked of one value, and the answers. */
export interface Observed {
  readonly questions: readonly Question[];
  readonly answers: readonly string[];
}

/**
 * Values that record what is read of them. They behave like the originals, but cannot be modified. Objects of different
 * values are never identical.
 */
export class ObservedValues {
  readonly values: readonly unknown[];
  private readonly observers: readonly ValueObserver[];
  private questions = 0;

  constructor(values: readonly unknown[]) {
    const count = (): void => {
      if (++this.questions > MAX_QUESTIONS) throw new UnobservableError();
    };
    this.observers = values.map((value) => new ValueObserver(value, count));
    this.values = this.observers.map(({ value }) => value);
  }

  /** Observations in the order of the values. */
  observed(): Observed[] {
    return this.observers.map(({ questions, observation: { answers } }) => ({ questions, answers }));
  }
}

/** Observes reads of one value. */
class ValueObserver {
  readonly questions: Question[] = [];
  readonly observation: Observation;
  /** The proxy of the value. */
  readonly value: unknown;
  private readonly proxies = new Map<object, object>();

  /** @param count called for each recorded question */
  constructor(
    value: unknown,
    private readonly count: () => void,
  ) {
    this.observation = new Observation(value);
    this.value = this.proxyFor(value);
  }

  private proxyFor(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const known = this.proxies.get(value);
    if (known) return known;
    const proxy = this.createProxy(value);
    this.proxies.set(value, proxy);
    return proxy;
  }

  /**
   * Creates a proxy over an empty object of the same kind rather than the object itself: a proxy of a frozen object
   * would have to return its original values.
   */
  private createProxy(object: object): object {
    const number = this.observation.numberOf(object);
    const asked = new Set<string>();
    let isListed = false;
    const ask = (key: string): boolean => {
      if (!asked.has(key)) {
        asked.add(key);
        this.record([number, key]);
      }
      return Object.hasOwn(object, key);
    };
    const empty = Array.isArray(object)
      ? []
      : (Object.create(Object.getPrototypeOf(object) as object | null) as object);
    const refuse = (): never => {
      throw new UnobservableError();
    };
    return new Proxy(empty, {
      get: (_empty, key) => {
        const isOwn = typeof key === 'string' && ask(key);
        return isOwn ? this.proxyFor(valueOf(object, key)) : (Reflect.get(empty, key) as unknown);
      },
      has: (_empty, key) => (typeof key === 'string' && ask(key)) || Reflect.has(empty, key),
      getOwnPropertyDescriptor: (_empty, key) => {
        if (typeof key === 'symbol' || !ask(key)) return undefined;
        const isLength = key === 'length' && Array.isArray(object);
        const value = this.proxyFor(valueOf(object, key));
        return { value, writable: true, enumerable: !isLength, configurable: !isLength };
      },
      ownKeys: () => {
        if (!isListed) this.record([number]);
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

  private record(question: Question): void {
    this.count();
    this.questions.push(question);
    this.observation.ask(question);
  }
}
