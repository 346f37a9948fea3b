/**
 * HTTP in, records out. It owns no state: a request is checked at the {@link io.athanor.http.Gate},
 * becomes a record, and the answer of the verticle that owns the matter goes back, mostly as the
 * JSON text that the database has built. Start reading at {@link io.athanor.http.HttpVerticle},
 * then {@code Endpoint} and {@code ExperimentRoutes}.
 */
package io.athanor.http;
