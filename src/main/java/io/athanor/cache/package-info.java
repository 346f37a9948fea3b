/**
 * Remembers answers, and forgets them when told that something has changed. Start reading at {@link
 * io.athanor.cache.CacheVerticle}; the rules are in {@code AnswerCache}.
 */
package io.athanor.cache;
