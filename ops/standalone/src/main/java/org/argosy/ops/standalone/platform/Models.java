package org.argosy.ops.standalone.platform;

import java.util.stream.Collectors;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.RouteSettings;
import org.argosy.storage.Model;
import org.argosy.storage.ModelCatalog;

/** The configured models, as the API and the planner know them. */
final class Models {

    private Models() {}

    static ModelCatalog catalog(ArgosySettings settings) {
        return new ModelCatalog(settings.models().stream()
                .map(model -> new Model(
                        model.id(),
                        model.endpoints(),
                        model.routes().stream().map(RouteSettings::cluster).collect(Collectors.toSet())))
                .toList());
    }
}
