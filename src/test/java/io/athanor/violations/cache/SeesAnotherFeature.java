package io.athanor.violations.cache;

import io.athanor.violations.research.DeploysAVerticle;

record SeesAnotherFeature(DeploysAVerticle neighbour) {}
