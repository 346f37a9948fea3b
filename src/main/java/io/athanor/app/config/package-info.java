/**
 * The configuration of a node: a file, the environment and system properties become typed records,
 * once. Start reading at {@code ConfigReader}; what it found is a {@code ConfigReport}.
 */
package io.athanor.app.config;
