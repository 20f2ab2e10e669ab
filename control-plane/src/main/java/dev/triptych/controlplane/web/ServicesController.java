package dev.triptych.controlplane.web;

import dev.triptych.api.ServicesApi;
import dev.triptych.api.model.Service;
import dev.triptych.api.model.ServiceDescription;
import dev.triptych.api.model.ServiceList;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.service.ServiceSpec;
import dev.triptych.controlplane.service.ServiceView;
import dev.triptych.controlplane.service.Services;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class ServicesController implements ServicesApi {
    private final Services services;

    ServicesController(Services services) {
        this.services = services;
    }

    @Override
    public ResponseEntity<ServiceList> listServices() {
        return ResponseEntity.ok(new ServiceList(
                services.list().stream().map(ServiceWriter::shown).toList()));
    }

    @Override
    public ResponseEntity<Service> putService(String name, ServiceDescription body, @Nullable String ifMatch) {
        ServiceSpec spec = ServiceReader.read(name, body);
        String key = body.getTls() == null ? null : body.getTls().getKey();
        Services.Put put = services.put(
                spec, key, Etags.readVersion(ifMatch), Callers.current().actor());
        ResponseEntity.BodyBuilder answer = put.created()
                ? ResponseEntity.created(URI.create(WebConfiguration.API + "/services/" + name))
                : ResponseEntity.ok();
        return tagged(answer, put.service());
    }

    @Override
    public ResponseEntity<Service> getService(String name) {
        return tagged(ResponseEntity.ok(), services.get(name));
    }

    @Override
    public ResponseEntity<Void> deleteService(String name, @Nullable String ifMatch) {
        services.delete(name, Etags.readVersion(ifMatch), Callers.current().actor());
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<Service> tagged(ResponseEntity.BodyBuilder answer, ServiceView view) {
        return answer.eTag(Etags.of(view.service().version())).body(ServiceWriter.shown(view));
    }
}
