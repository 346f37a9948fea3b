/** What runs inside a sandbox, with nothing of the node around it. */
package io.athanor.execution.sandbox.inside;
