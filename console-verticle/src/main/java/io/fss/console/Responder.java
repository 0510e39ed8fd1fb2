package io.fss.console;

import io.vertx.core.Future;

/** Answers one operation of the API; a failed future becomes a problem. */
interface Responder {
  Future<Answer> answer(Call call);
}
