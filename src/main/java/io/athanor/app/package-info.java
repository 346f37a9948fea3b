/**
 * The node: what lives on it and in which order. Start reading at {@link
 * io.athanor.app.DeploymentPlan}, which is the list of the verticles; {@link io.athanor.app.Node}
 * puts everything that they stand on before it.
 */
package io.athanor.app;
