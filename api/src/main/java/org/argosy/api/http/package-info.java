/** The edge: Tomcat, Spring Security and Spring MVC around thin controllers, and the JSON that they answer. */
@NullMarked
package org.argosy.api.http;

import org.jspecify.annotations.NullMarked;
