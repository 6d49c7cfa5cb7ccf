/** The configuration file: its keys as records that check themselves, and the loader that names what is wrong. */
@NullMarked
package org.argosy.ops.standalone.config;

import org.jspecify.annotations.NullMarked;
