using Pipeline.Grains.Cluster;
using Pipeline.Silo.OpenApi;
using Pipeline.Silo.OpenApi.Routes;
using Pipeline.Silo.Sources;

namespace Pipeline.Silo.Query.Alerts;

/// <summary>The part of the composition root that is about alerts, incidents, silences, the audit and silent sources.</summary>
internal static class AlertsSetup
{
    /// <summary>Adds what it needs.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        AddAnswers(builder.Services);
        builder.Services.AddSingleton(static provider => AlertingGrains.Of(provider.GetRequiredService<IGrainFactory>()));
        SiloApplication.AddOptions<SourceOptions, SourceOptionsValidator>(builder, SourceOptions.Section);
        builder.Services.AddSingleton<SourceInstruments>();
        builder.Services.AddSingleton<SourceSightings>();
        builder.Services.AddSingleton<ISightingSink>(static provider => provider.GetRequiredService<SourceSightings>());
        builder.Services.AddHostedService<SourceReporter>();
    }

    /// <summary>Adds who answers, but not whom they ask.</summary>
    public static void AddAnswers(IServiceCollection services)
    {
        services.AddSingleton<AlertsApi>();
        services.AddSingleton<IncidentsApi>();
        services.AddSingleton<SilencesApi>();
        services.AddSingleton<AuditApi>();
    }

    /// <summary>Maps its paths.</summary>
    public static void Map(WebApplication app)
    {
        AlertsApi alerts = app.Services.GetRequiredService<AlertsApi>();
        IncidentsApi incidents = app.Services.GetRequiredService<IncidentsApi>();
        SilencesApi silences = app.Services.GetRequiredService<SilencesApi>();
        AuditApi audit = app.Services.GetRequiredService<AuditApi>();

        app.MapGet(AlertsApi.Path, (Delegate)alerts.ListAsync).Describe(AlertRoutes.List);
        app.MapGet(IncidentsApi.Path, (Delegate)incidents.ListAsync).Describe(IncidentRoutes.List);
        app.MapGet(IncidentsApi.Path + "/{id}", (Delegate)incidents.GetAsync).Describe(IncidentRoutes.Get);
        app.MapPost(IncidentsApi.Path + "/{id}" + IncidentsApi.AcknowledgeSuffix, (Delegate)incidents.AcknowledgeAsync).Describe(IncidentRoutes.Acknowledge);
        app.MapDelete(IncidentsApi.Path + "/{id}" + IncidentsApi.AcknowledgeSuffix, (Delegate)incidents.WithdrawAcknowledgementAsync).Describe(IncidentRoutes.Withdraw);
        app.MapPost(IncidentsApi.Path + "/{id}" + IncidentsApi.NotesSuffix, (Delegate)incidents.AddNoteAsync).Describe(IncidentRoutes.AddNote);
        app.MapGet(SilencesApi.Path, (Delegate)silences.ListAsync).Describe(SilenceRoutes.List);
        app.MapPost(SilencesApi.Path, (Delegate)silences.CreateAsync).Describe(SilenceRoutes.Create);
        app.MapPost(SilencesApi.PreviewPath, (Delegate)silences.PreviewAsync).Describe(SilenceRoutes.Preview);
        app.MapGet(SilencesApi.Path + "/{id}", (Delegate)silences.GetAsync).Describe(SilenceRoutes.Get);
        app.MapDelete(SilencesApi.Path + "/{id}", (Delegate)silences.EndAsync).Describe(SilenceRoutes.End);
        app.MapGet(AuditApi.Path, (Delegate)audit.ListAsync).Describe(AuditRoute.List);
    }
}
