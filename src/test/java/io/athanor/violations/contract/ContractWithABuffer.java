package io.athanor.violations.contract;

import io.vertx.core.buffer.Buffer;

record ContractWithABuffer(Buffer buffer) {}
