import type { Request, RequestHandler, Response } from 'express';
import { asTuyaError } from '../../cloud';
import { PATHS } from '../../shared/admin';
import type { Refusal, Unread, UsersQuery } from '../../shared/admin';
import { savedText } from '../red-types';
import type { Red } from '../red-types';
import { ownCallback } from './callback-address';
import { sendPage } from './callback-page';
import { codesOf } from './codes';
import { devicesOf } from './devices';
import { cancelLogin, finishLogin, pasteCode, startLogin } from './login';
import { ownOriginOnly } from './origin';
import { textsFor } from './texts';
import { findDataCenter, test } from './try-account';
import { usageFor } from './usage';
import { isNotFound, removeUser, usersOf } from './users';

/** The dialogs' endpoints: what is served, and who may ask. */

/** What answers a request; its promise's error becomes a refusal. */
type Answer = (req: Request) => unknown;

function answered(answer: Answer): RequestHandler {
  return (req: Request, res: Response) => {
    res.set('Cache-Control', 'no-store');
    Promise.resolve()
      .then(() => answer(req))
      .then(
        (reply) => res.json(reply),
        (thrown: unknown) => {
          const { code, message, hint } = asTuyaError(thrown);
          const refusal: Refusal = { code, message, hint };
          res.status(isNotFound(thrown) ? 404 : 400).json(refusal);
        },
      );
  };
}

/** Registers the dialog's endpoints, once per process: who may ask what. None of them answers with a secret or a token. */
export function serveAdmin(RED: Red): void {
  const guarded = (permission: 'read' | 'write', answer: Answer): RequestHandler[] => [
    ownOriginOnly,
    RED.auth.needsPermission(`tuya-config.${permission}`),
    answered(answer),
  ];
  const readers = (answer: Answer): RequestHandler[] => guarded('read', answer);
  const writers = (answer: Answer): RequestHandler[] => guarded('write', answer);
  const body = (req: Request): unknown => req.body;
  const param = (req: Request, name: string): string => savedText(req.params[name]);
  const at = (path: string): string => `/${path}`;
  const admin = RED.httpAdmin;

  admin.post(at(PATHS.test), ...writers((req) => test(RED, body(req), textsFor(req).say)));
  admin.post(
    at(PATHS.findDataCenter),
    ...writers((req) => findDataCenter(RED, body(req), textsFor(req).say)),
  );
  admin.post(at(PATHS.devices), ...writers((req) => devicesOf(RED, body(req))));
  admin.post(at(PATHS.codes), ...writers((req) => codesOf(RED, body(req))));
  admin.post(at(PATHS.startLogin), ...writers((req) => startLogin(RED, body(req), ownCallback(req))));
  admin.post(at(PATHS.pasteCode), ...writers((req) => pasteCode(RED, body(req))));
  admin.post(at(PATHS.cancelLogin), ...writers((req) => cancelLogin(RED, body(req))));
  admin.get(
    at(PATHS.users),
    ...readers((req) => {
      const { search }: Unread<UsersQuery> = req.query;
      return usersOf(RED, param(req, 'id'), savedText(search));
    }),
  );
  admin.get(at(PATHS.usage), ...readers((req) => usageFor(RED, param(req, 'id'))));
  admin.delete(at(PATHS.user), ...writers((req) => removeUser(RED, param(req, 'id'), param(req, 'uid'))));
  // Without permission: a browser that returns from Tuya carries none.
  admin.get(at(PATHS.callback), (req: Request, res: Response) => {
    finishLogin(RED, req.query).then(
      (outcome) => {
        sendPage(res, outcome, textsFor(req));
      },
      () => res.status(500).end(),
    );
  });
}
