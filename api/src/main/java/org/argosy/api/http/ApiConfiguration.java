package org.argosy.api.http;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import org.argosy.api.ApiParts;
import org.argosy.api.ApiSettings;
import org.argosy.api.Readiness;
import org.argosy.api.batches.BatchCancellation;
import org.argosy.api.batches.BatchCreation;
import org.argosy.api.batches.BatchRequestReader;
import org.argosy.api.batches.BatchRetry;
import org.argosy.api.batches.InlineRequests;
import org.argosy.api.files.FileContent;
import org.argosy.api.files.FileUpload;
import org.argosy.api.files.Readers;
import org.argosy.api.files.StorageRoom;
import org.argosy.api.files.UploadLanes;
import org.argosy.api.identity.Authenticator;
import org.argosy.api.results.MergedResults;
import org.argosy.api.uploads.PartUpload;
import org.argosy.api.uploads.UploadCompletion;
import org.argosy.api.uploads.Uploads;
import org.argosy.api.webhooks.EndpointManagement;
import org.argosy.api.webhooks.EndpointReader;
import org.argosy.api.webhooks.EndpointTrial;
import org.argosy.api.webhooks.WebhookParts;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Assembles the API from {@link ApiParts} and {@link ApiSettings}: every bean is here or in what it imports. */
@Configuration(proxyBeanMethods = false)
@EnableWebMvc
@Import({SecurityConfiguration.class, TenantConfiguration.class, FeedingConfiguration.class, LiveConfiguration.class})
@Order(Ordered.HIGHEST_PRECEDENCE)
public class ApiConfiguration implements WebMvcConfigurer {

    private static final int TIMING_FIRST = Ordered.HIGHEST_PRECEDENCE;
    private static final int SECURITY_SECOND = TIMING_FIRST + 1;

    private final ErrorWriter errors = new ErrorWriter(WireJson.MAPPER);
    private final QuotaMeters quotas;

    ApiConfiguration(ApiParts parts) {
        this.quotas = new QuotaMeters(parts.meters());
    }

    @Bean
    ErrorWriter errorWriter() {
        return errors;
    }

    @Bean
    TomcatServletWebServerFactory webServerFactory(ApiSettings settings) {
        return TomcatFactory.create(settings, errors);
    }

    /** Open requests get this long when the context stops. */
    @Bean
    DefaultLifecycleProcessor lifecycleProcessor(ApiSettings settings) {
        DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
        processor.setTimeoutPerShutdownPhase(settings.shutdownGrace().toMillis());
        return processor;
    }

    @Bean
    FilterRegistrationBean<ProcessingTimeFilter> processingTime() {
        FilterRegistrationBean<ProcessingTimeFilter> filter = new FilterRegistrationBean<>(new ProcessingTimeFilter());
        filter.setOrder(TIMING_FIRST);
        return filter;
    }

    /** {@code http.server.requests}, as every Spring application has it: by method, pattern of the path, and status. */
    @Bean
    FilterRegistrationBean<ServerHttpObservationFilter> requestMetrics(ApiParts parts) {
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(parts.meters()));
        var filter = new FilterRegistrationBean<>(new ServerHttpObservationFilter(observations));
        filter.setOrder(TIMING_FIRST);
        return filter;
    }

    @Bean
    DelegatingFilterProxyRegistrationBean security() {
        var filter = new DelegatingFilterProxyRegistrationBean("springSecurityFilterChain");
        filter.setOrder(SECURITY_SECOND);
        return filter;
    }

    @Bean
    ServletRegistrationBean<DispatcherServlet> dispatcher(WebApplicationContext context) {
        ServletRegistrationBean<DispatcherServlet> servlet =
                new ServletRegistrationBean<>(new DispatcherServlet(context), "/");
        servlet.setLoadOnStartup(1);
        return servlet;
    }

    @Bean
    Authenticator authenticator(ApiParts parts, ApiSettings settings) {
        return new Authenticator(parts.keys(), parts.clock(), settings.keyMemory());
    }

    @Bean
    UploadLanes uploadLanes(ApiParts parts, ApiSettings settings) {
        return new UploadLanes(parts.objects(), settings.directUploads(), settings.spool(), settings.spoolBytes());
    }

    @Bean
    JsonBody jsonBody(ApiSettings settings) {
        return new JsonBody(settings.maxJsonBytes());
    }

    @Bean
    FilesController filesController(ApiParts parts, UploadLanes lanes, StorageRoom room, ListScope scopes) {
        FileUpload upload = new FileUpload(
                parts.files(),
                parts.objects(),
                lanes,
                room,
                parts.limits(),
                file -> WireJson.text(FileJson.of(file)),
                parts.clock());
        return new FilesController(upload, parts.files(), scopes, parts.clock());
    }

    @Bean
    FileContent fileContent(ApiParts parts) {
        return new FileContent(parts.files(), parts.objects());
    }

    @Bean
    Readers readers(ApiSettings settings) {
        return new Readers(settings.downloads(), settings.tenantDownloads());
    }

    @Bean
    UploadsController uploadsController(
            ApiParts parts, UploadLanes lanes, StorageRoom room, FileContent content, JsonBody body) {
        return new UploadsController(
                body,
                parts.limits().uploadBytes(),
                new Uploads(parts.uploads(), room, upload -> WireJson.text(UploadJson.of(upload)), parts.clock()),
                new PartUpload(parts.uploads(), parts.objects(), lanes, room, parts.clock()),
                new UploadCompletion(parts.uploads(), parts.files(), content, parts.clock()));
    }

    @Bean
    FileContentController fileContentController(ApiParts parts, FileContent content, Readers readers) {
        return new FileContentController(parts.files(), content, readers, parts.clock());
    }

    @Bean
    BatchRequestReader batchRequestReader(ApiSettings settings) {
        return new BatchRequestReader(settings.windows());
    }

    @Bean
    BatchCreation batchCreation(ApiParts parts, BatchWriter writer) {
        return new BatchCreation(parts.batches(), batch -> WireJson.text(writer.atCreation(batch)), parts.clock());
    }

    @Bean
    BatchesController batchesController(
            ApiParts parts,
            ApiSettings settings,
            JsonBody body,
            UploadLanes lanes,
            BatchRequestReader reader,
            BatchCreation creation,
            ListScope scopes,
            BatchWriter writer) {
        InlineRequests requests = new InlineRequests(lanes, parts.objects());
        return new BatchesController(
                new CreateBodyReader(body, requests, settings.maxRequestBytes()),
                requests,
                reader,
                creation,
                new BatchCancellation(parts.batches(), parts.clock()),
                parts.batches(),
                scopes,
                writer);
    }

    @Bean
    RetriesController retriesController(
            ApiParts parts,
            JsonBody body,
            BatchRequestReader reader,
            BatchCreation creation,
            FileContent content,
            Readers readers) {
        return new RetriesController(
                body,
                reader,
                new BatchRetry(parts.batches(), creation),
                new MergedResults(parts.families(), content, parts.clock()),
                readers);
    }

    @Bean
    WebhooksController webhooksController(ApiParts parts, JsonBody body, ListScope scopes) {
        WebhookParts webhooks = parts.webhooks();
        return new WebhooksController(
                body,
                new EndpointReader(webhooks.addresses()),
                new EndpointManagement(webhooks.endpoints(), parts.clock()),
                new EndpointTrial(webhooks.endpoints(), webhooks.tests(), parts.clock()),
                webhooks.endpoints(),
                scopes);
    }

    @Bean
    ModelsController modelsController(ApiParts parts) {
        return new ModelsController(parts.models(), parts.routes(), parts.clock());
    }

    @Bean
    HealthController healthController(ApiParts parts) {
        return new HealthController(new Readiness(parts.readiness()));
    }

    @Bean
    OpenApiController openApiController() {
        return new OpenApiController();
    }

    @Bean
    StatusPage statusPage() {
        return new StatusPage();
    }

    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
        builder.disableDefaults()
                .addCustomConverter(new ByteArrayHttpMessageConverter())
                .withJsonConverter(new JacksonJsonHttpMessageConverter(WireJson.MAPPER));
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerArguments());
    }

    /** Clients ask for {@code application/binary} and get what there is. */
    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        configurer.ignoreAcceptHeader(true).defaultContentType(MediaType.APPLICATION_JSON);
    }

    @Override
    public void configureHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
        resolvers.add(new ErrorResolver(errors, quotas));
    }
}
