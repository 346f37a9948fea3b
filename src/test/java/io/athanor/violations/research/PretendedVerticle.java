package io.athanor.violations.research;

final class PretendedVerticle {}
