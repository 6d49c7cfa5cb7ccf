/**
 * Planning: an input file is streamed once, every line is checked, and each model's lines are cut into shards. The classes
 * that read lines also serve whoever reads an input file later.
 */
@NullMarked
package org.argosy.dispatcher.plan;

import org.jspecify.annotations.NullMarked;
