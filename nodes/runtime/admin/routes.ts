import type { Request, RequestHandler, Response } from 'express';
import { PATHS } from '../../shared/admin';
import type { Center, Stage, Unread, UsersQuery } from '../../shared/admin';
import { savedText } from '../red-types';
import type { Red } from '../red-types';
import { ownCallback } from './callback-address';
import { sendPage } from './callback-page';
import { codesOf } from './codes';
import { devicesOf } from './devices';
import { findDataCenter } from './find-data-center';
import { cancelLogin, finishLogin, pasteCode, startLogin } from './login';
import { modelFor } from './model';
import { ownOriginOnly } from './origin';
import { answered, answeredInSteps } from './replies';
import { reportOf } from './report';
import { textsFor } from './texts';
import { test } from './try-account';
import { usageFor } from './usage';
import { removeUser, usersOf } from './users';

/** The dialogs' endpoints: what is served, and who may ask. */

/** Registers the dialog's endpoints, once per process: who may ask what. None of them answers with a secret or a token. */
export function serveAdmin(RED: Red): void {
  const guarded = (permission: 'read' | 'write', handler: RequestHandler): RequestHandler[] => [
    ownOriginOnly,
    RED.auth.needsPermission(`tuya-config.${permission}`),
    handler,
  ];
  type Answer = Parameters<typeof answered>[0];
  const readers = (answer: Answer): RequestHandler[] => guarded('read', answered(answer));
  const writers = (answer: Answer): RequestHandler[] => guarded('write', answered(answer));
  const body = (req: Request): unknown => req.body;
  const param = (req: Request, name: string): string => savedText(req.params[name]);
  const at = (path: string): string => `/${path}`;
  const admin = RED.httpAdmin;

  const tested = answeredInSteps<Stage>((req, asker) => test(RED, body(req), asker));
  admin.post(at(PATHS.test), ...guarded('write', tested));
  const found = answeredInSteps<Center>((req, asker) => findDataCenter(RED, body(req), asker));
  admin.post(at(PATHS.findDataCenter), ...guarded('write', found));
  admin.post(at(PATHS.devices), ...writers((req) => devicesOf(RED, body(req))));
  admin.post(at(PATHS.codes), ...writers((req) => codesOf(RED, body(req))));
  admin.post(at(PATHS.model), ...writers((req) => modelFor(RED, body(req))));
  admin.post(at(PATHS.startLogin), ...writers((req) => startLogin(RED, body(req), ownCallback(req))));
  admin.post(at(PATHS.pasteCode), ...writers((req) => pasteCode(RED, body(req))));
  admin.post(at(PATHS.cancelLogin), ...writers((req) => cancelLogin(RED, body(req))));
  admin.get(at(PATHS.report), ...readers((req) => reportOf(RED, param(req, 'id'))));
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
