import type { Request, RequestHandler, Response } from 'express';
import { Abort, aborted, asTuyaError } from '../../cloud';
import type { Signal } from '../../cloud';
import { STEPS } from '../../shared/admin';
import type { Refusal } from '../../shared/admin';
import { textsFor } from './texts';
import type { Language } from './texts';
import { isNotFound } from './users';

/** How the dialog's endpoints answer: at once, or step by step. */

/** Who asks: in which language, who hears of each step as it ends, and what ends the waiting. */
export interface Asker<Step> {
  language: Language;
  tell: (step: Step) => void;
  signal: Signal;
}

function refuse(req: Request, res: Response, thrown: unknown): void {
  const error = asTuyaError(thrown);
  const refusal: Refusal = { code: error.code, ...error.in(textsFor(req).speak) };
  res.status(isNotFound(thrown) ? 404 : 400).json(refusal);
}

/** Answers with what comes of a request; its promise's error becomes a refusal. */
export function answered(answer: (req: Request) => unknown): RequestHandler {
  return (req, res) => {
    res.set('Cache-Control', 'no-store');
    Promise.resolve()
      .then(() => answer(req))
      .then(
        (reply) => res.json(reply),
        (thrown: unknown) => {
          refuse(req, res, thrown);
        },
      );
  };
}

/**
 * Answers who accepts it with one line for each step as it ends, everybody else with the whole in the end. A proxy that holds lines
 * back changes nothing but when they come. Who hangs up ends the work.
 */
export function answeredInSteps<Step>(
  work: (req: Request, asker: Asker<Step>) => Promise<unknown>,
): RequestHandler {
  return (req, res) => {
    res.set('Cache-Control', 'no-store');
    const inSteps = req.get('accept')?.includes(STEPS) === true;
    const gone = new Abort();
    res.on('close', () => {
      gone.abort(aborted());
    });
    const tell = (step: Step): void => {
      if (!inSteps || gone.aborted) return;
      // nginx passes on at once what says so.
      if (!res.headersSent) res.set('X-Accel-Buffering', 'no').type(STEPS);
      res.write(`${JSON.stringify(step)}\n`);
    };
    Promise.resolve()
      .then(() => work(req, { language: textsFor(req), tell, signal: gone }))
      .then(
        (reply) => {
          if (inSteps) res.end();
          else res.json(reply);
        },
        (thrown: unknown) => {
          // What was told cannot be taken back: that it breaks off says that there is no end.
          if (res.headersSent) res.destroy();
          else refuse(req, res, thrown);
        },
      );
  };
}
